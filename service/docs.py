"""The contract for programs (`/openapi.json`) and the same for people (`/docs`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, current_app, render_template
from markdown_it import MarkdownIt
from markupsafe import Markup

from service.links import relative
from service.openapi import make_document
from service.problems import make_json
from service.settings import service

bp = Blueprint("docs", __name__)

_EXTENSION = "limber-openapi"


@bp.get("/openapi.json")
def get_document() -> Response:
    """The OpenAPI document of this service."""
    response = make_json(_document())
    response.headers["Cache-Control"] = f"public, max-age={service().settings.serve.max_age}"
    return response


@bp.get("/docs")
def get_page() -> str:
    """The document as a page, with a box to try each request."""
    document = _document()
    index = service().current().index
    example = index.card(0).id if len(index) else ""
    operations = [
        (verb.upper(), path, each, _address(path, each, example))
        for path, verbs in document["paths"].items()
        for verb, each in verbs.items()
    ]
    schemas = document["components"]["schemas"]
    return render_template(
        "docs.html",
        document=document,
        operations=operations,
        schemas=schemas,
        allowed=allowed,
        named=named,
        prose=prose,
        relative=relative,
    )


def prose(text: str | None) -> Markup:
    """A description as HTML: its `code` is code."""
    # safe as it stands: the parser escapes HTML
    return Markup(MarkdownIt("commonmark", {"html": False}).renderInline(text or ""))  # noqa: S704


def allowed(schema: Mapping[str, Any]) -> str:
    """What a schema allows, in words: "whole number, 1 to 50", "list of: text"."""
    return " or ".join(dict.fromkeys(_allowed(schema)))


def named(schema: Mapping[str, Any]) -> Iterator[str]:
    """The models that a schema refers to, anywhere within."""
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    inner = (schema["items"],) if "items" in schema else schema.get("anyOf", ())
    for part in inner:
        yield from named(part)


def _document() -> dict[str, Any]:
    # made at the first request, when every route is known, and kept
    document: dict[str, Any] = current_app.extensions.get(_EXTENSION) or make_document(
        current_app, service().settings.serve
    )
    current_app.extensions[_EXTENSION] = document
    return document


def _address(path: str, operation: Mapping[str, Any], example: str) -> str:
    """An address to try: of the first article of the index."""
    names = {each["name"]: each["in"] for each in operation.get("parameters", ())}
    for name, place in names.items():
        if place == "path":
            path = path.replace(f"{{{name}}}", example)
    address = path.removeprefix("/") or "./"  # below whatever prefix the page at hand stands
    return f"{address}?id={example}&limit=3" if names.get("id") == "query" else address


_TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}


def _allowed(schema: Mapping[str, Any]) -> Iterator[str]:
    if "anyOf" in schema:
        for part in schema["anyOf"]:
            yield from _allowed(part)
    elif "$ref" in schema:
        yield from named(schema)
    elif "const" in schema:
        yield f"“{schema['const']}”"
    elif "enum" in schema:
        yield ", ".join(schema["enum"])
    elif schema.get("type") == "array":
        yield f"list of: {allowed(schema['items'])}"
    else:
        name = "day" if schema.get("format") == "date" else _TYPES[schema["type"]]
        yield ", ".join([name, *_bounds(schema)])


def _bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None:
        yield f"{least:g} to {most:g}" if most is not None else f"{least:g} or more"
    if "maxLength" in schema:
        yield f"at most {schema['maxLength']:,} characters"
