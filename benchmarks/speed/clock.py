"""Times commands and calls. What is compared runs in a process of its own, so nobody pays for another's memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

LIMBER = (sys.executable, "-m", "recommender")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Cost:
    """A command that has ended: its wall time, the most memory of its biggest process (MB), what it printed."""

    seconds: float
    memory: float
    output: str


def run(command: Sequence[object], *, one_core: bool = False) -> Cost:
    """Run a command to its end. Raises CalledProcessError, with what it said, if it fails."""
    words = [str(each) for each in command]
    variables = {**os.environ, **ONE_THREAD} if one_core else None
    start = perf_counter()
    with _one_core() if one_core else nullcontext():
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=variables)
    assert process.stdout is not None
    with process.stdout:
        output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, output)
    return Cost(seconds, usage.ru_maxrss / 1024, output)


@contextmanager
def _one_core() -> Iterator[None]:
    """Processes that start in the block keep to one core."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def run_script(name: str, *arguments: object) -> tuple[Any, Cost]:
    """Run a script of this folder on one core; the JSON it printed, and its cost."""
    cost = run([sys.executable, Path(__file__).parent / name, *arguments], one_core=True)
    return json.loads(cost.output), cost


def seconds_of(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def quantiles(calls: Iterable[Callable[[], object]]) -> dict[str, float]:
    """Milliseconds of calls, each made once, after five that warm up: p50, p95 and p99."""
    calls = list(calls)
    for call in calls[:5]:
        call()
    times = [1000 * seconds_of(call) for call in calls]
    return dict(zip(("p50", "p95", "p99"), np.quantile(times, [0.5, 0.95, 0.99]).tolist(), strict=True))


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Of each figure the median over runs."""
    return {name: median(each[name] for each in runs) for name in runs[0]}
