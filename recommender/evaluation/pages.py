"""Development pages: realistic pages with graded answers, answers that must not appear, and what must come first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recommender.answer import Answer
from recommender.article import Card, Page
from recommender.errors import InputError, LimberError
from recommender.evaluation.measure import DEPTH, Report, exposure, measure
from recommender.readers import split_front_matter
from recommender.readers.values import read_switch
from recommender.recommend import Recommender

SETS = ("tuning", "reporting")
"""Rules and weights may be tuned on the first; the second is only ever reported."""

SEVERAL = ("forbidden", "rule")


@dataclass(frozen=True, slots=True)
class DevelopmentPage:
    """A page and what a good answer to it is."""

    name: str
    title: str | None
    text: str
    tells: str
    urgent: bool
    nothing: bool
    related: Mapping[str, int]
    forbidden_kinds: frozenset[str] = frozenset()
    forbidden_movements: frozenset[str] = frozenset()
    forbidden_articles: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    language: str = "en"

    def forbids(self, card: Card) -> bool:
        """Whether an article must not be shown for this page; one graded as related may be."""
        if card.id in self.related:
            return False
        movements = set(card.movements)
        barred = bool(movements) if "all" in self.forbidden_movements else bool(movements & self.forbidden_movements)
        return card.kind in self.forbidden_kinds or card.id in self.forbidden_articles or barred


@dataclass(slots=True)
class _Tally:
    forbidden: list[str] = field(default_factory=list)
    not_first: list[str] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def load_pages(folder: Path) -> list[DevelopmentPage]:
    """The pages of a folder, in the order of their names. Raises InputError that names the file."""
    return [_load(path) for path in sorted(folder.glob("*.md"))]


def evaluate_pages(limber: Recommender, pages: Sequence[DevelopmentPage]) -> Report:
    """Answers as readers get them (default kinds, cautions, ten places), against what each page asks for.

    nDCG@10 over pages that have a right answer among the kinds shown by default (and what was shown beside them; for
    an urgent page, among all); and counts of: an article shown
    though forbidden, an urgent page without urgent care first, a rule fired though its phrase is denied, an item
    shown where nothing is right.
    """
    tally, run, judged = _Tally(), {}, {}
    for page in pages:
        answer = limber.related(Page(text=page.text, title=page.title), limit=DEPTH)
        _count(page, answer, tally)
        shown = {match.card.id for match in answer.items}
        judged[page.name] = {
            slug: grade
            for slug, grade in page.related.items()
            if page.urgent or slug in shown or _kind_of(limber, slug) in limber.policy.kinds
        }
        run[page.name] = {m.card.id: float(DEPTH - place) for place, m in enumerate(answer.items)}
    report = measure(judged, run)
    report.figures |= exposure(run, len(limber.index))
    report.figures |= {
        "shown though forbidden": float(len(tally.forbidden)),
        "urgent not first": float(len(tally.not_first)),
        "fired though denied": float(len(tally.fired)),
        "shown though nothing fits": float(len(tally.shown)),
    }
    report.findings = tally.forbidden + tally.not_first + tally.fired + tally.shown
    return report


def _count(page: DevelopmentPage, answer: Answer, tally: _Tally) -> None:
    level = answer.notice.level if answer.notice else None
    rule = answer.notice.rule if answer.notice else ""
    for match in answer.items:
        if page.forbids(match.card):
            tally.forbidden.append(f"{page.name}: {match.card.id} is shown though forbidden")
    if page.urgent and level not in ("emergency", "urgent"):
        tally.not_first.append(f"{page.name}: urgent care does not come first")
    if page.tells == "denied" and level in ("emergency", "urgent"):
        tally.fired.append(f"{page.name}: {rule} fires though the page denies it")
    if page.tells not in ("denied", "red-flag") and level in ("emergency", "urgent") and not page.urgent:
        tally.fired.append(f"{page.name}: {rule} fires on a page that tells nothing urgent")
    if page.nothing and answer.items and not page.urgent:
        tally.shown.append(f"{page.name}: {answer.items[0].card.id} is shown where nothing fits")


def _kind_of(limber: Recommender, slug: str) -> str | None:
    row = limber.index.row_of_id(slug)
    return limber.index.card(row).kind if row is not None else None


def _load(path: Path) -> DevelopmentPage:
    try:
        front = split_front_matter(path.read_text(encoding="utf-8"), place=str(path))
        fields = front.fields
        forbidden: Mapping[str, Any] = fields["forbidden"] or {}
        rule = fields["rule"] or ()
        return DevelopmentPage(
            name=path.stem,
            title=fields["title"],
            text=front.body,
            tells=fields["tells"],
            urgent=read_switch(fields["urgent"]) is True,
            nothing=read_switch(fields["nothing"]) is True,
            related={str(slug): int(grade) for slug, grade in (fields["related"] or {}).items()},
            forbidden_kinds=frozenset(forbidden.get("kinds") or ()),
            forbidden_movements=frozenset(forbidden.get("movements") or ()),
            forbidden_articles=frozenset(forbidden.get("articles") or ()),
            rules=(rule,) if isinstance(rule, str) else tuple(rule),
            language=fields["language"],
        )
    except (OSError, KeyError, TypeError, ValueError, AttributeError, LimberError) as error:
        raise InputError(f"the development page cannot be read: {error!r}", place=str(path)) from error
