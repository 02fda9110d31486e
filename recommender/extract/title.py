"""Titles of pages without the name of their site: "Tight hips | Anytown Physio" is about hips."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«›‹-]|::|\|\|)\s+")
_LONGEST_NAME = 6
"""Words that the name of a site has at most."""

_SENTENCE_WORDS = frozenset(
    "i i'm i've my me can't cannot can don't is are am was has have had not no after with since".split()
)
"""Words of a sentence: what has one of them is told, and is no name."""


def without_site_name(title: str, names: Iterable[str] = ()) -> str:
    """`title` on one line without the name of its site: one of `names` at either end, else a last part like a name."""
    title = " ".join(title.split())
    separators = [found.span() for found in _SEPARATOR.finditer(title)]
    if not separators:
        return title
    first, last = title[: separators[0][0]], title[separators[-1][1] :]
    known = {" ".join(name.split()).casefold() for name in names}
    if last.casefold() in known:
        return title[: separators[-1][0]]
    if first.casefold() in known:
        return title[separators[0][1] :]
    return title[: separators[-1][0]] if _reads_like_a_name(last) else title


def _reads_like_a_name(part: str) -> bool:
    words = part.replace("’", "'").split()
    return (
        len(words) <= _LONGEST_NAME
        and not part[:1].islower()
        and not part.endswith((".", "?", "!"))
        and _SENTENCE_WORDS.isdisjoint(word.casefold().strip(",;") for word in words)
    )
