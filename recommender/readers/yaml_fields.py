"""YAML front matter as text: every plain value stays the string that was written.

YAML makes `yes` true, `20:20` the number 1220, `no` (Norwegian) false, and raises for `2024-02-30`. What a field's
value means is read later, by the field it stands in. Limits stand before the work: `BIGGEST` characters, `MOST_VALUES`
values with each alias counted as what it stands for, `DEEPEST` levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from recommender.readers.values import Doubled

BIGGEST = 100_000
"""Characters of front matter. A page's own is some hundred."""

MOST_VALUES = 10_000
DEEPEST = 30

_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_MERGE = "<<"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_REMEDIES = (
    ("mapping values are not allowed", "Put quotes round a value that holds a colon."),
    ("that cannot start any token", "Put quotes round a value that begins with this character."),
    ("found unexpected end of stream", "Close the quotation mark."),
    ("found unknown escape character", "Write \\\\ for a backslash, or use single quotes."),
    ("expected ',' or", "Close the bracket, with commas between the values."),
    ("could not find expected ':'", "Begin each line with a field and a colon, or indent it."),
    ("did not find expected key", "Line the fields up, and put quotes round a value with quotation marks in it."),
    ("did not find expected '-' indicator", "Line the items of the list up."),
    ("undefined alias", "Put quotes round a value that begins with *."),
    ("while scanning an anchor", "Put quotes round a value that begins with & or *."),
    ("while scanning an alias", "Put quotes round a value that begins with & or *."),
    ("special characters are not allowed", "Take the control character out."),
    ("control characters are not allowed", "Take the control character out."),
)


class YamlFault(ValueError):
    """Why a text is no YAML, on which line of it (from 0), and the remedy."""

    def __init__(self, what: str, line: int | None = None, remedy: str = "Correct this line.") -> None:
        super().__init__(what)
        self.line = line
        self.remedy = remedy


def read_yaml_fields(text: str) -> Any:
    """What a YAML text holds, in dicts, lists, strings and None. A key that stands twice is `Doubled`.

    Raises YamlFault.
    """
    if len(text) > BIGGEST:
        raise YamlFault(f"{len(text):,} characters are more than the {BIGGEST:,} of front matter", remedy="Shorten it.")
    try:
        return _Reader(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.YAMLError as error:
        raise _fault(error, text) from error


def _fault(error: yaml.YAMLError, text: str) -> YamlFault:
    context, problem = str(getattr(error, "context", "") or ""), str(getattr(error, "problem", "") or error)
    mark: Any = getattr(error, "problem_mark", None)
    said = f"{context} {problem}"
    remedy = next((remedy for cue, remedy in _REMEDIES if cue in said), "Correct this line.")
    if mark and text.split("\n")[mark.line][mark.column : mark.column + 1] == "\t":
        problem, remedy = "a tab stands where spaces are wanted", "Indent with spaces, not with a tab."
    return YamlFault(" ".join(problem.split())[:200], mark.line if mark else None, remedy)


class _Reader:
    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._values = 0

    def document(self) -> Any:
        found = None
        for number, event in enumerate(self._events):
            if isinstance(event, yaml.DocumentStartEvent) and number > 1:
                raise YamlFault("a second document begins", remedy="Write one block of fields.")
            if isinstance(event, yaml.NodeEvent):
                found = self._value(event, 0)
        return found

    def _value(self, event: Any, depth: int) -> Any:
        line = event.start_mark.line
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                raise YamlFault(
                    f"found undefined alias {event.anchor!r:.80}", line, "Put quotes round a value that begins with *."
                )
            value, weight = self._anchors[event.anchor]
            self._count(weight, line)
            return value
        before = self._values
        self._count(1, line)
        if depth > DEEPEST:
            raise YamlFault(f"values stand in one another more than {DEEPEST} deep", line, "Make it flatter.")
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "")
            value = None if plain and event.value in _NOTHING and not event.tag else event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            value = [self._value(each, depth + 1) for each in self._until(yaml.SequenceEndEvent)]
        else:
            value = self._mapping(depth)
        if event.anchor:
            self._anchors[event.anchor] = value, self._values - before
        return value

    def _mapping(self, depth: int) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        merged: list[Any] = []
        for key_event in self._until(yaml.MappingEndEvent):
            key = self._value(key_event, depth + 1)
            if isinstance(key, dict | list):
                raise YamlFault(
                    "a field's name must be a word", key_event.start_mark.line, "Put quotes round braces and brackets."
                )
            value = self._value(next(self._events), depth + 1)
            if key == _MERGE:
                merged += value if isinstance(value, list) else [value]
            elif key is not None:
                fields[key] = Doubled.of(fields[key], value) if key in fields else value
        for each in merged:
            fields = {**each, **fields} if isinstance(each, dict) else fields
        return fields

    def _until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _count(self, values: int, line: int) -> None:
        self._values += values
        if self._values > MOST_VALUES:
            raise YamlFault(f"more than {MOST_VALUES:,} values, aliases included", line, "Shorten it.")
