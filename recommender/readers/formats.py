"""Blocks of front matter by format: YAML, TOML and JSON, each by its library, with limits before the work."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from recommender.readers.values import Doubled
from recommender.readers.yaml_fields import BIGGEST, YamlFault, read_yaml_fields


class Unreadable(ValueError):
    """Why front matter cannot be read, on which of its lines (from 0), and the remedy."""

    def __init__(self, what: str, line: int | None, remedy: str) -> None:
        super().__init__(what)
        self.line = line
        self.remedy = remedy

    def below(self, lines: int) -> Unreadable:
        """The same fault, where so many lines stand before the block."""
        return Unreadable(str(self), None if self.line is None else self.line + lines, self.remedy)


def _read_yaml(block: str) -> Any:
    try:
        return read_yaml_fields(block)
    except YamlFault as fault:
        raise Unreadable(f"is not valid YAML: {fault}", fault.line, fault.remedy) from fault


def _read_toml(block: str) -> Any:
    _refuse_long(block)
    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise Unreadable(
            f"is not valid TOML: {error}",
            int(line[1]) - 1 if line else None,
            'Write it as TOML has it: title = "Hips", tags = ["hips"], draft = false.',
        ) from error


def _read_json(block: str) -> Any:
    """A JSON object, or what stands between its braces."""
    _refuse_long(block)
    block = block.strip()
    try:
        return _DECODER.decode(block if block.startswith("{") else f"{{{block.rstrip(',')}}}")
    except (ValueError, RecursionError) as error:
        raise _json_fault(error) from error


def read_json_start(text: str) -> tuple[dict[str, Any], int]:
    """The JSON object at the start of a text, and where it ends. Raises Unreadable."""
    try:
        return _DECODER.raw_decode(text[:BIGGEST])
    except (ValueError, RecursionError) as error:
        raise _json_fault(error) from error


def _json_fault(error: Exception) -> Unreadable:
    line = getattr(error, "lineno", 1) - 1
    return Unreadable(f"is not valid JSON: {error}", line, 'Write it as JSON has it: {"title": "Hips", "draft": true}.')


def _refuse_long(block: str) -> None:
    if len(block) > BIGGEST:
        raise Unreadable(f"has {len(block):,} characters, more than {BIGGEST:,}", 0, "Shorten it.")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        fields[name] = Doubled.of(fields[name], value) if name in fields else value
    return fields


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs)

READ: Mapping[str, Callable[[str], Any]] = {"yaml": _read_yaml, "toml": _read_toml, "json": _read_json}
"""What reads a block, by format. Each raises Unreadable."""
