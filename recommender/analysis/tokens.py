"""The words of many texts at once, as arrays: where each begins and ends, and a hash that stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that it has an inverse modulo 2^64
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 1 << 64))
_PLANE = 1 << 16
_APOSTROPHE = ord("'")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of a text by their first character and the one after their last (int64), and their hashes (uint64)."""

    starts: Array
    ends: Array
    hashes: Array


class _Tables:
    """What is the same for every text: which characters make words, their random numbers, powers of the base."""

    def __init__(self) -> None:
        self.of_words = np.array([chr(code).isalnum() for code in range(_PLANE)])
        self.randoms = np.random.default_rng(0).integers(0, 1 << 64, _PLANE, dtype=np.uint64)
        self.powers = self.inverses = np.ones(1, dtype=np.uint64)

    def grow(self, length: int) -> None:
        if length > len(self.powers):
            length = 1 << (length - 1).bit_length()
            self.powers, self.inverses = _powers(_BASE, length), _powers(_INVERSE, length)


def _powers(base: np.uint64, length: int) -> Array:
    factors = np.full(length, base, dtype=np.uint64)
    factors[0] = 1
    return np.cumprod(factors, dtype=np.uint64)


_tables: list[_Tables] = []


def find_tokens(text: str) -> Tokens:
    """The words of a folded text (`fold_text`), the same as `split_words` gives.

    A hash is a polynomial over random numbers of the characters, modulo 2^64 (Karp & Rabin 1987, IBM J. Res. Dev.
    31:249): sums from the beginning of the text give that of every word by one subtraction. Two different words of a
    million share one with a chance of 1 in 10^7.
    """
    if not _tables:
        _tables.append(_Tables())
    tables = _tables[0]
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    low = codes.astype(np.uint16)
    inside = tables.of_words[low]
    above = np.flatnonzero(codes >= _PLANE)
    inside[above] = [chr(code).isalnum() for code in codes[above].tolist()]
    marks = np.flatnonzero(codes == _APOSTROPHE)
    marks = marks[(marks > 0) & (marks < len(codes) - 1)]
    inside[marks] = inside[marks - 1] & inside[marks + 1]
    edges = np.diff(inside.astype(np.int8), prepend=np.int8(0), append=np.int8(0))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    tables.grow(len(codes) + 1)
    parts = tables.randoms[low]
    parts[above] += codes[above].astype(np.uint64)
    parts *= tables.powers[: len(codes)]
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(parts, out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * tables.inverses[starts]
    return Tokens(starts, ends, hashes)
