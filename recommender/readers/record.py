"""From the fields a source gives (front matter, a line of JSON) to an article.

Fields that Limber owns (kind, movements, reviewed …) are held to their type and their words, because safety
rests on them. Fields that blogs fill each in their own way (date, tags, image) are taken as they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from recommender.article import KINDS, MOVEMENTS, Article
from recommender.errors import ArticleError, nearest
from recommender.extract import resolve_permalink


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that is no article, and why."""

    place: str
    reason: str


def _string(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _strings(value: Any) -> Any:
    if value is None:
        return ()
    value = _string(value)
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return tuple(_string(each) for each in value if each is not None) if isinstance(value, list | tuple) else value


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else value or None


def _any_day(value: Any) -> date | None:
    try:
        day = _day(value)
    except ValueError:
        return None
    return day if isinstance(day, date) else None


def _known_kind(value: Any) -> Any:
    if value is not None and value not in KINDS:
        raise ValueError(f"{value!r} is no kind. {nearest(value, KINDS)}")
    return value


def _known_movements(value: Any) -> Any:
    values = _strings(value)
    for each in values if isinstance(values, tuple) else ():
        if each not in MOVEMENTS:
            raise ValueError(f"{each!r} is no movement. {nearest(each, MOVEMENTS)}")
    return values


def _text_or_nothing(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _aliases(*names: str) -> Any:
    return Field(default=None, validation_alias=AliasChoices(*names))


Text = Annotated[str, BeforeValidator(_string)]
OwnText = Annotated[str | None, BeforeValidator(_string)]
Strings = Annotated[tuple[str, ...], BeforeValidator(_strings)]


class Fields(BaseModel):
    """The fields of an article as sources name them; what is not listed is left alone."""

    model_config = ConfigDict(extra="ignore", populate_by_name=False)

    id: OwnText = _aliases("id", "slug")
    title: OwnText = None
    kind: Annotated[str | None, BeforeValidator(_known_kind)] = None
    summary: OwnText = _aliases("summary", "description", "excerpt")
    tags: Strings = ()
    categories: Strings = Field(default=(), validation_alias=AliasChoices("categories", "category"))
    regions: Strings = ()
    conditions: Strings = ()
    movements: Annotated[tuple[str, ...], BeforeValidator(_known_movements)] = ()
    # a caution is a sentence and may hold commas, so a lone string is one caution
    cautions: Annotated[tuple[str, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v or ())] = ()
    sources: Strings = ()
    language: Annotated[str | None, BeforeValidator(_text_or_nothing)] = _aliases("language", "lang", "locale")
    url: Annotated[str | None, BeforeValidator(_text_or_nothing)] = _aliases("url", "link", "permalink")
    image: Annotated[str | None, BeforeValidator(_text_or_nothing)] = None
    updated: Annotated[date | None, BeforeValidator(_day)] = None
    dated: Annotated[Any, BeforeValidator(_any_day)] = _aliases("last_modified_at", "lastmod", "date", "published_at")
    reviewed: Annotated[date | None, BeforeValidator(_day)] = None

    exclude: bool = False
    pin: Strings = ()
    draft: Any = False
    published: Any = True


def make_article(
    record: Mapping[str, Any], text: str, *, place: str, default_id: str, headings: tuple[str, ...] = ()
) -> Article | Skipped:
    """An article from its fields and its text. Raises ArticleError that names the field and the value."""
    try:
        fields = Fields.model_validate(dict(record))
    except ValidationError as error:
        raise _wrong_field(error, place) from error
    if fields.draft is True or fields.published is False or record.get("permalink") is False:
        return Skipped(place, "not published")
    if not text.strip():
        return Skipped(place, "redirects elsewhere" if record.get("redirect_to") else "no text")
    identity = fields.id or default_id
    return Article(
        id=identity,
        title=" ".join((fields.title or (headings[0] if headings else "") or _title_of(identity)).split()),
        text=text,
        url=resolve_permalink(fields.url, record, default_id) if fields.url else None,
        kind=fields.kind,
        summary=" ".join((fields.summary or "").split()),
        headings=headings,
        tags=tuple(dict.fromkeys(fields.tags + fields.categories)),
        regions=fields.regions,
        conditions=fields.conditions,
        movements=fields.movements,
        cautions=fields.cautions,
        sources=fields.sources,
        language=(fields.language or "en")[:2].lower(),
        image=fields.image,
        updated=fields.updated or fields.dated,
        reviewed=fields.reviewed,
        exclude=fields.exclude,
        pin=fields.pin,
    )


def _wrong_field(error: ValidationError, place: str) -> ArticleError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "value_error":
        what, _, hint = str(first["ctx"]["error"]).partition(". ")
        return ArticleError(f"{field}: {what}", place=place, remedy=hint or "Correct the field.")
    wanted = "a list is wanted" if first["type"] == "tuple_type" else first["msg"]
    return ArticleError(f"{field}: {wanted}, got {first['input']!r:.80}", place=place, remedy="Correct the field.")


def _title_of(identity: str) -> str:
    return identity.rsplit("/", 1)[-1].replace("-", " ").replace("_", " ").strip().capitalize()
