from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import article

from recommender.article import EXCERPT_LENGTH, KINDS, MOVEMENTS, WORDS_A_MINUTE, Card, shorten
from recommender.index.cards import Cards, CardTable

TEXTS = st.text(max_size=20)
LINKS = st.sampled_from([None, "/articles/a", "https://example.org/a?b=1#c", "//example.org/a"])
CARDS = st.builds(
    Card,
    id=TEXTS,
    title=TEXTS,
    url=LINKS,
    kind=st.none() | st.sampled_from(KINDS),
    excerpt=TEXTS,
    image=LINKS,
    reading_minutes=st.integers(1, 99),
    language=st.just("en"),
    movements=st.lists(st.sampled_from(MOVEMENTS), unique=True).map(tuple),
    tags=st.lists(TEXTS).map(tuple),
    updated=st.none() | st.dates(),
    reviewed=st.none() | st.dates(),
    fired=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
)


@given(st.lists(CARDS, max_size=4))
def test_cards_come_back_as_they_were_packed(cards: list[Card]) -> None:
    table = CardTable.of(cards, [""] * len(cards))
    packed = Cards(table.lines, np.concatenate([[0], np.cumsum(table.lengths)]))
    assert [packed[row] for row in range(len(packed))] == cards


@pytest.mark.parametrize("evil", ["javascript:alert(1)", "data:text/html,x", "http://[bad", "/{{ title }}/", ""])
def test_address_of_an_old_index_that_must_not_be_shown_is_none(evil: str) -> None:
    card = replace(Card.of(article("a", "x")), url=evil, image=evil)
    table = CardTable.of([card], [""])
    shown = Cards(table.lines, np.array([0, *table.lengths]))[0]
    assert (shown.url, shown.image) == (None, None)


def test_cards_are_one_json_line_each() -> None:
    table = CardTable.of([Card.of(article("a", "Two\nlines\u2028.")), Card.of(article("b", "x"))], ["", ""])
    assert table.lines.tobytes().count(b"\n") == 2


def test_card_excerpt_is_the_summary() -> None:
    assert Card.of(article("a", "Text.", summary="In short.")).excerpt == "In short."


def test_card_excerpt_without_summary_is_the_beginning_of_the_text() -> None:
    excerpt = Card.of(article("a", "Bend the knee. " * 100)).excerpt
    assert len(excerpt) <= EXCERPT_LENGTH
    assert excerpt.startswith("Bend the knee. Bend")
    assert excerpt.endswith("…")


@pytest.mark.parametrize(
    ("text", "summary", "excerpt"),
    [
        ("Tight hips\n\nBend the knee.", "", "Bend the knee."),
        ("TIGHT HIPS\n\nFirst\n\nBend the knee.", "Tight hips.", "Bend the knee."),
        ("Tight hips", "", "Tight hips"),
        ("", "", ""),
        ("Tight hips are common.", "", "Tight hips are common."),
    ],
)
def test_card_excerpt_repeats_neither_the_title_nor_a_heading(text: str, summary: str, excerpt: str) -> None:
    found = article("a", text, title="Tight hips", summary=summary, headings=("Tight hips", "First"))
    assert Card.of(found).excerpt == excerpt


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 1), (1, 1), (WORDS_A_MINUTE, 1), (WORDS_A_MINUTE + 1, 2), (WORDS_A_MINUTE * 3, 3)]
)
def test_card_reading_time_is_rounded_up(words: int, minutes: int) -> None:
    assert Card.of(article("a", "word " * words)).reading_minutes == minutes


def test_card_dates_are_iso_8601_in_json() -> None:
    card = Card.of(article("a", "x", updated=date(2026, 11, 22)))
    assert (card.to_json()["updated"], card.to_json()["reviewed"]) == ("2026-11-22", None)


@given(TEXTS.map(lambda text: text * 20), st.integers(2, 60))
def test_shortened_text_is_one_line_within_its_length(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert short == " ".join(short.split())
