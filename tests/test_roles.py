"""Roles of sentences: telling and informing are told apart by how a thing is said, whatever illness it names."""

from itertools import pairwise
from pathlib import Path

import pytest
from samples import write

from recommender.errors import CautionsError
from recommender.ranking import Assessor, load_cautions, parse_cautions
from recommender.ranking.roles import INFORMS, INTERCEPT, Roles, mask, read_weights
from recommender.ranking.said import Said
from recommender.readers import bundled_path

WEIGHTS = bundled_path("roles.tsv")
TELLING = (
    "My legs have been numb since yesterday and I'm scared.",
    "She was brought in by her husband and denies any fever.",
    "The patient is a 54-year-old man with a history of back pain.",
    "He woke last night and couldn't feel his foot, what should we do?",
)
INFORMING = (
    "People with this condition may have numb legs, fever or chills.",
    "Call your doctor if you notice any of these signs.",
    "Common causes include infection, injury and tumours of the spine.",
    "The study found that most patients improved, researchers said.",
)


@pytest.fixture(scope="module")
def roles() -> Roles:
    return Roles(read_weights(WEIGHTS))


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(load_cautions(bundled_path("cautions.yml")))


def alarms(assessor: Assessor, text: str) -> set[str]:
    return {each.rule for each in assessor.assess(text).fired if assessor.rules[each.rule].level != "caution"}


@pytest.mark.parametrize("sentence", TELLING)
def test_sentence_that_tells_scores_above_nought(roles: Roles, sentence: str) -> None:
    assert roles.score(sentence) > 0


@pytest.mark.parametrize("sentence", INFORMING)
def test_sentence_that_informs_scores_below_nought(roles: Roles, sentence: str) -> None:
    assert roles.score(sentence) < 0


@pytest.mark.parametrize("sentence", [*TELLING, *INFORMING])
def test_role_does_not_hang_on_what_is_told(roles: Roles, sentence: str) -> None:
    other = sentence.replace("fever", "gout").replace("numb", "sore").replace("legs", "elbows").replace("foot", "chin")
    assert roles.score(other) == roles.score(sentence)


def test_features_are_words_and_pairs_masked_by_their_shape() -> None:
    assert mask("My leg throbbed: 38.5!", {"my"}) == [
        *("my", "_", "_ed", ":", "#", "#", "!"),
        *("^ my", "my _", "_ _ed", "_ed :", ": #", "# #", "# !"),
    ]


def test_score_is_the_sum_of_the_weights() -> None:
    assert Roles({INTERCEPT: -1.0, "my": 2.0, "my _": 0.5}).score("My leg, my other leg.") == 1.5
    assert Roles({}).score("My leg.") == 0.0


def test_neighbours_have_a_say_within_their_block_alone(roles: Roles) -> None:
    sign, advice = "Fever or chills.", "Call your doctor if you have any of these signs."
    alone, beside, apart = (Said(each) for each in (sign, f"{advice} {sign}", f"{advice}\n\n{sign}"))
    assert roles.score_at(alone, 0) == roles.score_at(apart, apart.plain.index(sign)) == roles.score(sign)
    assert roles.score_at(beside, beside.plain.index(sign)) < roles.score(sign)


def test_bundled_weights_can_be_read_on_one_page() -> None:
    lines = WEIGHTS.read_text(encoding="utf-8").splitlines()
    assert len(lines) < 200
    values = [float(line.split("\t")[1]) for line in lines]
    assert all(one >= other for one, other in pairwise(values))
    assert set(read_weights(WEIGHTS)) == {line.split("\t")[0] for line in lines}


@pytest.mark.parametrize("more", [1, 20])
@pytest.mark.parametrize(
    ("informs", "tells", "rule"),
    [
        (
            "Most women in the study had radiation for cancer, and back pain was common, according to the researchers.",
            "I had radiation for cancer, and since last month my back hurts at night. Should I tell my doctor?",
            "cancer",
        ),
        (
            "I was told this by a nurse. These treatments reduce pain in the leg, and most people have little swelling "
            "of the calf afterwards. Back pain is common.",
            "A nurse of ours looked at it: since Sunday my left calf is swollen, hot and red, and my back hurts.",
            "blood-clot",
        ),
    ],
)
def test_page_that_informs_is_no_alarm_and_a_reader_who_tells_is(
    assessor: Assessor, informs: str, tells: str, rule: str, more: int
) -> None:
    rest = "\n\nDrinking water helps, and most people are better within a week." * more
    assert (alarms(assessor, informs + rest), alarms(assessor, tells + rest)) == (set(), {rule})


def test_words_of_self_harm_count_in_whatever_role(assessor: Assessor) -> None:
    page = "People in pain for years may think of ending their life. I want to kill myself, one of them may have said."
    assert "self-harm" in alarms(assessor, page)


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ("Pregnant, 31 weeks, bleeding since this morning and back pain, what now?", "pregnancy-emergency"),
        ("She is cold and clammy, and says the chest pain goes through to her back.", "chest-pain-breathless"),
    ],
)
def test_telling_without_a_known_person_counts_far_down_a_page(assessor: Assessor, told: str, rule: str) -> None:
    assert rule in alarms(assessor, "The leeks are in and the sun is out.\n\n" * 100 + told)


def test_weights_are_read_from_beside_the_rules(tmp_path: Path) -> None:
    write(tmp_path / "cautions.yml", b"roles: own.tsv\n")
    write(tmp_path / "own.tsv", f"my\t1.5\n{INTERCEPT}\t-0.25\n".encode())
    cautions = load_cautions(tmp_path / "cautions.yml")
    assert cautions.roles == {"my": 1.5, INTERCEPT: -0.25}
    assert parse_cautions(cautions.model_dump(mode="json")) == cautions


@pytest.mark.parametrize(("content", "fault"), [("my\t1\nyou are\n", "own.tsv:2: .*'you are'"), (None, "own.tsv: ")])
def test_weights_that_cannot_be_read_stop_with_their_place(tmp_path: Path, content: str | None, fault: str) -> None:
    write(tmp_path / "cautions.yml", b"roles: own.tsv\n")
    for each in [content] if content else []:
        write(tmp_path / "own.tsv", each.encode())
    with pytest.raises(CautionsError, match=fault):
        load_cautions(tmp_path / "cautions.yml")


def test_sentence_clearly_informs_at_odds_of_seven_to_one() -> None:
    assert 7 < 2.718281828**-INFORMS < 8
