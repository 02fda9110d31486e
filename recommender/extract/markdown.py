"""The two readings of Markdown: what it is about, without code and sources; and all that its reader can read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from recommender.extract.dialects import plain_dialects
from recommender.extract.html import strip_tags
from recommender.extract.markup import plain_markup, reads_as_prose

_REFERENCES = re.compile(r"^(sources?|references|further reading|bibliography)$", re.IGNORECASE)
_CODE = re.compile(r"[{}<>=;$\\|`#*_]|\w\(|::|->|\./|^\s*[\w.-]+:\s", re.MULTILINE)
_BREAK = re.compile(r"<br\b[^<>]{0,200}>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|div|h[1-6]|li|ul|ol|section|blockquote|td|tr)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """What Markdown says: paragraphs with blank lines between, and its headings in order.

    `text` is what it is about. `said` is all that its reader can read, with sources, code and the words of tags.
    """

    text: str
    headings: tuple[str, ...]
    said: str


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def read_markdown(markdown: str) -> MarkdownText:
    """The text of a Markdown document. Template tags and HTML tags say nothing; code and sources are not in `text`.

    A line break in a paragraph is a space, a hard one "\\n". The cells of a table's row are one line.
    """
    plain = plain_dialects(plain_markup(markdown))
    whole = plain_dialects(plain_markup(markdown, whole=True), whole=True)
    tokens, unused = _parse(plain)
    text, headings = _about(tokens)
    if whole != plain:
        tokens, unused = _parse(whole)
    said = [said for _, said in _blocks(tokens) if said]
    return MarkdownText(text, headings, "\n\n".join((*said, *unused)))


def _parse(markdown: str) -> tuple[list[Token], list[str]]:
    """The tokens of plain Markdown, and the prose in its definitions of links, which some take for a form of chat."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    tokens = _parser().parse(markdown, found)
    links = found.get("references", {}).values()
    told = (each for link in links for each in (link["title"], unquote(link["href"])))
    return tokens, [each for each in told if reads_as_prose(each)]


def _about(tokens: Sequence[Token]) -> tuple[str, tuple[str, ...]]:
    """The text and the headings of a document without its sources and its code."""
    blocks: list[str] = []
    headings: list[str] = []
    skipping = 0  # the level of a heading such as "Sources", whose section is left out
    for kind, text in _blocks(tokens):
        if kind.startswith("h"):
            level = int(kind[1:])
            if skipping and level <= skipping:
                skipping = 0
            if _REFERENCES.match(text.strip()):
                skipping = level
            elif not skipping:
                headings.append(text)
        if text and not skipping and kind != "code":
            blocks.append(text)
    return "\n\n".join(blocks), tuple(headings)


def plain_line(markdown: str) -> str:
    """A title or a name in Markdown or HTML as plain text on one line."""
    if not re.search(r"[<&*_`\[{\\~]", markdown):
        return " ".join(markdown.split())
    tokens = _parser().parseInline(plain_markup(markdown))
    return " ".join("".join(part for token in tokens for part in _texts(token.children or ())).split())


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The texts of a document in their order; the kind is `h2` for a heading of level 2, `code` for no prose."""
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
            yield "p", strip_tags(f"<article>{token.content}</article>")  # whose `header` is no site's
        elif token.type in ("code_block", "fence"):
            lines = (" ".join(line.split()) for line in token.content.strip().split("\n"))
            yield "p" if _is_prose(token.content) else "code", "\n".join(lines)
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
    return not _CODE.search(code) and reads_as_prose(code)


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
