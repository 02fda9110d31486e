"""Counted terms of some articles: what analysis hands to the index, without either knowing the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from numpy.typing import NDArray

Array = NDArray[Any]
Name = TypeVar("Name", int, str)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Counted terms of some articles. A term is a name (`first`), or two names side by side (`first`, `second`).

    `rows`, `first`, `second` (int32) and `counts` (float32) are parallel, by row. Names go by number, in the order in
    which one BulkAnalyzer (`source`) met them; `names` are those that this chunk is the first to have. `second` is -1
    for a term of one name. `subjects` are the terms (first, second) that name what an article is about. `said` are
    numbers of words, likewise, and how often each was said; `words` are the new ones with the numbers of their names.
    `phrases` are how often a name was said in some words.
    """

    source: int
    names: list[str]
    rows: Array
    first: Array
    second: Array
    counts: Array
    subjects: tuple[Array, Array]
    words: tuple[list[str], list[int]]
    said: tuple[Array, Array]
    phrases: dict[tuple[int, str], int]


def most_said(counted: Mapping[tuple[Name, str], int]) -> dict[Name, str]:
    """For each name the words that were said for it most often; of equals, the first in the alphabet."""
    best: dict[Name, tuple[int, str]] = {}
    for (name, words), count in counted.items():
        if name not in best or (-count, words) < best[name]:
            best[name] = -count, words
    return {name: words for name, (_, words) in best.items()}
