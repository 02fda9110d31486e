import json
from pathlib import Path

import pytest
from samples import write

from recommender.errors import InputError
from recommender.evaluation.runs import StoredRun, compare_run, load_run, save_run
from recommender.evaluation.significance import compare_queries, mean_interval


def test_interval_of_equal_values_is_a_point_and_of_one_value_unknown() -> None:
    assert mean_interval([0.5] * 20) == (0.5, 0.5)
    assert mean_interval([0.5]) is None


def test_interval_is_that_of_the_normal_law_for_many_values_and_always_the_same() -> None:
    values = [0.0, 1.0] * 200
    low, high = mean_interval(values) or (0.0, 0.0)
    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.5 / 20, 0.5 + 1.96 * 0.5 / 20), abs=0.004)
    assert mean_interval(values) == (low, high)


def test_difference_is_that_of_the_queries_both_have() -> None:
    before, after = {"a": 0.5, "b": 0.5, "c": 1.0, "gone": 0.0}, {"a": 0.6, "b": 0.9, "c": 0.8, "new": 1.0}
    difference = compare_queries(before, after)
    assert (difference.queries, difference.before, difference.after) == pytest.approx((3, 2.0 / 3, 2.3 / 3))
    assert difference.better == (("b", 0.5, 0.9), ("a", 0.5, 0.6))
    assert difference.worse == (("c", 1.0, 0.8),)


def test_p_of_ten_queries_that_all_get_better_is_two_in_1024() -> None:
    before = {str(query): 0.1 for query in range(10)}
    after = {str(query): 0.2 + query / 100 for query in range(10)}
    assert compare_queries(before, after).p == pytest.approx(2 / 2**10)
    assert compare_queries(before, before).p == 1.0


def test_single_query_has_neither_interval_nor_p() -> None:
    difference = compare_queries({"q": 0.1}, {"q": 0.2})
    assert (difference.interval, difference.p) == (None, None)


def test_stored_run_is_compared_figure_by_figure(tmp_path: Path) -> None:
    record = {
        "generation": "g1",
        "figures": {},
        "by_query": {"judgments: p@5": {"q": 0.2, "r": 0.2}, "old: p@5": {"q": 1}},
    }
    save_run(tmp_path / "run.json", record)
    before = load_run(tmp_path / "run.json")
    assert before.generation == "g1"
    changes = compare_run(before, {"judgments: p@5": {"q": 0.4, "r": 0.2}, "new: p@5": {"q": 1.0}})
    assert {name: change.better for name, change in changes.items()} == {"judgments: p@5": (("q", 0.2, 0.4),)}


def test_runs_without_a_common_query_are_not_compared() -> None:
    with pytest.raises(InputError, match="no query in common"):
        compare_run(StoredRun(generation="g", by_query={"p@5": {"q": 1.0}}), {"p@5": {"r": 1.0}})


@pytest.mark.parametrize("content", [None, "{", "[]", json.dumps({"generation": "g", "by_query": {"p@5": 1}})])
def test_file_that_is_no_run_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "run.json"
    write(tmp_path / "x" if content is None else file, content or "")
    with pytest.raises(InputError) as caught:
        load_run(file)
    assert caught.value.place == str(file)
