"""The plain text and the headings of Markdown, with Liquid tags and HTML taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from recommender.extract.html import strip_tags

_LIQUID = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_REFERENCES = re.compile(r"^(sources?|references|further reading|bibliography)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """What Markdown says: paragraphs with blank lines between, and its headings in order."""

    text: str
    headings: tuple[str, ...]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def read_markdown(markdown: str) -> MarkdownText:
    """The text of a Markdown document. Liquid tags, HTML tags, code and a list of sources say nothing."""
    blocks: list[str] = []
    headings: list[str] = []
    tokens = _parser().parse(_LIQUID.sub(" ", markdown))
    skipping = 0  # the level of a heading such as "Sources", whose section is left out
    for place, token in enumerate(tokens):
        if token.type == "inline":
            text = _inline(token)
            opener = tokens[place - 1]
            if opener.type == "heading_open":
                level = int(opener.tag[1:])
                if skipping and level <= skipping:
                    skipping = 0
                if _REFERENCES.match(text.strip()):
                    skipping = level
                elif not skipping:
                    headings.append(text)
        elif token.type == "html_block":
            text = strip_tags(token.content)
        else:
            continue
        if text and not skipping:
            blocks.append(text)
    return MarkdownText("\n\n".join(blocks), tuple(headings))


def _inline(token: Token) -> str:
    # An HTML tag and its content are separate tokens here, so the tags alone fall away.
    return " ".join("".join(_texts(token.children or ())).split())


def _texts(tokens: Sequence[Token]) -> list[str]:
    texts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            texts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            texts.append(" ")
        elif token.type == "image":
            texts.extend(_texts(token.children or ()))
    return texts
