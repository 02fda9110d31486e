"""The service behind the proxies it is shipped with: attacks do not get through, and each client is who it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from proxies import caddy, nginx
from senders import ask, chunk, holding, in_chunks, post, probe
from servers import serving

pytestmark = [pytest.mark.attack, pytest.mark.proxies]

LIMIT = 6

SPOOFS = (
    "X_Forwarded_For: 8.8.9.{}",
    "X-Forwarded-For: 8.8.9.{}",
    "x-forwarded_for: 8.8.9.{}",
    "X-Forwarded-For: 8.8.9.{}:4711",
    "X-Forwarded-For: [2001:db8:{}::1]:4711",
    "X-Forwarded-For: 2001:db8:{}::1%eth0",
    'X-Forwarded-For: "8.8.9.{}',
    "X-Forwarded-For: 8.8.9.{}, 8.8.10.{}",
    "X-Forwarded-For: 8.8.9.{}\r\nX-Forwarded-For: 8.8.10.{}",
    "X-Forwarded-For: unknown{}",
    "X-Real-IP: 8.8.9.{}",
    "X_Real_IP: 8.8.9.{}",
    "Forwarded: for=8.8.9.{}",
    "Client-IP: 8.8.9.{}",
)


@pytest.fixture(params=[caddy, nginx])
def address(request: pytest.FixtureRequest, limber_index: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a proxy before two workers that hold clients to a rate."""
    proxy = request.param
    with serving(limber_index, tmp_path, workers=2, proxies=1, rate_limit=f"{LIMIT}/hour") as server:
        behind: AbstractContextManager[str] = proxy(tmp_path, server.address.removeprefix("http://"))
        with behind as address:
            yield address


@pytest.fixture(params=[caddy, nginx])
def unlimited(request: pytest.FixtureRequest, limber_index: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a proxy before two workers."""
    with serving(limber_index, tmp_path, workers=2, proxies=1) as server:
        behind: AbstractContextManager[str] = request.param(tmp_path, server.address.removeprefix("http://"))
        with behind as address:
            yield address


def test_client_is_counted_as_one_whatever_it_says_of_itself(address: str) -> None:
    asked = [post(b'{"text": "hips"}', spoof.format(number, number)) for number, spoof in enumerate(SPOOFS)]
    statuses = [ask(address, request) for request in asked]
    assert statuses == [200] * LIMIT + [429] * (len(SPOOFS) - LIMIT)


@pytest.mark.parametrize("part", ["body", "chunks", "headers"])
def test_hundred_slow_senders_behind_a_proxy_keep_nobody_waiting(unlimited: str, part: str) -> None:
    start, drip = {
        "body": (post(b'{"text": "', length=1000), b"a"),
        "chunks": (in_chunks(b'{"text": "'), chunk(b"a")),
        "headers": (b"GET /healthz HTTP/1.1\r\nHost: lim", b"a"),
    }[part]
    with holding(unlimited, 100, start, drip):
        assert probe(unlimited, 20) >= 0.99
