"""The service under load and faults: `python tests/soak.py [--minutes N]`, 10 unless told; exit 1 if it fell short.

Four workers answer GET and POST, from Python and, where it is installed, wrk. Every answer is compared with those that
are right. Meanwhile two slightly different corpora are built in turn, ten times a minute, each followed by a fault, and
a worker is killed every 20 seconds; attackers hold connections in every way they can, and the folder of temporary
files is gone. It falls short with a wrong answer, a request that failed other than with the worker that was killed, a
fault that was not borne, more than 1 % of probes that were not answered within a second, or memory that grew.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, sleep

from servers import serving
from soak_attacks import ENOUGH, Attacks, attack, probe_often
from soak_faults import FAULTS, JUMPS, SPARED, Clock, Scene, build, kill_worker, reload_index
from soak_load import CLIENTS, Tally, Wrk, ask, make_questions

from recommender import Recommender
from recommender.readers import bundled_path

WORKERS = 4
RELOADS_A_MINUTE = 10
KILL_EVERY = 20.0
"""Seconds."""

BESIDE = 2.0
"""Seconds after a kill in which a connection may be found lost."""

GROWTH = 0.10
"""Share by which the memory of a process may grow, from the first fifth after the warm-up to the last."""

WARM_UP = 0.2
"""Share of the time."""

LEFT_OUT = "cat-cow.md"
"""The article that the second corpus lacks."""

MOST_SHOWN = 20
"""Of what fell short."""


@dataclass
class Findings:
    """What came of the reloads and faults, and the memory of processes, in kB, a sample a second."""

    reloads: list[float] = field(default_factory=list)
    borne: Counter[str] = field(default_factory=Counter)
    short: list[str] = field(default_factory=list)
    memory: dict[str, list[int]] = field(default_factory=dict)


def main() -> int:
    """Soak the service and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    seconds = 60 * parser.parse_args().minutes
    with TemporaryDirectory(prefix="limber-soak-") as name:
        return soak(Path(name), seconds)


def soak(folder: Path, seconds: float) -> int:
    """Serve, ask and break things for `seconds`; 1 if it fell short."""
    sources, index, clock = _make_sources(folder), folder / "index", Clock(folder / "clock")
    clock.set(0)
    references = [folder / f"reference-{source.name}" for source in sources]
    for source, reference in zip(sources, references, strict=True):
        build(source, reference).check_returncode()
    shutil.copytree(references[0], index)
    days = sorted({jump + midnight for jump in JUMPS for midnight in (0, 1)})
    questions = make_questions([Recommender.open(each) for each in references], days)
    tally, findings, attacks, stop = Tally(), Findings(), Attacks(), Event()
    variables = {**clock.variables(), "TMPDIR": str(folder / "gone")}
    with serving(index, folder, environment=variables, workers=WORKERS) as server:
        scene = Scene(server, index, sources, clock)
        wrk = Wrk(server.address, questions, folder, seconds)
        with ThreadPoolExecutor(CLIENTS + 4) as pool:
            beside = [
                *(pool.submit(ask, server.address, questions, first, tally, stop) for first in range(CLIENTS)),
                pool.submit(_kill, scene, findings, stop),
                pool.submit(_weigh, scene, findings, stop),
                pool.submit(attack, server.address, attacks, stop),
                pool.submit(probe_often, server.address, attacks, stop),
            ]
            try:
                _break_things(scene, findings, monotonic() + seconds)
            finally:
                stop.set()
        for each in beside:
            each.result()
        wrk.finish(tally)
        return _report(tally, findings, attacks, scene)  # before the server ends, which may fall short too


def _make_sources(folder: Path) -> list[Path]:
    first, second = folder / "first", folder / "second"
    shutil.copytree(bundled_path("articles"), first)
    shutil.copytree(bundled_path("articles"), second, ignore=shutil.ignore_patterns(LEFT_OUT))
    return [first, second]


