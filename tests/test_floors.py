from math import nan
from pathlib import Path

import pytest
from samples import write

from recommender.errors import InputError
from recommender.evaluation.floors import (
    MEASURED,
    Floors,
    below_floor,
    digest_corpus,
    load_floors,
    pin,
    save_floors,
)
from recommender.readers import bundled_corpus, bundled_path


@pytest.mark.parametrize(
    ("figure", "floor", "failed"),
    [
        (0.5, 0.5, []),
        (0.6, 0.5, []),
        (0.4, 0.5, ["judgments: ndcg@10: 0.4000 is below 0.5"]),
    ],
)
def test_figure_must_not_fall_below_its_floor(figure: float, floor: float, failed: list[str]) -> None:
    assert below_floor({"judgments: ndcg@10": figure}, {"judgments: ndcg@10": floor}) == failed


@pytest.mark.parametrize(("figure", "failed"), [(2.0, []), (0.0, []), (3.0, ["pages: hubness: 3.0000 is above 2"])])
def test_figure_with_a_ceiling_must_not_rise(figure: float, failed: list[str]) -> None:
    assert below_floor({"pages: hubness": figure}, {"pages: hubness": 2.0}) == failed


@pytest.mark.parametrize("figures", [{}, {"p@5": nan}])
def test_figure_that_was_not_measured_is_below_its_floor(figures: dict[str, float]) -> None:
    assert below_floor(figures, {"p@5": 0.5}) == ["p@5: not measured (floor 0.5)"]


@pytest.mark.parametrize("content", [None, "a: [", "- 1", "a: high", "corpus: x", "corpus: x\nfloors: {a: high}"])
def test_broken_floors_are_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "floors.yml"
    write(tmp_path / "x" if content is None else file, content or "")
    with pytest.raises(InputError) as caught:
        load_floors(file)
    assert caught.value.place == str(file)


def test_floors_are_written_as_they_are_read(tmp_path: Path) -> None:
    pinned = load_floors(bundled_path("floors.yml"))
    save_floors(tmp_path / "floors.yml", pinned)
    assert (tmp_path / "floors.yml").read_bytes() == bundled_path("floors.yml").read_bytes()
    assert load_floors(tmp_path / "floors.yml") == pinned


def test_bundled_floors_belong_to_the_bundled_corpus() -> None:
    """After a change of the corpus: `limber build`, then `limber evaluate --pin`."""
    assert load_floors(bundled_path("floors.yml")).corpus == digest_corpus(bundled_corpus())


def test_every_measured_file_changes_the_digest(tmp_path: Path) -> None:
    digests = {digest_corpus(tmp_path)}
    for pattern in MEASURED:
        write(tmp_path / pattern.replace("*", "one"), "1")
        digests.add(digest_corpus(tmp_path))
        write(tmp_path / pattern.replace("*", "one"), "2")
        digests.add(digest_corpus(tmp_path))
    write(tmp_path / "floors.yml", "not measured")
    digests.add(digest_corpus(tmp_path))
    assert len(digests) == 1 + 2 * len(MEASURED)


def test_floors_are_pinned_to_the_hundredth_on_the_safe_side() -> None:
    figures = {"p@5": 0.6799, "hubness": 0.1201, "recall@10": 0.7, "shown though forbidden": 1.0, "coverage": 1.0}
    floors = {"p@5": 0.6, "hubness": 0.2, "recall@10": 0.7, "shown though forbidden": 2.0}
    pinned = {"p@5": 0.67, "hubness": 0.13, "recall@10": 0.7, "shown though forbidden": 1.0}
    assert pin(figures, floors, lower=False) == pinned


@pytest.mark.parametrize(("name", "figure", "floor"), [("p@5", 0.649, 0.65), ("hubness", 0.11, 0.1)])
def test_floor_is_lowered_only_where_that_is_asked_for(name: str, figure: float, floor: float) -> None:
    with pytest.raises(InputError, match=f"{name}: {floor}") as caught:
        pin({name: figure}, {name: floor}, lower=False)
    assert "--lower" in caught.value.remedy
    assert pin({name: figure}, {name: floor}, lower=True) != {name: floor}


@pytest.mark.parametrize("figures", [{}, {"p@5": nan}])
def test_figure_that_was_not_measured_is_not_pinned(figures: dict[str, float]) -> None:
    with pytest.raises(InputError, match="not measured: p@5"):
        pin(figures, {"p@5": 0.5}, lower=True)


def test_floors_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        save_floors(tmp_path / "nowhere" / "floors.yml", Floors("x", {}))
