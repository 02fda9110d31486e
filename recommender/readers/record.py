"""From the fields a source gives (front matter, a line of JSON) to an article.

What Limber does not need stops nothing: a value that cannot be read is left out and named in a warning. Where it is
unclear whether, when or to whom an article may be shown (draft, dates of publication, kind, movements, exclude, pin),
the article itself is left out: that is an ArticleError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from recommender.article import Article
from recommender.errors import LimberError
from recommender.extract import read_head
from recommender.readers.dates import read_day
from recommender.readers.fields import FieldReader, Warned
from recommender.readers.said import said_in
from recommender.readers.values import Fields
from recommender.readers.visibility import bars_robots, read_dates, why_hidden

DEFAULT_LANGUAGE = "en"
REDIRECTS = ("redirect_to", "redirect_url")
FILE_ADDRESSES = ("url", "permalink")
"""Fields with the address of a file's article. `link` is not among them: in a blog it is another site's page."""

_IN_NAME = re.compile(r"(?:^|/)(?P<day>\d{4}-\d{1,2}-\d{1,2})[-_](?=[^/]+$)")
_INDEX = re.compile(r"(?<=[^/])/(?:index|readme)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that is no article, and why. `meant` where its author has said so, as of a draft."""

    place: str
    reason: str
    meant: bool = True


@dataclass(frozen=True, slots=True)
class Content:
    """What an article says, its headings, the title that the text itself has, and all that a reader can read of it."""

    text: str
    headings: tuple[str, ...] = ()
    title: str = ""
    said: str = ""


Found = Article | Skipped | Warned | LimberError
"""What a reader yields: an article, what is none, what of an article was left out, and what cannot be read."""


def make_article(
    record: Mapping[str, Any],
    content: Content,
    *,
    place: str,
    default_id: str,
    language: str | None = None,
    addresses: tuple[str, ...] = FILE_ADDRESSES,
) -> Iterator[Article | Skipped | Warned]:
    """What was left out of an article, and the article; or why there is none.

    `default_id` names it where `id` does not, and tells what a file's name tells: a day, a title. `language` is its
    own where no field tells one; `addresses` are the fields that may hold its address. Raises ArticleError that names
    the field and the value.
    """
    fields = Fields(record)
    reason = why_hidden(fields, place=place) or _redirect(fields)
    if reason:
        yield Skipped(place, reason)
        return
    reader = FieldReader(fields, place)
    published, expires = read_dates(fields, place=place)
    title, day = reader.title(), _day_of(default_id)
    if not (title or content.text.strip()):
        yield Skipped(place, "no text")
        return
    title = title or content.title or next(iter(content.headings), "") or _title_of(default_id)
    said = said_in(record, content.title if content.title != title else "", content.said or content.text)
    article = Article(
        id=reader.name("id") or default_id,
        title=title,
        text=content.text,
        url=reader.address(addresses, default_id),
        kind=reader.kind(),
        summary=reader.summary(),
        headings=content.headings,
        tags=reader.tags(),
        regions=reader.names("regions"),
        conditions=reader.names("conditions"),
        movements=reader.movements(),
        cautions=reader.cautions(),
        sources=reader.names("sources"),
        language=reader.language() or language or DEFAULT_LANGUAGE,
        image=reader.image(),
        updated=reader.updated() or day,
        reviewed=reader.reviewed(),
        exclude=reader.exclude(),
        pin=reader.pin(),
        slug=reader.name("slug"),
        published=published or day,
        expires=expires,
        said=said if said != content.text else "",
        place=place,
    )
    reader.warn_of_near_misses()
    yield from reader.warnings
    yield article


def why_no_article(html: str) -> str | None:
    """Why an HTML page says of itself that it is none to be found; None if it does not."""
    head = read_head(html)
    barred = next(filter(bars_robots, head.robots), None)
    if barred is not None:
        return f"not to be found (robots: {barred!r:.80})"
    return "redirects elsewhere (a page that refreshes)" if head.refreshes else None


def _redirect(fields: Fields) -> str | None:
    return next((f"redirects elsewhere ({name})" for name, _ in fields.filled(*REDIRECTS)), None)


def _day_of(name: str) -> date | None:
    """The day in a file's name, as Jekyll's posts have it."""
    found = _IN_NAME.search(name)
    day = read_day(found["day"]) if found else None
    return day.day if day else None


def _title_of(name: str) -> str:
    last = _IN_NAME.sub("/", _INDEX.sub("", name)).rsplit("/", 1)[-1]
    return last.replace("-", " ").replace("_", " ").strip().capitalize() or name
