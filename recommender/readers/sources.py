"""Which reader reads a source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from recommender.errors import InputError
from recommender.readers.folder import SUFFIXES, article_files, read_file, read_folder
from recommender.readers.jsonl import read_lines
from recommender.readers.languages import Languages
from recommender.readers.record import Found


def read_sources(sources: Sequence[Path]) -> Iterator[Found]:
    """What is in all sources in turn: folders of articles, files of one article, `.jsonl` files.

    Yields what cannot be read as an ArticleError and goes on. Raises InputError for a source that is no source.
    """
    for source in sources:
        if source.is_dir():
            if not any(isinstance(each, Path) for each in article_files(source)):
                raise InputError(
                    f"the folder holds no article: no file with {', '.join(SUFFIXES)}",
                    place=str(source),
                    remedy="Name the folder of the articles.",
                )
            yield from read_folder(source)
        elif not source.exists():
            raise InputError("there is no such file or folder", place=str(source), remedy="Check the path.")
        elif source.suffix.lower() in (".jsonl", ".ndjson"):
            yield from read_lines(source)
        elif source.suffix.lower() in SUFFIXES:
            name = Path(source.stem)
            yield from read_file(source, default_id=source.stem, language=Languages([name]).of(name))
        else:
            raise InputError(
                f"no reader for {source.suffix or 'a file without suffix'!r}",
                place=str(source),
                remedy="Give a folder of articles, a Markdown, HTML or text file, or a .jsonl file.",
            )
