"""Many articles at once: the same terms as `Analyzer.terms` gives for each, counted in arrays.

A word is stemmed once and not each time it is met; counting is sorting numbers. What is left for Python is done once
for a word of a chunk, and once for each place where a phrase of the vocabulary may begin.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.analysis.analyzer import PAIR_COUNT, Analyzer
from recommender.analysis.tokens import Tokens, find_tokens
from recommender.analysis.words import fold_text
from recommender.chunk import Chunk

MOST_ARTICLES = 512
"""Articles of one chunk: few enough that its arrays stay in the processor's caches."""

_STEM_BITS = 27
_ONE = np.int64(1) << _STEM_BITS
_STEMS = _ONE - 1
_TERM = (_ONE << _STEM_BITS) - 1
_NOTHING = 1e-9  # counts below are what is left of a word that its phrase has replaced

Array = NDArray[Any]
Field = tuple[str, float, bool]
"""A text, what one of its words counts, and whether it names what its article is about."""


class BulkAnalyzer:
    """Counts the terms of chunks of articles; remembers what it has learnt of words from chunk to chunk."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._hashes, self._words_by_hash = np.zeros(0, np.uint64), np.zeros(0, np.int32)
        self._words: list[str] = []
        self._word_stems = array("i")
        self._stems: dict[str, int] = {}
        self._names: list[str] = []
        self._content = bytearray()
        self._may_begin = bytearray()  # 1: a phrase of one stem, 2: of more
        alone, pairs = analyzer.phrases.beginnings
        for stem in sorted(alone | {each for pair in pairs for each in pair}):
            number = self._number(stem)
            self._may_begin[number] = (stem in alone) + 2 * any(stem == first for first, _ in pairs)
        keys = [int(_ONE) * self._stems[first] + self._stems[second] for first, second in pairs]
        self._pairs = np.sort(np.array(keys or [-1], dtype=np.int64))

    def count(self, articles: Sequence[Sequence[Field]]) -> Chunk:
        """The counted terms of at most MOST_ARTICLES articles, each given as its fields."""
        fields = [(row, *field) for row, each in enumerate(articles) for field in each]
        texts = [fold_text(each) for _, each, _, _ in fields]
        text = "\n".join(texts)
        tokens = find_tokens(text)
        words = self._words_of(text, tokens)
        ends = np.cumsum([len(each) + 1 for each in texts])
        field_ends = np.searchsorted(tokens.starts, ends)
        lengths = np.diff(field_ends, prepend=0)
        stems = np.frombuffer(self._word_stems, dtype=np.int32)[words].astype(np.int64)
        of_field = np.repeat(np.arange(len(fields)), lengths)
        rows = np.array([row for row, *_ in fields], dtype=np.int64)
        weights = np.array([weight for _, _, weight, _ in fields], dtype=np.float64)
        subject = np.array([each for *_, each in fields], dtype=bool)
        content = np.frombuffer(self._content, dtype=np.bool_)[stems]
        beside = content[:-1] & content[1:] & (of_field[:-1] == of_field[1:])
        pairs, ones = np.flatnonzero(beside), np.flatnonzero(content)
        found = self._phrases_in(stems, words, field_ends - lengths, field_ends)
        keys = np.concatenate([(stems[ones] + 1) * _ONE, (stems[pairs] + 1) * _ONE + stems[pairs + 1] + 1, found.keys])
        fields_of = np.concatenate([of_field[ones], of_field[pairs], found.fields])
        factors = np.concatenate([np.ones(len(ones)), np.full(len(pairs), PAIR_COUNT), found.factors])
        keyed, place = np.unique(keys + rows[fields_of] * (_ONE << _STEM_BITS), return_inverse=True)
        counts = np.bincount(place, weights=weights[fields_of] * factors, minlength=len(keyed))
        kept = counts > _NOTHING
        keyed, counts = keyed[kept], counts[kept]
        named = np.unique(keys[subject[fields_of] & (factors > 0)])
        said = np.bincount(words, minlength=len(self._words))
        return self._chunk(keyed, counts, named, said, found.said, len(articles))

    def _chunk(
        self,
        keyed: Array,
        counts: Array,
        named: Array,
        said: Array,
        phrases: Mapping[tuple[int, str], int],
        articles: int,
    ) -> Chunk:
        """What was counted, by numbers of the names that are in it alone, in their order: the analyzer has more."""
        terms, numbers = np.unique(keyed & _TERM, return_inverse=True)
        ours = np.unique(np.concatenate([_first(terms), _second(terms), _first(named), _second(named)]))
        ours = np.array(sorted(ours[ours >= 0].tolist(), key=self._names.__getitem__), dtype=np.int64)
        place = np.full(len(self._names) + 1, -1, dtype=np.int32)  # the last is for "no second name"
        place[ours] = np.arange(len(ours), dtype=np.int32)
        first, second = place[_first(terms)], place[_second(terms)]
        order = np.lexsort([second, first, second >= 0])
        rank = np.empty(len(terms), dtype=np.int64)
        rank[order] = np.arange(len(terms))
        rows = keyed >> (2 * _STEM_BITS)
        sorting = np.argsort(rows * len(terms) + rank[numbers])
        words = np.flatnonzero(said)
        words = words[place[np.frombuffer(self._word_stems, dtype=np.int32)[words]] >= 0]
        return Chunk(
            names=[self._names[number] for number in ours.tolist()],
            first=first[order],
            second=second[order],
            lengths=np.bincount(rows, minlength=articles).astype(np.int32),
            terms=rank[numbers][sorting].astype(np.int32),
            counts=counts[sorting].astype(np.float32),
            subject_first=place[_first(named)],
            subject_second=place[_second(named)],
            words=[self._words[word] for word in words.tolist()] + [spoken for _, spoken in phrases],
            word_names=place[[self._word_stems[word] for word in words.tolist()] + [name for name, _ in phrases]],
            times=np.concatenate([said[words], np.array(list(phrases.values()), dtype=np.int64)]).astype(np.int32),
        )

    def _words_of(self, text: str, tokens: Tokens) -> Array:
        """The number of the word that each token is (int32); words met for the first time are stemmed."""
        distinct, where, inverse = np.unique(tokens.hashes, return_index=True, return_inverse=True)
        known = np.searchsorted(self._hashes, distinct)
        new = np.ones(len(distinct), dtype=bool)
        inside = known < len(self._hashes)
        new[inside] = self._hashes[known[inside]] != distinct[inside]
        if new.any():
            first = len(self._words)
            for token in where[new].tolist():
                word = text[tokens.starts[token] : tokens.ends[token]]
                self._words.append(word)
                self._word_stems.append(self._number(self._analyzer.stem(word)))
            both = np.concatenate([self._hashes, distinct[new]])
            numbers = np.concatenate([self._words_by_hash, np.arange(first, len(self._words), dtype=np.int32)])
            order = np.argsort(both, kind="stable")
            self._hashes, self._words_by_hash = both[order], numbers[order]
            known = np.searchsorted(self._hashes, distinct)
        words: Array = self._words_by_hash[known][inverse]
        return words

    def _number(self, stem: str) -> int:
        number = self._stems.get(stem)
        if number is None:
            number = self._stems[stem] = len(self._names)
            self._names.append(stem)
            self._content.append(self._analyzer.is_content(stem))
            self._may_begin.append(0)
        return number

    def _phrases_in(self, stems: Array, words: Array, starts: Array, ends: Array) -> _Found:
        """The terms of the vocabulary's phrases: added, and taken away where a phrase stands for its one word."""
        begins = np.frombuffer(self._may_begin, dtype=np.uint8)[stems]
        two = np.flatnonzero(begins[:-1] & 2) if len(stems) else np.zeros(0, np.int64)
        pairs = stems[two] * _ONE + stems[two + 1]
        place = np.minimum(np.searchsorted(self._pairs, pairs), len(self._pairs) - 1)
        candidates = np.union1d(np.flatnonzero(begins & 1), two[self._pairs[place] == pairs])
        found = _Found()
        if len(candidates):
            for field, inside in _by_field(candidates, ends):
                first, last = int(starts[field]), int(ends[field])
                here = [self._names[number] for number in stems[first:last].tolist()]
                for at, phrase in self._longest(here, inside - first):
                    said = " ".join(self._words[word] for word in words[first + at : first + at + len(phrase.stems)])
                    for concept, weight in phrase.concepts:
                        number = self._number(concept)
                        found.add(number, field, weight)
                        found.said[number, said] += 1
                    if phrase.replaces:
                        found.add(self._stems[phrase.stems[0]], field, -1.0)
        return found

    def _longest(self, stems: list[str], places: Array) -> Iterator[tuple[int, Any]]:
        matcher, here, end = self._analyzer.phrases, set(stems), 0
        for place in places.tolist():
            phrase = matcher.at(stems, place, here) if place >= end else None
            if phrase:
                yield place, phrase
                end = place + len(phrase.stems)


