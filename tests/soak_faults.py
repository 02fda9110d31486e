"""What goes wrong during a soak: builds on a full disk, damaged generations, clocks that jump, workers killed.

Each fault checks that the service bears it; AssertionError where it does not.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep, time
from typing import Any

import requests
from servers import Server, wait_for

from recommender.index import current_generation
from recommender.index.manifest import MANIFEST
from recommender.index.storage import GENERATIONS, switch

DAY = 86_400
JUMPS = (400, -400, 0)
"""Days by which the clock is off, one after another."""

SPARED = 2
"""Workers that are never killed: a leak shows in those that live."""


@dataclass(frozen=True)
class Clock:
    """The clock of the workers' Python, off by as much as a file says."""

    file: Path

    def set(self, seconds: int) -> None:
        """Put it off by so many seconds."""
        aside = self.file.with_suffix(".aside")
        aside.write_text(str(seconds))
        aside.replace(self.file)

    def variables(self) -> dict[str, str]:
        """The environment of a process that goes by it."""
        here = Path(__file__).parent / "soak_clock"
        return {"SOAK_CLOCK": str(self.file), "PYTHONPATH": f"{here}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}


@dataclass
class Scene:
    """The server, its index, the sources to build from, the workers' clock, and what was done so far."""

    server: Server
    index: Path
    sources: list[Path]
    clock: Clock
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    killed: list[float] = field(default_factory=list)
    built: int = 0
    jumped: int = 0

    @property
    def source(self) -> Path:
        """What the generation built last is of."""
        return self.sources[self.built % len(self.sources)]

    def answering(self) -> dict[int, str]:
        """The generation that each worker alive said last that it answers from."""
        alive = self.server.workers()
        said = {line["worker"]: line["generation"] for line in self._log() if line["message"] in _TAKEN}
        return {pid: name for pid, name in said.items() if pid in alive}

    def refusing(self, generation: str) -> set[int]:
        """The workers that said that they refuse a generation."""
        return {line["worker"] for line in self._log() if line.get("refused") == generation}

    def _log(self) -> list[dict[str, str]]:
        lines = self.server.output.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def build(source: Path, index: Path, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run the command, `before` it what runs it."""
    command = [*before, sys.executable, "-m", "recommender", "build", str(source), "--out", str(index), "--jobs", "1"]
    environment = {**os.environ, "LIMBER_BUILD_KEEP": "0"}  # the old one goes while workers answer from it
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=environment, cwd=source
    )


def _damage(scene: Scene, kind: str, change: Callable[[bytes], bytes]) -> None:
    generations, old = scene.index / GENERATIONS, current_generation(scene.index)
    bad = f"{old}-{kind}-{scene.built}"
    shutil.copytree(generations / old, generations / bad)
    files = [path for path in sorted((generations / bad).iterdir()) if path.stat().st_size and path.name != MANIFEST]
    file = scene.rng.choice(files)
    file.write_bytes(change(file.read_bytes()))
    switch(scene.index, bad)
    wait_for(lambda: set(scene.server.workers()) <= scene.refusing(bad))
    ready = _ready(scene)
    assert (ready["status"], ready["refused"]["generation"]) == ("stale", bad), ready


def _ready(scene: Scene) -> dict[str, Any]:
    """What a worker says of itself; asked again where it was killed meanwhile."""
    while True:
        try:
            answer = scene.server.get("/readyz")
        except requests.ConnectionError:
            sleep(0.05)
            continue
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


_TAKEN = ("started", "a new generation answers")


def reload_index(scene: Scene) -> float:
    """Build from the next source; the seconds until every worker answers from it."""
    scene.built += 1
    done = build(scene.source, scene.index)
    assert done.returncode == 0, done.stderr
    name, start = current_generation(scene.index), monotonic()
    wait_for(lambda: set(scene.answering().values()) == {name})
    return monotonic() - start


def fill_disk(scene: Scene) -> None:
    """A build that cannot write: no file may grow beyond a limit below that of the largest."""
    old = current_generation(scene.index)
    done = build(scene.source, scene.index, ["sh", "-c", 'ulimit -f "$0" && exec "$@"', str(scene.rng.randint(1, 100))])
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert "cannot be written" in done.stderr
    assert current_generation(scene.index) == old


def truncate(scene: Scene) -> None:
    """A generation with a file cut short."""
    _damage(scene, "truncated", lambda content: content[: scene.rng.randrange(len(content))])


def flip_bit(scene: Scene) -> None:
    """A generation with one bit changed."""

    def flip(content: bytes) -> bytes:
        changed = bytearray(content)
        changed[scene.rng.randrange(len(changed))] ^= 1 << scene.rng.randrange(8)
        return bytes(changed)

    _damage(scene, "flipped", flip)


def jump_clock(scene: Scene) -> None:
    """The workers' clock goes off by the next of JUMPS, and their index's age with it."""
    offset = JUMPS[scene.jumped % len(JUMPS)]
    scene.jumped += 1
    scene.clock.set(offset * DAY)
    least, most = (offset * DAY - 60, offset * DAY + DAY) if offset > 0 else (0, DAY if offset == 0 else 0)
    wait_for(lambda: least <= _ready(scene)["age_seconds"] <= most)


def kill_worker(scene: Scene) -> None:
    """Kill a worker, the oldest that is not spared."""
    here = scene.server.workers()[SPARED:]
    assert here, "no worker started in place of those killed"
    scene.killed.append(time())
    os.kill(here[0], signal.SIGKILL)


FAULTS: dict[str, Callable[[Scene], None]] = {
    "build on a full disk": fill_disk,
    "truncated generation": truncate,
    "bit flipped in a generation": flip_bit,
    "clock jump": jump_clock,
}
