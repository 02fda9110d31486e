"""Gathers the terms of articles, one after the other, into the arrays of an index."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import Card
from recommender.index.cards import Cards
from recommender.index.engine import code_kind, code_movements
from recommender.index.strings import Strings
from recommender.index.tfidf import fit

Array = NDArray[Any]


class Collector:
    """Takes articles in the order of their rows; numbers terms as they come, and in their own order at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._indptr = array("q", [0])
        self._indices = array("i")
        self._counts = array("f")
        self._cards: list[Card] = []
        self._subjects: set[str] = set()

    @property
    def terms(self) -> Sequence[str]:
        """The terms so far, in the order they came."""
        return list(self._numbers)

    def add(self, card: Card, counts: Mapping[str, float], subjects: Iterable[str]) -> None:
        """The next article; `subjects` are those of its terms that name what it is about."""
        self._subjects.update(subjects)
        numbers = self._numbers
        self._indices.extend([numbers.setdefault(term, len(numbers)) for term in counts])
        self._counts.extend(counts.values())
        self._indptr.append(len(self._indices))
        self._cards.append(card)

    def finish(
        self, displays: Mapping[str, str], addresses: Sequence[str], field_terms: Container[str]
    ) -> tuple[dict[str, Array], bytes]:
        """The arrays of the index and the file of its cards.

        `displays` gives the words of a term where they are not the term itself; `addresses` the canonical
        address of each article; `field_terms` are the terms of the field that the vocabulary is of. Terms are put in
        code-point order, so that the same articles give the same arrays whatever order their words came in.
        """
        terms = sorted(self._numbers)
        place = np.empty(len(terms), dtype=np.int32)
        place[[self._numbers[term] for term in terms]] = np.arange(len(terms), dtype=np.int32)
        indices = np.frombuffer(self._indices, dtype=np.int32) if self._indices else np.zeros(0, np.int32)
        counts = np.frombuffer(self._counts, dtype=np.float32).astype(np.float64)
        weights = fit(np.frombuffer(self._indptr, dtype=np.int64), place[indices], counts, len(terms))
        rows = weights.indptr, weights.indices, weights.values
        arrays = {"df": weights.df, **_named("rows", rows), **_named("postings", _transpose(rows, len(terms)))}
        arrays |= _strings("terms", terms)
        arrays["field_terms"] = np.array([term in field_terms for term in terms], dtype=bool)
        arrays["field_shares"] = _shares_of(rows, arrays["field_terms"])
        arrays["centrality"] = _centrality(rows, len(terms))
        arrays["subjects"] = np.array([term in self._subjects for term in terms], dtype=bool)
        arrays |= _strings("ids", [card.id for card in self._cards])
        arrays |= _strings("displays", sorted({displays.get(term, term) for term in terms}))
        shown = Strings({name: arrays[f"displays.{name}"] for name in Strings.NAMES})
        arrays["display_of"] = shown.find([displays.get(term, term) for term in terms]).astype(np.int32)
        # An address that two articles claim is the first one's; the second is still found by its id.
        first_row = {address: row for row, address in reversed(list(enumerate(addresses)))}
        arrays |= _strings("urls", sorted(first_row))
        arrays["url_rows"] = np.array([first_row[address] for address in sorted(first_row)], dtype=np.int32)
        arrays["kinds"] = np.array([code_kind(card.kind) for card in self._cards], dtype=np.int8)
        arrays["movements"] = np.array([code_movements(card.movements) for card in self._cards], dtype=np.uint32)
        languages = sorted({card.language for card in self._cards})
        arrays["languages"] = np.array([languages.index(card.language) for card in self._cards], dtype=np.int16)
        arrays["excluded"] = np.array([card.exclude for card in self._cards], dtype=bool)
        for name in ("updated", "reviewed"):
            days = [day.toordinal() if (day := getattr(card, name)) else 0 for card in self._cards]
            arrays[name] = np.array(days, dtype=np.int32)
        lines, arrays["cards.offsets"] = Cards.pack(self._cards)
        return arrays, lines


def _shares_of(rows: tuple[Array, Array, Array], chosen: Array) -> Array:
    """For each row the sum of the squared weights (float32, 0 to 1) of the chosen terms."""
    indptr, indices, values = rows
    squares = np.where(chosen[indices], values, 0.0).astype(np.float64) ** 2
    sums = np.concatenate([[0.0], np.cumsum(squares)])
    result: Array = (sums[indptr[1:]] - sums[indptr[:-1]]).astype(np.float32)
    return result


def _centrality(rows: tuple[Array, Array, Array], terms: int) -> Array:
    """The cosine (float32) of each article to the mean of all."""
    indptr, indices, values = rows
    mean = np.bincount(indices, weights=values, minlength=terms)
    length = np.linalg.norm(mean)
    sums = np.concatenate([[0.0], np.cumsum(values * mean[indices])]) / (length or 1.0)
    result: Array = (sums[indptr[1:]] - sums[indptr[:-1]]).astype(np.float32)
    return result


def _transpose(rows: tuple[Array, Array, Array], terms: int) -> tuple[Array, Array, Array]:
    """Rows of terms as postings: for each term its articles, ascending."""
    from scipy.sparse import csr_matrix

    indptr, indices, values = rows
    turned = csr_matrix((values, indices, indptr), shape=(len(indptr) - 1, terms)).tocsc()
    return turned.indptr.astype(np.int64), turned.indices.astype(np.int32), turned.data.astype(np.float32)


def _named(name: str, parts: tuple[Array, Array, Array]) -> dict[str, Array]:
    return {f"{name}.{part}": array for part, array in zip(("indptr", "indices", "values"), parts, strict=True)}


def _strings(name: str, strings: Sequence[str]) -> dict[str, Array]:
    return {f"{name}.{part}": array for part, array in Strings.pack(strings).items()}
