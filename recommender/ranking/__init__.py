"""What is shown, in which order, and what is held back. It sees cards, scores and texts; never an index."""

from recommender.ranking.assess import Assessor
from recommender.ranking.cautions import Cautions, load_cautions, parse_cautions
from recommender.ranking.policy import DEFAULT_KINDS, DEFAULT_LIMIT, Policy
from recommender.ranking.safety import Assessment, Fired, HoldBack, Notice

__all__ = [
    "DEFAULT_KINDS", "DEFAULT_LIMIT", "Assessment", "Assessor", "Cautions", "Fired", "HoldBack", "Notice", "Policy",
    "load_cautions", "parse_cautions",
]  # fmt: skip
