from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from recommender.index.tfidf import TF_POWER, fit, idf, idf_power, weigh

COUNTS = arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.integers(0, 4))


def _fit(counts: np.ndarray) -> np.ndarray:
    rows = csr_matrix(counts)
    (indptr, indices, values), _, _ = fit(rows.indptr, rows.indices, rows.data.astype(np.float64), counts.shape[1])
    return csr_matrix((values, indices, indptr), shape=counts.shape).toarray()


def test_idf_is_the_logarithm_of_articles_and_one_by_document_frequency() -> None:
    assert_allclose(idf(np.array([1, 2, 4]), 4), [log(5), log(5 / 2), log(5 / 4)])


def test_idf_of_an_unknown_term_is_that_of_a_term_in_one_article() -> None:
    assert idf(np.array([0]), 4) == idf(np.array([1]), 4)


@pytest.mark.parametrize(
    ("articles", "power"), [(0, 0.5), (1, 0.5), (100, 0.5), (1000, 0.75), (10_000, 1.0), (1_000_000, 1.0)]
)
def test_idf_counts_the_more_the_more_articles_there_are(articles: int, power: float) -> None:
    assert idf_power(articles) == pytest.approx(power)


def test_weights_follow_the_formula() -> None:
    # two articles, the first with hip four times and sitting once, the second with sitting twice
    power = idf_power(2)
    hip, sitting = 4**TF_POWER * log(3 / 1) ** power, 1 * log(3 / 2) ** power
    length = sqrt(hip**2 + sitting**2)
    assert_allclose(_fit(np.array([[4, 1], [0, 2]])), [[hip / length, sitting / length], [0, 1]], rtol=1e-6)


def test_weights_of_an_article_without_terms_are_none() -> None:
    assert _fit(np.array([[0, 0], [1, 0]])).tolist() == [[0, 0], [1, 0]]


def test_document_frequencies_count_articles_not_occurrences() -> None:
    rows = csr_matrix(np.array([[5, 1, 0], [2, 0, 0]]))
    _, _, df = fit(rows.indptr, rows.indices, rows.data.astype(np.float64), 3)
    assert df.tolist() == [2, 1, 0]


@given(COUNTS)
def test_weights_are_those_of_scikit_learn(counts: np.ndarray) -> None:
    # Its smooth idf is ln((N + 1) / (df + 1)) + 1. Learnt where each term is in one article fewer, and less the
    # 1, that is our ln((N + 1) / df), to whose power we weigh; terms that no article has weigh nothing on either side.
    fewer = counts.copy()
    for column in range(counts.shape[1]):
        fewer[np.flatnonzero(counts[:, column])[:1], column] = 0
    oracle = TfidfTransformer(norm="l2", use_idf=True, smooth_idf=True, sublinear_tf=False).fit(csr_matrix(fewer))
    oracle.idf_ = (oracle.idf_ - 1.0) ** idf_power(len(counts))
    expected = oracle.transform(csr_matrix(counts.astype(np.float64) ** TF_POWER * (counts > 0))).toarray()
    assert_allclose(_fit(counts), expected, atol=1e-6)


@given(COUNTS)
def test_weights_of_an_article_have_unit_length(counts: np.ndarray) -> None:
    lengths = np.linalg.norm(_fit(counts), axis=1)
    assert_allclose(lengths, counts.any(axis=1), atol=1e-6)


@given(COUNTS)
def test_weights_of_a_page_with_the_words_of_an_article_are_its_weights(counts: np.ndarray) -> None:
    df = np.count_nonzero(counts, axis=0)
    page = {str(column): float(count) for column, count in enumerate(counts[0]) if count}
    assert_allclose(weigh(page, df[counts[0] > 0], len(counts)), _fit(counts)[0][counts[0] > 0], atol=1e-6)


def test_weights_of_a_page_shrink_by_its_unknown_terms() -> None:
    known = weigh({"hip": 1.0}, np.array([1]), 4)
    with_unknown = weigh({"hip": 1.0, "risotto": 1.0}, np.array([1, 0]), 4)
    assert known.tolist() == [1.0]
    assert with_unknown == pytest.approx([sqrt(0.5), sqrt(0.5)])


def test_weights_of_an_empty_page_are_none() -> None:
    assert weigh({}, np.zeros(0), 4).tolist() == []
