"""RE2 patterns, as all of Limber uses them: without groups, mostly without case, in time proportional to the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import re2

GROUP = 24

_LAST = "\x00end\x00"


def any_of(patterns: Iterable[str]) -> str:
    """The pattern that matches where any of `patterns` does; of none, it never matches."""
    return "|".join(f"(?:{pattern})" for pattern in patterns) or r"[^\s\S]"


def compile_pattern(patterns: Sequence[str]) -> Any:
    """One compiled pattern that matches where any of `patterns` does. Raises re2.error."""
    return re2.compile(any_of(patterns), _options())


def compile_exact(pattern: str) -> Any:
    """A compiled pattern that tells cases apart, and matches UTF-8 bytes. Raises re2.error."""
    return re2.compile(pattern, _options(case_sensitive=True))


def compile_set(patterns: Iterable[str]) -> Any:
    """What finds in one pass which of `patterns`, by number, are in a text. Raises re2.error."""
    found = re2.Set.SearchSet(_options())
    for pattern in patterns:
        found.Add(pattern)
    found.Compile()
    return found


class Finder:
    """Says in a few passes which patterns are in a text. Raises re2.error.

    An automaton of many patterns makes thousands of states for every new text, one for each pattern costs a call each:
    they are looked for GROUP at a time.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        named = list(patterns)
        groups = (named[start : start + GROUP] for start in range(0, len(named), GROUP))
        self._groups = [(group, compile_set(group)) for group in groups]

    def present(self, text: bytes) -> set[str]:
        """Every pattern that matches somewhere in a text."""
        return {group[number] for group, found in self._groups for number in found.Match(text) or ()}


class Filter:
    """Says in one pass which patterns can be in a text. Raises re2.error.

    It looks for the words without which a pattern cannot match, not for the patterns: an automaton that looks for
    many makes thousands of states for every new text.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = [*patterns, _LAST]
        self._filter = re2.Filter()
        for pattern in self._patterns:
            self._filter.Add(pattern, _options())
        self._filter.Compile()

    def possible(self, text: bytes) -> set[str]:
        """Every pattern that matches in a text, and some that do not."""
        found = self._filter.Match(text + _LAST.encode(), potential=True) or ()
        # RE2 gives up without a word when it runs out of memory: then the last is not found, and all are possible
        possible = {self._patterns[number] for number in found}
        return possible if _LAST in possible else set(self._patterns)


def _options(*, case_sensitive: bool = False) -> Any:
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.never_capture = True  # without groups RE2 runs its automaton alone, at constant cost a character
    options.max_mem = 64 << 20
    options.log_errors = False
    return options
