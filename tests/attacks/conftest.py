"""A server with two workers, as its owner runs it, for attackers to try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Server, serving


@pytest.fixture(scope="module")
def server(limber_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(limber_index, tmp_path_factory.mktemp("attacked"), workers=2) as server:
        yield server
