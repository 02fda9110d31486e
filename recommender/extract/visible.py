"""The text of an element as its reader sees it: paragraphs, items of lists, and rows of tables."""

from __future__ import annotations

import re

from recommender.extract.tree import Node

_CELL, _ITEM = "\x1f", "\x1e"
_MARK = "- "
_ITEM_ENDS = re.compile(r"[\x1e ]*\x1e[\x1e ]*")
_SPACES = re.compile(r"[^\S\n\x1e\x1f]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_MARKED_BLOCKS = re.compile(r"(?m)^- (?:- |\n+)|^-\n+")
_TEXT_SPACES = re.compile(r"\s+")

_LAYOUT = -1
"""In the place of where a row begins: it holds a table, so that it is layout, and its cells are blocks."""


def visible_text(part: Node) -> str:
    """What an element says, less what is unread: a blank line between blocks; an item, or a row of a table, a line."""
    writer = _Writer()
    waiting: list[tuple[Node | str, bool]] = [(part, True)]
    while waiting:
        node, opens = waiting.pop()
        if isinstance(node, str):
            writer.write(node)
        elif not opens:
            writer.close(node)
        elif node is part or not node.unread:
            writer.open(node)
            waiting.append((node, False))
            waiting += [(each, True) for each in reversed(node.children)]
    return tidy("".join(writer.parts))


def tidy(text: str) -> str:
    """A text with single spaces, and a blank line at most between lines."""
    text = _ITEM_ENDS.sub("\n", _SPACES.sub(" ", text.replace(_CELL, "\n\n")))
    text = _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("\n", text)).strip()
    return _MARKED_BLOCKS.sub(_MARK, text)


class _Writer:
    """Writes down what is read, element by element."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._rows: list[int] = []  # where the open rows begin in `parts`
        self._items: list[tuple[int, int]] = []  # the same of open items, and what had been said before
        self._name: int | None = None  # the same of a dt whose dd is to come
        self._said = 0
        self._joined = -1  # what had been said when a dd joined its dt: its first block begins no paragraph
        self._in_pre = 0

    def write(self, text: str) -> None:
        self._said += bool(text.strip())
        self.parts.append(text if self._in_pre else _TEXT_SPACES.sub(" ", text))

    def open(self, node: Node) -> None:
        tag = node.tag
        self._in_pre += tag == "pre"
        if tag == "tr":
            self._rows.append(len(self.parts))
        elif tag in ("li", "dt", "dd"):
            self._open_item(tag)
        else:
            self._set_off(node)

    def close(self, node: Node) -> None:
        tag = node.tag
        self._in_pre -= tag == "pre"
        if tag == "tr":
            self._close_row()
        elif tag in ("li", "dt", "dd"):
            self._close_item(tag)
        elif tag != "br":
            self._set_off(node)

    def _set_off(self, node: Node) -> None:
        if node.tag in ("td", "th"):
            self.parts.append(_CELL)
        elif node.tag == "br":
            self.parts.append("\n")
        elif node.is_block and self._joined != self._said:
            self.parts.append("\n\n")

    def _open_item(self, tag: str) -> None:
        named, self._name = self._name, None
        if tag == "dd" and named is not None:  # what a dt names follows it on its line
            self.parts[named] = _ITEM
            self.parts[-1:] = [": "]
            self._joined = self._said
        else:
            self.parts.append(f"{_ITEM}{_MARK}")
        self._items.append((len(self.parts) - 1, self._said))

    def _close_item(self, tag: str) -> None:
        if not self._items:
            return
        start, said = self._items.pop()
        if self._said == said and self.parts[start] != ": ":  # it says nothing
            del self.parts[start:]
        elif tag == "dt":
            self.parts[start:] = [f"{_ITEM}{_MARK}", "".join(self.parts[start + 1 :]).rstrip(" \n:")]
            self._name = start
        self.parts.append(_ITEM)

    def _close_row(self) -> None:
        start = self._rows.pop() if self._rows else len(self.parts)
        if start != _LAYOUT:
            self.parts[start:] = [_row("".join(self.parts[start:]))]
        if self._rows:
            self._rows[-1] = _LAYOUT


def _row(text: str) -> str:
    """A row of a table: two cells as a label and what it says, more between bars; cells with blocks stay blocks."""
    cells = [cell for cell in map(tidy, text.split(_CELL)) if cell]
    if any("\n\n" in cell for cell in cells):
        return "\n\n".join(("", *cells, ""))
    if len(cells) == 2:
        return f"{_ITEM}{cells[0].removesuffix(':')}: {cells[1]}{_ITEM}"
    mark = _MARK if len(cells) == 1 and not cells[0].startswith(_MARK) else ""
    return f"{_ITEM}{mark}{' | '.join(cells)}{_ITEM}"
