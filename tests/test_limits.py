"""The rate that clients are held to, who counts as one client, and which sites may ask."""

from __future__ import annotations

import struct
import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from samples import TINY, build_index
from servers import serving

from recommender.config import ServeSection, Settings
from service import create_app
from service.limits import Limiter, find_address, name_client
from service.shared import Shared


@pytest.fixture
def index(tmp_path: Path) -> str:
    build_index(tmp_path / "index", TINY)
    return str(tmp_path / "index")


def _client(index: str, **serve: Any) -> FlaskClient:
    return create_app(Settings(index=index, serve=ServeSection(demo=False, **serve))).test_client()


def _status(client: FlaskClient, address: str, forwarded: str = "", path: str = "/v1/related?id=none") -> int:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client.get(path, headers=headers, environ_base={"REMOTE_ADDR": address}).status_code


def test_client_beyond_the_rate_is_told_when_to_come_back(index: str) -> None:
    client = _client(index, rate_limit="2/hour", origins=("https://blog.example",))
    assert [_status(client, "192.0.2.1") for _ in range(3)] == [404, 404, 429]
    response = client.get(
        "/v1/related?id=none", headers={"Origin": "https://blog.example"}, environ_base={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert response.mimetype == "application/problem+json"
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert response.headers["Access-Control-Allow-Origin"] == "https://blog.example"
    assert _status(client, "192.0.2.1", path="/try") == 429
    assert _status(client, "192.0.2.2") == 404


def test_preflight_and_those_who_watch_the_service_are_never_refused(index: str) -> None:
    client = _client(index, rate_limit="1/hour")
    assert [_status(client, "192.0.2.1") for _ in range(2)] == [404, 429]
    assert {_status(client, "192.0.2.1", path=path) for path in ("/healthz", "/readyz", "/metrics")} == {200}
    assert client.options("/v1/related", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 204


def test_no_rate_is_held_to_by_default(index: str) -> None:
    client = _client(index)
    assert {_status(client, "192.0.2.1") for _ in range(200)} == {404}


def test_forwarded_address_is_believed_of_configured_proxies_alone(index: str) -> None:
    direct, behind = _client(index, rate_limit="1/hour"), _client(index, rate_limit="1/hour", proxies=1)
    assert [_status(direct, "192.0.2.1", f"198.51.100.{n}") for n in range(3)] == [404, 429, 429]
    assert [_status(behind, "192.0.2.1", f"198.51.100.{n}") for n in range(3)] == [404, 404, 404]
    # the last address is the proxy's word, what stands before it the client's, quotes too
    assert [_status(behind, "192.0.2.1", f"203.0.113.{n}, 198.51.100.9") for n in range(3)] == [404, 429, 429]
    assert [_status(behind, "192.0.2.1", f'"203.0.113.{n}, 198.51.100.8') for n in range(3)] == [404, 429, 429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "198.51.100.1, ", "192.0.2.1"),
        (2, "198.51.100.1", "192.0.2.1"),
        (2, "198.51.100.1, 198.51.100.2", "198.51.100.1"),
        (2, "198.51.100.0,198.51.100.1:80 ,198.51.100.2", "198.51.100.1:80"),
        (3, "198.51.100.1, 198.51.100.2", "192.0.2.1"),
    ],
)
def test_address_is_what_the_outermost_proxy_says_and_else_who_connects(
    proxies: int, forwarded: str, address: str
) -> None:
    assert find_address({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}, proxies) == address


def test_allowance_comes_back_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("service.limits.monotonic", lambda: now)
    limiter = Limiter("60/minute", Shared())
    assert [limiter.wait("one") for _ in range(60)] == [0.0] * 60
    assert limiter.wait("one") == pytest.approx(1.0)
    now += 2.5
    assert [limiter.wait("one") > 0 for _ in range(3)] == [False, False, True]
    now += 3600
    assert [limiter.wait("one") for _ in range(60)] == [0.0] * 60


@pytest.mark.parametrize("jump", [-400 * 86_400, 400 * 86_400])
def test_clock_that_is_set_locks_nobody_out_and_lets_nobody_in(jump: float, monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = Limiter("2/hour", Shared())
    assert [limiter.wait("one") > 0 for _ in range(3)] == [False, False, True]
    before, true = limiter.wait("one"), time.time
    monkeypatch.setattr(time, "time", lambda: true() + jump)
    assert 0 < limiter.wait("one") <= before
    assert limiter.wait("another") == 0


def test_moments_of_another_boot_lock_nobody_out() -> None:
    shared = Shared()
    limiter = Limiter("2/minute", shared)
    assert [limiter.wait("one") > 0 for _ in range(3)] == [False, False, True]
    for place in range(16, len(shared.clients) - 7, 16):
        shared.clients[place + 8 : place + 16] = struct.pack("<d", 1e9)
    assert [limiter.wait("one") > 0 for _ in range(3)] == [False, False, True]


def test_many_clients_are_told_apart_and_none_is_kept_by_address() -> None:
    shared = Shared()
    limiter = Limiter("1/hour", shared)
    clients = [f"198.51.{n // 250}.{n % 250}" for n in range(5000)]
    assert {limiter.wait(each) for each in clients} == {0.0}
    assert sum(limiter.wait(each) > 0 for each in clients) >= 4990  # a few have made room for others
    assert not any(each.encode() in bytes(shared.clients) for each in clients[:100])


def test_rate_holds_over_all_workers(index: str, tmp_path: Path) -> None:
    with serving(Path(index), tmp_path, workers=2, rate_limit="10/hour") as server:
        statuses = [server.get("/v1/related?id=none").status_code for _ in range(30)]  # each on its own connection
        assert statuses == [404] * 10 + [429] * 20
        assert server.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unix:", "unix:", True),
        ("192.0.2.1:4711", "192.0.2.1:4712", True),
        ("192.0.2.1:4711", "192.0.2.2:4711", False),
        ("[2001:db8::1]:4711", "2001:db8::2", True),
        ("[2001:db8::1]", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        (' "192.0.2.1"', "192.0.2.1", True),
        ("unknown", "_hidden", True),
        ("8.8.8", "8.8.8.8.8", True),
        ("", "\u0661.2.3.4", True),
    ],
)
def test_client_is_an_address_or_an_ipv6_network(one: str, other: str, same: bool) -> None:
    assert (name_client(one) == name_client(other)) is same


def test_preflight_is_cached_and_for_the_listed_sites_alone(index: str) -> None:
    client = _client(index, origins=("https://blog.example",))
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answers = {
        origin: client.options("/v1/related", headers={"Origin": origin, **asked})
        for origin in ("https://blog.example", "https://other.example", "null", "https://blog.example.evil.org")
    }
    allowed = {origin: each.headers.get("Access-Control-Allow-Origin") for origin, each in answers.items()}
    assert allowed == dict.fromkeys(answers) | {"https://blog.example": "https://blog.example"}
    assert {each.headers["Vary"] for each in answers.values()} == {"Origin"}
    assert answers["https://blog.example"].headers["Access-Control-Max-Age"] == "86400"
    assert answers["https://blog.example"].headers["Access-Control-Allow-Headers"] == "Content-Type"
