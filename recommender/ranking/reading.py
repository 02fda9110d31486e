"""Which patterns of the caution rules are in a text, and where."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from typing import Any

import re2

from recommender.errors import CautionsError
from recommender.patterns import Filter, Finder, compile_pattern
from recommender.ranking.said import Said, Span

MOST_MATCHES = 200
"""Places of one pattern that are looked at, the first and again the last: many denials must not hide a telling."""

REMEDY = "Write it in RE2 syntax: no look-around, no back-references."

_TAIL = 10_000  # characters from the end of a text where the last matches are first looked for


class Patterns:
    """The patterns of the rules, compiled when they are first wanted.

    Those in `first` are looked for in every text; those in `later` by rules that need a context which many texts do
    not have. Each is given with the id of a rule that it is of.
    """

    def __init__(self, first: Mapping[str, str], later: Mapping[str, str]) -> None:
        self.later = later
        self._first = first
        self._compiled: dict[tuple[str, ...], Any] = {}

    def compile(self, others: Mapping[str, str]) -> None:
        """Compile them all now, and others. Raises CautionsError for one that does not compile, with its rule."""
        for rules in (self._first, self.later, others):
            for pattern, rule in rules.items():
                try:
                    self.any_of(pattern)
                except re2.error as error:
                    what = f"the pattern {pattern!r:.80} does not compile: {error}"
                    raise CautionsError(what, place=rule, remedy=REMEDY) from error
        self.first, self.filter  # noqa: B018 - to have them is what is asked

    def any_of(self, *patterns: str) -> Any:
        """The compiled pattern that matches where any of some does."""
        found = self._compiled.get(patterns)
        if found is None:
            found = self._compiled[patterns] = compile_pattern(patterns)
        return found

    @cached_property
    def first(self) -> Finder:
        """Finds those that are looked for in every text."""
        return Finder(self._first)

    @cached_property
    def filter(self) -> Filter:
        """Says which of the others can be in a text."""
        return Filter(self.later)


class Reading:
    """A text that the rules are applied to.

    One pass says which patterns can be in it. Of those a rule looks for the ones it still needs to know of, each once
    for all rules: most are never asked for, because most texts tell of nothing.
    """

    def __init__(self, patterns: Patterns, said: Said) -> None:
        self.said = said
        self._patterns = patterns
        self._first = patterns.first.present(said.bytes)
        self._has: dict[str, bool] = {}
        self._places: dict[str, list[Span]] = {}

    def lacks(self, patterns: frozenset[str]) -> bool:
        """Whether none of some of the first patterns matches."""
        return self._first.isdisjoint(patterns)

    def has(self, pattern: str) -> bool:
        """Whether a pattern matches anywhere."""
        found = self._has.get(pattern)
        if found is None:
            found = self._has[pattern] = pattern in self._first or (
                pattern in self._patterns.later
                and pattern in self._possible
                and bool(self._patterns.any_of(pattern).search(self.said.bytes))
            )
        return found

    @cached_property
    def _possible(self) -> set[str]:
        return self._patterns.filter.possible(self.said.bytes)

    def has_all(self, patterns: frozenset[str]) -> bool:
        """Whether each of some patterns matches."""
        missing = patterns - self._first
        if not missing <= self._patterns.later.keys():
            return False
        return not missing or (missing <= self._possible and all(map(self.has, missing)))

    def places(self, pattern: str) -> list[Span]:
        """Where a pattern matches, as `places_in`."""
        if pattern not in self._places:
            self._places[pattern] = places_in(self.said.bytes, self._patterns.any_of(pattern))
        return self._places[pattern]


def places_in(text: bytes, pattern: Any) -> list[Span]:
    """Where a compiled pattern matches, ascending: the first MOST_MATCHES places and the last."""
    spans = [(found.start(), found.end()) for found in islice(pattern.finditer(text), MOST_MATCHES)]
    if len(spans) < MOST_MATCHES:
        return spans
    edge, reach = spans[-1][1], _TAIL
    while True:  # a window that grows from the end costs time by its own length, however dense the matches
        start = max(edge, len(text) - reach)
        last = [(found.start(), found.end()) for found in pattern.finditer(text, start)]
        if start == edge or len(last) >= MOST_MATCHES:
            return spans + last[-MOST_MATCHES:]
        reach *= 4
