"""Search by bounds finds what summing everything finds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from samples import index_of
from scipy.sparse import csr_matrix

from recommender.index import Vector, search, tfidf
from recommender.index.search import LEAST_SCORE, Searcher, best

ROWS, TERMS = 40, 7
WEIGHTS = st.lists(st.sampled_from([0.0, 0.0, 0.3, 1.0]), min_size=TERMS, max_size=TERMS)
MATRICES = st.lists(WEIGHTS, min_size=ROWS, max_size=ROWS).map(lambda rows: _unit(np.array(rows)))


def _unit(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return (rows / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)


def _searcher(matrix: np.ndarray, common: np.ndarray) -> Searcher:
    rows = csr_matrix(matrix)
    columns = rows.tocsc()
    parts = [(each.indptr.astype(np.int64), each.indices, each.data) for each in (rows, columns)]
    return Searcher(parts[0], parts[1], common, np.linalg.norm(matrix * common, axis=1).astype(np.float32))


def _vector(weights: np.ndarray, **more: Any) -> Vector:
    numbers = np.flatnonzero(weights)
    return Vector(numbers, weights[numbers], 1.0, **more)


@given(
    MATRICES,
    WEIGHTS,
    st.lists(st.booleans(), min_size=TERMS, max_size=TERMS),
    st.lists(st.booleans(), min_size=ROWS, max_size=ROWS),
    st.sampled_from([None, 0.5, 1.7]),
    st.integers(1, ROWS + 1),
    st.sampled_from([0.0, LEAST_SCORE, 0.4, 1.0]),
    st.sampled_from([0, 10, 1000]),
)
def test_search_by_bounds_finds_the_best_rows(
    matrix: np.ndarray, weights: list[float], common: list[bool], allowed: list[bool], factor: float | None,
    limit: int, least: float, candidate: int,
) -> None:  # fmt: skip
    factors = None if factor is None else np.linspace(factor, 1.0, ROWS, dtype=np.float32)
    page = _unit(np.array(weights))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "FEW_POSTINGS", -1)
        patch.setattr(search, "POSTINGS_A_CANDIDATE", candidate)
        patch.setattr(search, "RUN", 2)
        hits = _searcher(matrix, np.array(common)).search(_vector(page), factors, np.array(allowed), limit, least)
    expected = np.minimum(matrix @ page * (1.0 if factors is None else factors), 1.0) * np.array(allowed)
    assert_allclose(hits.scores, expected[hits.rows], atol=1e-6)
    assert_allclose(hits.scores, np.sort(expected[expected >= least - 1e-6])[::-1][: len(hits.rows)], atol=1e-6)
    assert len(hits.rows) >= min(limit, np.count_nonzero(expected >= least + 1e-6))
    assert len(hits.rows) <= min(limit, np.count_nonzero(expected >= least - 1e-6))
    assert [*zip(-hits.scores, hits.rows, strict=True)] == sorted(zip(-hits.scores, hits.rows, strict=True))


def test_index_of_many_articles_has_common_terms_and_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = {f"a{row:02}": {f"t{row % 7}": 2.0, f"own{row}": 3.0, "all": 0.5, f"h{row % 2}": 1.0} for row in range(60)}
    monkeypatch.setattr(tfidf, "MANY_ARTICLES", 60)
    index = index_of(corpus)
    page = index.vector_of({"all": 1.0, "t3": 1.0, "h1": 1.0, "own17": 2.0})
    scores = index.scores(page)
    monkeypatch.setattr(search, "FEW_POSTINGS", 0)
    hits = index.search(page, None, 5)
    assert index.df[index.common].min() > 6
    assert hits.rows.tolist() == sorted(range(60), key=lambda row: (-round(float(scores[row]), 5), row))[:5]
    assert_allclose(hits.scores, scores[hits.rows], atol=1e-6)


@given(MATRICES, WEIGHTS, st.lists(st.booleans(), min_size=TERMS, max_size=TERMS))
def test_all_sums_are_cosines_whichever_terms_are_common(
    matrix: np.ndarray, weights: list[float], common: list[bool]
) -> None:
    page = _unit(np.array(weights))
    assert_allclose(_searcher(matrix, np.array(common)).scores(_vector(page), None), matrix @ page, atol=1e-6)


@given(MATRICES, WEIGHTS)
def test_long_and_short_postings_are_summed_alike(matrix: np.ndarray, weights: list[float]) -> None:
    page, searcher = _vector(_unit(np.array(weights))), _searcher(matrix, np.zeros(TERMS, dtype=bool))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "LONG_POSTING", 0)
        apart = searcher.scores(page, None)
    assert_allclose(apart, searcher.scores(page, None), atol=1e-6)


@given(st.lists(st.sampled_from([0.0, 1e-7, 0.2, 0.25, 1.0]), max_size=2000), st.integers(1, 30))
def test_best_rows_are_those_of_a_stable_sort(scores: list[float], limit: int) -> None:
    array = np.array(scores, dtype=np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "RUN", 8)
        rows, values = best(array, limit)
    expected = sorted((row for row, score in enumerate(scores) if score > LEAST_SCORE), key=lambda row: -scores[row])
    assert rows.tolist() == expected[:limit]
    assert values.tolist() == array[rows].tolist()


def test_search_for_a_blend_is_the_same_from_the_sums_of_its_parts() -> None:
    names = [f"t{number}" for number in range(8)]
    index = index_of({f"a{row}": dict.fromkeys(names[row % 4 :], row % 3 + 1.0) for row in range(9)})
    page = index.vector_of(dict.fromkeys([*names[:3], "unknown"], 1.0))
    nearest = index.search(page, None, 2)
    whole = index.blend(page, nearest.rows, nearest.scores, 0.5, 2)
    parts = index.blend(page, nearest.rows, nearest.scores, 0.5, 2, nearest.sums)
    assert parts.part is not None
    assert_allclose(index.scores(parts), index.scores(whole), atol=1e-6)
    assert index.search(parts, None, 9).rows.tolist() == index.search(whole, None, 9).rows.tolist()
