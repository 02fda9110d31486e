"""The caution rules as data: read, checked, and applied to a text.

Every pattern is matched by RE2, so a hostile text costs time in proportion to its length and no more.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import re2
import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from recommender.article import KINDS, MOVEMENTS
from recommender.errors import CautionsError, nearest
from recommender.ranking.context import Cues, compile_any, sentence_starts, why_not
from recommender.ranking.safety import LEVELS, Assessment, Fired, HoldBack, Notice

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


class Level(BaseModel):
    """What every rule of a level does: the article that comes first, the kinds held back, the kinds shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: str | None = None
    message: str
    hold_back_kinds: tuple[str, ...] = ()
    show_kinds: tuple[str, ...] = ()


class Rule(BaseModel):
    """One caution. Patterns are RE2 syntax, matched without case on text with straight quotes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    level: Literal["emergency", "urgent", "caution"]
    page: str | None = None
    message: str | None = None
    phrases: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    signs_needed: int = 2
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    lasting: bool = False
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


class Negation(BaseModel):
    """Cues by name; see `recommender.ranking.context`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ends_scope: tuple[str, ...] = ()
    asserts: tuple[str, ...] = ()
    hypothetical: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    other_person: tuple[str, ...] = ()


class CautionsFile(BaseModel):
    """The whole file. An empty one is valid for tests; the bundled one has 31 rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    levels: dict[Literal["emergency", "urgent", "caution"], Level] = {}
    negation: Negation = Negation()
    rules: tuple[Rule, ...] = ()


class Cautions:
    """Compiled caution rules. Raises CautionsError for a pattern that does not compile or a wrong kind."""

    def __init__(self, record: CautionsFile, *, place: str = "cautions") -> None:
        self.record = record
        self._place = place
        self.rules = {rule.id: rule for rule in record.rules}
        _check(record, place)
        try:
            self._cues = Cues.compile(record.negation.model_dump())
            self._compiled = {
                rule.id: tuple(
                    compile_any(patterns)
                    for patterns in (rule.phrases, rule.needs, rule.never, rule.early_words)
                )
                for rule in record.rules
            }
            self._signs = {rule.id: [compile_any([sign]) for sign in rule.signs] for rule in record.rules}
        except re2.error as error:
            raise CautionsError(f"a pattern does not compile: {error}", place=place, remedy="Correct it.") from error

    def __reduce__(self) -> tuple[Any, ...]:
        return parse_cautions, (self.to_json(), self._place)  # compiled patterns do not travel between processes

    def to_json(self) -> dict[str, Any]:
        """The rules as JSON; `parse_cautions` reads them again."""
        return self.record.model_dump(mode="json")

    def assess(self, text: str, title: str = "") -> Assessment:
        """What a text calls for. Time grows with its length only."""
        said = _Said(f"{title}\n{text}" if title else text)
        fired = [found for rule in self.record.rules if (found := self._fire(rule, said))]
        return self.assessment(fired, said.plain)

    def assessment(self, fired: list[Fired], text: str = "") -> Assessment:
        """What follows from rules that fired. `text` decides between early and settled hold-backs."""
        rules = [(self.rules[each.rule], each) for each in fired if each.rule in self.rules]
        rules.sort(key=lambda pair: LEVELS.index(pair[0].level))  # stable: the file's order within a level
        if not rules:
            return Assessment()
        top = rules[0][0]
        level = self.record.levels.get(top.level)
        first = dict.fromkeys(each for each in (level.first if level else None,) if each)
        raised = dict.fromkeys(rule.page for rule, _ in rules if rule.page)
        return Assessment(
            fired=tuple(each for _, each in rules),
            notice=Notice(top.level, top.id, top.message or (level.message if level else ""), next(iter(first), top.page)),
            hold_backs=tuple(self._hold_back(rule, text) for rule, _ in rules),
            first=tuple(first),
            show_kinds=level.show_kinds if level else (),
            raised=tuple(each for each in raised if each not in first),
        )

    def _fire(self, rule: Rule, said: _Said) -> Fired | None:
        phrases, needs, never, _ = self._compiled[rule.id]
        if rule.needs and not needs.search(said.plain):
            return None
        text = never.sub(lambda found: "x" * len(found.group()), said.plain) if rule.never else said.plain
        for found in phrases.finditer(text):
            if self._counts(rule, said, found.start(), found.end()):
                return Fired(rule.id, said.original[found.start() : found.end()])
        signs = [
            said.original[found.start() : found.end()]
            for sign in self._signs[rule.id]
            for found in [next((f for f in sign.finditer(text) if self._counts(rule, said, f.start(), f.end())), None)]
            if found
        ]
        return Fired(rule.id, "; ".join(signs)) if rule.signs and len(signs) >= rule.signs_needed else None

    def _counts(self, rule: Rule, said: _Said, start: int, end: int) -> bool:
        before, after = said.around(start, end)
        reason = why_not(self._cues, before, said.plain[start:end], after)
        return reason is None or (reason == "past" and rule.lasting)

    def _hold_back(self, rule: Rule, text: str) -> HoldBack:
        level = self.record.levels.get(rule.level)
        early = rule.early_movements and (not rule.early_words or self._compiled[rule.id][3].search(text))
        return HoldBack(
            kinds=frozenset(level.hold_back_kinds if level else ()),
            movements=frozenset(rule.hold_back_movements) | (frozenset(rule.early_movements) if early else frozenset()),
            articles=frozenset(rule.hold_back_articles),
            allow=frozenset(rule.allow) if rule.level == "caution" else frozenset(),
        )


class _Said:
    """A text prepared for matching: one character for each of the original's, ASCII, a line a paragraph."""

    def __init__(self, text: str) -> None:
        self.original = " ".join(" \n ".join(" ".join(line.split()) for line in text.split("\n") if line.strip()).split(" "))
        self.plain = self.original.translate(_QUOTES)
        if not self.plain.isascii():
            self.plain = "".join(each if each.isascii() else _ascii(each) for each in self.plain)

    @cached_property
    def _starts(self) -> list[int]:
        return sentence_starts(self.plain)

    def around(self, start: int, end: int) -> tuple[str, str]:
        """The rest of the sentence, or sentences, that the span stands in: before it and after it."""
        starts = self._starts
        first = starts[bisect_right(starts, start) - 1]
        place = bisect_right(starts, end)
        last = starts[place] if place < len(starts) else len(self.plain)
        return self.plain[first:start], self.plain[end:last]


