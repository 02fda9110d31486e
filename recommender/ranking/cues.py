"""What says how a telling is meant: words that deny, suppose, look back or name another person, and its role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommender.patterns import compile_pattern
from recommender.ranking.cautions import Cautions, Negation
from recommender.ranking.roles import Roles


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
    roles: Roles

    @classmethod
    def compile(cls, cautions: Cautions) -> Cues:
        """The cues of the caution rules. Raises re2.error for a pattern that does not compile."""
        lists = {name: getattr(cautions.negation, name) for name in Negation.model_fields}
        return cls(**{name: compile_pattern(each) for name, each in lists.items()}, roles=Roles(cautions.roles))
