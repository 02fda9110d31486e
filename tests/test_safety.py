"""Caution rules: what fires them, what does not, and what follows from them together."""

from pathlib import Path

import pytest
import yaml

from recommender.article import Card
from recommender.errors import CautionsError
from recommender.patterns import compile_pattern
from recommender.ranking import Assessor, load_cautions, parse_cautions
from recommender.ranking.safety import Fired
from recommender.readers import bundled_path

TELLINGS = yaml.safe_load((Path(__file__).parent / "data" / "tellings.yml").read_text(encoding="utf-8"))
DENIED = TELLINGS.pop("denied")
ORDINARY = TELLINGS.pop("ordinary")
FIRES = [(rule, text) for rule, each in TELLINGS.items() for text in each["fires"]]
SILENT = [(rule, text) for rule, each in TELLINGS.items() for text in each["silent"]]


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(load_cautions(bundled_path("cautions.yml")))


def rules_fired(assessor: Assessor, text: str, title: str = "") -> set[str]:
    return {each.rule for each in assessor.assess(text, title).fired}


def card(article: str, kind: str | None = "stretching", *movements: str) -> Card:
    return Card(article, article, None, kind, "", None, 1, "en", movements, (), None, None)


@pytest.mark.parametrize(("rule", "text"), FIRES)
def test_rule_fires_on_a_telling(assessor: Assessor, rule: str, text: str) -> None:
    assert rule in rules_fired(assessor, text)


@pytest.mark.parametrize(("rule", "text"), SILENT)
def test_rule_is_silent_on_a_page_that_does_not_tell_it(assessor: Assessor, rule: str, text: str) -> None:
    assert rule not in rules_fired(assessor, text)


@pytest.mark.parametrize(("text", "fires"), [(each["text"], set(each["fires"])) for each in DENIED])
def test_denied_page_fires_only_what_it_asserts(assessor: Assessor, text: str, fires: set[str]) -> None:
    assert rules_fired(assessor, text) == fires


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_page_is_no_emergency(assessor: Assessor, text: str) -> None:
    assert [each for each in assessor.assess(text).fired if assessor.rules[each.rule].level != "caution"] == []


# a title, a text, and the urgent rule that must fire, or none
TITLED = [
    ("The fever that wasn't", "Any fever or chills? No. Any sweats? None. My back is sore from the bulbs.", None),
    (
        "Fever and back pain",
        "My back hurts. I took my temp and it was 39.2 this morning. No fever last week.",
        "infection",
    ),
    (
        "From broken back to boardroom",
        "In 1999 he fell from a roof and broke his back. He runs a firm with ten staff.",
        None,
    ),
    ("Broken back?", "I fell off the ladder yesterday and my back is agony. I can't stand up.", "fracture-injury"),
    (
        "Lymphoma, then the garden",
        "I was told in 2008 that I had lymphoma. My back had ached. Now for the garlic.",
        None,
    ),
    ("Lymphoma", "I was told in 2008 that I had lymphoma. For six weeks my back has ached at night.", "cancer"),
    ("", "I saw a video where a woman's legs went numb from a bad back and I can't stop thinking.", None),
    ("", "I saw the GP about my numb groin, bad back since Monday.", "cauda-equina"),
    ("", "Would my legs go numb? Would I wet myself? My back is only stiff.", None),
    ("", "Would it be ok to do stretches with a numb groin? Back pain three weeks.", "cauda-equina"),
    ("", "If his legs went numb or he could not move them, he'd press the button. His back is stiff.", None),
    ("", "It is as if my legs are not mine, both went numb since my back went.", "neuro-deficit"),
    ("", "You could lose control of your bladder, the page said. My back is stiff and that is all.", None),
    ("", "I suppose it's nothing, but my groin is numb and my back is bad since Monday.", "cauda-equina"),
    ("", "Fretting over a heart attack when it's only my desk, says my wife of my back.", None),
    ("", "I'm worried about the numbness between my legs, my back has been bad all week.", "cauda-equina"),
    ("", "Had I lost feeling in the saddle? I hadn't. My back is only stiff.", None),
    ("", "Have I lost feeling between my legs? I have, since Sunday, with back pain.", "cauda-equina"),
    ("", "Disc disease · Discitis · Foot drop · Stenosis · Spinal abscess · Whiplash of the spine", None),
    ("", "54M | LBP | bilateral leg weakness | urinary retention | saddle numbness | onset today", "cauda-equina"),
    ("", "They told us the warning signs, handy because I've a numb groin and my back is bad.", "cauda-equina"),
    ("", "She asked of my back:\n- pink or brown urine: no\n- fever, chills: no, 36.8\nSo it is a strain.", None),
    ("", "My bad back and flying: I've convinced myself I'll get a DVT in seat 44.", None),
    ("", "If a disc went, would you just suddenly wet yourself? My back is stiff.", None),
    ("", "Skip my video and see a doctor if you've got a history of cancer and your back hurts.", None),
]

