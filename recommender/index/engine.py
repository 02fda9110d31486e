"""A loaded index: finds the rows of articles that share weighted terms. Nothing in it ever changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from recommender.article import Card
from recommender.index.addresses import Addresses
from recommender.index.cards import Cards
from recommender.index.search import LEAST_SCORE, Hits, Part, Searcher, Vector, runs
from recommender.index.strings import Strings, Texts
from recommender.index.terms import BETWEEN, Terms
from recommender.index.tfidf import weigh

Array = NDArray[Any]

HUB_POWER = 0.2
"""How strongly an article near the mean of all is held down on the lists of other articles; docs/decisions.md."""

FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
"""Unicode's forms that the name of a file may have: macOS and an editor may differ."""


class Index:
    """One generation, memory-mapped. Rows are articles in the order of their ids."""

    def __init__(self, manifest: Mapping[str, Any], arrays: Mapping[str, Array], cards: Cards) -> None:
        self.manifest = manifest
        self.generation: str = manifest["generation"]
        self.terms = Terms(Strings(_part(arrays, "names")), arrays["pairs"])
        self._ids = Strings(_part(arrays, "ids"))
        self._addresses = Addresses(Strings(_part(arrays, "urls")), arrays["url_rows"], manifest.get("site", ""))
        self._displays = Texts({part: arrays[f"displays.{part}"] for part in Texts.NAMES})
        self.df, self.subjects = arrays["df"], arrays["subjects"]
        self.kinds, self.movements = arrays["kinds"], arrays["movements"]
        self.excluded, self._languages = arrays["excluded"], arrays["languages"]
        self.updated, self.reviewed = arrays["updated"], arrays["reviewed"]
        self._centrality = arrays["centrality"]
        self._field_terms, self._field_shares = arrays["field_terms"], arrays["field_shares"]
        self._rows = arrays["rows.indptr"], arrays["rows.indices"], arrays["rows.values"]
        postings = arrays["postings.indptr"], arrays["postings.indices"], arrays["postings.values"]
        self.common = arrays["common"]
        self._searcher = Searcher(self._rows, postings, self.common, arrays["common_lengths"])
        self._cards = cards

    def __len__(self) -> int:
        return len(self._ids)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of the articles, ISO 639-1."""
        return tuple(self.manifest["languages"])

    @cached_property
    def least_field_share(self) -> float:
        """How much of the field's own terms nearly every article has: the 5th percentile of their shares."""
        return float(np.quantile(self._field_shares, 0.05)) if len(self) else 0.0

    def field_share(self, vector: Vector) -> float:
        """How much of a page, 0 to 1, is in the field's own terms: their part of its squared length."""
        weights = vector.weights[self._field_terms[vector.numbers]].astype(np.float64)
        return float(weights @ weights)

    def speaks(self, language: str) -> Array:
        """Which articles are in a language (bool, one a row)."""
        known = language in self.languages
        result: Array = self._languages == (self.languages.index(language) if known else -1)
        return result

    def card(self, row: int) -> Card:
        """The card of an article."""
        return self._cards[row]

    def display(self, number: int) -> str:
        """A term in the words that articles use for it most often."""
        return BETWEEN.join(self._displays[part] for part in self.terms.parts(number))

    def row_of_id(self, article_id: str) -> int | None:
        """The row of the article with this id, whichever form of Unicode it is written in."""
        forms = [article_id] if article_id.isascii() else [article_id, *(normalize(f, article_id) for f in FORMS)]
        return next((int(row) for row in self._ids.find(forms) if row >= 0), None)

    def row_of_url(self, url: str) -> int | None:
        """The row of the article at this address, in its canonical form; see `Addresses.find`."""
        return self._addresses.find(url)

    @property
    def names_hosts(self) -> bool:
        """Whether addresses of the index have hosts, so that a page's address tells its site from others."""
        return self._addresses.hosts is None or bool(self._addresses.hosts)

    def rows_of_ids(self, ids: Sequence[str]) -> Array:
        """The rows of those of `ids` that are in the index."""
        found = self._ids.find(ids)
        return found[found >= 0]

    def vector(self, row: int) -> Vector:
        """An article as it was weighed."""
        indptr, indices, values = self._rows
        start, end = indptr[row], indptr[row + 1]
        return Vector(indices[start:end], values[start:end], 1.0, is_article=True)

    def vector_of(self, counts: Mapping[str, float]) -> Vector:
        """A page's terms, weighed. Unknown terms count in its length; `coverage` is the share of known ones."""
        numbers = self.terms.find(list(counts))
        df = np.where(numbers >= 0, self.df[np.maximum(numbers, 0)], 0) if len(self.terms) else np.zeros(len(numbers))
        known = df > 0
        weights = weigh(counts, df, len(self))
        coverage = float(known.mean()) if len(numbers) else 0.0
        numbers, weights = numbers[known], weights[known].astype(np.float32)
        order = np.argsort(numbers)
        return Vector(numbers[order], weights[order], coverage)

    def blend(
        self, vector: Vector, rows: Array, shares: Array, weight: float, terms: int, sums: Array | None = None
    ) -> Vector:
        """A vector with the `terms` heaviest terms of some articles added, to unit length.

        `shares` say how much of each of `rows`; `weight` is the length of what is added against the vector's own;
        with the `sums` of a search for the vector, one for the blend sums only what was added. This is Rocchio's
        feedback (Rocchio 1971, in Salton's SMART book) on unit vectors.
        """
        if not shares.sum():
            return vector
        places, lengths = self._places(rows)
        numbers, inverse = np.unique(self._rows[1][places], return_inverse=True)
        weights = np.bincount(inverse, weights=self._rows[2][places] * np.repeat(shares, lengths))
        if len(weights) > terms:
            kept = np.sort(np.argpartition(-weights, terms)[:terms])
            numbers, weights = numbers[kept], weights[kept]
        added = np.linalg.norm(weights)
        if not added:
            return vector
        scale = weight * np.linalg.norm(vector.weights) / added
        both, inverse = np.unique(np.concatenate([vector.numbers, numbers]), return_inverse=True)
        blended = np.bincount(inverse, weights=np.concatenate([vector.weights, weights * scale]))
        # What the page says in words that no article has stays part of its length.
        unknown = max(0.0, 1.0 - float(vector.weights.astype(np.float64) @ vector.weights))
        length = np.sqrt(blended @ blended + unknown)
        part = None
        if sums is not None:
            left = (weights * (scale / length)).astype(np.float32)
            part = Part(sums * np.float32(1.0 / length), numbers, left)
        return Vector(both, (blended / length).astype(np.float32), vector.coverage, part=part)

    def search(self, vector: Vector, allowed: Array | None, limit: int, least: float = LEAST_SCORE) -> Hits:
        """The `limit` best rows by exact score, at least `least`, among those that `allowed` (bool, one a row) lets in.

        Equal scores keep the order of ids, so that the same question gets the same answer everywhere.
        """
        return self._searcher.search(vector, self._factors(vector), allowed, limit, least)

    @cached_property
    def hub_factors(self) -> Array:
        """What the score of each article is multiplied by (float32, 0.5 to 2) where the page is an article too.

        The few articles near the mean of all are near every article, and would be on every list (Radovanović
        2010, J. Mach. Learn. Res. 11:2487); their scores are lowered, the others' raised (local scaling, as in
        Schnitzer 2012, ibid. 13:2871, with centrality for the mean distance to neighbours).
        """
        middle = float(np.median(self._centrality)) if len(self) else 0.0
        ratio = middle / np.maximum(self._centrality, 1e-6)
        result: Array = np.clip(ratio**HUB_POWER, 0.5, 2.0).astype(np.float32)
        return result

    def scores(self, vector: Vector) -> Array:
        """The score (float32, 0 to 1) of every article for a page: the cosine; for an article, its hub factor too."""
        return self._searcher.scores(vector, self._factors(vector))

    def _factors(self, vector: Vector) -> Array | None:
        """What scores for a page are multiplied by, one a row."""
        return self.hub_factors if vector.is_article else None

    def score(self, vector: Vector, row: int) -> float:
        """The same of one article."""
        return min(1.0, sum(part for _, part in self.shares(vector, row)))

    def resemblance(self, vector: Vector, rows: Array) -> tuple[Array, Array]:
        """How alike each of `rows` and a page are (float64, 0 to 1), and how many terms they share (int64).

        They are alike as far as the terms of either are in both. Most terms are two words side by side, so this is
        Broder's resemblance of shingles (1997, Compression and Complexity of Sequences); each weighs the same, so that
        another title hardly matters.
        """
        of_row, _, _ = self._shared(vector, rows)
        common = np.bincount(of_row, minlength=len(rows))
        said = len(vector.numbers) / vector.coverage if vector.coverage else 0.0
        either = self._rows[0][rows + 1] - self._rows[0][rows] + said - common
        return np.divide(common, either, out=np.zeros(len(rows)), where=either > 0), common

    def _shared(self, vector: Vector, rows: Array) -> tuple[Array, Array, Array]:
        """The terms that some rows share with a page: which of `rows`, the place in the row, the place in the page."""
        places, lengths = self._places(rows)
        numbers = self._rows[1][places]
        if not len(vector.numbers):
            return places[:0], places[:0], places[:0]
        near = np.minimum(np.searchsorted(vector.numbers, numbers), len(vector.numbers) - 1)
        shared = np.flatnonzero(vector.numbers[near] == numbers)
        return np.repeat(np.arange(len(rows)), lengths)[shared], places[shared], near[shared]

    def _places(self, rows: Array) -> tuple[Array, Array]:
        """Where the terms of some rows are, one row after the other, and how many each has."""
        return runs(self._rows[0][rows], self._rows[0][rows + 1])

    def shares(self, vector: Vector, row: int) -> list[tuple[int, float]]:
        """What each common term adds to the score of an article for a page: (term number, part), greatest first."""
        _, places, near = self._shared(vector, np.array([row]))
        parts = vector.weights[near] * self._rows[2][places]
        if vector.is_article:
            parts = parts * self.hub_factors[row]
        order = np.argsort(-parts, kind="stable")
        return list(zip(vector.numbers[near][order].tolist(), parts[order].tolist(), strict=True))

    def shared_terms(self, vector: Vector, rows: Array) -> list[Array]:
        """For each of `rows` the numbers of the terms that it shares with a page, the one that adds most first."""
        of_row, places, near = self._shared(vector, rows)
        parts = self._rows[2][places] * vector.weights[near]
        order = np.lexsort([-parts, of_row])
        numbers = vector.numbers[near[order]]
        ends = np.cumsum(np.bincount(of_row, minlength=len(rows))).tolist()
        return [numbers[start:end] for start, end in pairwise([0, *ends])]

    def similarities(self, rows: Array) -> Array:
        """Cosine of each of `rows` to each (float32, square)."""
        places, lengths = self._places(rows)
        of_row = np.repeat(np.arange(len(rows)), lengths)
        # number and place in one, because sorting numbers is many times as fast as sorting places by them
        keys = np.sort(self._rows[1][places].astype(np.int64) << 32 | np.arange(len(places)))
        terms, order = keys >> 32, keys & 0xFFFFFFFF
        shared = np.zeros(len(terms), dtype=bool)  # most terms are in one of the rows alone
        shared[1:] = terms[1:] == terms[:-1]
        shared[:-1] |= shared[1:]
        terms, order = terms[shared], order[shared]
        columns = np.cumsum(np.diff(terms, prepend=-1) > 0) - 1
        dense = np.zeros((len(rows), columns[-1] + 1 if len(columns) else 0), dtype=np.float32)
        dense[of_row[order], columns] = self._rows[2][places[order]]
        result: Array = dense @ dense.T
        np.fill_diagonal(result, lengths > 0)
        return result


def _part(arrays: Mapping[str, Array], name: str) -> dict[str, Array]:
    return {part: arrays[f"{name}.{part}"] for part in Strings.NAMES}
