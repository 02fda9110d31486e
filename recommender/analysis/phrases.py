"""Multi-word terms and synonyms, found in a row of stems by the longest match."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from recommender.vocabulary import Vocabulary

NEAR_WEIGHT = 0.4
"""What a phrase of a `near` set adds to the idea of the set, beside its own words."""

CONCEPT = "#"
"""First character of a term that stands for a set or a phrase; no word begins with it."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems that stand together, the terms they stand for, and the company they need."""

    stems: tuple[str, ...]
    concepts: tuple[tuple[str, float], ...]
    needs: frozenset[str]

    @property
    def replaces(self) -> bool:
        """A single word of a `same` set gives way to its set; the words of a phrase are kept beside it."""
        return len(self.stems) == 1 and any(weight == 1.0 for _, weight in self.concepts)


class PhraseMatcher:
    """Finds the phrases of a vocabulary. `stem` is the analyzer's, so both sides meet."""

    def __init__(self, vocabulary: Vocabulary, stem: Callable[[str], list[str]]) -> None:
        concepts: dict[tuple[str, ...], dict[str, float]] = {}
        for each in vocabulary.sets:
            weight = 1.0 if each.strength == "same" else NEAR_WEIGHT
            for phrase in each.terms:
                found = concepts.setdefault(tuple(stem(phrase)), {})
                found[CONCEPT + each.id] = max(weight, found.get(CONCEPT + each.id, 0.0))
        for phrase in vocabulary.together:
            stems = tuple(stem(phrase))
            if stems not in concepts:
                concepts[stems] = {CONCEPT + "-".join(stems): 1.0}
        context = frozenset(word for phrase in vocabulary.context for word in stem(phrase))
        needs = {
            tuple(stem(phrase)): frozenset(word for each in company for word in stem(each)) or context
            for phrase, company in vocabulary.needs.items()
        }
        self._by_first: dict[str, list[Phrase]] = {}
        for stems, found in sorted(concepts.items(), key=lambda item: (-len(item[0]), item[0])):
            if stems:
                phrase_ = Phrase(stems, tuple(sorted(found.items())), needs.get(stems, frozenset()))
                self._by_first.setdefault(stems[0], []).append(phrase_)

    @property
    def beginnings(self) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """How phrases begin: with a stem that may be one alone, or with two stems."""
        phrases = [phrase.stems for found in self._by_first.values() for phrase in found]
        alone = frozenset(stems[0] for stems in phrases if len(stems) == 1)
        return alone, frozenset((stems[0], stems[1]) for stems in phrases if len(stems) > 1)

    @cached_property
    def longest(self) -> int:
        """Stems of the longest phrase."""
        return max((len(phrase.stems) for found in self._by_first.values() for phrase in found), default=0)

    def at(self, stems: Sequence[str], place: int, here: Callable[[], Set[str]]) -> Phrase | None:
        """The longest phrase that begins at a place; `here` gives all stems of the text, for the company it needs."""
        for phrase in self._by_first.get(stems[place], ()):
            if tuple(stems[place : place + len(phrase.stems)]) != phrase.stems:
                continue
            if not phrase.needs or (phrase.needs - set(phrase.stems)) & here():
                return phrase
        return None

    def find(self, stems: Sequence[str]) -> list[tuple[int, Phrase]]:
        """Phrases with the place of their first stem, left to right, the longest first, none overlapping."""
        here = set(stems)
        if here.isdisjoint(self._by_first):
            return []
        matches = []
        place = 0
        while place < len(stems):
            phrase = self.at(stems, place, lambda: here)
            if phrase:
                matches.append((place, phrase))
            place += len(phrase.stems) if phrase else 1
        return matches