SOMEBODYS = "He says his legs have gone weak and numb since his back went on Sunday."
"""Told of someone who is near the writer, or of nobody, by what the rest of the page says he is to her."""

CHATTER = "The programme went on and the weather held, and there was cake. " * 12
"""A page long enough to say whose story it tells."""


@pytest.mark.parametrize(
    ("rest", "fires"),
    [
        pytest.param("The actor was Sam Reed.", False, id="a part in a play"),
        pytest.param("Our neighbours' cat came too. My husband is in bed.", True, id="a husband"),
        pytest.param("Mum and I are with him.", True, id="in her family"),
    ],
)
def test_telling_on_a_long_page_is_somebodys(assessor: Assessor, rest: str, fires: bool) -> None:
    found = {each.rule for each in assessor.assess(f"{SOMEBODYS}\n\n{CHATTER}\n\n{rest}").fired}
    assert bool(found) == fires
    assert assessor.assess(SOMEBODYS).fired


def test_condition_that_a_long_page_informs_of_holds_back_though_nobody_is_said_to_have_it(assessor: Assessor) -> None:
    page = f"Osteoporosis thins the bones of the spine, and the back bends with the years.\n\n{CHATTER}"
    assert "osteoporosis" in {each.rule for each in assessor.assess(page).fired}


def test_list_of_what_a_clinic_treats_is_nobodys(assessor: Assessor) -> None:
    assert not assessor.assess(f"Leg weakness and numbness - Stroke - Back pain\n\n{CHATTER}").fired


@pytest.mark.parametrize(("title", "text", "rule"), TITLED)
def test_page_is_read_as_it_is_meant(assessor: Assessor, title: str, text: str, rule: str | None) -> None:
    fired = rules_fired(assessor, text, title)
    assert rule in fired if rule else all(assessor.rules[each].level == "caution" for each in fired)


def test_telling_after_many_denials_fires(assessor: Assessor) -> None:
    denials = "My back is stiff, there is no numbness in the saddle area.\n" * 1000
    assert rules_fired(assessor, denials) == set()
    assert "cauda-equina" in rules_fired(assessor, denials + "Now my saddle area is numb.\n" + denials[:6000])


def test_two_signs_in_the_same_words_are_one() -> None:
    rules = parse_cautions({"rules": [{"id": "one", "level": "caution", "signs": ["worse at night", "at night"]}]})
    assert rules_fired(Assessor(rules), "It is worse at night.") == set()
    assert rules_fired(Assessor(rules), "It is worse at night. I wake at night.") == set()


def test_tellings_cover_every_rule(assessor: Assessor) -> None:
    assert set(TELLINGS) == set(assessor.rules)


@pytest.mark.parametrize("rule", TELLINGS)
def test_tellings_are_enough_for_each_rule(rule: str) -> None:
    assert len(TELLINGS[rule]["fires"]) >= 8
    assert len(TELLINGS[rule]["silent"]) >= 5


def test_emergency_in_the_title_fires_though_the_text_only_warns(assessor: Assessor) -> None:
    text = "Call for help if you have numbness between the legs. Back pain alone is common."
    assert "cauda-equina" in rules_fired(assessor, text, "Cauda equina syndrome")
    assert "cauda-equina" not in rules_fired(assessor, text, "A stiff back")


def test_emergency_in_the_first_heading_fires(assessor: Assessor) -> None:
    assert "cauda-equina" in rules_fired(assessor, "# Cauda equina syndrome\n\nIf you have leg pain, see a doctor.")


def test_addition_to_a_rule_is_silent_without_it(assessor: Assessor) -> None:
    assert "surgery-emergency" not in rules_fired(assessor, "My back is sore and the wound on my hand is leaking.")


def test_most_urgent_level_decides_the_notice(assessor: Assessor) -> None:
    found = assessor.conclude([Fired("sciatica", ""), Fired("cancer", ""), Fired("cauda-equina", "")])
    assert [each.rule for each in found.fired] == ["cauda-equina", "cancer", "sciatica"]
    assert found.notice is not None
    assert (found.notice.level, found.notice.rule) == ("emergency", "cauda-equina")
    assert found.first == ("emergency-back-pain",)


@pytest.mark.parametrize("level", ["emergency", "urgent"])
def test_urgent_levels_hold_back_stretching(assessor: Assessor, level: str) -> None:
    for rule in (each for each in assessor.cautions.rules if each.level == level):
        assert assessor.conclude([Fired(rule.id, "")]).forbids(card("any", "stretching"))


