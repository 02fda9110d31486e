"""Front matter told from text, in every format that blogs keep it: YAML, TOML, JSON, `Title:` and `.. title:` lines.

Two mistakes are possible. Front matter that is taken for text shows its words, and a draft goes public; text between
two rules that is taken for front matter is lost, and a telling with it. So a block is front matter where it is a
mapping and names a field that generators know, or where nobody would write its lines as prose; what was plainly meant
to be front matter and cannot be read is an error; all else is text, from the file's first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from recommender.errors import ArticleError
from recommender.extract import reads_as_prose
from recommender.readers.formats import READ, Unreadable, read_json_start
from recommender.readers.values import QUOTES, Doubled, Fields
from recommender.readers.visibility import VISIBILITY_FIELDS, tells_visibility

_TITLES = frozenset(
    "title date tags categories slug layout draft status published publish description permalink author password "
    "private hidden unlisted".split()
)
"""Fields that say "this is front matter" also where they begin with a capital letter, as a sentence does."""

KNOWN_FIELDS = _TITLES | {
    *"subtitle dates created updated modified lastmod last_modified_at summary excerpt abstract tag category keywords "
    "authors type template url link aliases redirect_from redirect_to image images cover thumbnail featured_image hero "
    "weight order lang language locale kind regions conditions movements cautions sources reviewed exclude pin id toc "
    "series comments menu sidebar_position sidebar_label linktitle cssclass cssclasses taxonomies extra params "
    "resources cascade eleventynavigation pagination robots head nav_order parent pubdate updateddate".split(),
    *(name.lower() for name in VISIBILITY_FIELDS),
}
"""Fields that say so in lower case."""

_LEAD = re.compile(r"(?:\s|\ufeff|<!--(?!\s*\.\.\s)(?:(?!-->)[\s\S]){0,5000}-->)*")
_MODE = re.compile(r"(?:#![^\n]*|[^\n]{0,9}-\*-[^\n]{0,200}-\*-[^\n]*|[^\n]{0,9}\b(?:vim?|ex):[^\n]*)\n")
"""A line for an editor or a shell, which stands before all else."""

_UNSEEN = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"  # else they join an emoji or a Persian word
)
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164]")
"""What shows nothing, and what shows as a space: YAML takes neither for what it looks like, and no text needs them."""

_FENCE = re.compile(r"(-{3,}|\+{3,}|;{3,})[ \t]*(yaml|yml|toml|json)?[ \t]*$", re.IGNORECASE)
_FORMATS = {"-": "yaml", "+": "toml", ";": "json", "yml": "yaml"}
_FIELD = re.compile(rf"^[{QUOTES}]?([A-Za-z_][\w-]*)[{QUOTES}]?[ \t]*[:=](?![:/=])", re.MULTILINE)
_GENERATED = re.compile(r"[a-z_][A-Za-z0-9_.-]*")
_BLANK_LINE = re.compile(r"^[ \t]*$\n?", re.MULTILINE)
_NIKOLA = re.compile(r"(?:<!--\s*)?(?=\.\.[ \t]+[\w-]+:(?!:))")
_NIKOLA_FIELD = re.compile(r"\.\.[ \t]+([\w-]+):(?!:)[ \t]*(.*)")
_JSON = re.compile(r'\{\s*["}]|"[\w-]+"\s*:')
_JSON_NAME = re.compile(r'"([\w-]{1,40})"\s*:')
_HEADER_FIELD = re.compile(r"([A-Za-z][\w-]{0,40}):(?:[ \t]+(.*))?$")
_MOST_HEADER_LINES = 200

_Split = tuple[dict[str, Any], str]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of a text, as they are written, and the text without them."""

    fields: dict[str, Any]
    body: str


