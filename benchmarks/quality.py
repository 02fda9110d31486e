"""Relevance beside the peers, and what each part of Limber's formula brings; Markdown tables, and JSON with --json.

usage: quality.py [--ablation] [--most N] [--seed N] [--json FILE] [FOLDER …]

Without a FOLDER the bundled judgments and development pages; a FOLDER holds docs.jsonl, queries.jsonl and qrels.tsv.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any
from unittest.mock import patch

import numpy as np
from judged import Collection, bundled, read_folder
from peers import PEERS, Peer

from recommender import Recommender
from recommender.build import build
from recommender.config import Settings
from recommender.evaluation.measure import DEPTH, Run, measure
from recommender.evaluation.significance import Difference, compare_queries, mean_interval
from recommender.vocabulary import Vocabulary

LIMBER = "**Limber**"
MEASURE = "ndcg@10"

WITHOUT: dict[str, Mapping[str, float]] = {
    "fields (title, summary and tags count as the body)": {
        "recommender.analysis.fields.TITLE": 1.0,
        "recommender.analysis.fields.SUMMARY": 1.0,
        "recommender.analysis.fields.TAGS": 1.0,
        "recommender.analysis.fields.HEADINGS": 0.0,
    },
    "vocabulary": {},
    "pairs of words": {
        "recommender.analysis.analyzer.PAIR_COUNT": 0.0,
        "recommender.analysis.bulk.PAIR_COUNT": 0.0,
    },
    "power of tf (tf as it is)": {"recommender.index.tfidf.TF_POWER": 1.0},
    "power of idf (idf as it is)": {"recommender.index.tfidf.IDF_POWER_LEAST": 1.0},
    "growing power of idf (its root always)": {"recommender.index.tfidf.IDF_POWER_GROWTH": 0.0},
    "feedback of the nearest articles": {"recommender.recommend.FEEDBACK_WEIGHT": 0.0},
    "hub factors": {"recommender.index.engine.HUB_POWER": 0.0},
}
"""Parts of the formula, with the constants that switch each off."""

ByQuery = dict[str, float]


def run_of_limber(collection: Collection, without: str | None = None) -> Run:
    """Limber's plain ranking with its defaults, or without one part of the formula."""
    settings = Settings().build_settings(jobs=1)
    if without == "vocabulary":
        settings = replace(settings, vocabulary=Vocabulary())
    with ExitStack() as stack:
        for name, value in WITHOUT[without].items() if without else ():
            stack.enter_context(patch(name, value))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        build(collection.articles, Path(folder), settings, today=date.today())
        limber = Recommender.open(folder)
        return {query.name: dict(limber.rank(query.page, DEPTH)) for query in collection.queries}


def run_of_peer(collection: Collection, peer: Peer) -> Run:
    """The first articles by a peer's scores, without the page itself; of equals, the one that comes first."""
    rows = {each.id: row for row, each in enumerate(collection.articles)}
    run: Run = {}
    scores = peer(collection.texts, [query.text for query in collection.queries])
    for query, of_query in zip(collection.queries, np.array(scores, dtype=np.float64), strict=True):
        if query.page.id:
            of_query[rows[query.page.id]] = -np.inf
        best = np.argsort(-of_query, kind="stable")[:DEPTH]
        run[query.name] = {collection.articles[row].id: float(of_query[row]) for row in best if of_query[row] > 0}
    return run


def measure_all(collection: Collection) -> dict[str, dict[str, ByQuery]]:
    """Measures by query of every peer that is installed, and of Limber."""
    found = {}
    for name, peer in PEERS.items():
        with suppress(ImportError):
            found[name] = measure(collection.judgments, run_of_peer(collection, peer)).by_query
    return found | {LIMBER: measure(collection.judgments, run_of_limber(collection)).by_query}


def against_best(found: Mapping[str, Mapping[str, ByQuery]]) -> tuple[str, Difference]:
    """The peer with the highest nDCG@10 on these queries, and Limber against it."""
    best = max((name for name in found if name != LIMBER), key=lambda name: fmean(found[name][MEASURE].values()))
    return best, compare_queries(found[best][MEASURE], found[LIMBER][MEASURE])


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for row in (head, ["---"] * len(head), *rows):
        print(f"| {' | '.join(row)} |")
    print(flush=True)


def compare(collections: Sequence[Collection]) -> dict[str, Any]:
    found = {each.name: measure_all(each) for each in collections}
    for name in PEERS.keys() - next(iter(found.values())).keys():
        print(f"Left out, because a package it needs is not installed: {name}\n")
    means = {name: {who: fmean(of[MEASURE].values()) for who, of in by.items()} for name, by in found.items()}
    highest = {name: max(by.values()) for name, by in means.items()}
    rows = [
        [who, *(f"**{means[c][who]:.3f}**" if means[c][who] == highest[c] else f"{means[c][who]:.3f}" for c in found)]
        for who in next(iter(found.values()))
    ]
    sizes = ["queries of articles", *(f"{len(each.queries)} of {len(each.articles)}" for each in collections)]
    print_table(["nDCG@10", *found], [sizes, *rows])
    rows, record = [], {}
    for name, by in found.items():
        best, difference = against_best(by)
        interval = difference.interval or (float("nan"), float("nan"))
        change = difference.after - difference.before
        cells = [
            f"{change:+.3f}",
            f"{interval[0]:+.3f} to {interval[1]:+.3f}",
            f"{difference.p:.4f}" if difference.p is not None else "",
        ]
        rows.append([name, best, *cells, f"{difference.after / difference.before:.2f}"])
        measured = {
            who: {
                figure: {"mean": fmean(v.values()), "interval": mean_interval([*v.values()])}
                for figure, v in of.items()
            }
            for who, of in by.items()
        }
        against = {"peer": best, "difference": change, "interval": difference.interval, "p": difference.p}
        record[name] = {"queries": difference.queries, "measures": measured, "against best peer": against}
    print_table(["Limber minus the best peer", "peer", "nDCG@10", "95 % interval", "p", "ratio"], rows)
    return record


def ablate(collections: Sequence[Collection]) -> dict[str, Any]:
    """nDCG@10 without each part; what a part brings is the figure of all of them minus that without it."""
    record: dict[str, dict[str, float]] = {}
    for without in (None, *WITHOUT):
        runs = {
            each.name: measure(each.judgments, run_of_limber(each, without)).figures[MEASURE] for each in collections
        }
        record[without or "nothing"] = runs
    whole = record["nothing"]
    rows = [
        [name, *(f"{v:.3f}" if name == "nothing" else f"{v:.3f} ({v - whole[c]:+.3f})" for c, v in of.items())]
        for name, of in record.items()
    ]
    print_table(["nDCG@10 without", *(each.name for each in collections)], rows)
    return record


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--ablation", action="store_true", help="also without each part of the formula")
    parser.add_argument("--most", type=int, default=300, help="queries of a folder at most [300]")
    parser.add_argument("--seed", type=int, default=5, help="which queries are taken [5]")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all measures with their intervals")
    options = parser.parse_args()
    read = [read_folder(each, most=options.most, seed=options.seed) for each in options.folders]
    collections = read or list(bundled())
    record = {"seed": options.seed, "collections": compare(collections)}
    if options.ablation:
        record["ablation"] = ablate(collections)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
