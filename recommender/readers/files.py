"""Reading a text file with errors a person can act on."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from recommender.errors import InputError

BIGGEST_FILE = 10_000_000
"""Bytes of one article or page. A longer one is a mistake: a dump, a log, a book."""

E = TypeVar("E", bound=InputError)


def read_text(path: Path, error: type[E]) -> str:
    """The text of a UTF-8 file. Raises `error` for a file that is missing, too big, binary or not UTF-8."""
    try:
        size = path.stat().st_size
        if size > BIGGEST_FILE:
            raise _too_big(size, str(path), error)
        content = path.read_bytes()
    except OSError as fault:
        raise error(
            f"the file cannot be read: {fault.strerror}", place=str(path), remedy="Check the path and its permissions."
        ) from fault
    return decode(content, str(path), error)


def decode(content: bytes, place: str, error: type[E]) -> str:
    """UTF-8 bytes as text. Raises `error` for too many bytes, binary content and other encodings."""
    if len(content) > BIGGEST_FILE:
        raise _too_big(len(content), place, error)
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


def _too_big(size: int, place: str, error: type[E]) -> E:
    return error(
        f"{size / 1e6:.1f} MB is more than the {BIGGEST_FILE / 1e6:.0f} MB that one article or page may have",
        place=place,
        remedy="Give one article a file, or one a line in a .jsonl file.",
    )
