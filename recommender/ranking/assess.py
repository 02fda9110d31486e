"""Applies the caution rules to a text: which fire, and what follows from them together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any

import re2

from recommender.errors import CautionsError
from recommender.ranking.cautions import Cautions, Parts, Phrase, Rule
from recommender.ranking.context import why_not
from recommender.ranking.cues import Cues
from recommender.ranking.policy import Policy
from recommender.ranking.reading import REMEDY, Patterns, Reading, places_in
from recommender.ranking.safety import LEVELS, Assessment, Fired, HoldBack, Notice
from recommender.ranking.said import Said, Span
from recommender.ranking.story import hurts_now, is_a_mere_name

COMPANY = 800
"""Characters round a telling in which the context that its rule needs must stand: two long paragraphs each way."""

Places = Callable[[str], Sequence[Span]]

_OF_URGENT = frozenset(("cleared", "nobody's", "informing"))
_UNDONE = frozenset(("denied", "past", "other person", "cleared"))


class Assessor:
    """Caution rules. Every pattern is RE2's, so a hostile text costs time in proportion to its length."""

    def __init__(self, cautions: Cautions) -> None:
        self.cautions = cautions
        self.rules = {rule.id: rule for rule in cautions.rules}
        alone_first = sorted(cautions.rules, key=lambda rule: rule.with_rule is not None)
        # a rule is read where its context is, or the rule that it goes with; without either, where it is told
        openings = (rule.needs or (() if rule.with_rule else _told_by(rule)) for rule in alone_first)
        self._in_order = [(rule, frozenset(each)) for rule, each in zip(alone_first, openings, strict=True)]
        tellings = (each for rule in cautions.rules for each in (*rule.phrases, *rule.signs))
        self._parts_of = {each: frozenset(_parts(each)) for each in tellings}
        first = {each: rule.id for rule, opening in self._in_order for each in sorted(opening)}
        later = {each: rule.id for rule in alone_first for each in _told_by(rule) if each not in first}
        self._patterns = Patterns(first, later)

    @cached_property
    def _cues(self) -> Cues:
        try:
            return Cues.compile(self.cautions)
        except re2.error as error:
            raise CautionsError(f"a cue does not compile: {error}", place="negation", remedy=REMEDY) from error

    def compile(self) -> Assessor:
        """Itself with every pattern compiled; otherwise the first text that needs one waits for that.

        Raises CautionsError for a pattern that does not compile, with the rule it is in.
        """
        self._cues  # noqa: B018 - to have it is what is asked
        rules = self.cautions.rules
        self._patterns.compile({each: rule.id for rule in rules for each in (*rule.names, *rule.early_words)})
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Assessor, (self.cautions,)  # compiled patterns do not travel between processes

    def assess(self, text: str, title: str = "", policy: Policy | None = None) -> Assessment:
        """What a text, in normal form, calls for under a policy."""
        said = Said(text, title)
        reading = Reading(self._patterns, said)
        fired: dict[str, Fired] = {}
        for rule, opening in self._in_order:
            if (rule.with_rule is None or rule.with_rule in fired) and not (opening and reading.lacks(opening)):
                found = self._fire(rule, reading)
                if found:
                    fired[rule.id] = found
        return self.conclude(fired.values(), said.plain, policy)

    def conclude(self, fired: Iterable[Fired], text: str = "", policy: Policy | None = None) -> Assessment:
        """What follows from rules that fired, under a policy. `text` decides between early and settled hold-backs."""
        policy = policy or Policy()
        pairs = [(self.rules[each.rule], each) for each in fired if each.rule in self.rules]
        pairs = [(rule, each) for rule, each in pairs if policy.mode(rule.level) != "off"]
        pairs.sort(key=lambda pair: LEVELS.index(pair[0].level))  # stable: the file's order within a level
        if not pairs:
            return Assessment()
        alone = next((pair for pair in pairs if pair[0].nothing_listed), None)
        if alone:
            return self._stand_alone(*alone, policy)
        rule = pairs[0][0]
        level = self.cautions.levels.get(rule.level)
        first = (level.first,) if level and level.first else ()
        pages = dict.fromkeys(each.page for each, _ in pairs if each.page and each.page not in first)
        message = rule.message or (level.message if level else "")
        withheld = [each for each, _ in pairs if policy.mode(each.level) == "withhold"]
        return Assessment(
            fired=tuple(each for _, each in pairs),
            notice=Notice(rule.level, rule.id, message, first[0] if first else rule.page),
            hold_backs=tuple(self._hold_back(each, text) for each in withheld),
            first=first,
            raised=tuple(pages),
            show_kinds=level.show_kinds if level and rule in withheld else (),
        )

    def _stand_alone(self, rule: Rule, fired: Fired, policy: Policy) -> Assessment:
        message = " ".join(filter(None, (policy.crisis_message or rule.message, policy.help)))
        return Assessment(
            fired=(fired,),
            notice=Notice(rule.level, rule.id, message, None),
            nothing_listed=policy.mode(rule.level) == "withhold",
        )

    def _fire(self, rule: Rule, reading: Reading) -> Fired | None:
        phrases = [each for each in rule.phrases if reading.has_all(self._parts_of[each])]
        signs = [each for each in rule.signs if reading.has_all(self._parts_of[each])]
        if not phrases and (not signs or len(signs) < rule.signs_needed):
            return None
        said = reading.said
        places = self._places_for(rule, reading)
        for phrase in phrases:
            spans = self._find(phrase, rule, reading, places)
            if spans and not self._is_taken_back(spans, phrases, rule, reading, places):
                return Fired(rule.id, _quote(said, spans))
        told: list[Sequence[Span]] = []
        for sign in signs:
            spans = self._find(sign, rule, reading, places)
            if spans and not any(_overlap(spans, others) for others in told):
                told.append(spans)
        if signs and len(told) >= rule.signs_needed:
            return Fired(rule.id, "; ".join(_quote(said, spans) for spans in told))
        return None

    def _find(self, phrase: Phrase, rule: Rule, reading: Reading, places: Places) -> Sequence[Span] | None:
        """The first place where a phrase is told and counts."""
        tellings = self._tellings(phrase, rule, reading, places)
        return next((spans for spans, reason in tellings if reason is None), None)

    def _is_taken_back(
        self, spans: Sequence[Span], phrases: Sequence[Phrase], rule: Rule, reading: Reading, places: Places
    ) -> bool:
        """Whether what the title names is told again below it, and never so that it counts."""
        end_of_title = reading.said.subject_end
        if spans[0][0] >= end_of_title or rule.level == "caution" or rule.lasting:
            return False
        tellings = (each for phrase in phrases for each in self._tellings(phrase, rule, reading, places))
        below = False
        for telling, reason in tellings:
            if telling[0][0] >= end_of_title:
                if reason not in _UNDONE:
                    return False
                below = True
        return below

    def _places_for(self, rule: Rule, reading: Reading) -> Places:
        """What finds the places of a pattern; where something is told that the rule never means, with that hidden."""
        if not any(map(reading.has, rule.never)):
            return reading.places
        text = _hide(self._patterns.any_of(*rule.never), reading.said.bytes)
        return cache(lambda pattern: places_in(text, self._patterns.any_of(pattern)))

    def _tellings(
        self, phrase: Phrase, rule: Rule, reading: Reading, places: Places
    ) -> Iterator[tuple[Sequence[Span], str | None]]:
        """The places where a phrase is told, each with why it does not count."""
        said = reading.said
        of_parts = [places(part) for part in _parts(phrase)]
        told = ([span] for span in of_parts[0]) if isinstance(phrase, str) else _together(phrase, of_parts, said)
        for spans in told:
            if not self._has_company(rule, said, spans):
                continue
            reason = why_not(self._cues, said, spans)
            if reason == "past" and rule.lasting and (rule.level == "caution" or hurts_now(self._cues, said)):
                reason = None
            if reason in _OF_URGENT and rule.level == "caution":
                reason = None  # tests clear an emergency, not sore hips; and who reads about a condition may have it
            if reason == "informing" and rule.nothing_listed:
                reason = None  # of all that a page says on taking one's life nothing is too general
            yield spans, reason or ("named" if self._is_mere_name(rule, said, spans) else None)

    def _has_company(self, rule: Rule, said: Said, spans: Sequence[Span]) -> bool:
        """Whether the context a rule needs is near a telling, or in the page's subject: a long page has many."""
        if not rule.needs:
            return True
        start, end = min(start for start, _ in spans), max(end for _, end in spans)
        return bool(self._patterns.any_of(*rule.needs).search(said.around(start, end, COMPANY)))

    def _is_mere_name(self, rule: Rule, said: Said, spans: Sequence[Span]) -> bool:
        """Whether a telling is no more than the name of what the rule is about, outside the title."""
        start, end = spans[0]
        if len(spans) > 1 or end <= said.subject_end or not rule.names:
            return False
        name = self._patterns.any_of(*rule.names).fullmatch(said.plain[start:end])
        return bool(name) and is_a_mere_name(self._cues, said, start)

    def _hold_back(self, rule: Rule, text: str) -> HoldBack:
        level = self.cautions.levels.get(rule.level)
        movements = set(rule.hold_back_movements)
        if rule.early_movements and (not rule.early_words or self._patterns.any_of(*rule.early_words).search(text)):
            movements |= set(rule.early_movements)
        return HoldBack(
            kinds=frozenset(level.hold_back_kinds if level else ()),
            movements=frozenset(movements),
            articles=frozenset(rule.hold_back_articles),
            allow=frozenset(rule.allow) if rule.level == "caution" else frozenset(),
        )


