"""Measures of prose: its sentences, and how easily it reads."""

from __future__ import annotations

import re
import warnings

from recommender.extract import read_markdown

_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])")


def sentences(markdown: str) -> list[str]:
    """The sentences of a Markdown text without its headings and its list of sources."""
    content = read_markdown(markdown)
    headings = set(content.headings)
    paragraphs = (each for each in content.text.split("\n\n") if each not in headings)
    return [" ".join(sentence.split()) for paragraph in paragraphs for sentence in _END.split(paragraph) if sentence]


def reading_grade(prose: list[str]) -> float | None:
    """Flesch-Kincaid grade by textstat (the `check` extra); None where textstat is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks pkg_resources for its version, and that says that it will go
            import textstat
    except ImportError:
        return None
    textstat.set_lang("en_GB")  # syllables by hyphenation pattern: no data download, the same figure everywhere
    ended = (each if each.endswith((".", "!", "?")) else each + "." for each in prose)
    return float(textstat.flesch_kincaid_grade(" ".join(ended)))
