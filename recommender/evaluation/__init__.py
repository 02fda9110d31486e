"""Whether Limber is any good, measured: relevance, coverage, hubness, caution violations; and what to mend."""

from recommender.evaluation.check import Finding, check_corpus
from recommender.evaluation.compare import Comparison, compare_indexes
from recommender.evaluation.floors import load_floors
from recommender.evaluation.measure import Report, evaluate_judgments
from recommender.evaluation.pages import DevelopmentPage, evaluate_pages, load_pages

__all__ = [
    "Comparison", "DevelopmentPage", "Finding", "Report", "check_corpus", "compare_indexes", "evaluate_judgments",
    "evaluate_pages", "load_floors", "load_pages",
]  # fmt: skip
