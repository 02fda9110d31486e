"""Prometheus metrics. Labels hold routes, statuses, causes and levels: never an address, a text, an id or a title."""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request

from recommender.answer import Answer

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Variable by which the client library gets the folder in which processes share their values."""

CAUSES = ("no-text", "language", "unrelated", "kinds", "cautions")
LEVELS = ("emergency", "urgent", "caution")
REASONS = ("missing", "broken", "version")
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """What one process counts. Where processes share a folder, each answers for all of them."""

    def __init__(self) -> None:
        # Imported here: at import the library settles whether processes share values, and the server has to name
        # the folder before that.
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._registry = here = CollectorRegistry()
        route = ("route", "method")
        self._requests = Counter("limber_requests", "Requests answered", (*route, "status"), registry=here)
        self._seconds = Histogram("limber_request_seconds", "Time to answer", route, registry=here, buckets=BUCKETS)
        self._empty = Counter("limber_empty_answers", "Answers with an empty list", ("cause",), registry=here)
        self._notices = Counter("limber_notices", "Answers with a notice", ("level",), registry=here)
        self._failures = Counter("limber_reload_failures", "Generations refused", ("reason",), registry=here)
        self._workers = Gauge(
            "limber_index_workers",
            "Processes that answer from a generation",
            ("generation",),
            registry=here,
            multiprocess_mode="livesum",
        )
        self._age = Gauge(
            "limber_index_age_seconds",
            "Time since the generation in use was built; the oldest of all processes",
            registry=here,
            multiprocess_mode="livemax",
        )
        self._refused = Gauge(
            "limber_index_refused",
            "1 while a process answers from an older generation because the one named is refused",
            registry=here,
            multiprocess_mode="livemax",
        )
        for counter, values in ((self._empty, CAUSES), (self._notices, LEVELS), (self._failures, REASONS)):
            for value in values:
                counter.labels(value)  # at zero from the start, so that the first one counts as an increase
        self._generation = ""
        self._of_requests: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def count_request(self, response: Response, seconds: float) -> None:
        """Count the answer to the request at hand."""
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        key = route, method, response.status_code
        if key not in self._of_requests:  # to find a metric by its labels takes longer than to count
            self._of_requests[key] = self._requests.labels(*key), self._seconds.labels(route, method)
        requests, times = self._of_requests[key]
        requests.inc()
        times.observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count why a list is empty, and the level of a notice."""
        if answer.empty:
            self._empty.labels(answer.empty.cause).inc()
        if answer.notice:
            self._notices.labels(answer.notice.level).inc()

    def count_reload_failure(self, reason: str) -> None:
        """Count a generation refused, for one of REASONS."""
        self._failures.labels(reason).inc()

    def note_index(self, generation: str, age: float, *, refused: bool) -> None:
        """Note the generation that this process answers from, and its age in seconds."""
        if generation != self._generation:
            if self._generation:
                self._workers.labels(self._generation).set(0)
            self._workers.labels(generation).set(1)
            self._generation = generation
        self._age.set(age)
        self._refused.set(int(refused))

    def render(self) -> Response:
        """All metrics in Prometheus' text format, of all processes that share a folder."""
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        if folder := os.environ.get(FOLDER):
            _forget_dead(Path(folder))
            registry = CollectorRegistry()
            MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return Response(
            generate_latest(registry), headers={"Cache-Control": "no-store"}, content_type=CONTENT_TYPE_LATEST
        )


def init_app(app: Flask, metrics: Metrics) -> None:
    """Count every request of an application, and answer `/metrics`."""

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        metrics.count_request(response, perf_counter() - g.get("started", perf_counter()))
        return response

    app.add_url_rule("/metrics", "metrics", metrics.render)


def _forget_dead(folder: Path) -> None:
    """Leave out the gauges of processes that ended; their counters still count."""
    from prometheus_client.multiprocess import mark_process_dead

    for pid in {int(path.stem.rpartition("_")[2]) for path in folder.glob("gauge_live*.db")}:
        if not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