def split_front_matter(text: str, *, place: str) -> FrontMatter:
    """Front matter and body of a text. Raises ArticleError where what was meant as front matter cannot be read."""
    text = _BLANKS.sub(" ", _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    start = _after_lead(text, 0)
    try:
        found = _read(text, start)
        if found is None and (mode := _MODE.match(text, start)):
            start = _after_lead(text, mode.end())
            found = _read(text, start)
    except Unreadable as fault:
        line = "" if fault.line is None else f":{text.count(chr(10), 0, start) + 1 + fault.line}"
        raise ArticleError(f"the front matter {fault}", place=f"{place}{line}", remedy=fault.remedy) from fault
    return FrontMatter(found[0], found[1].strip("\n")) if found else FrontMatter({}, text.strip("\n"))


def _after_lead(text: str, start: int) -> int:
    lead = _LEAD.match(text, start)
    return lead.end() if lead else start


def _read(text: str, start: int) -> _Split | None:
    """Front matter at a place of a text; where its first line is indented, so may be the others."""
    indent = text[text.rfind("\n", 0, start) + 1 : start]
    rest = text[start:]
    if indent and not indent.strip():
        rest = re.sub(rf"^{indent}", "", rest, flags=re.MULTILINE)
    return next((found for read in (_fenced, _nikola, _json, _header) if (found := read(rest)) is not None), None)


def _fenced(text: str) -> _Split | None:
    """Front matter between two lines of dashes, pluses or semicolons; that of dashes may end with dots."""
    first, _, rest = text.partition("\n")
    fence = _FENCE.fullmatch(first)
    if not fence:
        return None
    marks, language = fence[1], (fence[2] or "").lower()
    name = language or marks[0]
    block, body = _to_fence(rest, marks)
    if body is None:
        if language or _names_field(_FIELD.findall(_first_lines(rest))):
            raise Unreadable(f"is not closed: no line {marks} ends it", 0, f"Write {marks} in a line of its own.")
        return None
    may_be_text = not language and marks[0] == "-"
    try:
        fields = READ[_FORMATS.get(name, name)](block)
    except Unreadable as fault:
        if may_be_text and not _names_field(_FIELD.findall(block)):
            return None
        raise fault.below(1) from fault
    if fields is None:
        return {}, body
    if not isinstance(fields, dict) and _names_field(_FIELD.findall(block)):
        raise Unreadable("has no fields", 1, "Write each as `field: value`, with a space after the colon.")
    return (fields, body) if isinstance(fields, dict) and (not may_be_text or _is_meant(fields, block)) else None


def _to_fence(text: str, marks: str) -> tuple[str, str | None]:
    """What stands before and after the next fence; None if there is none."""
    closing = rf"^(?:{re.escape(marks)}{'|[.]{3}' if marks[0] == '-' else ''})[ \t]*$"
    found = re.compile(closing, re.MULTILINE).search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, None)


def _first_lines(text: str) -> str:
    """What stands before the first blank line that follows something."""
    return _BLANK_LINE.split(text.lstrip("\n"), maxsplit=1)[0]


def _is_meant(fields: dict[str, Any], block: str) -> bool:
    """Whether nobody would write these lines as prose between two rules."""
    is_tight = not _BLANK_LINE.search(block.removesuffix("\n"))
    if _names_field(fields):
        return True
    told = any(isinstance(value, str) and reads_as_prose(value) for value in fields.values())
    return is_tight and not told and all(_GENERATED.fullmatch(str(name)) for name in fields)


def _names_field(names: Iterable[str]) -> bool:
    return any(name in KNOWN_FIELDS or name.lower() in _TITLES for name in names)


def _nikola(text: str) -> _Split | None:
    """Lines `.. title: Hips` up to a blank one; in Markdown they stand in a comment."""
    opened = _NIKOLA.match(text)
    if not opened:
        return None
    end = text.find("-->" if opened[0] else "\n\n")
    block, body = (text[opened.end() : end], text[end:].removeprefix("-->")) if end >= 0 else (text[opened.end() :], "")
    fields = _gathered((found[1], found[2]) for found in map(_NIKOLA_FIELD.match, block.split("\n")) if found)
    return (fields, body) if _names_field(fields) else None


def _json(text: str) -> _Split | None:
    """An object at the start; and Hexo's, without braces and up to `;;;`."""
    if not _JSON.match(text):
        return None
    if text[0] == '"':
        block, body = _to_fence(text, ";;;")
        return (READ["json"](block), body) if body is not None else None
    try:
        fields, end = read_json_start(text)
    except Unreadable:
        if _names_field(_JSON_NAME.findall(text)):
            raise
        return None
    return (fields, text[end:]) if _names_field(fields) and not text[end : end + 1].strip() else None


def _header(text: str) -> _Split | None:
    """`Title: Hips` lines up to a blank one (MultiMarkdown, Pelican), or YAML up to the first fence (Hexo)."""
    lines = text.split("\n", _MOST_HEADER_LINES)[:_MOST_HEADER_LINES]
    opening = _HEADER_FIELD.match(lines[0])
    if not opening or not _names_field((opening[1], opening[1].lower())):
        return None
    pairs: list[tuple[str, str]] = []
    length = 0
    for line in lines:
        if re.fullmatch(r"-{3,}[ \t]*", line):
            return _fenced(f"---\n{text}")
        if found := _HEADER_FIELD.match(line):
            pairs.append((found[1], found[2] or ""))
        elif line.strip() and line[0] in " \t-":
            name, value = pairs.pop()
            pairs.append((name, f"{value} {line.strip()}"))
        else:
            break
        length += len(line) + 1
    fields = _gathered(pairs)
    return (fields, text[length:]) if _is_header(fields) else None


def _is_header(fields: dict[str, Any]) -> bool:
    """Whether lines without a fence are front matter: with a title, or with what plainly tells of publication."""
    return "title" in Fields(fields) or tells_visibility(Fields(fields))


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        fields[name] = Doubled.of(fields.get(name), value.strip())
    return fields
