"""The generations on disk: which there are, and going back to an older one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from recommender.errors import IndexError_, IndexUnwritable, UsageError
from recommender.index.storage import (
    GENERATIONS,
    current_generation,
    is_held,
    newest_first,
    read_manifest,
    switch,
    verify_generation,
)


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
            datetime.fromtimestamp(each.stat().st_mtime),
            _articles(each),
            each.name == current,
            each.name == current and held,
        )
        for each in (newest_first(folder / GENERATIONS) if (folder / GENERATIONS).is_dir() else [])
    ]


def use_generation(folder: Path, name: str) -> bool:
    """Switch to a generation on disk; returns whether it is held: builds leave an older one in use.

    Raises UsageError if there is none of this name, IndexBroken or IndexVersion if it is unsound, IndexUnwritable.
    """
    names = [each.name for each in list_generations(folder)]
    if name not in names:
        raise UsageError(f"there is no generation {name!r} in {folder}", remedy=f"There are: {', '.join(names)}.")
    verify_generation(folder / GENERATIONS / name)
    held = name != names[0]
    try:
        switch(folder, name, held=held)
    except OSError as error:
        raise IndexUnwritable.because(error, folder, "Check the disk and the permissions.") from error
    return held


def _articles(home: Path) -> int | None:
    try:
        return int(read_manifest(home)["articles"])
    except (IndexError_, KeyError, ValueError, TypeError):
        return None
