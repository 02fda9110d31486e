"""The page a request is about: from its query or its body to a `Page`, or a problem that names the field."""

from __future__ import annotations

import json
import reprlib
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from recommender import Answer
from recommender.article import Page
from recommender.config import ServeSection
from recommender.errors import UsageError
from service.models import Body, Query
from service.problems import Problem
from service.remote import complete
from service.settings import service

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Question:
    """A page, and how many articles of which kinds are asked for."""

    page: Page
    limit: int | None
    kinds: tuple[str, ...] | None

    @classmethod
    def of(cls, query: Query) -> Question:
        """The question of a query."""
        return cls(Page(id=query.id, url=query.url), query.limit, tuple(query.kind) or None)


def related(question: Question) -> Answer:
    """The answer to a question, whose page is fetched where the owner lists its site.

    Raises Problem for a page that is not in the index and has no text to go by.
    """
    here = service()
    limber = here.current()
    page = complete(question.page, limber.index)
    try:
        answer = limber.related(page, limit=question.limit, kinds=question.kinds)
    except UsageError as error:
        # The request was checked before, so nothing else can be wrong with it.
        raise Problem(HTTPStatus.NOT_FOUND, error.what, remedy="Post the page's text to /v1/related.") from error
    here.metrics.count_answer(answer)
    return answer


def read_query(request: Request, model: type[T]) -> T:
    """The query of a GET request. Raises Problem."""
    given: dict[str, Any] = dict(request.args.lists())
    for name, values in given.items():
        if name != "kind":
            if len(values) > 1:
                raise Problem(HTTPStatus.BAD_REQUEST, f"{name[:80]!r}: given more than once", field=name[:80])
            given[name] = values[0]
    return check(model, given, service().settings.serve)


def read_body(request: Request) -> Question:
    """The question of a POST request. Raises Problem."""
    serve = service().settings.serve
    body = check(Body, _read_json(request, serve.body_limit), serve)
    for name in ("text", "html"):
        value = getattr(body, name)
        if value is not None and len(value) > serve.text_limit:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"{name}: {len(value)} characters, at most {serve.text_limit} are read",
                field=name,
            )
    language = body.lang[:2].lower() if body.lang else None
    page = Page(url=body.url, title=body.title, text=body.text, html=body.html, language=language)
    return Question(page, body.limit, tuple(body.kinds or ()) or None)


def check(model: type[T], record: dict[str, Any], serve: ServeSection) -> T:
    """`record` as `model`, within the owner's limits. Raises Problem: the field, its value, what is allowed."""
    try:
        found = model.model_validate(record)
    except ValidationError as error:
        raise _explain(model, error) from error
    limit = getattr(found, "limit", None)
    if limit is not None and limit > serve.items_limit:
        message = f"limit: Input should be less than or equal to {serve.items_limit}, got {limit}"
        raise Problem(HTTPStatus.BAD_REQUEST, message, field="limit", value=str(limit))
    return found


def _explain(model: type[BaseModel], error: ValidationError) -> Problem:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    message = str(first["ctx"]["error"]) if first["type"] == "value_error" else first["msg"]
    if not first["loc"]:
        return Problem(HTTPStatus.BAD_REQUEST, message)
    if first["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields)
        return Problem(HTTPStatus.BAD_REQUEST, f"{field[:80]!r}: not known; known are {known}", field=field[:80])
    if first["type"] == "string_pattern_mismatch":
        message = f"Input should be like {' or '.join(model.model_fields[field].examples or ())}"
    value = reprlib.repr(first["input"])  # of any depth and length
    return Problem(HTTPStatus.BAD_REQUEST, f"{field}: {message}, got {value}", field=field, value=value)


def _read_json(request: Request, body_limit: int) -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"the body must be application/json, got {request.mimetype!r:.80}"
        )
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        message = f"the body must not be compressed, got Content-Encoding {encoding!r:.80}"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message, remedy="Send it as it is.")
    try:
        record = json.loads(_read(request, body_limit), object_pairs_hook=_members, parse_constant=_refuse)
    except RecursionError:
        raise Problem(HTTPStatus.BAD_REQUEST, "the body is nested too deeply") from None
    except ValueError as error:  # JSON, UTF-8, or a number of thousands of digits
        raise Problem(HTTPStatus.BAD_REQUEST, f"the body is not JSON in UTF-8: {error!s:.200}") from None
    if not isinstance(record, dict):
        raise Problem(HTTPStatus.BAD_REQUEST, "the body must be a JSON object")
    return record


def _read(request: Request, most: int) -> str:
    request.max_content_length = most + 1  # a body in chunks is cut there, and would else pass for a whole one
    try:
        content = request.get_data()
        if len(content) > most:
            raise RequestEntityTooLarge
    except RequestEntityTooLarge:
        message = f"the body is over {most} bytes, which are the most that are read"
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message, remedy="Send the main text alone.") from None
    return content.decode()


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise Problem(HTTPStatus.BAD_REQUEST, f"{twice[:80]!r}: given more than once", field=twice[:80])
    return members


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number of JSON")
