"""What the `meta` elements of an HTML page tell programs about the page itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

LONGEST_HEAD = 200_000
"""Characters in which they are looked for."""

_ROBOTS = frozenset(("robots", "googlebot", "bingbot"))


@dataclass(frozen=True, slots=True)
class Head:
    """Whether a page sends its reader on to another, and what it says to search engines."""

    refreshes: bool
    robots: tuple[str, ...]


def read_head(html: str) -> Head:
    """What the `meta` elements of a page say."""
    parser = etree.HTMLParser(target=_Metas(), encoding="utf-8")
    parser.feed(html[:LONGEST_HEAD].replace("\0", "").encode(errors="replace"))
    found: Head = parser.close()
    return found


class _Metas:
    def __init__(self) -> None:
        self._refreshes = False
        self._robots: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "meta":
            self._refreshes |= attributes.get("http-equiv", "").strip().lower() == "refresh"
            if attributes.get("name", "").strip().lower() in _ROBOTS:
                self._robots.append(attributes.get("content", ""))

    def close(self) -> Head:
        return Head(self._refreshes, tuple(self._robots))
