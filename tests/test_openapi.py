"""The OpenAPI document: it is valid, it says what the service answers, and the service answers as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from schemathesis.specs.openapi.checks import positive_data_acceptance
from servers import Server, serving

from recommender.article import KINDS
from recommender.config import ServeSection, Settings
from service import api, create_app, models, widget
from service.openapi import make_document

UNDOCUMENTED = {"/", "/articles/<slug>", "/docs", "/metrics", "/openapi.json", "/static/<path:filename>", "/try"}
"""What is for people or for Prometheus, and the document itself."""

PAGES: dict[str, tuple[dict[str, str], set[str]]] = {
    "list": ({"text": "My hip flexors are tight from sitting at a desk all day."}, {"items"}),
    "emergency": ({"text": "My back hurts and I am numb between my legs and cannot pee."}, {"items", "notice"}),
    "another subject": ({"text": "Roast the beetroot with olive oil and thyme."}, {"empty"}),
    "no text": ({"html": "<p></p>"}, {"empty"}),
    "article": ({"url": "/articles/cat-cow"}, {"items"}),
}
"""Bodies, and the members that their answers fill."""


@pytest.fixture(scope="module")
def client(limber_index: Path) -> FlaskClient:
    return create_app(Settings(index=str(limber_index))).test_client()


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Any:
    return client.get("/openapi.json").get_json()


def test_document_is_valid_openapi(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document, cls=OpenAPIV31SpecValidator)


def test_every_route_for_programs_is_in_the_document(client: FlaskClient, document: Any) -> None:
    rules = {rule.rule for rule in client.application.url_map.iter_rules()} - UNDOCUMENTED
    assert {re.sub(r"<(path:)?(\w+)>", r"{\2}", rule) for rule in rules} == set(document["paths"])


def test_document_says_the_limits_of_the_owner_and_requests_keep_to_them(limber_index: Path) -> None:
    serve = ServeSection(items_limit=20, text_limit=5000)
    client = create_app(Settings(index=str(limber_index), serve=serve)).test_client()
    body = client.get("/openapi.json").get_json()["components"]["schemas"]["Body"]["properties"]
    assert body["limit"]["anyOf"][0]["maximum"] == 20
    assert body["text"]["anyOf"][0]["maxLength"] == 5000
    assert client.get("/v1/related?id=cat-cow&limit=20").status_code == 200
    assert client.get("/v1/related?id=cat-cow&limit=21").status_code == 400
    assert client.post("/v1/related", json={"text": "x" * 5000}).status_code == 200
    assert client.post("/v1/related", json={"text": "x" * 5001}).status_code == 413


def test_kinds_of_the_models_are_those_of_articles() -> None:
    assert get_args(models.Kind) == KINDS


@pytest.mark.parametrize(("body", "filled"), PAGES.values(), ids=PAGES)
def test_answer_is_as_its_model_says(client: FlaskClient, body: Any, filled: set[str]) -> None:
    answer = client.post("/v1/related", json=body).get_json()
    assert {name for name in ("notice", "empty", "items") if answer[name]} == filled
    read = models.Answer.model_validate_json(json.dumps(answer), strict=True)
    assert read.model_dump(mode="json", exclude_unset=True) == answer


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"text": "x", "limit": 51}, "limit: Input should be less than or equal to 50, got 51"),
        ({"text": "x", "limit": "6"}, "limit: Input should be a valid integer, got '6'"),
        ({"text": "x", "lang": "?"}, "lang: Input should be like en or pt-BR, got '?'"),
        ({"text": "x", "colour": 1}, "'colour': not known; known are limit, kinds, url, title, text, html, lang"),
        (
            {"text": "x", "kinds": ["yoga"]},
            "kinds.0: Input should be 'stretching', 'self-care', 'condition', 'anatomy', 'red-flag', 'prevention' or "
            "'recovery', got 'yoga'",
        ),
    ],
)
def test_problem_names_the_field_the_value_and_what_is_allowed(client: FlaskClient, body: Any, detail: str) -> None:
    assert client.post("/v1/related", json=body).get_json()["detail"] == detail


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/v1/articles/cat-cow", models.Card),
        ("/v1/articles/nothing", models.Problem),
        ("/v1/related?id=cat-cow&limit=0", models.Problem),
        ("/healthz", models.Health),
        ("/readyz", models.Readiness),
    ],
)
def test_other_answers_are_as_their_models_say(client: FlaskClient, path: str, model: type[models.BaseModel]) -> None:
    answer = client.get(path).get_json()
    read = model.model_validate_json(json.dumps(answer), strict=True)
    assert read.model_dump(mode="json", exclude_unset=True) == answer


def make_schema() -> Any:
    """What schemathesis asks for: it wants the document before there is a fixture."""
    app = Flask(__name__)
    app.register_blueprint(api.bp)
    app.register_blueprint(widget.bp)
    return schemathesis.openapi.from_dict(make_document(app, ServeSection()))


@pytest.fixture(scope="module")
def server(limber_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(limber_index, tmp_path_factory.mktemp("server")) as running:
        yield running


@make_schema().parametrize()
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
def test_service_answers_as_documented(case: schemathesis.Case, server: Server) -> None:
    # OpenAPI cannot say that a query has one of url and id
    excluded = [positive_data_acceptance] if case.operation.method == "get" else []
    case.call_and_validate(base_url=server.address, excluded_checks=excluded)
