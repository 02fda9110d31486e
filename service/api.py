"""The endpoint: related articles for a page, an article's card, and whether the service is well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, request

from recommender.answer import Answer, Match
from recommender.article import Page
from recommender.fragment import render
from service import models, problems
from service.answers import Answers
from service.openapi import operation
from service.pages import Question, read_body, read_query, related
from service.problems import Problem, make_json
from service.remote import is_known
from service.settings import service

bp = Blueprint("limber", __name__)
problems.init_app(bp)  # where it is mounted, the site keeps its own

FETCHING = (502, 503, 504)
"""What may come of fetching a page."""


@bp.get("/v1/related")
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
        return _hold(answers.fingerprint, lambda: _respond(given[1]))
    question = Question.of(read_query(request, models.Query))

    def answer() -> Response:
        found, content = _answer(question, answers)
        answers.keep(asked, found, content)
        return _respond(content)

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


@bp.post("/v1/related")
@operation(
    {200: models.Answer, **dict.fromkeys((400, 404, 413, 415, 429, *FETCHING), models.Problem)}, body=models.Body
)
def post_related() -> Response:
    """Related articles for any page: by its address if the index has it, else by its text or HTML."""
    question, here = read_body(request), service()
    answers = here.answers()
    index = here.current().index
    if is_known(question.page, index) and index.names_hosts:  # without hosts the address may be another site's
        question = replace(question, page=Page(url=question.page.url))  # as by GET: its article answers
    response = _respond(_answer(question, answers)[1])
    response.headers["Cache-Control"] = "no-store"
    response.set_etag(answers.fingerprint)
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


def _answer(question: Question, answers: Answers) -> tuple[Answer, bytes]:
    """The answer to a question and its bytes, which may have been given before."""
    given = answers.get(question)
    if given:
        service().metrics.count_answer(given[0])
        return given
    found = related(question)
    content = make_json(found.to_json()).get_data()
    answers.keep(question, found, content)
    return found, content


def _respond(content: bytes) -> Response:
    return Response(content, content_type="application/json")


def _keep(question: Question, answer: Callable[[], Response]) -> Response:
    """An answer that caches keep, made only if the asker has no copy that still holds."""
    limber = service().current()
    if is_known(question.page, limber.index):
        return _hold(limber.fingerprint, answer)
    response = answer()  # no ETag: an unknown page may change, or become known
    response.headers["Cache-Control"] = _for_a_while()
    return response


def _hold(etag: str, answer: Callable[[], Response]) -> Response:
    asked = request.if_none_match
    is_held = asked.contains_weak(etag) or asked.contains_weak(f"{etag}-gzip")  # as Apache renames it
    response = Response(status=HTTPStatus.NOT_MODIFIED) if is_held else answer()
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = _for_a_while()
    return response


def _for_a_while() -> str:
    return f"public, max-age={service().settings.serve.max_age}"


def _fragment(question: Question, heading: str) -> str:
    try:
        return render(related(question), heading)
    except Problem:
        return ""
