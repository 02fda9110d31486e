"""Answers are remembered within a number of bytes, whatever is asked."""

from __future__ import annotations

from recommender import Page, Recommender
from service import answers
from service.answers import Answers


def test_answers_remembered_stay_within_their_bytes(tiny: Recommender) -> None:
    kept = Answers("")
    answer, content = tiny.related(Page(id="hamstring-stretch")), b"x" * 100_000
    queries = [b"id=hamstring-stretch&" + b"%d" % number for number in range(500)]
    most = 0
    for query in queries:
        kept.keep(query, answer, content)
        assert kept.get(query) == (answer, content)
        most = max(most, sum(kept.get(each) is not None for each in queries))
    assert 50 < most <= answers.MOST // 200_000


def test_long_questions_count_too(tiny: Recommender) -> None:
    kept, answer = Answers(""), tiny.related(Page(id="hamstring-stretch"))
    queries = [b"%d" % number + b"x" * 60_000 for number in range(1000)]
    for query in queries:
        kept.keep(query, answer, b"{}")
    assert sum(kept.get(each) is not None for each in queries) <= answers.MOST // 60_000


def test_answer_to_a_page_that_is_not_in_the_index_is_never_remembered(tiny: Recommender) -> None:
    kept = Answers("")
    kept.keep(b"q", tiny.related(Page(text="Hip flexors and sitting.")), b"{}")
    assert kept.get(b"q") is None
