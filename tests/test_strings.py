import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.index.strings import Strings

DISTINCT = st.lists(st.text(), unique=True, max_size=30)


@given(DISTINCT, st.lists(st.text(), max_size=5))
def test_strings_are_found_by_their_numbers_and_numbers_by_strings(strings: list[str], others: list[str]) -> None:
    packed = Strings(Strings.pack(strings))
    assert [packed[number] for number in range(len(packed))] == strings
    assert packed.find(strings).tolist() == list(range(len(strings)))
    expected = [strings.index(each) if each in strings else -1 for each in others]
    assert packed.find(others).tolist() == expected


def test_strings_give_numbers_as_int64() -> None:
    assert Strings(Strings.pack(["a"])).find(["a", "b"]).dtype == np.int64
    assert Strings(Strings.pack([])).find(["a"]).dtype == np.int64


def test_strings_that_are_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="same"):
        Strings.pack(["a", "b", "a"])


def test_strings_are_found_when_more_were_asked_for_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recommender.index.strings.MOST_REMEMBERED", 2)
    packed = Strings(Strings.pack(["a", "b", "c", "d"]))
    assert [packed.find([each, "x"]).tolist() for each in "abcdabcd"] == [[number, -1] for number in [0, 1, 2, 3] * 2]