def _ascii(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if plain.isascii() else "?"


def _check(record: CautionsFile, place: str) -> None:
    for level in record.levels.values():
        for kind in level.hold_back_kinds + level.show_kinds:
            if kind not in KINDS:
                raise CautionsError(f"{kind!r} is no kind. {nearest(kind, KINDS).rstrip('.')}", place=place)
    ids = [rule.id for rule in record.rules]
    if len(set(ids)) < len(ids):
        raise CautionsError(f"two rules have the id {max(ids, key=ids.count)!r}", place=place, remedy="Rename one.")


def load_cautions(path: Path) -> Cautions:
    """Read a cautions file. Raises CautionsError with the place of the first fault: it fails closed."""
    try:
        record: Any = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise CautionsError(
            f"the caution rules cannot be read ({error.strerror})", place=str(path), remedy="Nothing is built without."
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CautionsError(f"not valid YAML: {error}", place=str(path), remedy="Correct the file.") from error
    return parse_cautions(record, place=str(path))


def parse_cautions(record: Any, place: str = "cautions") -> Cautions:
    """Check and compile caution rules that were already parsed."""
    try:
        return Cautions(CautionsFile.model_validate(record or {}), place=place)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise CautionsError(f"{field}: {first['msg']}", place=place, remedy="Correct the file.") from error
