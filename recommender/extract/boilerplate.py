"""What stands on a page but is not what it says: menus, biographies, promotion, footers, cookie lines.

Plain rules over paragraphs and sentences, so that an owner can see why a line did not count. A paragraph goes
whole where it is a menu, a biography or a footer; a sentence goes alone where it promotes something within a
paragraph that informs.
"""

from __future__ import annotations

import re

from recommender.patterns import any_of, compile_pattern, compile_set

_PARAGRAPH = (
    # directory footers and credits
    r"^\s*article source\b",
    r"^\s*(published|posted|written|reviewed|edited|last updated|photo(graph)?s?)( (on|by|in))?\s*:?\s.{0,80}$",
    r"^\s*(copyright|©|\(c\) ?\d{4})|all rights reserved",
    r"^\s*(tags?|categor(y|ies)|filed under|share( this)?|related (posts?|articles?|reading)|you may also like)\s*:?",
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


_IS_PROMOTION = compile_pattern(_PROMOTION)
_FURNITURE, _PROMOTES, _PARTED, _BIOGRAPHIES = 0, 1, 2, 3
_CUES = compile_set([any_of(_PARAGRAPH), any_of(_PROMOTION), r"[|•·»›\t]|\s{3}", *_BIOGRAPHY])
_MENU_SEPARATOR = re.compile(r"\s*[|•·»›]\s*|\s{3,}|\t")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?:])\s+(?=[\"'“‘(]?[A-Z0-9])")
_FOLDED_QUOTES = str.maketrans("’‘", "''")

FEWEST_CUES = 2
"""A paragraph is a biography from so many different cues: one alone is also said of patients."""

LONGEST_PARAGRAPH = 5_000
"""Characters; a longer paragraph is text, and no rule is tried on it."""


def main_text(text: str) -> str:
    """`text` without its boilerplate. What is left keeps its words and its paragraphs."""
    paragraphs = _PARAGRAPHS.split(text) if "\n" in text else (text,)
    kept = (_keep(paragraph) for paragraph in paragraphs)
    return "\n\n".join(paragraph for paragraph in kept if paragraph)


def _keep(paragraph: str) -> str:
    if len(paragraph) > LONGEST_PARAGRAPH:
        return paragraph
    folded = _fold(paragraph)
    cues = _CUES.Match(folded) or ()
    if (
        _FURNITURE in cues
        or (_PARTED in cues and _is_menu(folded))
        or sum(cue >= _BIOGRAPHIES for cue in cues) >= FEWEST_CUES
    ):
        return ""
    if _PROMOTES not in cues:
        return paragraph.strip()
    return " ".join(each for each in _SENTENCES.split(paragraph.strip()) if not _is_promotion(each))


def _is_menu(paragraph: str) -> bool:
    parts = [part for part in _MENU_SEPARATOR.split(paragraph) if part]
    return len(parts) >= 4 and all(len(part.split()) <= 4 for part in parts)


def _is_promotion(sentence: str) -> bool:
    return bool(_IS_PROMOTION.search(_fold(sentence)))


def _fold(text: str) -> str:
    """Straight quotes; half of a surrogate pair, which RE2 cannot read, becomes a question mark."""
    if text.isascii():
        return text
    return text.translate(_FOLDED_QUOTES).encode("utf-8", "replace").decode()
