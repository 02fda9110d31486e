"""From what a page is written in to the plain text that it says: HTML, Markdown, boilerplate."""

from recommender.extract.addresses import Site, canonical_url, host_name
from recommender.extract.html import HtmlText, read_html, strip_tags
from recommender.extract.markdown import MarkdownText, read_markdown
from recommender.extract.page import LONGEST_PAGE, PageText, read_page

__all__ = [
    "LONGEST_PAGE",
    "HtmlText",
    "MarkdownText",
    "PageText",
    "Site",
    "canonical_url",
    "host_name",
    "read_html",
    "read_markdown",
    "read_page",
    "strip_tags",
]
