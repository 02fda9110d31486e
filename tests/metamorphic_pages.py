"""Pinned pages and what they call for, and a count of those that a change makes call for something else.

`python tests/metamorphic_pages.py [STEP]` tries every page, or every STEP-th, with every change.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from metamorphic import CHANGES

from recommender.article import Page
from recommender.extract import read_page
from recommender.ranking import Assessor, load_cautions
from recommender.ranking.safety import HoldBack
from recommender.readers import bundled_path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page calls for: the level and the rule of its notice, and what is held back."""

    level: str | None
    rule: str | None
    hold_backs: frozenset[HoldBack]

    @property
    def is_alarm(self) -> bool:
        """Whether urgent care comes first."""
        return self.level in ("emergency", "urgent")


def read_pinned() -> list[tuple[str, str]]:
    """Every page of the tests' data, urgent, caution and quiet, as title and text."""
    tellings = _read("tellings.yml")
    pages = [("", text) for name, each in tellings.items() if name not in ("denied", "ordinary") for text in _all(each)]
    pages += [
        (page["title"], page["text"]) for name in ("long_pages", "long_pages_later") for page in _read(f"{name}.yml")
    ]
    return pages + [("", text) for text in _read("ordinary_pages.yml")]


def make_assessor() -> Assessor:
    """The bundled rules."""
    return Assessor(load_cautions(bundled_path("cautions.yml"))).compile()


def judge(assessor: Assessor, page: Page) -> Verdict:
    """What a page calls for, read as the recommender reads it."""
    read = read_page(page)
    assert read is not None
    found = assessor.assess(read.said, read.title)
    notice = found.notice
    return Verdict(notice and notice.level, notice and notice.rule, frozenset(found.hold_backs))


def count_different(
    assessor: Assessor, pages: Sequence[tuple[str, str]], verdicts: Sequence[Verdict], change: str
) -> Counter[str]:
    """How many pages a change makes lose an urgent notice, raise one, or differ otherwise."""
    found: Counter[str] = Counter()
    for (title, text), verdict in zip(pages, verdicts, strict=True):
        changed = judge(assessor, CHANGES[change](title, text))
        if changed != verdict:
            lost, raised = verdict.is_alarm and not changed.is_alarm, changed.is_alarm and not verdict.is_alarm
            found["lost" if lost else "raised" if raised else "other"] += 1
    return found


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def _all(tellings: dict[str, list[str]]) -> list[str]:
    return [*tellings["fires"], *tellings["silent"]]


def main() -> None:
    """Print what differs, change by change."""
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    assessor, pages = make_assessor(), read_pinned()[::step]
    verdicts = [judge(assessor, Page(title=title, text=text)) for title, text in pages]
    total: Counter[str] = Counter()
    for change in CHANGES:
        found = count_different(assessor, pages, verdicts, change)
        total += found
        print(f"{change:32} lost {found['lost']:4} raised {found['raised']:4} other {found['other']:4}")
    tried = len(pages) * len(CHANGES)
    print(f"{len(pages)} pages x {len(CHANGES)} changes = {tried}; different: {total.total()} ({dict(total)})")


if __name__ == "__main__":
    main()
