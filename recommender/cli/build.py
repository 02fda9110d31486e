"""`limber build`"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from recommender.build import Summary, build
from recommender.cli.main import common_options
from recommender.cli.terminal import open_console, say
from recommender.config import load_settings
from recommender.errors import UsageError
from recommender.index import current_generation
from recommender.links import site_address
from recommender.readers import Warned, bundled_path, read_sources

_MOST_LINES = 20


@click.command("build")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]…")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to [default: --index].")
@click.option("--site", help="Address of the site, which articles' paths are joined to [default: site of limber.toml].")
@click.option("--jobs", type=click.IntRange(1, 256), default=None, help="Processes that analyse [default: all cores].")
@click.option("--fresh", is_flag=True, help="Analyse every article, also those that have not changed.")
@common_options
def command(
    sources: tuple[Path, ...],
    out: Path | None,
    site: str | None,
    jobs: int | None,
    fresh: bool,
    index: Path | None,
    config: Path | None,
    debug: bool,
) -> None:
    """Read articles, write a new index generation and switch to it.

    A SOURCE is a folder of articles (Markdown, HTML, text), one such file, or a .jsonl file. Without one, the sources
    of limber.toml are read, else the bundled corpus. What cannot be read is left out and named: `limber check` names
    all of it. An index in use stays in use until the new one is whole.

    \b
    Example:  limber build content/posts --out limber-index
    """
    settings = load_settings(config)
    folder = out or index or Path(settings.index)
    named = sources or tuple(Path(each) for each in settings.build.sources) or (bundled_path("articles"),)
    shape = settings.build_settings(jobs=jobs or os.cpu_count() or 1, fresh=fresh)
    if site is not None:
        shape = replace(shape, site=_check_site(site))
    started = time.perf_counter()
    with _Bar() as bar:
        summary = build(
            read_sources(named),
            folder,
            shape,
            today=date.today(),
            progress=bar.advance,
            waits=lambda: say(f"Another build is writing to {folder}: waiting for its end.", err=True),
        )
    _report(summary, folder, time.perf_counter() - started)


def _check_site(site: str) -> str:
    try:
        return site and site_address(site)
    except ValueError as error:
        raise UsageError(f"--site: {site!r} {error}", remedy="Correct it.") from None


class _Bar:
    """A progress bar on a terminal, nothing elsewhere."""

    def __enter__(self) -> _Bar:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        console = open_console(err=True)
        columns = TextColumn("Analysing"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task("articles", total=None)
        self._progress.start()
        return self

    def advance(self, done: int, total: int) -> None:
        self._progress.update(self._task, completed=done, total=total)

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()


def _report(summary: Summary, folder: Path, seconds: float) -> None:
    skipped = sorted(summary.skipped, key=lambda each: each.meant)  # what nobody meant comes first
    _list([f"skipped {each.place}: {each.reason}" for each in skipped])
    _list(_grouped(summary.warnings))
    say(
        f"{summary.articles} articles read, {len(summary.skipped)} skipped, {len(summary.warnings)} warnings, "
        f"{summary.analysed} analysed anew, {summary.terms} terms, {seconds:.1f} s"
    )
    in_use = current_generation(folder)
    if in_use == summary.generation:
        say(f"Generation {in_use} is in use in {folder}")
    else:
        say(
            f"Generation {summary.generation} is built in {folder}, and {in_use} stays in use: `limber use` holds it.\n"
            f"To switch: limber use {summary.generation}"
        )


def _list(lines: Sequence[str]) -> None:
    for line in lines[:_MOST_LINES]:
        say(line)
    if len(lines) > _MOST_LINES:
        say(f"… and {len(lines) - _MOST_LINES} more: `limber check` names all")


def _grouped(warnings: Iterable[Warned]) -> list[str]:
    """A line for each field and what was done about it, with the first place and how many there are."""
    groups: dict[tuple[str, str], list[Warned]] = defaultdict(list)
    for each in warnings:
        groups[each.field, each.done].append(each)
    return [
        f"warning {group[0].place}: {group[0]}" + (f" ({len(group)} in all)" if len(group) > 1 else "")
        for group in sorted(groups.values(), key=len, reverse=True)
    ]
