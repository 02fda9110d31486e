"""Roles of sentences: whether somebody tells (a reader, a patient), or something informs (advice, causes, research).

A readable model: weights for words, and for two side by side, in which whatever names a subject is masked. So they
weigh how a thing is said, not which illness it is. `benchmarks/roles.py` fits them; docs/roles.md is the model's card.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import pairwise
from pathlib import Path

from recommender.errors import CautionsError
from recommender.ranking.said import Said

INTERCEPT = "(intercept)"
"""The name under which the weights hold their constant."""

INFORMS = -2.0
"""Score up to which a sentence clearly informs: its words are seven times as usual there."""

TELLS = 1.0
"""Score above which somebody tells in a sentence, though it does not say who."""

_NEIGHBOURS = 2  # sentences before and after one, in its block, that have a say in its role
_SAY = 0.5  # how much, against its own
_MOST_SAY = 3.0  # score that one of them counts with at most
_START, _OTHER = "^", "_"
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!:]")


class Roles:
    """The weights of the model, ready to be applied. Without weights every sentence scores 0."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._known = frozenset(word for feature in weights for word in feature.split())

    def score(self, sentence: str) -> float:
        """The logarithm of the odds that somebody tells in a sentence: above 0 telling, below informing."""
        features = {INTERCEPT, *mask(sentence, self._known)}
        return sum(self._weights.get(each, 0.0) for each in sorted(features))

    def score_at(self, said: Said, place: int) -> float:
        """The score of the sentence that a place is in, its neighbours heard, but no boilerplate. Each is read once."""
        number, (start, end) = said.sentence_of(place), said.block(place)
        first = max(said.sentence_of(start), number - _NEIGHBOURS)
        last = min(said.sentence_of(max(start, end - 1)), number + _NEIGHBOURS)
        others = (each for each in range(first, last + 1) if each != number)
        near = [self._score_of(said, each) for each in others if not said.sentence_at(each).isspace()]
        heard = sum(max(-_MOST_SAY, min(_MOST_SAY, each)) for each in near) / max(1, len(near))
        return self._score_of(said, number) + _SAY * heard

    def _score_of(self, said: Said, number: int) -> float:
        return said.once((self, number), lambda: self.score(said.sentence_at(number)))


def mask(sentence: str, known: Collection[str]) -> list[str]:
    """The features of a sentence: its words, each two side by side; those not known are masked by their shape."""
    words = [word if word in known else _shape(word) for word in _TOKEN.findall(sentence.lower())]
    return words + [f"{one} {other}" for one, other in pairwise([_START, *words])]


def read_weights(path: Path) -> dict[str, float]:
    """The weights in a file of lines `feature<TAB>weight`. Raises CautionsError with the file and the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CautionsError(f"the roles cannot be read: {error}", place=str(path), remedy=_REMEDY) from error
    weights: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        feature, _, weight = line.partition("\t")
        try:
            weights[feature] = float(weight)
        except ValueError as error:
            fault = f"a feature, a tab and a weight are wanted, got {line!r:.80}"
            raise CautionsError(fault, place=f"{path}:{number}", remedy=_REMEDY) from error
    return weights


_REMEDY = "Take the file as `benchmarks/roles.py` writes it, or leave `roles` out."


def _shape(word: str) -> str:
    if word.isdigit():
        return "#"
    if not word[0].isalpha():
        return word
    return "_ed" if word.endswith("ed") else "_ing" if word.endswith("ing") else _OTHER
