"""The whole way from a page to an article's place: terms, rules and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from recommender.article import Page
from recommender.ranking.policy import SAME_TEXT
from recommender.recommend import Recommender, Seen


@dataclass(frozen=True, slots=True)
class Share:
    """What one term adds: document frequency, its weight in the page and in the article, and their product."""

    term: str
    words: str
    df: int
    page: float
    article: float
    part: float


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the ranking and what it did to the article."""

    name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The terms that a page and an article share, the sum of their parts, and the steps in order."""

    shares: tuple[Share, ...]
    total: float
    steps: tuple[Step, ...]


def explain(limber: Recommender, page: Page, row: int) -> Explanation:
    """Why the article in `row` is, or is not, in the answer for a page. The parts add up to the score exactly."""
    return explain_rows(limber, limber.see(page), [row])[0]


def explain_rows(limber: Recommender, seen: Seen, rows: Sequence[int]) -> list[Explanation]:
    """The same for several articles and a page that was seen before: seeing it takes most of the time."""
    index, words = limber.index, limber.words(seen)
    listed = [match.card.id for match in limber.answer(seen).items]
    weights = dict(zip(seen.query.numbers.tolist(), seen.query.weights.tolist(), strict=True))
    said = set(seen.vector.numbers.tolist())
    likeness, _ = index.resemblance(seen.vector, np.array(rows, dtype=np.int64))
    explanations = []
    for row, alike in zip(rows, likeness.tolist(), strict=True):
        shares = []
        for number, part in index.shares(seen.query, row):
            term, weight = index.terms[number], weights[number]
            shown = words(number) if number in said else f"({words(number)}, from its nearest articles)"
            shares.append(Share(term, shown, int(index.df[number]), weight, part / weight if weight else 0.0, part))
        total = sum(share.part for share in shares)
        explanations.append(Explanation(tuple(shares), total, tuple(_steps(limber, seen, listed, row, total, alike))))
    return explanations


def _steps(limber: Recommender, seen: Seen, listed: Sequence[str], row: int, total: float, alike: float) -> list[Step]:
    card, rows = limber.index.card(row), np.array([row])
    where = "in the index" if seen.row is not None else "read from its text"
    steps = [Step("Page", f"{where}, language {seen.language}, {seen.vector.coverage:.0%} of its terms known")]
    for fired in seen.assessment.fired:
        rule = limber.assessor.rules[fired.rule]
        steps.append(Step("Caution", f"{rule.level} {rule.id}, because of “{fired.phrase}”"))
    if not seen.assessment.fired:
        steps.append(Step("Caution", "no rule fires"))
    held = "held back" if seen.assessment.forbids(card) else "not held back"
    steps.append(Step("Hold-back", f"{held} (movements: {', '.join(card.movements) or 'none'})"))
    allowed = bool(limber.allowed(seen, None)[row])
    steps.append(Step("Filter", f"{'passes' if allowed else 'is left out'} (kind {card.kind or 'unknown'})"))
    score, floor = limber.score(seen, total), limber.policy.floor
    steps.append(Step("Score", f"{total:.4f} in shares is {score:.4f} calibrated"))
    steps.append(Step("Floor", f"{'at or above' if score >= floor else 'below'} {floor:g}"))
    bonus, exposure = limber.bonus(rows, date.today()).item(), limber.exposure(seen, rows).item()
    steps.append(Step("Order", f"times {bonus:.3f} for review and update, {exposure:.3f} for how near it is to all"))
    if alike >= SAME_TEXT:
        steps.append(Step("Same text", "the article is the page itself under another address"))
    place = f"{listed.index(card.id) + 1} of {len(listed)}" if card.id in listed else f"not among the {len(listed)}"
    steps.append(Step("Place", f"{place} after diversity {limber.policy.diversity:g}"))
    return steps
