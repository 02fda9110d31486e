"""`limber check`"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.cli.terminal import say
from recommender.config import Settings, load_settings
from recommender.evaluation.check import Choices, check_corpus, check_sources
from recommender.readers import bundled_corpus


@click.command("check")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]…")
@common_options
def command(sources: tuple[Path, ...], index: Path | None, config: Path | None, debug: bool) -> None:
    """Every problem in the articles, the vocabulary and the cautions, with file, field and remedy.

    Without a SOURCE, the bundled corpus is checked whole: prose, sources, links, judgments and pages too.
    The vocabulary and the cautions that limber.toml names are always checked, and what it names of articles. Drafts
    and the like are named, too, and are no problem. Exit code 1 if there is a problem.

    \b
    Example:  limber check content/posts
    """
    settings = load_settings(config)
    settings.build_settings(jobs=1)
    choices, today = _choices(settings), date.today()
    if sources:
        findings = check_sources(sources, choices, today=today)
    else:
        findings = check_corpus(bundled_corpus(), choices, today=today)
    for each in findings:
        say(f"{each.place}: {each.what}. {each.remedy}".rstrip())
    problems, meant = (sum(each.meant is way for each in findings) for way in (False, True))
    said = f"{problems} problems" if problems else "No problem found"
    say(f"{said}, {meant} left out as meant" if meant else said)
    if problems:
        raise SystemExit(1)


def _choices(settings: Settings) -> Choices:
    named = {
        "related.exclude": settings.related.exclude,
        "build.kinds": settings.build.kinds,
        "build.movements": settings.build.movements,
    }
    selectors = [(f"limber.toml: {key}", selector) for key, each in named.items() for selector in each]
    return Choices(selectors, [("limber.toml: related.pin", id_) for id_ in settings.related.pin])
