"""SciPy's private product, which the search rests on, and NumPy's, should it go."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from samples import TINY

from recommender import Page, Recommender
from recommender.index import kernel


def test_product_of_the_scipy_that_is_installed_is_used() -> None:
    from scipy.sparse._sparsetools import csc_matvec

    assert kernel.is_product(csc_matvec)
    assert kernel._product is csc_matvec


def _of_another_form(*_: Any) -> None:
    raise TypeError("takes 6 arguments")


def _that_replaces(_: int, __: int, column: Any, articles: Any, values: Any, weight: Any, scores: Any) -> None:
    scores[articles[: column[1]]] = weight[0] * values[: column[1]]


def _that_adds_once(_: int, __: int, column: Any, articles: Any, values: Any, weight: Any, scores: Any) -> None:
    scores[articles[: column[1]]] += weight[0] * values[: column[1]]


@pytest.mark.parametrize("product", [_of_another_form, _that_replaces, _that_adds_once, lambda *_: None])
def test_product_that_does_something_else_is_found_out(product: Callable[..., None]) -> None:
    assert not kernel.is_product(product)


def test_both_products_add_the_same() -> None:
    rng = np.random.default_rng(1)
    ends = np.sort(rng.integers(0, 5_000, 40))
    starts = np.concatenate([[0], ends[:-1]])
    articles = rng.integers(0, 300, 5_000).astype(np.int32)
    values, weights = rng.random(5_000, dtype=np.float32), rng.random(40, dtype=np.float32)
    found = []
    for product in (kernel._find_product(), kernel._numpy_product):
        scores = np.zeros(300, dtype=np.float32)
        column = np.zeros(2, dtype=np.int32)
        for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
            column[1] = end - start
            product(300, 1, column, articles[start:end], values[start:end], weights[place:], scores)
        found.append(scores)
    assert found[0].sum() > 1_000
    assert_allclose(found[0], found[1], rtol=1e-4)


def test_answers_are_the_same_without_scipys_product(tiny: Recommender, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [Page(id=each.id) for each in TINY] + [Page(text="Sitting stiffens the hamstrings and the hip flexors.")]
    before = [tiny.related(page).to_json() for page in pages]
    monkeypatch.setattr(kernel, "_product", kernel._numpy_product)
    assert [tiny.related(page).to_json() for page in pages] == before
    assert any(each["items"] for each in before)
