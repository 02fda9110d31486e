"""`limber check`"""

from __future__ import annotations

from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.cli.terminal import say
from recommender.config import load_settings
from recommender.evaluation.check import check_corpus, check_sources
from recommender.readers import bundled_corpus


@click.command("check")
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]…")
@common_options
def command(sources: tuple[Path, ...], index: Path | None, config: Path | None, debug: bool) -> None:
    """Every problem in the articles, the vocabulary and the cautions, with file, field and remedy.

    Without a SOURCE, the bundled corpus is checked whole: prose, sources, links, judgments and pages too.
    The vocabulary and the cautions that limber.toml names are always checked. Exit code 1 if there is a problem.

    \b
    Example:  limber check content/posts
    """
    settings = load_settings(config)
    settings.build_settings(jobs=1, skip_broken=False)
    findings = check_sources(sources) if sources else check_corpus(bundled_corpus())
    for each in findings:
        say(f"{each.place}: {each.what}. {each.remedy}".rstrip())
    say(f"{len(findings)} problems" if findings else "No problem found")
    if findings:
        raise SystemExit(1)
