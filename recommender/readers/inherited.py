"""What a folder says of all articles in it: Hugo's `cascade` in `_index.md`, Eleventy's data files.

Only what tells of publication and language is taken over: a folder's tags and layouts are its generator's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from recommender.errors import ArticleError
from recommender.readers.files import read_text
from recommender.readers.front_matter import split_front_matter
from recommender.readers.values import Fields, fold_name, is_switch
from recommender.readers.visibility import VISIBILITY_FIELDS

_INHERITED = frozenset(map(fold_name, (*VISIBILITY_FIELDS, "permalink", "language", "lang", "locale")))


class Inherited:
    """What the files below a folder inherit. Files that cannot be read say nothing."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._of_folder = cache(self._read_folder)

    def complete(self, fields: Mapping[str, Any], path: Path) -> dict[str, Any]:
        """The fields of a file, with what it inherits where it says nothing itself."""
        own = Fields(fields)
        beside = _data_of(path.with_suffix(".11tydata.json"))
        told = {**self._of_folder(path.parent), **beside}
        return {**{name: value for name, value in told.items() if name not in own}, **fields}

    def _read_folder(self, folder: Path) -> dict[str, Any]:
        above = self._of_folder(folder.parent) if folder != self._root else {}
        told: dict[str, Any] = {}
        for index in sorted(folder.glob("_index*.md")):
            told |= dict(_taken(each for each in _cascades(index)))
        for name in (f"{folder.name}.json", f"{folder.name}.11tydata.json"):
            told |= _data_of(folder / name)
        return {**above, **told}


def _cascades(index: Path) -> Iterator[Mapping[str, Any]]:
    try:
        fields = split_front_matter(read_text(index, ArticleError), place=str(index)).fields
    except ArticleError:
        return
    cascade = Fields(fields).get("cascade")
    for each in cascade if isinstance(cascade, list) else [cascade]:
        if isinstance(each, Mapping) and not any("target" in str(name) for name in each):
            yield each


def _data_of(file: Path) -> dict[str, Any]:
    try:
        data = json.loads(read_text(file, ArticleError)) if file.is_file() else None
    except (ArticleError, ValueError, RecursionError):
        return {}
    return dict(_taken([data])) if isinstance(data, Mapping) else {}


def _taken(records: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    for record in records:
        for name, value in record.items():
            folded = fold_name(str(name))
            if folded in _INHERITED and (folded != "permalink" or is_switch(value)):
                yield str(name), value
