"""Relevance on the bundled judgments: Limber beside scikit-learn's TF-IDF on the same articles."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import nDCG
from sklearn.feature_extraction.text import TfidfVectorizer

from recommender import Article, Page, Recommender
from recommender.build import build
from recommender.config import Settings
from recommender.evaluation.measure import DEPTH, Judgments, Run, read_judgments
from recommender.readers import bundled_path, read_sources

PEERS = {
    "scikit-learn TfidfVectorizer, English stop words": {},
    "the same, sublinear tf": {"sublinear_tf": True},
    "the same, sublinear tf, pairs of words, max_df 0.5": {"sublinear_tf": True, "ngram_range": (1, 2), "max_df": 0.5},
}
SAMPLES = 10_000


def run_of_limber(judgments: Judgments) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        articles = read_sources([bundled_path("articles")])
        build(articles, Path(folder), Settings().build_settings(jobs=1, skip_broken=False), today=date.today())
        limber = Recommender.open(folder)
        return {page: dict(limber.rank(Page(id=page), DEPTH)) for page in judgments}


def run_of_peer(judgments: Judgments, options: dict[str, object]) -> Run:
    articles = [each for each in read_sources([bundled_path("articles")]) if isinstance(each, Article)]
    ids = [article.id for article in articles]
    texts = [f"{article.title}\n{article.text}" for article in articles]
    vectors = TfidfVectorizer(stop_words="english", **options).fit_transform(texts)
    scores = (vectors @ vectors.T).toarray()
    np.fill_diagonal(scores, -1.0)
    run: Run = {}
    for page in judgments:
        row = scores[ids.index(page)]
        run[page] = {ids[place]: float(row[place]) for place in np.argsort(-row, kind="stable")[:DEPTH]}
    return run


def by_query(judgments: Judgments, run: Run) -> np.ndarray:
    values = {each.query_id: each.value for each in ir_measures.iter_calc([nDCG @ 10], judgments, run)}
    return np.array([values[page] for page in sorted(judgments)])


def main() -> None:
    judgments = read_judgments(bundled_path("judgments.tsv"))
    ours = by_query(judgments, run_of_limber(judgments))
    random = np.random.default_rng(7)
    print("| on the bundled judgments | nDCG@10 | Limber / it | difference, 95 % of bootstraps |\n|---|---|---|---|")
    print(f"| Limber | {ours.mean():.4f} | | |")
    for name, options in PEERS.items():
        theirs = by_query(judgments, run_of_peer(judgments, options))
        picks = random.integers(0, len(ours), (SAMPLES, len(ours)))
        low, high = np.quantile((ours - theirs)[picks].mean(axis=1), [0.025, 0.975])
        print(f"| {name} | {theirs.mean():.4f} | {ours.mean() / theirs.mean():.3f} | {low:+.3f} to {high:+.3f} |")


if __name__ == "__main__":
    main()
