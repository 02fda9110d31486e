"""Which part of a page is what it is about, and what heads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from recommender.extract.tree import Document, Inside, Node

FEWEST_WORDS, FEWEST_TOLD = 25, 8
"""Words beside its heading that make an article the page's own; and words of one that says something beside others."""

LONGEST_LEAD = 100
"""Words that may stand beside a heading above the main content and belong to it: a subtitle, a lead."""

MOST_LINKS = 20
"""Links home that are looked at for the site's name: the way up from each may be long."""

_HOME = re.compile(r"(?:https?://[^/?#]*)?/?(?:\./?)?(?:index\.html?)?", re.IGNORECASE)
_BESIDE = re.compile(r"comment|repl(?:y|ies)|respon[ds]|relat|teaser|card|preview|recommend", re.IGNORECASE)
_BRAND = re.compile(r"site-?(?:title|name)|logo|brand", re.IGNORECASE)


def find_content(page: Document) -> Node:
    """The main content: the article that the heading stands in or that is alone, else `main`, else all of the page."""
    nodes = list(page.root.all())
    articles = [node for node in nodes if node.tag == "article" and _is_outermost(node)]
    headed = [
        node for node in articles if node.words - _words(find_heading(node)) >= FEWEST_WORDS and find_heading(node)
    ]
    if headed:
        return max(headed, key=lambda node: node.chars)
    told = [node for node in articles if node.words >= FEWEST_TOLD]
    if len(told) == 1 and 2 * told[0].chars >= page.root.chars:
        return told[0]
    mains = [node for node in nodes if _is_main(node) and node.chars]
    return max(mains, key=lambda node: node.chars, default=page.root)


def find_heading(part: Node) -> Node | None:
    """The first h1 in a part of a page that says something and is not the name of the site."""
    return next((node for node in part.all() if _is_heading(node) and not _leads_home(node)), None)


def heading_of(page: Document, content: Node) -> Node | None:
    """The heading of the main content: in it, or above it in its `main`, or above that on the page."""
    parts = [content, *(node for node in content.above() if _is_main(node)), *_headers(page), page.root]
    return next(filter(None, map(find_heading, parts)), None)


def lead_of(heading: Node | None, content: Node) -> Node | None:
    """What stands beside the heading, where that is above the main content: its nearest element that says more."""
    holders = {content, *content.above()}
    if heading is None or content in heading.above():
        return None
    lead = next((node for node in heading.above() if node.words > heading.words or node in holders), None)
    return lead if lead and lead not in holders and lead.words <= LONGEST_LEAD + heading.words else None


def names_of(page: Document) -> Iterator[str]:
    """What the site calls itself: in its `meta`, and where it leads home."""
    yield from filter(None, (page.meta.get("og:site_name"), page.meta.get("application-name")))
    for part in (page.root, *page.frames):
        links = (node for node in part.all() if _is_home_link(node))
        for link in islice(links, MOST_LINKS):
            if part is not page.root or any(map(_names_site, link.above())):
                yield _text(link)


def _names_site(node: Node) -> bool:
    marks = " ".join(node.attributes.get(name, "") for name in ("class", "id"))
    return node.tag == "h1" or bool(_BRAND.search(marks))


def leave_out(content: Node, heading: Node | None) -> None:
    """Mark as unread what the page itself does not say: its title, its site's name, comments and teasers within."""
    if heading is not None:
        heading.unread = True
    waiting = [(node, False) for node in content.children if isinstance(node, Node)]
    while waiting:
        node, beside = waiting.pop()
        beside = beside or _names_beside(node)
        if node.tag == "h1" and node.chars and _leads_home(node):
            node.unread = True
        if node.tag == "article" and content.tag == "article" and beside and 2 * node.chars < content.chars:
            node.unread = True
        if not node.unread:
            waiting += [(each, beside) for each in node.children if isinstance(each, Node)]


def read_menus(part: Node) -> None:
    """Mark as read what looks like a menu: of a page that is nothing else, it is what the page says."""
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if node.unread and not node.is_menu:
            continue
        node.unread = False
        waiting += [each for each in node.children if isinstance(each, Node)]


def _names_beside(node: Node) -> bool:
    return bool(_BESIDE.search(f"{node.attributes.get('class', '')} {node.attributes.get('id', '')}"))


def _headers(page: Document) -> Iterator[Node]:
    return (frame for frame in page.frames if frame.tag == "header" or frame.role == "banner")


def _is_heading(node: Node) -> bool:
    return node.tag == "h1" and node.chars > 0


def _leads_home(heading: Node) -> bool:
    return heading.links > 0 and heading.linked == heading.chars and any(map(_is_home_link, heading.all()))


def _is_home_link(node: Node) -> bool:
    address = node.attributes.get("href", "").strip() if node.tag == "a" else ""
    return bool(address and _HOME.fullmatch(address))


def _is_outermost(article: Node) -> bool:
    return article.parent is None or not article.parent.inside & (Inside.ARTICLE | Inside.MARGIN)


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.role == "main"


def _words(node: Node | None) -> int:
    return node.words if node else 0


def _text(node: Node) -> str:
    return " ".join("".join(each for part in node.all() for each in part.children if isinstance(each, str)).split())
