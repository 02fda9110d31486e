"""The headers of every route, in one table."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recommender.config import Settings
from recommender.version import VERSION
from service import create_app
from service.compression import pack

EXAMPLES = {"article": "cat-cow", "slug": "cat-cow", "filename": "demo.css", "kind": "stretching", "version": VERSION}
"""A value of each variable of a route."""

ERRORS = (
    "/v1/related?limit=0&id=cat-cow",
    "/v1/related?id=nothing",
    "/v1/articles/nothing",
    "/articles/nothing",
    "/no",
)

ON_ALL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Content-Security-Policy": None,
    "Set-Cookie": None,
    "X-Powered-By": None,
}
"""Each header with its value; None where there must be none."""

ON_PAGES = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

ON_KINDS = {
    "/v1/related": {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    "/v1/related.html": {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"},
    "/widget.js": {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"},
    "/covers/stretching.svg": {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"},
    "/": {"Access-Control-Allow-Origin": None},
    "/healthz": {"Access-Control-Allow-Origin": None},
}


@pytest.fixture(scope="module")
def client(limber_index: Path) -> FlaskClient:
    return create_app(Settings(index=str(limber_index))).test_client()


def addresses(client: FlaskClient) -> list[str]:
    """One address of each route that answers GET."""
    adapter = client.application.url_map.bind("")
    rules = [rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [adapter.build(rule.endpoint, {name: EXAMPLES[name] for name in rule.arguments}) for rule in rules]


def assert_headers(response: TestResponse, address: str, **expected: str | None) -> None:
    for name, value in expected.items():
        assert response.headers.get(name) == value, f"{name} of {address}"


def test_every_route_has_the_security_headers_and_no_cookie(client: FlaskClient) -> None:
    found = addresses(client)
    assert {"/", "/docs", "/openapi.json", "/healthz", "/v1/articles/cat-cow"} < set(found)
    for address in found:
        with client.get(f"{address}?id=cat-cow" if "related" in address else address) as response:
            assert response.status_code == 200, address
            of_kind = ON_PAGES if response.mimetype == "text/html" else {}
            assert_headers(response, address, **{**ON_ALL, **of_kind, **ON_KINDS.get(address, {})})


@pytest.mark.parametrize("address", ERRORS)
def test_errors_have_the_security_headers_too_and_are_not_kept(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (400, 404)
    assert_headers(response, address, **ON_ALL, **{"Cache-Control": "no-store"})


def test_posted_answers_are_not_kept(client: FlaskClient) -> None:
    response = client.post("/v1/related", json={"text": "tight hips"})
    assert_headers(response, "POST /v1/related", **ON_ALL, **{"Cache-Control": "no-store"})


ROUTES = ("/v1/related", "/v1/related.html", "/v1/articles/cat-cow")


@pytest.mark.parametrize("address", ROUTES)
def test_every_route_of_the_interface_answers_a_preflight(client: FlaskClient, address: str) -> None:
    asked = {"Origin": "https://blog.example", "Access-Control-Request-Method": "GET"}
    response = client.options(address, headers=asked)
    assert (response.status_code, response.data) == (204, b"")
    assert_headers(
        response,
        address,
        **{
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Headers": "Content-Type",
            "Access-Control-Max-Age": "86400",
        },
    )
    expected = {"GET", "HEAD", "OPTIONS"} | ({"POST"} if address == "/v1/related" else set())
    assert set(response.headers["Access-Control-Allow-Methods"].split(", ")) == expected


@pytest.mark.parametrize("address", ROUTES)
def test_scripts_of_other_sites_may_read_etag_and_retry_after(client: FlaskClient, address: str) -> None:
    response = client.get(address, query_string={"id": "cat-cow"})
    assert response.headers["Access-Control-Expose-Headers"] == "ETag, Retry-After"


PACKED = ("/v1/related?id=cat-cow", "/widget.js", f"/widget-{VERSION}.js", "/static/demo.css", "/static/try.js", "/")


@pytest.mark.parametrize("address", PACKED)
def test_answers_are_packed_for_whoever_accepts_it(client: FlaskClient, address: str) -> None:
    accepts = {"Accept-Encoding": "br;q=1.0, gzip;q=0.8"}
    with client.get(address) as plain, client.get(address, headers=accepts) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data)
        for response in (plain, packed):
            assert "Accept-Encoding" in response.headers["Vary"]
        assert plain.headers.get("ETag") == packed.headers.get("ETag")


@pytest.mark.parametrize("accepted", ["", "identity", "gzip;q=0", "br"])
def test_answers_are_not_packed_for_whoever_does_not(client: FlaskClient, accepted: str) -> None:
    response = client.get("/widget.js", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in response.headers


def test_posted_answer_is_packed_and_not_remembered(client: FlaskClient) -> None:
    before = pack.cache_info().currsize
    asked = {"text": "My hip flexors are tight from sitting at a desk all day."}
    response = client.post("/v1/related", json=asked, headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(response.data))["items"]
    assert pack.cache_info().currsize == before


def test_short_answer_goes_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers
