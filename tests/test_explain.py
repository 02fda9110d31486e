from datetime import date
from pathlib import Path

import pytest
from samples import article, build_index, build_settings, open_tiny

from recommender import Page, Recommender
from recommender.build import build
from recommender.explain import explain
from recommender.ranking import Policy
from recommender.ranking.policy import EXPOSURE_POWER

PAGE = Page(text="My hamstrings are tight from sitting at a desk, and I had a hip replacement.")


def _row(limber: Recommender, identity: str) -> int:
    row = limber.index.row_of_id(identity)
    assert row is not None
    return row


def _steps(limber: Recommender, page: Page, identity: str) -> dict[str, str]:
    return {step.name: step.outcome for step in explain(limber, page, _row(limber, identity)).steps}


@pytest.mark.parametrize("page", [PAGE, Page(id="psoas-stretch"), Page(text="leeks")])
@pytest.mark.parametrize("identity", ["hamstring-stretch", "desk-breaks", "get-help-now"])
def test_explained_parts_add_up_to_the_score(tiny: Recommender, page: Page, identity: str) -> None:
    explanation = explain(tiny, page, _row(tiny, identity))
    assert sum(share.part for share in explanation.shares) == explanation.total
    assert explanation.total == pytest.approx(dict(tiny.rank(page, 9)).get(identity, 0.0), abs=1e-6)


def test_explained_part_is_the_product_of_both_weights(tiny: Recommender) -> None:
    shares = explain(tiny, PAGE, _row(tiny, "hamstring-stretch")).shares
    assert shares
    assert [share.page * share.article for share in shares] == pytest.approx([share.part for share in shares])


def test_explained_terms_have_the_words_of_the_page_and_their_frequency(tiny: Recommender) -> None:
    shares = {share.term: share for share in explain(tiny, PAGE, _row(tiny, "hamstring-stretch")).shares}
    assert (shares["hamstr"].words, shares["hamstr"].df) == ("hamstrings", 3)


def test_explanation_names_the_rule_that_fires_and_what_it_holds_back(tiny: Recommender) -> None:
    steps = _steps(tiny, PAGE, "psoas-stretch")
    assert "new-hip" in steps["Caution"]
    assert steps["Hold-back"] == "held back (movements: kneeling)"
    assert steps["Filter"] == "is left out (kind stretching)"
    assert steps["Place"].startswith("not among")


def test_explanation_names_the_place(tiny: Recommender) -> None:
    steps = _steps(tiny, PAGE, "hamstring-stretch")
    places = [match.card.id for match in tiny.related(PAGE).items]
    assert steps["Place"].startswith(f"{places.index('hamstring-stretch') + 1} of {len(places)}")
    assert (steps["Page"].split(",")[0], steps["Hold-back"]) == (
        "read from its text",
        "not held back (movements: supine)",
    )


def test_explanation_of_a_known_page_says_so(tiny: Recommender) -> None:
    assert _steps(tiny, Page(id="desk-breaks"), "psoas-stretch")["Page"].startswith("in the index")


def test_explanation_of_a_low_score_names_the_floor(tmp_path: Path) -> None:
    assert "below 0.99" in _steps(open_tiny(tmp_path, Policy(floor=0.99)), PAGE, "desk-breaks")["Floor"]


def test_explanation_says_what_an_updated_article_gains_in_the_order(tmp_path: Path) -> None:
    today = date.today()
    found = [article("a", "Sitting and hips.", title="", updated=today), article("b", "Leeks.")]
    build(found, tmp_path, build_settings(), today=today)
    limber = Recommender.open(tmp_path)
    assert "times 1.010 for review and update" in _steps(limber, Page(text="Sit less, move the hips."), "a")["Order"]


def test_explanation_says_what_the_most_central_article_loses_in_lists_of_articles(tiny: Recommender) -> None:
    central = int(tiny.index.hub_factors.argmin())
    name = tiny.index.card(central).id
    other = tiny.index.card(0 if central else 1).id
    factor = float(tiny.index.hub_factors[central]) ** EXPOSURE_POWER
    assert factor < 1
    assert f"{factor:.3f} for how near" in _steps(tiny, Page(id=other), name)["Order"]


def test_explanation_of_the_same_text_says_so(tmp_path: Path) -> None:
    build_index(tmp_path, [article("a", "Sitting and hips.", title=""), article("b", "Leeks and rice.")])
    limber = Recommender.open(tmp_path)
    assert "under another address" in _steps(limber, Page(text="Sitting and hips."), "a")["Same text"]
