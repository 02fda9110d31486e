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
    """Counted terms of some articles, whole in itself. All arrays are int32 but `counts`, which is float32.

    A term is one of `names`, by number, or two of them side by side; names are distinct, in code-point order. `first`
    and `second` are the names of each term; `second` is -1 for those of one name, which come first, then ascending.
    `lengths` says how many terms each article has; `terms`, by number, ascending, and their `counts` follow article by
    article. `subject_first` and `subject_second` are the terms that name what an article is about. `words` are what
    stood for a name (`word_names`) in the articles, so many `times`.
    """

    names: list[str]
    first: Array
    second: Array
    lengths: Array
    terms: Array
    counts: Array
    subject_first: Array
    subject_second: Array
    words: list[str]
    word_names: Array
    times: Array


def most_said(counted: Mapping[tuple[Name, str], int]) -> dict[Name, str]:
    """For each name the words that were said for it most often; of equals, the first in the alphabet."""
    best: dict[Name, tuple[int, str]] = {}
    for (name, words), count in counted.items():
        if name not in best or (-count, words) < best[name]:
            best[name] = -count, words
    return {name: words for name, (_, words) in best.items()}
