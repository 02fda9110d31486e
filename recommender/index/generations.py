"""The generations on disk: which there are, and going back to an older one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recommender.errors import IndexError_, UsageError
from recommender.index.manifest import read_manifest, verify_generation
from recommender.index.storage import GENERATIONS, current_generation, home_of, is_held, newest_first, switch

LATEST = 253_300_000_000.0
"""Seconds since the epoch, in the year 9996: a file may bear a time that no calendar here has."""


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation on disk. `articles` is None where its manifest cannot be read."""

    name: str
    built: datetime
    articles: int | None
    in_use: bool
    held: bool


def list_generations(folder: Path) -> list[Generation]:
    """All generations in `folder`, the newest first. Raises IndexMissing."""
    current, held = current_generation(folder), is_held(folder)
    return [
        Generation(
            each.name,
            datetime.fromtimestamp(min(max(built, 0.0), LATEST)),
            _articles(each),
            each.name == current,
            each.name == current and held,
        )
        for each, built in newest_first(folder / GENERATIONS).items()
    ]


def use_generation(folder: Path, name: str, key: str | None = None) -> bool:
    """Switch to a generation on disk; returns whether it is held: builds leave an older one in use.

    Raises UsageError if there is none of this name, IndexBroken or IndexVersion if it is unsound, IndexUnsigned if it
    is not signed with `key`, where one is given, and IndexUnwritable.
    """
    names = [each.name for each in list_generations(folder)]
    if name not in names:
        raise UsageError(f"there is no generation {name!r:.80} in {folder}", remedy=f"There are: {', '.join(names)}.")
    verify_generation(home_of(folder, name), key)
    held = name != names[0]
    switch(folder, name, held=held)
    return held


def _articles(home: Path) -> int | None:
    try:
        return int(read_manifest(home).record["articles"])
    except (IndexError_, KeyError, ValueError, TypeError):
        return None
