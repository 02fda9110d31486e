"""The OpenAPI 3.1 document, made of the routes of an application and the models that check and describe them.

A view says what it takes and answers by the decorator `operation`; its docstring is its description.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from recommender.config import ServeSection
from recommender.version import VERSION
from service.models import Problem

Answers = Mapping[int, type[BaseModel] | str | None]
"""What a route answers by status: a model, the media type of what is no JSON, or nothing."""

View = TypeVar("View", bound=Callable[..., Any])

_REF = "#/components/schemas/{model}"
_VERBS = ("GET", "POST")
_VARIABLES = {"article": "Its id", "version": "Of a release, as 0.1.0", "kind": "Kind of article"}
"""Descriptions of what varies in paths."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and answers."""

    answers: Answers
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None


def operation(
    answers: Answers, *, query: type[BaseModel] | None = None, body: type[BaseModel] | None = None
) -> Callable[[View], View]:
    """Document a view: its answers by status, and the models of its query and its body."""

    def mark(view: View) -> View:
        view.__dict__["operation"] = Operation(answers, query, body)
        return view

    return mark


def make_document(app: Flask, serve: ServeSection) -> dict[str, Any]:
    """The document of the routes of `app` that `operation` marks, with the limits that the owner has set."""
    found = list(_operations(app))
    models = {model: None for _, _, each in found for model in _models(each)}
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    schemas: dict[str, Any] = definitions["$defs"]
    _set_limits(schemas, serve)
    paths: dict[str, Any] = {}
    for rule, view, each in found:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for verb in _VERBS:
            if verb in (rule.methods or ()):
                paths.setdefault(path, {})[verb.lower()] = _describe(rule, view, each, schemas)
    for query in {each.query for _, _, each in found if each.query}:
        del schemas[query.__name__]  # written out as parameters
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Limber",
            "version": VERSION,
            "summary": "Related stretching and self-care articles for any page about back pain",
            "description": "Every error, also one that is not listed with its route, is a `Problem`. "
            "Limber gives information, not a diagnosis.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operations(app: Flask) -> Iterator[tuple[Rule, Callable[..., Any], Operation]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        found = getattr(view, "operation", None)
        if isinstance(found, Operation):
            yield rule, view, found


def _models(found: Operation) -> Iterator[type[BaseModel]]:
    for each in (found.query, found.body, *found.answers.values()):
        if isinstance(each, type):
            yield each


def _set_limits(schemas: Mapping[str, Any], serve: ServeSection) -> None:
    for name in ("Query", "FragmentQuery", "Body"):
        if name in schemas:
            schemas[name]["properties"]["limit"]["anyOf"][0]["maximum"] = serve.items_limit
    for name in ("text", "html") if "Body" in schemas else ():
        schemas["Body"]["properties"][name]["anyOf"][0]["maxLength"] = serve.text_limit


def _describe(rule: Rule, view: Callable[..., Any], found: Operation, schemas: Mapping[str, Any]) -> dict[str, Any]:
    summary, _, rest = (view.__doc__ or "").partition("\n")
    described: dict[str, Any] = {"operationId": view.__name__, "summary": summary.strip()}
    if rest.strip():
        described["description"] = " ".join(rest.split())
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _VARIABLES[name],
            "schema": {"type": "string", "minLength": 1},
        }
        for name in sorted(rule.arguments)
    ]
    if found.query:
        parameters += _parameters(schemas[found.query.__name__])
    if parameters:
        described["parameters"] = parameters
    if found.body:
        described["requestBody"] = {"required": True, "content": {"application/json": _refer(found.body)}}
    described["responses"] = {str(status): _response(status, each) for status, each in found.answers.items()}
    return described


def _parameters(schema: Mapping[str, Any]) -> list[dict[str, Any]]:
    parameters = []
    for name, each in schema["properties"].items():
        # a query cannot say null, which is only how a model says "not given"
        own = {key: value for key, value in each.items() if key not in ("anyOf", "default", "description", "title")}
        own |= next((part for part in each.get("anyOf", ()) if part.get("type") != "null"), {})
        parameters.append({"name": name, "in": "query", "description": each["description"], "schema": own})
    return parameters


def _response(status: int, content: type[BaseModel] | str | None) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    if isinstance(content, str):
        described["content"] = {content: {"schema": {"type": "string"}}}
    elif content is not None:
        media = "application/problem+json" if content is Problem else "application/json"
        described["content"] = {media: _refer(content)}
    return described


def _refer(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": _REF.format(model=model.__name__)}}
