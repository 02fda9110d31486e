"""The endpoint: related articles for a page, an article's card, and whether the service is well."""

from __future__ import annotations

import json
import time
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request, send_from_directory

from recommender.answer import Match
from recommender.errors import UsageError
from service.pages import Question, read_body, read_query
from service.problems import Problem
from service.remote import complete
from service.settings import service

bp = Blueprint("api", __name__)

ANY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@bp.get("/v1/related", provide_automatic_options=False)
def get_related() -> Response:
    """Related articles for a page of the index, named by `url` or `id`."""
    question = read_query(request)
    limber = service().current()
    etag = limber.fingerprint
    unchanged = etag in request.if_none_match
    response = Response(status=HTTPStatus.NOT_MODIFIED) if unchanged else _answer(question)
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={service().settings.serve.max_age}"
    return response


@bp.post("/v1/related", provide_automatic_options=False)
def post_related() -> Response:
    """Related articles for any page: by its address if the index has it, else by its text or HTML."""
    response = _answer(read_body(request, service().settings.serve.text_limit))
    response.headers["Cache-Control"] = "no-store"
    response.set_etag(service().recommender.fingerprint)
    return response


@bp.route("/v1/related", methods=["OPTIONS"])
def preflight() -> Response:
    """What a browser asks before it posts from another site; Flask's own answer names no headers."""
    response = Response(status=HTTPStatus.NO_CONTENT)
    response.headers["Access-Control-Allow-Methods"] = "GET, POST"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


@bp.get("/v1/articles/<path:article>")
def get_article(article: str) -> Response:
    """One article's card."""
    index = service().current().index
    row = index.row_of_id(article)
    if row is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"no article has the id {article!r:.200}")
    card = Match(index.card(row), 0.0, ()).to_json()
    return _json({name: value for name, value in card.items() if name not in ("score", "reasons")})


@bp.get("/healthz")
def get_health() -> Response:
    """Alive: this process answers."""
    return _json({"status": "ok"})


@bp.get("/readyz")
def get_readiness() -> Response:
    """Ready: an index is loaded; its generation and its age in seconds."""
    here = service()
    index = here.current().index
    age = round(time.time() - here.opened, 1)
    return _json({"status": "ready", "generation": index.generation, "articles": len(index), "age_seconds": age})


@bp.get("/widget.js")
def get_widget() -> Response:
    """The web component, for pages of any site."""
    response = send_from_directory(f"{bp.root_path}/static", "widget.js", mimetype="text/javascript", max_age=300)
    response.headers.update(ANY_SITE)
    return response


def _answer(question: Question) -> Response:
    limber = service().current()
    page = complete(question.page, limber.index)
    try:
        answer = limber.related(page, limit=question.limit, kinds=question.kinds)
    except UsageError as error:
        # The request was checked before: what is left is a page that is not in the index and came without text.
        raise Problem(HTTPStatus.NOT_FOUND, error.what, remedy="Post the page's text to /v1/related.") from error
    return _json(answer.to_json())


def _json(record: dict[str, Any]) -> Response:
    return Response(json.dumps(record, ensure_ascii=False), mimetype="application/json")
