"""Whether a phrase that stands in a text is said of the reader: not denied, not supposed, not long past.

The cues are data (the `negation` part of the cautions file); this module applies them, within the sentence, in
the manner of NegEx (Chapman 2001, J. Biomed. Inform. 34:301) and ConText (Harkema 2009, ibid. 42:839).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import re2

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|\n")


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled cues, each a list of patterns as one: what denies, before and after; what ends a denial; …"""

    before: re2._Regexp
    after: re2._Regexp
    ends_scope: re2._Regexp
    asserts: re2._Regexp
    hypothetical: re2._Regexp
    past: re2._Regexp
    other_person: re2._Regexp

    @classmethod
    def compile(cls, lists: dict[str, Sequence[str]]) -> Cues:
        """Cues from lists of patterns by name. Raises re2.error for a pattern that does not compile."""
        return cls(**{name: compile_any(lists[name]) for name in cls.__slots__})


def compile_any(patterns: Sequence[str]) -> re2._Regexp:
    """One pattern that matches where any of `patterns` does; of none, it never matches."""
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = 64 << 20
    return re2.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"[^\s\S]", options)


def sentence_starts(text: str) -> list[int]:
    """Where each sentence of `text` begins, ascending; 0 is the first."""
    return list(chain((0,), (found.end() for found in _SENTENCE_END.finditer(text))))


def why_not(cues: Cues, before: str, phrase: str, after: str) -> str | None:
    """Why a phrase does not count, or None if it does. `before` and `after` are the rest of its sentence.

    "denied", "supposed", "past" or "other person".
    """
    # "can't feel", "not getting better" assert: their negative words are hidden before denials are looked for.
    spoken = cues.asserts.sub(lambda found: "x" * len(found.group()), before + phrase)
    lead = spoken[: len(before)]
    lead = lead[_last_end(cues.ends_scope, lead) :]
    if cues.before.search(lead) or cues.after.search(_first_scope(cues, after)):
        return "denied"
    if cues.hypothetical.search(before):
        return "supposed"
    sentence = before + phrase + after
    if cues.past.search(sentence):
        return "past"
    if cues.other_person.search(before):
        return "other person"
    return None


def _last_end(pattern: re2._Regexp, text: str) -> int:
    return max((found.end() for found in pattern.finditer(text)), default=0)


def _first_scope(cues: Cues, after: str) -> str:
    found = cues.ends_scope.search(after)
    return after[: found.start()] if found else after
