import pytest

from recommender.analysis import Analyzer
from recommender.analysis.spelling import fold_spelling
from recommender.vocabulary import Vocabulary

BRITISH_AND_AMERICAN = """
mobilisation mobilization, stabilise stabilize, stabilising stabilizing, organisers organizers, immobilised immobilized,
analyse analyze, paralysed paralyzed, analysing analyzing, colour color, labour labor, labouring laboring,
behavioural behavioral, tumours tumors, favourite favorite, centre center, centres centers, litre liter, fibre fiber,
kilometres kilometers, anaesthesia anesthesia, paraesthesia paresthesia, anaemia anemia, haemorrhage hemorrhage,
paediatric pediatric, oedema edema, oesophagus esophagus, oestrogen estrogen, diarrhoea diarrhea, faecal fecal,
foetus fetus, gynaecologist gynecologist, caesarean cesarean, dialogue dialog, catalogues catalogs
"""

DIFFERENT_WORDS = """
hour hor, four for, tour tor, pour por, your yor, rise rize, wise wize, aerobic erobic, shoe she, metre metrical
"""


def _pairs(table: str) -> list[tuple[str, str]]:
    return [tuple(pair.split()) for pair in table.replace("\n", " ").split(",")]  # type: ignore[misc]


@pytest.mark.parametrize(("british", "american"), _pairs(BRITISH_AND_AMERICAN))
def test_spellings_of_one_word_meet(british: str, american: str) -> None:
    assert fold_spelling(british) == fold_spelling(american)
    assert Analyzer().stem_words(british) == Analyzer().stem_words(american)


@pytest.mark.parametrize(("one", "other"), _pairs(DIFFERENT_WORDS))
def test_spellings_of_different_words_stay_apart(one: str, other: str) -> None:
    assert fold_spelling(one) != fold_spelling(other)


def test_spelling_pairs_of_the_vocabulary_meet() -> None:
    analyzer = Analyzer(Vocabulary(spelling=(("disc", "disk"),), misspellings={"sciatica": ("siatica", "cyatica")}))
    assert analyzer.stem_words("disk disks") == analyzer.stem_words("disc discs")
    assert analyzer.stem_words("siatica cyatica") == analyzer.stem_words("sciatica sciatica")


def test_possessives_meet_their_word() -> None:
    analyzer = Analyzer()
    assert analyzer.stem_words("the patient's patients’ patient") == ["the", "patient", "patient", "patient"]
