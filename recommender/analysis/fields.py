"""The fields of an article and of a page, and what one of their words counts.

A title names the subject, tags file it, a summary says it again in few words. Measured on the bundled judgments
(docs/decisions.md); a text without these fields is weighed by its body alone.
"""

from __future__ import annotations

from recommender.article import Article

TITLE, SUMMARY, TAGS, HEADINGS, BODY = 3.0, 2.0, 3.0, 1.0, 1.0
"""Headings stand in the body too, so their words count twice."""


def fields_of_article(article: Article, body: str) -> list[tuple[str, float, bool]]:
    """An article's fields, what a word of each counts, and whether they name its subject.

    `body` is its text without boilerplate.
    """
    filed = (each.replace("-", " ") for each in (*article.tags, *article.regions, *article.conditions))
    return [
        (article.title, TITLE, True),
        (article.summary, SUMMARY, False),
        (" . ".join(filed), TAGS, True),
        (" . ".join(article.headings), HEADINGS, False),
        (body, BODY, False),
    ]


def fields_of_page(title: str, body: str) -> list[tuple[str, float]]:
    """A page's fields."""
    return [(title, TITLE), (body, BODY)]
