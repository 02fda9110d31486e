"""The one loop that must be compiled: postings, times a weight, added to the scores of their articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Product = Callable[[int, int, Array, Array, Array, Array, Array], None]


def _numpy_product(
    _: int, __: int, column: Array, articles: Array, values: Array, weight: Array, scores: Array
) -> None:
    """The same as SciPy's, five times as slow: it copies what it gathers."""
    np.add.at(scores, articles[: column[1]], weight[0] * values[: column[1]])


def _find_product() -> Product:
    """SciPy's own matrix product, where it is still there and still adds up.

    It has had this form since 2008, and no public one reads in place. It is not public, so nobody promises that it
    stays: one that is another is found out here, before it is relied on.
    """
    try:
        from scipy.sparse._sparsetools import csc_matvec
    except ImportError:
        return _numpy_product
    return csc_matvec if is_product(csc_matvec) else _numpy_product


def is_product(product: Product) -> bool:
    """Whether a function adds a column times a weight to scores, in place, of an article that is there twice too."""
    scores = np.ones(4, dtype=np.float32)
    column, articles = np.array([0, 3], dtype=np.int32), np.array([1, 3, 1], dtype=np.int32)
    values, weight = np.array([0.5, 1.0, 0.25], dtype=np.float32), np.array([2.0, 9.0], dtype=np.float32)
    try:
        product(4, 1, column, articles, values, weight, scores)
    except Exception:  # whatever a function of another form says
        return False
    return bool(np.array_equal(scores, np.array([1.0, 2.5, 1.0, 3.0], dtype=np.float32)))


_product = _find_product()


def add_postings(scores: Array, postings: tuple[Array, Array], starts: Array, ends: Array, weights: Array) -> None:
    """scores[article] += weight · value for the postings (articles, values) from each start to its end, in place.

    Articles are int32, and places in `scores`; all floats are float32.
    """
    articles, values = postings
    column = np.zeros(2, dtype=np.int32)
    for place, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        column[1] = end - start
        _product(len(scores), 1, column, articles[start:end], values[start:end], weights[place:], scores)
