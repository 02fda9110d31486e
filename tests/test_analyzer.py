import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis import Analyzer, analyzer
from recommender.analysis.analyzer import TITLE_WEIGHT
from recommender.analysis.phrases import CONCEPT, NEAR_WEIGHT
from recommender.readers import bundled_path
from recommender.vocabulary import SynonymSet, Vocabulary, load_vocabulary

SMALL = Vocabulary(
    sets=(
        SynonymSet(id="hip-flexors", strength="same", terms=("hip flexors", "psoas")),
        SynonymSet(id="trapped-nerve", strength="near", terms=("trapped nerve", "sciatica")),
    ),
    together=("range of motion",),
    needs={"psoas": ("muscle",)},
)
BUNDLED = load_vocabulary(bundled_path("vocabulary.yml"))
TEXTS = st.text(st.characters()) | st.lists(
    st.sampled_from("the psoas muscle hip flexors colour color don't SCIATICA disc disk low-back 38".split())
).map(" ".join)


def test_terms_count_words_by_their_stem() -> None:
    assert Analyzer().terms("Stretch the hamstrings, stretching a hamstring").counts == {"stretch": 2, "hamstr": 2}


def test_terms_leave_out_function_words_single_letters_and_numbers() -> None:
    assert Analyzer().terms("You shouldn’t have been there: 30 x 2, I’ll say").counts == {}


@pytest.mark.parametrize("word", ["ill", "shed", "shell", "evening"])
def test_terms_keep_words_that_only_look_like_contractions(word: str) -> None:
    assert len(Analyzer().terms(word).counts) == 1


def test_terms_of_a_title_weigh_more() -> None:
    assert Analyzer().terms("hip hip", title="Hip").counts == {"hip": 2 + TITLE_WEIGHT}


def test_terms_of_a_hyphened_and_an_open_word_are_the_same() -> None:
    assert Analyzer().terms("half-kneeling").counts == Analyzer().terms("half kneeling").counts


def test_terms_of_a_phrase_stand_beside_its_words() -> None:
    assert Analyzer(SMALL).terms("hip flexors").counts == {"hip": 1, "flexor": 1, f"{CONCEPT}hip-flexors": 1}


def test_terms_of_a_phrase_that_stands_together_hold_the_phrase() -> None:
    assert f"{CONCEPT}rang-of-motion" in Analyzer(SMALL).terms("range of motion").counts


def test_term_of_a_single_word_gives_way_to_its_set() -> None:
    counts = Analyzer(SMALL).terms("The psoas is a muscle. Psoas!").counts
    assert counts == {f"{CONCEPT}hip-flexors": 2, "muscl": 1}


def test_term_without_its_company_stays_a_word() -> None:
    assert Analyzer(SMALL).terms("psoas").counts == {"psoa": 1}


def test_term_of_a_near_set_adds_less_and_keeps_its_word() -> None:
    assert Analyzer(SMALL).terms("sciatica").counts == {"sciatica": 1, f"{CONCEPT}trapped-nerve": NEAR_WEIGHT}


def test_terms_of_british_and_american_articles_are_the_same() -> None:
    british = "Haemorrhage, oedema of the slipped disc; mobilisation in the centre eases paraesthesia"
    american = "Hemorrhage, edema of the slipped disk; mobilization in the center eases paresthesia"
    assert Analyzer(BUNDLED).terms(british).counts == Analyzer(BUNDLED).terms(american).counts


@pytest.mark.parametrize(("left", "right"), BUNDLED.opposites)
def test_opposites_share_no_concept(left: str, right: str) -> None:
    bundled = Analyzer(BUNDLED)
    company = " ".join(BUNDLED.context)
    held = {term for term in bundled.terms(company).counts if term.startswith(CONCEPT)}
    one, other = (
        {term for term in bundled.terms(f"{side}. {company}").counts if term.startswith(CONCEPT)} - held
        for side in (left, right)
    )
    assert one & other == set()
    assert bundled.terms(left).counts != bundled.terms(right).counts


def test_surface_is_what_the_page_says_most_often() -> None:
    small = Analyzer(SMALL)
    page = small.terms("Stretching, stretching, stretches. Psoas muscle; hip flexors, hip flexors.")
    assert small.surface("stretch", page) == "stretching"
    assert small.surface(f"{CONCEPT}hip-flexors", page) == "hip flexors"


def test_surface_of_equally_frequent_words_is_the_first_in_the_alphabet() -> None:
    page = Analyzer().terms("stretching stretches")
    assert Analyzer().surface("stretch", page) == "stretches"


def test_surface_of_a_term_that_the_page_lacks_is_its_display() -> None:
    small = Analyzer(SMALL)
    assert small.surface(f"{CONCEPT}hip-flexors", small.terms("")) == "hip flexors"
    assert small.display(f"{CONCEPT}rang-of-motion") == "rang of motion"


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_terms_do_not_depend_on_what_was_analysed_before(text: str, before: list[str]) -> None:
    used = Analyzer(SMALL)
    for each in before:
        used.terms(each)
    assert used.terms(text, text) == Analyzer(SMALL).terms(text, text)


def test_terms_do_not_depend_on_how_many_stems_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Stretch the hip flexors and the psoas muscle, then stretch the hamstrings again"
    wanted = Analyzer(SMALL).terms(text)
    monkeypatch.setattr(analyzer, "_REMEMBERED_WORDS", 2)
    assert Analyzer(SMALL).terms(text) == wanted


@given(TEXTS, TEXTS)
def test_terms_of_any_text_are_positive_and_have_words_for_stems(text: str, title: str) -> None:
    found = BUNDLED_ANALYZER.terms(text, title)
    assert all(count > 0 for count in found.counts.values())
    assert len(found.words) == len(found.stems)
    assert all(BUNDLED_ANALYZER.surface(term, found) for term in found.counts)


BUNDLED_ANALYZER = Analyzer(BUNDLED)
