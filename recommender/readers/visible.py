"""What of all that was read goes into an index made today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from recommender.article import Article
from recommender.readers.fields import Warned
from recommender.readers.record import Found, Skipped


def visible(found: Iterable[Found], today: date) -> Iterator[Found]:
    """What was found, where an article that the public may not read today, or whose id another has, is skipped.

    Of articles with one id the first stays. A day of update or review that is yet to come is no such day.
    """
    seen: dict[str, str] = {}
    for each in found:
        if not isinstance(each, Article):
            yield each
        elif reason := each.why_hidden(today):
            yield Skipped(each.place or each.id, reason)
        elif each.id in seen:
            reason = f"its id {each.id!r} is also that of {seen[each.id]}, which stays"
            yield Skipped(each.place or each.id, reason, meant=False)
        else:
            seen[each.id] = each.place or repr(each.title)
            yield from _without_days_ahead(each, today)


def _without_days_ahead(article: Article, today: date) -> Iterator[Article | Warned]:
    if article.updated and article.updated > today:
        yield Warned(article.place or article.id, "updated", f"'{article.updated}' is yet to come")
        article = replace(article, updated=None)
    if article.reviewed and article.reviewed > today:
        yield Warned(article.place or article.id, "reviewed", f"'{article.reviewed}' is yet to come")
        article = replace(article, reviewed=None)
    yield article
