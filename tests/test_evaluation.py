from collections import Counter
from math import log2
from pathlib import Path

import pytest
from samples import TINY, open_tiny, write

from recommender.article import Page
from recommender.errors import InputError
from recommender.evaluation.measure import (
    LIST_LENGTHS,
    evaluate_judgments,
    evaluate_lists,
    exposure,
    measure,
    read_judgments,
)
from recommender.evaluation.pages import SETS, evaluate_pages, load_pages
from recommender.readers import bundled_path
from recommender.recommend import Recommender


def test_ndcg_precision_and_recall_are_those_by_hand() -> None:
    judgments = {"q": {"a": 2, "b": 1, "c": 1}}
    run = {"q": {"b": 0.9, "x": 0.8, "a": 0.7}}
    figures = measure(judgments, run).figures
    gained = 1 / log2(2) + 2 / log2(4)
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert figures == pytest.approx({"queries": 1, "ndcg@10": gained / ideal, "p@5": 2 / 5, "recall@10": 2 / 3})


def test_measures_are_means_over_queries_with_a_right_answer() -> None:
    judgments = {"hit": {"a": 1}, "missed": {"a": 1}, "none": {"a": 0}}
    assert measure(judgments, {"hit": {"a": 1.0}}).figures["ndcg@10"] == pytest.approx(0.5)


def test_coverage_and_hubness_are_those_by_hand() -> None:
    run = {"p": {"a": 1.0, "b": 0.5}, "q": {"a": 1.0}, "r": {}, "s": {"c": 0.1}}
    assert exposure(run, 6) == {"coverage": 3 / 6, "hubness": 2 / 4}
    assert exposure({}, 0) == {"coverage": 0.0, "hubness": 0.0}


@pytest.mark.parametrize(
    "content",
    [
        "slug\trelated_slug\tgrade\np\ta\t2\np\tb\t0\nq\ta\t1\n",
        "p\ta\t2\n\np\tb\t0\nq\ta\t1",
        "p 0 a 2\np 0 b 0\nq 0 a 1\n",
        "p\t0\ta\t2\np\t0\tb\t0\nq\t0\ta\t1\n",
    ],
)
def test_judgments_are_read_from_tables_and_qrels(tmp_path: Path, content: str) -> None:
    assert read_judgments(write(tmp_path / "j", content)) == {"p": {"a": 2, "b": 0}, "q": {"a": 1}}


@pytest.mark.parametrize(
    ("content", "place"), [("p\ta\t2\np\ta", ":2"), ("p\ta\tgood", ":1"), ("p a b c d", ":1"), ("", ""), (b"\xff", "")]
)
def test_broken_judgments_are_named(tmp_path: Path, content: str | bytes, place: str) -> None:
    file = write(tmp_path / "j", content)
    with pytest.raises(InputError) as caught:
        read_judgments(file)
    assert caught.value.place == f"{file}{place}"


def test_judgments_of_an_index_are_measured_by_kind(tiny: Recommender) -> None:
    judgments = {"hamstring-stretch": {"desk-breaks": 1}, "desk-breaks": {"psoas-stretch": 2}, "gone": {"x": 1}}
    report = evaluate_judgments(tiny, judgments)
    names = "queries, ndcg@10, p@5, recall@10, ndcg@10 of self-care, ndcg@10 of stretching, coverage, hubness"
    assert list(report.figures) == names.split(", ")
    assert report.figures["recall@10"] == 1.0
    assert report.findings == ["judged page 'gone' is not in the index"]
    assert report.by_query["ndcg@10"].keys() == {"hamstring-stretch", "desk-breaks"}


def test_queries_need_not_be_articles_of_the_index(tiny: Recommender) -> None:
    judgments = {"q1": {"desk-breaks": 1}, "q2": {"hamstring-stretch": 1}, "q3": {"sleep": 1}}
    pages = {"q1": Page(text="Sitting at a desk all day."), "q2": Page(id="thigh-anatomy"), "other": Page(text="Hips.")}
    report = evaluate_judgments(tiny, judgments, pages)
    assert report.by_query["recall@10"] == {"q1": 1.0, "q2": 1.0}
    assert report.findings == ["judged page 'q3' is not in the queries"]
    assert "ndcg@10 of anatomy" in report.figures


