"""Whether the public may read an article, from what its front matter says, in any generator's spelling.

What cannot be understood here hides the article: a draft that is shown cannot be called back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from recommender.errors import ArticleError
from recommender.readers.dates import Day, read_day
from recommender.readers.values import QUOTES, Doubled, Fields, fold_name, read_line, read_strings, read_switch

_HIDE_IF_YES = (
    "draft", "is_draft", "private", "is_private", "hidden", "unlisted", "unpublished", "headless", "protected",
    "password_protected", "members_only", "eleventyExcludeFromCollections", "wip", "trashed", "scheduled", "embargo",
    "embargoed", "noindex", "no_index", "robots_noindex", "entwurf", "brouillon", "borrador", "bozza", "rascunho",
)  # fmt: skip
_HIDE_IF_NO = ("published", "publish", "is_published", "public", "is_public", "listed", "visible", "render")
_SWITCHES = ((_HIDE_IF_YES, True), (_HIDE_IF_NO, False))
_SWITCH_OR_DAY = ("published", "publish", "scheduled", "embargo", "embargoed")
_DRAFT_SWITCHES = ((("draft", "is_draft", "unpublished", "wip"), True),)
_SECRETS = ("password", "post_password", "passphrase", "encrypted", "encrypt")
_STATES = ("status", "post_status", "visibility")
_MAYBE_STATES = (
    "state", "access", "stage", "progress", "workflow", "workflow_state", "publication_status", "publish_status",
    "publishing_status", "article_status", "content_status", "review_status", "post_state",
)  # fmt: skip
"""Fields with states of an article in some programs, and with a place on the map or another thing in others."""

_ROBOTS = ("robots", "meta_robots", "robots_meta", "googlebot")

_BUILDS = ("build", "_build")
_BUILD_PARTS = ("render", "list")

_PUBLIC = frozenset(
    "publish published public live final done complete completed evergreen active ready released release visible "
    "listed open everyone all featured sticky stable approved post online current new updated always".split()
)
_HIDDEN = frozenset(
    "draft drafts private pending future scheduled hidden unlisted unpublished trash trashed auto-draft inherit "
    "protected password wip todo idea review in-review in-progress embargo embargoed archive archived deleted "
    "obsolete members member paid tiers internal confidential restricted offline inactive disabled planned".split()
)
_DRAFT_TAGS = frozenset(("draft", "drafts", "private", "unlisted", "unpublished"))
_LABELS = ("tags", "tag", "categories", "category", "labels", "type", "layout")
_NO_ROBOTS = frozenset(("noindex", "none", "false"))
_FEW = 3
"""Words of a value that is no sentence."""

_WRITTEN_NEVER = frozenset(("never", "link", "local"))

_FROM = (
    "publishDate", "published_at", "published_on", "published_date", "date_published", "publish_at", "publish_on",
    "pub_date", "post_date", "datePublished",
)  # fmt: skip
_SCHEDULED = (
    "scheduled_at", "scheduled_for", "scheduled_on", "scheduled_date", "go_live", "go_live_at", "go_live_on",
    "go_live_date", "live_at", "live_from", "available_from", "visible_from", "publish_after", "release_date",
    "embargo_until", "embargoed_until", "hidden_until",
)  # fmt: skip
_UNTIL = (
    "expiryDate", "expires", "expires_at", "expire_date", "expiration", "expiration_date", "unpublish_date",
    "unpublish_on", "valid_until",
)  # fmt: skip

_HOLDERS = frozenset(
    "params extra taxonomies meta metadata data custom attributes frontmatter page post article publishing publication "
    "seo options settings".split()
)
"""Fields with more fields of the article in them. Elsewhere `hidden` is a picture's or a menu's."""

_DEEPEST = 5

VISIBILITY_FIELDS = (
    *_HIDE_IF_YES, *_HIDE_IF_NO, *_SECRETS, *_STATES, *_MAYBE_STATES, *_ROBOTS, *_BUILDS, *_FROM, *_SCHEDULED, *_UNTIL,
)  # fmt: skip


def why_hidden(fields: Fields, *, place: str) -> str | None:
    """Why the public may not read an article, whatever the day; None if it may.

    Raises ArticleError if that is unclear.
    """
    if read_switch(fields.get("permalink")) is False:
        return _hidden("permalink", False)
    clear = _secrets(fields) or _tags(fields) or _robots(fields) or _switches(fields, place) or _drafts(fields)
    return clear or _states(fields, place) or _builds(fields, place) or _within(fields, place)


def read_dates(fields: Fields, *, place: str) -> tuple[date | None, date | None]:
    """The first day that an article is public, and the day from which it is not. Raises ArticleError if unclear."""
    dated, ended = list(fields.filled("date")), list(fields.filled(*_UNTIL))
    for part in (fields, *(part for holder, part in _parts(fields) if holder in _HOLDERS)):
        dated += part.filled(*_FROM, *_SCHEDULED)
        dated += (each for each in part.filled(*_SWITCH_OR_DAY) if read_day(each[1]))
    days = (_day_of(name, value, place).latest for name, value in dated if read_switch(value) is None)
    begins = [day for day in days if day != date.min]
    ends = [_end_of(name, value, place) for name, value in ended if read_switch(value) is not False]
    return max(begins, default=None), min(ends, default=None)


def is_hiding(name: str, value: str) -> bool:
    """Whether a field that stands where it cannot be read as one, such as `> draft: true`, speaks of a draft."""
    folded, fields, word = fold_name(name), Fields({name: value}), _fold(value)
    if "draft" in folded:
        return bool(word) and len(value.split()) <= _FEW and read_switch(value) is not False and word not in _PUBLIC
    if any(fields.filled(*_STATES, *_MAYBE_STATES)):
        return word in _HIDDEN or _tells_draft(word)
    if any(fields.filled(*_SCHEDULED, *_SWITCH_OR_DAY)) and not any(fields.filled("published", "publish")):
        return read_switch(value) is True or read_day(value) is not None
    if any(fields.filled(*_SECRETS)):
        return len(value.split()) == 1 and read_switch(value) is not False
    hides = any(read_switch(value) is hides for names, hides in _SWITCHES for _ in fields.filled(*names))
    return hides or _robots(fields) is not None


def is_cleared(fields: Fields) -> bool:
    """Whether a field says in so many words that an article is no draft, whatever else looks as if it were."""
    denied = any(read_switch(value) is False for _, value in fields.filled("draft", "is_draft"))
    return denied or any(read_switch(value) is True for _, value in fields.filled("published", "publish"))


def is_draft_tag(word: str) -> bool:
    """Whether a tag says that what bears it is not published."""
    return word.lower() in _DRAFT_TAGS


def bars_robots(value: Any) -> bool:
    """Whether what is said to search engines is that a page is not to be found."""
    if isinstance(value, Mapping):
        part = Fields(value)
        return read_switch(part.get("index")) is False or read_switch(part.get("noindex")) is True
    words = re.findall(r"[a-z]+", " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value).lower())
    return not _NO_ROBOTS.isdisjoint(words)


def tells_visibility(fields: Fields) -> bool:
    """Whether a field plainly tells of publication: a state, a yes or no, or a day that can be read."""
    words = (_fold(value) for _, value in fields.filled(*_STATES) if isinstance(value, str))
    switches = (read_switch(value) for _, value in fields.filled(*_HIDE_IF_YES, *_HIDE_IF_NO))
    days = (read_day(value) for _, value in fields.filled("date", *_FROM, *_UNTIL))
    return any(word in _PUBLIC | _HIDDEN for word in words) or any(each is not None for each in (*switches, *days))


def unclear(name: str, value: Any, fault: str, *, place: str) -> ArticleError:
    """The error of a field without which nobody can tell whether, or how, an article may be shown."""
    return ArticleError(f"{name}: {tell(value)} {fault}", place=place, remedy="Correct the field, or take it out.")


def tell(value: Any) -> str:
    """A value as messages show it."""
    if isinstance(value, Doubled):
        return " and ".join(tell(each) for each in value.values)
    shown = f"{value.isoformat()!r}" if isinstance(value, date) else repr(value)
    return shown if len(shown) <= 80 else shown[:79] + "…"


def _hidden(name: str, value: Any) -> str:
    shown = str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else tell(value)
    return f"not published ({name}: {shown:.80})"


def _within(fields: Fields, place: str) -> str | None:
    """Why a mapping in a field hides the article: Hugo's `params`, Zola's `extra`, VitePress's `head`."""
    for holder, part in _parts(fields):
        if holder in _HOLDERS:
            reason = _secrets(part) or _tags(part) or _switches(part, place) or _drafts(part) or _maybe_states(part)
        else:
            reason = _switches(part, place, _DRAFT_SWITCHES)
        reason = reason or _robots(part)
        if reason:
            return f"{reason}, in {holder}"
    return None


