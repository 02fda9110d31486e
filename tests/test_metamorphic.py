"""What a reader may be shown does not hang on how her page is written: pinned pages, changed in many ways.

`make metamorphic` tries all pages; here every seventh. The figures are those that still differ, and none may get worse:
a page all of whose sentences become items, or that stands far below other text, loses what its paragraphs said of it.
"""

from __future__ import annotations

import pytest
from metamorphic import CHANGES
from metamorphic_pages import Verdict, count_different, judge, make_assessor, read_pinned

from recommender.article import Page
from recommender.ranking import Assessor

PAGES = read_pinned()[::7]
STILL_DIFFERENT = {
    **dict.fromkeys(("wrapped at 72", "wrapped at 72, CRLF", "wrapped at 60, old Mac"), 1),
    **dict.fromkeys(("wrapped at 50, line separators", "wrapped mail, quoted", "fragment with breaks"), 1),
    **dict.fromkeys(("theme", "theme with breaks", "theme in one form"), 1),
    **dict.fromkeys(("an item a sentence", "a bullet a sentence", "fragment as a list", "fragment as a table"), 8),
    "a number a sentence": 12,
    "a row a sentence": 9,
    **dict.fromkeys(("after 25,000 characters", "after 150,000 characters"), 10),
    "boilerplate 2 before": 2,
}


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return make_assessor()


@pytest.fixture(scope="module")
def verdicts(assessor: Assessor) -> list[Verdict]:
    return [judge(assessor, Page(title=title, text=text)) for title, text in PAGES]


def test_pinned_pages_are_urgent_and_quiet_ones(verdicts: list[Verdict]) -> None:
    assert min(sum(each.is_alarm for each in verdicts), sum(each.level is None for each in verdicts)) > 50


@pytest.mark.parametrize("change", CHANGES)
def test_change_of_how_a_page_is_written_changes_nothing_it_calls_for(
    assessor: Assessor, verdicts: list[Verdict], change: str
) -> None:
    assert count_different(assessor, PAGES, verdicts, change).total() <= STILL_DIFFERENT.get(change, 0)
