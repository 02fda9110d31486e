"""`limber related`"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from recommender.answer import Answer
from recommender.article import KINDS, Page
from recommender.cli.main import common_options
from recommender.cli.pages import page_of, read_pages
from recommender.cli.terminal import open_console, say_json
from recommender.config import load_settings
from recommender.errors import PageError, UsageError
from recommender.recommend import Recommender


@click.command("related")
@click.argument("page", required=False)
@click.option("--url", help="Address of a page in the index.")
@click.option("--id", "id_", help="Id of an article in the index.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind; may be repeated.")
@click.option("--limit", type=click.IntRange(1), help="Items at most.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs, as the service answers.")
@click.option("--batch", type=click.Path(path_type=Path, dir_okay=False), help="JSON Lines of pages, an answer a line.")
@click.option("--raw", is_flag=True, help="With --batch: relevance alone, no kinds, floor, diversity or cautions.")
@common_options
def command(
    page: str | None,
    url: str | None,
    id_: str | None,
    kinds: tuple[str, ...],
    limit: int | None,
    as_json: bool,
    batch: Path | None,
    raw: bool,
    index: Path | None,
    config: Path | None,
    debug: bool,
) -> None:
    """Related articles for PAGE: a text, Markdown or HTML file, or - for standard input.

    A line of a --batch file is {"id", "text" [, "title"]} or {"id", "article"}, the article being one of the index.

    \b
    Examples:  limber related page.html
               limber related --id hamstring-stretch --kind anatomy
               limber related --batch pages.jsonl --kind stretching
               limber related --batch pages.jsonl --raw --limit 100
    """
    settings = load_settings(config)
    if raw and batch is None:
        raise UsageError("--raw goes with --batch", remedy="Name a file of pages with --batch.")
    if raw and kinds:
        raise UsageError("--raw is relevance alone, of all kinds", remedy="Leave --kind or --raw out.")
    if batch is not None and (page or url or id_):
        raise UsageError("--batch takes its pages from the file alone", remedy="Leave PAGE, --url and --id out.")
    folder = index or Path(settings.index)
    if batch is not None:
        limber = Recommender.open(folder, settings.policy(), key=settings.verify_key)
        rank = _rank if raw else partial(_answer, kinds=kinds or None)
        for line in _answer_batch(batch, lambda page: rank(limber, page, limit)):
            say_json(line)
        return
    asked = page_of(page, url, id_)  # wrong use is said before the index is opened
    answer = Recommender.open(folder, settings.policy(), key=settings.verify_key).related(
        asked, limit=limit, kinds=kinds or None
    )
    if as_json:
        say_json(answer.to_json(), indent=1)
    else:
        _print(answer)


def _answer_batch(file: Path, answer: Callable[[Page], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for line in read_pages(file):
        try:
            yield {"id": line.name, **answer(line.page)}
        except UsageError as error:
            raise PageError(error.what, place=line.place, remedy=error.remedy) from error


def _answer(limber: Recommender, page: Page, limit: int | None, kinds: Sequence[str] | None) -> dict[str, Any]:
    return limber.related(page, limit=limit, kinds=kinds).to_json()


def _rank(limber: Recommender, page: Page, limit: int | None) -> dict[str, Any]:
    ranked = limber.rank(page, limit or limber.policy.limit)
    return {"items": [{"id": article, "score": score} for article, score in ranked]}


def _print(answer: Answer) -> None:
    from rich.table import Table
    from rich.text import Text

    console = open_console()
    if answer.notice:
        console.print(Text(f"{answer.notice.level.upper()}: {answer.notice.message}", style="bold red"))
    if answer.empty:
        console.print(f"No related article. {answer.empty.message}", markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Score", justify="right")
    table.add_column("Article", ratio=3, overflow="fold")
    table.add_column("Kind", no_wrap=True)
    table.add_column("Both about", ratio=2)
    for match in answer.items:
        article = Text.assemble(match.card.title, "\n", (match.card.id, "dim"))
        table.add_row(f"{match.score:.2f}", article, match.card.kind or "", Text(", ".join(match.reasons)))
    console.print(table)
