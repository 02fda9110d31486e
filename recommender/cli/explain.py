"""`limber explain`"""

from __future__ import annotations

from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.cli.pages import page_or_id
from recommender.cli.terminal import open_console
from recommender.config import load_settings
from recommender.errors import UsageError
from recommender.explain import Explanation, explain
from recommender.recommend import Recommender


@click.command("explain")
@click.argument("page")
@click.argument("article")
@common_options
def command(page: str, article: str, index: Path | None, config: Path | None, debug: bool) -> None:
    """Which terms, rules and steps made the score of ARTICLE for PAGE, and its place.

    PAGE is a file, - for standard input, an address or an article id; ARTICLE an article id.

    \b
    Example:  limber explain page.html hamstring-stretch
    """
    settings = load_settings(config)
    limber = Recommender.open(index or Path(settings.index), settings.policy(), key=settings.verify_key)
    row = limber.index.row_of_id(article)
    if row is None:
        raise UsageError(f"no article has the id {article!r}", remedy="See the ids with `limber related --json`.")
    _print(explain(limber, page_or_id(page, limber), row))


def _print(explanation: Explanation) -> None:
    from rich.table import Table
    from rich.text import Text

    console = open_console()
    terms = Table("Term", "In the page's words", box=None, pad_edge=False, header_style="bold")
    for heading in ("Articles with it", "Page", "Article", "Part"):
        terms.add_column(heading, justify="right")
    for share in explanation.shares:
        cells = (f"{share.df}", f"{share.page:.4f}", f"{share.article:.4f}", f"{share.part:.4f}")
        terms.add_row(Text(share.term), Text(share.words), *cells)
    terms.add_row("", "", "", "", "Sum", f"{explanation.total:.4f}", style="bold")
    console.print(terms)
    console.print()
    for step in explanation.steps:
        console.print(Text(f"{step.name}: {step.outcome}"))
