"""The analyzer: one object that turns any text of its language into weighted terms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import Stemmer

from recommender.analysis.phrases import CONCEPT, Phrase, PhraseMatcher
from recommender.analysis.spelling import fold_spelling
from recommender.analysis.words import STOP_WORDS, split_words
from recommender.chunk import most_said
from recommender.vocabulary import Vocabulary

PAIR_COUNT = 0.5
"""Two content words side by side count as a term of their own, half as much as a word."""

_REMEMBERED_WORDS = 400_000
"""Stems are remembered up to so many words (about 60 MB), then forgotten, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is about: terms with their weighted frequency, and the words they came from.

    `words` and `stems` are parallel, in order; `phrases` are the terms of the vocabulary with the words that
    stood for them.
    """

    counts: dict[str, float]
    words: tuple[str, ...]
    stems: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]


class Analyzer:
    """Words, spelling, stems, phrases and synonyms of English. Same text, same terms, on every machine.

    The stemmer is Snowball's English one (Porter 2; snowballstem.org); docs/decisions.md says why not NLTK's.
    """

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = vocabulary or Vocabulary()
        self._stemmer = Stemmer.Stemmer("english", 0)
        self._spelling = {wrong: right for right, wrongs in self.vocabulary.misspellings.items() for wrong in wrongs}
        self._stems: dict[str, str] = {}
        self._stem_spelling: dict[str, str] = {}
        # disks and programs too: what one form of a word is folded to, the others are
        pairs = [(self._fold(other), self._fold(canonical)) for canonical, other in self.vocabulary.spelling]
        self._stem_spelling = {other: canonical for other, canonical in pairs if other != canonical}
        self._stop_stems = STOP_WORDS | frozenset(self._fold(word) for word in STOP_WORDS if "'" not in word)
        self._phrases = PhraseMatcher(self.vocabulary, self.stem_words)

    def terms(self, *fields: tuple[str, float]) -> Terms:
        """The terms of a text given as fields, each with what one of its words counts.

        A multi-word phrase of the vocabulary counts as one term beside its words; a single word of a `same` set
        is replaced by the set; a phrase of a `near` set adds the set with less weight. Two content words side by
        side are a term too.
        """
        counts: dict[str, float] = {}
        words: list[str] = []
        stems: list[str] = []
        phrases: list[tuple[str, str]] = []
        for text, weight in fields:
            here = split_words(text)
            there = [self.stem(word) for word in here]
            for term, count in self._count(here, there, phrases).items():
                counts[term] = counts.get(term, 0.0) + weight * count
            words += here
            stems += there
        return Terms(counts, tuple(words), tuple(stems), tuple(phrases))

    def stem_words(self, text: str) -> list[str]:
        """The stems of all words of a text, function words included, in order."""
        return [self.stem(word) for word in split_words(text)]

    def is_content(self, stem: str) -> bool:
        """Whether a stem says what a text is about: no function word, number or single letter."""
        return len(stem) > 1 and stem not in self._stop_stems and not stem.isdigit()

    def stem(self, word: str) -> str:
        """The stem of a word in lower case; remembered."""
        stem = self._stems.get(word)
        if stem is None:
            if len(self._stems) >= _REMEMBERED_WORDS:
                self._stems.clear()
            stem = word if word in STOP_WORDS else self._fold(word)
            self._stems[word] = stem
        return stem

    @property
    def phrases(self) -> PhraseMatcher:
        """What finds the phrases of the vocabulary."""
        return self._phrases

    @property
    def field_terms(self) -> frozenset[str]:
        """The terms of the vocabulary's sets: the field's own words."""
        return frozenset(CONCEPT + each.id for each in self.vocabulary.sets)

    def words_of(self, terms: Terms) -> dict[str, str]:
        """For each stem, and each set of the vocabulary, the words that stand for it most often in a text."""
        return most_said(Counter((*terms.phrases, *zip(terms.stems, terms.words, strict=True))))

    def _count(self, words: list[str], stems: list[str], phrases: list[tuple[str, str]]) -> dict[str, float]:
        content = [stem if self.is_content(stem) else None for stem in stems]
        counts: dict[str, float] = dict(Counter(stem for stem in content if stem))
        for pair, count in Counter(f"{one} {two}" for one, two in pairwise(content) if one and two).items():
            counts[pair] = PAIR_COUNT * count
        for place, phrase in self._phrases.find(stems):
            _add_phrase(counts, phrase)
            said = " ".join(words[place : place + len(phrase.stems)])
            phrases.extend((concept, said) for concept, _ in phrase.concepts)
        return counts

    def _fold(self, word: str) -> str:
        bare = word.removesuffix("'s").replace("'", "")
        stem = self._stemmer.stemWord(fold_spelling(self._spelling.get(bare, bare))) or word
        return self._stem_spelling.get(stem, stem)


def _add_phrase(counts: dict[str, float], phrase: Phrase) -> None:
    for concept, weight in phrase.concepts:
        counts[concept] = counts.get(concept, 0.0) + weight
    if phrase.replaces:
        (stem,) = phrase.stems
        left = counts.get(stem, 0.0) - 1.0
        if left > 0.0:
            counts[stem] = left
        else:
            counts.pop(stem, None)
