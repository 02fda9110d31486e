"""The reasons shown with an item: the terms that carried its score, as a reader would say them."""

from __future__ import annotations

from collections.abc import Iterable

from recommender.ranking.policy import MOST_REASONS


def pick_reasons(words: Iterable[str]) -> tuple[str, ...]:
    """At most MOST_REASONS of `words` (greatest share first), none that says again what another says."""
    chosen: list[str] = []
    for each in words:
        said = set(each.split())
        if any(said <= set(other.split()) for other in chosen):
            continue
        chosen = [other for other in chosen if not set(other.split()) <= said]
        chosen.append(each)
        if len(chosen) == MOST_REASONS:
            break
    return tuple(chosen)
