"""Numbers by name in shared memory: each process adds to a row of its own, whoever asks gets the sums of all rows."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Sequence
from threading import Lock

import numpy as np

from service.shared import Shared

_HEADER = struct.Struct("<Q")
"""Numbers that have a name."""

_NAME, _NAMES = 128, 2048
"""Bytes of a name at most, and names."""

_LIVE = struct.Struct("<dd112s")
"""What a row begins with: what its process says of itself."""

_ROW = _LIVE.size + 8 * _NAMES
_START = 64 + _NAME * _NAMES


class Counts:
    """Sums of what processes add, those that have ended too; and what the living ones say of themselves.

    A row whose process has ended is taken on by the next, with what was counted in it.
    """

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._rows = (len(shared.counts) - _START) // _ROW
        self._lock = Lock()
        self._places: dict[str, int | None] = {}
        self._take_row()

    def add(self, *amounts: tuple[str, int, Sequence[tuple[int, float]]]) -> None:
        """Add to numbers: for each the name, how many numbers bear it, and what is added to which of them."""
        with self._lock:
            if self._process != os.getpid():  # it was forked: the row is its parent's
                self._take_row()
            for name, width, added in amounts:
                place = self._place(name, width)
                if place is not None:
                    for offset, amount in added:
                        self._values[place + offset] += amount

    def say(self, text: str, first: float, second: float) -> None:
        """Say something of this process: a short text and two numbers, in place of what it said before."""
        with self._lock:
            if self._process != os.getpid():
                self._take_row()
            _LIVE.pack_into(self._shared.counts, self._offset, first, second, text.encode()[:112])

    def sums(self) -> dict[str, list[float]]:
        """All numbers, by name."""
        used = self._used()
        rows = np.frombuffer(self._shared.counts, np.uint8, self._rows * _ROW, _START).reshape(self._rows, _ROW)
        total = rows[:, _LIVE.size : _LIVE.size + 8 * used].copy().view(np.float64).sum(axis=0).tolist()
        names = [(place, name) for place in range(used) if (name := self._name(place))]
        ends = [place for place, _ in names[1:]] + [used]
        return {name: total[place:end] for (place, name), end in zip(names, ends, strict=True)}

    def said(self) -> Iterator[tuple[str, float, float]]:
        """What each living process says of itself."""
        for row in range(self._rows):
            if row == self._row or self._shared.is_owned(row):
                first, second, text = _LIVE.unpack_from(self._shared.counts, _START + row * _ROW)
                yield text.rstrip(b"\0").decode(errors="replace"), first, second

    def _take_row(self) -> None:
        self._process = os.getpid()
        self._row = self._shared.claim_row(self._rows)
        self._offset = _START + self._row * _ROW
        self._values = self._shared.counts[self._offset + _LIVE.size : self._offset + _ROW].cast("d")
        _LIVE.pack_into(self._shared.counts, self._offset, 0.0, 0.0, b"")

    def _place(self, name: str, width: int) -> int | None:
        """Where the numbers of a name begin; None where there is no room for them."""
        if name not in self._places:
            with self._shared.changing() as alone:
                if not alone:
                    return None
                known = [place for place in range(self._used()) if self._name(place) == name]
                self._places[name] = known[0] if known else self._append(name, width)
        return self._places[name]

    def _append(self, name: str, width: int) -> int | None:
        place, written = self._used(), name.encode()
        if place + width > _NAMES or len(written) > _NAME:
            return None
        start = 64 + place * _NAME
        self._shared.counts[start : start + len(written)] = written
        _HEADER.pack_into(self._shared.counts, 0, place + width)
        return place

    def _used(self) -> int:
        return min(_NAMES, int(_HEADER.unpack_from(self._shared.counts)[0]))

    def _name(self, place: int) -> str:
        start = 64 + place * _NAME
        return bytes(self._shared.counts[start : start + _NAME]).rstrip(b"\0").decode(errors="replace")
