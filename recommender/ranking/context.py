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
from itertools import islice
from typing import Any

import re2

from recommender.ranking.cautions import Negation

Span = tuple[int, int]

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})

_LONGEST_ITEM = 200
_MOST_ITEMS = 15
_LONGEST_LEAD = 60
_REACH = 300  # characters of a sentence, to each side, that are read for cues: hostile sentences have no end


def compile_pattern(patterns: Sequence[str]) -> Any:
    """One RE2 pattern that matches where any of `patterns` does; of none, it never matches. Raises re2.error."""
    options = re2.Options()
    options.case_sensitive = False
    options.never_capture = True  # without groups RE2 runs its automaton alone, at constant cost a character
    options.max_mem = 64 << 20
    options.log_errors = False
    return re2.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"[^\s\S]", options)


_SENTENCE_END = compile_pattern([r"[.!?]+[\"')]*(\s|$)", r"\n"])
_LEAD_IN = compile_pattern([r":[*_ ]*$"])
_HEADING = compile_pattern([r"^(#+ |\*\*|__)", r"^[^.!?,;]{1,70}$"])
_ANSWERED_NO = compile_pattern([r"^\W*(no|none|nope|nah|nil|never|not|negative|neither)\b"])
_TAKEN_BACK = compile_pattern(
    [
        r"^\W*(answer(ed|s)? (was )?no|(i said )?no to (all|the lot|every\w*|each))\b",
        r"^\W*(none of (those|these|that|them|it|which)|nothing like that)\b",
        r"^\W*(it'?s |they'?re |it was |that was )?all (fine|clear|normal|good|negative|ok(ay)?|as (normal|usual))\b",
    ]
)
_OLD_SINCE = compile_pattern([r"\bsince (my|the|then|childhood|school|i was|he was|she was|boyhood|girlhood)\b"])
_GONE = compile_pattern([r"\b(died|dies|death|passed away|late|memory|hospice)\b"])
_THEIR_BACK = compile_pattern([r"\b(his|her)( \w+){0,2} (back|spine)\b"])


class Said:
    """A text prepared for matching: ASCII, straight quotes, single spaces, a paragraph a line, the title first.

    `subject_end` is where the title (without one, the first heading) ends.
    """

    def __init__(self, text: str, title: str = "") -> None:
        lines = (" ".join(line.split()) for line in f"{title}\n{text}".split("\n"))
        self.original = "\n".join(line for line in lines if line)
        self.plain = self.original.translate(_QUOTES)
        if not self.plain.isascii():
            self.plain = "".join(each if each.isascii() else _ascii(each) for each in self.plain)
        subject = " ".join(title.split())
        if not subject and self.plain.startswith("# "):
            subject = self.plain.split("\n", 1)[0]
        self.subject_end = len(subject)

    def sentence(self, start: int, end: int) -> Span:
        """The sentence, or sentences, that a span stands in."""
        starts = self._starts
        last = bisect_right(starts, max(start, end - 1))
        return starts[bisect_right(starts, start) - 1], starts[last] if last < len(starts) else len(self.plain)

    def line_of(self, place: int) -> int:
        """The number of the line that a place is in."""
        return bisect_right(self._lines, place) - 1

    def paragraph(self, place: int) -> Span:
        """The line that a place is in, as a span."""
        number = self.line_of(place)
        end = self._lines[number + 1] if number + 1 < len(self._lines) else len(self.plain)
        return self._lines[number], end

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
    ends_denial: Any
    asserts: Any
    hypothetical: Any
    past: Any
    other_person: Any
    happening: Any
    generic: Any
    personal: Any
    headings: Any

    @classmethod
    def compile(cls, negation: Negation) -> Cues:
        """Cues from lists of patterns. Raises re2.error for a pattern that does not compile."""
        return cls(*(compile_pattern(getattr(negation, name)) for name in cls.__slots__))


def why_not(cues: Cues, said: Said, spans: Sequence[Span]) -> str | None:
    """Why a phrase, told in one or more `spans`, does not count: "denied", "supposed", "past" or "other person".

    None if it counts. In the title a phrase is the page's subject: a denial undoes it, or a title that looks back.
    """
    whole = min(start for start, _ in spans), max(end for _, end in spans)
    first, last = said.sentence(*whole)
    first, last = max(first, whole[0] - _REACH), min(last, whole[1] + _REACH)
    text = cues.asserts.sub(lambda found: "x" * (found.end() - found.start()), said.plain[first:last])
    text = _hide(text, [(start - first, end - first) for start, end in spans])
    if _is_denied(cues, text, [(start - first, end - first) for start, end in spans]):
        return "denied"
    if text.rstrip(" *_").endswith("?") and _ANSWERED_NO.search(said.plain[last : last + 40]):
        return "denied"
    if _TAKEN_BACK.search(said.plain[last : last + 40]):
        return "denied"
    if whole[1] <= said.subject_end:
        return "past" if cues.past.search(said.plain[: said.subject_end]) else None
    before = text[: whole[1] - first]
    before = before[_last_end(cues.ends_scope, before) :]
    after = _first_scope(cues.ends_scope, text[whole[1] - first :])
    reason = _not_here(cues, said, (first, last), whole, (before, after))
    if reason is None and any(_is_long_ago(cues, said, span) for span in spans):
        return "past"
    return reason


