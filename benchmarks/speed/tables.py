"""The results as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from answers import Figures

START = "<!-- the figures: written by `make bench ARGS=--write` -->"
END = "<!-- the end of the figures -->"

Results = Mapping[str, Any]


def markdown(results: Results) -> str:
    """All tables, one below the other."""
    parts = (
        _machine(results),
        *_builds(results),
        *_answers(results),
        *_served(results),
        *_cautions(results),
        *_start(results),
    )
    return "\n".join(parts) + "\n"


def between_markers(page: str, tables: str) -> str:
    """A page with new tables in the place of the old. Raises ValueError where the markers are missing."""
    before, _, rest = page.partition(START)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no lines {START!r} and {END!r}: put them where the tables belong")
    return f"{before}{START}\n\n{tables}\n{END}{after}"


def _machine(results: Results) -> str:
    machine = results["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    return (
        f"{machine['cores']} cores ({machine['processor']}), load {machine['load']:.1f} before the run; "
        f"medians over {results['runs']} runs. Python {machine['python']}, {versions}."
    )


def _builds(results: Results) -> Iterator[str]:
    yield "\n### Build\n"
    yield "| articles | | s | MB/s | beside scikit-learn | most memory of a process, MB |\n|---|---|---|---|---|---|"
    for size, found in results["sizes"].items():
        peer = next((each["seconds"] for name, each in found["build"].items() if name.startswith("scikit-learn")), None)
        for name, each in found["build"].items():
            seconds = each["seconds"]
            ratio = f"{seconds / peer:.2f}" if peer else ""
            yield (
                f"| {int(size):,} | {name} | {seconds:.2f} | {found['megabytes'] / seconds:.1f} | {ratio} "
                f"| {each['memory']:.0f} |"
            )
    yield "\n| articles | rebuild after one has changed, s | beside the full build |\n|---|---|---|"
    for size, found in results["sizes"].items():
        full = next(iter(found["build"].values()))["seconds"]
        again = found["rebuild"]["seconds"]
        yield f"| {int(size):,} | {again:.2f} | {again / full:.0%} |"


def _answers(results: Results) -> Iterator[str]:
    yield "\n### Related, in process, one core\n"
    yield "| articles | | p50, ms | p95 | p99 | p99 / p50 | unknown page / it, p50 |\n|---|---|---|---|---|---|---|"
    for size, found in results["sizes"].items():
        ours = next(iter(found["related"].values()))["p50"]
        for name, each in found["related"].items():
            yield (
                f"| {int(size):,} | {name} | {each['p50']:.2f} | {each['p95']:.2f} | {each['p99']:.2f} "
                f"| {each['p99'] / each['p50']:.1f} | {ours / each['p50']:.2f} |"
            )


def _served(results: Results) -> Iterator[str]:
    yield "\n### Over HTTP\n"
    yield (
        "| articles | GET of a known page, requests/s | the same bytes ready-made | ratio "
        "| POST of an unknown page, p50, ms | in process | the rest, ms | errors |\n|---|---|---|---|---|---|---|---|"
    )
    for size, found in results["sizes"].items():
        http: Figures = found["http"]
        rates = [http["get"], http["ready_made"]]
        told = [f"{rate:,.0f}" if rate else "wrk is not installed" for rate in rates]
        ratio = f"{rates[0] / rates[1]:.2f}" if all(rates) else ""
        inside = next(iter(found["related"].values()))["p50"]
        yield (
            f"| {int(size):,} | {told[0]} | {told[1]} | {ratio} | {http['post']:.2f} | {inside:.2f} "
            f"| {http['post'] - inside:.2f} | {http['errors']:.0f} |"
        )


def _cautions(results: Results) -> Iterator[str]:
    yield "\n### Caution signs\n"
    found = dict(results["cautions"])
    hostile = found.pop("hostile")
    yield "| pages met for the first time | ms for 1,000 words, p50 | p99 |\n|---|---|---|"
    for name, each in found.items():
        yield f"| {name} | {each['p50']:.1f} | {each['p99']:.1f} |"
    yield "\n| hostile text of 1 MB | s |\n|---|---|"
    for name, seconds in hostile.items():
        yield f"| {name} | {seconds:.2f} |"


def _start(results: Results) -> Iterator[str]:
    yield "\n### Start, memory, widget\n"
    yield "| | |\n|---|---|"
    start = results["start"]
    yield f"| `limber --help` | {start['help']:.2f} s |"
    yield f"| `limber related`, bundled index | {start['related']:.2f} s |"
    yield f"| `limber serve` to the first answer, bundled index | {start['serve']:.2f} s |"
    for size, found in results["sizes"].items():
        memory = found["memory"]
        yield f"| opening the index of {int(size):,} articles | {found['opened']:.0f} ms |"
        yield (
            f"| four workers, {int(size):,} articles: PSS (resident, added up) "
            f"| {memory['pss']:.0f} MB ({memory['resident']:.0f} MB) |"
        )
    widget = start["widget"]
    yield f"| `widget.js`, gzip | {widget['bytes']:,} bytes |"
    if "task" in widget:
        yield f"| widget under 2,000 words in Chromium: layout shift | {widget['shift']:g} |"
        yield f"| the longest task of the main thread that it is in, layout included | {widget['task']:.1f} ms |"
