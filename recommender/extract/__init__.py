"""From what a page is written in to the plain text that it says: HTML, Markdown, boilerplate."""

from recommender.extract.addresses import canonical_url
from recommender.extract.head import Head, read_head
from recommender.extract.html import HtmlText, read_html, strip_tags
from recommender.extract.markdown import MarkdownText, plain_line, read_markdown
from recommender.extract.markup import plain_markup, reads_as_prose
from recommender.extract.page import LONGEST_PAGE, PageText, read_page
from recommender.extract.permalinks import resolve_permalink

__all__ = [
    "LONGEST_PAGE",
    "Head",
    "HtmlText",
    "MarkdownText",
    "PageText",
    "canonical_url",
    "plain_line",
    "plain_markup",
    "read_head",
    "read_html",
    "read_markdown",
    "read_page",
    "reads_as_prose",
    "resolve_permalink",
    "strip_tags",
]
