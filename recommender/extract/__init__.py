"""From what a page is written in to the plain text that it says: HTML, Markdown, boilerplate."""

from recommender.extract.addresses import canonical_url
from recommender.extract.boilerplate import main_text
from recommender.extract.html import HtmlText, read_html, strip_tags
from recommender.extract.markdown import MarkdownText, read_markdown
from recommender.extract.permalinks import resolve_permalink

__all__ = [
    "HtmlText",
    "MarkdownText",
    "canonical_url",
    "main_text",
    "read_html",
    "read_markdown",
    "resolve_permalink",
    "strip_tags",
]
