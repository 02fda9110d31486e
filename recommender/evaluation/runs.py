"""Stored runs: what an evaluation measured, kept so that a later one can be compared with it query by query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from recommender.errors import InputError
from recommender.evaluation.significance import Difference, compare_queries
from recommender.regular import read_regular

BIGGEST_RUN = 1_000_000_000
"""Bytes of a stored run."""


class StoredRun(BaseModel):
    """The part of a stored run that is compared: figure, query, value."""

    generation: str
    by_query: dict[str, dict[str, float]]


def save_run(file: Path, record: Mapping[str, Any]) -> None:
    """Write a run as `limber evaluate --json` prints it. Raises InputError."""
    try:
        file.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"the run cannot be stored: {error.strerror}", place=str(file), remedy="Name another file with --save."
        ) from error


def load_run(file: Path) -> StoredRun:
    """A stored run. Raises InputError."""
    try:
        return StoredRun.model_validate_json(read_regular(file, BIGGEST_RUN))
    except OSError as error:
        raise InputError(
            f"the run cannot be read: {error.strerror}", place=str(file), remedy="Check --against."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(
            f"this is no stored run: {'.'.join(map(str, first['loc']))}: {first['msg']}",
            place=str(file),
            remedy="Store one with `limber evaluate --save FILE`.",
        ) from error


def compare_run(before: StoredRun, by_query: Mapping[str, Mapping[str, float]]) -> dict[str, Difference]:
    """The differences by figure, on the queries that both runs have. Raises InputError if there is none."""
    differences = {
        name: compare_queries(before.by_query[name], values)
        for name, values in by_query.items()
        if before.by_query.get(name, {}).keys() & values.keys()
    }
    if not differences:
        raise InputError("the two runs have no query in common", remedy="Give both the same judgments and queries.")
    return differences
