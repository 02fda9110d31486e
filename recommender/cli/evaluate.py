"""`limber evaluate`"""

from __future__ import annotations

import json
from pathlib import Path

import click

from recommender.cli.main import common_options
from recommender.config import load_settings
from recommender.evaluation.floors import below_floor, load_floors
from recommender.evaluation.measure import evaluate_judgments, evaluate_lists, read_judgments
from recommender.evaluation.pages import SETS, evaluate_pages, load_pages
from recommender.readers import bundled_path
from recommender.recommend import Recommender


@click.command("evaluate")
@click.option("--judgments", type=click.Path(path_type=Path, dir_okay=False), help="Graded pairs [default: bundled].")
@click.option("--json", "as_json", is_flag=True, help="JSON for programs.")
@click.option("--verbose", "-v", is_flag=True, help="Name the worst queries and every violation.")
@common_options
def command(
    judgments: Path | None, as_json: bool, verbose: bool, index: Path | None, config: Path | None, debug: bool
) -> None:
    """Measure the index: nDCG@10, P@5, recall, coverage, hubness, caution violations, against pinned floors.

    Without --judgments, the bundled judgments and development pages are used; the index must be of the bundled
    corpus. Exit code 1 if a figure is on the wrong side of its floor.

    \b
    Example:  limber evaluate --verbose
    """
    settings = load_settings(config)
    limber = Recommender.open(index or Path(settings.index), settings.policy())
    reports = {"judgments": evaluate_judgments(limber, read_judgments(judgments or bundled_path("judgments.tsv")))}
    if judgments is None:
        reports["lists"] = evaluate_lists(limber)
        for name in SETS:
            reports[f"{name} pages"] = evaluate_pages(limber, load_pages(bundled_path("pages", name)))
    figures = {
        f"{name}: {figure}": value for name, report in reports.items() for figure, value in report.figures.items()
    }
    floors = load_floors(bundled_path("floors.yml")) if judgments is None else {}
    failed = below_floor(figures, floors)
    if as_json:
        record = {"generation": limber.index.generation, "figures": figures, "floors": floors, "failed": failed}
        record["by_query"] = {name: report.by_query for name, report in reports.items()}
        record["findings"] = {name: report.findings for name, report in reports.items()}
        click.echo(json.dumps(record, indent=1))
    else:
        for name, value in figures.items():
            floor = f"  (floor {floors[name]:g})" if name in floors else ""
            click.echo(f"{value:8.4f}  {name}{floor}")
        if verbose:
            for name, report in reports.items():
                worst = sorted(report.by_query.items(), key=lambda item: item[1])[:10]
                click.echo(f"\nWorst of {name}: " + ", ".join(f"{query} {value:.2f}" for query, value in worst))
                click.echo("".join(f"  {finding}\n" for finding in report.findings), nl=False)
        for line in failed:
            click.echo(f"FLOOR {line}", err=True)
    if failed:
        raise SystemExit(1)
