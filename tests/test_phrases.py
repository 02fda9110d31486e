from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nltk.tokenize import MWETokenizer

from recommender.analysis.phrases import CONCEPT, NEAR_WEIGHT, PhraseMatcher
from recommender.vocabulary import SynonymSet, Vocabulary


def _places(matcher: PhraseMatcher, row: str) -> list[tuple[int, str]]:
    return [(place, " ".join(phrase.stems)) for place, phrase in matcher.find(row.split())]


def test_phrase_that_is_longest_wins() -> None:
    matcher = PhraseMatcher(Vocabulary(together=("low back", "low back pain", "pain relief")), str.split)
    assert _places(matcher, "low back pain relief low back") == [(0, "low back pain"), (4, "low back")]


def test_phrases_do_not_overlap() -> None:
    matcher = PhraseMatcher(Vocabulary(together=("a b", "b c")), str.split)
    assert _places(matcher, "a b c b c") == [(0, "a b"), (3, "b c")]


def test_phrase_cut_off_at_the_end_is_none() -> None:
    matcher = PhraseMatcher(Vocabulary(together=("a b c",)), str.split)
    assert _places(matcher, "c a b") == []


def test_phrase_in_two_sets_stands_for_both() -> None:
    sets = (
        SynonymSet(id="disc", strength="same", terms=("slipped disc", "prolapse")),
        SynonymSet(id="bulge", strength="near", terms=("bulging disc", "slipped disc")),
    )
    ((_, phrase),) = PhraseMatcher(Vocabulary(sets=sets), str.split).find(["slipped", "disc"])
    assert phrase.concepts == ((f"{CONCEPT}bulge", NEAR_WEIGHT), (f"{CONCEPT}disc", 1.0))


def test_phrase_that_stands_together_and_in_a_set_stands_for_the_set() -> None:
    sets = (SynonymSet(id="rom", strength="same", terms=("range of motion", "rom")),)
    matcher = PhraseMatcher(Vocabulary(sets=sets, together=("range of motion",)), str.split)
    ((_, phrase),) = matcher.find("range of motion".split())
    assert phrase.concepts == ((f"{CONCEPT}rom", 1.0),)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("core exercise", [(0, "core")]),
        ("the core of the matter", []),
        ("exercise far before the core", [(4, "core")]),
        ("core core", []),
    ],
)
def test_phrase_that_needs_company_is_found_in_company_only(row: str, found: list[tuple[int, str]]) -> None:
    matcher = PhraseMatcher(Vocabulary(together=("core",), needs={"core": ("exercise", "muscle")}), str.split)
    assert _places(matcher, row) == found


def test_phrase_that_names_no_company_needs_the_context() -> None:
    matcher = PhraseMatcher(Vocabulary(context=("spine",), together=("disc",), needs={"disc": ()}), str.split)
    assert _places(matcher, "a disc of the spine") == [(1, "disc")]
    assert _places(matcher, "a disc of gold") == []


def test_phrase_is_no_company_to_itself() -> None:
    matcher = PhraseMatcher(
        Vocabulary(context=("back pain",), together=("back pain",), needs={"back pain": ()}), str.split
    )
    assert _places(matcher, "back pain") == []


def test_phrase_without_a_word_matches_nothing() -> None:
    assert PhraseMatcher(Vocabulary(together=("-", "a")), lambda text: text.replace("-", "").split()).find(["b"]) == []


STEMS = st.sampled_from("abcd")
PHRASES = st.lists(st.lists(STEMS, min_size=1, max_size=4).map(tuple), max_size=6, unique=True)


@given(STEMS.flatmap(lambda _: st.lists(STEMS, max_size=12)), PHRASES)
@example(["a", "b", "a", "b", "c"], [("a", "b", "c"), ("a", "b")])
def test_phrases_are_those_that_nltk_finds(row: list[str], phrases: Sequence[tuple[str, ...]]) -> None:
    matcher = PhraseMatcher(Vocabulary(together=tuple(map(" ".join, phrases))), str.split)
    ours = [(place, len(phrase.stems)) for place, phrase in matcher.find(row) if len(phrase.stems) > 1]
    theirs, place = [], 0
    for token in MWETokenizer(phrases, separator="_").tokenize(row):
        length = token.count("_") + 1
        theirs += [(place, length)] * (length > 1)
        place += length
    assert ours == theirs
