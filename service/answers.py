"""Answers for pages of the index that were given before: the same question gets the same bytes at once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from recommender import Answer

MOST = 1000
"""Answers remembered (about 20 MB); then all are forgotten. A site with more pages has a cache before the service."""


@dataclass(slots=True)
class Answers:
    """What was answered to which question, from one generation under one policy on one day (`fingerprint`).

    Pages of the index alone, in memory alone: what a reader posts is never remembered.
    """

    fingerprint: str
    _given: dict[Hashable, tuple[Answer, bytes]] = field(default_factory=dict)

    def get(self, question: Hashable) -> tuple[Answer, bytes] | None:
        """The answer to a question and the bytes it was given in."""
        return self._given.get(question)

    def keep(self, question: Hashable, answer: Answer, content: bytes) -> None:
        """Remember an answer, if its page is in the index."""
        if answer.page.known:
            if len(self._given) >= MOST:
                self._given = {}
            self._given[question] = answer, content
