"""Exact search: the best rows for a vector, mostly without the postings of terms that every other article has.

Those terms make up nearly all postings and little of any score. So the others are summed first; then an article can
have at most the length of the vector's part in common terms times the length of its own (Cauchy and Schwarz), and only
articles that could be among the best by that bound are scored in full. Bounds in the place of sums are MaxScore's idea
(Turtle & Flood 1995, Inf. Process. Manage. 31:831). Where too many articles could be, all postings are summed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.index.kernel import add_postings
from recommender.index.tfidf import Rows

Array = NDArray[Any]

LONG_POSTING = 256
"""Articles of a term from which its postings are worth a call of their own."""

FEW_POSTINGS = 500_000
"""Postings of a vector's common terms that are summed sooner than bounds are compared: half a millisecond."""

POSTINGS_A_CANDIDATE = 2_500
"""Postings that are summed in the time that scoring one article takes."""

RUN = 256
"""Rows whose best score is found in one go."""

LEAST_SCORE = 1e-6
"""Scores below are float noise of articles that share no term with the page; bounds are raised by as much."""

ZERO, ONE = np.zeros(1, dtype=np.int64), np.ones(1, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of articles (int64) with their score for the page (float32, 0 to 1), best first.

    `sums` (float32, one a row) are what the rare terms of the page add up to.
    """

    rows: Array
    scores: Array
    sums: Array


@dataclass(frozen=True, slots=True)
class Part:
    """What is already summed of a vector that another was blended into: rare terms; and what is left to add to them."""

    sums: Array
    numbers: Array
    weights: Array


@dataclass(frozen=True, slots=True)
class Vector:
    """A page or an article in the index's terms: term numbers, ascending, and unit-length weights."""

    numbers: Array
    weights: Array
    coverage: float
    is_article: bool = False
    part: Part | None = None


class Searcher:
    """Sums postings. `common` (bool) are terms, `lengths` (float32) the length of each row's part in them."""

    def __init__(self, rows: Rows, postings: Rows, common: Array, lengths: Array) -> None:
        self._rows, self._postings = rows, postings
        self._common, self._lengths = common, lengths
        self._many = int(np.count_nonzero(common))

    @cached_property
    def _place(self) -> Array:
        """For each term its place among the common ones, from 1; 0 for a term that is not."""
        return np.where(self._common, np.cumsum(self._common, dtype=np.int32), 0)

    def search(self, vector: Vector, factors: Array | None, allowed: Array | None, limit: int, least: float) -> Hits:
        """The `limit` best rows with a score of at least `least`; of equal ones those with the lower row.

        Scores are cosines times `factors`; `allowed` (bool, one a row) says which rows may be found.
        """
        least = max(least, LEAST_SCORE)
        sums = self._sums_of_rare(vector)
        numbers, weights = self._common_of(vector)
        starts, ends = self._postings[0][numbers], self._postings[0][numbers + 1]
        postings = int((ends - starts).sum())
        if postings > FEW_POSTINGS:
            length = float(np.sqrt(weights.astype(np.float64) @ weights))
            bounds = _times(sums + (self._lengths * np.float32(length) + np.float32(LEAST_SCORE)), factors, allowed)
            rows, _ = best(bounds, limit, least)
            scores = self._finished(sums, rows, numbers, weights, factors)
            if len(rows) == limit:
                least = max(least, float(scores.min()))
            rows = np.flatnonzero(bounds >= least)
            if len(rows) * POSTINGS_A_CANDIDATE <= postings:
                scores = self._finished(sums, rows, numbers, weights, factors)
                order = np.argsort(-scores, kind="stable")
                order = order[scores[order] >= least][:limit]
                return Hits(rows[order], scores[order], sums)
        return Hits(*best(self._sum_all(vector, sums, factors, allowed), limit, least), sums)

    def scores(self, vector: Vector, factors: Array | None) -> Array:
        """The score (float32) of every row."""
        return self._sum_all(vector, self._sums_of_rare(vector), factors, None)

    def _sum_all(self, vector: Vector, sums: Array, factors: Array | None, allowed: Array | None) -> Array:
        scores = sums.copy()
        self._add(scores, *self._common_of(vector))
        return _times(scores, factors, allowed)

    def _common_of(self, vector: Vector) -> tuple[Array, Array]:
        """The numbers and the weights of a vector's common terms."""
        common = self._common[vector.numbers]
        return vector.numbers[common], vector.weights[common]

    def _sums_of_rare(self, vector: Vector) -> Array:
        part = vector.part
        sums = np.zeros(len(self._lengths), dtype=np.float32) if part is None else part.sums.copy()
        left = vector if part is None else part
        rare = ~self._common[left.numbers]
        self._add(sums, left.numbers[rare], left.weights[rare])
        return sums

    def _finished(self, sums: Array, rows: Array, numbers: Array, weights: Array, factors: Array | None) -> Array:
        """The scores (float32) of some rows: their sums of rare terms, and what common ones add."""
        indptr, terms, values = self._rows
        places, lengths = runs(indptr[rows], indptr[rows + 1])
        wanted = np.zeros(self._many + 1, dtype=np.float32)
        wanted[self._place[numbers]] = weights
        parts = wanted[self._place[terms[places]]] * values[places]
        added = np.bincount(np.repeat(np.arange(len(rows)), lengths), weights=parts, minlength=len(rows))
        return _times((sums[rows] + added).astype(np.float32), None if factors is None else factors[rows], None)

    def _add(self, sums: Array, numbers: Array, weights: Array) -> None:
        indptr, articles, values = self._postings
        starts, ends = indptr[numbers], indptr[numbers + 1]
        long = np.flatnonzero(ends - starts >= LONG_POSTING)
        # a call for each long run of postings, and one for all the short ones
        add_postings(sums, (articles, values), starts[long], ends[long], weights[long])
        short = np.flatnonzero(ends - starts < LONG_POSTING)
        places, lengths = runs(starts[short], ends[short])
        parts = values[places] * np.repeat(weights[short], lengths)
        add_postings(sums, (articles[places], parts), ZERO, np.array([len(places)]), ONE)


def best(scores: Array, limit: int, least: float = LEAST_SCORE) -> tuple[Array, Array]:
    """The `limit` rows with the highest scores of at least `least`, and these; of equals, those with the lower row."""
    least = max(least, LEAST_SCORE)
    if 0 < limit < len(scores) // RUN:
        # at least so many rows are as good as the best of the `limit` best runs, and few others
        tops = np.maximum.reduceat(scores, np.arange(0, len(scores), RUN))
        least = max(least, float(np.partition(tops, len(tops) - limit)[len(tops) - limit]))
    rows = np.flatnonzero(scores >= least)
    values = scores[rows]
    if 0 < limit < len(rows):
        last = np.partition(values, len(values) - limit)[len(values) - limit]
        rows = rows[values >= last]
        values = scores[rows]
    order = np.argsort(-values, kind="stable")[:limit]
    return rows[order], values[order]


def runs(starts: Array, ends: Array) -> tuple[Array, Array]:
    """All places from each start to its end in one array, and how many each has."""
    lengths = ends - starts
    before = np.cumsum(lengths)
    # place p of the run is place p - (end of the runs before) of its own
    places = np.arange(before[-1] if len(before) else 0) + np.repeat(starts - before + lengths, lengths)
    return places, lengths


def _times(scores: Array, factors: Array | None, allowed: Array | None) -> Array:
    """Scores times their factors, at most 1; 0 where they are not allowed. In place."""
    if factors is not None:
        scores *= factors
    np.minimum(scores, 1.0, out=scores)
    if allowed is not None:
        scores *= allowed
    return scores
