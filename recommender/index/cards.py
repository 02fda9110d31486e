"""Cards as JSON Lines, read one at a time by offset."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import Card

Array = NDArray[Any]


class Cards:
    """Cards by row. `lines` is the file as bytes (uint8), `offsets` (int64, n + 1) where each line begins."""

    def __init__(self, lines: Array, offsets: Array) -> None:
        self._lines = lines
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> Card:
        start, end = self._offsets[row], self._offsets[row + 1]
        return Card.from_json(json.loads(bytes(self._lines[start:end])))

    @staticmethod
    def pack(cards: Iterable[Card]) -> tuple[bytes, Array]:
        """The file and the offsets of its lines."""
        lines = [
            json.dumps(card.to_json(), ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for card in cards
        ]
        offsets = np.zeros(len(lines) + 1, dtype=np.int64)
        np.cumsum([len(line) for line in lines], out=offsets[1:])
        return b"".join(lines), offsets
