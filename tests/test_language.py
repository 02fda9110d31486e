import pytest

from recommender.analysis import detect_language
from recommender.analysis.language import FEWEST_WORDS, KNOWN_WORDS
from recommender.analysis.words import split_words

FRENCH = "Le mal de dos est fréquent après une longue journée au bureau et la position assise raidit les hanches."
GERMAN = "Rückenschmerzen sind nach einem langen Tag im Büro häufig, und das Sitzen macht die Hüften steif."
SPANISH = "El dolor de espalda es frecuente después de un largo día en la oficina y estar sentado endurece la cadera."
POLISH = "Ból pleców jest częsty po długim dniu w biurze, a siedzenie usztywnia biodra i mięśnie nóg każdego dnia."
ENGLISH = "Back pain is common after a long day at the office, and sitting makes the hips stiff for some of us."


def _detect(text: str, coverage: float = 0.0) -> str:
    return detect_language(split_words(text), text, coverage)


@pytest.mark.parametrize(
    ("text", "language"), [(FRENCH, "fr"), (GERMAN, "de"), (SPANISH, "es"), (POLISH, "pl"), (ENGLISH, "en")]
)
def test_language_of_a_paragraph_is_found(text: str, language: str) -> None:
    assert _detect(text) == language


def test_language_of_a_list_of_known_words_is_english() -> None:
    text = "hamstring hip gluteus piriformis lumbar pelvis sciatica disc lordosis kyphosis psoas iliacus quadriceps"
    assert _detect(text, coverage=KNOWN_WORDS) == "en"


def test_language_of_a_few_words_is_english() -> None:
    assert _detect(" ".join(FRENCH.split()[: FEWEST_WORDS - 3])) == "en"


def test_language_of_no_text_is_english() -> None:
    assert _detect("") == "en"
