"""One normal form of text, made in one place: what a page says is compared with what articles and rules say.

Three layers. Each leaves text alone that has its form already.

- Characters: Unicode's composed form (NFC), letters in another dress as plain ones (ligatures, full width, mathematical
  bold), and nothing that no reader can see (soft hyphens, zero-width spaces, marks of direction, control characters).
- Markup written into plain text: entities, emphasis and links of Markdown, marks of quoted mail, bullets.
- Lines: a line break within a sentence is a space. One that ends a line of its own (an item, a row, a heading) stays,
  and a blank line ends a paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from itertools import pairwise

from recommender.boilerplate import is_boilerplate

_DRESSES = ("<compat>", "<wide>", "<narrow>", "<noBreak>", "<font>", "<circle>", "<small>", "<isolated>")
"""Unicode's compatibility forms that are the same letter in another dress; not <fraction>: "10½" is not "101/2"."""

_UNSEEN = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0xFE00, 0xFE10))))
"""Characters that show nothing, beside those that Unicode files under format (Cf) and control (Cc)."""

_MARKS = frozenset(map(chr, (*range(0x0300, 0x0370), *range(0x20D0, 0x2100))))
"""Combining marks: those left after NFC strike a letter through or heap accents on it."""

_APOSTROPHES = str.maketrans(dict.fromkeys("´ʼʹ′‛＇ꞌ`", "'"))
_MOJIBAKE = re.compile("â€[™˜]|(?<=[A-Za-z])[\ufffd\x92](?=[A-Za-z])|(?<=[A-Za-z])(?:\\\\'|'')(?=[A-Za-z])")
"""An apostrophe that was decoded by a wrong table, or escaped once too often."""

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_BROKEN_LINES = re.compile(r" ?\n ?")
_PARAGRAPHS = re.compile(r"\n{3,}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31}[0-9]{0,2});", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\s]*(?: \"[^\"\n]*\")?\)")
_FORUM = re.compile(
    r"\[/?(?:b|i|u|s|url|quote|color|colour|size|font|img|list|center|left|spoiler|code)(?:=[^\]\n]*)?\]", re.I
)
_NOTE_MARK = re.compile(r"(?<=\w)\[\d{1,3}\]| \[\d{1,3}\](?= \w)")
_EMPHASIS = re.compile(
    r"(?<!\d)\*+(?=\S)|(?<=\S)\*+(?!\d)|`+|~~"
    r"|(?<![^\W_])_+(?=[^\W_])|(?<=[^\W_])_+(?![^\W_])|(?<=[.,;:!?)\"'])_+(?!\w)"
)
_QUOTED = re.compile(r"(?m)^(?:>+(?: |$|(?=[^\s\d=])))+")
_BULLETS = re.compile(r"(?m)(^| )[•‣⁃▪▫●◦■►▶✓✔☑✅](?: |$)")
_UNTICKED = re.compile(r"(?m)(^| )[☐□○✗✘❌✖🗷⬜](?: |$)")
_MARGIN = re.compile(
    r"(?im)^(?:-? ?\d{1,4} ?-?|page \d+(?: of \d+)?|\[?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\]?"
    r"(?: --> \d\d?:\d\d(?::\d\d)?(?:[.,]\d+)?)?)$\n?"
)
"""Lines that a page's margin or a clock has put between two lines: numbers of pages and of captions, times."""

_OWN_LINE = re.compile(r"(?:[-*+–—|]|#{1,6}|\d{1,3}[.)]|\(?[a-zA-Z]\))(?:\s|$)|\|")
_LABEL = re.compile(r"[^.!?:|]{1,50}:(?:\s|$)")
_ENDS_SENTENCE = re.compile(r"[.!?][\"'”’)]*$")
_NARROWEST = 30
"""Characters of a line from which a paragraph counts as wrapped to a width; shorter lines are ended by choice."""

_FEW_WORDS, _MOST_WORDS, _TO_SPARE = 5, 12, 12
"""Words of an item of any list, and of one whose lines are ended early; characters to spare of such a line."""

_JOINTS = frozenset(
    "a an the my your his her its our their this that these those i you he she it we they and or but nor so than as if "
    "of in on at to from for with without by into onto over under between behind below above around round down up off "
    "out since until after before during about near is are am was were be been being have has had do does did can "
    "cannot can't could couldn't will won't would should may might must not no don't doesn't didn't isn't wasn't very "
    "too more less any some all both each every when while because where which who whose how what there just even "
    "only".split()
)
"""Words after which, or before which, a sentence goes on: a line break beside one of them ends nothing."""


