"""Titles of pages without the name of their site: "Tight hips | Anytown Physio" is about hips."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«›‹-]|::|\|\|)\s+")
_ANY_SEPARATOR = re.compile(rf"{_SEPARATOR.pattern}|:\s+|\s+/\s+")
_ORGANISATION = re.compile(
    r"\b(association|blog|charity|clinic|forum|foundation|health|hospital|nhs|physio\w*|society|trust)\b", re.IGNORECASE
)
_LONGEST_NAME = 6
"""Words that the name of a site has at most."""

_SENTENCE_WORDS = frozenset(
    "i i'm i've my me can't cannot can don't is are am was has have had not no after with since".split()
)
"""Words of a sentence: what has one of them is told, and is no name."""


def without_site_name(title: str, names: Iterable[str] = ()) -> str:
    """A window's `title` on one line without the name of its site: one of `names` at either end, else a last part.

    The last part goes that reads like a name, as "Anytown Physio" does. Only one part goes.
    """
    title = " ".join(title.split())
    known = {" ".join(name.split()).casefold() for name in names}
    for found in _ANY_SEPARATOR.finditer(title):
        if title[: found.start()].casefold() in known:
            return title[found.end() :]
        if title[found.end() :].casefold() in known:
            return title[: found.start()]
    head, last = _last_part(title)
    first = _SEPARATOR.search(title)
    if first and _names_organisation(title[: first.start()]) and not _names_organisation(last):
        return title[first.end() :]
    return head if head and _reads_like_a_name(last) else title


def without_organisation(title: str) -> str:
    """A title that somebody gives, without a last part that names an organisation: a charity, a clinic, a blog."""
    head, last = _last_part(title)
    return head if head and _names_organisation(last) else title


def _last_part(title: str) -> tuple[str, str]:
    separators = [found.span() for found in _SEPARATOR.finditer(title)]
    return (title[: separators[-1][0]], title[separators[-1][1] :]) if separators else ("", title)


def _names_organisation(part: str) -> bool:
    return bool(_ORGANISATION.search(part)) and _reads_like_a_name(part)


def _reads_like_a_name(part: str) -> bool:
    words = part.replace("’", "'").split()
    return (
        len(words) <= _LONGEST_NAME
        and not part[:1].islower()
        and not part.endswith((".", "?", "!"))
        and _SENTENCE_WORDS.isdisjoint(word.casefold().strip(",;") for word in words)
    )
