"""Addresses that a site generator was to fill in, filled in where there is no doubt what it puts there.

Jekyll's placeholders, from its own rules (`url_drop.rb`, `utils.rb`), and the one filter that Eleventy's documentation
names for a title. Where generators differ, or an answer hangs on a site's settings, the address stays as it is written;
such an address is refused at the build.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from recommender.links import link_or_none

_PLACEHOLDER = re.compile(r":([a-z_]*[a-z])|\{\{\s*(\w+)\s*(?:\|\s*(\w+)\s*)?\}\}|\{(\w+)\}")
_DATED = re.compile(r"(?:^|.*/)(\d{4})-(\d{1,2})-(\d{1,2})-([^/]*)$")
_PLAIN = re.compile(r"[A-Za-z0-9]+(?:[ -]+[A-Za-z0-9]+)*")
"""A title that every generator makes the same slug of."""

_NO_WORD = re.compile(r"[^\w]+|_+")
_NO_WORD_OR_SIGN = re.compile(r"[^\w.~!$&'()+,;=@]+")

_DAYS = {
    "year": "%Y", "short_year": "%y", "month": "%m", "i_month": "%-m", "short_month": "%b", "long_month": "%B",
    "day": "%d", "i_day": "%-d", "y_day": "%j", "short_day": "%a", "long_day": "%A", "w_year": "%G", "week": "%V",
    "w_day": "%u",
}  # fmt: skip


def resolve_permalink(permalink: str, fields: Mapping[str, Any], name: str) -> str:
    """A permalink with its placeholders filled in, or as it is written where one of them is in doubt.

    `fields` is the front matter it stands in, `name` the file's path below the folder of articles, without suffix.
    """
    values = [_value(found, fields, name) for found in _PLACEHOLDER.finditer(permalink)]
    if None in values or not values:
        return permalink
    each = iter(values)
    filled = _PLACEHOLDER.sub(lambda _: quote(str(next(each)), safe="/~!$&'()*+,;=:@"), permalink)
    filled = re.sub(r"(?<!:)/{2,}", "/", filled)
    return filled if link_or_none(filled) else permalink


def _value(found: re.Match[str], fields: Mapping[str, Any], name: str) -> str | None:
    colon, variable, made, brace = found.groups()
    if colon:
        return _of_jekyll(colon, fields, name)
    if brace or made is None:
        return _slug_given(fields) if (brace or variable) == "slug" else None
    return _slug_of_title(fields.get(variable)) if made in ("slugify", "slug") else None


def _of_jekyll(key: str, fields: Mapping[str, Any], name: str) -> str | None:
    if key in _DAYS:
        day = _day(fields, name)
        return day.strftime(_DAYS[key]) if day else None
    slug = str(_slug_given(fields) or _undated(name))
    return {
        "title": _NO_WORD_OR_SIGN.sub("-", slug).strip("-"),
        "slug": _slugify(slug),
        "name": _slugify(name.rsplit("/", 1)[-1]),
        "categories": "/".join(dict.fromkeys(each.lower() for each in _categories(fields, name))),
        "slugified_categories": "/".join(dict.fromkeys(_slugify(each) for each in _categories(fields, name))),
        "output_ext": ".html",
    }.get(key)


def _slug_given(fields: Mapping[str, Any]) -> str | None:
    slug = fields.get("slug")
    return slug if isinstance(slug, str) and slug else None


def _slug_of_title(title: Any) -> str | None:
    title = title.strip() if isinstance(title, str) else ""
    return _slugify(title) if _PLAIN.fullmatch(title) else None


def _slugify(text: str) -> str:
    return _NO_WORD.sub("-", text).strip("-").lower()


def _undated(name: str) -> str:
    dated = _DATED.fullmatch(name)
    return dated[4] if dated else name.rsplit("/", 1)[-1]


def _day(fields: Mapping[str, Any], name: str) -> date | None:
    """The day of a post, if it is the same in every place where the site may be built."""
    written = fields.get("date")
    dated = _DATED.fullmatch(name)
    try:
        of_name = date(*(int(part) for part in dated.groups()[:3])) if dated else None
        if isinstance(written, str):
            written = datetime.fromisoformat(written) if len(written) > 10 else date.fromisoformat(written)
    except ValueError:
        return None
    if not isinstance(written, datetime):
        return written if isinstance(written, date) else None if written else of_name
    utc = written.astimezone(UTC) if written.tzinfo else written
    return written.date() if of_name == written.date() or utc.date() == written.date() else None


def _categories(fields: Mapping[str, Any], name: str) -> Iterator[str]:
    """The folders above `_posts`, then the categories: words where they are a string, one where it is `category`."""
    above, posts, _ = f"/{name}".partition("/_posts/")
    yield from (each for each in above.split("/") if each and posts)
    several = fields.get("categories")
    yield from several.split() if isinstance(several, str) else (str(each) for each in several or () if each)
    one = fields.get("category")
    if one:
        yield str(one)
