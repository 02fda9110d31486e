"""The related lists of all articles of an index as files, for sites that are built and not served."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
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
    """The file of an article below the folder: its id, with percent-encoding of what no file may be called."""
    segments = [_UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", each) for each in article.split("/")]
    safe = [{"": "%", ".": "%2E", "..": "%2E%2E"}.get(each, each) for each in segments]
    return "/".join(safe) + suffix


def _answers(limber: Recommender, today: date) -> Iterator[tuple[str, Answer]]:
    for row in range(len(limber.index)):
        article = limber.index.card(row).id
        yield article, limber.related(Page(id=article), today=today)


def _write_file(out: Path, answers: Iterator[tuple[str, Answer]]) -> int:
    lists = {article: answer.to_json() for article, answer in answers}
    out.mkdir(parents=True, exist_ok=True)
    aside = out / f".{DATA_FILE}-{os.getpid()}"
    try:
        _write(aside, _json(lists))
        aside.replace(out / DATA_FILE)
    finally:
        aside.unlink(missing_ok=True)
    return len(lists)


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
            content = _json(answer.to_json()) if form == "json" else f"{render(answer, heading)}\n"
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


def _json(record: object) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
