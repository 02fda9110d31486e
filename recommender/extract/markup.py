"""Template tags and shortcodes taken out of a text: Liquid, Jinja, Nunjucks, Hugo, Handlebars, WordPress.

A tag is cut only where it is one on its own terms: within a paragraph, closed, with a name, and with arguments that
are no prose. What stands between an opening and a closing tag is text, but for code and comments; so is a caption in a
tag. Each pattern looks a bounded way ahead, so the time grows with the text and not with its square.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict

_TAG = re.compile(
    r"(?P<before>\w?)\{%[-+~]?\s{0,20}(?P<slash>/?)(?P<name>[A-Za-z_][\w-]*)"
    r"(?P<rest>(?:(?!\{%|%\}|\n[ \t]*\n)[\s\S]){0,2000})%\}"
    r"|\{\{[<%](?P<hslash>\s{0,20}/?)\s{0,20}(?P<hname>[/*A-Za-z_][\w./*-]*)"
    r"(?P<hrest>(?:(?!\{\{[<%]|[%>]\}\}|\n[ \t]*\n)[\s\S]){0,2000})[%>]\}\}"
)
"""Liquid, Jinja and Nunjucks `{% name … %}`, Hugo `{{< name … >}}` and `{{% name … %}}`."""

_TAGS = frozenset(
    "if elsif elif else unless for case when break continue cycle tablerow assign capture increment decrement "
    "include include_relative include_cached render layout block extends macro call set import from filter raw "
    "verbatim comment highlight link post_url gist youtube vimeo tweet seo feed_meta toc img image figure video audio "
    "picture blockquote pullquote codeblock cite quote note callout alert asset partial shortcode with autoescape "
    "trans blocktrans load url static csrf_token".split()
)
"""Tags whose arguments may be words. Others need a mark that prose has not."""

_ARGUMENT = re.compile(r"[=:|/\"'<>\[\](){}]|\.\w|--")
_HIDDEN = frozenset(("comment", "style", "script", "javascript"))
_SILENT = _HIDDEN | frozenset("highlight codeblock code mermaid chart katex math prettify".split())
_SHOWN = re.compile(
    r"(?<![\w-])(?:caption|title|alt|summary|heading)\s{0,3}[=:]\s{0,3}(?:\"([^\"]{1,500})\"|'([^'\n]{1,500})')", re.I
)
_OUTPUT = re.compile(r"\{\{\{?(?P<said>(?:[^{}\n]|\n(?![ \t]*\n)){1,500})\}\}\}?")
_PROSE = re.compile(r"[^\W\d_][\w'’-]*(?:[ ,;:.!?()\"“”–—]+[^\W\d_][\w'’-]*){3,}")
_FEW_WORDS = re.compile(r"(?<![\w-])[^\W\d_]['’\w]*(?:[,.:;]?\s+[^\W\d_]['’\w]*){2,}(?![\w-])")
_NAMED = re.compile(r"[\w-]{1,60}=\S{0,300}")
_STRING = re.compile(r"\"[^\"]{0,500}\"|'[^']{0,500}'")
_WORDS = re.compile(r"(?<![\w.$=])[^\W\d_]+[,.!?]?[ \t]+[^\W\d_]+(?![\w.=(])")
_EXPRESSION = re.compile(r"[-~\s]{0,9}[#/>!^&*@]?[-~\s]{0,9}[\w.$(\"']")
_OPERATORS = re.compile(r"\b(?:and|or|not|in|if|else|is|range|with|each|partial|include|eq|ne|printf|default)\b")
_SHORTCODE = re.compile(
    r"\[(?P<slash>/?)(?P<name>[a-z][\w-]{1,60})(?P<rest>(?:\s[^\[\]]{0,3000})?)/?\](?=(?P<next>[(\[:]?))"
)
_ATTRIBUTE = re.compile(r"[\w-]{1,60}=(?:[\"”“″][^\"”“″]{0,2000}[\"”“″]|'[^']{0,2000}'|[^\s\"']{1,300})")
_WORDPRESS = frozenset("gallery caption embed audio video playlist more nextpage code sourcecode youtube vimeo".split())
_CUT_OFF = re.compile(r"\[\s{0,3}(?:…|\.{3}|&hellip;|&#8230;)\s{0,3}\]")


def plain_markup(text: str, *, whole: bool = False) -> str:
    """A Markdown or HTML text without the tags that its generator would replace.

    As a whole it has also what a tag says in any argument, and code between tags: all that a reader may come to read.
    """
    if "{" in text:
        text = _without_tags(text, whole)
        say = told if whole else _nothing
        text = _OUTPUT.sub(lambda found: say(found["said"]) if _is_expression(found["said"]) else found[0], text)
    return _without_shortcodes(_CUT_OFF.sub("…", text), whole) if "[" in text else text


def _nothing(_: str) -> str:
    return " "


def _without_tags(text: str, whole: bool) -> str:
    """Template tags taken out, with what stands between those of comments and, but for a whole text, of code."""
    silent, say = (_HIDDEN, told) if whole else (_SILENT, shown)
    tags = [tag for tag in _TAG.finditer(text) if _is_tag(tag)]
    closing: dict[str, list[int]] = defaultdict(list)
    for place, tag in enumerate(tags):
        closing[_closed_by(tag)].append(place)
    parts: list[str] = []
    end, place = 0, 0
    while place < len(tags):
        tag = tags[place]
        parts += text[end : tag.start()], tag["before"] or "", say(tag["rest"] or tag["hrest"] or "")
        name = (tag["name"] or tag["hname"]).lower()
        if name in silent:
            ends = closing[name]
            found = bisect_left(ends, place)
            place = ends[found] if found < len(ends) else place
        end = tags[place].end()
        place += 1
    return "".join((*parts, text[end:]))


def _is_tag(tag: re.Match[str]) -> bool:
    if tag["name"] is None:
        return True  # Hugo's marks stand in no prose
    name, rest, before = tag["name"].lower(), tag["rest"].strip(" \t\n-+~"), tag["before"]
    if before:
        return not before.isdigit() and name.removeprefix("end") in _TAGS  # "80{%" is a share
    return name.removeprefix("end") in _TAGS or len(rest.split()) <= 1 or bool(_ARGUMENT.search(rest))


def _closed_by(tag: re.Match[str]) -> str:
    """The name of the tag that this one closes; empty for one that opens."""
    name = (tag["name"] or tag["hname"]).lower()
    if tag["name"]:
        return name.removeprefix("end") if name.startswith("end") or tag["slash"] else ""
    return name.removeprefix("/") if name.startswith("/") or "/" in tag["hslash"] else ""


def shown(arguments: str) -> str:
    """What a reader sees of a tag: a caption, a title; a space if nothing."""
    said = " ".join(double or single for double, single in _SHOWN.findall(arguments))
    return f" {said} " if said else " "


def told(arguments: str) -> str:
    """All that a tag may show: a caption, a title, and whatever else reads as words; a space if nothing."""
    said = [double or single for double, single in _SHOWN.findall(arguments)]
    rest = _SHOWN.sub(" ", arguments)
    said += (each for each in (found[0][1:-1] for found in _STRING.finditer(rest)) if _FEW_WORDS.search(each))
    bare = _NAMED.sub(" ", _STRING.sub(" ", rest)).strip(" /")
    if reads_as_prose(bare):
        said.append(bare)
    return f" {' '.join(said)} " if said else " "


def reads_as_prose(text: str) -> bool:
    """Whether a text has four words in a row."""
    return bool(_PROSE.search(text))


def _is_expression(said: str) -> bool:
    """Whether this is a name or a string with filters, operators and arguments, and no two words in a row."""
    if not _EXPRESSION.match(said):
        return False
    return said.lstrip()[:1] in ("#", "/", ">") or not _WORDS.search(_OPERATORS.sub("|", _STRING.sub("|", said)))


def _without_shortcodes(text: str, whole: bool) -> str:
    """WordPress shortcodes taken out: those with attributes, those that are closed, those of WordPress itself."""
    codes = list(_SHORTCODE.finditer(text))
    closed = {code["name"] for code in codes if code["slash"]}
    parts: list[str] = []
    end = 0
    for code in codes:
        if _is_shortcode(code, closed):
            say = told if whole else shown if code["name"].endswith("caption") else _nothing
            parts += text[end : code.start()], say(code["rest"])
            end = code.end()
    return "".join((*parts, text[end:]))


def _is_shortcode(code: re.Match[str], closed: set[str]) -> bool:
    name, bare = code["name"], _ATTRIBUTE.sub("", code["rest"]).split()
    if len(bare) < len(code["rest"].split()) and len(bare) <= 2:
        return True  # it has attributes
    if code["next"] in ("(", ":"):
        return False  # a link in Markdown
    return (not bare and (name in closed or "_" in name)) or (name in _WORDPRESS and code["next"] != "[")