def _parts(fields: Mapping[str, Any]) -> Iterator[tuple[str, Fields]]:
    """The mappings in fields, at any depth, each with the folded name of the field that it stands in."""
    waiting = [(fold_name(str(name)), value, 0) for name, value in fields.items()]
    while waiting:
        holder, value, depth = waiting.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(value, Mapping):
            yield holder, Fields(value)
            waiting += [(fold_name(str(name)), each, depth + 1) for name, each in value.items()]
        elif isinstance(value, list | tuple | Doubled):
            waiting += [(holder, each, depth + 1) for each in (value.values if isinstance(value, Doubled) else value)]


def _robots(fields: Fields) -> str | None:
    for name, value in fields.filled(*_ROBOTS):
        if bars_robots(value):
            return f"not to be found ({name}: {tell(value)})"
    if fold_name(str(fields.get("name"))) in _ROBOTS and bars_robots(fields.get("content")):
        return f"not to be found ({fields['name']}: {tell(fields['content'])})"
    return None


def _drafts(fields: Fields) -> str | None:
    """Why a field hides the article that nobody knows and whose name speaks of a draft: `page-draft`, `draft_mode`."""
    for name in fields:
        value = fields[name]
        if (
            "draft" in fold_name(name)
            and isinstance(value, str | int)
            and (read_switch(value) is True or _fold(str(value)) in _HIDDEN)
        ):
            return _hidden(name, value)
    return None


