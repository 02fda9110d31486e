"""HTML as a tree of what a reader can read, with the measures that tell content from navigation.

The tree is made from the parser's events, in time proportional to the page: libxml2's own tree takes minutes for a tag
with many attributes, and leaves out what stands very deep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from typing import Any

from lxml import etree

MOST_TAGS = 40_000
"""Tags up to which a page is read as a tree; of one with more all text is read. Long pages have some thousands."""

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section "
    "summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_SILENT = frozenset("script style noscript template iframe svg object head title".split())
_TYPED = frozenset("input textarea select option optgroup datalist output meter progress".split())  # by the reader
_OURS = ("related-articles",)
_UNREAD_ROLES = frozenset(("navigation", "search", "dialog"))
_SITES_ROLES = frozenset(("banner", "contentinfo"))
_MENUS = frozenset(("ul", "ol", "div", "section", "aside"))
_FRAMES = frozenset(("header", "footer"))
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_INLINE = re.compile(r"display\s*:\s*inline", re.IGNORECASE)
_LEADS_ON = re.compile(
    r"(?:^|[\s_-])(?:post-?navigation|nav-?links|pagination|pager|breadcrumbs?|(?:jp-?)?related-?posts?|(?:tag|cat)s?-?links"
    r"|recent-?comments)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes by which themes name what leads to other pages."""

_NOTE_MARK, _LONGEST_MARK = re.compile(r"[\[(]?\d{1,3}[\])]?"), 5

_KEPT, _LONGEST_ATTRIBUTE = ("class", "id", "href", "itemprop", "rel", "role"), 100
"""What else is kept of an element's attributes: that by which text is told from what stands round it."""

LINKED, LONGEST_LINK = 0.8, 15
"""A block is a menu whose characters are links to this share, none of which has more words."""


class Inside(IntFlag):
    """What an element is, or stands in."""

    NOTHING = 0
    MAIN = 1
    ARTICLE = 2
    MARGIN = 4
    HEADING = 8
    DRAWING = 16
    QUOTE = 32


_INSIDE = {
    "main": Inside.MAIN, "article": Inside.ARTICLE, "svg": Inside.DRAWING, "summary": Inside.HEADING,
    "blockquote": Inside.QUOTE,
    **dict.fromkeys(("nav", "footer", "aside"), Inside.MARGIN), **dict.fromkeys(_HEADINGS, Inside.HEADING),
}  # fmt: skip


_CONTENT = Inside.MAIN | Inside.ARTICLE


class Node:
    """An element: its children in order, and what it says, less what is unread.

    `chars` are characters without white space, `linked` those in links, `longest` the words of the longest link. What
    `flows` is no block, whatever its tag.
    """

    __slots__ = (
        "attributes", "chars", "children", "flows", "inside", "linked", "links", "longest", "parent", "role", "tag",
        "unread", "words",
    )  # fmt: skip

    def __init__(self, tag: str, parent: Node | None, attributes: Mapping[str, str]) -> None:
        self.tag = tag
        self.parent = parent
        self.attributes = attributes
        self.role = attributes.get("role", "")
        self.inside: int = (
            _INSIDE.get(tag, 0) | (parent.inside if parent else 0) | (Inside.MAIN if self.role == "main" else 0)
        )
        self.children: list[Node | str] = []
        self.unread = self.flows = False
        self.chars = self.words = self.linked = self.links = self.longest = 0

    def all(self) -> Iterator[Node]:
        """The element, and those within it that are read, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node is self or not node.unread:
                yield node
                waiting += [each for each in reversed(node.children) if isinstance(each, Node)]

    def above(self) -> Iterator[Node]:
        """The elements that it stands in, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    @property
    def is_frame(self) -> bool:
        """Whether it is the header or the footer of the site, not of an article."""
        framed = self.tag in _FRAMES or self.role in _SITES_ROLES
        return framed and not self.inside & (_CONTENT | Inside.QUOTE)

    @property
    def is_block(self) -> bool:
        """Whether it begins and ends a paragraph."""
        return self.tag in BLOCKS and not self.flows

    @property
    def is_note_mark(self) -> bool:
        """Whether it is the number of a note."""
        if not 0 < self.chars <= _LONGEST_MARK:  # elements within one another are not walked through for each
            return False
        said = "".join(each for node in self.all() for each in node.children if isinstance(each, str))
        return bool(_NOTE_MARK.fullmatch(said.strip()))

    @property
    def is_menu(self) -> bool:
        """Whether it leads elsewhere: nearly all of it is short links."""
        return (
            self.tag in _MENUS
            and self.links > 1
            and self.linked >= LINKED * self.chars
            and self.longest <= LONGEST_LINK
        )


