"""How much the rules recognise of what they were not written for: tellings and pages by writers who never saw them.

The figures are floors: they may be bettered, and a change that worsens one needs a reason.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from recommender.article import Page
from recommender.extract import read_page
from recommender.ranking import Assessor, load_cautions
from recommender.readers import bundled_path

DATA = Path(__file__).parent / "data"
BLIND = yaml.safe_load((DATA / "tellings_blind.yml").read_text(encoding="utf-8"))
ORDINARY = yaml.safe_load((DATA / "ordinary_pages.yml").read_text(encoding="utf-8"))

URGENT_RECALL = 0.86
CAUTION_RECALL = 0.82
MOST_FALSE_ALARMS = {"denied and ordinary fragments": 0, "long pages of near misses": 8}
LONG_PAGES = {"long_pages.yml": (2, 0), "long_pages_later.yml": (32, 1)}
"""By file: the most silent pages that raise an alarm (of 108 and 216), the most urgent ones missed (of 54 and 108)."""


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(load_cautions(bundled_path("cautions.yml")))


def is_urgent(assessor: Assessor, rule: str) -> bool:
    return assessor.rules[rule].level != "caution"


def alarms(assessor: Assessor, text: str, title: str = "") -> bool:
    read = read_page(Page(title=title, text=text))
    assert read is not None
    return any(is_urgent(assessor, each.rule) for each in assessor.assess(read.said, read.title).fired)


def test_blind_urgent_tellings_are_recognised(assessor: Assessor) -> None:
    texts = [text for rule, each in BLIND["fires"].items() if is_urgent(assessor, rule) for text in each]
    assert sum(alarms(assessor, text) for text in texts) >= URGENT_RECALL * len(texts)


def test_blind_caution_tellings_fire_their_rule(assessor: Assessor) -> None:
    pairs = [(rule, text) for rule, each in BLIND["fires"].items() if not is_urgent(assessor, rule) for text in each]
    fired = [rule in {found.rule for found in assessor.assess(text).fired} for rule, text in pairs]
    assert sum(fired) >= CAUTION_RECALL * len(pairs)


@pytest.mark.parametrize(
    ("name", "texts"),
    [("denied and ordinary fragments", BLIND["silent"]), ("long pages of near misses", ORDINARY)],
    ids=["fragments", "pages"],
)
def test_ordinary_texts_raise_few_alarms(assessor: Assessor, name: str, texts: list[str]) -> None:
    assert sum(alarms(assessor, text) for text in texts) <= MOST_FALSE_ALARMS[name]


@pytest.mark.parametrize("file", LONG_PAGES)
def test_long_pages_of_denials_history_and_other_people_raise_few_alarms(assessor: Assessor, file: str) -> None:
    pages = yaml.safe_load((DATA / file).read_text(encoding="utf-8"))
    alarmed = {page["title"]: alarms(assessor, page["text"], page["title"]) for page in pages}
    silent = [alarmed[page["title"]] for page in pages if page["expect"] == "silent"]
    urgent = [alarmed[page["title"]] for page in pages if page["expect"] == "fires"]
    most_alarms, most_missed = LONG_PAGES[file]
    assert sum(silent) <= most_alarms
    assert len(urgent) - sum(urgent) <= most_missed
