"""HTML as its reader sees it: the title and the main content of a page; the text of a fragment.

The widget reads a live page by the same rule (service/static), so a page has one answer by whichever way it comes.
"""

from __future__ import annotations

from dataclasses import dataclass

from recommender.extract.clean import clean_text
from recommender.extract.content import find_content, heading_of, lead_of, leave_out, names_of, read_menus
from recommender.extract.title import without_site_name
from recommender.extract.tree import MOST_TAGS, Document, parse, read_flat
from recommender.extract.visible import tidy, visible_text


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What an HTML page says: its title, may be empty; the text of its main content, cleaned; and all of that text.

    `text` is what the page is about. `said` is all that its reader can read in the main content.
    """

    title: str
    text: str
    said: str


def read_html(html: str) -> HtmlText:
    """The title and the main content of a page: all of it that a reader can read, without navigation.

    The title is the heading of the main content, else what the page is shared as, else what its window is named, the
    latter two without the site's name. Of a page with over MOST_TAGS tags all text is read.
    """
    if html.count("<") > MOST_TAGS:
        title, text = read_flat(html)
        return HtmlText(without_site_name(title), tidy(text), tidy(text))
    page = parse(html)
    content = find_content(page)
    if not content.chars:
        read_menus(content)
    heading = heading_of(page, content)
    lead = lead_of(heading, content)
    title = " ".join(visible_text(heading).split()) if heading else _name_of(page)
    cleaned = clean_text(content)
    leave_out(content, heading)
    said = "\n\n".join(filter(None, (visible_text(lead) if lead else "", visible_text(content))))
    return HtmlText(title, cleaned or said, said)


def strip_tags(html: str) -> str:
    """The visible text of an HTML fragment, a blank line between blocks."""
    if "<" not in html and "&" not in html:
        return html
    if html.count("<") > MOST_TAGS:
        return tidy(read_flat(html)[1])
    root = parse(html).root
    read_menus(root)
    return visible_text(root)


def _name_of(page: Document) -> str:
    return without_site_name(page.meta.get("og:title") or page.title, names_of(page))
