"""The real server, as its owner runs it, for tests that need processes, signals or logs."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import requests


@dataclass(frozen=True)
class Server:
    """A server that runs: its address, its process and the file with all that it prints."""

    address: str
    process: subprocess.Popen[bytes]
    output: Path

    def get(self, path: str, **options: Any) -> requests.Response:
        return requests.get(self.address + path, timeout=20, **options)

    def post(self, text: str, **options: Any) -> requests.Response:
        return requests.post(f"{self.address}/v1/related", json={"text": text}, timeout=20, **options)

    def metric(self, line: str) -> float:
        """The value of a metric, named with its labels as it is written."""
        found = [each for each in self.get("/metrics").text.splitlines() if each.startswith(f"{line} ")]
        return float(found[0].rpartition(" ")[2]) if found else 0.0

    def workers(self) -> list[int]:
        """The processes that answer, the oldest first."""
        first = self.process.pid
        return [int(each) for each in Path(f"/proc/{first}/task/{first}/children").read_text().split()]

    def shared_memory(self) -> bytes:
        """What its processes share."""
        open_files = Path(f"/proc/{self.process.pid}/fd").iterdir()
        return next(each for each in open_files if "memfd:limber" in str(each.readlink())).read_bytes()

    def peak_memory(self) -> int:
        """The most that any of its workers has held at once, in kB."""
        states = [Path(f"/proc/{each}/status").read_text() for each in self.workers()]
        return max(int(found) for state in states for found in re.findall(r"VmHWM:\s+(\d+)", state))


def wait_for(fact: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until something is so. Raises AssertionError where it never is."""
    deadline = monotonic() + seconds
    while not fact():
        assert monotonic() < deadline, "it did not come about in time"
        sleep(0.05)


@contextmanager
def serving(
    index: Path, folder: Path, *, environment: Mapping[str, str] | None = None, **settings: Any
) -> Iterator[Server]:
    """Serve `index` with LIMBER_SERVE_… set as named, until the block ends; the server must then end well."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    variables = dict(environment or {})
    variables |= {f"LIMBER_SERVE_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "recommender", "serve", "--index", str(index), "--port", str(port)]
    output = folder / "output.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            command, stdout=file, stderr=subprocess.STDOUT, env={**os.environ, **variables}, cwd=folder
        )
    server = Server(f"http://127.0.0.1:{port}", process, output)
    try:
        workers = settings.get("workers", 1)
        wait_for(lambda: output.read_text().count('"message": "started"') >= workers)
        wait_for(lambda: _answers(port))
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=40)
    assert (status, "Traceback" in output.read_text()) == (0, False)


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
