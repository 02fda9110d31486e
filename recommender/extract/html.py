"""The main text of an HTML page, by trafilatura; plain text of HTML fragments, by the standard parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "p div section article header footer h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tr td th br hr "
    "blockquote figure figcaption pre main aside nav form".split()
)
_SILENT = frozenset("script style noscript template iframe svg head".split())


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What an HTML page says: its title, may be empty, and its main text."""

    title: str
    text: str


def read_html(html: str) -> HtmlText:
    """The title and the main text of a page, without menus, comments and footers.

    Where trafilatura finds no main text (a fragment, a very short page), all visible text counts.
    """
    from trafilatura import extract  # 0.25 s to import: only for HTML

    text = extract(html, include_comments=False, include_tables=True, include_formatting=False, favor_recall=True)
    return HtmlText(title=_title(html), text=text or strip_tags(html))


def strip_tags(html: str) -> str:
    """The visible text of an HTML fragment, a blank line between blocks."""
    if "<" not in html and "&" not in html:
        return html
    collector = _Collector()
    collector.feed(html)
    collector.close()
    lines = (" ".join(line.split()) for line in "".join(collector.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)


def _title(html: str) -> str:
    found = _TITLE.search(html[:50_000])
    title = strip_tags(found.group(1)) if found else ""
    # "Hip stretches | Anytown Physio": the site's name is no subject of the page.
    return " ".join(re.split(r"\s+[|–—·»-]\s+", title)[0].split())
