"""The cues that say how a telling is meant: words that deny, suppose, look back or name another person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommender.patterns import compile_pattern
from recommender.ranking.cautions import Negation


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled cues: what denies, before and after; what ends a denial; what asserts in spite of its words; …"""

    before: Any
    after: Any
    answers: Any
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
    present: Any
    past_tense: Any
    first_person: Any
    third_person: Any
    reported: Any
    stranger: Any
    over: Any
    looking_back: Any
    never_certain: Any
    all_clear: Any
    settled: Any
    of_somebody: Any
    in_pain: Any
    kin: Any
    company: Any
    records: Any

    @classmethod
    def compile(cls, negation: Negation) -> Cues:
        """Cues from lists of patterns. Raises re2.error for a pattern that does not compile."""
        return cls(*(compile_pattern(getattr(negation, name)) for name in cls.__slots__))
