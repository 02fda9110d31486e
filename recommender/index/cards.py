"""Cards as JSON Lines, read one at a time by offset; and in columns, as an index compares them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import KINDS, MOVEMENTS, Card
from recommender.links import link_or_none
from recommender.patterns import compile_exact

Array = NDArray[Any]

LINES_AT_ONCE = 1_000
"""Lines that are checked in one go, which takes a millisecond."""


def _line() -> str:
    """The pattern of a card's line: JSON as `CardTable` writes it, with the fields of a card in their order."""
    text = r'"(?:[^"\\\x00-\x1f]|\\["\\bfnrt]|\\u00[01][0-9a-f])*"'
    year = "(?:[1-9][0-9]{3}|0(?:[1-9][0-9]{2}|0[1-9][0-9]|00[1-9]))"
    leap = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
    most = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    day = f'"(?:{year}-(?:{most}|02-(?:0[1-9]|1[0-9]|2[0-8]))|{leap}-02-29)"'
    kinds, movements = ("|".join(f'"{each}"' for each in known) for known in (KINDS, MOVEMENTS))
    forms = {
        **dict.fromkeys(("id", "title", "excerpt", "language"), text),
        **dict.fromkeys(("url", "image"), f"null|{text}"),
        **dict.fromkeys(("updated", "reviewed"), f"null|{day}"),
        **dict.fromkeys(("tags", "pin"), _many(text)),
        "kind": f"null|{kinds}",
        "reading_minutes": "[1-9][0-9]{0,8}",
        "movements": _many(f"(?:{movements})"),
        "exclude": "true|false",
        "fired": _many(rf"\[{text},{text}\]"),
    }
    fields = ",".join(f'"{name}":(?:{forms[name]})' for name in Card.__slots__)
    return rf"\{{{fields}\}}\n"


def _many(one: str) -> str:
    return rf"\[(?:{one}(?:,{one})*)?\]"


_LINES = compile_exact(f"(?:{_line()})*")


class Cards:
    """Cards by row. `lines` is the file as bytes (uint8), `offsets` (int64, n + 1) where each line begins."""

    def __init__(self, lines: Array, offsets: Array) -> None:
        self._lines = lines
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def check(self) -> None:
        """Raises ValueError unless every card is whole, of the right types and in UTF-8.

        The offsets must be sound. A pattern says so ten times as fast as reading the JSON would.
        """
        starts, ends = self._offsets[:-1], self._offsets[1:]
        if not (ends > starts).all() or not (self._lines[ends - 1] == ord("\n")).all():
            raise ValueError("a card does not end where its line does")
        for row in range(0, len(self), LINES_AT_ONCE):
            start, end = self._offsets[row], self._offsets[min(row + LINES_AT_ONCE, len(self))]
            lines = self._lines[start:end].tobytes()
            if lines.count(b"\n") != min(LINES_AT_ONCE, len(self) - row) or not _LINES.fullmatch(lines):
                raise ValueError(f"one of the cards from {row} on is broken")

    def __getitem__(self, row: int) -> Card:
        start, end = self._offsets[row], self._offsets[row + 1]
        card = Card.from_json(json.loads(bytes(self._lines[start:end])))
        # An index from before addresses were looked at, or from elsewhere, may hold any.
        return replace(card, url=link_or_none(card.url), image=link_or_none(card.image))


@dataclass(frozen=True, slots=True)
class CardTable:
    """Some cards: their lines, one after the other, with the length of each in bytes; and their columns.

    `addresses` are canonical, empty where there is none; `kinds` (int8) and `movements` (uint32) are coded; `updated`
    and `reviewed` (int32) are days since the year 1, 0 where there is none.
    """

    ids: list[str]
    addresses: list[str]
    languages: list[str]
    lines: Array
    lengths: Array
    kinds: Array
    movements: Array
    excluded: Array
    updated: Array
    reviewed: Array

    @classmethod
    def of(cls, cards: Sequence[Card], addresses: Sequence[str]) -> CardTable:
        """The table of cards; `addresses` are theirs."""
        lines = [
            json.dumps(card.to_json(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for card in cards
        ]
        return cls(
            ids=[card.id for card in cards],
            addresses=list(addresses),
            languages=[card.language for card in cards],
            lines=np.frombuffer(b"".join(lines), dtype=np.uint8),
            lengths=np.array([len(line) for line in lines], dtype=np.int64),
            kinds=np.array([code_kind(card.kind) for card in cards], dtype=np.int8),
            movements=np.array([code_movements(card.movements) for card in cards], dtype=np.uint32),
            excluded=np.array([card.exclude for card in cards], dtype=bool),
            updated=_days(card.updated for card in cards),
            reviewed=_days(card.reviewed for card in cards),
        )

    @classmethod
    def joined(cls, tables: Sequence[CardTable]) -> CardTable:
        """Tables one after the other."""
        columns: dict[str, Any] = {}
        for name in cls.__slots__:
            parts = [getattr(table, name) for table in tables]
            is_list = name in ("ids", "addresses", "languages")
            columns[name] = [each for part in parts for each in part] if is_list else np.concatenate(parts)
        return cls(**columns)


def code_kind(kind: str | None) -> int:
    """A kind as a number: its place in KINDS, -1 for an unknown kind."""
    return KINDS.index(kind) if kind is not None else -1


def code_movements(movements: Sequence[str]) -> int:
    """Movements as a bit mask in the order of MOVEMENTS."""
    return sum(1 << MOVEMENTS.index(each) for each in movements)


def _days(days: Iterable[Any]) -> Array:
    return np.array([day.toordinal() if day else 0 for day in days], dtype=np.int32)
