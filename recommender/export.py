"""The related lists of all articles of an index as files, for sites that are built and not served."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp, mkstemp
from types import MappingProxyType

from recommender.answer import Answer
from recommender.article import Page
from recommender.errors import OutputError, UsageError
from recommender.fragment import render
from recommender.recommend import Recommender

FORMATS = MappingProxyType({"json": "related", "html": "related", "jekyll": "_data", "hugo": "data"})
"""Formats, each with the folder that it is written to where none is named."""

DATA_FILE = "related.json"
"""Jekyll's and Hugo's: one file of all answers by the id of their article."""

MARK = ".limber-export"
"""An empty file in a folder of lists: what the folder holds is an export's, and the next one may replace it."""

LONGEST_NAME, LONGEST_PATH = 240, 1_000
"""Bytes of a file's name without its suffix, and of its path below the folder: a little less than systems take."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*%]')


def export(limber: Recommender, form: str, out: Path, *, heading: str, today: date | None = None) -> int:
    """Write the answers for all articles, as the service gives them; returns how many there are.

    *json* and *html* give a folder of one file an article, named by its id, which replaces an earlier one whole;
    *jekyll* and *hugo* one data file in a folder that may hold others. The same index, policy and day give the same
    bytes. Raises UsageError for a folder that is not an export's, OutputError where writing fails: nothing is lost.
    """
    answers = _answers(limber, today or date.today())
    try:
        if form in ("jekyll", "hugo"):
            return _write_file(out, answers)
        return _write_folder(out, answers, form, heading)
    except OSError as error:
        raise OutputError(
            f"the lists cannot be written: {error.strerror or error}",
            place=str(error.filename or out),
            remedy="Check the disk and the permissions, or name another folder with --out.",
        ) from error


def file_name(article: str, suffix: str) -> str:
    """The file of an article below the folder: its id, with percent-encoding of what no file may be called.

    What is longer than a name may be ends in a digest instead.
    """
    segments = [_UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", each) for each in article.split("/")]
    safe = [{"": "%", ".": "%2E", "..": "%2E%2E"}.get(each, _short(each, LONGEST_NAME)) for each in segments]
    path = "/".join(safe)
    return (path if len(path.encode()) <= LONGEST_PATH else _short("%".join(safe), LONGEST_NAME)) + suffix


def _short(name: str, most: int) -> str:
    content = name.encode()
    if len(content) <= most:
        return name
    digest = sha256(content).hexdigest()[:16]
    return f"{content[: most - 17].decode(errors='ignore')}~{digest}"


def _answers(limber: Recommender, today: date) -> Iterator[tuple[str, Answer]]:
    for row in range(len(limber.index)):
        article = limber.index.card(row).id
        yield article, limber.related(Page(id=article), today=today)


def _write_file(out: Path, answers: Iterator[tuple[str, Answer]]) -> int:
    """Write one JSON object of all answers, each as it comes: together they would be many times the file in memory."""
    out.mkdir(parents=True, exist_ok=True)
    descriptor, name = mkstemp(prefix=f".{DATA_FILE}-", dir=out)
    aside, count = Path(name), 0
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            for article, answer in answers:
                file.write(",\n" if count else "{\n")
                file.write(f"{_dump(article)}: {_dump(answer.to_json())}")
                count += 1
            file.write("\n}\n" if count else "{}\n")
        aside.chmod(0o644)
        aside.replace(out / DATA_FILE)
    finally:
        aside.unlink(missing_ok=True)
    return count


def _write_folder(out: Path, answers: Iterator[tuple[str, Answer]], form: str, heading: str) -> int:
    if out.exists() and not (out / MARK).exists() and any(out.iterdir()):
        raise UsageError(
            f"the folder {str(out)!r} holds files that no export wrote", remedy="Name a new or empty folder with --out."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        count = 0
        for article, answer in answers:
            content = (
                f"{json.dumps(answer.to_json(), ensure_ascii=False, indent=1)}\n"
                if form == "json"
                else f"{render(answer, heading)}\n"
            )
            _write(aside / file_name(article, f".{form}"), content)
            count += 1
        _write(aside / MARK, "")
        aside.chmod(0o755)
        _swap(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return count


def _swap(aside: Path, out: Path) -> None:
    """Put `aside` in the place of `out`; what was there goes."""
    old = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        if out.exists():
            out.rename(old / out.name)
        aside.rename(out)
    finally:
        if not out.exists() and (old / out.name).exists():
            (old / out.name).rename(out)
        shutil.rmtree(old, ignore_errors=True)


def _dump(record: object) -> str:
    return json.dumps(record, ensure_ascii=False)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
