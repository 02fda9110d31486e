"""What of a page's main content it is about: trafilatura's judgment on a small copy of it.

Its time grows with the square of a page's elements and attributes, for some patterns with that of white space. So it
is given the main content alone, with the attributes that it judges by, and nothing beyond MOST_ELEMENTS.
"""

from __future__ import annotations

import logging
from html import escape

from recommender.extract.tree import Node

# Its messages quote the page, and tell of the page's faults. A page may be a patient's, and its site has logs.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

MOST_ELEMENTS = 2_500
"""Elements of a main content up to which it is cleaned: half a second at worst. Of 990 real pages 1 in 80 has more."""


def clean_text(content: Node) -> str | None:
    """The text without teasers and what else stands round it; None where there is none, or too much to judge."""
    copy = _copy(content)
    if copy is None:
        return None
    from trafilatura import extract  # 0.25 s to import: only for HTML

    text: str | None = extract(
        copy, include_comments=False, include_tables=True, include_formatting=False, favor_recall=True
    )
    return text


def _copy(content: Node) -> str | None:
    """The content as HTML without what no reader sees; None where it has too many elements."""
    parts: list[str] = []
    elements = 0
    waiting: list[tuple[Node | str, bool]] = [(content, True)]
    while waiting:
        node, opens = waiting.pop()
        if isinstance(node, str):
            parts.append(escape(node, quote=False) if node.strip() else " ")
        elif not opens:
            parts.append(f"</{node.tag}>")
        elif not node.unread or node.is_menu:
            elements += 1
            if elements > MOST_ELEMENTS:
                return None
            if node.tag not in ("", "html", "body"):
                given = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
                parts.append(f"<{node.tag}{given}>")
                waiting.append((node, False))
            waiting += [(each, True) for each in reversed(node.children)]
    return f"<html><body>{''.join(parts)}</body></html>"
