"""What is read, indexed and shown: articles, the cards made of them, and the page a reader is on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

KINDS = ("stretching", "self-care", "condition", "anatomy", "red-flag", "prevention", "recovery")
"""What an article is for. An article of unknown kind (a publisher's own, say) has kind None."""

MOVEMENTS = (
    "flexion", "loaded-flexion", "extension", "twist", "side-bend", "supine", "prone", "kneeling",
    "deep-hip-flexion", "hip-crossing", "hip-extension", "wide-leg", "single-leg", "end-range",
    "nerve-tension", "high-impact", "heavy-load",
)  # fmt: skip
"""Movements an article asks of the reader. Caution rules hold articles back by them."""

WORDS_A_MINUTE = 200
"""Silent reading of plain prose; Brysbaert 2019 (J. Mem. Lang. 109) finds 238, health text is slower."""

EXCERPT_LENGTH = 200
"""Characters of text on a card where the article has no summary."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a reader hands it over: plain text and what its source says about it.

    `said` is all that its reader can read, in which cautions are looked for, where that is more than its text.
    `slug` is the end of its address where that is not the end of its id. The public may read it from `published` on
    and no longer from `expires` on. `place` is the file and line it comes from.
    """

    id: str
    title: str
    text: str
    url: str | None = None
    kind: str | None = None
    summary: str = ""
    headings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    movements: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = "en"
    image: str | None = None
    updated: date | None = None
    reviewed: date | None = None
    exclude: bool = False
    pin: tuple[str, ...] = ()
    slug: str | None = None
    published: date | None = None
    expires: date | None = None
    said: str = ""
    place: str = field(default="", compare=False)

    @property
    def path(self) -> str:
        """Its id with the slug, if it has one, as the last part: what stands for it in an address."""
        if self.slug is None:
            return self.id
        parent, slash, _ = self.id.rpartition("/")
        return f"{parent}{slash}{self.slug}"

    def why_hidden(self, today: date) -> str | None:
        """Why the public may not read it on this day; None if it may."""
        if self.published and self.published > today:
            return f"not published before {self.published}"
        if self.expires and self.expires <= today:
            return f"expired on {self.expires}"
        return None


@dataclass(frozen=True, slots=True)
class Card:
    """What a list of related articles shows of one article, and what ranking needs to know of it."""

    id: str
    title: str
    url: str | None
    kind: str | None
    excerpt: str
    image: str | None
    reading_minutes: int
    language: str
    movements: tuple[str, ...]
    tags: tuple[str, ...]
    updated: date | None
    reviewed: date | None
    exclude: bool = False
    pin: tuple[str, ...] = ()
    fired: tuple[tuple[str, str], ...] = ()
    """Caution rules that the article's own text calls for, each with the phrase that called for it."""

    @classmethod
    def of(cls, article: Article, *, fired: tuple[tuple[str, str], ...] = ()) -> Card:
        """The card of an article. Reading time is rounded up."""
        words = len(article.text.split())
        return cls(
            id=article.id,
            title=article.title,
            url=article.url,
            kind=article.kind,
            excerpt=_excerpt(article),
            image=article.image,
            reading_minutes=max(1, math.ceil(words / WORDS_A_MINUTE)),
            language=article.language,
            movements=article.movements,
            tags=article.tags,
            updated=article.updated,
            reviewed=article.reviewed,
            exclude=article.exclude,
            pin=article.pin,
            fired=fired,
        )

    def to_json(self) -> dict[str, Any]:
        """The card as the index stores it; dates are ISO 8601."""
        record = {name: getattr(self, name) for name in self.__slots__}
        for name in ("updated", "reviewed"):
            record[name] = record[name].isoformat() if record[name] else None
        return record

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Card:
        """The card that `to_json` wrote."""
        dates = {name: date.fromisoformat(record[name]) if record[name] else None for name in ("updated", "reviewed")}
        lists = {name: tuple(record[name]) for name in ("movements", "tags", "pin")}
        fired = tuple((rule, phrase) for rule, phrase in record["fired"])
        return cls(**{**record, **dates, **lists, "fired": fired})


@dataclass(frozen=True, slots=True)
class Page:
    """The page a reader is on. Name it (`id`, `url`) if it may be in the index, or give its `text` or `html`.

    `said` is what is read for cautions where a reader can read more than the text that counts for relevance.
    `language` (ISO 639-1) is detected where it is not given.
    """

    id: str | None = None
    url: str | None = None
    title: str | None = None
    text: str | None = None
    html: str | None = None
    language: str | None = None
    said: str | None = None


def _excerpt(article: Article) -> str:
    """The summary, else the beginning of the text without what repeats the title or heads it."""
    title = article.title.casefold()
    if article.summary.casefold().strip(" .:") != title.strip(" .:"):
        return article.summary or shorten(_opening(article, title), EXCERPT_LENGTH)
    return shorten(_opening(article, title), EXCERPT_LENGTH)


def _opening(article: Article, title: str) -> str:
    rest = article.text
    while rest:
        paragraph, _, after = rest.partition("\n")
        line = " ".join(paragraph.split())
        if line and line.casefold() != title and line not in article.headings:
            return rest
        rest = after
    return article.text


def shorten(text: str, length: int) -> str:
    """`text` on one line, cut at a word to at most `length` characters, with an ellipsis where cut."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
