"""A folder of Markdown files with YAML front matter, as static-site generators keep them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from recommender.article import Article
from recommender.errors import ArticleError, LimberError
from recommender.extract import read_markdown
from recommender.readers.files import read_text, unreadable_folders, why_astray
from recommender.readers.record import Skipped, make_article

_SUFFIXES = (".md", ".markdown", ".mdown")


def markdown_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder and its subfolders in order; hidden ones are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _SUFFIXES
        and not os.path.isdir(path)  # noqa: PTH112 - Path's own raises in a folder that can be listed and no more
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def read_folder(folder: Path) -> Iterator[Article | Skipped | LimberError]:
    """The articles of a folder; an id is the path below it without suffix."""
    yield from unreadable_folders(folder, ArticleError)
    for path in markdown_files(folder):
        astray = why_astray(path, folder)
        if astray:
            yield Skipped(str(path), astray)
            continue
        name = path.relative_to(folder).with_suffix("")
        try:
            yield read_file(path, default_id=name.as_posix())
        except ArticleError as error:
            yield error


def read_file(path: Path, *, default_id: str) -> Article | Skipped:
    """One Markdown file as an article. Raises ArticleError."""
    fields, body = split_front_matter(read_text(path, ArticleError), place=str(path))
    content = read_markdown(body)
    return make_article(fields, content.text, place=str(path), default_id=default_id, headings=content.headings)


def split_front_matter(text: str, *, place: str) -> tuple[dict[str, Any], str]:
    """Front matter and body of a Markdown text. Raises ArticleError where the front matter is no YAML mapping."""
    handler = YAMLHandler()
    text = text.lstrip("\ufeff")
    if not handler.detect(text):
        return {}, text
    try:
        written, body = handler.split(text)
        fields = handler.load(written)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = f":{mark.line + 1}" if mark else ""  # YAML counts from 0, and begins at the end of the fence's line
        raise ArticleError(
            f"the front matter is not valid YAML: {problem}",
            place=f"{place}{line}",
            remedy="Put quotes round a value that holds a colon.",
        ) from error
    if not isinstance(fields, dict | None):
        raise ArticleError(
            f"the front matter must be `field: value` lines, this is a {type(fields).__name__}",
            place=place,
            remedy="Correct it.",
        )
    return fields or {}, body.strip()
