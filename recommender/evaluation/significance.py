"""How far figures can be trusted: intervals and tests over queries, the same on every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, permutation_test

SEED, RESAMPLES, CONFIDENCE = 7, 9_999, 0.95

_BATCH = 500
"""Resamples at a time: what keeps thousands of queries in little memory."""

Array = NDArray[np.float64]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure before and after, on the same queries.

    `interval` is that of the mean difference, `p` the chance of one as great were the two alike; both None for a
    single query. `better` and `worse` hold (query, before, after), the greatest change first.
    """

    queries: int
    before: float
    after: float
    interval: Interval | None
    p: float | None
    better: tuple[tuple[str, float, float], ...]
    worse: tuple[tuple[str, float, float], ...]


def mean_interval(values: Sequence[float]) -> Interval | None:
    """The 95 % interval of a mean over queries; None for fewer than two.

    Percentile bootstrap (Efron 1979, Ann. Statist. 7:1; for retrieval Savoy 1997, Inf. Process. Manage. 33:495).
    """
    if len(values) < 2:
        return None
    found = bootstrap(
        (np.asarray(values, dtype=np.float64),),
        np.mean,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        batch=_BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def compare_queries(before: Mapping[str, float], after: Mapping[str, float]) -> Difference:
    """The difference on the queries that both have, of which there must be one at least.

    The interval by paired bootstrap, `p` by the randomisation test.
    """
    queries = sorted(before.keys() & after.keys())
    old, new = (np.array([values[query] for query in queries]) for values in (before, after))
    changes = new - old
    order = np.argsort(-np.abs(changes), kind="stable")
    rows = [(queries[each], float(old[each]), float(new[each])) for each in order]
    return Difference(
        queries=len(queries),
        before=float(old.mean()),
        after=float(new.mean()),
        interval=mean_interval(changes.tolist()),
        p=_chance(old, new),
        better=tuple(row for row in rows if row[2] > row[1]),
        worse=tuple(row for row in rows if row[2] < row[1]),
    )


def _chance(old: Array, new: Array) -> float | None:
    """Two-sided p of the paired randomisation test (Fisher 1935; Smucker, Allan & Carterette 2007, CIKM 16:623)."""
    if len(old) < 2:
        return None
    test = permutation_test(
        (old, new),
        lambda x, y, axis: np.mean(y - x, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=_BATCH,
        rng=np.random.default_rng(SEED),
    )
    return float(test.pvalue)
