"""Values of fields as generators write them: yes and no in any spelling, lists as strings, text with markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from recommender.extract import plain_line

DEEPEST = 5
"""Lists in lists, as of nested categories, are read so deep."""

QUOTES = "\"'“”„‟‘’‚‛«»`"
"""Quotation marks in any dress; those that an editor made curly are no marks to YAML and stay in its strings."""

_AROUND = f"{QUOTES} \t\r\n"
_YES = frozenset(("true", "yes", "y", "on", "1", "1.0"))
_NO = frozenset(("false", "no", "n", "off", "0", "0.0"))
_NAMES = ("name", "title", "label", "term", "slug", "url", "id")
_LINES = re.compile(r"\s*[,;]\s*")
_FOLDED = re.compile(rf"[\s_.{QUOTES}-]")


@dataclass(frozen=True, slots=True)
class Doubled:
    """The values of a field that stands more than once, in their order."""

    values: tuple[Any, ...]

    @classmethod
    def of(cls, before: Any, value: Any) -> Any:
        """Both values, or the one if they are the same or one says nothing."""
        if before == value or is_empty(value):
            return before
        if is_empty(before):
            return value
        return cls((*(before.values if isinstance(before, Doubled) else (before,)), value))


class Fields(Mapping[str, Any]):
    """The fields of an article by name, whatever its case, dashes and underscores: `publish_date` is `publishDate`.

    Iterates over the names as they are written.
    """

    def __init__(self, written: Mapping[str, Any]) -> None:
        self._written = {str(name): value for name, value in written.items()}
        self._values: dict[str, Any] = {}
        for name, value in self._written.items():
            folded = fold_name(name)
            self._values[folded] = Doubled.of(self._values[folded], value) if folded in self._values else value

    def __getitem__(self, name: str) -> Any:
        """The value of a field. Raises KeyError."""
        return self._values[fold_name(name)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and fold_name(name) in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)

    def filled(self, *names: str) -> Iterator[tuple[str, Any]]:
        """Those of some fields that say something, in this order; `cover.image` is `image` in the mapping `cover`."""
        for name in names:
            outer, _, inner = name.partition(".")
            value = self.get(outer)
            if inner:
                value = Fields(value).get(inner) if isinstance(value, Mapping) else None
            if not is_empty(value):
                yield name, value


@lru_cache(10_000)
def fold_name(name: str) -> str:
    """A field's name as names are compared."""
    return _FOLDED.sub("", name).lower()


def is_empty(value: Any) -> bool:
    """Whether a value says nothing: null, an empty string, a list of such."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list | tuple):
        return all(map(is_empty, value))
    return value is None or value == {}


def read_switch(value: Any) -> bool | None:
    """Yes or no, in any spelling and type; None where it is neither."""
    if isinstance(value, bool):
        return value
    word = str(value).strip(_AROUND).lower() if isinstance(value, str | int | float) else ""
    return True if word in _YES else False if word in _NO else None


def is_switch(value: Any) -> bool:
    """Whether a value is plainly a yes or no, and no number that may be a name."""
    return isinstance(value, bool) or (isinstance(value, str) and value.strip().lower() in (_YES | _NO) - {"1", "0"})


def read_line(value: Any) -> str | None:
    """A title or a name as plain text on one line: a string, a number or a day. None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None
    return plain_line(value) if isinstance(value, str) else str(value)


def read_strings(value: Any, *, spaces: bool = False) -> tuple[str, ...] | None:
    """A list of names: of strings, of mappings with a name, nested, or one string with commas (or `spaces`) between.

    None where nothing can be made of it.
    """
    if isinstance(value, str):
        parts = _LINES.split(value) if "," in value or ";" in value else value.split() if spaces else [value]
        value = parts
    if is_empty(value) or value is False:
        return ()
    found = list(_strings(value, 0))
    return tuple(dict.fromkeys(each for each in found if each)) if found else None


def _strings(value: Any, depth: int) -> Iterator[str]:
    if depth > DEEPEST or is_empty(value):
        return
    if isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each, depth + 1)
    elif isinstance(value, Mapping):
        name = next((value[name] for name in _NAMES if not is_empty(value.get(name))), None)
        yield from _strings(name if name is not None else list(value.values()), depth + 1)
    elif (line := read_line(value)) is not None:
        yield line
