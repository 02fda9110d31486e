"""Going back to an older generation, and what the builds after that do."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from samples import TINY, TODAY, build_settings, write

from recommender.build import build
from recommender.cli.main import cli
from recommender.errors import IndexBroken, UsageError
from recommender.index import current_generation, list_generations, open_index, use_generation
from recommender.index.storage import GENERATIONS


@pytest.fixture
def three(tmp_path: Path) -> list[str]:
    """The names of three generations in `tmp_path`, the oldest first; the last is in use."""
    return [_build(tmp_path, day) for day in range(3)]


def _build(folder: Path, day: int, keep: int = 3) -> str:
    settings = build_settings(keep=keep)
    name = build(TINY, folder, settings, today=TODAY + timedelta(day)).generation
    os.utime(folder / GENERATIONS / name, (day, day))
    return name


def _limber(folder: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [*arguments, "--index", str(folder)])
    return result.exit_code, result.output


def test_generations_are_listed_newest_first(tmp_path: Path, three: list[str]) -> None:
    found = list_generations(tmp_path)
    assert [each.name for each in found] == three[::-1]
    assert [(each.in_use, each.held, each.articles) for each in found] == [(True, False, 8)] + [(False, False, 8)] * 2


def test_older_generation_is_held_through_builds_until_the_newest_is_used(tmp_path: Path, three: list[str]) -> None:
    assert use_generation(tmp_path, three[0])
    assert open_index(tmp_path, verify=True)[0].generation == three[0]
    newer = _build(tmp_path, 3)
    assert current_generation(tmp_path) == three[0]
    assert not use_generation(tmp_path, newer)
    assert _build(tmp_path, 4) == current_generation(tmp_path)


def test_held_generation_built_again_is_the_newest_and_no_longer_held(tmp_path: Path, three: list[str]) -> None:
    use_generation(tmp_path, three[0])
    assert build(TINY, tmp_path, build_settings(), today=TODAY).generation == three[0]
    newest = list_generations(tmp_path)[0]
    assert (newest.name, newest.in_use, newest.held) == (three[0], True, False)
    assert _build(tmp_path, 3) == current_generation(tmp_path)


def test_generation_in_use_is_never_removed(tmp_path: Path, three: list[str]) -> None:
    use_generation(tmp_path, three[0])
    newest = [_build(tmp_path, day, keep=1) for day in (3, 4)]
    assert [each.name for each in list_generations(tmp_path)] == [newest[1], newest[0], three[0]]


def test_unsound_or_unknown_generation_is_not_used(tmp_path: Path, three: list[str]) -> None:
    write(tmp_path / GENERATIONS / three[1] / "df.npy", b"damaged")
    with pytest.raises(IndexBroken, match="damaged"):
        use_generation(tmp_path, three[1])
    with pytest.raises(UsageError, match=f"There are: {three[2]}, {three[1]}, {three[0]}"):
        use_generation(tmp_path, "../generations")
    assert current_generation(tmp_path) == three[2]


def test_use_command_switches_lists_and_names_what_there_is(tmp_path: Path, three: list[str]) -> None:
    status, output = _limber(tmp_path, "use", three[1])
    assert (status, f"{three[1]} is in use" in output, f"limber use {three[2]}" in output) == (0, True, True)
    status, output = _limber(tmp_path, "use", "--list")
    assert [line.split()[0] for line in output.splitlines()] == three[::-1]
    assert output.splitlines()[1].endswith("8 articles  held")
    assert _limber(tmp_path, "use", "20200101-none")[0] == 2


def test_build_command_says_that_another_generation_is_held(tmp_path: Path, three: list[str]) -> None:
    use_generation(tmp_path, three[0])
    article = write(tmp_path / "posts" / "hip.md", "---\ntitle: Tight hips\n---\nHip flexors get tight from sitting.\n")
    status, output = _limber(tmp_path, "build", str(article.parent), "--jobs", "1")
    newest = list_generations(tmp_path)[0].name
    assert (status, f"{three[0]} stays in use" in output, f"limber use {newest}" in output) == (0, True, True)
    assert current_generation(tmp_path) == three[0]
