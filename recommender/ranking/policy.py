"""The policy: every choice an owner can make about what is shown, with its default and its reason."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_LIMIT = 8
"""Items of an answer where the caller names no number."""

HIGHEST_LIMIT = 50
"""Items of an answer at most."""

DEFAULT_KINDS = ("stretching", "self-care")
"""Kinds shown where the caller names none. Articles of unknown kind are shown too: they are a publisher's own."""

FLOOR = 0.05
"""Least score shown. Measured on the bundled corpus: unrelated pages (recipes, travel) stay below 0.04."""

FEWEST_REASONS = 2
"""Distinct terms a page and an article must share: one common word is no relation."""

DIVERSITY = 0.2
"""Weight of difference from what is already listed against relevance, 0 to 1 (MMR's 1 - lambda)."""

NEAR_COPY = 0.9
"""Cosine from which two texts are the same, give or take a title or tags: a page and an article under another address,
or two articles, of which the better one is shown. Related texts stay below 0.6."""

FIELD_SHARE = 0.05
"""A page with less of the field's own terms than this share of what nearly every article has is about something
else: a recipe, a hip restaurant. Measured on the tuning pages: those have 0.002 at most, pages about a back 0.003 to
0.14, articles 0.046 and more. Where articles have none either (a blog of another field), no page is asked."""

MOST_REASONS = 3
"""Reasons shown with an item."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is shown by default. Immutable; part of an answer's ETag."""

    limit: int = DEFAULT_LIMIT
    kinds: tuple[str, ...] = DEFAULT_KINDS
    floor: float = FLOOR
    diversity: float = DIVERSITY
