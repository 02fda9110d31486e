"""Whether what a text says is said of its reader: not denied, not supposed, not long past, not of another.

The cues are data (the `negation` part of the cautions file); this module applies them, within the sentence, in
the manner of NegEx (Chapman 2001, J. Biomed. Inform. 34:301) and ConText (Harkema 2009, ibid. 42:839).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from recommender.patterns import compile_pattern
from recommender.ranking.cues import Cues
from recommender.ranking.roles import INFORMS
from recommender.ranking.said import Said, Span
from recommender.ranking.story import is_cleared, is_nobodys, is_of_another, is_of_the_past

_LONGEST_ITEM = 200
_MOST_ITEMS = 15
_LONGEST_LEAD = 60
_REACH = 300  # characters of a sentence, to each side, that are read for cues: hostile sentences have no end


_LEAD_IN = compile_pattern([r":[*_ ]*$"])
_HEADING = compile_pattern([r"^(#+ |\*\*|__)", r"^[^.!?,;]{1,70}$"])
_ANSWERED_NO = compile_pattern(
    [
        r"^\W*((a|answer|me|reply)\W+)?(no|none|nope|nah|nil|never|not|negative|neither)\b",
        r"^\W*(i|he|she|we|it|there) (have|has|had|did|do|does|am|is|was|were)( not|n'?t)\b",
    ]
)
_TAKEN_BACK = compile_pattern(
    [
        r"^\W*(answer(ed|s)? (was )?no|(i said )?no to (all|the lot|every\w*|each))\b",
        r"^\W*(none of (those|these|that|them|it|which)|nothing like that)\b",
        r"^\W*(it'?s |they'?re |it was |that was )?all (fine|clear|normal|good|negative|ok(ay)?|as (normal|usual))\b",
    ]
)
_OLD_SINCE = compile_pattern([r"\bsince (my|the|then|childhood|school|i was|he was|she was|boyhood|girlhood)\b"])
_MENU = compile_pattern([r"^[^|\d]{1,60}(\|[^|\d]{1,60}){4}"])  # names in a row, with bars between
_GONE = compile_pattern([r"\b(died|dies|death|passed away|late|memory|hospice)\b"])
_THEIR_BACK = compile_pattern([r"\b(his|her)( \w+){0,2} (back|spine)\b"])


def why_not(cues: Cues, said: Said, spans: Sequence[Span]) -> str | None:
    """Why a phrase, told in one or more `spans`, does not count.

    "denied", "supposed", "other person", "past", "cleared", "nobody's" or "informing"; None if it counts. In the title
    a phrase is the page's subject: a denial undoes it, or a title that looks back.
    """
    whole = min(start for start, _ in spans), max(end for _, end in spans)
    first, last = said.sentence(*whole)
    first, last = max(first, whole[0] - _REACH), min(last, whole[1] + _REACH)
    here = [(start - first, end - first) for start, end in spans]
    text = cues.asserts.sub(lambda found: "_" * (found.end() - found.start()), said.plain[first:last])
    text = _hide(text, here)
    if _is_denied(cues, text, here) or _is_answered_no(text, said.plain[last : last + 40]):
        return "denied"
    if whole[1] <= said.subject_end:
        return _why_no_subject(cues, said)
    before = text[: whole[1] - first]
    before = before[_last_end(cues.ends_scope, before) :]
    after = _first_scope(cues.ends_scope, text[whole[1] - first :])
    reason = _not_here(cues, said, (first, last), whole, (before, after)) or _not_now(cues, said, spans)
    if reason or is_nobodys(cues, said, whole):
        return reason or "nobody's"
    if said.tells(cues.first_person, said.sentence_of(whole[0])):
        return None
    return "informing" if cues.roles.score_at(said, whole[0]) <= INFORMS else None


def _not_now(cues: Cues, said: Said, spans: Sequence[Span]) -> str | None:
    """Why a phrase that its own sentence lets count does not: what the sentences round it tell."""
    places = [start for start, _ in spans]
    if any(_is_long_ago(cues, said, span) for span in spans):
        return "past"
    if any(is_of_another(cues, said, place) for place in places):
        return "other person"
    if all(is_of_the_past(cues, said, place) for place in places):
        return "past"
    return "cleared" if all(is_cleared(cues, said, place) for place in places) else None


def _why_no_subject(cues: Cues, said: Said) -> str | None:
    """Why what the title names is not the page's subject: it looks back, or somebody is afraid of it."""
    if cues.past.search(said.subject) or cues.looking_back.search(said.subject):
        return "past"
    if said.has(cues.first_person) and said.has(cues.all_clear):
        return "cleared"
    asks = cues.first_person.search(said.subject) and cues.hypothetical.search(said.subject)
    return "supposed" if asks or cues.never_certain.search(said.subject) else None


def _not_here(cues: Cues, said: Said, sentence: Span, whole: Span, scope: tuple[str, str]) -> str | None:
    """Why a phrase that is not denied does not count: "supposed", "past", "other person"."""
    if cues.hypothetical.search(scope[0]) or _is_listed_as_supposed(cues, said, whole[0]):
        return "supposed"
    if cues.never_certain.search(said.plain[sentence[0] : sentence[1]]):
        return "supposed"
    if _is_led_as_supposed(cues, said.plain[sentence[0] : whole[0]], said.plain[sentence[0] : sentence[1]]):
        return "supposed"
    if _is_general(cues, said, *sentence):
        return "supposed"
    others = cues.other_person.search(said.plain[sentence[0] : whole[1]])
    if others and not cues.happening.search(said.plain[sentence[0] : sentence[1]]):
        gone = _GONE.search(said.plain[slice(*said.paragraph(sentence[0]))])
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
    near = said.near(first, last, _REACH)
    if _MENU.search(near) and not cues.happening.search(near):
        return not cues.personal.search(near)
    return bool(cues.generic.search(near)) and not cues.personal.search(near)


def _is_denied(cues: Cues, text: str, spans: Sequence[Span]) -> bool:
    """Whether a cue before or after one of the spans, in its clause, denies it."""
    for start, end in spans:
        lead = text[:start]
        # a new clause is read from its first word, which may deny: ", there's no numbness"
        lead = lead[max(_last_end(cues.ends_scope, lead), _last_start(cues.ends_denial, lead)) :]
        rest = text[end:]
        if cues.before.search(lead) or cues.answers.search(rest):
            return True
        if cues.after.search(_first_scope(cues.ends_scope, rest)):
            return True
    return False


def _is_answered_no(text: str, after: str) -> bool:
    """Whether a sentence asks and the next says no, or the next takes it back."""
    asked = text.rstrip(" *_\"'\n").endswith("?")
    return bool((asked and _ANSWERED_NO.search(after)) or _TAKEN_BACK.search(after))


def _hide(text: str, spans: Sequence[Span]) -> str:
    """A text with the spans blanked, so that their own words are no cues."""
    for start, end in spans:
        mark = text[start] == "'"  # of "you've" the word that is no part of the span ends before the mark
        text = text[: start + mark] + "x" * (end - start - mark) + text[end:]
    return text


def _is_listed_as_supposed(cues: Cues, said: Said, place: int) -> bool:
    """Whether the place is in a list under a line such as "See a doctor if you have:" or "Red flags"."""
    number = said.line_of(place)
    return said.once((_is_listed_as_supposed, number), lambda: _is_under_supposed(cues, said, number))


def _is_under_supposed(cues: Cues, said: Said, number: int) -> bool:
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