def _break_things(scene: Scene, findings: Findings, deadline: float) -> None:
    """A reload and a fault each time, evenly spaced, until the deadline."""
    faults = cycle(FAULTS.items())
    start, times = monotonic(), 0
    while (begin := start + times * 60 / RELOADS_A_MINUTE) < deadline - 1:
        times += 1
        sleep(max(0.0, begin - monotonic()))
        name, fault = next(faults)
        try:
            findings.reloads.append(reload_index(scene))
            fault(scene)
            findings.borne[name] += 1
        except AssertionError as error:
            findings.short.append(f"reload {times}, {name}: {error}")


def _kill(scene: Scene, findings: Findings, stop: Event) -> None:
    while not stop.wait(KILL_EVERY):
        try:
            kill_worker(scene)
        except AssertionError as error:
            findings.short.append(f"kill: {error}")


def _weigh(scene: Scene, findings: Findings, stop: Event) -> None:
    """Note the memory of the server's own process and of the workers that are spared, once a second."""
    spared = scene.server.workers()[:SPARED]
    names = {"server": scene.server.process.pid, **{f"worker {pid}, spared": pid for pid in spared}}
    while not stop.wait(1):
        for name, pid in list(names.items()):
            status = Path(f"/proc/{pid}/status")
            found = re.search(r"VmRSS:\s+(\d+)", status.read_text() if status.exists() else "")
            if found is None:  # nor has a process that ended and is not yet forgotten any
                findings.short.append(f"{name} ended by itself")
                del names[name]
            else:
                findings.memory.setdefault(name, []).append(int(found[1]))


def _grown(samples: list[int]) -> tuple[float, float]:
    """The medians of the first and the last fifth after the warm-up, in MB."""
    warm = samples[round(WARM_UP * len(samples)) :]
    fifth = max(1, len(warm) // 5)
    return median(warm[:fifth]) / 1000, median(warm[-fifth:]) / 1000


def _report(tally: Tally, findings: Findings, attacks: Attacks, scene: Scene) -> int:
    """Print the table and what fell short; 1 if anything did."""
    beside = [any(0 <= moment - kill <= BESIDE for kill in scene.killed) for moment, _ in tally.lost]
    failed = tally.failed + [what for (_, what), near in zip(tally.lost, beside, strict=True) if not near]
    reloads = sorted(findings.reloads)
    rows = {f"answers to {client}": str(count) for client, count in sorted(tally.answers.items())}
    rows |= {
        "wrong answers": str(len(tally.wrong)),
        "requests lost with a killed worker": f"{sum(beside)} in {len(scene.killed)} kills",
        "requests failed otherwise": str(len(failed)),
        "reloads": f"{len(reloads)}, to the last worker: median {median(reloads):.1f} s, longest {reloads[-1]:.1f} s",
        **{name: f"{count} borne" for name, count in findings.borne.items()},
        **{name: f"{count} times" for name, count in attacks.tried.items()},
        "probes answered within a second": f"{attacks.probes[True]} of {attacks.probes.total()} ({attacks.share:.2%})",
    }
    short = [*tally.wrong, *failed, *findings.short]
    if attacks.share < ENOUGH:
        short.append(f"{attacks.share:.2%} of probes were answered within a second, at least {ENOUGH:.0%} must be")
    for name, samples in findings.memory.items():
        first, last = _grown(samples)
        rows[f"memory, {name}"] = f"{first:.1f} MB, at the end {last:.1f} MB ({last / first - 1:+.1%})"
        if last > first * (1 + GROWTH):
            short.append(f"the memory of {name} grew by {last / first - 1:.1%}, at most {GROWTH:.0%} is allowed")
    print("| what | seen |\n|---|---|")
    for what, seen in rows.items():
        print(f"| {what} | {seen} |")
    for each in short[:MOST_SHOWN]:
        print(f"FELL SHORT: {each}")
    if len(short) > MOST_SHOWN:
        print(f"and {len(short) - MOST_SHOWN} more")
    return int(bool(short))


if __name__ == "__main__":
    sys.exit(main())
