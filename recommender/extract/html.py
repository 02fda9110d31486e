"""The main text of an HTML page, by trafilatura; plain text of HTML fragments, by lxml."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

# Its messages quote the page, and tell of the page's faults. A page may be a patient's, and its site has logs.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_BLOCKS = frozenset(
    "p div section article header footer h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tr td th br hr "
    "blockquote figure figcaption pre main aside nav form".split()
)
_SILENT = frozenset("script style noscript template iframe svg head".split())


_MOST_ATTRIBUTES = 1_000
"""Attributes of one tag beyond which a page is not given to trafilatura: its time grows with their square."""

_MOST_TAGS = 20_000
"""Tags of a page beyond which it is not given to trafilatura, which takes about a second for so many."""


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What an HTML page says: its title, may be empty, and its main text."""

    title: str
    text: str


def read_html(html: str) -> HtmlText:
    """The title and the main text of a page, without menus, comments and footers.

    Where trafilatura finds no main text (a fragment, a very short page) or would take long, all visible text counts.
    """
    found = _collect(html)
    if found.attributes > _MOST_ATTRIBUTES or found.tags > _MOST_TAGS:
        return HtmlText(title=_title(html), text=found.text)
    from trafilatura import extract  # 0.25 s to import: only for HTML

    text = extract(html, include_comments=False, include_tables=True, include_formatting=False, favor_recall=True)
    return HtmlText(title=_title(html), text=text or strip_tags(html))


def strip_tags(html: str) -> str:
    """The visible text of an HTML fragment, a blank line between blocks."""
    if "<" not in html and "&" not in html:
        return html
    return _collect(html).text


def _collect(html: str) -> _Found:
    # libxml2's parser, because the standard one needs seconds for 200 kB of "<!--" (its time grows with the square).
    parser = etree.HTMLParser(target=_Collector(), encoding="utf-8", huge_tree=True)
    parser.feed(html.encode(errors="replace"))
    found: _Found = parser.close()
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """Visible text, a blank line between blocks; tags, and the attributes of the one that has the most."""

    text: str
    tags: int
    attributes: int


class _Collector:
    """What lxml tells of a document as it reads it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._silent = 0
        self._tags = 0
        self._attributes = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._tags += 1
        self._attributes = max(self._attributes, len(attributes))
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self._parts.append("\n\n")

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        elif tag in _BLOCKS:
            self._parts.append("\n\n")

    def data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data)

    def close(self) -> _Found:
        lines = (" ".join(line.split()) for line in "".join(self._parts).split("\n"))
        return _Found(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), self._tags, self._attributes)


_TITLE = re.compile(r"<title\b[^<>]*>", re.IGNORECASE)
_TITLE_END = re.compile(r"</title", re.IGNORECASE)


def _title(html: str) -> str:
    head = html[:50_000]
    opened = _TITLE.search(head)
    closed = _TITLE_END.search(head, opened.end()) if opened else None
    title = strip_tags(head[opened.end() : closed.start()]) if opened and closed else ""
    # "Hip stretches | Anytown Physio": the site's name is no subject of the page.
    return " ".join(re.split(r"\s+[|–—·»-]\s+", title)[0].split())