def _switches(fields: Fields, place: str, switches: tuple[tuple[tuple[str, ...], bool], ...] = _SWITCHES) -> str | None:
    for names, hides in switches:
        for name, value in fields.filled(*names):
            switch = read_switch(value)
            if switch is None and name in _SWITCH_OR_DAY and read_day(value):
                continue  # a date, which `read_dates` reads
            if switch is None and isinstance(value, str) and not hides:
                switch = _switch_of_word(value)
            if switch is None:
                raise unclear(name, value, "is neither yes nor no", place=place)
            if switch is hides:
                return _hidden(name, value)
    return None


def _switch_of_word(word: str) -> bool | None:
    folded = _fold(word)
    return True if folded in _PUBLIC else False if folded in _HIDDEN | _WRITTEN_NEVER else None


def _secrets(fields: Fields) -> str | None:
    for name, value in fields.filled(*_SECRETS):
        if read_switch(value) is not False:
            return f"not public (it has a {name})"
    return None


def _maybe_states(fields: Fields) -> str | None:
    for name, value in fields.filled(*_MAYBE_STATES, *_STATES):
        if isinstance(value, str) and (_fold(value) in _HIDDEN or _tells_draft(_fold(value))):
            return _hidden(name, value)
    return None


def _tells_draft(folded: str) -> bool:
    words = folded.split("-")
    return "draft" in words and len(words) <= _FEW


def _states(fields: Fields, place: str) -> str | None:
    if reason := _maybe_states(fields):
        return reason
    for name, value in fields.filled(*_STATES):
        words = read_strings(value)
        if words is None or isinstance(value, Mapping):
            raise unclear(name, value, "is no state of an article that is known", place=place)
        for word in map(_fold, words):
            if word in _HIDDEN or read_switch(word) is False:
                return _hidden(name, value)
            if word not in _PUBLIC and read_switch(word) is not True:
                raise ArticleError(
                    f"{name}: {tell(value)} is no state of an article that is known",
                    place=place,
                    remedy=f"Write `{name}: published` if it is public.",
                )
    return None


def _builds(fields: Fields, place: str) -> str | None:
    for name, value in fields.filled(*_BUILDS):
        if not isinstance(value, Mapping):
            if read_switch(value) is False:
                return _hidden(name, value)
            continue
        for part, how in Fields(value).filled(*_BUILD_PARTS):
            if read_switch(how) is False or (isinstance(how, str) and _fold(how) in _WRITTEN_NEVER):
                return _hidden(f"{name}: {part}", how)
            if read_switch(how) is None and how != "always":
                raise unclear(f"{name}: {part}", how, "is neither always nor never", place=place)
    return None


def _tags(fields: Fields) -> str | None:
    found = (read_strings(value, spaces=name in ("tags", "tag")) or () for name, value in fields.filled(*_LABELS))
    tags = {tag.lower().lstrip("#") for each in found for tag in each}
    hidden = sorted(tags & _DRAFT_TAGS)
    return f"not published (tag {hidden[0]!r})" if hidden else None


def _day_of(name: str, value: Any, place: str) -> Day:
    day = read_day(value)
    if day is None:
        raise unclear(name, value, "is no date, so it cannot be told whether the article is public", place=place)
    return day


def _end_of(name: str, value: Any, place: str) -> date:
    day = _day_of(name, value, place)
    if day.day is None:
        raise unclear(name, value, "is no one day, so it cannot be told when the article expires", place=place)
    return day.day


def _fold(value: str) -> str:
    line = read_line(value) or ""
    return "-".join(line.lower().replace("_", " ").strip(QUOTES).split())
