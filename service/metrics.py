"""Prometheus metrics. Labels hold routes, statuses, causes and levels: never an address, a text, an id or a title.

What is counted lies in memory: no disk that is full, and no folder that is gone, costs an answer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from recommender.answer import Answer
from service.counts import Counts
from service.shared import Shared

CAUSES = ("no-text", "language", "unrelated", "kinds", "cautions")
LEVELS = ("emergency", "urgent", "caution")
REASONS = ("missing", "broken", "version")
METHODS = ("GET", "HEAD", "OPTIONS", "POST")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

NO_ROUTE = "none"
"""Route of a request that no route is for, or that was refused before one was looked for."""

_COUNTERS = {
    "limber_requests": ("Requests answered", ("route", "method", "status")),
    "limber_empty_answers": ("Answers with an empty list", ("cause",)),
    "limber_notices": ("Answers with a notice", ("level",)),
    "limber_reload_failures": ("Generations refused", ("reason",)),
}
_SECONDS = "limber_request_seconds"
_WIDTH = len(BUCKETS) + 2
"""Numbers of a histogram: its buckets, all beyond them, and the sum of what was observed."""


class Metrics(Collector):
    """What one process counts. Where processes share memory, each answers for all of them."""

    def __init__(self, shared: Shared | None = None) -> None:
        self._counts = Counts(shared or Shared())
        self._registry = CollectorRegistry()
        self._registry.register(self)
        for name, values in (
            ("limber_empty_answers", CAUSES),
            ("limber_notices", LEVELS),
            ("limber_reload_failures", REASONS),
        ):
            for value in values:
                self._count(name, value, amount=0)  # so that the first one counts as an increase

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer, and the time it took."""
        method = method if method in METHODS else "other"
        bucket = bisect_left(BUCKETS, seconds)
        self._counts.add(
            (f"limber_requests\t{route}\t{method}\t{status}", 1, ((0, 1),)),
            (f"{_SECONDS}\t{route}\t{method}", _WIDTH, ((bucket, 1), (_WIDTH - 1, seconds))),
        )

    def count_answer(self, answer: Answer) -> None:
        """Count why a list is empty, and the level of a notice."""
        if answer.empty:
            self._count("limber_empty_answers", answer.empty.cause)
        if answer.notice:
            self._count("limber_notices", answer.notice.level)

    def count_reload_failure(self, reason: str) -> None:
        """Count a generation refused, for one of REASONS."""
        self._count("limber_reload_failures", reason)

    def note_index(self, generation: str, age: float, *, refused: bool) -> None:
        """Note the generation that this process answers from, and its age in seconds; none is an empty name."""
        self._counts.say(generation, age, float(refused))

    def render(self) -> Response:
        """All metrics in Prometheus' text format, of all processes that share memory."""
        content = generate_latest(self._registry)
        return Response(content, headers={"Cache-Control": "no-store"}, content_type=CONTENT_TYPE_LATEST)

    def collect(self) -> Iterator[Metric]:
        """What is counted, as Prometheus' client renders it."""
        sums = [(name.split("\t"), values) for name, values in self._counts.sums().items()]
        for name, (meaning, labels) in _COUNTERS.items():
            counter = CounterMetricFamily(name, meaning, labels=labels)
            for (kind, *given), values in sums:
                if kind == name:
                    counter.add_metric(given, values[0])
            yield counter
        seconds = HistogramMetricFamily(_SECONDS, "Time to answer", labels=("route", "method"))
        for (kind, *given), values in sums:
            if kind == _SECONDS:
                seconds.add_metric(given, _buckets(values), values[-1])
        yield seconds
        yield from self._of_index()

    def _of_index(self) -> Iterator[Metric]:
        said = list(self._counts.said())
        workers = GaugeMetricFamily(
            "limber_index_workers", "Processes that answer from a generation", labels=("generation",)
        )
        generations = [generation for generation, _, _ in said]
        for generation in sorted({each for each in generations if each}):
            workers.add_metric([generation], generations.count(generation))
        yield workers
        yield GaugeMetricFamily(
            "limber_index_age_seconds",
            "Time since the generation in use was built; the oldest of all processes",
            value=max((age for _, age, _ in said), default=0.0),
        )
        yield GaugeMetricFamily(
            "limber_index_refused",
            "1 while a process answers from an older generation because the one named is refused",
            value=max((refused for _, _, refused in said), default=0.0),
        )

    def _count(self, name: str, label: str, *, amount: int = 1) -> None:
        self._counts.add((f"{name}\t{label}", 1, ((0, amount),)))


def init_app(app: Flask, metrics: Metrics) -> None:
    """Count every request of an application, and answer `/metrics`."""

    @app.before_request
    def start() -> None:
        g.started = perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else NO_ROUTE
        seconds = perf_counter() - g.get("started", perf_counter())
        metrics.count_request(route, request.method, response.status_code, seconds)
        return response

    app.add_url_rule("/metrics", "metrics", metrics.render)


def _buckets(values: Sequence[float]) -> list[tuple[str, float]]:
    bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
    return list(zip(bounds, accumulate(values[:-1]), strict=True))
