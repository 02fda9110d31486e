"""Reading the YAML files that shape an index or judge it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml

from recommender.errors import InputError
from recommender.regular import read_regular

BIGGEST = 10_000_000
"""Bytes of a file of rules, words or settings."""

E = TypeVar("E", bound=InputError)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where libyaml is there: ten times as fast


def read_yaml(path: Path, error: type[E], *, remedy: str = "Correct the file.") -> Any:
    """The content of a YAML file. Raises `error` for a file that cannot be read or parsed."""
    try:
        return yaml.load(read_regular(path, BIGGEST), Loader=_Loader)  # noqa: S506 - a safe loader
    except OSError as fault:
        raise error(f"the file cannot be read: {fault.strerror}", place=str(path), remedy=remedy) from fault
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise error(f"not valid YAML: {fault}", place=str(path), remedy=remedy) from fault
