"""RE2 patterns, as all of Limber uses them: without case, without groups, in time proportional to the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import re2


def any_of(patterns: Iterable[str]) -> str:
    """The pattern that matches where any of `patterns` does; of none, it never matches."""
    return "|".join(f"(?:{pattern})" for pattern in patterns) or r"[^\s\S]"


def compile_pattern(patterns: Sequence[str]) -> Any:
    """One compiled pattern that matches where any of `patterns` does. Raises re2.error."""
    return re2.compile(any_of(patterns), _options())


def compile_set(patterns: Iterable[str]) -> Any:
    """What finds in one pass which of `patterns`, by number, are in a text. Raises re2.error."""
    found = re2.Set.SearchSet(_options())
    for pattern in patterns:
        found.Add(pattern)
    found.Compile()
    return found


def _options() -> Any:
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True  # without groups RE2 runs its automaton alone, at constant cost a character
    options.max_mem = 64 << 20
    options.log_errors = False
    return options
