"""`limber compare`"""

from __future__ import annotations

from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.cli.pages import read_named_pages
from recommender.cli.terminal import open_console, say_json
from recommender.config import Settings, load_settings
from recommender.errors import UsageError
from recommender.evaluation.compare import Change, Comparison, compare_indexes
from recommender.index import list_generations
from recommender.ranking import Notice
from recommender.recommend import Recommender

MOST_SHOWN = 20
"""Changed pages in the table, and articles that came or went; every changed notice is shown."""


@click.command("compare")
@click.argument("old")
@click.argument("new")
@click.option(
    "--pages",
    type=click.Path(path_type=Path, dir_okay=False),
    help="JSON Lines of pages, as of `limber related --batch` [default: the articles that both have].",
)
@click.option("--json", "as_json", is_flag=True, help="JSON for programs, with every page that changes.")
@common_options
def command(
    old: str, new: str, pages: Path | None, as_json: bool, index: Path | None, config: Path | None, debug: bool
) -> None:
    """Which pages' answers change from OLD to NEW, before a new index goes live.

    OLD and NEW are folders of indexes, or generations of the index. Exit code 1 if a page loses its notice or gets
    a less urgent one.

    \b
    Examples:  limber build posts --out next && limber compare limber-index next
               limber compare 20261121-1fd16c1cd23a 20261122-023d73be9c03
    """
    settings = load_settings(config)
    folder = index or Path(settings.index)
    asked = read_named_pages(pages) if pages else None
    found = compare_indexes(_open(old, folder, settings), _open(new, folder, settings), asked)
    if as_json:
        say_json(found.to_json(), indent=1)
    else:
        _print(found)
    if any(change.warns_less for change in found.changes):
        raise SystemExit(1)


def _open(name: str, folder: Path, settings: Settings) -> Recommender:
    if Path(name).is_dir():
        return Recommender.open(name, settings.policy(), key=settings.verify_key)
    known = [each.name for each in list_generations(folder)]
    if name not in known:
        raise UsageError(
            f"{name!r} is neither a folder nor a generation in {folder}", remedy=f"There are: {', '.join(known)}."
        )
    return Recommender.open(folder, settings.policy(), generation=name, key=settings.verify_key)


def _print(found: Comparison) -> None:
    from rich.table import Table
    from rich.text import Text

    console = open_console()
    alike = (
        f"{found.unchanged:.1%} of the answers for {found.pages} pages are as before, mean overlap {found.overlap:.3f}"
    )
    console.print(Text(f"{found.old} to {found.new}: {alike}"))
    for name, ids in (("appeared", found.appeared), ("disappeared", found.disappeared)):
        if ids:
            more = ", …" if len(ids) > MOST_SHOWN else ""
            console.print(Text(f"Articles that {name} ({len(ids)}): {', '.join(ids[:MOST_SHOWN])}{more}"))
    for change in found.changes:
        if change.notice_changes:
            style = "bold red" if change.warns_less else "bold"
            told = f"{_name(change.before)} to {_name(change.after)}"
            console.print(Text(f"NOTICE {change.page}: {told}{' (warns less)' * change.warns_less}", style=style))
    shown = [change for change in found.changes if change.overlap < 1.0][:MOST_SHOWN]
    if not shown:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Overlap", justify="right")
    for heading in ("Page", "Added", "Removed", "Moved"):
        table.add_column(heading, overflow="fold")
    for change in shown:
        table.add_row(f"{change.overlap:.2f}", *map(Text, _cells(change)))
    console.print(table)
    if len(shown) < len(found.changes):
        console.print(f"{len(found.changes)} pages change in all; --json has them.")


def _cells(change: Change) -> tuple[str, ...]:
    return change.page, *("\n".join(ids) for ids in (change.added, change.removed)), f"{len(change.moved)}"


def _name(notice: Notice | None) -> str:
    if notice is None:
        return "none"
    return f"{notice.level} ({notice.rule}{', without its article' if notice.article is None else ''})"
