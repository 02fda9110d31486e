"""The analyzer: one object that turns any text of its language into weighted terms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import Stemmer

from recommender.analysis.phrases import CONCEPT, Phrase, PhraseMatcher
from recommender.analysis.spelling import fold_spelling
from recommender.analysis.words import STOP_WORDS, split_words
from recommender.vocabulary import Vocabulary

TITLE_WEIGHT = 2.0
"""A word of the title counts as so many of the text: the title names the subject."""

_REMEMBERED_WORDS = 400_000
"""Stems are remembered up to so many words (about 60 MB), then forgotten, so that memory stays flat."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text is about: terms with their weighted frequency, and the stemmed words they came from."""

    counts: dict[str, float]
    words: tuple[str, ...]
    stems: tuple[str, ...]


class Analyzer:
    """Words, spelling, stems, phrases and synonyms of English. Same text, same terms, on every machine.

    The stemmer is Snowball's English one (Porter 2; snowballstem.org); docs/decisions.md says why not NLTK's.
    """

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self.vocabulary = vocabulary or Vocabulary()
        self._stemmer = Stemmer.Stemmer("english", 0)
        self._spelling = {
            **{wrong: right for right, wrongs in self.vocabulary.misspellings.items() for wrong in wrongs},
            **{other: canonical for canonical, other in self.vocabulary.spelling},
        }
        self._stems: dict[str, str] = {}
        self._stop_stems = frozenset(map(self._stem, STOP_WORDS))
        self._phrases = PhraseMatcher(self.vocabulary, self.stem_words)
        self._displays = {CONCEPT + each.id: each.terms[0] for each in self.vocabulary.sets}

    def terms(self, text: str, title: str = "") -> Terms:
        """The terms of a text; those of its title count TITLE_WEIGHT times.

        A multi-word phrase of the vocabulary counts as one term beside its words; a single word of a `same` set
        is replaced by the set; a phrase of a `near` set adds the set with less weight.
        """
        words = split_words(text)
        counts = self._count(words)
        if title:
            heading = split_words(title)
            for term, count in self._count(heading).items():
                counts[term] = counts.get(term, 0.0) + TITLE_WEIGHT * count
            words = heading + words
        return Terms(counts, tuple(words), tuple(map(self._stem, words)))

    def stem_words(self, text: str) -> list[str]:
        """The stems of all words of a text, function words included, in order."""
        return [self._stem(word) for word in split_words(text)]

    def surface(self, term: str, terms: Terms) -> str:
        """The words of the page that carry a term, as the page has them most often."""
        if not term.startswith(CONCEPT):
            found = Counter(word for word, stem in zip(terms.words, terms.stems, strict=True) if stem == term)
        else:
            found = Counter(
                " ".join(terms.words[place : place + len(phrase.stems)])
                for place, phrase in self._phrases.find(terms.stems)
                if any(concept == term for concept, _ in phrase.concepts)
            )
        if not found:
            return self.display(term)
        return min(found, key=lambda words: (-found[words], words))

    def display(self, term: str) -> str:
        """A term in the words of the vocabulary, where no page is at hand."""
        return self._displays.get(term, term.removeprefix(CONCEPT).replace("-", " "))

    def _count(self, words: list[str]) -> dict[str, float]:
        stems = [self._stem(word) for word in words]
        counts: dict[str, float] = {
            stem: count
            for stem, count in Counter(stems).items()
            if len(stem) > 1 and stem not in self._stop_stems and not stem.isdigit()
        }
        for _, phrase in self._phrases.find(stems):
            _add_phrase(counts, phrase)
        return counts

    def _stem(self, word: str) -> str:
        stem = self._stems.get(word)
        if stem is None:
            if len(self._stems) >= _REMEMBERED_WORDS:
                self._stems.clear()
            folded = word.removesuffix("'s").replace("'", "")
            folded = self._spelling.get(folded, folded)
            stem = self._stemmer.stemWord(fold_spelling(folded)) or word
            self._stems[word] = stem
        return stem


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
