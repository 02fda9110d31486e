"""The index: weighted terms in memory-mapped arrays, saved as immutable generations.

It knows terms, weights and rows; it knows no language and no policy.
"""

from recommender.index.cards import CardTable
from recommender.index.collect import Collector
from recommender.index.engine import Index
from recommender.index.generations import Generation, list_generations, use_generation
from recommender.index.search import Hits, Vector
from recommender.index.signature import PublicKey, SecretKey
from recommender.index.storage import (
    building,
    built_at,
    current_generation,
    open_index,
    save_generation,
    sign_generation,
)

__all__ = [
    "CardTable",
    "Collector",
    "Generation",
    "Hits",
    "Index",
    "PublicKey",
    "SecretKey",
    "Vector",
    "building",
    "built_at",
    "current_generation",
    "list_generations",
    "open_index",
    "save_generation",
    "sign_generation",
    "use_generation",
]
