from pathlib import Path

import pytest
from samples import TINY, TINY_CAUTIONS, TINY_VOCABULARY, TODAY, build_index

from recommender.article import Article, Page
from recommender.errors import InputError, UsageError
from recommender.evaluation.compare import Comparison, average_overlap, compare_indexes
from recommender.ranking import Cautions
from recommender.recommend import Recommender

NUMB = {"numb": Page(text="I have saddle numbness.")}


@pytest.mark.parametrize(
    ("before", "after", "overlap"),
    [
        ("", "", 1.0),
        ("ab", "ab", 1.0),
        ("ab", "", 0.0),
        ("ab", "cd", 0.0),
        ("ab", "ba", (0 + 2 / 2) / 2),
        ("abc", "abd", (1 + 1 + 2 / 3) / 3),
        ("abc", "dbc", (0 + 1 / 2 + 2 / 3) / 3),
        ("a", "ab", (1 + 1 / 2) / 2),
    ],
)
def test_overlap_is_that_by_hand(before: str, after: str, overlap: float) -> None:
    assert average_overlap(before, after) == pytest.approx(overlap)
    assert average_overlap(after, before) == pytest.approx(overlap)


def _compare(
    tmp_path: Path, articles: tuple[Article, ...], cautions: Cautions, pages: dict[str, Page] | None = None
) -> Comparison:
    """TINY against an index of other articles or rules."""
    build_index(tmp_path / "old", TINY, vocabulary=TINY_VOCABULARY, cautions=TINY_CAUTIONS)
    build_index(tmp_path / "new", articles, vocabulary=TINY_VOCABULARY, cautions=cautions)
    old, new = Recommender.open(tmp_path / "old"), Recommender.open(tmp_path / "new")
    return compare_indexes(old, new, pages, today=TODAY)


def test_index_compared_with_itself_has_no_change(tmp_path: Path) -> None:
    found = _compare(tmp_path, TINY, TINY_CAUTIONS)
    assert (found.pages, found.unchanged, found.overlap, found.changes) == (len(TINY), 1.0, 1.0, ())


def test_article_that_disappears_is_removed_from_lists(tmp_path: Path) -> None:
    found = _compare(tmp_path, tuple(each for each in TINY if each.id != "desk-breaks"), TINY_CAUTIONS)
    assert (found.appeared, found.disappeared, found.pages) == ((), ("desk-breaks",), len(TINY) - 1)
    change = next(each for each in found.changes if each.page == "hamstring-stretch")
    assert change.removed == ("desk-breaks",)
    assert not change.notice_changes
    assert found.unchanged == 1.0 - len(found.changes) / found.pages
    assert [each.overlap for each in found.changes] == sorted(each.overlap for each in found.changes)


@pytest.mark.parametrize(
    ("articles", "cautions", "after"),
    [
        (TINY, Cautions(), None),
        (
            tuple(each for each in TINY if each.id != "get-help-now"),
            TINY_CAUTIONS,
            ("emergency", None),
        ),
    ],
    ids=["rule gone", "its article gone"],
)
def test_page_that_would_warn_less_is_told(
    tmp_path: Path, articles: tuple[Article, ...], cautions: Cautions, after: tuple[str, str | None] | None
) -> None:
    (change,) = _compare(tmp_path, articles, cautions, NUMB).changes
    assert change.before is not None
    assert (change.before.level, change.before.article) == ("emergency", "get-help-now")
    assert (change.after and (change.after.level, change.after.article)) == after
    assert change.warns_less
    assert change.to_json()["notice"]["warns_less"] is True


def test_new_notice_changes_an_answer_and_warns_no_less(tmp_path: Path) -> None:
    build_index(tmp_path / "old", TINY)
    build_index(tmp_path / "new", TINY, cautions=TINY_CAUTIONS)
    old, new = Recommender.open(tmp_path / "old"), Recommender.open(tmp_path / "new")
    (change,) = compare_indexes(old, new, NUMB, today=TODAY).changes
    assert (change.notice_changes, change.warns_less) == (True, False)


def test_less_urgent_notice_warns_less_and_comes_first(tmp_path: Path) -> None:
    rules = tuple(rule.model_copy(update={"level": "caution"}) for rule in TINY_CAUTIONS.rules)
    cautions = TINY_CAUTIONS.model_copy(update={"rules": rules})
    articles = tuple(each for each in TINY if each.id != "desk-breaks")
    found = _compare(tmp_path, articles, cautions, {"tight": Page(id="hamstring-stretch"), **NUMB})
    assert [(each.page, each.warns_less) for each in found.changes] == [("numb", True), ("tight", False)]


def test_indexes_without_a_common_article_are_not_compared(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no page to compare"):
        _compare(tmp_path, (Article(id="other", title="Other", text="Another article."),), Cautions())


def test_page_that_one_index_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'sleep'"):
        _compare(tmp_path, TINY[:2], TINY_CAUTIONS, {"q": Page(id="sleep")})
