"""Days as generators write them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

LONGEST = 60
"""Characters of a date. A longer value is none."""

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_MONTH = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?$")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?$")
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_OF_THE_FILE = frozenset(("created", "last modified", "git created", "git last modified"))


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was read: `day` where it is sure, and the latest that may be meant, by which visibility goes."""

    day: date | None
    latest: date


def read_day(value: Any) -> Day | None:
    """The day that a value tells; None where it tells none.

    A day that does not exist (30 February) and one that may be two (03/04/2024) have a latest day alone. So has what
    Eleventy takes from the file (`Last Modified`), which is past.
    """
    if isinstance(value, date):
        return _sure(value.date() if isinstance(value, datetime) else value)
    text = " ".join(str(value).split()) if isinstance(value, str | int | float) else ""
    if not text or len(text) > LONGEST:
        return None
    if text.lower() in _OF_THE_FILE:
        return Day(None, date.min)
    try:
        return _numbers(text) or (_words(text) if _HAS_YEAR.search(text) else None)
    except (ValueError, OverflowError, OSError):
        return None


def _sure(day: date) -> Day:
    return Day(day, day)


def _numbers(text: str) -> Day | None:
    if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        year, month, day = (int(found[part]) for part in ((1, 3, 4) if found.re is _YEAR_FIRST else (1, 2, 3)))
        if year == 0:
            return None
        if not 1 <= month <= 12:
            return Day(None, date(year, 12, 31))
        last = calendar.monthrange(year, month)[1]
        return _sure(date(year, month, day)) if 1 <= day <= last else Day(None, date(year, month, last))
    if found := _EPOCH.match(text):
        seconds = float(text) / (1000 if len(text.partition(".")[0]) == 13 else 1)
        return _sure(datetime.fromtimestamp(seconds, UTC).date())
    if found := _MONTH.match(text):  # who writes the month alone means one that has begun
        return Day(None, date(int(found[1]), int(found[2] or 1), 1))
    return None


def _words(text: str) -> Day | None:
    """A day in English words or with the year last; where day and month may change places, the later counts."""
    from dateutil import parser  # 20 ms to import, and most dates are numbers

    found = []
    for dayfirst in (False, True):
        # what a text does not tell comes from the default: so what differs between two was not told
        first, second = (
            parser.parse(text, default=each, dayfirst=dayfirst, ignoretz=True).date()
            for each in (datetime(2000, 1, 1), datetime(2004, 12, 28))
        )
        if first.year != second.year:
            return None
        found.append(Day(first if first == second else None, first if first == second else first.replace(day=1)))
    return found[0] if found[0] == found[1] else Day(None, max(each.latest for each in found))
