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


def split_pair(pairs: Array) -> tuple[Array, Array]:
    """The two halves that `join_pair` joined."""
    return pairs >> _HALF, pairs & _LOW


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
        first, second = split_pair(self._pairs[number - len(self.names)])
        return int(first), int(second)

    def __getitem__(self, number: int) -> str:
        return BETWEEN.join(self.names[part] for part in self.parts(number))

    def find(self, terms: Sequence[str]) -> Array:
        """The numbers (int64) of `terms`, -1 for those that are not here."""
        split = [term.partition(BETWEEN) for term in terms]
        names = list({name for first, _, second in split for name in (first, second)})
        number = dict(zip(names, self.names.find(names).tolist(), strict=True))
        first = np.array([number[each] for each, _, _ in split], dtype=np.int64)
        places = np.array([place for place, (_, between, _) in enumerate(split) if between], dtype=np.int64)
        if len(places):
            second = np.array([number[split[place][2]] for place in places.tolist()], dtype=np.int64)
            wanted = np.where((first[places] < 0) | (second < 0), -1, join_pair(first[places], second))
            first[places] = -1
            if len(self._pairs):
                near = np.minimum(np.searchsorted(self._pairs, wanted), len(self._pairs) - 1)
                here = self._pairs[near] == wanted
                first[places[here]] = near[here] + len(self.names)
        return first
