"""Train the roles of sentences (telling or informing), print how well they are told apart, and write the weights.

usage: roles.py SENTENCES.jsonl.gz [--strength C] [--out FILE]

A line of SENTENCES is {"role": "telling" | "informing", "source", "group", "text"}; sentences of one group (a patient,
a page) are never on both sides of a fold. The model is an L1 logistic regression on the words and pairs of words of a
sentence, in which what names a subject is masked (recommender/ranking/roles.py). Without --out nothing is written.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from recommender.analysis.words import STOP_WORDS
from recommender.ranking.roles import INTERCEPT, mask

STRENGTH = 0.05
"""Inverse of the penalty: a higher one keeps more weights (0.02: 92, 0.05: 160, 0.2: 454)."""

FEWEST = 20
"""Sentences that a feature must be in."""

FOLDS, ROUNDS = 5, 4

OF_TELLING = frozenset(
    """
    feel feels felt feeling hurt hurts hurting ache aches aching woke wake wakes started start starts started noticed
    notice worried worry scared help please thanks thank hi hello dear doctor doctors gp dr seen diagnosed prescribed
    suffering suffer ago yesterday today tonight last week weeks day days month months year years old morning night
    just recently anyone reports reported presents presented presenting complains denies describes patient patients
    people person persons wondering wonder advice advise suggest kindly told tell asked ask male female man woman boy
    girl baby child children kids husband wife son daughter mum mom dad mother father brother sister friend age aged
    history exam examination experts contact avoid talk call include includes including cause caused causes called
    symptoms signs condition treatment treatments study studies research researchers found according risk risks common
    rare improve information learn article
    """.split()
)
"""Words beside the stop words that may say who speaks to whom. They name no illness and no part of the body."""


def main() -> None:
    """Read, train, report, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sentences", type=Path)
    arguments.add_argument("--strength", type=float, default=STRENGTH, metavar="C")
    arguments.add_argument("--out", type=Path)
    chosen = arguments.parse_args()
    with gzip.open(chosen.sentences, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    weights = train(rows, chosen.strength, STOP_WORDS | OF_TELLING)
    known = words_of(weights)
    print(f"{len(rows)} sentences, {len(weights) - 1} weights of {len(known)} words and shapes")
    report(rows, chosen.strength, known)
    ordered = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    for name, part in (("telling", ordered[:40]), ("informing", ordered[:-41:-1])):
        print(f"\nheaviest for {name}: " + ", ".join(f"{feature} {weight:+.2f}" for feature, weight in part))
    if chosen.out:
        text = "".join(f"{feature}\t{weight:.3f}\n" for feature, weight in ordered)
        chosen.out.write_text(text, encoding="utf-8", newline="\n")


def train(rows: Sequence[dict[str, str]], strength: float, words: frozenset[str]) -> dict[str, float]:
    """Weights by feature, the intercept among them.

    Words that no weight names are masked like any other when the weights are applied; so they are masked, and the
    model is fitted again, until none is left.
    """
    for _ in range(ROUNDS):
        vectorizer, counts = vectorize(rows, words)
        model = fit(counts, rows, strength)
        names = vectorizer.get_feature_names_out()
        weights = {str(names[each]): float(model.coef_[0][each]) for each in np.flatnonzero(model.coef_[0])}
        weights = {name: weight for name, weight in weights.items() if abs(weight) >= 0.0005}
        if words == words_of(weights):
            break
        words = words_of(weights)
    return {**weights, INTERCEPT: float(model.intercept_[0])}


def report(rows: Sequence[dict[str, str]], strength: float, words: frozenset[str]) -> None:
    """Print the area under the curve by grouped folds, and what the folds say of each source."""
    _, counts = vectorize(rows, words)
    told = np.array([row["role"] == "telling" for row in rows])
    scores = np.zeros(len(rows))
    for known, unseen in GroupKFold(FOLDS).split(counts, told, [row["group"] for row in rows]):
        model = fit(counts[known], [rows[each] for each in known], strength)
        scores[unseen] = model.decision_function(counts[unseen])
    print(f"AUC of a sentence, {FOLDS} folds by group: {roc_auc_score(told, scores):.4f}")
    by_group: dict[tuple[str, bool], list[float]] = {}
    for row, score, is_told in zip(rows, scores, told, strict=True):
        by_group.setdefault((row["group"], bool(is_told)), []).append(score)
    pages = [(is_told, float(np.mean(each))) for (_, is_told), each in by_group.items() if len(each) > 1]
    print(f"AUC of a group of two sentences or more: {roc_auc_score(*zip(*pages, strict=True)):.4f}")
    sources = np.array([row["source"] for row in rows])
    for source in sorted(set(sources)):
        here = sources == source
        print(f"{source:22} {here.sum():6} right {((scores > 0) == told)[here].mean():.3f}")


def vectorize(rows: Sequence[dict[str, str]], words: frozenset[str]) -> tuple[CountVectorizer, Any]:
    """Which features each sentence has."""
    vectorizer = CountVectorizer(analyzer=lambda text: mask(text.replace("’", "'"), words), min_df=FEWEST, binary=True)
    return vectorizer, vectorizer.fit_transform([row["text"] for row in rows])


def fit(counts: Any, rows: Sequence[dict[str, str]], strength: float) -> LogisticRegression:
    """The model; a source counts by the root of its sentences, so that none decides alone."""
    many = Counter(row["source"] for row in rows)
    balance = np.array([many[row["source"]] ** -0.5 for row in rows])
    told = [row["role"] == "telling" for row in rows]
    model = LogisticRegression(
        l1_ratio=1.0, C=strength, solver="liblinear", random_state=0
    )  # scikit-learn 1.8 or later
    return model.fit(counts, told, sample_weight=balance / balance.mean())


def words_of(weights: dict[str, float]) -> frozenset[str]:
    """The words that features are made of."""
    return frozenset(word for feature in weights if feature != INTERCEPT for word in feature.split())


if __name__ == "__main__":
    main()
