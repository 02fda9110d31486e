"""Over HTTP: the service beside a Flask route with the same bytes ready-made; its start, its memory, its widget."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import clock
import widget

WORKERS = 2
CONNECTIONS = 16
MANY_WORKERS = 4
PATIENCE = 60.0
"""Seconds that a server has to give its first answer, and a client waits."""

KNOWN = "/v1/related?id="

IN_TURN = """
local paths, number = {%s}, 0
function request()
  number = number + 1
  return wrk.format("GET", paths[number %% #paths + 1])
end
"""
"""Script of wrk's: each request is for the next path."""


@dataclass(frozen=True)
class Server:
    """A server that answers: its port, its first process, the seconds that its first answer took from the start."""

    port: int
    pid: int
    seconds: float


def measure(index: Path, known: Sequence[str], pages: list[str], seconds: int, runs: int) -> dict[str, float | None]:
    """GET of known pages and of ready-made bytes (requests/s; None without wrk); POST of pages (ms); errors."""
    body, script = index.parent / "answer.json", index.parent / "known.lua"
    script.write_text(IN_TURN % ", ".join(json.dumps(KNOWN + each) for each in known))
    with limber(index, WORKERS, KNOWN + known[0]) as server:
        body.write_bytes(_get(server.port, KNOWN + known[0])[1])
        post, errors = _post(server.port, pages)
    rates: dict[str, list[float]] = {"get": [], "ready_made": []}
    servers = {
        "get": partial(limber, index, WORKERS, KNOWN + known[0]),
        "ready_made": partial(_ready_made, body, KNOWN + known[0]),
    }
    for name in [*servers] * (runs if shutil.which("wrk") else 0):  # one server at a time
        with servers[name]() as server:
            _load(server.port, script, 1)  # each worker has met each page once
            rate, failed = _load(server.port, script, seconds)
        rates[name].append(rate)
        errors += failed
    return {**{name: median(each) if each else None for name, each in rates.items()}, "post": post, "errors": errors}


def measure_memory(index: Path, known: Sequence[str]) -> dict[str, float]:
    """MB of workers that have answered: resident memory added up, and with what they share counted once (PSS)."""
    with limber(index, MANY_WORKERS, KNOWN + known[0]) as server:
        for each in [*known] * MANY_WORKERS:
            _get(server.port, KNOWN + each)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        maps = "".join(Path(f"/proc/{child}/smaps_rollup").read_text() for child in children)
    sums = {name: sum(map(int, re.findall(rf"^{name}:\s+(\d+) kB", maps, re.MULTILINE))) for name in ("Rss", "Pss")}
    return {"resident": sums["Rss"] / 1024, "pss": sums["Pss"] / 1024}


def measure_widget(index: Path, known: str, text: str, runs: int) -> dict[str, float]:
    """Bytes of the widget's script as browsers get it, by gzip; what it does to a page, where there is a browser."""
    with limber(index, 1, KNOWN + known) as server:
        encoding, body = _get(server.port, "/widget.js")
        costs = widget.measure(server.port, text, runs)
    return {"bytes": len(body if encoding == "gzip" else gzip.compress(body, 6)), **(costs or {})}


@contextmanager
def _serving(command: Sequence[object], port: int, path: str) -> Iterator[Server]:
    """A server that runs until the block ends. Raises TimeoutError if it gives no answer."""
    start = perf_counter()
    process = subprocess.Popen([str(each) for each in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port, path):
            if perf_counter() - start > PATIENCE or process.poll() is not None:
                raise TimeoutError(f"no answer within {PATIENCE:.0f} s from: {process.args}")
            sleep(0.005)
        yield Server(port, process.pid, perf_counter() - start)
    finally:
        process.terminate()
        process.wait()


_Serving = AbstractContextManager[Server]


def limber(index: Path, workers: int, path: str) -> _Serving:
    port = _free_port()
    return _serving((*clock.LIMBER, "serve", "--index", index, "--port", port, "--workers", workers), port, path)


def _ready_made(body: Path, path: str) -> _Serving:
    port, script = _free_port(), Path(__file__).parent / "ready_made.py"
    return _serving((sys.executable, script, body, port, WORKERS), port, path)


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


def _answers(port: int, path: str) -> bool:
    try:
        _get(port, path)
    except (OSError, HTTPException):
        return False
    return True


def _get(port: int, path: str) -> tuple[str | None, bytes]:
    """The encoding and the body of an answer. Raises OSError if it is not 200."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
    if response.status != HTTPStatus.OK:
        raise OSError(f"{path} is answered with {response.status}")
    return response.getheader("Content-Encoding"), body


def _post(port: int, pages: list[str]) -> tuple[float, int]:
    """p50 (ms) of posting pages one after another on one connection, and how many were not answered with 200."""
    statuses: list[int] = []
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:

        def post(body: str) -> None:
            connection.request("POST", "/v1/related", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)

        times = clock.quantiles(partial(post, json.dumps({"text": page})) for page in pages)
    return times["p50"], sum(status != HTTPStatus.OK for status in statuses)


def _load(port: int, script: Path, seconds: int) -> tuple[float, int]:
    """Requests/s that wrk gets, and its errors: sockets' and statuses'."""
    output = clock.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script, f"http://127.0.0.1:{port}"]
    ).output
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert rate is not None
    refused = re.findall(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.findall(r"(?:connect|read|write|timeout) (\d+)", output)
    return float(rate[1]), sum(map(int, refused + broken))
