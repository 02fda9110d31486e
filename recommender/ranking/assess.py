"""Applies the caution rules to a text: which fire, and what follows from them together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import re2

from recommender.errors import CautionsError
from recommender.patterns import compile_pattern, compile_set
from recommender.ranking.cautions import Cautions, Parts, Phrase, Rule
from recommender.ranking.context import why_not
from recommender.ranking.cues import Cues
from recommender.ranking.policy import Policy
from recommender.ranking.safety import LEVELS, Assessment, Fired, HoldBack, Notice
from recommender.ranking.said import Said, Span
from recommender.ranking.story import is_a_mere_name

MOST_MATCHES = 200
"""Places of one pattern that are looked at, the first and again the last: many denials must not hide a telling."""

COMPANY = 800
"""Characters round a telling in which the context that its rule needs must stand: two long paragraphs each way."""

GROUP = 24
"""Patterns that are looked for in one pass. RE2 makes the states of an automaton as a text calls for them: one for all
the patterns has so many that every new text makes thousands (50 ms), one for each pattern costs a call each."""

LONGEST_TEXT = 1_000_000
"""Characters that are assessed."""

_TAIL = 10_000  # characters from the end of a text where the last matches are first looked for

_REMEDY = "Write it in RE2 syntax: no look-around, no back-references."


_Group = tuple[Sequence[str], Any]


class Assessor:
    """Compiled caution rules. Every pattern is RE2's, so a hostile text costs time in proportion to its length.

    Raises CautionsError for a pattern that does not compile, with the rule it is in.
    """

    def __init__(self, cautions: Cautions) -> None:
        self.cautions = cautions
        self.rules = {rule.id: rule for rule in cautions.rules}
        alone_first = sorted(cautions.rules, key=lambda rule: rule.with_rule is not None)
        self._in_order = [(rule, _told_by(rule)) for rule in alone_first]
        try:
            self._cues = Cues.compile(cautions.negation)
        except re2.error as error:
            raise CautionsError(f"a cue does not compile: {error}", place="negation", remedy=_REMEDY) from error
        self._patterns = _Patterns(cautions.rules)

    def __reduce__(self) -> tuple[Any, ...]:
        return Assessor, (self.cautions,)  # compiled patterns do not travel between processes

    def assess(self, text: str, title: str = "", policy: Policy | None = None) -> Assessment:
        """What a text calls for, under a policy."""
        said = Said(text[:LONGEST_TEXT], title)
        here = self._patterns.present(said.plain)
        fired: dict[str, Fired] = {}
        for rule, patterns in self._in_order:
            if not here.isdisjoint(patterns) and (rule.with_rule is None or rule.with_rule in fired):
                found = self._fire(rule, said, here)
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

    def _fire(self, rule: Rule, said: Said, here: set[str]) -> Fired | None:
        patterns = self._patterns
        if rule.needs and here.isdisjoint(rule.needs):
            return None
        text = said.bytes
        if not here.isdisjoint(rule.never):
            text = _hide(patterns.union(rule.never), text)
        for phrase in rule.phrases:
            spans = self._find(phrase, rule, said, text, here)
            if spans:
                return Fired(rule.id, _quote(said, spans))
        signs: list[Sequence[Span]] = []
        for sign in rule.signs:
            spans = self._find(sign, rule, said, text, here)
            if spans and not any(_overlap(spans, others) for others in signs):
                signs.append(spans)
        if rule.signs and len(signs) >= rule.signs_needed:
            return Fired(rule.id, "; ".join(_quote(said, spans) for spans in signs))
        return None

    def _find(self, phrase: Phrase, rule: Rule, said: Said, text: bytes, here: set[str]) -> Sequence[Span] | None:
        """The first place where a phrase is told and counts."""
        parts = (phrase,) if isinstance(phrase, str) else phrase.all
        if not here.issuperset(parts):
            return None
        places = [self._places(part, said, text) for part in parts]
        told = ([span] for span in places[0]) if isinstance(phrase, str) else _together(phrase, places, said)
        for spans in told:
            if not self._has_company(rule, said, spans):
                continue
            reason = why_not(self._cues, said, spans)
            counts = reason is None or (reason == "past" and rule.lasting)
            counts |= reason == "cleared" and rule.level == "caution"  # tests clear an emergency, not sore hips
            if counts and not self._is_mere_name(rule, said, spans):
                return spans
        return None

    def _places(self, pattern: str, said: Said, text: bytes) -> list[Span]:
        """Where a pattern matches in a text; in the whole one it is looked for once, whatever rule asks."""
        if text is not said.bytes:
            return self._patterns.places(pattern, text)
        if pattern not in said.places:
            said.places[pattern] = self._patterns.places(pattern, text)
        return said.places[pattern]

    def _has_company(self, rule: Rule, said: Said, spans: Sequence[Span]) -> bool:
        """Whether the context a rule needs is near a telling, or in the page's subject: a long page has many."""
        if not rule.needs:
            return True
        start, end = min(start for start, _ in spans), max(end for _, end in spans)
        near = f"{said.plain[: said.subject_end]}\n{said.plain[max(0, start - COMPANY) : end + COMPANY]}"
        return bool(self._patterns.union(rule.needs).search(near))

    def _is_mere_name(self, rule: Rule, said: Said, spans: Sequence[Span]) -> bool:
        """Whether a telling is no more than the name of what the rule is about, outside the title."""
        start, end = spans[0]
        if len(spans) > 1 or end <= said.subject_end or not rule.names:
            return False
        name = self._patterns.union(rule.names).fullmatch(said.plain[start:end])
        return bool(name) and is_a_mere_name(self._cues, said, start)

    def _hold_back(self, rule: Rule, text: str) -> HoldBack:
        level = self.cautions.levels.get(rule.level)
        movements = set(rule.hold_back_movements)
        if rule.early_movements and (not rule.early_words or self._patterns.union(rule.early_words).search(text)):
            movements |= set(rule.early_movements)
        return HoldBack(
            kinds=frozenset(level.hold_back_kinds if level else ()),
            movements=frozenset(movements),
            articles=frozenset(rule.hold_back_articles),
            allow=frozenset(rule.allow) if rule.level == "caution" else frozenset(),
        )


