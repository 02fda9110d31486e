import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis.words import STOP_WORDS, split_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Low-back pain", ["low", "back", "pain"]),
        ("snake_case, too", ["snake", "case", "too"]),
        ("the patient’s own", ["the", "patient's", "own"]),
        ("can`t and can´t", ["can't", "and", "can't"]),
        ("ham\u00adstring", ["hamstring"]),
        ("ﬁbula", ["fibula"]),
        ("L5-S1, 30°", ["l5", "s1", "30"]),
        ("'quoted'", ["quoted"]),
        ("--- … 👍", []),
        ("", []),
    ],
)
def test_words_are_lower_case_parts_of_a_text(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_words_of_the_body_are_no_stop_words() -> None:
    assert {"back", "side", "hold", "pain", "hip", "leg"}.isdisjoint(STOP_WORDS)


def test_stop_words_are_in_the_form_that_texts_are_split_into() -> None:
    assert [word for word in STOP_WORDS if split_words(word) != [word]] == []


@given(st.text(st.characters()))
def test_words_of_any_text_split_into_themselves(text: str) -> None:
    words = split_words(text)
    assert split_words(" ".join(words)) == words