@pytest.mark.parametrize("judgments", [{"elsewhere": {"sleep": 1}}, {"sleep": {"desk-breaks": 0}}])
def test_judgments_of_no_known_page_or_of_nothing_related_are_refused(
    tiny: Recommender, judgments: dict[str, dict[str, int]]
) -> None:
    with pytest.raises(InputError, match="no judged page with a related article is in the index"):
        evaluate_judgments(tiny, judgments)


PAGE = """---
title: {title}
tells: {tells}
rule: {rule}
urgent: {urgent}
nothing: {nothing}
language: en
related: {related}
forbidden: {forbidden}
---
{text}
"""
FIELDS = {"title": "null", "tells": "none", "rule": "null", "urgent": "false", "nothing": "false"}
FIELDS |= {"related": "{}", "forbidden": "{}", "text": "My hamstrings are tight from sitting at a desk all day."}


def _findings(folder: Path, **fields: str) -> list[str]:
    write(folder / "pages" / "p.md", PAGE.format(**{**FIELDS, **fields}))
    report = evaluate_pages(open_tiny(folder / "index"), load_pages(folder / "pages"))
    return report.findings


def test_page_answered_as_it_asks_has_no_finding(tmp_path: Path) -> None:
    assert _findings(tmp_path, related="{desk-breaks: 2}") == []


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"forbidden": "{kinds: [stretching]}"}, "p: hamstring-stretch is shown though forbidden"),
        ({"forbidden": "{movements: [supine]}"}, "p: hamstring-stretch is shown though forbidden"),
        ({"forbidden": "{movements: [all]}"}, "p: hamstring-stretch is shown though forbidden"),
        ({"forbidden": "{articles: [desk-breaks]}"}, "p: desk-breaks is shown though forbidden"),
        ({"urgent": "true", "tells": "red-flag"}, "p: urgent care does not come first"),
        ({"nothing": "true"}, "is shown where nothing fits"),
        ({"text": "I have saddle numbness."}, "p: numb-saddle fires on a page that tells nothing urgent"),
        ({"text": "I have saddle numbness.", "tells": "denied"}, "p: numb-saddle fires though the page denies it"),
    ],
)
def test_page_answered_wrongly_is_a_finding(tmp_path: Path, fields: dict[str, str], finding: str) -> None:
    assert [each for each in _findings(tmp_path, **fields) if finding in each] != []


def test_page_may_show_what_it_grades_as_related_though_its_kind_is_forbidden(tmp_path: Path) -> None:
    fields = {"related": "{hamstring-stretch: 2, psoas-stretch: 1}", "forbidden": "{kinds: [stretching]}"}
    assert _findings(tmp_path, **fields) == []


def test_page_without_its_fields_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "p.md", "---\ntitle: x\n---\nText.")
    with pytest.raises(InputError) as caught:
        load_pages(tmp_path)
    assert caught.value.place == str(file)


@pytest.mark.parametrize("name", SETS)
def test_bundled_pages_are_read(name: str) -> None:
    assert len(load_pages(bundled_path("pages", name))) == len(list(bundled_path("pages", name).glob("*.md")))


def test_lists_are_measured_at_their_lengths(tiny: Recommender) -> None:
    figures = evaluate_lists(tiny).figures
    assert set(figures) == {
        *(f"hubness at {length}" for length in LIST_LENGTHS),
        *(f"least hubness possible at {length}" for length in LIST_LENGTHS),
        "articles a list",
    }
    lists = [tiny.related(Page(id=article.id)).items for article in TINY]
    assert figures["articles a list"] == sum(map(len, lists)) / len(lists)
    firsts = Counter(match.card.id for items in lists for match in items[: LIST_LENGTHS[0]])
    assert figures[f"hubness at {LIST_LENGTHS[0]}"] == max(firsts.values()) / len(lists)
