"""Pinned floors: figures that a change may raise and not lower."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from pathlib import Path

from recommender.datafile import read_yaml
from recommender.errors import InputError

CEILINGS = ("hubness", "shown though forbidden", "urgent not first", "fired though denied", "shown though nothing fits")
"""Figures that must not rise; all others must not fall. Names may have a suffix after a space."""


def load_floors(path: Path) -> dict[str, float]:
    """Floors by the name of the figure. Raises InputError."""
    record = read_yaml(path, InputError)
    try:
        return {str(name): float(value) for name, value in record.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise InputError(f"a floor is no number: {error}", place=str(path), remedy="See corpus/floors.yml.") from error


def below_floor(figures: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """A line for each figure on the wrong side of its floor; a figure that was not measured is one too."""
    lines = []
    for name, floor in floors.items():
        figure = figures.get(name)
        is_ceiling = any(each in name for each in CEILINGS)
        if figure is None or isnan(figure):
            lines.append(f"{name}: not measured (floor {floor:g})")
        elif figure > floor + 1e-9 if is_ceiling else figure < floor - 1e-9:
            lines.append(f"{name}: {figure:.4f} is {'above' if is_ceiling else 'below'} {floor:g}")
    return lines
