"""What the service takes and answers, as models: requests are checked by them, `/openapi.json` is made of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from recommender.article import KINDS
from recommender.ranking.policy import HIGHEST_LIMIT

Kind = Literal["stretching", "self-care", "condition", "anatomy", "red-flag", "prevention", "recovery"]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Address = Annotated[str, Field(max_length=2000)]


def _whole(number: Any) -> Any:
    """3.0 is an integer in JSON Schema."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Items = Annotated[int, Field(ge=1, le=HIGHEST_LIMIT), BeforeValidator(_whole)]
Limit = Annotated[Items | None, Field(description="How many articles at most")]

# one wrong member is told: a body of a megabyte may hold half a million
_few_kinds = Field(max_length=len(KINDS), fail_fast=True, description="Kinds of article to list; default: the owner's")


def _mend(text: Any) -> Any:
    """Half an emoji, which is what a script leaves that cuts a text, becomes a replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(text, str) else text


Words = Annotated[str, BeforeValidator(_mend)]
Title = Annotated[str, Field(max_length=1000), BeforeValidator(_mend)]


class Query(BaseModel):
    """What `GET /v1/related` takes."""

    model_config = ConfigDict(extra="forbid")

    url: Annotated[Address | None, Field(description="Address of the page; this or `id`")] = None
    id: Annotated[Address | None, Field(description="Id of the page's article in the index; this or `url`")] = None
    limit: Limit = None
    kind: Annotated[list[Kind], _few_kinds] = []

    @model_validator(mode="after")
    def _names_one(self) -> Query:
        if (self.url is None) == (self.id is None):
            raise ValueError("one of url and id is wanted")
        return self


class FragmentQuery(Query):
    """What `GET /v1/related.html` takes."""

    heading: Annotated[str, Field(max_length=200, description="Heading of the list; none if empty")] = (
        "Related articles"
    )


class CoverQuery(BaseModel):
    """What `GET /covers/{kind}.svg` takes."""

    model_config = ConfigDict(extra="forbid")

    of: Annotated[Address, Field(description="Whatever varies it, such as an article's id")] = ""


class Shown(BaseModel):
    """How many articles of which kinds."""

    model_config = ConfigDict(extra="forbid", strict=True)

    limit: Limit = None
    kinds: Annotated[list[Kind] | None, _few_kinds] = None


def _given(name: str) -> dict[str, Any]:
    return {"properties": {name: {"type": "string"}}, "required": [name]}


class Body(Shown):
    """What `POST /v1/related` takes: `text`, `html` or the `url` of a page of the index; not both texts."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [_given("text"), _given("html"), _given("url")],
            "not": {"allOf": [_given("text"), _given("html")]},
            "examples": [{"text": "My hip flexors are tight from sitting at a desk all day.", "limit": 3}],
        }
    )

    url: Annotated[Address | None, Field(description="Address of the page; its article answers if it has one")] = None
    title: Annotated[Title | None, Field(description="Title of the page")] = None
    text: Annotated[Words | None, Field(description="Text of the page")] = None
    html: Annotated[Words | None, Field(description="HTML of the page, of which the main text is read")] = None
    lang: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z]{2,3}([-_].*)?$",
            max_length=35,
            examples=["en", "pt-BR"],
            description="Its language, as `en` or `pt-BR`; found in the text if not given",
        ),
    ] = None

    @model_validator(mode="after")
    def _says_something(self) -> Body:
        if self.text is not None and self.html is not None:
            raise ValueError("text and html are given, one of them is wanted")
        if self.text is None and self.html is None and self.url is None:
            raise ValueError("one of text, html and url is wanted")
        return self


class PageFacts(BaseModel):
    """What was found out about the page."""

    known: Annotated[bool, Field(description="Whether the page is in the index")]
    language: Annotated[str, Field(description="Its language, as ISO 639-1")]
    coverage: Annotated[Share, Field(description="Share of its terms that the index knows")]


class Notice(BaseModel):
    """What a reader should know before the list."""

    level: Literal["emergency", "urgent", "caution"]
    rule: Annotated[str, Field(description="Caution rule that fired")]
    message: Annotated[str, Field(description="For the reader, in plain words")]
    article: Annotated[str | None, Field(description="Id of the article to read first")]


class Empty(BaseModel):
    """Why the list is empty."""

    cause: Literal["no-text", "language", "unrelated", "kinds", "cautions"]
    message: Annotated[str, Field(description="For people")]


class Card(BaseModel):
    """What is shown of an article."""

    id: str
    url: str | None
    title: str
    kind: Kind | None
    excerpt: str
    image: str | None
    reading_minutes: Annotated[int, Field(ge=1)]
    updated: date | None
    reviewed: Annotated[date | None, Field(description="Day of a clinician's review; null until there is one")]


class Match(Card):
    """One related article."""

    score: Annotated[Share, Field(description="The chance that an editor calls such a pair related")]
    reasons: Annotated[list[str], Field(description="What both are about, in the words of the page")]
    review_expired: Annotated[bool, Field(description="Given where the review is too long ago")] = False


class Answer(BaseModel):
    """Related articles for a page, best first."""

    generation: Annotated[str, Field(description="Generation of the index that answered")]
    page: PageFacts
    notice: Notice | None
    empty: Annotated[Empty | None, Field(description="Given where the list is empty")]
    items: Annotated[list[Match], Field(max_length=HIGHEST_LIMIT)]


class Health(BaseModel):
    """This process answers."""

    status: Literal["ok"]


class Refused(BaseModel):
    """A generation that was to be used and cannot be."""

    generation: Annotated[str, Field(description="Empty where none is named")]
    reason: Literal["missing", "broken", "version"]
    detail: Annotated[str, Field(description="What is wrong, for people")]


class Readiness(BaseModel):
    """An index is loaded."""

    status: Annotated[Literal["ready", "stale"], Field(description="`stale` while a newer generation is refused")]
    generation: str
    articles: Annotated[int, Field(ge=0)]
    age_seconds: Annotated[float, Field(ge=0, description="Since this generation was built")]
    refused: Refused | None


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: Annotated[str, Field(description="What is wrong, for people")]
    field: Annotated[str | None, Field(description="The member or parameter that is wrong")] = None
    value: Annotated[str | None, Field(description="What it was, cut short")] = None
    remedy: Annotated[str | None, Field(description="What to do next")] = None
    request_id: Annotated[str | None, Field(description="Name of the fault in the service's log")] = None
