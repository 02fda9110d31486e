"""Gathers the counted terms of articles, chunk after chunk, into the arrays of an index."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import Card
from recommender.chunk import Chunk, most_said
from recommender.index.cards import Cards
from recommender.index.engine import code_kind, code_movements
from recommender.index.strings import Strings, Texts
from recommender.index.terms import join_pair, split_pair
from recommender.index.tfidf import fit

Array = NDArray[Any]


@dataclass(slots=True)
class _Source:
    """What one analyzer has numbered: names and words by the collector's numbers, and how often it met each word."""

    names: array[int]
    words: list[str]
    word_names: array[int]
    said: Array


class Collector:
    """Takes chunks of articles in the order of their rows. Names are numbered as they come, and in order at the end."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._sources: dict[int, _Source] = {}
        self._lengths: list[Array] = []
        self._keys: list[Array] = []
        self._counts: list[Array] = []
        self._subjects: list[Array] = []
        self._phrases: Counter[tuple[int, str]] = Counter()
        self.cards: list[Card] = []

    def add(self, cards: Sequence[Card], chunk: Chunk) -> None:
        """The next articles and their counted terms."""
        source = self._sources.get(chunk.source)
        if source is None:
            source = self._sources[chunk.source] = _Source(array("i"), [], array("i"), np.zeros(0, dtype=np.int64))
        source.names.extend(self._names.setdefault(name, len(self._names)) for name in chunk.names)
        names = np.frombuffer(source.names, dtype=np.int32)
        words, numbers = chunk.words
        source.words += words
        source.word_names.extend(names[numbers].tolist())
        if len(source.said) < len(source.words):
            source.said = np.concatenate([source.said, np.zeros(len(source.words), dtype=np.int64)])
        said, times = chunk.said
        source.said[said] += times
        for (number, spoken), count in chunk.phrases.items():
            self._phrases[int(names[number]), spoken] += count
        self._keys.append(_keys(names, chunk.first, chunk.second))
        self._subjects.append(_keys(names, *chunk.subjects))
        self._counts.append(chunk.counts)
        self._lengths.append(np.bincount(chunk.rows, minlength=len(cards)))
        self.cards += cards

    def finish(self, addresses: Sequence[str], field_terms: Container[str]) -> tuple[dict[str, Array], bytes]:
        """The arrays of the index and the file of its cards.

        `addresses` are the canonical addresses of the articles; `field_terms` the terms of the field that the
        vocabulary is of. Names are put in code-point order, so that the same articles give the same arrays whatever
        order their words came in.
        """
        names = sorted(self._names)
        rank = np.empty(len(names), dtype=np.int64)
        rank[[self._names[name] for name in names]] = np.arange(len(names))
        keys = np.concatenate(self._keys) if self._keys else np.zeros(0, dtype=np.int64)
        self._keys.clear()
        numbers, pairs = _number(keys, rank)
        terms = len(names) + len(pairs)
        counts = np.concatenate(self._counts).astype(np.float64) if self._counts else np.zeros(0)
        lengths = np.concatenate(self._lengths) if self._lengths else np.zeros(0, dtype=np.int64)
        weights, postings = fit(np.concatenate([[0], np.cumsum(lengths)]), numbers, counts, terms)
        rows = weights.indptr, weights.indices, weights.values
        arrays = {"df": weights.df, "pairs": pairs, **_named("rows", rows), **_named("postings", postings)}
        arrays |= _packed("names", Strings.pack(names))
        arrays |= _packed("displays", Texts.pack(self._displays(names, rank)))
        arrays["field_terms"] = np.zeros(terms, dtype=bool)
        arrays["field_terms"][: len(names)] = [name in field_terms for name in names]
        arrays["field_shares"] = _shares_of(rows, arrays["field_terms"])
        arrays["centrality"] = _centrality(rows, terms)
        arrays["subjects"] = arrays["field_terms"] | self._named_subjects(terms, rank, pairs)
        arrays |= self._of_cards(addresses)
        lines, arrays["cards.offsets"] = Cards.pack(self.cards)
        return arrays, lines

    def _displays(self, names: Sequence[str], rank: Array) -> list[str]:
        """For each name the words that were said for it most often; of equals, the first in the alphabet."""
        said: Counter[tuple[int, str]] = Counter(self._phrases)
        for source in self._sources.values():
            for word, name, times in zip(source.words, source.word_names, source.said.tolist(), strict=False):
                said[name, word] += times
        displays = list(names)
        for name, words in most_said(said).items():
            displays[rank[name]] = words
        return displays

    def _named_subjects(self, terms: int, rank: Array, pairs: Array) -> Array:
        subjects = np.zeros(terms, dtype=bool)
        keys = np.unique(np.concatenate(self._subjects)) if self._subjects else np.zeros(0, dtype=np.int64)
        first, after = split_pair(keys)
        beside = after > 0
        subjects[rank[first[~beside]]] = True
        wanted = join_pair(rank[first[beside]], rank[after[beside] - 1])
        subjects[len(rank) + np.searchsorted(pairs, wanted)] = True
        return subjects

    def _of_cards(self, addresses: Sequence[str]) -> dict[str, Array]:
        cards = self.cards
        arrays = _packed("ids", Strings.pack([card.id for card in cards]))
        # An address that two articles claim is the first one's; the second is still found by its id.
        first_row = {address: row for row, address in reversed(list(enumerate(addresses)))}
        arrays |= _packed("urls", Strings.pack(sorted(first_row)))
        arrays["url_rows"] = np.array([first_row[address] for address in sorted(first_row)], dtype=np.int32)
        arrays["kinds"] = np.array([code_kind(card.kind) for card in cards], dtype=np.int8)
        arrays["movements"] = np.array([code_movements(card.movements) for card in cards], dtype=np.uint32)
        languages = sorted({card.language for card in cards})
        arrays["languages"] = np.array([languages.index(card.language) for card in cards], dtype=np.int16)
        arrays["excluded"] = np.array([card.exclude for card in cards], dtype=bool)
        for name in ("updated", "reviewed"):
            days = [day.toordinal() if (day := getattr(card, name)) else 0 for card in cards]
            arrays[name] = np.array(days, dtype=np.int32)
        return arrays


def _keys(names: Array, first: Array, second: Array) -> Array:
    """Terms by the collector's numbers of names: the first in the upper half, the second and one in the lower."""
    others = np.where(second >= 0, names[second] + 1, 0) if len(names) else second + 1
    return join_pair(names[first], others)


def _number(keys: Array, rank: Array) -> tuple[Array, Array]:
    """The numbers (int32) of terms, and the pairs among them in order."""
    first, after = split_pair(keys)
    numbers = rank[first]
    places = np.flatnonzero(after)
    pairs, inverse = np.unique(join_pair(numbers[places], rank[after[places] - 1]), return_inverse=True)
    numbers[places] = len(rank) + inverse
    return numbers.astype(np.int32), pairs


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


def _named(name: str, parts: tuple[Array, Array, Array]) -> dict[str, Array]:
    return {f"{name}.{part}": array for part, array in zip(("indptr", "indices", "values"), parts, strict=True)}


def _packed(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{name}.{part}": array for part, array in arrays.items()}
