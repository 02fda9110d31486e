"""The two readings of one page: what is said on it, and what of that counts for what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from recommender.article import Page
from recommender.boilerplate import main_text
from recommender.errors import UsageError
from recommender.extract.html import read_html, strip_tags
from recommender.extract.title import without_site_name
from recommender.normal import normalise

LONGEST_PAGE = 1_000_000
"""Characters that a page's text or HTML may have, by whichever way it comes. A longer one is refused, never cut."""

LONGEST_BODY = 200_000
"""Characters, from the beginning, that count for relevance; cautions are read to a page's end."""

_MARKUP = re.compile(
    r"</?(?:p|div|br|b|i|em|strong|span|a|ul|ol|li|h[1-6]|table|tr|td|blockquote)\b[^<>]*>", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says, in the normal form: its title, all that is `said`, the `body` that counts for relevance."""

    title: str
    said: str
    body: str


def read_page(page: Page) -> PageText | None:
    """What a page says; None where it gives neither text nor HTML. Raises UsageError for one that is too long."""
    written = page.text if page.text is not None else page.html
    if written is None:
        return None
    if len(written) > LONGEST_PAGE:
        raise UsageError(
            f"the page has {len(written)} characters, at most {LONGEST_PAGE} are read",
            remedy="Give its main text alone.",
        )
    title = without_site_name(normalise(page.title or ""))
    if page.text is None:
        found = read_html(written)
        title, text, said = title or normalise(found.title), normalise(found.text), normalise(found.said)
    else:
        text = said = normalise(strip_tags(written) if _MARKUP.search(written) else written)
    return PageText(title, said, main_text(text)[:LONGEST_BODY])
