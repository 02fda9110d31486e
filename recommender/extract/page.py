"""The two readings of one page: what is said on it, and what of that counts for what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from recommender.article import Page
from recommender.boilerplate import main_text
from recommender.errors import UsageError
from recommender.extract.html import read_html
from recommender.extract.title import without_organisation
from recommender.extract.tree import BLOCKS
from recommender.normal import normalise

LONGEST_PAGE = 1_000_000
"""Characters that a page's text or HTML may have, by whichever way it comes. A longer one is refused, never cut."""

LONGEST_BODY = 200_000
"""Characters, from the beginning, that count for relevance; cautions are read to a page's end."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?:\s[^<>]*)?/?>|<!--[^<>]*-->")
"""A tag written into plain text. It alone goes, never what is round it: nobody knows that the text is HTML.

Nothing is looked for beyond the next angle bracket: to seek the end of each `<!--` would take time by the square.
"""


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
    length = max(len(written), len(page.said or ""))
    if length > LONGEST_PAGE:
        raise UsageError(
            f"the page has {length} characters, at most {LONGEST_PAGE} are read",
            remedy="Give its main text alone.",
        )
    title = without_organisation(" ".join(normalise(page.title or "").split()))
    if page.text is None:
        found = read_html(written)
        title, text, said = title or normalise(found.title), normalise(found.text), normalise(found.said)
    else:
        text = normalise(_without_tags(written))
        said = text if page.said is None else normalise(page.said)
    return PageText(title, said, main_text(text)[:LONGEST_BODY])


def _without_tags(text: str) -> str:
    return _TAG.sub(lambda found: "\n\n" if (found[2] or "").lower() in BLOCKS - {"br"} else _end_of(found), text)


def _end_of(tag: re.Match[str]) -> str:
    return "\n" if (tag[2] or "").lower() == "br" else ""
