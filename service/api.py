"""The endpoint: related articles for a page, an article's card, and whether the service is well."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, request
from werkzeug.http import quote_etag

from recommender.answer import Match
from recommender.fragment import render
from service import models, problems
from service.openapi import operation
from service.pages import Question, read_body, read_query, related
from service.problems import Problem, make_json
from service.remote import fetches
from service.settings import service

bp = Blueprint("limber", __name__)
problems.init_app(bp)  # where it is mounted, the site keeps its own

FETCHING = (502, 503, 504)
"""What may come of fetching a page."""


@bp.get("/v1/related", provide_automatic_options=False)
@operation(
    {200: models.Answer, 304: None, **dict.fromkeys((400, 404, 429, *FETCHING), models.Problem)}, query=models.Query
)
def get_related() -> Response:
    """Related articles for a page of the index, named by `url` or `id`."""
    here, asked = service(), request.query_string
    answers = here.answers()
    given = answers.get(asked)
    if given:
        here.metrics.count_answer(given[0])
        return _hold(answers.fingerprint, lambda: Response(given[1], content_type="application/json"))
    question = Question.of(read_query(request, models.Query))

    def answer() -> Response:
        found = related(question)
        response = make_json(found.to_json())
        answers.keep(asked, found, response.get_data())
        return response

    return _keep(question, answer)


@bp.get("/v1/related.html")
@operation({200: "text/html", 304: None, **dict.fromkeys((400, 429), models.Problem)}, query=models.FragmentQuery)
def get_fragment() -> Response:
    """The same as links in HTML, to be included on the server; empty where there is nothing to show.

    That is so for a page that is not in the index, too: an error would stand in the reader's page.
    """
    query = read_query(request, models.FragmentQuery)
    question = Question.of(query)
    return _keep(question, lambda: Response(_fragment(question, query.heading), mimetype="text/html"))


@bp.post("/v1/related", provide_automatic_options=False)
@operation(
    {200: models.Answer, **dict.fromkeys((400, 404, 413, 415, 429, *FETCHING), models.Problem)}, body=models.Body
)
def post_related() -> Response:
    """Related articles for any page: by its address if the index has it, else by its text or HTML."""
    response = make_json(related(read_body(request)).to_json())
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
@operation({200: models.Card, 404: models.Problem, 429: models.Problem})
def get_article(article: str) -> Response:
    """One article's card."""
    index = service().current().index
    row = index.row_of_id(article)
    if row is None:
        raise Problem(HTTPStatus.NOT_FOUND, f"no article has the id {article!r:.200}")
    card = Match(index.card(row), 0.0, ()).to_json()
    return make_json({name: value for name, value in card.items() if name not in ("score", "reasons")})


@bp.get("/healthz")
@operation({200: models.Health})
def get_health() -> Response:
    """Alive: this process answers."""
    return make_json({"status": "ok"})


@bp.get("/readyz")
@operation({200: models.Readiness})
def get_readiness() -> Response:
    """Ready: an index is loaded; its generation, its age in seconds, and whether a newer one is refused."""
    response = make_json(service().readiness())
    response.headers["Cache-Control"] = "no-store"
    return response


def _keep(question: Question, answer: Callable[[], Response]) -> Response:
    """An answer that caches keep, made only if the asker has no copy that still holds."""
    limber = service().current()
    if fetches(question.page, limber.index):
        response = answer()  # no ETag: the page may have changed since
    else:
        return _hold(limber.fingerprint, answer)
    response.headers["Cache-Control"] = _for_a_while()
    return response


def _hold(etag: str, answer: Callable[[], Response]) -> Response:
    response = Response(status=HTTPStatus.NOT_MODIFIED) if etag in request.if_none_match else answer()
    response.headers.extend({"ETag": quote_etag(etag), "Cache-Control": _for_a_while()})
    return response


def _for_a_while() -> str:
    return f"public, max-age={service().settings.serve.max_age}"


def _fragment(question: Question, heading: str) -> str:
    try:
        return render(related(question), heading)
    except Problem:
        return ""
