"""JSON Lines: one article a line, with `id`, `title` and `text` (or `markdown`, or `html`) and any other field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from recommender.article import Article
from recommender.errors import ArticleError, LimberError
from recommender.extract import read_html, read_markdown
from recommender.readers import files
from recommender.readers.record import Skipped, make_article

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_lines(path: Path) -> Iterator[Article | Skipped | LimberError]:
    """The articles of a file; empty lines do not count."""
    try:
        for place, line in files.read_lines(path, ArticleError):
            yield _read_line(line, place=place) if isinstance(line, str) else line
    except ArticleError as error:
        yield error


def _read_line(line: str, *, place: str) -> Article | Skipped | ArticleError:
    try:
        record = parse_object(line, place=place)
        if not any(record.get(name) for name in ("id", "slug", "url")):
            raise ArticleError("the article has no id", place=place, remedy='Give each line an "id".')
        text, headings = _text(record, place)
        return make_article(record, text, place=place, default_id=str(record.get("url")), headings=headings)
    except ArticleError as error:
        return error


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


def _text(record: dict[str, Any], place: str) -> tuple[str, tuple[str, ...]]:
    for name in ("text", "markdown", "html"):
        value = record.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            raise ArticleError(
                f"{name}: a string is wanted, got {value!r:.80}", place=place, remedy="Correct the field."
            )
        if name == "markdown":
            content = read_markdown(value)
            return content.text, content.headings
        return (read_html(value).text if name == "html" else value), ()
    return "", ()
