"""The fields of an article, one by one: those that blogs fill in many ways, and Limber's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from recommender.article import KINDS, MOVEMENTS
from recommender.errors import ArticleError, nearest
from recommender.extract import read_markdown, resolve_permalink
from recommender.readers.dates import read_day
from recommender.readers.front_matter import KNOWN_FIELDS
from recommender.readers.values import (
    Doubled,
    Fields,
    fold_name,
    is_empty,
    is_switch,
    read_line,
    read_strings,
    read_switch,
)
from recommender.readers.visibility import tell, unclear

OWN_FIELDS = "kind regions conditions movements cautions sources updated reviewed exclude draft published".split()
"""Fields that tell Limber what nothing else would tell it: an unknown field near to one of them is named."""

NEAR = 0.8
"""Similarity (difflib's ratio) from which an unknown field is taken for one of Limber's, misspelt."""

_OF_OTHERS = frozenset(
    "review reviews reviewer reviewers reviewedby reviewdate update updates updatedat updatedon updatedby dated source "
    "publisher publishers publishedby publishing excludes excluded excludefromcollections drafts kinds".split()
)
"""Fields of other programs that are near to Limber's."""

_SUMMARIES = ("summary", "description", "excerpt", "meta_description")
_TAGS = ("tags", "tag", "taxonomies.tags", "categories", "category", "taxonomies.categories")
_LANGUAGES = ("language", "lang", "locale")
_DAYS = (
    "updated", "last_modified_at", "lastmod", "modified", "updated_at", "updated_date", "last_updated",
    "last_modified", "date_modified", "date", "publish_date", "published_at", "pub_date", "published_date",
    "date_published", "post_date",
)  # fmt: skip
_IMAGES = (
    "image", "images", "cover", "featured_image", "feature_image", "thumbnail", "hero_image", "cover_image", "hero",
    "banner", "header", "og_image", "social_image", "preview_image", "teaser", "img", "photo", "splash",
)  # fmt: skip
_IMAGE_PARTS = ("image", "path", "url", "src", "feature", "og_image", "overlay_image", "teaser", "thumb", "cover")
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*:|/|[^/\s]+\.[^/\s]+(?:/|$)")
_PERMALINK_STYLES = frozenset(("date", "pretty", "ordinal", "weekdate", "none"))
_IMAGE_ADDRESS = re.compile(r"(?!data:)[^\s{}<>\[\]\"]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")
_CUT_OFF = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\])\s*$")


@dataclass(frozen=True, slots=True)
class Warned:
    """A field of an article that was not taken as it stands: what is wrong with it, and what was done."""

    place: str
    field: str
    fault: str
    done: str = "left out"

    def __str__(self) -> str:
        return f"{self.field}: {self.fault}; {self.done}"


