"""Reading a text file with errors a person can act on."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from recommender.errors import InputError
from recommender.regular import open_regular

BIGGEST_FILE = 10_000_000
"""Bytes of one article or page. A longer one is a mistake: a dump, a log, a book."""

E = TypeVar("E", bound=InputError)


def read_text(path: Path, error: type[E]) -> str:
    """The text of a UTF-8 file. Raises `error` for a file that is missing, none, too big, binary or not UTF-8."""
    try:
        with open_regular(path) as file:
            content = file.read(BIGGEST_FILE + 1)
    except OSError as fault:
        raise _unreadable(fault, str(path), error) from fault
    return decode(content, str(path), error)


def read_lines(path: Path, error: type[E]) -> Iterator[tuple[str, str | E]]:
    """The lines of a UTF-8 file that are not empty, each with its place, or with what is wrong with it.

    A line that is too long is passed over in pieces. Raises `error` for a file that cannot be read.
    """
    try:
        with open_regular(path) as file:
            number = 0
            while line := file.readline(BIGGEST_FILE + 1):
                number += 1
                place = f"{path}:{number}"
                if len(line) > BIGGEST_FILE:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(BIGGEST_FILE)
                    yield place, _too_big(place, error)
                elif line.strip():
                    yield place, _text_or_error(line, place, error)
    except OSError as fault:
        raise _unreadable(fault, str(path), error) from fault


def why_astray(path: Path, folder: Path) -> str | None:
    """Why a file of a folder is none of it: a link that leads elsewhere, or nowhere. None for one that is."""
    if not os.path.islink(path):  # noqa: PTH114 - Path's own raises where it is forbidden to look
        return None
    try:
        inside = path.resolve(strict=True).is_relative_to(folder.resolve())
    except (FileNotFoundError, NotADirectoryError, RuntimeError):  # the last for a circle, until Python 3.13
        return "a link that leads nowhere"
    except OSError as error:
        return "a link that leads nowhere" if error.errno == errno.ELOOP else None  # reading it says what is wrong
    return None if inside else "a link that leads out of the folder"


def unreadable_folders(folder: Path, error: type[E]) -> list[E]:
    """An error for each folder in a folder, or itself, that cannot be listed: what is in it is missing without one."""
    faults: list[OSError] = []
    for _ in os.walk(folder, onerror=faults.append):
        pass
    return [_unreadable(fault, str(fault.filename), error) for fault in faults]


def _text_or_error(line: bytes, place: str, error: type[E]) -> str | E:
    try:
        return decode(line, place, error)
    except InputError as fault:
        return error(fault.what, place=fault.place, remedy=fault.remedy)


def decode(content: bytes, place: str, error: type[E]) -> str:
    """UTF-8 bytes as text. Raises `error` for too many bytes, binary content and other encodings."""
    if len(content) > BIGGEST_FILE:
        raise _too_big(place, error)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise error("the text is UTF-16, not UTF-8", place=place, remedy="Save it as UTF-8.")
    if b"\0" in content:
        raise error("this is not text: it holds NUL bytes", place=place, remedy="Give a text, Markdown or HTML file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise error(
            f"the text is not UTF-8: byte 0x{content[fault.start]:02x} at position {fault.start}",
            place=place,
            remedy="Save it as UTF-8, for instance with `iconv -f latin1 -t utf-8`.",
        ) from fault


def _unreadable(fault: OSError, place: str, error: type[E]) -> E:
    remedy = "Check the path and its permissions. A page that a program writes is given as `-`."
    return error(f"the file cannot be read: {fault.strerror}", place=place, remedy=remedy)


def _too_big(place: str, error: type[E]) -> E:
    return error(
        f"this is more than the {BIGGEST_FILE / 1e6:.0f} MB that one article or page may have",
        place=place,
        remedy="Give one article a file, or one a line in a .jsonl file.",
    )