def _parts(phrase: Phrase) -> tuple[str, ...]:
    """The patterns that must all be in a text for a phrase to be told."""
    return (phrase,) if isinstance(phrase, str) else phrase.all


def _told_by(rule: Rule) -> Iterator[str]:
    """The patterns that say whether a text tells of what a rule is about."""
    for telling in (*rule.phrases, *rule.signs):
        yield from _parts(telling)
    yield from rule.never


def _together(phrase: Parts, places: Sequence[Sequence[Span]], said: Said) -> Iterator[list[Span]]:
    """Places of all parts in one block, each the nearest to the first and within its reach."""
    for anchor in places[0]:
        spans = [anchor]
        for others in places[1:]:
            near = _nearest(anchor, [each for each in _beside(anchor, others) if said.in_one_block(anchor[0], each[0])])
            if near is None or _gap(anchor, near) > phrase.within or near in spans:
                break
            spans.append(near)
        if len(spans) == len(places):
            yield spans


def _beside(anchor: Span, others: Sequence[Span]) -> Sequence[Span]:
    """The last of the others before the anchor, and the first after."""
    place = bisect_left(others, anchor)
    return others[max(0, place - 1) : place + 1]


def _nearest(anchor: Span, candidates: Sequence[Span]) -> Span | None:
    return min(candidates, key=lambda span: _gap(anchor, span), default=None)


def _hide(pattern: Any, text: bytes) -> bytes:
    """A text in which every match of a pattern is blanked."""
    hidden = bytearray(text)
    for found in pattern.finditer(text):
        hidden[found.start() : found.end()] = b"x" * (found.end() - found.start())
    return bytes(hidden)


def _overlap(one: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether two signs are told by the same words: then they are one sign."""
    return any(_gap(span, each) < 0 for span in one for each in other)


def _gap(one: Span, other: Span) -> int:
    return max(one[0], other[0]) - min(one[1], other[1])


def _quote(said: Said, spans: Sequence[Span]) -> str:
    ordered = sorted(spans)
    return " … ".join(said.original[start:end] for start, end in ordered)
