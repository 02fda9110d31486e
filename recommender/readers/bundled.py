"""The corpus that ships with Limber, found wherever it is installed."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def bundled_corpus() -> Path:
    """The folder of the bundled corpus."""
    return Path(str(files("corpus")))


def bundled_path(*parts: str) -> Path:
    """A file or folder of the bundled corpus: `bundled_path("articles")`."""
    return bundled_corpus().joinpath(*parts)
