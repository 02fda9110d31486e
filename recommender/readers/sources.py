"""Which reader reads a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from recommender.article import Article
from recommender.errors import ArticleError, InputError, LimberError
from recommender.readers.jsonl import read_lines
from recommender.readers.markdown import markdown_files, read_file, read_folder
from recommender.readers.record import Skipped


def read_sources(sources: Sequence[Path]) -> Iterator[Article | Skipped | LimberError]:
    """The articles of all sources in turn: a folder of Markdown, a Markdown file or a `.jsonl` file.

    Yields what cannot be read as an ArticleError and goes on. Raises InputError for a source that is no source.
    """
    for source in sources:
        if source.is_dir():
            if not markdown_files(source):
                raise InputError(
                    "the folder holds no Markdown file", place=str(source), remedy="Name the folder of the articles."
                )
            yield from read_folder(source)
        elif not source.exists():
            raise InputError("there is no such file or folder", place=str(source), remedy="Check the path.")
        elif source.suffix.lower() in (".jsonl", ".ndjson"):
            yield from read_lines(source)
        elif source.suffix.lower() in (".md", ".markdown"):
            try:
                yield read_file(source, default_id=source.stem)
            except ArticleError as error:
                yield error
        else:
            raise InputError(
                f"no reader for {source.suffix or 'a file without suffix'!r}",
                place=str(source),
                remedy="Give a folder of Markdown files or a .jsonl file.",
            )
