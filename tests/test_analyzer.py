import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis import Analyzer, analyzer
from recommender.analysis.analyzer import PAIR_COUNT
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
BUNDLED_ANALYZER = Analyzer(BUNDLED)
TEXTS = st.text(st.characters()) | st.lists(
    st.sampled_from("the psoas muscle hip flexors colour color don't SCIATICA disc disk low-back 38".split())
).map(" ".join)


def _all(text: str, vocabulary: Vocabulary | None = None) -> dict[str, float]:
    return Analyzer(vocabulary).terms((text, 1.0)).counts


def _counts(text: str, vocabulary: Vocabulary | None = None) -> dict[str, float]:
    """The counts of words and phrases, without those of pairs of words."""
    return {term: count for term, count in _all(text, vocabulary).items() if " " not in term}


def test_terms_count_words_by_their_stem() -> None:
    assert _counts("Stretch the hamstrings, stretching a hamstring") == {"stretch": 2, "hamstr": 2}


def test_terms_leave_out_function_words_single_letters_and_numbers() -> None:
    assert _all("You shouldn’t have been there: 30 x 2, I’ll say") == {}


@pytest.mark.parametrize("word", ["ill", "shed", "shell", "evening"])
def test_terms_keep_words_that_only_look_like_contractions(word: str) -> None:
    assert len(_all(word)) == 1


def test_terms_of_a_field_count_by_its_weight() -> None:
    terms = Analyzer().terms(("Hip", 3.0), ("hip hip hip", 0.5))
    assert terms.counts == {"hip": 3.0 + 3 * 0.5, "hip hip": 2 * 0.5 * PAIR_COUNT}
    assert terms.words == ("hip",) * 4


def test_terms_hold_pairs_of_neighbouring_content_words() -> None:
    assert _all("tight hips, the stiff knee") == {
        "tight": 1,
        "hip": 1,
        "stiff": 1,
        "knee": 1,
        "tight hip": PAIR_COUNT,
        "stiff knee": PAIR_COUNT,
    }


def test_terms_hold_no_pair_across_fields() -> None:
    assert Analyzer().terms(("tight", 1.0), ("hips", 1.0)).counts == {"tight": 1, "hip": 1}


def test_terms_of_a_hyphened_and_an_open_word_are_the_same() -> None:
    assert _all("half-kneeling") == _all("half kneeling")


def test_terms_of_a_phrase_stand_beside_its_words() -> None:
    assert _counts("hip flexors", SMALL) == {"hip": 1, "flexor": 1, f"{CONCEPT}hip-flexors": 1}


def test_terms_of_a_phrase_that_stands_together_hold_the_phrase() -> None:
    assert f"{CONCEPT}rang-of-motion" in _counts("range of motion", SMALL)


def test_term_of_a_single_word_gives_way_to_its_set() -> None:
    assert _counts("The psoas is a muscle. Psoas!", SMALL) == {f"{CONCEPT}hip-flexors": 2, "muscl": 1}


def test_term_without_its_company_stays_a_word() -> None:
    assert _counts("psoas", SMALL) == {"psoa": 1}


def test_term_of_a_near_set_adds_less_and_keeps_its_word() -> None:
    assert _counts("sciatica", SMALL) == {"sciatica": 1, f"{CONCEPT}trapped-nerve": NEAR_WEIGHT}
    assert NEAR_WEIGHT < 1


def test_terms_of_british_and_american_articles_are_the_same() -> None:
    british = "Haemorrhage, oedema of the slipped disc; mobilisation in the centre eases paraesthesia of two discs"
    american = "Hemorrhage, edema of the slipped disk; mobilization in the center eases paresthesia of two disks"
    assert _all(british, BUNDLED) == _all(american, BUNDLED)


@pytest.mark.parametrize(("left", "right"), BUNDLED.opposites)
def test_opposites_share_no_concept(left: str, right: str) -> None:
    company = " ".join(BUNDLED.context)
    held = set(BUNDLED_ANALYZER.terms((company, 1.0)).counts)
    one, other = (
        {term for term in BUNDLED_ANALYZER.terms((f"{side} . {company}", 1.0)).counts if term.startswith(CONCEPT)}
        - held
        for side in (left, right)
    )
    assert one & other == set()


def test_term_is_said_as_the_page_says_it_most_often() -> None:
    small = Analyzer(SMALL)
    page = small.terms(("Stretching, stretching, stretches. Psoas muscle; hip flexors, hip flexors.", 1.0))
    said = small.words_of(page)
    assert said["stretch"] == "stretching"
    assert said[f"{CONCEPT}hip-flexors"] == "hip flexors"


def test_term_said_in_two_ways_equally_often_is_the_first_in_the_alphabet() -> None:
    page = Analyzer().terms(("stretching stretches", 1.0))
    assert Analyzer().words_of(page)["stretch"] == "stretches"


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_terms_do_not_depend_on_what_was_analysed_before(text: str, before: list[str]) -> None:
    used = Analyzer(SMALL)
    for each in before:
        used.terms((each, 1.0))
    assert used.terms((text, 2.0), (text, 1.0)) == Analyzer(SMALL).terms((text, 2.0), (text, 1.0))


def test_terms_do_not_depend_on_how_many_stems_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Stretch the hip flexors and the psoas muscle, then stretch the hamstrings again"
    wanted = _all(text, SMALL)
    monkeypatch.setattr(analyzer, "_REMEMBERED_WORDS", 2)
    assert _all(text, SMALL) == wanted


@given(TEXTS, TEXTS)
def test_terms_of_any_text_are_positive_and_have_words(text: str, title: str) -> None:
    found = BUNDLED_ANALYZER.terms((title, 3.0), (text, 1.0))
    assert all(count > 0 for count in found.counts.values())
    assert len(found.words) == len(found.stems)
    said = BUNDLED_ANALYZER.words_of(found)
    assert all(part in said for term in found.counts for part in term.split())
