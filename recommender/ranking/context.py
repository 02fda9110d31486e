"""Whether what a text says is said of its reader: not denied, not supposed, not long past, not of another.

The cues are data (the `negation` part of the cautions file); this module applies them, within the sentence, in
the manner of NegEx (Chapman 2001, J. Biomed. Inform. 34:301) and ConText (Harkema 2009, ibid. 42:839).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

from recommender.ranking.cautions import Negation

Span = tuple[int, int]

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
_LONGEST_ITEM = 200


def compile_pattern(patterns: Sequence[str]) -> Any:
    """One RE2 pattern that matches where any of `patterns` does; of none, it never matches. Raises re2.error."""
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True  # without groups RE2 runs its automaton alone, at constant cost a character
    options.max_mem = 64 << 20
    return re2.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"[^\s\S]", options)


_SENTENCE_END = compile_pattern([r"[.!?]+[\"')]*(\s|$)", r"\n"])
_LEAD_IN = compile_pattern([r":\s*$"])


class Said:
    """A text prepared for matching: ASCII, straight quotes, single spaces, a paragraph a line, the title first."""

    def __init__(self, text: str, title: str = "") -> None:
        lines = (" ".join(line.split()) for line in f"{title}\n{text}".split("\n"))
        self.original = "\n".join(line for line in lines if line)
        self.plain = self.original.translate(_QUOTES)
        if not self.plain.isascii():
            self.plain = "".join(each if each.isascii() else _ascii(each) for each in self.plain)
        self.title_end = len(" ".join(title.split()))

    def sentence(self, start: int, end: int) -> Span:
        """The sentence, or sentences, that a span stands in."""
        starts = self._starts
        last = bisect_right(starts, max(start, end - 1))
        return starts[bisect_right(starts, start) - 1], starts[last] if last < len(starts) else len(self.plain)

    def line_of(self, place: int) -> int:
        """The number of the line that a place is in."""
        return bisect_right(self._lines, place) - 1

    def lines_before(self, number: int) -> Iterable[str]:
        """The lines above line `number`, nearest first."""
        for each in range(number - 1, -1, -1):
            yield self.line(each)

    def line(self, number: int) -> str:
        """A line without its end."""
        end = self._lines[number + 1] - 1 if number + 1 < len(self._lines) else len(self.plain)
        return self.plain[self._lines[number] : end]

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in _SENTENCE_END.finditer(self.plain))]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(place + 1 for place, each in enumerate(self.plain) if each == "\n")]


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled cues: what denies, before and after; what ends a denial; what asserts in spite of its words; …"""

    before: Any
    after: Any
    ends_scope: Any
    asserts: Any
    hypothetical: Any
    past: Any
    other_person: Any

    @classmethod
    def compile(cls, negation: Negation) -> Cues:
        """Cues from lists of patterns. Raises re2.error for a pattern that does not compile."""
        return cls(*(compile_pattern(getattr(negation, name)) for name in cls.__slots__))


def why_not(cues: Cues, said: Said, spans: Sequence[Span]) -> str | None:
    """Why a phrase, told in one or more `spans`, does not count: "denied", "supposed", "past" or "other person".

    None if it counts. In the title a phrase is the page's subject: only a denial undoes it.
    """
    whole = min(start for start, _ in spans), max(end for _, end in spans)
    first, last = said.sentence(*whole)
    text = _hide(said.plain, spans, first, last)
    text = cues.asserts.sub(lambda found: "x" * (found.end() - found.start()), text)
    for start, end in spans:
        lead = text[: start - first]
        lead = lead[_last_end(cues.ends_scope, lead) :]
        if cues.before.search(lead) or cues.after.search(_first_scope(cues, text[end - first :])):
            return "denied"
    if whole[1] <= said.title_end:
        return None
    before = text[: whole[0] - first]
    if cues.hypothetical.search(before) or _is_listed_as_supposed(cues, said, whole[0]):
        return "supposed"
    if cues.past.search(text):
        return "past"
    return "other person" if cues.other_person.search(before) else None


def _hide(plain: str, spans: Sequence[Span], first: int, last: int) -> str:
    """A stretch of text with the spans blanked, so that their own words are no cues."""
    text = plain[first:last]
    for start, end in spans:
        text = text[: start - first] + "x" * (end - start) + text[end - first :]
    return text


def _is_listed_as_supposed(cues: Cues, said: Said, place: int) -> bool:
    """Whether the place is in a list under a line such as "See a doctor if you have:"."""
    number = said.line_of(place)
    if len(said.line(number)) > _LONGEST_ITEM:
        return False
    for line in said.lines_before(number):
        if _LEAD_IN.search(line):
            return bool(cues.hypothetical.search(line))
        if len(line) > _LONGEST_ITEM:
            return False
    return False


def _last_end(pattern: Any, text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


def _first_scope(cues: Cues, after: str) -> str:
    found = cues.ends_scope.search(after)
    return after[: found.start()] if found else after


def _ascii(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if plain.isascii() else "?"
