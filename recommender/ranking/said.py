"""A text prepared for matching: its lines and sentences, in plain characters."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

from recommender.boilerplate import find_furniture
from recommender.patterns import compile_pattern

Span = tuple[int, int]
T = TypeVar("T")

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "·": "|", "•": "|"})


LONGEST_SENTENCE = 800
"""Characters after which a sentence is taken to end: what has no full stop would be read again for each telling."""

_SENTENCE_END = compile_pattern([r"[.!?]+[\"')]*(\s|$)", r"\n"])


class Said:
    """A text prepared for matching: ASCII, straight quotes, single spaces, a line each, the title first.

    Furniture that tells of nobody is blank in `plain`; `length` is how much of the text that leaves. `subject_end` is
    where the title (without one, the first heading) ends. A block is what blank lines part: a paragraph, or the lines
    of a list.
    """

    def __init__(self, text: str, title: str = "") -> None:
        subject = " ".join(title.split())
        lines, self._blocks, end, apart = ([subject] if subject else []), [0], len(subject) + bool(subject), True
        for line in text.split("\n"):
            words = " ".join(line.split())
            if not words:
                apart = True
                continue
            if apart:
                self._blocks.append(end)
            lines.append(words)
            end, apart = end + len(words) + 1, False
        self.original = "\n".join(lines)
        plain = self.original.translate(_QUOTES)
        if not plain.isascii():
            plain = "".join(each if each.isascii() else _ascii(each) for each in plain)
        self.plain, self.length = _blank(plain, len(subject))
        self.subject_end = len(subject)
        if not subject and self.plain.lstrip().startswith("# "):
            self.subject_end = self.plain.find("\n", self.plain.index("# ")) % (len(self.plain) + 1)
        self._known: dict[Any, Any] = {}

    @cached_property
    def bytes(self) -> bytes:
        """The plain text as RE2 reads it: ASCII, so that places are the same."""
        return self.plain.encode("ascii")

    @property
    def subject(self) -> str:
        """The title, or what stands for one."""
        return self.plain[: self.subject_end]

    def around(self, start: int, end: int, reach: int) -> str:
        """The title, and the text round a span: `reach` characters to each side."""
        return f"{self.subject}\n{self.plain[max(0, start - reach) : end + reach]}"

    def near(self, start: int, end: int, reach: int) -> str:
        """The text round a span as `around`, without the title and in its line alone."""
        first, last = self.paragraph(start)
        return self.plain[max(first, start - reach) : min(max(last, end), end + reach)]

    def sentence(self, start: int, end: int) -> Span:
        """The sentence, or sentences, that a span stands in."""
        starts = self._starts
        last = bisect_right(starts, max(start, end - 1))
        return starts[bisect_right(starts, start) - 1], starts[last] if last < len(starts) else len(self.plain)

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that a place is in."""
        return bisect_right(self._starts, place) - 1

    def sentence_at(self, number: int) -> str:
        """A sentence by its number."""
        starts = self._starts
        return self.plain[starts[number] : starts[number + 1] if number + 1 < len(starts) else len(self.plain)]

    @cached_property
    def opening(self) -> int:
        """The number of the first sentence below the title: what is before it is boilerplate."""
        below = self.plain[self.subject_end :]
        return self.sentence_of(min(len(self.plain) - len(below.lstrip()), len(self.plain) - 1))

    @property
    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self._starts)

    def tells(self, pattern: Any, number: int) -> bool:
        """Whether a pattern matches in a sentence, given by number; each is searched for each once."""
        return self.once((pattern, number), lambda: bool(pattern.search(self.sentence_at(number))))

    def has(self, pattern: Any) -> bool:
        """Whether a pattern matches anywhere; a text is searched for each once."""
        return self.once(pattern, lambda: bool(pattern.search(self.plain)))

    def once(self, what: Any, answer: Callable[[], T]) -> T:
        """The answer to a question about a text, worked out the first time it is asked."""
        if what not in self._known:
            self._known[what] = answer()
        found: T = self._known[what]
        return found

    def line_of(self, place: int) -> int:
        """The number of the line that a place is in."""
        return bisect_right(self._lines, place) - 1

    def paragraph(self, place: int) -> Span:
        """The line that a place is in, as a span."""
        number = self.line_of(place)
        end = self._lines[number + 1] if number + 1 < len(self._lines) else len(self.plain)
        return self._lines[number], end

    def block(self, place: int) -> Span:
        """The block that a place is in, as a span."""
        number = bisect_right(self._blocks, place)
        return self._blocks[number - 1], self._blocks[number] if number < len(self._blocks) else len(self.plain)

    def in_one_block(self, one: int, other: int) -> bool:
        """Whether two places are in the same block."""
        return self.block(one) == self.block(other)

    def lines_before(self, number: int) -> Iterable[str]:
        """The lines above line `number`, nearest first."""
        for each in range(number - 1, -1, -1):
            yield self.line(each)

    def line(self, number: int) -> str:
        """A line without its end."""
        end = self._lines[number + 1] - 1 if number + 1 < len(self._lines) else len(self.plain)
        return self.plain[self._lines[number] : end]

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for end in (*(found.end() for found in _SENTENCE_END.finditer(self.plain)), len(self.plain)):
            starts += range(starts[-1] + LONGEST_SENTENCE, end, LONGEST_SENTENCE)
            starts.append(end)
        return starts[:-1]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(place + 1 for place, each in enumerate(self.plain) if each == "\n")]


def _blank(text: str, subject_end: int) -> tuple[str, int]:
    """A text with its furniture below the title blank, and the characters that are not."""
    parts, end, length = [], 0, len(text)
    for first, last in find_furniture(text):
        if first >= subject_end:
            parts += [text[end:first], " " * (last - first)]
            end, length = last, length - (last - first)
    return "".join([*parts, text[end:]]) if parts else text, length


def _ascii(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character)[0]
    return plain if plain.isascii() else "?"
