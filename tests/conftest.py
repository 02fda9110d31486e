"""What all tests may ask for: a tiny index, and the index of the bundled corpus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from samples import TINY, build_index, open_tiny
from servers import Server, serving

from recommender.build import build
from recommender.config import Settings
from recommender.readers import bundled_path, read_sources
from recommender.recommend import Recommender

settings.register_profile("limber", deadline=None, max_examples=60, derandomize=True, database=None)
settings.load_profile("limber")


@pytest.fixture
def tiny(tmp_path: Path) -> Recommender:
    """Eight hand-written articles: four on the thigh and sitting, four on a subject of their own."""
    return open_tiny(tmp_path / "index")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """The folder of a small index of its own."""
    build_index(tmp_path / "index", TINY)
    return tmp_path / "index"


@pytest.fixture
def pair(index: Path, tmp_path: Path) -> Iterator[Server]:
    """Two workers that answer from that index."""
    with serving(index, tmp_path, workers=2) as server:
        yield server


@pytest.fixture(scope="session")
def limber_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the bundled corpus."""
    folder = tmp_path_factory.mktemp("bundled") / "index"
    found = read_sources([bundled_path("articles")])
    build(found, folder, Settings().build_settings(jobs=1), today=date(2026, 11, 22))
    return folder


@pytest.fixture(scope="session")
def limber(limber_index: Path) -> Recommender:
    """The bundled corpus."""
    return Recommender.open(limber_index)


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIMBER_INDEX", raising=False)