def _not_here(cues: Cues, said: Said, sentence: Span, whole: Span, scope: tuple[str, str]) -> str | None:
    """Why a phrase that is not denied does not count: "supposed", "past", "other person"."""
    if cues.hypothetical.search(scope[0]) or _is_listed_as_supposed(cues, said, whole[0]):
        return "supposed"
    if _is_led_as_supposed(cues, said.plain[sentence[0] : whole[0]], said.plain[sentence[0] : sentence[1]]):
        return "supposed"
    if _is_general(cues, said, *sentence):
        return "supposed"
    others = cues.other_person.search(said.plain[sentence[0] : whole[1]])
    if others and not cues.happening.search(said.plain[sentence[0] : sentence[1]]):
        gone = _GONE.search(said.plain[sentence[0] : sentence[1]])
        return None if not gone and _THEIR_BACK.search(_rest_of_paragraph(said, sentence[1])) else "other person"
    return "past" if cues.past.search("".join(scope)) else None


def _is_long_ago(cues: Cues, said: Said, span: Span) -> bool:
    """Whether the sentence of one part of a telling puts it in the past, and nothing in it says that it goes on."""
    start, end = said.sentence(*span)
    start, end = max(start, span[0] - _REACH), min(end, span[1] + _REACH)
    sentence = said.plain[start:end]
    return bool(cues.past.search(sentence)) and not cues.happening.search(_OLD_SINCE.sub("", sentence))


def _is_led_as_supposed(cues: Cues, lead: str, sentence: str) -> bool:
    """Whether a sentence opens like "Red flags: ..." and tells of nobody in particular."""
    head, colon, _ = lead.rpartition(":")
    if not colon or len(head) > _LONGEST_LEAD or cues.personal.search(sentence):
        return False
    return bool(cues.hypothetical.search(head) or cues.headings.search(head))


def _rest_of_paragraph(said: Said, place: int) -> str:
    """What follows a place in its line, as far as cues are read: of whose back it goes on to tell."""
    end = said.paragraph(max(0, place - 1))[1]
    return said.plain[place : min(end, place + _REACH)]


def _is_general(cues: Cues, said: Said, first: int, last: int) -> bool:
    """Whether a sentence, and the paragraph close to it, tell of nobody in particular but advise or explain."""
    start, end = said.paragraph(first)
    near = said.plain[max(start, first - _REACH) : min(end, last + _REACH)]
    return bool(cues.generic.search(near)) and not cues.personal.search(near)


def _is_denied(cues: Cues, text: str, spans: Sequence[Span]) -> bool:
    """Whether a cue before or after one of the spans, in its clause, denies it."""
    for start, end in spans:
        lead = text[:start]
        # a new clause is read from its first word, which may deny: ", there's no numbness"
        lead = lead[max(_last_end(cues.ends_scope, lead), _last_start(cues.ends_denial, lead)) :]
        if cues.before.search(lead) or cues.after.search(_first_scope(cues.ends_scope, text[end:])):
            return True
    return False


def _hide(text: str, spans: Sequence[Span]) -> str:
    """A text with the spans blanked, so that their own words are no cues."""
    for start, end in spans:
        text = text[:start] + "x" * (end - start) + text[end:]
    return text


def _is_listed_as_supposed(cues: Cues, said: Said, place: int) -> bool:
    """Whether the place is in a list under a line such as "See a doctor if you have:" or "Red flags"."""
    number = said.line_of(place)
    if len(said.line(number)) > _LONGEST_ITEM:
        return False
    for line in islice(said.lines_before(number), _MOST_ITEMS):
        if len(line) > _LONGEST_ITEM:
            return False
        if _LEAD_IN.search(line):
            return bool(cues.hypothetical.search(line) or cues.headings.search(line))
        if _HEADING.search(line) and cues.headings.search(line):
            return not cues.personal.search(said.line(number))
    return False


def _last_end(pattern: Any, text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


def _last_start(pattern: Any, text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=0)


def _first_scope(pattern: Any, after: str) -> str:
    found = pattern.search(after)
    return after[: found.start()] if found else after


def _ascii(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if plain.isascii() else "?"
