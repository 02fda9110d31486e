"""Two indexes side by side: which pages would be answered otherwise, before a new index goes live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

from recommender.answer import Answer
from recommender.article import Page
from recommender.errors import InputError
from recommender.ranking import Notice
from recommender.ranking.safety import LEVELS
from recommender.recommend import Recommender


@dataclass(frozen=True, slots=True)
class Change:
    """One page whose answer changes; `moved` are articles on both lists whose place is another."""

    page: str
    overlap: float
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[str, ...]
    before: Notice | None
    after: Notice | None

    @property
    def notice_changes(self) -> bool:
        """Whether another notice is given, or none."""
        return _sense(self.before) != _sense(self.after)

    @property
    def warns_less(self) -> bool:
        """Whether the reader loses a notice, gets a less urgent one, or one without its article."""
        if self.before is None or self.after is None:
            return self.before is not None
        less_urgent = LEVELS.index(self.after.level) > LEVELS.index(self.before.level)
        return less_urgent or (self.before.article is not None and self.after.article is None)

    def to_json(self) -> dict[str, Any]:
        """The change for programs."""
        return {
            "page": self.page,
            "overlap": self.overlap,
            "added": list(self.added),
            "removed": list(self.removed),
            "moved": list(self.moved),
            "notice": {
                "before": self.before.to_json() if self.before else None,
                "after": self.after.to_json() if self.after else None,
                "warns_less": self.warns_less,
            },
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changes between two generations, changed notices first, then the least overlap."""

    old: str
    new: str
    pages: int
    overlap: float
    changes: tuple[Change, ...]
    appeared: tuple[str, ...]
    disappeared: tuple[str, ...]

    @property
    def unchanged(self) -> float:
        """The share of pages that are answered as before."""
        return 1.0 - len(self.changes) / self.pages

    def to_json(self) -> dict[str, Any]:
        """The comparison for programs."""
        return {
            "old": self.old,
            "new": self.new,
            "pages": self.pages,
            "unchanged": self.unchanged,
            "overlap": self.overlap,
            "appeared": list(self.appeared),
            "disappeared": list(self.disappeared),
            "changes": [change.to_json() for change in self.changes],
        }


def compare_indexes(
    old: Recommender, new: Recommender, pages: Mapping[str, Page] | None = None, *, today: date | None = None
) -> Comparison:
    """The default answers of two indexes, for `pages` by name or for every article that both have.

    Raises InputError if there is no page to compare, UsageError for a page that is named but not in an index.
    """
    before, after = _ids(old), _ids(new)
    if pages is None:
        pages = {each: Page(id=each) for each in sorted(before & after)}
    if not pages:
        raise InputError("there is no page to compare", remedy="The two indexes have no article in common.")
    today = today or date.today()
    compared = [
        _compare(name, old.related(page, today=today), new.related(page, today=today)) for name, page in pages.items()
    ]
    changes = [each for each in compared if each.notice_changes or each.added or each.removed or each.moved]
    changes.sort(key=lambda each: (not each.warns_less, not each.notice_changes, each.overlap, each.page))
    return Comparison(
        old=old.index.generation,
        new=new.index.generation,
        pages=len(compared),
        overlap=fmean(each.overlap for each in compared),
        changes=tuple(changes),
        appeared=tuple(sorted(after - before)),
        disappeared=tuple(sorted(before - after)),
    )


def average_overlap(before: Sequence[str], after: Sequence[str]) -> float:
    """How alike two lists are, 0 to 1: the mean over depths of the share of articles that both have down to there.

    So the first places count most (Fagin, Kumar & Sivakumar 2003, SIAM J. Discrete Math. 17:134; average overlap in
    Webber, Moffat & Zobel 2010, ACM Trans. Inf. Syst. 28:20). Two empty lists are the same.
    """
    depths = range(1, max(len(before), len(after)) + 1)
    return fmean(len({*before[:depth]} & {*after[:depth]}) / depth for depth in depths) if depths else 1.0


def _compare(page: str, before: Answer, after: Answer) -> Change:
    old, new = ([match.card.id for match in answer.items] for answer in (before, after))
    return Change(
        page=page,
        overlap=average_overlap(old, new),
        added=tuple(each for each in new if each not in old),
        removed=tuple(each for each in old if each not in new),
        moved=tuple(each for each in new if each in old and new.index(each) != old.index(each)),
        before=before.notice,
        after=after.notice,
    )


def _sense(notice: Notice | None) -> tuple[str, str, str | None] | None:
    """A notice without its wording."""
    return (notice.level, notice.rule, notice.article) if notice else None


def _ids(limber: Recommender) -> set[str]:
    return {limber.index.card(row).id for row in range(len(limber.index))}
