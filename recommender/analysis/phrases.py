"""Multi-word terms and synonyms, found in a row of stems by the longest match."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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

    def find(self, stems: Sequence[str]) -> list[tuple[int, Phrase]]:
        """Phrases with the place of their first stem, left to right, the longest first, none overlapping."""
        first = self._by_first
        here = set(stems)
        if here.isdisjoint(first):
            return []
        matches = []
        place, end = 0, len(stems)
        while place < end:
            step = 1
            for phrase in first.get(stems[place], ()):
                length = len(phrase.stems)
                if tuple(stems[place : place + length]) != phrase.stems:
                    continue
                if phrase.needs and not (phrase.needs - set(phrase.stems)) & here:
                    continue
                matches.append((place, phrase))
                step = length
                break
            place += step
        return matches