def _first(keys: Array) -> Array:
    return (((keys >> _STEM_BITS) & _STEMS) - 1).astype(np.int32)


def _second(keys: Array) -> Array:
    return ((keys & _STEMS) - 1).astype(np.int32)


class _Found:
    """Terms of phrases: their keys, the fields they are in, how much each counts, and the words that said them."""

    def __init__(self) -> None:
        self._keys, self._fields, self._factors = array("q"), array("q"), array("d")
        self.said: Counter[tuple[int, str]] = Counter()

    def add(self, number: int, field: int, factor: float) -> None:
        self._keys.append((number + 1) << _STEM_BITS)
        self._fields.append(field)
        self._factors.append(factor)

    @property
    def keys(self) -> Array:
        return np.array(self._keys, dtype=np.int64)

    @property
    def fields(self) -> Array:
        return np.array(self._fields, dtype=np.int64)

    @property
    def factors(self) -> Array:
        return np.array(self._factors, dtype=np.float64)


def _by_field(places: Array, ends: Array) -> Iterator[tuple[int, Array]]:
    """Places, ascending, of each field that has any."""
    fields = np.searchsorted(ends, places, side="right")
    edges = np.flatnonzero(np.diff(fields, prepend=-1))
    for first, last in zip(edges, [*edges[1:], len(places)], strict=True):
        yield int(fields[first]), places[first:last]
