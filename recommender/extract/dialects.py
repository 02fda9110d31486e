"""Dialects of Markdown in the plain one: what kramdown, Obsidian, MkDocs, Docusaurus and MDX write besides."""

from __future__ import annotations

import re

from recommender.extract.markup import reads_as_prose, shown, told

_GIVES_WAY = re.compile(
    r"^[ \t]{0,3}[*-] .{0,80}\n(?=[ \t]{0,3}\{:[ \t]?toc[^\n{}]{0,80}\}[ \t]*$)", re.MULTILINE | re.IGNORECASE
)
"""The list in whose place kramdown puts the contents."""

_ATTRIBUTES = re.compile(
    r"\{:[^\n{}]{0,300}\}"
    r"|\{::?/?(?:nomarkdown|options|comment)[^\n{}]{0,200}\}"
    r"|[ \t]{0,9}\{[#.][\w:.-]{1,80}[^\n{}]{0,80}\}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
"""kramdown's `{: .lead}`, `{:toc}`, `{::options /}` and `{#id}`."""

_CONTENTS = re.compile(r"^[ \t]{0,3}(?:\[\[?_?TOC_?\]?\]|\$\{toc\}|@\[toc\])[ \t]*$", re.MULTILINE | re.IGNORECASE)
_ABBREVIATION = re.compile(r"^[ \t]{0,3}\*\[([^\]\n]{1,60})\]:[ \t]*([^\n]*)$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^[ \t]{0,3}\[\^[^\]\s]{1,60}\]:[ \t]*|\[\^[^\]\s]{1,60}\]", re.MULTILINE)
_TASK = re.compile(r"^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[ xX/>-]\][ \t]+", re.MULTILINE)

_HIDDEN = re.compile(
    r"^%%[ \t]*\n(?:(?!^%%)[\s\S]){0,5000}?^%%[ \t]*$|(?<![\w%])%%[^%\n]{1,2000}%%(?![\w%])", re.MULTILINE
)
_EMBEDDED = re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]")
_LINKED = re.compile(r"\[\[(?:[^\[\]\n|]{1,300}\|)?([^\[\]\n|]{1,300})\]\]")
_MARKED = re.compile(r"(?<![=!<>\w])==([^\s=][^=\n]{0,500})==(?![=\w])")
_CALLOUT = re.compile(r"^(>[ \t]?)\[![\w-]{1,40}(?:\|[^\]\n]{0,40})?\][+-]?[ \t]*([^\n]*)$", re.MULTILINE)
_BLOCK_NAME = re.compile(r"[ \t]\^[A-Za-z0-9-]{4,40}[ \t]*$", re.MULTILINE)

_CONTAINER = re.compile(
    r"^[ \t]{0,3}:{3,}[ \t]*(?:[\w-]{1,40})?(?:\{[^\n{}]{0,200}\})?"
    r"(?:\[([^\]\n]{0,200})\]|[ \t]+([^\n]{1,200}))?[ \t]*$",
    re.MULTILINE,
)
_ADMONITION = re.compile(r"([ \t]*)(?:!!!|\?\?\?\+?|===[+!]?)[ \t]+([\w\"][^\n]{0,200})$")
_QUOTED = re.compile(r"\"([^\"]*)\"")

_MODULE = re.compile(
    r"^(?:import[ \t]+(?:[\w*{}\s,$]{1,300}?\sfrom[ \t]+)?[\"'][^\"'\n]{1,200}[\"'];?[ \t]*$"
    r"|export[ \t]+(?:(?:const|let|var|async|function)[ \t]+\w|default[ \t]+(?:function|async|class|\(|\{))"
    r"(?:(?!\n[ \t]*\n)[\s\S]){0,3000})",
    re.MULTILINE,
)
_VALUE = re.compile(r"(?<![\w$])\{(?:props|frontmatter|children|useBaseUrl)\b[^{}\n]{0,200}\}|\{[\"'`] [\"'`]\}")
_COMPONENT = re.compile(r"</?[A-Z][\w.]{0,40}?[a-z][\w.]{0,40}((?:=>|[^<>]){0,2000})>")
_COMPONENT_LINE = re.compile(rf"^[ \t]*{_COMPONENT.pattern}[ \t]*$", re.MULTILINE)


def plain_dialects(text: str, *, whole: bool = False) -> str:
    """A text in plain Markdown, with what its readers see; as a whole also with what few of them do, as a tooltip."""
    say = told if whole else shown
    if "{" in text:
        text = _cut(_cut(text, "{/*", "*/}"), "{::comment}", "{:/comment}")
        text = _GIVES_WAY.sub(_prose_of if whole else "", text)
        text = _VALUE.sub(" ", _ATTRIBUTES.sub("", text))
    if "import" in text or "export" in text:
        text = _MODULE.sub(_prose_of if whole else "", text)
    if "<" in text:
        text = _COMPONENT_LINE.sub(lambda tag: f"\n{say(tag[1]).strip()}\n", text)
        text = _COMPONENT.sub(lambda tag: say(tag[1]), text)
    if "[" in text:
        text = _ABBREVIATION.sub(r"\n\1: \2\n" if whole else "", text)
        for pattern in (_CONTENTS, _FOOTNOTE, _EMBEDDED):
            text = pattern.sub("", text)
        text = _CALLOUT.sub(r"\1\2\n\1", _TASK.sub(r"\1", _LINKED.sub(r"\1", text)))
    text = _HIDDEN.sub("", text) if "%%" in text else text
    text = _MARKED.sub(r"\1", text) if "==" in text else text
    text = _BLOCK_NAME.sub("", text) if "^" in text and not whole else text
    text = _CONTAINER.sub(lambda found: f"\n{found[1] or found[2] or ''}\n", text) if ":::" in text else text
    has_admonitions = any(mark in text for mark in ("!!! ", "??? ", "???+ ", "=== "))
    return _without_admonitions(text, whole) if has_admonitions else text


def _prose_of(found: re.Match[str]) -> str:
    """The lines of what is taken out that read as prose, which may be there by mistake."""
    lines = (line for line in found[0].split("\n") if not line.startswith(("import ", "export ")))
    return "".join(f"{line}\n" for line in lines if reads_as_prose(line))


def _cut(text: str, opening: str, closing: str) -> str:
    """A text without what stands between two marks, and without them."""
    parts = []
    start = 0
    while (found := text.find(opening, start)) >= 0 and (end := text.find(closing, found)) >= 0:
        parts.append(text[start:found])
        start = end + len(closing)
    return "".join((*parts, text[start:]))


def _without_admonitions(text: str, whole: bool) -> str:
    """`!!! note "Take care"` and the lines indented below it as paragraphs, which else would be code."""
    lines: list[str] = []
    depth = -1  # of the innermost mark; -1 outside
    for line in text.split("\n"):
        said = line.lstrip(" \t")
        if said and len(line) - len(said) <= depth:
            depth = -1
        if found := _ADMONITION.match(line):
            depth = len(found[1])
            title = _QUOTED.search(line)
            lines += "", title[1] if title else found[2] if whole else "", ""
        else:
            lines.append(said if depth >= 0 else line)
    return "\n".join(lines)
