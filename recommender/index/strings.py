"""Strings in plain arrays: found by hash, read by number, opened without reading them all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


MOST_REMEMBERED = 50_000
"""Strings that `find` remembers: most words of a page were in the page before."""


def _hash(strings: Iterable[str]) -> Array:
    digests = b"".join(blake2b(each.encode("utf-8", "surrogatepass"), digest_size=8).digest() for each in strings)
    return np.frombuffer(digests, dtype="<u8")


class Texts:
    """A list of strings, by number. Arrays: `bytes` (uint8, all strings in a row), `offsets` (int64, n + 1)."""

    NAMES: tuple[str, ...] = ("bytes", "offsets")

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._bytes, self._offsets = arrays["bytes"], arrays["offsets"]

    @staticmethod
    def pack(strings: Sequence[str]) -> dict[str, Array]:
        """The arrays of strings."""
        encoded = [each.encode() for each in strings]
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(each) for each in encoded], out=offsets[1:])
        return {"bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8), "offsets": offsets}

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> str:
        start, end = self._offsets[number], self._offsets[number + 1]
        return bytes(self._bytes[start:end]).decode()


class Strings(Texts):
    """Distinct strings, of which `find` gives the numbers.

    Further arrays: `hashes` (uint64, ascending, BLAKE2b of 64 bits) and `numbers` (int32, the string of each hash).
    """

    NAMES = (*Texts.NAMES, "hashes", "numbers")

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        super().__init__(arrays)
        self._hashes, self._numbers = arrays["hashes"], arrays["numbers"]
        self._found: dict[str, int] = {}

    @staticmethod
    def pack(strings: Sequence[str]) -> dict[str, Array]:
        """The arrays of distinct strings. Raises ValueError if two share a hash (chance 1 in 10^7 at a million)."""
        hashes = _hash(strings)
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        if len(ordered) > 1 and (ordered[1:] == ordered[:-1]).any():
            raise ValueError("two of the strings are the same or share a 64-bit hash")
        return {
            **Texts.pack(strings),
            "hashes": ordered,
            "numbers": order.astype(np.int32),
        }

    def find(self, strings: Sequence[str]) -> Array:
        """The numbers (int64) of `strings`, -1 for those that are not here."""
        if not len(self) or not strings:
            return np.full(len(strings), -1, dtype=np.int64)
        found = self._found
        if len(found) > MOST_REMEMBERED:
            found = self._found = {}
        new = [each for each in strings if each not in found]
        if new:
            wanted = _hash(new)
            places = np.minimum(np.searchsorted(self._hashes, wanted), len(self) - 1)
            numbers = np.where(self._hashes[places] == wanted, self._numbers[places], -1)
            found.update(zip(new, numbers.tolist(), strict=True))
        return np.array([found[each] for each in strings], dtype=np.int64)
