"""Relevance on judgments: which article is related to which page, as an editor sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from statistics import fmean

import ir_measures
from ir_measures import P, R, nDCG

from recommender.article import Page
from recommender.errors import InputError
from recommender.evaluation.significance import Interval, mean_interval
from recommender.recommend import Recommender
from recommender.regular import read_regular

BIGGEST_JUDGMENTS = 100_000_000
"""Bytes of a file of judgments."""

DEPTH = 10
"""Places of a list that are judged."""

LIST_LENGTHS = (4, 8)
"""Lengths at which the articles' own lists are measured: a widget's and the default."""

MEASURES = {"ndcg@10": nDCG @ 10, "p@5": P @ 5, "recall@10": R @ 10}

Judgments = dict[str, dict[str, int]]
Run = dict[str, dict[str, float]]
ByQuery = dict[str, dict[str, float]]
"""Measure, query, value."""


@dataclass(slots=True)
class Report:
    """Figures by name, the measures of each query, and what is amiss."""

    figures: dict[str, float] = field(default_factory=dict)
    by_query: ByQuery = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)

    @property
    def intervals(self) -> dict[str, Interval]:
        """The 95 % interval of each figure that is a mean over two queries or more."""
        found = {name: mean_interval(list(values.values())) for name, values in self.by_query.items()}
        return {name: interval for name, interval in found.items() if interval is not None}


def read_judgments(file: Path) -> Judgments:
    """Graded pairs from tab-separated lines: page, article, grade (a header line is left out), or TREC qrels.

    Raises InputError that names the line.
    """
    judgments: Judgments = {}
    try:
        lines = read_regular(file, BIGGEST_JUDGMENTS).decode().splitlines()
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


def evaluate_judgments(limber: Recommender, judgments: Judgments, pages: Mapping[str, Page] | None = None) -> Report:
    """Relevance of the plain ranking (all kinds, no cautions) for the pages that judgments name.

    `pages` are the queries by name; without them a query is the article of that id. nDCG@10 with the grade as gain
    and the log2 discount (Järvelin & Kekäläinen 2002), P@5, recall@10; the share of articles shown at all (coverage),
    and the share of lists that the most shown article is in (hubness). Raises UsageError for a page that is named
    but not in the index, InputError if none with a related article is there.
    """
    where = "the index" if pages is None else "the queries"
    if pages is None:
        pages = {page: Page(id=page) for page in judgments if limber.index.row_of_id(page) is not None}
    known = {page: grades for page, grades in judgments.items() if page in pages}
    if not any(grade > 0 for grades in known.values() for grade in grades.values()):
        raise InputError(
            f"no judged page with a related article is in {where}", remedy="Check --judgments, --queries and --index."
        )
    run: Run = {page: dict(limber.rank(pages[page], DEPTH)) for page in known}
    report = measure(known, run)
    report.findings = [f"judged page {page!r} is not in {where}" for page in sorted(judgments.keys() - known.keys())]
    values = report.by_query["ndcg@10"]
    kinds = {page: kind for page in values if (kind := _kind(limber, pages[page]))}
    for kind in sorted(set(kinds.values())):
        report.figures[f"ndcg@10 of {kind}"] = fmean(values[page] for page in kinds if kinds[page] == kind)
    report.figures |= exposure(run, len(limber.index))
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


def measure(judgments: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> Report:
    """The measures of a run, by query and their means; queries without a relevant article do not count."""
    judged = {query: dict(grades) for query, grades in judgments.items() if any(g > 0 for g in grades.values())}
    kept = {query: dict(run.get(query, {})) for query in judged}
    names = {str(each): name for name, each in MEASURES.items()}
    report = Report(by_query={name: {} for name in MEASURES})
    for each in ir_measures.iter_calc(list(MEASURES.values()), judged, kept):
        report.by_query[names[str(each.measure)]][each.query_id] = float(each.value)
    report.figures = {"queries": float(len(judged))}
    report.figures |= {name: fmean(values.values()) if values else nan for name, values in report.by_query.items()}
    return report


def exposure(run: Mapping[str, Mapping[str, float]], articles: int) -> dict[str, float]:
    """Coverage (share of articles in some list) and hubness (share of lists that hold the most shown article)."""
    shown = Counter(article for items in run.values() for article in items)
    most = shown.most_common(1)
    return {
        "coverage": len(shown) / articles if articles else 0.0,
        "hubness": most[0][1] / len(run) if most else 0.0,
    }


def _kind(limber: Recommender, page: Page) -> str | None:
    row = limber.index.row_of_id(page.id) if page.id else None
    return limber.index.card(row).kind if row is not None else None
