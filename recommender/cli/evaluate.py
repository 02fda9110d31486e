"""`limber evaluate`"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from recommender.cli.main import common_options
from recommender.cli.pages import read_named_pages
from recommender.cli.terminal import say, say_json
from recommender.config import load_settings
from recommender.errors import UsageError
from recommender.evaluation.floors import Floors, below_floor, digest_corpus, load_floors, pin, save_floors
from recommender.evaluation.measure import Report, evaluate_judgments, evaluate_lists, read_judgments
from recommender.evaluation.pages import SETS, evaluate_pages, load_pages
from recommender.evaluation.runs import compare_run, load_run, save_run
from recommender.evaluation.significance import Difference
from recommender.readers import bundled_corpus, bundled_path
from recommender.recommend import Recommender

MOST_NAMED = 10
"""Queries that are named as the worst, or as having got better or worse."""

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("evaluate")
@click.option("--judgments", type=FILE, help="Graded pairs, a table or TREC qrels [default: the bundled ones].")
@click.option("--queries", type=FILE, help="JSON Lines of the judged pages, as of `limber related --batch`.")
@click.option("--save", type=FILE, help="Store the run, query by query.")
@click.option("--against", type=FILE, help="Compare with a stored run.")
@click.option("--pin", "to_pin", is_flag=True, help="Write the floors anew, for the corpus as it is.")
@click.option("--lower", is_flag=True, help="With --pin: floors may be lowered.")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@click.option("--verbose", "-v", is_flag=True, help="Name the worst queries and every violation.")
@common_options
def command(
    judgments: Path | None,
    queries: Path | None,
    save: Path | None,
    against: Path | None,
    to_pin: bool,
    lower: bool,
    as_json: bool,
    verbose: bool,
    index: Path | None,
    config: Path | None,
    debug: bool,
) -> None:
    """Measure the index: nDCG@10, P@5, recall, coverage, hubness, caution violations, against pinned floors.

    Without --judgments, the bundled judgments and development pages are used; the index must be of the bundled
    corpus. Exit code 1 if a figure is on the wrong side of its floor.

    \b
    Examples:  limber evaluate --verbose
               limber evaluate --judgments qrels.txt --queries pages.jsonl --save before.json
               limber evaluate --judgments qrels.txt --queries pages.jsonl --against before.json
    """
    _refuse(judgments, queries, to_pin=to_pin, lower=lower)
    settings = load_settings(config)
    before = load_run(against) if against else None
    limber = Recommender.open(index or Path(settings.index), settings.policy(), key=settings.verify_key)
    reports = _evaluate(limber, judgments, queries)
    record = _record(limber.index.generation, reports)
    if to_pin:
        _pin(record["figures"], lower=lower)
    floors = load_floors(bundled_path("floors.yml")) if judgments is None else None
    record["floors"] = dict(floors.floors) if floors else {}
    record["failed"] = _failed(record["figures"], floors) if floors else []
    if save:
        save_run(save, record)
    changes = compare_run(before, record["by_query"]) if before else {}
    if as_json:
        if before:
            record["against"] = {"generation": before.generation, "figures": _changes_of(changes)}
        say_json(record, indent=1)
    else:
        _print(record)
        if before:
            say(f"\nAgainst {before.generation}:")
            _print_changes(changes)
        if verbose:
            _print_worst(reports)
        for line in record["failed"]:
            say(f"FLOOR {line}", err=True)
    if record["failed"]:
        raise SystemExit(1)


def _refuse(judgments: Path | None, queries: Path | None, *, to_pin: bool, lower: bool) -> None:
    if queries and judgments is None:
        raise UsageError("--queries goes with --judgments", remedy="Name the file of their judgments.")
    if to_pin and judgments:
        raise UsageError("--pin is for the bundled judgments", remedy="Leave --judgments out.")
    if lower and not to_pin:
        raise UsageError("--lower goes with --pin", remedy="Add --pin, or leave --lower out.")


def _evaluate(limber: Recommender, judgments: Path | None, queries: Path | None) -> dict[str, Report]:
    pages = read_named_pages(queries) if queries else None
    judged = read_judgments(judgments or bundled_path("judgments.tsv"))
    reports = {"judgments": evaluate_judgments(limber, judged, pages)}
    if judgments is None:
        reports["lists"] = evaluate_lists(limber)
        for name in SETS:
            reports[f"{name} pages"] = evaluate_pages(limber, load_pages(bundled_path("pages", name)))
    return reports


def _record(generation: str, reports: Mapping[str, Report]) -> dict[str, Any]:
    """What is stored and printed as JSON; figures are named `report: figure`."""

    def all_of(part: str) -> dict[str, Any]:
        parts = {name: getattr(report, part) for name, report in reports.items()}
        return {f"{name}: {figure}": value for name in parts for figure, value in parts[name].items()}

    return {
        "generation": generation,
        "figures": all_of("figures"),
        "intervals": all_of("intervals"),
        "by_query": all_of("by_query"),
        "findings": {name: report.findings for name, report in reports.items()},
    }


def _pin(figures: Mapping[str, float], *, lower: bool) -> None:
    file = bundled_path("floors.yml")
    floors = pin(figures, load_floors(file).floors, lower=lower)
    save_floors(file, Floors(digest_corpus(bundled_corpus()), floors))


def _failed(figures: Mapping[str, float], pinned: Floors) -> list[str]:
    corpus = digest_corpus(bundled_corpus())
    lines = below_floor(figures, pinned.floors)
    if corpus != pinned.corpus:
        what = f"the floors belong to another corpus ({pinned.corpus}, this is {corpus})"
        lines.insert(0, f"{what}: run `limber evaluate --pin`")
    return lines


def _changes_of(changes: Mapping[str, Difference]) -> dict[str, Any]:
    """Differences as JSON, with the queries that changed most alone: all values are in the two runs."""
    record = {name: asdict(change) for name, change in changes.items()}
    for each in record.values():
        each["better"], each["worse"] = each["better"][:MOST_NAMED], each["worse"][:MOST_NAMED]
    return record


def _print(record: Mapping[str, Any]) -> None:
    for name, value in record["figures"].items():
        low, high = record["intervals"].get(name, (None, None))
        interval = f"{low:.3f} to {high:.3f}" if low is not None else ""
        floor = f"  (floor {record['floors'][name]:g})" if name in record["floors"] else ""
        say(f"{value:8.4f}  {interval:14}  {name}{floor}")


def _print_changes(changes: Mapping[str, Difference]) -> None:
    for name, change in changes.items():
        interval = f", 95 % {change.interval[0]:+.4f} to {change.interval[1]:+.4f}" if change.interval else ""
        chance = f", p {change.p:.3f}" if change.p is not None else ""
        difference = (
            f"{change.before:.4f} to {change.after:.4f} ({change.after - change.before:+.4f}{interval}{chance})"
        )
        say(f"{name}: {difference}, {change.queries} queries")
        for word, rows in (("better", change.better), ("worse", change.worse)):
            shown = rows[:MOST_NAMED] if name.endswith("ndcg@10") else ()
            named = ", ".join(f"{query} {old:.2f} to {new:.2f}" for query, old, new in shown)
            say(f"  {len(rows)} {word}{': ' if named else ''}{named}")


def _print_worst(reports: Mapping[str, Report]) -> None:
    for name, report in reports.items():
        worst = sorted(report.by_query.get("ndcg@10", {}).items(), key=lambda item: item[1])[:MOST_NAMED]
        say(f"\nWorst of {name}: " + ", ".join(f"{query} {value:.2f}" for query, value in worst))
        say("".join(f"  {finding}\n" for finding in report.findings), end="")
