"""From what a page is written in to the plain text that it says: HTML, Markdown, boilerplate."""

from recommender.extract.addresses import Site, canonical_url, host_name
from recommender.extract.boilerplate import main_text
from recommender.extract.html import HtmlText, read_html, strip_tags
from recommender.extract.markdown import MarkdownText, plain_line, read_markdown
from recommender.extract.markup import plain_markup

__all__ = [
    "HtmlText",
    "MarkdownText",
    "Site",
    "canonical_url",
    "host_name",
    "main_text",
    "plain_line",
    "plain_markup",
    "read_html",
    "read_markdown",
    "strip_tags",
]
