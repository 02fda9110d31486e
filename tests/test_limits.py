"""The rate that clients are held to, who counts as one client, and which sites may ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from samples import TINY, build_index

from recommender.config import ServeSection, Settings
from service import create_app
from service.limits import name_client


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
    # the last address is the proxy's word, what stands before it the client's
    assert [_status(behind, "192.0.2.1", f"203.0.113.{n}, 198.51.100.9") for n in range(3)] == [404, 429, 429]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("unix:", "unix:", True),
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
