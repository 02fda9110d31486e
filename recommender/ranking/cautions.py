"""The caution rules as data: read, checked and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from recommender.article import KINDS, MOVEMENTS
from recommender.datafile import read_yaml
from recommender.errors import CautionsError, nearest
from recommender.ranking.roles import read_weights

NEAR = 80
"""Characters between the parts of a phrase told in parts, unless it says otherwise: about a sentence."""


_WORD = re.compile(r"(?<!\?P)<([a-z_]+)>")


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parts(_Record):
    """A phrase told in parts: all of them in one paragraph, in any order, each within reach of the next."""

    all: Annotated[tuple[str, ...], Field(min_length=2)]
    within: Annotated[int, Field(ge=1, le=1000)] = NEAR


Phrase = str | Parts


def _kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    for each in kinds:
        if each not in KINDS:
            raise ValueError(f"{each!r} is no kind. {nearest(each, KINDS)}")
    return kinds


class Level(_Record):
    """What every rule of a level does: the article that comes first, the kinds held back, the kinds shown."""

    first: str | None = None
    message: str
    hold_back_kinds: tuple[str, ...] = ()
    show_kinds: tuple[str, ...] = ()

    _check_kinds = field_validator("hold_back_kinds", "show_kinds")(_kinds)


class Rule(_Record):
    """One caution. Patterns are RE2 syntax, matched without case on text with straight quotes.

    It fires by one of its `phrases`, or by `signs_needed` different `signs`; where it `needs` context, one of
    those patterns must stand in the page; what `never` matches is not looked at. Rules that are `lasting` (a
    new hip, thin bones) count when told as past. A rule `with_rule` fires only where that one does.
    Where one with `nothing_listed` fires, its message stands alone, and is the owner's to word.
    """

    id: str
    level: Literal["emergency", "urgent", "caution"]
    page: str | None = None
    message: str | None = None
    phrases: tuple[Phrase, ...] = ()
    signs: tuple[Phrase, ...] = ()
    signs_needed: int = 2
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    lasting: bool = False
    nothing_listed: bool = False
    with_rule: str | None = None
    early_words: tuple[str, ...] = ()
    hold_back_movements: tuple[str, ...] = ()
    early_movements: tuple[str, ...] = ()
    hold_back_articles: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    note: str = ""
    sources: tuple[str, ...] = ()
    evidence: str = ""

    @field_validator("hold_back_movements", "early_movements")
    @classmethod
    def _movements(cls, movements: tuple[str, ...]) -> tuple[str, ...]:
        for each in movements:
            if each != "all" and each not in MOVEMENTS:
                raise ValueError(f"{each!r} is no movement. {nearest(each, MOVEMENTS)}")
        return MOVEMENTS if "all" in movements else movements


class Negation(_Record):
    """Cues by name; `recommender.ranking.context` and `story` apply them."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    ends_scope: tuple[str, ...] = ()
    ends_denial: tuple[str, ...] = ()
    asserts: tuple[str, ...] = ()
    hypothetical: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    other_person: tuple[str, ...] = ()
    happening: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    past_tense: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    third_person: tuple[str, ...] = ()
    reported: tuple[str, ...] = ()
    stranger: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    looking_back: tuple[str, ...] = ()
    never_certain: tuple[str, ...] = ()
    all_clear: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    of_somebody: tuple[str, ...] = ()
    in_pain: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    company: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


class Cautions(_Record):
    """All caution rules with what they share. An empty one is valid: nothing ever fires.

    `words` names patterns that others use as <name>; `roles` are the weights that say whether a sentence tells.
    """

    version: Literal[1] = 1
    levels: dict[Literal["emergency", "urgent", "caution"], Level] = {}
    words: dict[str, str] = {}
    negation: Negation = Negation()
    roles: dict[str, float] = {}
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _spell_out(cls, record: Any) -> Any:
        if not isinstance(record, dict) or not isinstance(record.get("words"), dict):
            return record
        words = record["words"]
        rest = {name: _spell_out(value, words) for name, value in record.items() if name in ("rules", "negation")}
        return {**record, **rest}

    def slugs(self) -> Iterator[tuple[str, str]]:
        """Every article that rules and levels name, with the place that does."""
        for name, level in self.levels.items():
            if level.first:
                yield name, level.first
        for rule in self.rules:
            for slug in filter(None, (rule.page, *rule.hold_back_articles, *rule.allow)):
                yield rule.id, slug

    @field_validator("rules")
    @classmethod
    def _ids_are_unique(cls, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        ids = [rule.id for rule in rules]
        for each in ids:
            if ids.count(each) > 1:
                raise ValueError(f"two rules have the id {each!r}")
        alone = [rule.id for rule in rules if rule.with_rule is None]
        for rule in rules:
            if rule.with_rule is not None and rule.with_rule not in alone:
                raise ValueError(f"{rule.id!r} goes with {rule.with_rule!r}. {nearest(rule.with_rule, alone)}")
        return rules


def _spell_out(value: Any, words: dict[str, Any]) -> Any:
    """A record with each <name> in its texts replaced by that word list."""
    if isinstance(value, dict):
        return {name: _spell_out(each, words) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_spell_out(each, words) for each in value]
    if not isinstance(value, str):
        return value

    def word(found: re.Match[str]) -> str:
        if found[1] not in words:
            raise ValueError(f"<{found[1]}> is no word list. {nearest(found[1], list(words))}")
        return f"(?:{words[found[1]]})"

    return _WORD.sub(word, value)


def load_cautions(path: Path) -> Cautions:
    """Read a cautions file, and beside it the file of weights that its `roles` names.

    Raises CautionsError with the place of the first fault: it fails closed.
    """
    record = read_yaml(path, CautionsError, remedy="Nothing is built without the caution rules.")
    if isinstance(record, dict) and isinstance(record.get("roles"), str):
        record["roles"] = read_weights(path.parent / record["roles"])
    return parse_cautions(record, place=str(path))


def parse_cautions(record: Any, place: str = "cautions") -> Cautions:
    """Check caution rules that were already parsed. Raises CautionsError."""
    try:
        return Cautions.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CautionsError(f"{field}: {first['msg']}", place=place, remedy="Correct the file.") from error