@dataclass(slots=True)
class Document:
    """A page or a fragment: its tree, the title of its window, its headers and footers, and its `meta`, by name."""

    root: Node
    title: str = ""
    frames: list[Node] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)


def parse(html: str) -> Document:
    """The tree of a page or a fragment."""
    found: Document = _feed(_Builder(), html)
    return found


def read_flat(html: str) -> tuple[str, str]:
    """The title of a page's window, and all visible text, a blank line between blocks, whatever its shape."""
    found: tuple[str, str] = _feed(_Flat(), html)
    return found


def _feed(target: Any, html: str) -> Any:
    # libxml2's parser, because the standard one needs seconds for 200 kB of "<!--" (its time grows with the square).
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(html.replace("\0", "").encode(errors="replace"))
    return parser.close()


class _Builder:
    """What lxml tells of a document as it reads it, as a tree."""

    def __init__(self) -> None:
        self._root = self._here = Node("", None, {})
        self._page = Document(self._root)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "meta":
            self._page.meta.setdefault(
                attributes.get("property") or attributes.get("name", ""), attributes.get("content", "")
            )
        kept = {name: attributes[name][:_LONGEST_ATTRIBUTE] for name in _KEPT if name in attributes}
        node = Node(tag, self._here, kept)
        node.unread = self._here.unread or _is_unread(node, attributes)
        node.flows = "style" in attributes and bool(_INLINE.search(attributes["style"]))
        self._here.children.append(node)
        self._here = node

    def end(self, tag: str) -> None:
        node, self._here = self._here, self._here.parent or self._root
        if tag == "title" and not self._page.title and not node.inside & Inside.DRAWING:
            self._page.title = " ".join("".join(each for each in node.children if isinstance(each, str)).split())
        if node.tag == "a" and "href" in node.attributes:
            node.links, node.linked, node.longest = 1, node.chars, node.words
        if node.is_frame and not node.unread:
            self._page.frames.append(node)
            node.unread = True
        if node.is_menu or (node.tag == "sup" and node.is_note_mark):
            node.unread = True
        if not node.unread and node is not self._root:
            above = self._here
            above.chars += node.chars
            above.words += node.words
            above.linked += node.linked
            above.links += node.links
            above.longest = max(above.longest, node.longest)

    def data(self, data: str) -> None:
        here = self._here
        here.children.append(data)
        if not here.unread:
            words = data.split()
            here.words += len(words)
            here.chars += sum(map(len, words))

    def close(self) -> Document:
        return self._page


class _Flat:
    """What lxml tells of a document as it reads it, as text."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._title: list[str] = []
        self._silent = 0
        self._in_title = False

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self._silent += tag in _SILENT
        self._in_title = tag == "title" and not self._title
        if tag in BLOCKS:
            self._parts.append("\n\n")

    def end(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self._in_title = False
        if tag in BLOCKS:
            self._parts.append("\n\n")

    def data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)
        if not self._silent:
            self._parts.append(" ".join(data.split("\n")))

    def close(self) -> tuple[str, str]:
        return " ".join("".join(self._title).split()), "".join(self._parts)


def _is_unread(node: Node, attributes: Mapping[str, str]) -> bool:
    """Whether an element is no part of what a page says: nothing to see, navigation, what a reader typed, our own."""
    tag = node.tag
    if tag == "template":
        return attributes.get("shadowrootmode") != "open"
    if tag in _SILENT or tag in _TYPED or tag == "nav" or tag in _OURS:
        return True
    if tag == "dialog":
        return "open" not in attributes
    if tag == "button":  # an accordion's says what is in it
        return "aria-expanded" not in attributes and not node.inside & Inside.HEADING
    return bool(attributes) and _is_unread_by(node, attributes)


def _is_unread_by(node: Node, attributes: Mapping[str, str]) -> bool:
    if node.role in _UNREAD_ROLES or "popover" in attributes or _LEADS_ON.search(attributes.get("class", "")):
        return True
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        return True
    if attributes.get("contenteditable", "false").lower() in ("", "true", "plaintext-only"):
        return True
    if _NOT_SHOWN.search(attributes.get("style", "")):
        return True
    return any(name in _OURS for name in attributes.get("class", "").split())
