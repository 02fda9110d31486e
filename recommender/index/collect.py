"""Gathers the counted terms of articles, chunk after chunk, into the arrays of an index."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.chunk import Chunk, most_said
from recommender.index.cards import CardTable
from recommender.index.strings import Strings, Texts
from recommender.index.terms import join_pair
from recommender.index.tfidf import Rows, blocks, find_common, fit

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class _Terms:
    """Terms by the numbers of their two names; the second is -1 for a term of one name."""

    first: Array
    second: Array

    def renumbered(self, numbers: Array) -> _Terms:
        """The same by other numbers; the last of `numbers` is -1."""
        return _Terms(numbers[self.first], numbers[self.second])

    def pairs(self) -> Array:
        """Those of two names, joined."""
        beside = self.second >= 0
        return join_pair(self.first[beside], self.second[beside])

    def numbered(self, names: int, pairs: Array) -> Array:
        """Their numbers (int32) in an index of so many names and these pairs."""
        numbers = self.first.astype(np.int32)
        numbers[self.second >= 0] = names + np.searchsorted(pairs, self.pairs())
        return numbers


class Collector:
    """Takes chunks of articles in the order of their rows. Names are numbered as they come, and in order at the end."""

    def __init__(self) -> None:
        self._names: dict[str, int] = {}
        self._words: dict[tuple[str, int], int] = {}
        self._times = np.zeros(0, dtype=np.int64)
        self._terms: list[_Terms] = []
        self._subjects: list[_Terms] = []
        self._counted: list[tuple[Array, Array, Array]] = []
        self._tables: list[CardTable] = []

    def add(self, table: CardTable, chunk: Chunk) -> None:
        """The next articles: their cards and their counted terms."""
        names, words = self._names, self._words
        numbers = np.array([*(names.setdefault(name, len(names)) for name in chunk.names), -1], dtype=np.int32)
        said = zip(chunk.words, numbers[chunk.word_names].tolist(), strict=True)
        places = np.array([words.setdefault(each, len(words)) for each in said], dtype=np.int64)
        if len(words) > len(self._times):
            self._times = np.concatenate([self._times, np.zeros(len(words), dtype=np.int64)])
        self._times[places] += chunk.times
        self._terms.append(_Terms(chunk.first, chunk.second).renumbered(numbers))
        self._subjects.append(_Terms(chunk.subject_first, chunk.subject_second).renumbered(numbers))
        self._counted.append((chunk.lengths, chunk.terms, chunk.counts))
        self._tables.append(table)

    def finish(self, field_terms: Container[str]) -> tuple[dict[str, Array], bytes]:
        """The arrays of the index and the file of its cards.

        `field_terms` are the terms of the field that the vocabulary is of. Names are put in code-point order, so that
        the same articles give the same arrays in whatever chunks they came.
        """
        names = sorted(self._names)
        rank = np.full(len(names) + 1, -1, dtype=np.int32)
        rank[[self._names[name] for name in names]] = np.arange(len(names))
        pairs, (rows, postings, df) = self._fit(rank)
        ours = np.zeros(len(df), dtype=bool)
        ours[: len(names)] = [name in field_terms for name in names]
        subjects = ours.copy()
        for each in self._subjects:
            subjects[each.renumbered(rank).numbered(len(names), pairs)] = True
        table = CardTable.joined(self._tables)
        common = find_common(rows, df)
        arrays = {
            "df": df,
            "common": common,
            "common_lengths": np.sqrt(_shares_of(rows, common)),
            "pairs": pairs,
            "field_terms": ours,
            "field_shares": _shares_of(rows, ours),
            "centrality": _centrality(rows, len(df)),
            "subjects": subjects,
            **_named("rows", rows),
            **_named("postings", postings),
            **_packed("names", Strings.pack(names)),
            **_packed("displays", Texts.pack(self._displays(names, rank))),
            **_of_cards(table),
        }
        return arrays, table.lines.tobytes()

    def _fit(self, rank: Array) -> tuple[Array, tuple[Rows, Rows, Array]]:
        """The pairs, ascending; and the weighed rows, the postings and the document frequencies."""
        terms = [each.renumbered(rank) for each in self._terms]
        self._terms.clear()
        # each part is in order, so a sort that merges runs has little to do
        pairs = np.sort(_joined([each.pairs() for each in terms], np.int64), kind="stable")
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        names = len(rank) - 1
        numbers = [each.numbered(names, pairs)[of] for each, (_, of, _) in zip(terms, self._counted, strict=True)]
        lengths = _joined([lengths for lengths, _, _ in self._counted], np.int64)
        counts = _joined([counts for _, _, counts in self._counted], np.float32)
        self._counted.clear()
        indptr = np.concatenate([[0], np.cumsum(lengths)])
        return pairs, fit(indptr, _joined(numbers, np.int32), counts, names + len(pairs))

    def _displays(self, names: Sequence[str], rank: Array) -> list[str]:
        """For each name the words that were said for it most often."""
        times = self._times[: len(self._words)].tolist()
        said = {(name, words): count for (words, name), count in zip(self._words, times, strict=True)}
        displays = list(names)
        for name, words in most_said(said).items():
            displays[rank[name]] = words
        return displays


def _joined(parts: Sequence[Array], kind: Any) -> Array:
    return np.concatenate(parts, dtype=kind) if parts else np.zeros(0, dtype=kind)


def _shares_of(rows: Rows, chosen: Array) -> Array:
    """For each row the sum of the squared weights (float32, 0 to 1) of the chosen terms."""
    indptr, indices, values = rows
    shares = np.empty(len(indptr) - 1, dtype=np.float32)
    for block in blocks(indptr):
        ours = np.where(chosen[indices[block.places]], values[block.places], 0.0)
        shares[block.rows] = block.sums(ours * ours)
    return shares


def _centrality(rows: Rows, terms: int) -> Array:
    """The cosine (float32) of each article to the mean of all."""
    indptr, indices, values = rows
    mean = np.bincount(indices, weights=values, minlength=terms)
    length = float(np.linalg.norm(mean)) or 1.0
    centrality = np.empty(len(indptr) - 1, dtype=np.float32)
    for block in blocks(indptr):
        centrality[block.rows] = block.sums(values[block.places] * mean[indices[block.places]]) / length
    return centrality


def _of_cards(table: CardTable) -> dict[str, Array]:
    arrays = _packed("ids", Strings.pack(table.ids))
    # An address that two articles claim is the first one's; the second is still found by its id.
    first_row = {address: row for row, address in reversed(list(enumerate(table.addresses))) if address}
    arrays |= _packed("urls", Strings.pack(sorted(first_row)))
    arrays["url_rows"] = np.array([first_row[address] for address in sorted(first_row)], dtype=np.int32)
    languages = sorted(set(table.languages))
    arrays["languages"] = np.array([languages.index(each) for each in table.languages], dtype=np.int16)
    arrays["cards.offsets"] = np.concatenate([[0], np.cumsum(table.lengths)])
    for name in ("kinds", "movements", "excluded", "updated", "reviewed"):
        arrays[name] = getattr(table, name)
    return arrays


def _named(name: str, parts: Rows) -> dict[str, Array]:
    return _packed(name, dict(zip(("indptr", "indices", "values"), parts, strict=True)))


def _packed(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{name}.{part}": array for part, array in arrays.items()}
