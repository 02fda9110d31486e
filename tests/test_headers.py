"""The headers of every route, in one table."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from recommender.config import Settings
from recommender.version import VERSION
from service import create_app

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
