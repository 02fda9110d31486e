"""Pages of many shapes, read as the widget reads them: one rule, one answer by whichever way a page comes."""

import json
import re
from pathlib import Path

import pytest

from recommender.article import Page
from recommender.errors import UsageError
from recommender.extract import LONGEST_PAGE, read_html, read_page

PAGES = Path(__file__).parent / "data" / "pages"
BY_BROWSER = ("line-breaks", "shadow", "words")
"""Pages whose lines, order or words hang on what only a browser has: styles and shadow trees."""

READ = sorted(page for page in PAGES.glob("*.html") if page.stem not in BY_BROWSER)


@pytest.mark.parametrize("page", READ, ids=lambda page: page.stem)
def test_page_says_what_the_widget_reads_on_it(page: Path) -> None:
    expected = json.loads(page.with_suffix("").with_suffix(".expected.json").read_text(encoding="utf-8"))
    found = read_html(page.read_text(encoding="utf-8"))
    assert found.title == expected["title"]
    assert _loosely(found.said) == _loosely(expected["text"])


def _loosely(text: str) -> str:
    """A text without blank lines before items, which a nested list may have or not."""
    return re.sub(r"\n+- ", "\n- ", text)


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("My stiff hips | Cauda Equina Champions Charity", "My stiff hips"),
        ("Sleep on your side – The Pregnancy Physio", "Sleep on your side"),
        ("My stiff hips | Blog | Example Health", "My stiff hips | Blog"),
        ("Numb between my legs | can't pee | Back forum", "Numb between my legs | can't pee"),
        ("My legs are numb - can't pee", "My legs are numb - can't pee"),
        ("Hip-hinge: how to", "Hip-hinge: how to"),
    ],
)
def test_title_loses_the_name_of_its_site_alone(title: str, named: str) -> None:
    for page in (
        Page(html=f"<title>{title}</title><p>My hips are stiff."),
        Page(title=title, text="My hips are stiff."),
    ):
        read = read_page(page)
        assert read is not None
        assert read.title == named


def test_title_is_without_the_name_that_the_site_gives_itself() -> None:
    head = '<meta property="og:site_name" content="my back, my story"><title>my back, my story - My hips</title>'
    assert read_html(f"{head}<p>Stiff.").title == "My hips"


@pytest.mark.parametrize("way", ["text", "html"])
def test_page_is_read_to_its_end_or_refused(way: str) -> None:
    told = "Since today I am numb between my legs."
    whole = "Sit and stand. " * ((LONGEST_PAGE - len(told)) // 15) + told
    read = read_page(Page(text=whole) if way == "text" else Page(html=whole))
    assert read is not None
    assert read.said.endswith(told)
    assert len(read.body) < len(read.said)
    with pytest.raises(UsageError, match="at most 1000000 are read"):
        read_page(Page(text=whole + "x" * 100) if way == "text" else Page(html=whole + "x" * 100))


def test_text_with_tags_in_it_is_read_as_html() -> None:
    read = read_page(Page(text="<p>I am numb be<b>tween</b> my<br>legs</p>"))
    assert read is not None
    assert read.said == "I am numb between my legs"


def test_what_is_left_out_of_relevance_is_read_for_cautions() -> None:
    told = "I am numb between my legs. Subscribe to our newsletter."
    read = read_page(Page(text=told))
    assert read is not None
    assert (read.said, read.body) == (told, "I am numb between my legs.")
