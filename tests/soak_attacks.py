"""Attackers beside the load of a soak, one after another, and probes that others must have answered meanwhile."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import Event

sys.path.append(str(Path(__file__).parent / "attacks"))

from senders import HEALTH, ask, chunk, connect, h2_posts, holding, in_chunks, post

LASTS = 6.0
"""Seconds that each attack lasts."""

PROBE_EVERY, PROMPT = 0.1, 1.0
"""Seconds between probes, and in which one must be answered."""

ENOUGH = 0.99
"""Share of the probes."""

HELD = {
    "100 slow bodies": (100, post(b'{"text": "', length=1000), b"a"),
    "100 slow headers": (100, b"GET /healthz HTTP/1.1\r\nHost: lim", b"a"),
    "100 bodies in chunks without end": (100, in_chunks(b"{"), chunk(b"a" * 2000)),
    "1,100 silent connections": (1100, b"", b""),
    "100 readers that never read": (100, b"GET /openapi.json HTTP/1.1\r\nHost: limber\r\n\r\n" * 20, b""),
}
"""Connections, what each sends at first, and every two seconds."""


@dataclass
class Attacks:
    """What was tried, and how many of the probes were answered in time."""

    tried: Counter[str] = field(default_factory=Counter)
    probes: Counter[bool] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        return self.probes[True] / max(1, self.probes.total())


def attack(address: str, attacks: Attacks, stop: Event) -> None:
    """Try one attack after another until told to stop."""
    for name, (count, start, drip) in cycle(HELD.items()):
        with holding(address, count, start, drip):
            for _ in range(4):
                with closing(connect(address)) as attacker:
                    attacker.sendall(h2_posts(1, 3))
                    ended = stop.wait(LASTS / 4)
                attacks.tried["unfinished HTTP/2 streams"] += 1
        attacks.tried[name] += 1
        if ended:
            return


def probe_often(address: str, attacks: Attacks, stop: Event) -> None:
    """Ask whether it is alive, and for a page, in turn, each on a connection of its own, until told to stop."""
    for request in cycle((HEALTH, post())):
        attacks.probes[ask(address, request, PROMPT) == 200] += 1
        if stop.wait(PROBE_EVERY):
            return
