"""From text to terms: words, spelling, stems, phrases and synonyms of one language.

No file, no socket, no matrix: a text goes in, weighted terms come out.
"""

from recommender.analysis.analyzer import Analyzer, Terms, most_said
from recommender.analysis.bulk import MOST_ARTICLES, BulkAnalyzer
from recommender.analysis.fields import fields_of_article, fields_of_page
from recommender.analysis.language import detect_language

__all__ = [
    "MOST_ARTICLES", "Analyzer", "BulkAnalyzer", "Terms", "detect_language", "fields_of_article", "fields_of_page",
    "most_said",
]  # fmt: skip
