"""The terms of an index: names, and pairs of names side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.index.strings import Strings

Array = NDArray[Any]

BETWEEN = " "
"""What stands between the names of a pair; no name has one."""

_HALF = 32
_LOW = (1 << _HALF) - 1


def join_pair(first: Array, second: Array) -> Array:
    """Pairs of name numbers as one number each (int64), in the order of the first, then of the second."""
    joined: Array = (first.astype(np.int64) << _HALF) | second
    return joined


class Terms:
    """Terms by number: the names in code-point order, then the pairs (int64 of `join_pair`, ascending).

    Most terms are pairs, so they are kept as numbers and not as strings.
    """

    def __init__(self, names: Strings, pairs: Array) -> None:
        self.names, self._pairs = names, pairs

    def __len__(self) -> int:
        return len(self.names) + len(self._pairs)

    def parts(self, number: int) -> tuple[int, ...]:
        """The numbers of the names that a term is made of."""
        if number < len(self.names):
            return (number,)
        pair = int(self._pairs[number - len(self.names)])
        return pair >> _HALF, pair & _LOW

    def __getitem__(self, number: int) -> str:
        return BETWEEN.join(self.names[part] for part in self.parts(number))

    def find(self, terms: Sequence[str]) -> Array:
        """The numbers (int64) of `terms`, -1 for those that are not here."""
        split = [term.split(BETWEEN, 1) for term in terms]
        first = self.names.find([parts[0] for parts in split])
        places = np.array([place for place, parts in enumerate(split) if len(parts) == 2], dtype=np.int64)
        if len(places):
            second = self.names.find([split[place][1] for place in places.tolist()])
            wanted = np.where((first[places] < 0) | (second < 0), -1, join_pair(first[places], second))
            first[places] = -1
            if len(self._pairs):
                near = np.minimum(np.searchsorted(self._pairs, wanted), len(self._pairs) - 1)
                here = self._pairs[near] == wanted
                first[places[here]] = near[here] + len(self.names)
        return first
