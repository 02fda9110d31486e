"""Relevance on judgments: which article is related to which, as an editor sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import P, R, nDCG

from recommender.article import Page
from recommender.errors import InputError
from recommender.recommend import Recommender

DEPTH = 10
"""Places of a list that are judged."""

LIST_LENGTHS = (4, 8)
"""Lengths at which the articles' own lists are measured: a widget's and the default."""

MEASURES = {"ndcg@10": nDCG @ 10, "p@5": P @ 5, "recall@10": R @ 10}

Judgments = dict[str, dict[str, int]]
Run = dict[str, dict[str, float]]


@dataclass(slots=True)
class Report:
    """Figures by name, and per query where a reader wants to know which."""

    figures: dict[str, float] = field(default_factory=dict)
    by_query: dict[str, float] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)


def read_judgments(file: Path) -> Judgments:
    """Graded pairs from tab-separated lines: page, article, grade (a header line is left out), or TREC qrels.

    Raises InputError that names the line.
    """
    judgments: Judgments = {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the judgments cannot be read: {error}", place=str(file), remedy="Check --judgments."
        ) from error
    for number, line in enumerate(lines, 1):
        fields = line.split("\t") if "\t" in line else line.split()
        if len(fields) == 4:  # TREC: query, 0, document, grade
            fields = [fields[0], fields[2], fields[3]]
        if not line.strip() or (number == 1 and fields[-1] == "grade"):
            continue
        if len(fields) != 3 or not fields[2].lstrip("-").isdigit():
            raise InputError(
                f"a page, an article and a grade are wanted, got {line!r:.80}",
                place=f"{file}:{number}",
                remedy="Separate them by tabs.",
            )
        judgments.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    if not judgments:
        raise InputError("there is no judgment in the file", place=str(file), remedy="Check --judgments.")
    return judgments


def evaluate_judgments(limber: Recommender, judgments: Judgments) -> Report:
    """Relevance of the plain ranking (all kinds, no cautions) for the articles that judgments name.

    nDCG@10 with the grade as gain and the log2 discount (Järvelin & Kekäläinen 2002), P@5, recall@10; the share of
    articles shown at all (coverage), and the share of lists that the most shown article is in (hubness).
    """
    index = limber.index
    known = {page: grades for page, grades in judgments.items() if index.row_of_id(page) is not None}
    report = Report(
        findings=[f"judged page {page!r} is not in the index" for page in sorted(set(judgments) - set(known))]
    )
    run: Run = {page: dict(limber.rank(Page(id=page), DEPTH)) for page in known}
    report.figures = measure(known, run)
    report.by_query = {each.query_id: each.value for each in ir_measures.iter_calc([nDCG @ 10], known, run)}
    for kind in sorted({_kind(limber, page) for page in known}):
        values = [value for page, value in report.by_query.items() if _kind(limber, page) == kind]
        report.figures[f"ndcg@10 of {kind}"] = sum(values) / len(values)
    report.figures |= exposure(run, len(index))
    return report


def evaluate_lists(limber: Recommender) -> Report:
    """What a reader sees on the articles' own pages: how full, how varied, how often the same article.

    Coverage and hubness of the default lists, cut at LIST_LENGTHS. Where `limit` of `eligible` articles are listed,
    the most listed one is in at least limit / eligible of the lists, whatever the ranking: "least hubness possible".
    """
    ids = [limber.index.card(row).id for row in range(len(limber.index))]
    lists = {each: [m.card for m in limber.related(Page(id=each), limit=max(LIST_LENGTHS)).items] for each in ids}
    eligible = sum(limber.index.card(row).kind in (None, *limber.policy.kinds) for row in range(len(ids)))
    report = Report()
    for length in LIST_LENGTHS:
        run = {page: {card.id: 1.0 for card in cards[:length]} for page, cards in lists.items()}
        shown = exposure(run, len(ids))
        report.figures[f"hubness at {length}"] = shown["hubness"]
        report.figures[f"least hubness possible at {length}"] = min(1.0, length / eligible) if eligible else 0.0
    report.figures["articles a list"] = sum(map(len, lists.values())) / len(lists) if lists else 0.0
    return report


def measure(judgments: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The measures of a run; queries without a relevant article do not count."""
    judged = {query: dict(grades) for query, grades in judgments.items() if any(g > 0 for g in grades.values())}
    kept = {query: dict(run.get(query, {})) for query in judged}
    found: dict[Any, float] = ir_measures.calc_aggregate(list(MEASURES.values()), judged, kept)
    return {name: float(found[each]) for name, each in MEASURES.items()}


def exposure(run: Mapping[str, Mapping[str, float]], articles: int) -> dict[str, float]:
    """Coverage (share of articles in some list) and hubness (share of lists that hold the most shown article)."""
    shown = Counter(article for items in run.values() for article in items)
    most = shown.most_common(1)
    return {
        "coverage": len(shown) / articles if articles else 0.0,
        "hubness": most[0][1] / len(run) if most else 0.0,
    }


def _kind(limber: Recommender, page: str) -> str:
    row = limber.index.row_of_id(page)
    return (limber.index.card(row).kind if row is not None else None) or "unknown"
