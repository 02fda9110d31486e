"""All that a reader can read of an article: its text, and what of its fields a theme shows above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from recommender.extract import read_markdown, reads_as_prose
from recommender.readers.values import Doubled, fold_name, read_switch

_SHOWN = frozenset(
    "subtitle summary description excerpt abstract lead lede deck dek standfirst tagline intro teaser".split()
)
"""Fields that are shown, however short."""

_NOT_SHOWN = frozenset(
    "title text markdown html tags tag keywords metakeywords categories category taxonomies cautions sources regions "
    "conditions movements".split()
)
"""Lists of words; what is read elsewhere; and Limber's own, which are no telling."""

_DEEPEST = 5


def said_in(fields: Mapping[str, Any], *texts: str) -> str:
    """What the fields of an article say in words, and texts that stand below it; those that are empty say nothing."""
    told = (read_markdown(value).said for value in dict.fromkeys(_prose(fields)))
    return "\n\n".join(each for each in (*told, *texts) if each)


def _prose(fields: Mapping[str, Any]) -> Iterator[str]:
    """The values that a reader may see: of fields that are shown, and whatever reads as a sentence."""
    for name, value in fields.items():
        folded = fold_name(str(name))
        if folded not in _NOT_SHOWN:
            yield from (each for each in _strings(value, 0) if folded in _SHOWN or reads_as_prose(each))


def _strings(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and read_switch(value) is None:
        yield value
    elif isinstance(value, Mapping | list | tuple | Doubled) and depth < _DEEPEST:
        inner = value.values() if isinstance(value, Mapping) else value.values if isinstance(value, Doubled) else value
        for each in inner:
            yield from _strings(each, depth + 1)