class _Patterns:
    """All patterns of all rules: a few passes say which are in a text at all, then those alone are looked for.

    The first passes look for the context that rules need; the patterns of rules whose context is missing are not
    looked for, and those of a rule that goes with another only where a pattern of that one matches. So a page about
    something else costs little.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._many: dict[tuple[str, ...], Any] = {}
        by_needs: dict[tuple[str, ...], dict[str, Rule]] = {}
        of_rule = {rule.id: rule for rule in rules}
        for rule in sorted(rules, key=lambda rule: rule.with_rule is not None):
            patterns = dict.fromkeys(_patterns_of(rule), rule)
            company = of_rule.get(rule.with_rule or "")
            needs = tuple(_patterns_of(company)) if company else rule.needs
            by_needs.setdefault(needs, {}).update(patterns)
            _search_set(rule.names, dict.fromkeys(rule.names, rule))  # only matched where a phrase is; checked here
        self._contexts = _search_sets({need: rule for rule in rules for need in rule.needs})
        self._sets = [(frozenset(needs), _search_sets(patterns)) for needs, patterns in by_needs.items()]

    def present(self, text: str) -> set[str]:
        """The patterns that match somewhere in a text, of the rules whose context does."""
        here = _matches(self._contexts, text)
        for needs, sets in self._sets:
            if not needs or not here.isdisjoint(needs):
                here |= _matches(sets, text)
        return here

    def places(self, pattern: str, text: bytes) -> list[Span]:
        """Where a pattern matches, ascending: the first MOST_MATCHES places and the last."""
        one = self.union((pattern,))
        spans = [(found.start(), found.end()) for found in islice(one.finditer(text), MOST_MATCHES)]
        if len(spans) < MOST_MATCHES:
            return spans
        edge, reach = spans[-1][1], _TAIL
        while True:  # a window that grows from the end costs time by its own length, however dense the matches
            start = max(edge, len(text) - reach)
            last = [(found.start(), found.end()) for found in one.finditer(text, start)]
            if start == edge or len(last) >= MOST_MATCHES:
                return spans + last[-MOST_MATCHES:]
            reach *= 4

    def union(self, patterns: tuple[str, ...]) -> Any:
        """The pattern that matches where any of some does; compiled when it is first wanted."""
        found = self._many.get(patterns)
        if found is None:
            found = self._many[patterns] = compile_pattern(patterns)
        return found


def _search_sets(patterns: Mapping[str, Rule]) -> list[_Group]:
    """Patterns, with a rule that each is of, in groups, each with the automaton that finds all of them in one pass."""
    names = list(patterns)
    groups = (names[start : start + GROUP] for start in range(0, len(names), GROUP))
    return [(group, _search_set(group, patterns)) for group in groups]


def _search_set(names: Sequence[str], rules: Mapping[str, Rule]) -> Any:
    try:
        return compile_set(names)
    except re2.error:
        for name in names:  # which one it is
            _check(name, rules[name])
        raise


def _check(pattern: str, rule: Rule) -> None:
    try:
        compile_pattern([pattern])
    except re2.error as error:
        what = f"the pattern {pattern!r:.80} does not compile: {error}"
        raise CautionsError(what, place=rule.id, remedy=_REMEDY) from error


def _matches(sets: Sequence[_Group], text: str) -> set[str]:
    return {names[number] for names, found in sets for number in found.Match(text) or ()}


def _told_by(rule: Rule) -> frozenset[str]:
    """The patterns of which a text must have one for a rule to fire."""
    tellings = (*rule.phrases, *rule.signs)
    return frozenset(part for each in tellings for part in ((each,) if isinstance(each, str) else each.all))


def _patterns_of(rule: Rule) -> Iterator[str]:
    """What is looked for where a rule's context is there."""
    yield from sorted(_told_by(rule))
    yield from rule.never
    yield from rule.early_words


def _together(phrase: Parts, places: Sequence[Sequence[Span]], said: Said) -> Iterator[list[Span]]:
    """Places of all parts in one paragraph, each part the nearest to the first one and within reach of it."""
    for anchor in places[0]:
        line = said.line_of(anchor[0])
        spans = [anchor]
        for others in places[1:]:
            near = _nearest(anchor, [each for each in _beside(anchor, others) if said.line_of(each[0]) == line])
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