def normalise(text: str) -> str:
    """`text` in the one normal form: lines by "\\n", paragraphs by "\\n\\n", single spaces, only what can be seen.

    The same for a text wrapped at any width, with any kind of white space, hyphenation marks or Unicode form.
    """
    if "&" in text:
        text = _ENTITY.sub(lambda found: unescape(found[0]), text.replace("&amp;", "&"))
    if not text.isascii():
        text = _plain_characters(text)
    text = _MOJIBAKE.sub("'", _LINE_ENDS.sub("\n", text))
    text = _UNSEEN_ASCII.sub("", text) if _UNSEEN_ASCII.search(text) else text
    text = _BROKEN_LINES.sub("\n", _SPACES.sub(" ", text))
    text = _plain_markup(text)
    if "\n" not in text:
        return text.strip()
    text = _MARGIN.sub("", _BROKEN_LINES.sub("\n", text)).strip()
    paragraphs = _PARAGRAPHS.sub("\n\n", text).split("\n\n")
    return "\n\n".join(
        "\n".join(_join(paragraph.split("\n"))) if "\n" in paragraph else paragraph for paragraph in paragraphs
    )


_UNSEEN_ASCII = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")


def _plain_characters(text: str) -> str:
    # half of a surrogate pair is what a script leaves that cuts a text
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = unicodedata.normalize("NFC", text).translate(_APOSTROPHES)
    plain = {each: _plain(each) for each in set(text) if not each.isascii()}
    return text.translate({ord(each): other for each, other in plain.items() if other != each})


def _plain(character: str) -> str:
    """What stands for a character that is not ASCII."""
    if character in "\x85\u2028\u2029":
        return "\n"
    if character in _UNSEEN or character in _MARKS or unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    if character.isspace() or character in "\u2800\u3164\uffa0":  # blanks that Unicode does not file as space
        return " "
    if unicodedata.decomposition(character).startswith(_DRESSES):
        return unicodedata.normalize("NFKC", character)
    return character


def _plain_markup(text: str) -> str:
    """A text without what marks it up, so that no phrase is broken by it."""
    if "[" in text:
        text = _NOTE_MARK.sub("", _FORUM.sub("", _LINK.sub(r"\1", text)))
    if any(mark in text for mark in "*_`~"):
        text = _EMPHASIS.sub("", text)
    if ">" in text:
        text = _QUOTED.sub("", text)
    if text.isascii():
        return text
    text = _UNTICKED.sub(lambda found: "\n- [ ] " if found[1] else "- [ ] ", text)
    return _BULLETS.sub(lambda found: "\n- " if found[1] else "- ", text)


def _join(lines: list[str]) -> list[str]:
    """The lines of a paragraph, those joined that were one before somebody wrapped them."""
    width = max(map(len, lines))
    if _is_list(lines):
        return lines
    parts = [lines[0]]
    for line, following in pairwise(lines):
        if not _goes_on(line, following, width):
            parts.append("\n")
        elif not (line.endswith("-") and line[-2:-1].isalnum() and following[:1].isalnum()):
            parts.append(" ")
        parts.append(following)
    return "".join(parts).split("\n")


def _is_list(lines: list[str]) -> bool:
    """Whether lines are items without marks: three or more, of few words, no sentence of which goes on to the next."""
    most = max(len(line.split()) for line in lines)
    if len(lines) < 3 or most > _MOST_WORDS:
        return False
    pairs = list(pairwise(lines))
    if any(_meets_joint(line, following) or line.endswith((",", "-")) for line, following in pairs):
        return False
    width = max(map(len, lines))
    return most <= _FEW_WORDS or any(_would_fit(line, following, width) for line, following in pairs)


def _would_fit(line: str, following: str, width: int) -> bool:
    """Whether a line has room for the next word with some to spare: then it was ended by choice."""
    return len(line) + 1 + len(following.split(" ", 1)[0]) + _TO_SPARE <= width


def _goes_on(line: str, following: str, width: int) -> bool:
    """Whether a sentence goes on from a line to the next, in a paragraph whose longest line has `width` characters."""
    if _OWN_LINE.match(following) or line.startswith(("#", "|")) or is_boilerplate(line) or is_boilerplate(following):
        return False
    first = following.split(" ", 1)[0]
    labelled = _LABEL.match(following)
    if width >= _NARROWEST and len(line) + 1 + len(first) > width:
        return not (labelled and _LABEL.match(line))  # the next word did not fit: the line was wrapped
    if labelled and (not first[0].islower() or _LABEL.match(line)):
        return False
    if line.endswith(":") or _ENDS_SENTENCE.search(line):
        return False
    if line.endswith((",", "-")) or _meets_joint(line, following):
        return True
    return following[0].islower() and not _would_fit(line, following, width)


def _meets_joint(line: str, following: str) -> bool:
    return line.rsplit(" ", 1)[-1].lower() in _JOINTS or (
        following[0].islower() and following.split(" ", 1)[0].lower() in _JOINTS
    )
