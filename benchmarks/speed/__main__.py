"""Speed beside the peers: builds, answers, HTTP, start. Prints Markdown tables; docs/speed.md tells how to read them.

usage: python benchmarks/speed [--sizes N …] [--runs N] [--articles FILE] [--json FILE] [--write] [--small]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

import answers
import builds
import clock
import plot
import served
import tables
from made import copy_articles, pages, write_articles

from recommender.readers import bundled_path, read_sources

DOCS = Path(__file__).parents[2] / "docs"
SIZES = (2_000, 20_000)
PAGES = 200
PACKAGES = ("limber", "scikit-learn", "scipy", "tantivy", "bm25s", "gensim", "granian")


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        results = measure_all(options, Path(folder))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    found = tables.markdown(results)
    print(found)
    if options.write:
        page = DOCS / "speed.md"
        page.write_text(tables.between_markers(page.read_text(encoding="utf-8"), found), encoding="utf-8")
        for name, drawing in draw(results).items():
            (DOCS / name).write_text(drawing, encoding="utf-8")


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks/speed", description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of articles")
    parser.add_argument("--runs", type=int, default=3, help="runs that medians are taken over")
    parser.add_argument("--seconds", type=int, default=5, help="of load on a server, each run")
    parser.add_argument(
        "--articles", type=Path, help="articles as .jsonl of your own; 200 beyond the largest size are pages"
    )
    parser.add_argument("--json", type=Path, help="file for the results")
    parser.add_argument("--write", action="store_true", help="put tables and plots into docs/speed.md")
    parser.add_argument("--small", action="store_true", help="all of it once, in little: to see that it works")
    options = parser.parse_args(arguments)
    if options.small:
        options.sizes, options.runs, options.seconds = [200], 1, 1
    return options


def measure_all(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    machine = describe_machine()
    sizes = {str(size): measure_size(size, options, folder / str(size)) for size in options.sizes}
    start = measure_start(folder / "bundled", options.runs)
    cautions, _ = clock.run_script("cautions.py")
    return {"machine": machine, "runs": options.runs, "sizes": sizes, "start": start, "cautions": cautions}


def measure_size(size: int, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    articles, asked, index = folder / "articles.jsonl", folder / "pages.json", folder / "index"
    if options.articles:
        texts = copy_articles(options.articles, articles, size, after=max(options.sizes), most=PAGES)
    else:
        write_articles(articles, size)
        texts = pages(PAGES)
    asked.write_text(json.dumps(texts), encoding="utf-8")
    with articles.open(encoding="utf-8") as lines:
        known = [json.loads(line)["id"] for line, _ in zip(lines, range(PAGES), strict=False)]
    build = builds.measure(articles, folder, options.runs)
    related, opened = answers.measure(articles, index, asked, options.runs)
    return {
        "megabytes": articles.stat().st_size / 1e6,
        "build": build,
        "related": related,
        "opened": opened,
        "http": served.measure(index, known, texts, options.seconds, options.runs),
        "memory": served.measure_memory(index, known),
        "rebuild": builds.measure_rebuild(articles, index, folder, options.runs),
    }


def measure_start(index: Path, runs: int) -> dict[str, Any]:
    """Seconds of commands on the index of the bundled articles; what the widget costs."""
    clock.run((*clock.LIMBER, "build", "--out", index))
    page = index.parent / "page.txt"
    page.write_text(pages(1)[0], encoding="utf-8")
    known = "hamstring-stretch"
    serve = []
    for _ in range(runs):
        with served.limber(index, 1, served.KNOWN + known) as server:
            serve.append(server.seconds)
    return {
        "help": median(clock.run((*clock.LIMBER, "--help")).seconds for _ in range(runs)),
        "related": median(clock.run((*clock.LIMBER, "related", page, "--index", index)).seconds for _ in range(runs)),
        "serve": median(serve),
        "widget": served.measure_widget(index, known, _text_of(known), runs),
    }


def _text_of(known: str) -> str:
    return next(each.text for each in read_sources([bundled_path("articles")]) if each.id == known)


def describe_machine() -> dict[str, Any]:
    processor = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    versions = {}
    for package in PACKAGES:
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            versions[package] = "not installed: left out"
    return {
        "cores": os.cpu_count(),
        "processor": processor[1] if processor else platform.machine(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "versions": versions,
    }


def draw(results: dict[str, Any]) -> dict[str, str]:
    """The plots by file name."""
    kinds = (("build", "seconds", "s", "Building"), ("related", "p50", "ms", "Related articles for a page, p50"))
    drawings = {}
    for part, figure, unit, title in kinds:
        lines: dict[str, list[plot.Point]] = {}
        for size, found in results["sizes"].items():
            for name, each in found[part].items():
                lines.setdefault(name.replace("*", "").replace("`", ""), []).append((int(size), each[figure]))
        drawings[f"speed-{part}.svg"] = plot.draw(title, unit, lines)
    return drawings


if __name__ == "__main__":
    main()
