"""Limber: related stretching and self-care articles for any page a reader is on.

>>> from recommender import Page, Recommender
>>> limber = Recommender.open("limber-index")              # doctest: +SKIP
>>> answer = limber.related(Page(text="…"), limit=6)       # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from recommender.article import Article, Card, Page
from recommender.errors import LimberError
from recommender.version import VERSION

if TYPE_CHECKING:
    from recommender.answer import Answer, Match
    from recommender.recommend import Recommender

__all__ = ["Answer", "Article", "Card", "LimberError", "Match", "Page", "Recommender", "__version__"]
__version__ = VERSION


def __getattr__(name: str) -> Any:
    # The recommender brings NumPy; `limber --help` and plain data types do without it.
    if name == "Recommender":
        from recommender.recommend import Recommender

        return Recommender
    if name in ("Answer", "Match"):
        from recommender import answer

        return getattr(answer, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
