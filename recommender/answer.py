"""What the recommender answers, and the one JSON form it has on every way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from recommender.analysis import Terms
from recommender.article import Card
from recommender.ranking import Notice


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was found out about the page: whether it is in the index, its language, the share of known words."""

    known: bool
    language: str
    coverage: float


@dataclass(frozen=True, slots=True)
class Match:
    """One related article: its card, its score from 0 to 1, and the words that made it."""

    card: Card
    score: float
    reasons: tuple[str, ...]
    review_expired: bool = False

    def to_json(self) -> dict[str, Any]:
        """The match as the service answers it."""
        card = self.card.to_json()
        names = ("id", "url", "title", "kind", "excerpt", "image", "reading_minutes")
        return {
            **{name: card[name] for name in names},
            "score": self.score,
            "reasons": list(self.reasons),
            "updated": card["updated"],
            "reviewed": card["reviewed"],
            **({"review_expired": True} if self.review_expired else {}),
        }


@dataclass(frozen=True, slots=True)
class Empty:
    """Why a list is empty: a short cause for programs, a message for people."""

    cause: str
    message: str

    @classmethod
    def of_text(cls, terms: Terms | None) -> Empty:
        """The page says nothing, or nothing that any article says."""
        if terms is None or not terms.counts:
            return cls("no-text", "The page has no text of its own.")
        return cls.of_subject()

    @classmethod
    def of_subject(cls) -> Empty:
        """No article comes near enough."""
        return cls("unrelated", "The page is about something that no article here goes on from.")

    @classmethod
    def of_language(cls, language: str, covered: Sequence[str]) -> Empty:
        """The page is in a language that no article is in."""
        known = ", ".join(covered)
        return cls("language", f"The page is in the language {language!r}; the articles are in: {known}.")

    @classmethod
    def of_kinds(cls, kinds: Sequence[str]) -> Empty:
        """There are related articles, of other kinds."""
        return cls("kinds", f"No related article is of the kinds asked for ({', '.join(kinds)}).")

    @classmethod
    def of_cautions(cls) -> Empty:
        """Everything related is held back for the reader's safety."""
        return cls("cautions", "What would be related is held back, because it does not suit what the page describes.")


@dataclass(frozen=True, slots=True)
class Answer:
    """Related articles for one page, best first, and what a reader should know before them."""

    generation: str
    page: PageFacts
    notice: Notice | None = None
    items: tuple[Match, ...] = ()
    empty: Empty | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer as the service gives it; docs/http.md has an example."""
        page = {"known": self.page.known, "language": self.page.language, "coverage": self.page.coverage}
        return {
            "generation": self.generation,
            "page": page,
            "notice": self.notice.to_json() if self.notice else None,
            "empty": {"cause": self.empty.cause, "message": self.empty.message} if self.empty else None,
            "items": [match.to_json() for match in self.items],
        }
