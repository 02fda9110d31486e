"""JSON Lines: one article a line, with `id`, `title` and `text` (or `markdown`, or `html`) and any other field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recommender.errors import ArticleError
from recommender.extract import read_html, read_markdown
from recommender.readers import files
from recommender.readers.heads import refuse_drafts
from recommender.readers.record import Content, Found, Skipped, make_article, why_no_article
from recommender.readers.values import Fields
from recommender.readers.visibility import is_cleared

ADDRESSES = ("url", "link", "permalink")

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_lines(path: Path) -> Iterator[Found]:
    """The articles of a file; empty lines do not count."""
    try:
        for place, line in files.read_lines(path, ArticleError):
            if isinstance(line, str):
                yield from _read_line(line, place=place)
            else:
                yield line
    except ArticleError as error:
        yield error


def _read_line(line: str, *, place: str) -> Iterator[Found]:
    try:
        record = parse_object(line, place=place)
        names = (record.get(name) for name in ("id", "slug", "url"))
        identity = next((name for name in names if isinstance(name, str | int) and str(name).strip()), None)
        if identity is None:
            raise ArticleError("the article has no id", place=place, remedy='Give each line an "id".')
        if isinstance(html := record.get("html"), str) and (reason := why_no_article(html)):
            yield Skipped(place, reason)
            return
        content = _content(record, place)
        yield from make_article(record, content, place=place, default_id=str(identity), addresses=ADDRESSES)
    except ArticleError as error:
        yield error


def parse_object(line: str, *, place: str) -> dict[str, Any]:
    """A line as a JSON object. Raises ArticleError."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"not valid JSON: {error}", place=place, remedy="Correct the line.") from error
    if "\\ud" in line.lower() and _LONE_SURROGATE.search(json.dumps(record, ensure_ascii=False)):
        raise ArticleError("half a character (a lone surrogate)", place=place, remedy="Write it whole, as UTF-8.")
    if not isinstance(record, dict):
        raise ArticleError(
            f"a line must be a JSON object, this is {type(record).__name__}", place=place, remedy="Correct the line."
        )
    return record


def _content(record: dict[str, Any], place: str) -> Content:
    for name in ("text", "markdown", "html"):
        value = record.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise ArticleError(
                f"{name}: a string is wanted, got {value!r:.80}", place=place, remedy="Correct the field."
            )
        if name != "html" and not is_cleared(Fields(record)):
            refuse_drafts(value, place=place)
        if name == "markdown":
            markdown = read_markdown(value)
            return Content(markdown.text, markdown.headings, said=markdown.said)
        if name == "html":
            page = read_html(value)
            return Content(page.text, title=page.title, said=page.said)
        return Content(value)
    return Content("")
