"""The service as it runs in production: `limber serve`, a process of its own."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep


@dataclass(frozen=True, slots=True)
class Server:
    """A running service: its address and its first process."""

    address: str
    process: int

    def peak_memory(self) -> int:
        """The most that any of its workers has held at once, in kB."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        states = [Path(f"/proc/{each}/status").read_text() for each in children]
        return max(int(found) for state in states for found in re.findall(r"VmHWM:\s+(\d+)", state))


@contextmanager
def serving(index: Path, *options: str) -> Iterator[Server]:
    """`limber serve` over an index, until the end of the block. No traceback may stand in what it said."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "recommender", "serve", "--index", str(index), "--port", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield Server(address, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=20)
    assert b"Traceback" not in output


def _wait(address: str) -> None:
    deadline = monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()
            return
        except OSError:
            if monotonic() > deadline:
                raise
            sleep(0.1)
