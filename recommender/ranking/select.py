"""One greedy loop from scored candidates to the list: relevance against likeness to what is already listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.ranking.policy import KIND_MIX, NEAR_COPY

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that was chosen: its place among the candidates, and the value it was chosen at."""

    candidate: int
    value: float


def select(scores: Array, similarities: Array, kinds: Array, limit: int, diversity: float) -> list[Choice]:
    """Choose `limit` of the candidates by maximal marginal relevance, best first.

        value = (1 - diversity) · score / best score - diversity · likeness to the nearest one chosen
                - KIND_MIX · share of those chosen that are of its kind

    (Carbonell & Goldstein 1998, SIGIR.) `scores` (n) are descending, `similarities` (n, n) cosines, `kinds` (n) codes.
    One loop, because a second pass would undo the first. A near-copy of one already chosen is never chosen. Equal
    values keep the order of the candidates.
    """
    if not len(scores):
        return []
    relevance = (1.0 - diversity) * scores / scores[0]
    likeness, same_kind = np.zeros(len(scores)), np.zeros(len(scores))
    open_ = np.ones(len(scores), dtype=bool)
    chosen: list[Choice] = []
    while len(chosen) < limit and open_.any():
        mix = KIND_MIX * same_kind / max(1, len(chosen))
        values = np.where(open_, relevance - diversity * likeness - mix, -np.inf)
        best = int(values.argmax())
        chosen.append(Choice(best, float(values[best])))
        open_[best] = False
        open_ &= similarities[best] < NEAR_COPY
        likeness = np.maximum(likeness, similarities[best])
        same_kind += kinds == kinds[best]
    return chosen
