"""The index: weighted terms in memory-mapped arrays, saved as immutable generations.

It knows terms, weights and rows; it knows no language and no policy.
"""

from recommender.index.collect import Collector
from recommender.index.engine import Hits, Index, Vector
from recommender.index.storage import current_generation, open_index, save_generation

__all__ = ["Collector", "Hits", "Index", "Vector", "current_generation", "open_index", "save_generation"]
