"""The text of an element as its reader sees it: paragraphs, lines, and rows of tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recommender.extract.tree import Node

_CELL, _ITEM, _BULLET = "\x1f", "\x1e", "\x1d"
_BULLETS = re.compile(r"\x1d[\s\x1e\x1d]*")
_ITEM_ENDS = re.compile(r"[\x1e ]*\x1e[\x1e ]*")
_SPACES = re.compile(r"[^\S\n\x1c-\x1f]+")
_LINE_ENDS = re.compile(r" ?\n ?")
_EMPTY_ITEMS = re.compile(r"(?m)^- ?$\n?")
_BLANK_LINES = re.compile(r"\n{3,}")
_TEXT_SPACES = re.compile(r"\s+")


def visible_text(part: Node) -> str:
    """What an element says, less what is unread: a blank line between blocks, a table's row on one line."""
    parts: list[str] = []
    rows: list[int] = []  # where the open rows begin in `parts`
    in_pre = 0
    named = False  # a dt is waiting for its dd
    waiting: list[tuple[Node | str, bool]] = [(part, True)]
    while waiting:
        node, opens = waiting.pop()
        if isinstance(node, str):
            parts.append(node if in_pre else _TEXT_SPACES.sub(" ", node))
            continue
        if opens and node.unread and node is not part:
            continue
        in_pre += (1 if opens else -1) if node.tag == "pre" else 0
        if node.tag == "tr":
            if opens:
                rows.append(len(parts))
            else:
                _close_row(rows, parts)
        elif node.tag in ("td", "th"):
            parts.append(_CELL)
        elif node.tag == "br":
            parts.append("\n" if opens else "")
        elif node.tag == "dd" and opens and named:
            _close_name(parts)
            named = False
        elif node.tag in _ITEMS:
            parts.append(f"{_ITEM}{_BULLET}" if opens and node.tag != "dt" else _ITEM)
            named = node.tag == "dt"
        elif node.is_block:
            parts.append("\n\n")
        if opens:
            waiting.append((node, False))
            waiting += [(each, True) for each in reversed(node.children)]
    return tidy("".join(parts))


def tidy(text: str) -> str:
    """A text with single spaces, and a blank line at most between lines."""
    text = _BULLETS.sub("- ", _SPACES.sub(" ", text.replace(_CELL, "\n\n")))
    text = _EMPTY_ITEMS.sub("", _ITEM_ENDS.sub("\n", text))
    return _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("\n", text)).strip()


_ITEMS = frozenset(("li", "dt", "dd"))
"""Elements that are lines of a list, not paragraphs."""

_BETWEEN = f" \n{_ITEM}"

_LAYOUT = -1
"""In the place of where a row begins: it holds a table, so that it is layout, and its cells are blocks."""


def _close_name(parts: list[str]) -> None:
    """End a dt with a colon, for its dd to follow on the same line."""
    while parts and not parts[-1].strip(_BETWEEN):
        parts.pop()
    if parts:
        parts[-1] = f"{parts[-1].rstrip(_BETWEEN + ':')}: "


def _close_row(rows: list[int], parts: list[str]) -> None:
    start = rows.pop()
    if start != _LAYOUT:
        parts[start:] = [_row("".join(parts[start:]))]
    if rows:
        rows[-1] = _LAYOUT


def _row(text: str) -> str:
    """A row of a table: two cells as a label and what it says, more between bars; cells with blocks stay blocks."""
    cells: Sequence[str] = [cell for cell in map(tidy, text.split(_CELL)) if cell]
    if any("\n\n" in cell for cell in cells):
        return "\n\n".join(("", *cells, ""))
    if len(cells) == 2:
        return f"{_ITEM}{cells[0].removesuffix(':')}: {cells[1]}{_ITEM}"
    mark = _BULLET if len(cells) == 1 else ""
    return f"{_ITEM}{mark}{' | '.join(cells)}{_ITEM}"
