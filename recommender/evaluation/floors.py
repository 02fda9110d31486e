"""Pinned floors: figures that a change may raise and not lower, and the corpus they were measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, isfinite, isnan
from pathlib import Path

from recommender.datafile import read_yaml
from recommender.errors import InputError

CEILINGS = ("hubness", "shown though forbidden", "urgent not first", "fired though denied", "shown though nothing fits")
"""Figures that must not rise; all others must not fall. Names may have a suffix after a space."""

MEASURED = ("articles/*.md", "pages/*/*.md", "cautions.yml", "judgments.tsv", "roles.tsv", "vocabulary.yml")
"""The files of a corpus that its figures depend on."""

STEPS_OF_ONE = 100
"""Floors are pinned to a hundredth, so that a change of float noise is none."""

HEADER = """\
# Figures of `limber evaluate` on the bundled corpus that a change may better and not worsen (counts and hubness may
# not rise, the rest may not fall). Written by `limber evaluate --pin`; lowering one takes --lower too, and its reason
# in the commit. `corpus` is the digest of the articles, pages, cautions, roles, judgments and vocabulary they are of.
"""


@dataclass(frozen=True, slots=True)
class Floors:
    """Floors by the name of the figure, and the digest of the corpus they belong to."""

    corpus: str
    floors: Mapping[str, float]


def digest_corpus(folder: Path) -> str:
    """A sha256 (hexadecimal, its first 16 digits) of every file that the figures depend on, with its name."""
    digest = hashlib.sha256()
    for pattern in MEASURED:
        for file in sorted(folder.glob(pattern)):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def load_floors(path: Path) -> Floors:
    """The floors in a file. Raises InputError."""
    record = read_yaml(path, InputError)
    try:
        floors = {str(name): float(value) for name, value in record["floors"].items()}
        return Floors(str(record["corpus"]), floors)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"`corpus` and `floors`, a number each, are wanted: {error!r}",
            place=str(path),
            remedy="See corpus/floors.yml.",
        ) from error


def save_floors(path: Path, pinned: Floors) -> None:
    """Write floors, in the order given. Raises InputError."""
    lines = "".join(f"  '{name}': {value:g}\n" for name, value in pinned.floors.items())
    try:
        path.write_text(f"{HEADER}corpus: '{pinned.corpus}'\nfloors:\n{lines}", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"the floors cannot be written: {error.strerror}", place=str(path), remedy="Check the permissions."
        ) from error


def below_floor(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """A line for each figure on the wrong side of its floor; a figure that was not measured is one too."""
    lines = []
    for name, least in floors.items():
        figure = figures.get(name)
        if figure is None or isnan(figure):
            lines.append(f"{name}: not measured (floor {least:g})")
        elif _is_worse(name, figure, least):
            lines.append(f"{name}: {figure:.4f} is {'above' if _is_ceiling(name) else 'below'} {least:g}")
    return lines


def pin(figures: Mapping[str, float], floors: Mapping[str, float], *, lower: bool) -> dict[str, float]:
    """New floors for the figures that have one: each as measured, to the hundredth on its safe side.

    Raises InputError that names every figure that was not measured or, without `lower`, whose floor would worsen.
    """
    missing = [name for name in floors if not isfinite(figures.get(name, float("nan")))]
    if missing:
        raise InputError(f"not measured: {', '.join(missing)}", remedy="Is the index of the bundled corpus?")
    pinned = {name: _round(name, figures[name]) for name in floors}
    worse = [name for name in floors if _is_worse(name, pinned[name], floors[name])]
    if worse and not lower:
        lines = "".join(f"\n  {name}: {floors[name]:g} to {pinned[name]:g}" for name in worse)
        raise InputError(
            f"{len(worse)} floors would be lowered:{lines}\nNothing was pinned", remedy="If that is meant, add --lower."
        )
    return pinned


def _is_ceiling(name: str) -> bool:
    return any(each in name for each in CEILINGS)


def _is_worse(name: str, figure: float, least: float) -> bool:
    return figure > least + 1e-9 if _is_ceiling(name) else figure < least - 1e-9


def _round(name: str, figure: float) -> float:
    towards = ceil if _is_ceiling(name) else floor
    away = -1e-9 if _is_ceiling(name) else 1e-9
    return towards(figure * STEPS_OF_ONE + away) / STEPS_OF_ONE
