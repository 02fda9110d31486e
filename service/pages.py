"""The page a request is about: from its query or its body to a `Page`, or a problem that names the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

from flask import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from recommender.article import Page
from recommender.ranking.policy import HIGHEST_LIMIT
from service.problems import Problem

Kind = Literal["stretching", "self-care", "condition", "anatomy", "red-flag", "prevention", "recovery"]
Address = Annotated[str, Field(max_length=2000)]
T = TypeVar("T", bound=BaseModel)
Limit = Annotated[int, Field(ge=1, le=HIGHEST_LIMIT)]


class Query(BaseModel):
    """What `GET /v1/related` takes."""

    model_config = ConfigDict(extra="forbid")

    url: Address | None = None
    id: Address | None = None
    limit: Limit | None = None
    kind: list[Kind] = []

    @model_validator(mode="after")
    def _names_one(self) -> Query:
        if (self.url is None) == (self.id is None):
            raise ValueError("one of url and id is wanted")
        return self


class Body(BaseModel):
    """What `POST /v1/related` takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    url: Address | None = None
    title: Annotated[str, Field(max_length=1000)] | None = None
    text: str | None = None
    html: str | None = None
    limit: Limit | None = None
    kinds: list[Kind] | None = None
    lang: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}([-_].*)?$", max_length=35)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Body:
        if self.text is not None and self.html is not None:
            raise ValueError("text and html are given, one of them is wanted")
        if self.text is None and self.html is None and self.url is None:
            raise ValueError("one of text, html and url is wanted")
        return self


@dataclass(frozen=True, slots=True)
class Question:
    """A page, and how many articles of which kinds are asked for."""

    page: Page
    limit: int | None
    kinds: Sequence[str] | None


def read_query(request: Request) -> Question:
    """The question of a GET request. Raises Problem."""
    given: dict[str, Any] = dict(request.args.lists())
    for name in ("url", "id", "limit"):
        if len(given.get(name, [""])) > 1:
            raise Problem(HTTPStatus.BAD_REQUEST, f"{name}: given more than once", field=name)
        if name in given:
            given[name] = given[name][0]
    query = _check(Query, given)
    return Question(Page(id=query.id, url=query.url), query.limit, query.kind or None)


def read_body(request: Request, text_limit: int) -> Question:
    """The question of a POST request. Raises Problem."""
    if request.mimetype != "application/json":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"the body must be application/json, got {request.mimetype!r:.80}"
        )
    try:
        record = request.get_json()
    except RecursionError:
        raise Problem(HTTPStatus.BAD_REQUEST, "the body is nested too deeply") from None
    if not isinstance(record, dict):
        raise Problem(HTTPStatus.BAD_REQUEST, "the body must be a JSON object")
    body = _check(Body, record)
    for name in ("text", "html"):
        value = getattr(body, name)
        if value is not None and len(value) > text_limit:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"{name}: {len(value)} characters, at most {text_limit} are read",
                field=name,
            )
    language = body.lang[:2].lower() if body.lang else None
    page = Page(url=body.url, title=body.title, text=body.text, html=body.html, language=language)
    return Question(page, body.limit, body.kinds or None)


def _check(model: type[T], record: dict[str, Any]) -> T:
    try:
        return model.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        message = str(first["ctx"]["error"]) if first["type"] == "value_error" else first["msg"]
        if not field:
            raise Problem(HTTPStatus.BAD_REQUEST, message) from error
        if first["type"] == "extra_forbidden":
            known = ", ".join(model.model_fields)
            raise Problem(HTTPStatus.BAD_REQUEST, f"{field}: not known; known are {known}", field=field) from error
        value = repr(first["input"])[:80]
        raise Problem(HTTPStatus.BAD_REQUEST, f"{field}: {message}, got {value}", field=field, value=value) from error
