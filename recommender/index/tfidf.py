"""The weights: term frequency damped, times inverse document frequency, to unit length.

    w(t, d) = tf(t, d)^0.7 · ln((N + 1) / df(t))^p,   p = log10(N) / 4 from 1/2 to 1,
    each article divided by its Euclidean length

N articles, df(t) of them with term t. SMART notation: power-damped tf, idf, cosine (Salton & Buckley 1988,
Inf. Process. Manage. 24:513). The power of tf damps repetition less than 1 + ln tf does at first and never turns
it off. idf counts the less, the fewer articles there are to count in: with a hundred, a word that is rare by chance
would else count most, so there a page's and an article's idf multiply to one idf (as in PubMed's related articles,
Lin & Wilbur 2007, BMC Bioinformatics 8:423), and with ten thousand to its square, as usual. N + 1 keeps a term that is
in every article at nearly nothing.

A page is weighed alike. A term that no article has counts in the length of the page as if one had it: a page
whose words are mostly unknown is about something else, and its score says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

TF_POWER = 0.7
IDF_POWER_LEAST, IDF_POWER_GROWTH = 0.5, 0.25
"""The power of idf: so much for each power of ten of articles, up to 1. Measured in docs/quality.md."""

COMMON_SHARES = (0.05, 0.1, 0.2, 1.0)
COMMON_WEIGHT = 0.06
"""Of the squared length of an article, on average: more, and its bound says too little of it."""

MANY_ARTICLES, SAMPLE = 50_000, 2_000
"""Articles from which bounds are found sooner than sums; and those by which common terms are told."""

BLOCK = 1 << 18
"""Values of a block of rows."""

Array = NDArray[Any]
Rows = tuple[Array, Array, Array]
"""Sparse rows: where each begins (int64), the columns (int32), the values (float32)."""


def idf(df: Array, articles: int) -> Array:
    """ln((N + 1) / df) as float64; df 0 counts as 1."""
    result: Array = np.log((articles + 1) / np.maximum(df, 1))
    return result


def idf_power(articles: int) -> float:
    """The power p of idf in a collection of so many articles."""
    return float(np.clip(IDF_POWER_GROWTH * np.log10(max(articles, 1)), IDF_POWER_LEAST, 1.0))


def fit(indptr: Array, indices: Array, counts: Array, terms: int) -> tuple[Rows, Rows, Array]:
    """Weigh articles given as CSR arrays of term counts (rows = articles, columns = `terms` terms, ascending).

    Returns the articles to unit length; the postings: for each term its articles, ascending; and how many articles
    have each term (int32).
    """
    from scipy.sparse import csr_matrix

    articles = len(indptr) - 1
    df = np.bincount(indices, minlength=terms).astype(np.int32)
    factors = idf(df, articles) ** idf_power(articles)
    values = np.empty(len(counts), dtype=np.float32)
    for block in blocks(indptr):
        weights = counts[block.places].astype(np.float64) ** TF_POWER * factors[indices[block.places]]
        lengths = np.sqrt(block.sums(weights * weights))
        lengths[lengths == 0.0] = 1.0
        values[block.places] = weights / np.repeat(lengths, np.diff(block.starts))
    rows = csr_matrix((values, indices, indptr), shape=(articles, terms))
    return _parts(rows), _parts(rows.tocsc()), df


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows on end: which, where their values are, and where in these each row begins; the end of the last too."""

    rows: slice
    places: slice
    starts: Array

    def sums(self, values: Array) -> Array:
        """The sum (float64) of the values of each row."""
        sums = np.zeros(len(self.starts) - 1)
        filled = np.diff(self.starts) > 0
        if filled.any():
            sums[filled] = np.add.reduceat(values, self.starts[:-1][filled], dtype=np.float64)
        return sums


def find_common(rows: Rows, df: Array) -> Array:
    """The common terms (bool): those in a large share of all articles, which weigh little in most of them."""
    indptr, indices, values = rows
    articles = len(indptr) - 1
    if articles < MANY_ARTICLES:
        return np.zeros(len(df), dtype=bool)
    sample = slice(0, int(indptr[min(articles, SAMPLE)]))
    squares = values[sample].astype(np.float64) ** 2
    for share in COMMON_SHARES:
        common = df > share * articles
        if float(squares @ common[indices[sample]]) <= COMMON_WEIGHT * min(articles, SAMPLE):
            break
    return np.asarray(common)


def blocks(indptr: Array) -> Iterator[Block]:
    """All rows, in blocks whose numbers take little memory beside those of all, and stay in the processor's caches."""
    first = 0
    while first < len(indptr) - 1:
        last = max(first + 1, int(np.searchsorted(indptr, indptr[first] + BLOCK, side="right")) - 1)
        start, end = int(indptr[first]), int(indptr[last])
        yield Block(slice(first, last), slice(start, end), indptr[first : last + 1] - start)
        first = last


def _parts(matrix: Any) -> Rows:
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data


def weigh(counts: Mapping[str, float], df: Array, articles: int) -> Array:
    """Unit-length weights (float64) of a page's terms, in the order of `counts`; df 0 for unknown terms."""
    frequencies = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
    values = frequencies**TF_POWER * idf(df, articles) ** idf_power(articles)
    length = float(np.sqrt(values @ values))
    return values / length if length else values
