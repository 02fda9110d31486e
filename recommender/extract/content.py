"""Which part of a page is what it is about, and what heads it."""

from __future__ import annotations

from recommender.extract.tree import Inside, Node

FEWEST_WORDS = 25
"""Words beside its heading that make an article the page's own: one with fewer holds the heading alone."""


def find_content(page: Node) -> Node:
    """The main content: the article that holds the heading or most of the text, else `main`, else all of the page."""
    nodes = list(page.all())
    articles = [node for node in nodes if node.tag == "article" and _is_outermost(node)]
    headed = [node for node in articles if find_heading(node)]
    article = max(headed or articles, key=lambda node: node.chars, default=None)
    if article and (
        (headed and article.words - _words(find_heading(article)) >= FEWEST_WORDS) or 2 * article.chars >= page.chars
    ):
        return article
    mains = [node for node in nodes if _is_main(node) and node.chars]
    return max(mains, key=lambda node: node.chars, default=page)


def find_heading(part: Node) -> Node | None:
    """The first h1 in a part of a page that says something."""
    return next((node for node in part.all() if node.tag == "h1" and node.chars), None)


def heading_of(content: Node) -> Node | None:
    """The heading of the main content: in it, or above it in the `main` that holds it."""
    parts = [content, *(node for node in content.above() if _is_main(node))]
    return next(filter(None, map(find_heading, parts)), None)


def leave_out(content: Node, heading: Node | None) -> None:
    """Mark as unread what is not said by the page itself: its title, and articles within it (comments, teasers)."""
    if heading is not None:
        heading.unread = True
    for node in content.all():
        if node.tag == "article" and node is not content and 2 * node.chars < content.chars:
            node.unread = True


def read_menus(part: Node) -> None:
    """Mark as read what looks like a menu: of a page that is nothing else, it is what the page says."""
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if node.unread and not node.is_menu:
            continue
        node.unread = False
        waiting += [each for each in node.children if isinstance(each, Node)]


def _is_outermost(article: Node) -> bool:
    return article.parent is None or not article.parent.inside & (Inside.ARTICLE | Inside.MARGIN)


def _is_main(node: Node) -> bool:
    return node.tag == "main" or node.role == "main"


def _words(node: Node | None) -> int:
    return node.words if node else 0
