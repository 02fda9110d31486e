"""Lines at the head of a text that speak of a draft, where nothing of them could be read as front matter.

Every program has its own form, and a broken one has none: a dash that an editor made long, a fence of code, a quoted
block, Org's `#+DRAFT:`, a comment. What a line looks like does not matter here: what names a draft is not published.
"""

from __future__ import annotations

import re

from recommender.errors import ArticleError
from recommender.readers.values import QUOTES
from recommender.readers.visibility import is_draft_tag, is_hiding

MOST_LINES = 60
_MOST_CHARACTERS = 300  # of a line with a field
_PROSE = 8
"""Words from which a line that is no field is a sentence, and the head of a text has ended."""

_MARKS = rf"\s>#+%;:.*_~|/\\\-–—{{}}\[\]()<!,=@{QUOTES}"
_LEADING = re.compile(rf"[{_MARKS}]*(?:comment\b|todo\b)?[{_MARKS}]*", re.IGNORECASE)
_PIECES = re.compile(r"[,;{}]")
_FIELD = re.compile(rf"([A-Za-z][\w. -]{{0,40}}?)[{QUOTES}*_]*[ \t]*(?:[:：=|]|=>)[ \t]*(.*)")
_COMMENT = re.compile(r"\s#.*|\s*--+>?.*$|\s*//.*$")
_TAGS = re.compile(r"(?:#[\w/-]+[ \t,]*)+")
_DRAFT = re.compile(r"(?:first |rough )?drafts?|unpublished|do not publish|not for publication|private", re.IGNORECASE)


def refuse_drafts(text: str, *, place: str) -> None:
    """Raise ArticleError where a line at the head of a text, without front matter, speaks of a draft."""
    for number, line in enumerate(text.split("\n", MOST_LINES)[:MOST_LINES], 1):
        if line.lstrip().startswith("<") and not line.lstrip().startswith("<!--"):
            return
        if len(line) <= _MOST_CHARACTERS and _speaks_of_draft(line):
            raise ArticleError(
                f"line {number} of the text says {line.strip()[:80]!r}, which may mean that it is a draft",
                place=place,
                remedy="Write front matter between two lines `---`, with `draft: true` or `draft: false`.",
            )
        if len(line.split()) >= _PROSE and not _FIELD.match(_bare(line)):
            return


def _speaks_of_draft(line: str) -> bool:
    bare = _bare(line)
    if _DRAFT.fullmatch(bare) or (
        _TAGS.fullmatch(line.strip()) and any(map(is_draft_tag, re.findall(r"[\w-]+", line)))
    ):
        return True
    fields = filter(None, (_FIELD.fullmatch(_bare(piece)) for piece in _PIECES.split(line)))
    return any(is_hiding(field[1], _bare(_COMMENT.sub("", field[2]))) for field in fields)


def _bare(piece: str) -> str:
    """A piece of a line without the marks round it."""
    start = _LEADING.match(piece)
    return re.sub(rf"[{_MARKS}]+$", "", piece[start.end() if start else 0 :])
