"""The plain text and the headings of Markdown, without what its generator takes out, and without code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from recommender.extract.dialects import plain_dialects
from recommender.extract.html import strip_tags
from recommender.extract.markup import plain_markup

_REFERENCES = re.compile(r"^(sources?|references|further reading|bibliography)$", re.IGNORECASE)
_PROSE = re.compile(r"[^\W\d_][\w'’-]*(?:[ ,;:.!?()\"“”–—]+[^\W\d_][\w'’-]*){3,}")
_CODE = re.compile(r"[{}<>=;$\\|`#*_]|\w\(|::|->|\./|^\s*[\w.-]+:\s", re.MULTILINE)
_BREAK = re.compile(r"<br\b[^<>]{0,200}>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|section|blockquote|td|tr)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """What Markdown says: paragraphs with blank lines between, and its headings in order."""

    text: str
    headings: tuple[str, ...]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read_markdown(markdown: str) -> MarkdownText:
    """The text of a Markdown document. Template tags, HTML tags, code and a list of sources say nothing.

    A line break in a paragraph is a space, a hard one "\\n". The cells of a table's row are one line.
    """
    blocks: list[str] = []
    headings: list[str] = []
    skipping = 0  # the level of a heading such as "Sources", whose section is left out
    for kind, text in _blocks(_parser().parse(plain_dialects(plain_markup(markdown)))):
        if kind.startswith("h"):
            level = int(kind[1:])
            if skipping and level <= skipping:
                skipping = 0
            if _REFERENCES.match(text.strip()):
                skipping = level
            elif not skipping:
                headings.append(text)
        if text and not skipping:
            blocks.append(text)
    return MarkdownText("\n\n".join(blocks), tuple(headings))


def plain_line(markdown: str) -> str:
    """A title or a name in Markdown or HTML as plain text on one line."""
    if not re.search(r"[<&*_`\[{\\~]", markdown):
        return " ".join(markdown.split())
    tokens = _parser().parseInline(plain_markup(markdown))
    return " ".join("".join(part for token in tokens for part in _texts(token.children or ())).split())


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The texts of a document in their order; the kind is `h2` for a heading of level 2."""
    rows: list[str] = []
    cells: list[str] | None = None
    for place, token in enumerate(tokens):
        if token.type == "inline":
            if cells is not None:
                cells.append(_inline(token))
            else:
                opener = tokens[place - 1]
                yield opener.tag if opener.type == "heading_open" else "p", _inline(token)
        elif token.type == "html_block":
            yield "p", strip_tags(token.content)
        elif token.type in ("code_block", "fence") and _is_prose(token.content):
            yield "p", "\n".join(" ".join(line.split()) for line in token.content.strip().split("\n"))
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            rows.append(join_cells(cells))
            cells = None
        elif token.type == "table_close":
            yield "p", "\n".join(row for row in rows if row)
            rows = []


def join_cells(cells: Sequence[str]) -> str:
    """The cells of one row of a table as they are read aloud: two with a colon between, more with bars."""
    said = [" ".join(cell.split()) for cell in cells if cell.strip()]
    if len(said) == 2:
        return f"{said[0].removesuffix(':')}: {said[1]}"
    return " | ".join(said)


def _is_prose(code: str) -> bool:
    """Whether what is set as code reads as sentences, as an indented letter does."""
    return not _CODE.search(code) and bool(_PROSE.search(code))


def _inline(token: Token) -> str:
    # An HTML tag and its content are separate tokens here, so the tags alone fall away.
    lines = "".join(_texts(token.children or ())).split("\n")
    return "\n".join(line for line in (" ".join(each.split()) for each in lines) if line)


def _texts(tokens: Sequence[Token]) -> list[str]:
    texts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            texts.append(token.content)
        elif token.type == "softbreak":
            texts.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and _BREAK.match(token.content)):
            texts.append("\n")
        elif token.type == "html_inline" and _BLOCK_TAG.match(token.content):
            texts.append(" ")
        elif token.type == "image":
            texts.extend(_texts(token.children or ()))
    return texts
