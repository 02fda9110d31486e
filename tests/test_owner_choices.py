"""What an owner decides: what each level of cautions does, exclusions, pins, kinds by rule, how long a review holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from recommender.article import Article, Page
from recommender.build import BuildSettings, build
from recommender.config import Settings
from recommender.errors import CautionsError
from recommender.ranking import Policy, parse_cautions
from recommender.ranking.policy import FLOOR, calibrate, uncalibrate
from recommender.recommend import Recommender
from recommender.vocabulary import Vocabulary

EMERGENCY = "My back went last week. Since this morning I cannot pee and I am numb between my legs."
OSTEOPOROSIS = "I have osteoporosis. Which stretches for a stiff back and tight hamstrings suit me?"
DESPAIR = "My back pain never ends and I want to kill myself."
HAMSTRINGS = "Stretch tight hamstrings lying on the floor, a strap round the foot, thirty seconds a leg."
DAY = date(2026, 11, 22)


def limber(index: Path, **policy: object) -> Recommender:
    return Recommender.open(index, replace(Policy(), **policy))  # type: ignore[arg-type]


def ids(recommender: Recommender, page: Page, **options: object) -> list[str]:
    return [match.card.id for match in recommender.related(page, **options).items]  # type: ignore[arg-type]


def three_articles(folder: Path, settings: BuildSettings | None = None, **fields: object) -> Recommender:
    plain = Article(id="b", title="Lying hamstring stretch", text=HAMSTRINGS, kind="stretching")
    other = Article(id="a", title="Hamstring stretch with a strap", text=HAMSTRINGS + " Breathe.", kind="stretching")
    leeks = Article(id="c", title="Leeks", text="Slice the leeks and fry them in butter.", kind="self-care")
    settings = settings or BuildSettings(Vocabulary(), parse_cautions({}))
    build([replace(plain, **fields), other, leeks], folder, settings, today=DAY)  # type: ignore[arg-type]
    return Recommender.open(folder)


def test_emergency_withholds_exercises_and_puts_urgent_care_first(limber_index: Path) -> None:
    answer = limber(limber_index).related(Page(text=EMERGENCY))
    assert answer.notice is not None
    assert answer.notice.level == "emergency"
    assert answer.items[0].card.id == "emergency-back-pain"
    assert {match.card.kind for match in answer.items} <= {"red-flag", "condition", "anatomy"}


@pytest.mark.parametrize(
    "text", ["numb saddle, cannot pee, sciatica", "No puedo más. I cannot pee and my back is numb."]
)
def test_urgent_care_comes_first_whatever_else_the_page_lacks(limber_index: Path, text: str) -> None:
    answer = limber(limber_index).related(Page(text=text, language="es"))
    assert answer.notice is not None
    assert [match.card.id for match in answer.items][:1] == ["emergency-back-pain"]


def test_level_set_to_notice_tells_and_holds_nothing_back(limber_index: Path) -> None:
    answer = limber(limber_index, emergency="notice").related(Page(text=EMERGENCY))
    assert answer.notice is not None
    assert answer.items[0].card.id == "emergency-back-pain"
    assert "self-care" in {match.card.kind for match in answer.items}


def test_level_set_to_off_says_nothing(limber_index: Path) -> None:
    answer = limber(limber_index, emergency="off", caution="off").related(Page(text=EMERGENCY))
    assert answer.notice is None
    assert "emergency-back-pain" not in [match.card.id for match in answer.items]


def test_each_level_is_set_by_itself(limber_index: Path) -> None:
    answer = limber(limber_index, emergency="off").related(Page(text=OSTEOPOROSIS))
    assert answer.notice is not None
    assert answer.notice.rule == "osteoporosis"
    held = [match.card.id for match in answer.items if "twist" in match.card.movements]
    assert held == []


def test_wording_of_self_harm_gets_a_line_and_no_list(limber_index: Path) -> None:
    answer = limber(limber_index).related(Page(text=DESPAIR))
    assert answer.notice is not None
    assert answer.notice.rule == "self-harm"
    assert answer.notice.article is None
    assert answer.items == ()


def test_owner_words_the_line_and_adds_her_country_s_help(limber_index: Path) -> None:
    settings = Settings.model_validate(
        {"cautions": {"crisis_message": "You matter.", "country": "XX", "help": {"XX": "Call 000 000.", "YY": "No."}}}
    )
    notice = Recommender.open(limber_index, settings.policy()).related(Page(text=DESPAIR)).notice
    assert notice is not None
    assert notice.message == "You matter. Call 000 000."


def test_excluded_articles_are_never_listed(limber_index: Path) -> None:
    page = Page(id="hamstring-stretch")
    first = ids(limber(limber_index), page)[0]
    assert first not in ids(limber(limber_index, exclude=(f"id:{first}",)), page)
    assert ids(limber(limber_index, exclude=("path:*",)), page) == []


def test_filtered_list_is_as_long_as_an_unfiltered_one(limber_index: Path) -> None:
    page = Page(id="hamstring-stretch")
    every = ids(limber(limber_index), page)
    assert len(ids(limber(limber_index, exclude=tuple(f"id:{each}" for each in every)), page)) == len(every)


def test_article_excluded_in_front_matter_is_not_listed_but_still_answers(tmp_path: Path) -> None:
    recommender = three_articles(tmp_path, exclude=True, text=HAMSTRINGS + " Again and again, slowly, each day.")
    assert "b" not in ids(recommender, Page(id="a"))
    assert ids(recommender, Page(id="b")) == ["a"]


def test_pinned_article_leads_the_list(limber_index: Path) -> None:
    assert ids(limber(limber_index, pin=("walking",)), Page(id="hamstring-stretch"))[0] == "walking"


def test_pinned_article_is_held_back_like_any_other(limber_index: Path) -> None:
    assert "yoga-for-back-pain" not in ids(limber(limber_index, pin=("yoga-for-back-pain",)), Page(text=OSTEOPOROSIS))


def test_article_pins_another_to_its_own_page(tmp_path: Path) -> None:
    recommender = three_articles(tmp_path, pin=("c",))
    assert ids(recommender, Page(id="b"))[0] == "c"
    assert "c" not in ids(recommender, Page(id="a"))


def test_kind_and_movements_come_from_the_owner_s_rules(tmp_path: Path) -> None:
    settings = BuildSettings(
        Vocabulary(), parse_cautions({}), kinds={"id:b": "anatomy"}, movements={"path:*": ("supine",)}
    )
    recommender = three_articles(tmp_path, settings, kind=None)
    cards = {card.id: card for card in map(recommender.index.card, range(3))}
    assert cards["b"].kind == "anatomy"
    assert cards["a"].kind == "stretching"
    assert cards["a"].movements == ("supine",)


def test_article_of_unknown_kind_is_not_shown_where_exercises_are_held_back(tmp_path: Path) -> None:
    rule = {"id": "thin", "level": "caution", "phrases": ["thin bones"], "hold_back_movements": ["twist"]}
    settings = BuildSettings(Vocabulary(), parse_cautions({"rules": [rule]}))
    recommender = three_articles(tmp_path, settings, kind=None)
    assert "b" in ids(recommender, Page(text="hamstrings and a strap on the floor"))
    assert "b" not in ids(recommender, Page(text="hamstrings and a strap on the floor. I have thin bones."))


def test_reviewed_article_stands_before_an_equal_one(tmp_path: Path) -> None:
    page = Page(text="tight hamstrings and a strap")
    body = Article(id="a", title="Hamstrings", text=HAMSTRINGS, kind="stretching")
    twin = replace(body, id="b", text=HAMSTRINGS[::-1].replace("S", "s") + " " + HAMSTRINGS, reviewed=DAY)
    settings = BuildSettings(Vocabulary(), parse_cautions({}))
    build([replace(body, text=twin.text.replace("thirty", "forty")), twin], tmp_path, settings, today=DAY)
    assert ids(Recommender.open(tmp_path), page, today=DAY)[0] == "b"


def test_expired_review_is_shown_as_such(tmp_path: Path) -> None:
    recommender = three_articles(tmp_path, reviewed=date(2023, 1, 1))
    page = Page(text="tight hamstrings and a strap")
    shown = {m.card.id: m.to_json() for m in recommender.related(page, today=DAY).items}
    assert shown["b"]["review_expired"] is True
    earlier = {m.card.id: m.to_json() for m in recommender.related(page, today=date(2024, 1, 1)).items}
    assert "review_expired" not in earlier["b"]


def test_page_is_answered_with_articles_of_its_own_language(tmp_path: Path) -> None:
    recommender = three_articles(tmp_path, language="es")
    assert "b" not in ids(recommender, Page(text="tight hamstrings and a strap on the floor"))
    assert ids(recommender, Page(text="hamstrings strap floor", language="es")) == ["b"]


def test_own_cautions_that_name_an_unknown_article_stop_the_build(tmp_path: Path) -> None:
    rules = parse_cautions({"rules": [{"id": "r", "level": "caution", "page": "nowhere", "phrases": ["x"]}]})
    with pytest.raises(CautionsError, match="nowhere") as caught:
        three_articles(tmp_path, BuildSettings(Vocabulary(), rules, strict_cautions=True))
    assert "r" in caught.value.place


@pytest.mark.parametrize("is_article", [True, False])
def test_calibrated_score_rises_from_0_to_1_and_turns_back(is_article: bool) -> None:
    shares = [0.0, 0.01, 0.1, 0.2, 0.5, 1.0]
    scores = [calibrate(share, is_article=is_article) for share in shares]
    assert scores == sorted(scores)
    assert scores[0] == 0.0
    assert scores[-1] < 1.0
    least = uncalibrate(FLOOR, is_article=is_article)
    assert calibrate(least, is_article=is_article) == pytest.approx(FLOOR)
