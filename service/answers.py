"""Answers for pages of the index that were given before: the same question gets the same bytes at once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from recommender import Answer

MOST = 20_000_000
"""Bytes that answers remembered take at most, about; then all are forgotten. A site with more has a cache in front."""

BESIDE = 4_000
"""Bytes that the objects of an answer take beside its text, about."""


@dataclass(slots=True)
class Answers:
    """What was answered to which question, from one generation under one policy on one day (`fingerprint`).

    Pages of the index alone, in memory alone: what a reader posts is never remembered.
    """

    fingerprint: str
    _given: dict[Hashable, tuple[Answer, bytes]] = field(default_factory=dict)
    _size: int = 0

    def get(self, question: Hashable) -> tuple[Answer, bytes] | None:
        """The answer to a question and the bytes it was given in."""
        return self._given.get(question)

    def keep(self, question: Hashable, answer: Answer, content: bytes) -> None:
        """Remember an answer, if its page is in the index."""
        if answer.page.known:
            size = BESIDE + len(repr(question)) + 2 * len(content)  # its items hold most of the text once more
            if self._size + size > MOST:
                self._given, self._size = {}, 0
            self._given[question] = answer, content
            self._size += size
