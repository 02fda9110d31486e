"""What commands print, in one place: whatever an article is called, a terminal shows it and does not obey it.

A title or a file's name may hold codes by which a terminal moves about, renames its window or fills the clipboard, and
characters that turn the writing round. Each is shown as one sign that stands for it; in JSON it is escaped, which means
the same to a program.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

_C0 = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}  # to the pictures of control codes
_SIGNS: Mapping[int, str | int] = MappingProxyType(
    {
        **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\ufffd"),
        **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),  # what of a file's name is not UTF-8
        **_C0,
        0x7F: 0x2421,
    }
)
_IN_JSON = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """A text with a sign in the place of each character that a terminal obeys; lines and tabs stay."""
    return text.translate(_SIGNS)


def say(text: object = "", *, err: bool = False, end: str = "\n") -> None:
    """Print a line for people; with `err`, to standard error."""
    click.echo(f"{harmless(str(text))}{end}", nl=False, err=err)


def say_json(record: Any, *, indent: int | None = None) -> None:
    """Print a record as JSON, for programs."""
    text = json.dumps(record, ensure_ascii=False, indent=indent)
    click.echo(_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def open_console(*, err: bool = False) -> Console:
    """A console of rich, for tables; what it prints is as harmless, but for its own colours."""
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

    class Harmless(Console):
        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(harmless(segment.text), segment.style)

    return Harmless(stderr=err, highlight=False)
