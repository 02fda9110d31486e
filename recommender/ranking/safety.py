"""Reader safety: what a page calls for, what must come first, and what is held back.

A content rule, no diagnosis. Not a weight: a filter before the search and a check after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import KINDS, MOVEMENTS, Card

LEVELS = ("emergency", "urgent", "caution")
"""Most urgent first."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule that a text calls for, and the phrase that did."""

    rule: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader is told before the list, in plain words; `article` is the id of the page to read first."""

    level: str
    rule: str
    message: str
    article: str | None

    def to_json(self) -> dict[str, str | None]:
        """The notice as the service answers it."""
        return {"level": self.level, "rule": self.rule, "message": self.message, "article": self.article}


@dataclass(frozen=True, slots=True)
class HoldBack:
    """What must not be shown. `allow` names articles that a rule lets through against its own movements only."""

    kinds: frozenset[str] = frozenset()
    movements: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    allow: frozenset[str] = frozenset()

    def forbids(self, card: Card) -> bool:
        """Whether an article is held back. One of unknown kind is, wherever kinds or movements are."""
        if card.id in self.articles or card.kind in self.kinds:
            return True
        if card.kind is None and (self.kinds or self.movements):
            return True
        return card.id not in self.allow and not self.movements.isdisjoint(card.movements)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a page calls for: the rules that fired, most urgent first, and what follows from them together."""

    fired: tuple[Fired, ...] = ()
    notice: Notice | None = None
    hold_backs: tuple[HoldBack, ...] = ()
    first: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    show_kinds: tuple[str, ...] = ()
    nothing_listed: bool = False

    def forbids(self, card: Card) -> bool:
        """Whether an article must not be shown: hold-backs add up, and no rule's allowance lifts another's."""
        return self.nothing_listed or any(each.forbids(card) for each in self.hold_backs)

    def allowed(self, kinds: Array, movements: Array, row_of: dict[str, int]) -> Array | None:
        """The rows that may be shown (bool), or None for all. `kinds` and `movements` are an index's codes.

        `row_of` gives the rows of the articles that hold-backs name. The same rule as `forbids`, for all at once.
        """
        if not self.hold_backs:
            return None
        open_ = np.ones(len(kinds), dtype=bool)
        for each in self.hold_backs:
            mask = np.uint32(sum(1 << MOVEMENTS.index(movement) for movement in each.movements))
            barred = (movements & mask) != 0
            for article in each.allow & row_of.keys():
                barred[row_of[article]] = False
            held = [KINDS.index(kind) for kind in each.kinds]
            barred |= np.isin(kinds, held)
            if each.kinds or each.movements:
                barred |= kinds < 0
            for article in each.articles & row_of.keys():
                barred[row_of[article]] = True
            open_ &= ~barred
        return open_

    def named(self) -> Sequence[str]:
        """The articles that hold-backs and notices name."""
        ids = {each for hold in self.hold_backs for each in hold.articles | hold.allow}
        return sorted(ids | set(self.first) | set(self.raised))
