"""Whatever a page says, no article that its rules hold back is shown."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender import Page, Recommender
from recommender.article import KINDS, MOVEMENTS, Article
from recommender.build import BuildSettings, build
from recommender.ranking import load_cautions
from recommender.readers import bundled_path
from recommender.vocabulary import load_vocabulary

TELLINGS = yaml.safe_load((Path(__file__).parent / "data" / "tellings.yml").read_text(encoding="utf-8"))
DENIED = TELLINGS.pop("denied")
ORDINARY = TELLINGS.pop("ordinary")
PHRASES = [text for each in TELLINGS.values() for text in (*each["fires"], *each["silent"])] + ORDINARY
NEGATIONS = ["No ", "I have never had this: ", "If you have ", "My mum had ", "In 2009 ", "They ruled out ", "But "]
NOISE = [
    "My hips are tight after sitting.",
    "Stretch the hamstrings and the lower back.",
    "\n\n",
    "# Red flags\n",
    "🦐",
]
URGENT_CARE = "emergency-back-pain"


@pytest.fixture(scope="session")
def limber(tmp_path_factory: pytest.TempPathFactory) -> Recommender:
    """An index with an article of every kind and movement, an urgent-care article, and one of unknown kind."""
    text = "Stretches for tight hips, hamstrings and a sore lower back after sitting at a desk."
    articles = [
        Article(
            f"{kind}-{movement}",
            f"Back and hip {kind} {movement}",
            f"{text} {movement}",
            kind=kind,
            movements=(movement,),
        )
        for kind in KINDS
        for movement in MOVEMENTS
    ]
    articles.append(Article(URGENT_CARE, "Back pain: when it is an emergency", text, kind="red-flag"))
    articles.append(Article("unknown", "A back and hip page", text))
    folder = tmp_path_factory.mktemp("safety") / "index"
    shape = BuildSettings(load_vocabulary(bundled_path("vocabulary.yml")), load_cautions(bundled_path("cautions.yml")))
    build(articles, folder, shape, today=date(2026, 1, 1))
    return Recommender.open(folder)


pages = st.lists(
    st.one_of(st.sampled_from(PHRASES), st.sampled_from(NEGATIONS), st.sampled_from(NOISE), st.text(max_size=40)),
    min_size=1,
    max_size=12,
).map(" ".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=pages, title=st.one_of(st.just(""), st.sampled_from(PHRASES)), limit=st.integers(1, 50))
def test_page_never_shows_what_its_rules_hold_back(limber: Recommender, text: str, title: str, limit: int) -> None:
    page = Page(text=text, title=title)
    assessment = limber.see(page).assessment
    shown = [match.card for match in limber.related(page, limit=limit).items]
    assert [card.id for card in shown if assessment.forbids(card) and card.id not in assessment.first] == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rule=st.sampled_from(sorted(TELLINGS)), noise=st.lists(st.sampled_from(NOISE), max_size=6), data=st.data())
def test_telling_fires_in_a_paragraph_of_its_own(
    limber: Recommender, rule: str, noise: list[str], data: st.DataObject
) -> None:
    telling = data.draw(st.sampled_from(TELLINGS[rule]["fires"]))
    text = "\n\n".join([each for each in noise if not each.startswith("#")] + [telling])
    assert rule in {each.rule for each in limber.assessor.assess(text).fired}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=pages, kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True))
def test_asking_for_kinds_lifts_no_hold_back(limber: Recommender, text: str, kinds: list[str]) -> None:
    page = Page(text=text)
    assessment = limber.see(page).assessment
    shown = [match.card for match in limber.related(page, kinds=kinds).items]
    assert [card.id for card in shown if assessment.forbids(card) and card.id not in assessment.first] == []