class FieldReader:
    """Reads the fields of one article. What it cannot read is in `warnings`, or raised as an ArticleError."""

    def __init__(self, fields: Fields, place: str) -> None:
        self.warnings: list[Warned] = []
        self._fields = fields
        self._place = place

    def title(self) -> str:
        """The title as plain text; empty if there is none."""
        return next((line for name, value in self._each("title") if (line := self._line(name, value))), "")

    def name(self, field: str) -> str | None:
        """An id or a slug, as it is written."""
        for name, value in self._each(field):
            if isinstance(value, str | int | float | date) and not isinstance(value, bool):
                return str(value).strip().strip("/") or None
            self._warn(name, value, "is no name")
        return None

    def summary(self) -> str:
        """The summary as plain text; empty if there is none."""
        for name, value in self._each(*_SUMMARIES):
            if isinstance(value, str) and not is_switch(value):
                summary = _CUT_OFF.sub("…", " ".join(read_markdown(value).text.split()))
                if summary:
                    return summary
            if read_switch(value) is None:
                self._warn(name, value, "is no text")
        return ""

    def tags(self) -> tuple[str, ...]:
        """Tags and categories; keywords where there are none."""
        found: list[str] = []
        for name, value in self._each(*_TAGS):
            found += self._strings(name, value, spaces=name in ("tags", "categories"))
        if not found:
            found = [each for name, value in self._each("keywords") for each in self._strings(name, value)]
        return tuple(dict.fromkeys(each.removeprefix("#") for each in found))

    def names(self, field: str) -> tuple[str, ...]:
        """A list of names."""
        return tuple(each for name, value in self._each(field) for each in self._strings(name, value))

    def cautions(self) -> tuple[str, ...]:
        """Cautions for the reader. Each is a sentence and may hold commas, so a lone string is one."""
        for name, value in self._each("cautions"):
            lines = [read_line(each) for each in (value if isinstance(value, list | tuple) else [value])]
            if all(lines) and not is_switch(value):
                return tuple(line for line in lines if line)
            self._warn(name, value, "is no list of sentences")
        return ()

    def language(self) -> str | None:
        """ISO 639-1."""
        for name, value in self._each(*_LANGUAGES):
            if isinstance(value, str) and _LANGUAGE.fullmatch(value.strip()):
                return value.strip()[:2].lower()
            self._warn(name, value, "is no language code")
        return None

    def address(self, names: tuple[str, ...], name: str) -> str | None:
        """The article's address as it stands, placeholders of its generator filled in where that is exact.

        `name` is its file's. One below the site's root begins with a slash.
        """
        for field, value in self._each(*names):
            address = value.strip() if isinstance(value, str) else ""
            if address in _PERMALINK_STYLES:
                continue
            if not address or is_switch(value) or (len(address.split()) > 1 and "://" in address):
                self._warn(field, value, "is no address")
            else:
                address = resolve_permalink(address, self._fields, name)
                return address if _ADDRESS.match(address) else f"/{address}"
        return None

    def image(self) -> str | None:
        """The address of the picture that stands for the article."""
        for name, value in self._each(*_IMAGES):
            found = _image_of(value)
            if found:
                return found
            if read_switch(value) is None and name in ("image", "images"):
                self._warn(name, value, "is no address of an image")
        return None

    def updated(self) -> date | None:
        """The day of the last change that is known."""
        return self._day(*_DAYS)

    def reviewed(self) -> date | None:
        """The day a clinician reviewed the article. What is no day is no review."""
        return self._day("reviewed")

    def kind(self) -> str | None:
        """The kind. Raises ArticleError for a word that is none."""
        for name, value in self._fields.filled("kind"):
            words = [_dashed(each) for each in read_strings(value) or ()]
            if len(words) != 1 or words[0] not in KINDS:
                raise self._unknown(name, value, "is no kind", nearest(words[0] if words else value, KINDS))
            return words[0]
        return None

    def movements(self) -> tuple[str, ...]:
        """The movements. Raises ArticleError for a word that is none."""
        for name, value in self._fields.filled("movements"):
            words = tuple(_dashed(each) for each in read_strings(value) or (tell(value),))
            for word in words:
                if word not in MOVEMENTS:
                    raise self._unknown(name, word, "is no movement", nearest(word, MOVEMENTS))
            return words
        return ()

    def exclude(self) -> bool:
        """Whether it is never listed. Raises ArticleError for what is neither yes nor no."""
        for name, value in self._fields.filled("exclude"):
            switch = read_switch(value)
            if switch is None:
                raise unclear(name, value, "is neither yes nor no", place=self._place)
            return switch
        return False

    def pin(self) -> tuple[str, ...]:
        """Ids that lead the list on its page. In some themes `pin` is a switch or a number, which says nothing here."""
        for name, value in self._fields.filled("pin"):
            if read_switch(value) is not None or isinstance(value, int | float) or str(value).isdigit():
                if read_switch(value) is not False:
                    self._warn(name, value, "is no list of ids")
                return ()
            ids = None if isinstance(value, Mapping) else read_strings(value)
            if ids is None:
                raise unclear(name, value, "is no list of ids", place=self._place)
            return ids
        return ()

    def warn_of_near_misses(self) -> None:
        """Name the fields that Limber does not know and that are near to one of its own."""
        for name in self._fields:
            folded = fold_name(name)
            if folded in _KNOWN or is_empty(self._fields[name]):
                continue
            close = get_close_matches(folded, OWN_FIELDS, n=1, cutoff=NEAR)
            if close:
                self.warnings.append(
                    Warned(self._place, name, f"is no field that is known. Did you mean {close[0]!r}?", "not read")
                )

    def _each(self, *names: str) -> Iterator[tuple[str, Any]]:
        for name, value in self._fields.filled(*names):
            if isinstance(value, Doubled):
                self._warn(name, value, "stand in it", "the last counts")
                value = value.values[-1]  # noqa: PLW2901
            yield name, value

    def _line(self, name: str, value: Any) -> str:
        line = read_line(value)
        if not line:
            self._warn(name, value, "is no line of text")
        return line or ""

    def _strings(self, name: str, value: Any, *, spaces: bool = False) -> tuple[str, ...]:
        if is_switch(value) and read_switch(value) is False:
            return ()
        found = None if is_switch(value) else read_strings(value, spaces=spaces)
        if found is None:
            self._warn(name, value, "is no list of names")
        return found or ()

    def _day(self, *names: str) -> date | None:
        found: list[date] = []
        for name, value in self._each(*names):
            day = read_day(value)
            if day and day.day:
                found.append(day.day)
            elif not day or day.latest != date.min:
                self._warn(name, value, "is no day")
        return next(iter(found), None)

    def _warn(self, name: str, value: Any, fault: str, done: str = "left out") -> None:
        self.warnings.append(Warned(self._place, name, f"{tell(value)} {fault}", done))

    def _unknown(self, name: str, value: Any, fault: str, remedy: str) -> ArticleError:
        shown = repr(value) if isinstance(value, str) else tell(value)
        return ArticleError(f"{name}: {shown} {fault}", place=self._place, remedy=remedy)


_KNOWN = _OF_OTHERS | {
    fold_name(name)
    for name in (*KNOWN_FIELDS, *OWN_FIELDS, *_SUMMARIES, *_LANGUAGES, *_DAYS, *_IMAGES, "text", "markdown", "html")
}


def _image_of(value: Any, depth: int = 0) -> str | None:
    if isinstance(value, list | tuple) and value and depth < 3:
        return _image_of(value[0], depth + 1)
    if isinstance(value, Mapping) and depth < 3:
        found = (_image_of(inner, depth + 1) for _, inner in Fields(value).filled(*_IMAGE_PARTS))
        return next((each for each in found if each), None)
    if isinstance(value, str) and not is_switch(value) and ("." in value or "/" in value):
        address = value.strip()
        return address if _IMAGE_ADDRESS.fullmatch(address) else None
    return None


def _dashed(word: str) -> str:
    return "-".join(word.lower().replace("_", " ").split())
