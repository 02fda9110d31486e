"""The policy: every choice an owner can make about what is shown, with its default and its reason."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_LIMIT = 8
"""Items of an answer where the caller names no number."""

HIGHEST_LIMIT = 50
"""Items of an answer at most."""

DEFAULT_KINDS = ("stretching", "self-care")
"""Kinds shown where the caller names none. Articles of unknown kind are shown too: they are a publisher's own."""

FLOOR = 0.01
"""Least score shown: an editor would call one in a hundred such pairs related (see `calibrate`)."""

ARTICLE_CURVE, PAGE_CURVE = (0.2, 6.0), (0.18, 2.6)
"""For a page of the index, and for any other: the sum of shares at which every second pair is related, and how
steeply that rises. Fitted by logistic regression on the bundled judgments and the tuning pages."""

FEWEST_REASONS = 2
"""Distinct terms a page and an article must share: one common word is no relation."""

DIVERSITY = 0.2
"""Weight of difference from what is already listed against relevance, 0 to 1 (MMR's 1 - lambda)."""

KIND_MIX = 0.05
"""What a list all of one kind costs its next item of that kind, on the scale of MMR."""

NEAR_COPY = 0.9
"""Cosine from which two articles are the same, give or take tags: the better one is shown. Related ones have 0.6."""

SAME_TEXT = 0.87
"""Share of their terms from which a page and an article are the same text, under whatever title and address. Under
other titles the bundled articles have 0.88 at least; with a tenth of other text added 0.87 at the median, with three
tenths 0.76, with a comment section 0.86, cut to nine tenths 0.85. Two of them have 0.25 at most."""

FIELD_SHARE, FIELD_COVERAGE = 0.045, 0.75
"""A page about something else (a recipe, a hip restaurant) has few of the field's own terms, and few that any article
has. The share of the first, as a part of what nearly every article has (0.03 of their weight in the bundled corpus),
times the share of the second is 0.03 there at most; on tuning pages about a back 0.05 and more. Short questions ("my
hips are tight from sitting") have every term known. A page with an emergency or urgent telling is not asked; one with a
mere caution is, since pages on eyes and engines name illnesses too."""

MOST_REASONS = 3
"""Reasons shown with an item."""


MODES = ("withhold", "notice", "off")
"""What a level of cautions does: hold back and tell, tell alone, nothing."""

REVIEW_YEARS = 2
"""Years for which a clinician's review holds; then it is shown as expired and counts no more."""

REVIEWED_BONUS, FRESH_BONUS, FRESH_DAYS = 0.02, 0.01, 3 * 365
"""What a review that holds, and an update today (less each day, none after FRESH_DAYS), add to a score: enough to
part equals, never enough to lift the unrelated."""


EXPOSURE_POWER = 1.25
"""To what power an article's hub factor counts once more where a list is put in order, so that readers of many pages
are not offered the same few: no bundled article is in over 10 % of the lists of four. Relevance wants less of it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is shown by default. Immutable; part of an answer's ETag."""

    limit: int = DEFAULT_LIMIT
    kinds: tuple[str, ...] = DEFAULT_KINDS
    floor: float = FLOOR
    diversity: float = DIVERSITY
    exclude: tuple[str, ...] = ()
    pin: tuple[str, ...] = ()
    review_years: int = REVIEW_YEARS
    emergency: str = MODES[0]
    urgent: str = MODES[0]
    caution: str = MODES[0]
    crisis_message: str = ""
    help: str = ""

    def mode(self, level: str) -> str:
        """What a level of cautions does: one of MODES."""
        return str(getattr(self, level))


def calibrate(share: float, *, is_article: bool) -> float:
    """The score, 0 to 1, of a sum of shares: the chance that an editor calls such a pair related.

        1 / (1 + (middle / share)^steepness)

    Platt's scaling (1999, Advances in Large Margin Classifiers) of the logarithm of the share. A cosine depends on
    the ratios df / N, not on N, so the same pair scores nearly alike in a corpus of 100 and of 100,000 articles.
    """
    middle, steepness = ARTICLE_CURVE if is_article else PAGE_CURVE
    return 1.0 / (1.0 + (middle / share) ** steepness) if share > 0.0 else 0.0


def uncalibrate(score: float, *, is_article: bool) -> float:
    """The least share whose score is `score`."""
    middle, steepness = ARTICLE_CURVE if is_article else PAGE_CURVE
    if score <= 0.0:
        return 0.0
    return middle / (1.0 / score - 1.0) ** (1.0 / steepness) if score < 1.0 else float("inf")


def speaks_of_field(share: float, usual: float, coverage: float) -> bool:
    """Whether a page is about what the articles are about.

    `share` is how much of the page's weight is in the field's own terms, `usual` how much nearly every article has,
    `coverage` the share of the page's terms that any article has. Where no article has such terms (a blog of another
    field), every page does.
    """
    return share * coverage >= FIELD_SHARE * usual or coverage >= FIELD_COVERAGE
