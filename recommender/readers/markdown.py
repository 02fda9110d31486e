"""A folder of Markdown files with YAML front matter, as static-site generators keep them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from recommender.article import Article
from recommender.errors import ArticleError, LimberError
from recommender.extract import read_markdown
from recommender.readers.files import read_text
from recommender.readers.record import Skipped, make_article

_SUFFIXES = (".md", ".markdown", ".mdown")


def markdown_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder and its subfolders in order; hidden ones are left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in _SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def read_folder(folder: Path) -> Iterator[Article | Skipped | LimberError]:
    """The articles of a folder; an id is the path below it without suffix."""
    for path in markdown_files(folder):
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
    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = f":{mark.line + 2}" if mark else ""  # the fence is line 1, YAML counts from 0
        raise ArticleError(
            f"the front matter is not valid YAML: {problem}",
            place=f"{place}{line}",
            remedy="Put quotes round a value that holds a colon.",
        ) from error
    except (TypeError, AttributeError) as error:
        raise ArticleError(
            "the front matter is not a list of `field: value` lines", place=place, remedy="Correct it."
        ) from error
    return dict(post.metadata), post.content
