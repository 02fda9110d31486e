from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from samples import index_of

from recommender.article import KINDS, MOVEMENTS
from recommender.index import Index, Vector
from recommender.index.cards import code_kind, code_movements

TERMS = [f"t{number}" for number in range(8)]
COUNTS = st.dictionaries(st.sampled_from(TERMS), st.sampled_from([1.0, 2.0, 4.5]), max_size=6)
CORPORA = st.lists(COUNTS, max_size=9).map(
    lambda rows: {f"a{row}": each for row, each in enumerate([{"t0": 1.0}, *rows])}
)
PAGES = st.dictionaries(st.sampled_from([*TERMS, "unknown"]), st.sampled_from([1.0, 3.0]), max_size=6)

SMALL = {
    "bend": {"hip": 2.0, "hamstring": 1.0},
    "copy": {"hip": 1.0, "sitting": 1.0},
    "desk": {"hip": 1.0, "sitting": 1.0},
    "soup": {"leek": 1.0},
}


def _dense(index: Index, vector: Vector) -> np.ndarray:
    dense = np.zeros(len(index.terms))
    dense[vector.numbers] = vector.weights
    return dense


@given(CORPORA, PAGES)
def test_scores_are_the_cosines_of_dense_vectors(corpus: dict[str, dict[str, float]], page: dict[str, float]) -> None:
    index = index_of(corpus)
    vector = index.vector_of(page)
    articles = np.array([_dense(index, index.vector(row)) for row in range(len(index))])
    assert_allclose(index.scores(vector), articles @ _dense(index, vector), atol=1e-5)


@given(CORPORA, PAGES, st.data())
def test_search_gives_the_best_of_the_allowed_rows(
    corpus: dict[str, dict[str, float]], page: dict[str, float], data: st.DataObject
) -> None:
    index = index_of(corpus)
    vector = index.vector_of(page)
    allowed = np.array(data.draw(st.lists(st.booleans(), min_size=len(index), max_size=len(index))))
    limit = data.draw(st.integers(1, 10))
    scores = index.scores(vector)
    wanted = sorted((row for row in range(len(index)) if allowed[row] and scores[row] > 1e-6), key=lambda r: -scores[r])
    hits = index.search(vector, allowed, limit)
    assert hits.rows.tolist() == wanted[:limit]
    assert hits.scores.tolist() == [scores[row] for row in wanted[:limit]]


@given(CORPORA, PAGES)
def test_shares_add_up_to_the_score_greatest_first(corpus: dict[str, dict[str, float]], page: dict[str, float]) -> None:
    index = index_of(corpus)
    vector = index.vector_of(page)
    shares = [[part for _, part in index.shares(vector, row)] for row in range(len(index))]
    assert_allclose([sum(parts) for parts in shares], index.scores(vector), atol=1e-5)
    assert shares == [sorted(parts, reverse=True) for parts in shares]


@given(CORPORA)
def test_similarities_are_the_cosines_of_each_article_to_each(corpus: dict[str, dict[str, float]]) -> None:
    index = index_of(corpus)
    rows = np.arange(len(index))
    expected = [index.scores(replace(index.vector(row), is_article=False)) for row in rows]
    assert_allclose(index.similarities(rows), expected, atol=1e-5)


@given(CORPORA)
def test_arrays_do_not_depend_on_the_order_of_words(corpus: dict[str, dict[str, float]]) -> None:
    turned = {name: dict(reversed(counts.items())) for name, counts in corpus.items()}
    page = dict.fromkeys(TERMS, 1.0)
    assert (
        index_of(corpus).scores(index_of(corpus).vector_of(page)).tolist()
        == index_of(turned).scores(index_of(turned).vector_of(page)).tolist()
    )


def test_index_of_articles_without_a_term_finds_nothing() -> None:
    index = index_of({"numbers": {}})
    assert index.search(index.vector_of({"hip": 1.0}), None, 9).rows.tolist() == []


def test_similarities_of_no_rows_are_empty() -> None:
    assert index_of(SMALL).similarities(np.array([], dtype=np.int64)).shape == (0, 0)


def test_search_puts_ties_in_the_order_of_ids() -> None:
    index = index_of(SMALL)
    hits = index.search(index.vector_of({"sitting": 1.0}), None, 1)
    assert [index.card(int(row)).id for row in hits.rows] == ["copy"]
    assert index.search(index.vector_of({"sitting": 1.0}), None, 9).rows.tolist() == [1, 2]


def test_search_leaves_out_articles_that_share_no_term() -> None:
    index = index_of(SMALL)
    assert sorted(index.search(index.vector_of({"hip": 1.0}), None, 9).rows.tolist()) == [0, 1, 2]
    assert index.search(index.vector_of({"risotto": 1.0}), None, 9).rows.tolist() == []


def test_search_changes_no_score_of_the_index() -> None:
    index = index_of(SMALL)
    vector = index.vector_of({"hip": 1.0})
    before = index.scores(vector).tolist()
    index.search(vector, np.zeros(len(index), dtype=bool), 2)
    assert index.scores(vector).tolist() == before


def test_page_coverage_is_the_share_of_its_known_terms() -> None:
    index = index_of(SMALL)
    assert index.vector_of({"hip": 9.0, "leek": 1.0, "risotto": 1.0, "saffron": 1.0}).coverage == 0.5
    assert index.vector_of({}).coverage == 0.0


def test_page_with_unknown_terms_scores_less() -> None:
    index = index_of(SMALL)
    plain = index.scores(index.vector_of({"hip": 1.0}))
    mixed = index.scores(index.vector_of({"hip": 1.0, "risotto": 1.0}))
    assert (mixed[:3] < plain[:3]).all()


def test_article_is_found_by_id_and_address() -> None:
    index = index_of(SMALL)
    assert [index.row_of_id("desk"), index.row_of_url("/desk"), index.rows_of_ids(["soup", "no", "bend"]).tolist()] == [
        2,
        2,
        [3, 0],
    ]
    assert [index.row_of_id("no"), index.row_of_url("/no")] == [None, None]


@pytest.mark.parametrize(("kind", "code"), [*((kind, place) for place, kind in enumerate(KINDS)), (None, -1)])
def test_kind_has_its_place_as_code(kind: str | None, code: int) -> None:
    assert code_kind(kind) == code


def test_movements_have_a_bit_each_within_32() -> None:
    assert [code_movements([each]) for each in MOVEMENTS] == [1 << place for place in range(len(MOVEMENTS))]
    assert code_movements(MOVEMENTS) < 2**32


@given(CORPORA)
def test_resemblance_is_the_share_of_terms_that_both_have(corpus: dict[str, dict[str, float]]) -> None:
    index = index_of(corpus)
    page = {*TERMS[:3], "known nowhere"}
    likeness, common = index.resemblance(index.vector_of(dict.fromkeys(page, 1.0)), np.arange(len(index)))
    assert common.tolist() == [len(page & corpus[name].keys()) for name in sorted(corpus)]
    expected = [len(page & corpus[name].keys()) / len(page | corpus[name].keys()) for name in sorted(corpus)]
    assert_allclose(likeness, np.where(common > 0, expected, 0.0), atol=1e-9)
