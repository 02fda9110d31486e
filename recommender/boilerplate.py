"""What stands on a page but is nobody's word on its subject: menus, biographies, promotion, footers, cookie lines.

Plain rules over lines and sentences, so that an owner can see why a line did not count. For relevance a menu goes
whole; of any other line only the sentences go that are furniture, promote something or tell the writer's biography.
For cautions less goes: a sentence of furniture or biography that tells of nobody, and never a word that a reader might
have written of herself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from recommender.patterns import any_of, compile_set

_START = r"(?:^|[.!?][\"')]* )"  # of a sentence

_FURNITURE = (
    # directory footers and credits
    _START + r"article source\b",
    _START + r"(published|posted|written|reviewed|edited|last updated|photo(graph)?s?)( (on|by|in))?\s*:?\s.{0,80}$",
    _START + r"by( \S+){1,4}$",
    _START + r"(copyright|©|\(c\) ?\d{4})|all rights reserved",
    _START + r"(tags?|tagged|categor(y|ies)|filed under|related (posts?|articles?|reading)|you may also like)\b",
    _START + r"share( (this|on)( \w+)?)?( (facebook|twitter|email|print|\w+terest|linkedin|whatsapp))*\s*(:|$)",
    _START + r"(#[a-z]\w*\s*){2,}$",
    # cookie lines, forms, comment policies
    r"\b(we|this (web)?site) uses? cookies\b|\bcookie (policy|settings|preferences)\b|\baccept (all )?cookies\b",
    r"\b(sign up|subscribe)\b.{0,60}\b(newsletter|updates|mailing list|email)\b",
    r"\b(leave a (comment|reply)|your email address will not be published|comments are closed)\b",
    # addresses and opening hours
    r"\b(opening hours|mon(day)?\s*[-–to]+\s*fri(day)?)\b",
    # medical disclaimers
    r"\bnot (intended (as|to be)|a substitute for) (a substitute for )?(professional )?medical advice\b",
    r"\bfor (general )?(information|informational|educational)( and [a-z]+)? purposes only\b",
)

_BIOGRAPHY = (
    r"\b(graduated|qualified)\b.{0,60}\b(from|with|at|in)\b",
    r"\b(owns|runs|founded|owner of|founder of)\b.{0,60}\b(practice|clinic|studio|business|company|gym)\b",
    r"\bhas (worked|been (working|practi[sc]ing)|over|more than|\d+)\b.{0,60}\b(years|with|as)\b",
    r"\b(is|was) (a|an|the) .{0,60}\b(therapist|physio\w*|osteopath|chiropractor|trainer|author|instructor|writer)\b"
    r".{0,80}\b(based|specialis|specializ|degree|years|certified|registered|author|clinic|helps|university)",
    r"\b(degree in|university of|certified (in|as|by)|member of the|fortune 500|clinical experience)\b",
    r"\b(his|her|their) (practice|clinic|book|website|clients|patients|latest)\b",
)

_PROMOTION = (
    r"\b(buy|order|shop|book|call|download|subscribe|sign up|enroll?|join|register)\b.{0,30}"
    r"\b(now|today|here|online|free)\b",
    r"\b(click here|add to (cart|basket)|free (shipping|delivery|trial|consultation|e-?book|guide))\b",
    r"% off\b|\b(special offer|money[- ]back)\b",
    r"\b(visit|see|check out)\b.{0,60}\b(our|my|the|his|her)\b.{0,60}\b(website|web site|shop|store|online)\b",
    r"\bfor (more )?information (about|on)\b.{0,80}\b(visit|contact|call|clinic|practice)\b",
    r"\b(book|guide|e-?book|programme|program|course|dvd) (called|titled|entitled)\b",
    r"\b(i|we) (highly )?recommend (a|the|this|my|our) (book|guide|e-?book|course|product|programme|program)\b",
    r"\bdon'?t let (the )?pain\b.{0,60}\b(life|you)\b|\bbeat your pain\b|\blearn what you need to know\b",
    r"\b(affiliate|sponsored|paid partnership|commission)\b.{0,40}\b(links?|post|content)\b",
    r"\bfollow (us|me) on\b|\blike us on\b",
)


_OF_SOMEBODY = r"\b(i|i'?m|i'?ve|i'?d|my|me|mine|myself)\b", r"\b(he|he'?s|she|she'?s|his|hers?|him)\b"
"""Words that tell of the writer, and of somebody else."""

_FURNISHES, _PROMOTES, _PARTED, _WRITERS, _ANOTHERS, _BIOGRAPHIES = range(6)
_CUES = compile_set([any_of(_FURNITURE), any_of(_PROMOTION), r"[|·»›]", *_OF_SOMEBODY, *_BIOGRAPHY])
_MENU_SEPARATOR = re.compile(r"\s*[|·»›]\s*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[\"'“‘(]?[A-Z0-9])")
_BLANK_LINES = re.compile(r"\n{3,}")
_FOLDED_QUOTES = str.maketrans("’‘", "''")

SHORTEST_LINE = 6
"""Characters of a line from which it is looked at; what is shorter says nothing either way."""

FEWEST_CUES = 2
"""A line tells a biography from so many different cues: one alone is also said of patients."""


LONGEST_FURNITURE = 240
"""Characters of a sentence that may be furniture to the reader of cautions."""

Span = tuple[int, int]


def find_furniture(text: str) -> Iterator[Span]:
    """Where sentences of furniture and biography stand that tell of nobody, as ascending spans."""
    for start, line, cues in _marked_lines(text):
        tells_biography = _is_biography(cues)
        for (first, last), here in _sentences(line):
            biography = tells_biography and max(here) >= _BIOGRAPHIES
            somebodys = _WRITERS in here or (_ANOTHERS in here and not biography)
            if (biography or _FURNISHES in here) and not somebodys and last - first <= LONGEST_FURNITURE:
                yield start + first, start + last


def main_text(text: str) -> str:
    """`text`, in normal form, without its boilerplate. What is left keeps its words, lines and paragraphs."""
    kept, end = [], 0
    for first, last in _find_boilerplate(text):
        kept.append(text[end:first])
        end = last
    if not end:
        return text
    kept.append(text[end:])
    lines = (" ".join(line.split()) for line in "".join(kept).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def is_boilerplate(line: str) -> bool:
    """Whether a line is boilerplate from end to end."""
    return bool(line) and not main_text(line)


def _find_boilerplate(text: str) -> Iterator[Span]:
    for start, line, cues in _marked_lines(text):
        if _PARTED in cues and _is_menu(line):
            yield start, start + len(line)
            continue
        tells_biography = _is_biography(cues)
        for (first, last), here in _sentences(line):
            if {_FURNISHES, _PROMOTES} & set(here) or (tells_biography and max(here) >= _BIOGRAPHIES):
                yield start + first, start + last


def _marked_lines(text: str) -> Iterator[tuple[int, str, list[int]]]:
    """The lines in which some cue of boilerplate is, where each begins, and its cues."""
    start = 0
    for line in text.split("\n"):
        cues = _cues(line) if len(line) >= SHORTEST_LINE else []
        if any(cue not in (_WRITERS, _ANOTHERS) for cue in cues):
            yield start, line, cues
        start += len(line) + 1


def _sentences(line: str) -> Iterator[tuple[Span, list[int]]]:
    """The sentences of a line in which some cue is, as spans in it, and the cues."""
    ends = [found.span() for found in _SENTENCES.finditer(line)]
    for (_, first), (last, _) in pairwise([(0, 0), *ends, (len(line), len(line))]):
        here = _cues(line[first:last])
        if here:
            yield (first, last), here


def _cues(text: str) -> list[int]:
    found: list[int] = _CUES.Match(text if text.isascii() else text.translate(_FOLDED_QUOTES)) or []
    return found


def _is_menu(line: str) -> bool:
    parts = [part for part in _MENU_SEPARATOR.split(line) if part]
    return len(parts) >= 4 and all(len(part.split()) <= 4 for part in parts)


def _is_biography(cues: list[int]) -> bool:
    return sum(cue >= _BIOGRAPHIES for cue in cues) >= FEWEST_CUES
