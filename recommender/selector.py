"""Selectors: how an owner names articles by id, tag or path in the settings.

id:hamstring-stretch    the article of this id
tag:news                articles with this tag or category
path:posts/2019/*       articles whose id, or address with or without its host, matches, `*` for anything
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TypeVar
from unicodedata import normalize
from urllib.parse import unquote

FORMS = ("id:", "tag:", "path:")

_HOST = re.compile(r"^(?:https?:)?//[^/?#]*")

T = TypeVar("T")


def check_selector(selector: str) -> str:
    """`selector` itself. Raises ValueError if it is none."""
    if not selector.startswith(FORMS) or selector in FORMS:
        raise ValueError(f"{selector!r} is no selector: id:…, tag:… or path:… is wanted")
    return selector


def selects(selector: str, article_id: str, url: str | None, tags: Iterable[str]) -> bool:
    """Whether a selector names an article. Tags are compared without case."""
    form, _, value = selector.partition(":")
    if form == "id":
        return normalize("NFC", article_id) == normalize("NFC", value)
    if form == "tag":
        return value.lower() in (tag.lower() for tag in tags)
    wanted, url = _plain(value), url or ""
    return any(fnmatchcase(_plain(name), wanted) for name in (article_id, url, _HOST.sub("", url)) if name)


def first_selected(rules: Mapping[str, T], article_id: str, url: str | None, tags: Iterable[str]) -> T | None:
    """The value of the first rule whose selector names an article."""
    tags = tuple(tags)
    return next((value for selector, value in rules.items() if selects(selector, article_id, url, tags)), None)


def _plain(name: str) -> str:
    """A path as a person writes it: without percent-encoding, of Unicode's form C, without the slash it begins with."""
    return normalize("NFC", unquote(name)).removeprefix("/")