def test_every_rule_has_a_message_to_its_reader(assessor: Assessor) -> None:
    assert [rule.id for rule in assessor.cautions.rules if not rule.message] == []
    assert [rule.id for rule in assessor.cautions.rules if "999" in (rule.message or "")] == []


def test_hold_backs_add_up(assessor: Assessor) -> None:
    found = assessor.conclude([Fired("stenosis", ""), Fired("sciatica", "")])
    assert found.forbids(card("arch", "stretching", "extension"))
    assert found.forbids(card("fold", "stretching", "loaded-flexion"))
    assert not found.forbids(card("stroll", "self-care"))


def test_allowance_of_one_rule_does_not_lift_another(assessor: Assessor) -> None:
    hinge = card("hip-hinge-technique", "self-care", "loaded-flexion")
    assert not assessor.conclude([Fired("osteoporosis", "")]).forbids(hinge)
    assert assessor.conclude([Fired("osteoporosis", ""), Fired("sciatica", "")]).forbids(hinge)


def test_allowance_does_not_lift_an_emergency(assessor: Assessor) -> None:
    found = assessor.conclude([Fired("osteoporosis", ""), Fired("cauda-equina", "")])
    assert found.forbids(card("walking", "self-care"))


def test_article_of_unknown_kind_is_held_back(assessor: Assessor) -> None:
    assert assessor.conclude([Fired("sciatica", "")]).forbids(card("unknown", None))


def test_early_disc_holds_back_more_than_a_settled_one(assessor: Assessor) -> None:
    bend = card("bend", "stretching", "flexion")
    assert assessor.assess("I slipped a disc two weeks ago.").forbids(bend)
    assert not assessor.assess("I have a slipped disc that has been settled for a long time.").forbids(bend)


RULE = {"id": "one", "level": "caution", "phrases": ["knee"]}


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({"rules": [RULE | {"level": "mild"}]}, "rules.0.level"),
        ({"rules": [RULE | {"hold_back_movements": ["hopping"]}]}, "rules.0.hold_back_movements"),
        ({"levels": {"urgent": {"message": "x", "hold_back_kinds": ["poem"]}}}, "levels.urgent.hold_back_kinds"),
        ({"rules": [RULE | {"phrase": "knee"}]}, "rules.0.phrase"),
        ({"rules": [RULE, RULE]}, "rules"),
        ({"rules": [RULE | {"with_rule": "two"}]}, "rules"),
        ({"words": {"leg": "x"}, "rules": [RULE | {"phrases": ["<lge>"]}]}, "lge"),
        ({"version": 2}, "version"),
    ],
)
def test_fault_in_the_rules_is_an_error_with_its_place(record: dict[str, object], place: str) -> None:
    with pytest.raises(CautionsError, match=place):
        parse_cautions(record)


@pytest.mark.parametrize("field", ["phrases", "needs", "never", "names", "early_words"])
def test_pattern_that_does_not_compile_is_an_error_with_its_rule(field: str) -> None:
    with pytest.raises(CautionsError, match=r"^one: .*RE2"):
        Assessor(parse_cautions({"rules": [RULE | {field: ["(?=x)"]}]})).compile()


def test_cue_that_does_not_compile_is_an_error() -> None:
    with pytest.raises(CautionsError, match="negation"):
        Assessor(parse_cautions({"negation": {"before": ["("]}, "rules": [RULE]})).compile()


def test_unreadable_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CautionsError, match=r"cautions\.yml"):
        load_cautions(tmp_path / "cautions.yml")
    (tmp_path / "cautions.yml").write_text("rules: [", encoding="utf-8")
    with pytest.raises(CautionsError, match=r"cautions\.yml"):
        load_cautions(tmp_path / "cautions.yml")


def test_every_pattern_compiles_in_linear_time_syntax(assessor: Assessor) -> None:
    cautions = assessor.cautions
    patterns = [each for cues in cautions.negation.model_dump().values() for each in cues]
    patterns += [each for rule in cautions.rules for each in (*rule.needs, *rule.never, *rule.early_words)]
    assert [each for each in patterns if compile_pattern([each]).groups is None] == []


def test_words_are_spelled_out_once() -> None:
    cautions = parse_cautions({"words": {"leg": "shin|calf"}, "rules": [RULE | {"phrases": ["<leg>"]}]})
    assert cautions.rules[0].phrases == ("(?:shin|calf)",)
    assert parse_cautions(cautions.model_dump(mode="json")) == cautions


def test_parts_in_different_paragraphs_are_not_together() -> None:
    rules = parse_cautions({"rules": [RULE | {"phrases": [{"all": ["knee", "hot"], "within": 50}]}]})
    assert rules_fired(Assessor(rules), "A hot knee.") == {"one"}
    assert rules_fired(Assessor(rules), "A knee.\n\nHot.") == set()
