import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.ranking.policy import NEAR_COPY
from recommender.ranking.select import select

KINDS = np.arange(4)  # each of its own kind, so that the mix of kinds costs nothing
SCORES = np.array([0.8, 0.6, 0.4, 0.2])
LIKENESS = np.array(
    [
        [1.0, 0.8, 0.0, 0.1],
        [0.8, 1.0, 0.2, 0.0],
        [0.0, 0.2, 1.0, 0.4],
        [0.1, 0.0, 0.4, 1.0],
    ]
)


def test_selection_is_maximal_marginal_relevance() -> None:
    # d = 0.5; relevance halves: 0.5, 0.375, 0.25, 0.125
    # second: 0.375 - 0.4, 0.25 - 0, 0.125 - 0.05  -> the third, at 0.25
    # third: 0.375 - 0.4 = -0.025, 0.125 - 0.2 = -0.075 -> the second; last: 0.125 - 0.2
    chosen = select(SCORES, LIKENESS, KINDS, 4, 0.5)
    assert [choice.candidate for choice in chosen] == [0, 2, 1, 3]
    assert [choice.value for choice in chosen] == pytest.approx([0.5, 0.25, -0.025, -0.075])


def test_selection_without_diversity_keeps_the_order() -> None:
    assert [choice.candidate for choice in select(SCORES, LIKENESS, KINDS, 3, 0.0)] == [0, 1, 2]


def test_selection_of_equals_keeps_the_order() -> None:
    assert [choice.candidate for choice in select(np.full(3, 0.5), np.eye(3), KINDS[:3], 3, 0.3)] == [0, 1, 2]


def test_selection_never_takes_a_near_copy() -> None:
    likeness = np.eye(3)
    likeness[0, 1] = likeness[1, 0] = NEAR_COPY
    assert [choice.candidate for choice in select(SCORES[:3], likeness, KINDS[:3], 3, 0.0)] == [0, 2]


def test_selection_takes_what_is_just_no_copy() -> None:
    likeness = np.eye(2)
    likeness[0, 1] = likeness[1, 0] = np.nextafter(NEAR_COPY, 0)
    assert len(select(SCORES[:2], likeness, KINDS[:2], 2, 0.0)) == 2


def test_selection_of_equals_mixes_kinds() -> None:
    kinds = np.array([0, 0, 1])
    assert [choice.candidate for choice in select(np.full(3, 0.5), np.eye(3), kinds, 3, 0.0)] == [0, 2, 1]


def test_mix_of_kinds_never_beats_a_clearly_better_score() -> None:
    kinds = np.array([0, 0, 1])
    chosen = select(np.array([0.8, 0.7, 0.5]), np.eye(3), kinds, 3, 0.0)
    assert [choice.candidate for choice in chosen] == [0, 1, 2]


@pytest.mark.parametrize(("scores", "limit"), [(SCORES[:0], 3), (SCORES, 0)])
def test_selection_of_nothing_is_nothing(scores: np.ndarray, limit: int) -> None:
    assert select(scores, LIKENESS[: len(scores), : len(scores)], KINDS[: len(scores)], limit, 0.2) == []


@given(st.integers(1, 6), st.integers(0, 8), st.floats(0, 1), st.integers(0, 9))
def test_selection_has_no_item_twice_and_begins_with_the_best(n: int, limit: int, diversity: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = np.sort(random.uniform(0.1, 1, n))[::-1]
    vectors = random.uniform(0, 1, (n, 3))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    chosen = [
        choice.candidate for choice in select(scores, vectors @ vectors.T, np.arange(len(scores)), limit, diversity)
    ]
    assert len(chosen) == len(set(chosen)) <= limit
    assert chosen[:1] == [0][:limit]
