import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import TINY, article, build_index, open_tiny

from recommender import Page, Recommender
from recommender.analysis.words import split_words
from recommender.answer import Answer
from recommender.article import KINDS, Article
from recommender.errors import UsageError
from recommender.ranking import DEFAULT_KINDS, Policy
from recommender.ranking.policy import FEWEST_REASONS, HIGHEST_LIMIT, MOST_REASONS
from recommender.readers import bundled_path, read_sources

SPANISH = (
    "El dolor de espalda es frecuente después de un largo día en la oficina. Estar sentado acorta los músculos de la "
    "cadera, y conviene levantarse cada media hora para caminar un poco."
)
RECIPE = (
    "Slice the leeks and soften them in butter. Add the rice, stir until it shines, then pour in the stock a ladle at "
    "a time. Finish with parmesan, lemon zest and a little saffron, and serve at once with a crisp white wine."
)
EYES = (
    "Glaucoma damages the optic nerve and narrows the field of sight, mostly without a symptom. The optician measures "
    "the pressure within the eyeball with a puff of air and photographs the retina. Drops at bedtime lower it; "
    "a laser opens the drain at the edge of the iris. Drivers must tell the licensing office when both eyes are "
    "affected, and pilots are tested every year."
)
ALLOTMENT = (
    "The leeks are lifted and the beans are podded. {} The compost is turned, the onions dry in the shed, a marrow won "
    "a ribbon at the village show, and the greenhouse is glazed again. Next week we sow beetroot under fleece, prune "
    "the quince and bottle plums with cinnamon and cloves. A robin nests in the kettle; a fox dug by the rhubarb."
)
SITTING = "My hamstrings are tight from sitting at a desk all day, and the front of the thigh aches when I stand."


def _ids(answer: Answer) -> list[str]:
    return [match.card.id for match in answer.items]


def _bundled(name: str) -> str:
    (found,) = read_sources([bundled_path("articles", f"{name}.md")])
    assert isinstance(found, Article)
    return found.text


def test_known_page_never_lists_itself(tiny: Recommender) -> None:
    answer = tiny.related(Page(id="hamstring-stretch"))
    assert sorted(_ids(answer)) == ["desk-breaks", "psoas-stretch"]


@pytest.mark.parametrize("kind", KINDS)
def test_bundled_page_never_lists_itself(limber: Recommender, kind: str) -> None:
    ids = [limber.index.card(row).id for row in range(len(limber.index)) if limber.index.card(row).kind == kind]
    assert ids
    assert [each for each in ids if each in _ids(limber.related(Page(id=each)))] == []


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/hamstring-stretch/",
        "http://example.org/hamstring-stretch",
        "https://EXAMPLE.org/hamstring-stretch#hold",
        "https://example.org:443/hamstring-stretch/?utm_source=x",
    ],
)
def test_page_is_known_by_any_form_of_its_address(tiny: Recommender, url: str) -> None:
    answer = tiny.related(Page(url=url))
    assert answer.page.known
    assert answer == tiny.related(Page(id="hamstring-stretch"))


def test_page_without_address_of_its_own_is_known_by_the_one_it_was_given(tiny: Recommender) -> None:
    assert tiny.related(Page(url="/articles/desk-breaks/")).page.known


@pytest.mark.parametrize(
    "page", [Page(), Page(id="no-such"), Page(url="https://example.org/unknown"), Page(title="Only a title")]
)
def test_page_that_nobody_knows_and_that_has_no_text_is_refused(tiny: Recommender, page: Page) -> None:
    with pytest.raises(UsageError, match="not in the index") as caught:
        tiny.related(page)
    assert caught.value.remedy


def test_page_with_unknown_address_is_answered_by_its_text(tiny: Recommender) -> None:
    answer = tiny.related(Page(url="https://example.org/unknown", text=SITTING))
    assert not answer.page.known
    assert set(_ids(answer)) == {"desk-breaks", "hamstring-stretch", "psoas-stretch"}


def test_same_text_under_another_address_is_not_listed(tiny: Recommender) -> None:
    original = next(each for each in TINY if each.id == "hamstring-stretch")
    answer = tiny.related(Page(url="https://copy.example/x", title=original.title, text=original.text))
    assert sorted(_ids(answer)) == ["desk-breaks", "psoas-stretch"]


@pytest.mark.parametrize("title", ["", "Welcome to my corner of the web", "Muscles of the thigh"])
def test_text_of_an_article_under_another_title_is_that_article(limber: Recommender, title: str) -> None:
    for name in ("hip-flexor-stretch", "cat-cow", "sciatica"):
        text = _bundled(name)
        seen = limber.see(Page(title=title, text=text))
        assert limber.index.card(seen.twin or 0).id == name
        assert name not in _ids(limber.related(Page(title=title, text=text), limit=HIGHEST_LIMIT))


def test_page_that_quotes_an_article_or_adds_to_it_is_none(limber: Recommender) -> None:
    for one, other in (("hip-flexor-stretch", "sciatica"), ("cat-cow", "hip-flexor-stretch"), ("sciatica", "cat-cow")):
        words, more = _bundled(one).split(" "), _bundled(other).split(" ")
        part = len(words) // 5
        quoting = " ".join(more + words[:part])
        adding = " ".join(words + more[: len(words) * 3 // 10])
        assert [limber.see(Page(title="My back", text=text)).twin for text in (quoting, adding)] == [None, None]


def test_text_of_an_article_scores_as_the_article_does(tiny: Recommender) -> None:
    posted = next(each for each in TINY if each.id == "desk-breaks")
    by_text = tiny.rank(Page(text=posted.text, title=posted.title), 9)
    by_id = tiny.rank(Page(id="desk-breaks"), 9)
    assert [(each, pytest.approx(score, abs=1e-5)) for each, score in by_text if each != "desk-breaks"] == by_id
    assert by_text[0][0] == "desk-breaks"


def test_text_of_an_article_is_weighed_as_the_article_was(tiny: Recommender) -> None:
    posted = next(each for each in TINY if each.id == "desk-breaks")
    by_text, by_id = (
        tiny.see(Page(text=posted.text, title=posted.title)).vector,
        tiny.see(Page(id="desk-breaks")).vector,
    )
    assert dict(zip(by_text.numbers.tolist(), by_text.weights.tolist(), strict=True)) == pytest.approx(
        dict(zip(by_id.numbers.tolist(), by_id.weights.tolist(), strict=True)), abs=1e-6
    )


def test_html_and_its_text_get_the_same_items(tiny: Recommender) -> None:
    html = f"<html><head><title>Stiff | Blog</title></head><body><article><p>{SITTING}</p></article></body></html>"
    assert tiny.related(Page(html=html)).items == tiny.related(Page(title="Stiff", text=SITTING)).items


def test_title_that_is_given_goes_before_that_of_the_html(tiny: Recommender) -> None:
    html = "<title>Mattress</title><p>Nothing but a heading here.</p>"
    assert [tiny.rank(Page(html=html, title=title), 1)[0][0] for title in (None, "Ligaments")] == ["sleep", "foot-arch"]


@pytest.mark.parametrize("limit", [1, 2])
def test_limit_cuts_the_list(tiny: Recommender, limit: int) -> None:
    whole = tiny.related(Page(text=SITTING))
    assert len(whole.items) > 2
    assert tiny.related(Page(text=SITTING), limit=limit).items == whole.items[:limit]


@pytest.mark.parametrize("limit", [0, -1, HIGHEST_LIMIT + 1])
def test_limit_out_of_range_is_refused(tiny: Recommender, limit: int) -> None:
    with pytest.raises(UsageError, match=f"got {limit}"):
        tiny.related(Page(text=SITTING), limit=limit)


@pytest.mark.parametrize("kind", ["stretching", "self-care", "anatomy"])
def test_kinds_that_are_asked_for_are_the_only_ones(tiny: Recommender, kind: str) -> None:
    answer = tiny.related(Page(text=SITTING), kinds=[kind])
    assert {match.card.kind for match in answer.items} == {kind}


def test_kinds_are_those_of_the_policy_where_none_is_asked_for(tiny: Recommender) -> None:
    assert {match.card.kind for match in tiny.related(Page(text=SITTING)).items} == set(DEFAULT_KINDS)


def test_kind_that_does_not_exist_is_refused_with_the_nearest(tiny: Recommender) -> None:
    with pytest.raises(UsageError, match="Did you mean 'stretching'"):
        tiny.related(Page(text=SITTING), kinds=["streching"])


def test_one_kind_may_be_asked_for_by_its_name(tiny: Recommender) -> None:
    page = Page(text=SITTING)
    assert tiny.related(page, kinds="stretching") == tiny.related(page, kinds=["stretching"])
    with pytest.raises(UsageError, match="'streching' is no kind"):
        tiny.related(page, kinds="streching")


@pytest.mark.parametrize("page", ["My hips are tight", None, {"text": "My hips"}])
def test_what_is_no_page_is_refused_with_how_to_write_one(tiny: Recommender, page: object) -> None:
    with pytest.raises(UsageError, match="a page is wanted") as caught:
        tiny.related(page)  # type: ignore[arg-type]
    assert "Page(text=…)" in caught.value.remedy


def test_address_over_two_thousand_characters_is_refused(tiny: Recommender) -> None:
    with pytest.raises(UsageError, match="80,019 characters, at most 2,000"):
        tiny.related(Page(url="https://example.org" + "/amp" * 20_000, text="Hips."))


def test_filter_comes_before_the_cut(tmp_path: Path) -> None:
    many = [article(f"a{number:02}", f"Hip and sitting. word{number}", kind="anatomy") for number in range(80)]
    last = article("z", "Sitting, the hip and much more about a desk, a chair, a lamp.", kind="stretching")
    others = [article(f"o{number:02}", f"Leeks, rice and wine{number}.") for number in range(80)]
    build_index(tmp_path, [*many, last, *others])
    limber = Recommender.open(tmp_path)
    assert _ids(limber.related(Page(text="hip sitting"), limit=3)) == ["z"]


def test_articles_of_unknown_kind_are_listed_unless_kinds_are_asked_for(tmp_path: Path) -> None:
    build_index(tmp_path, [article("own", SITTING + " Mine."), article("other", "Leeks."), article("third", "Rice.")])
    limber = Recommender.open(tmp_path)
    assert _ids(limber.related(Page(text="Sitting, hamstrings, thigh"))) == ["own"]
    assert _ids(limber.related(Page(text="Sitting, hamstrings, thigh"), kinds=["stretching"])) == []


def test_floor_of_the_policy_cuts_the_list(tmp_path: Path) -> None:
    scores = [match.score for match in open_tiny(tmp_path).related(Page(text=SITTING)).items]
    floor = sorted(scores)[1]
    above = open_tiny(tmp_path, Policy(floor=floor - 1e-4, diversity=0.0)).related(Page(text=SITTING))
    assert [match.score for match in above.items] == sorted(scores, reverse=True)[: len(scores) - 1]


def test_one_word_in_common_is_no_relation(tmp_path: Path) -> None:
    build_index(tmp_path, [article("a", "Sitting and hips."), article("b", "Leeks and rice."), article("c", "Wine.")])
    limber = Recommender.open(tmp_path)
    assert FEWEST_REASONS == 2
    assert _ids(limber.related(Page(text="Sitting in a train to a river"))) == []
    assert _ids(limber.related(Page(text="Sitting with stiff hips on a train"))) == ["a"]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("glaucoma-eye-bp", EYES),
        ("glaucoma-eye-bp", ALLOTMENT.format("My blood pressure is dangerously high, so a neighbour digs.")),
    ],
)
def test_caution_on_a_page_of_another_field_lists_nothing(limber: Recommender, rule: str, text: str) -> None:
    answer = limber.related(Page(title="Notes", text=text))
    assert answer.notice is not None
    assert (answer.notice.level, answer.notice.rule, answer.items) == ("caution", rule, ())
    assert answer.empty is not None
    assert answer.empty.cause == "unrelated"


def test_urgent_telling_on_a_page_of_another_field_leads_to_urgent_care(limber: Recommender) -> None:
    answer = limber.related(Page(title="Notes", text=ALLOTMENT.format("My calf is swollen, hot and red since Sunday.")))
    assert answer.notice is not None
    assert (answer.notice.level, _ids(answer)[0]) == ("urgent", "emergency-back-pain")


def test_near_copies_are_not_listed_side_by_side(tmp_path: Path) -> None:
    text = "The hamstring runs from the sit bone to the knee and bends it; a tight hamstring tilts the pelvis back."
    copies = [article("a", text, title="Hamstring"), article("b", text + " Indeed.", title="Hamstring")]
    build_index(tmp_path, [*copies, article("c", "A hamstring tilts the hip."), article("d", "Leeks and rice.")])
    limber = Recommender.open(tmp_path)
    assert _ids(limber.related(Page(text="My hamstring is tight and tilts the pelvis"))) == ["a", "c"]


CAUSES = [
    ("language", Page(text=SPANISH)),
    ("unrelated", Page(text=RECIPE)),
    ("unrelated", Page(text="Zyzzyva qwerty")),
    ("no-text", Page(text="")),
    ("no-text", Page(text="  \n 12 3 ")),
    ("no-text", Page(html="<html><body></body></html>")),
]


@pytest.mark.parametrize(("cause", "page"), CAUSES)
def test_empty_list_says_why(tiny: Recommender, cause: str, page: Page) -> None:
    answer = tiny.related(page)
    assert answer.items == ()
    assert answer.empty is not None
    assert answer.empty.cause == cause
    assert answer.empty.message


@pytest.mark.parametrize(("cause", "page"), CAUSES)
def test_empty_list_of_the_bundled_corpus_says_why(limber: Recommender, cause: str, page: Page) -> None:
    answer = limber.related(page)
    assert (answer.items, answer.empty and answer.empty.cause) == ((), cause)


@pytest.mark.parametrize(
    "text", ["My hips are tight from sitting at a desk all day.", "My back hurts when I get up in the morning"]
)
def test_short_question_in_everyday_words_is_answered(limber: Recommender, text: str) -> None:
    assert len(limber.related(Page(text=text)).items) >= 4


def test_empty_list_of_an_unasked_language_names_it(tiny: Recommender) -> None:
    answer = tiny.related(Page(text=SPANISH))
    assert answer.page.language == "es"
    assert answer.empty is not None
    assert "'es'" in answer.empty.message


def test_language_that_is_given_is_not_detected(tiny: Recommender) -> None:
    assert (
        tiny.related(Page(text=SITTING, language="fr")).empty == tiny.related(Page(text=SPANISH, language="fr")).empty
    )


def test_empty_list_for_want_of_a_kind_says_so(tiny: Recommender) -> None:
    answer = tiny.related(Page(text=SITTING), kinds=["recovery"])
    assert answer.empty is not None
    assert (answer.empty.cause, "recovery" in answer.empty.message) == ("kinds", True)


def test_list_with_items_has_no_cause(tiny: Recommender) -> None:
    assert tiny.related(Page(text=SITTING)).empty is None


def test_reasons_are_words_of_the_page(tiny: Recommender) -> None:
    answer = tiny.related(Page(text=SITTING))
    words = set(split_words(SITTING))
    assert all(1 <= len(match.reasons) <= MOST_REASONS for match in answer.items)
    assert {word for match in answer.items for reason in match.reasons for word in split_words(reason)} <= words


def test_reasons_of_a_synonym_are_in_the_words_of_the_page(tiny: Recommender) -> None:
    page = Page(text="A stiff psoas from sitting on the ward all day.")
    reasons = {match.card.id: match.reasons for match in tiny.related(page).items}
    assert "psoas" in reasons["desk-breaks"]


def test_reasons_of_a_known_page_are_words_of_articles(tiny: Recommender) -> None:
    words = {word for each in TINY for word in split_words(f"{each.title} {each.text}")}
    reasons = [reason for match in tiny.related(Page(id="desk-breaks")).items for reason in match.reasons]
    assert reasons
    assert {word for reason in reasons for word in split_words(reason)} <= words


def test_caution_holds_back_movements_and_tells_the_reader(tiny: Recommender) -> None:
    plain = tiny.related(Page(text=SITTING))
    careful = tiny.related(Page(text=f"I had a hip replacement. {SITTING}"))
    assert "psoas-stretch" in _ids(plain)
    assert "psoas-stretch" not in _ids(careful)
    assert careful.notice is not None
    assert (careful.notice.level, careful.notice.rule) == ("caution", "new-hip")


def test_emergency_puts_the_urgent_article_first_and_no_exercise(tiny: Recommender) -> None:
    answer = tiny.related(Page(text=f"I have saddle numbness. {SITTING}"))
    assert _ids(answer) == ["get-help-now", "thigh-anatomy"]
    assert answer.notice is not None
    assert answer.notice.article == "get-help-now"


def test_emergency_goes_before_a_limit_of_one(tiny: Recommender) -> None:
    assert _ids(tiny.related(Page(text=f"I have saddle numbness. {SITTING}"), limit=1)) == ["get-help-now"]


def test_ranking_alone_knows_no_kinds_floor_or_cautions(tiny: Recommender) -> None:
    ranked = tiny.rank(Page(text=f"I have saddle numbness. {SITTING}"), 9)
    about = {"hamstring-stretch", "psoas-stretch", "desk-breaks", "thigh-anatomy", "get-help-now"}
    assert {each for each, _ in ranked} >= about
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)


def test_ranking_alone_is_cut_at_its_limit_without_the_page(tiny: Recommender) -> None:
    assert len(tiny.rank(Page(id="desk-breaks"), 2)) == 2
    assert "desk-breaks" not in dict(tiny.rank(Page(id="desk-breaks"), 9))


def test_answer_in_json_is_what_programs_read(tiny: Recommender) -> None:
    record = tiny.related(Page(text=SITTING), limit=1).to_json()
    assert list(record) == ["generation", "page", "notice", "empty", "items"]
    assert list(record["page"]) == ["known", "language", "coverage"]
    (item,) = record["items"]
    fields = "id url title kind excerpt image reading_minutes score reasons updated reviewed"
    assert list(item) == fields.split()
    assert re.fullmatch(r"20261122-[0-9a-f]{12}", record["generation"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(st.characters())
    | st.lists(st.sampled_from(["psoas", "saddle numbness", "not", ".", "\n\n", "|", "hip replacement", "<p>"])).map(
        " ".join
    )
)
def test_page_of_any_text_gets_an_answer(tiny: Recommender, text: str) -> None:
    for page in (Page(text=text), Page(title=text, text="hip"), Page(html=text)):
        answer = tiny.related(page)
        assert (answer.empty is None) == bool(answer.items)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(), min_size=1))
def test_page_of_any_name_that_nobody_knows_is_refused(tiny: Recommender, name: str) -> None:
    for page in (Page(id=name), Page(url=f"https://unknown.example/{name}")):
        with pytest.raises(UsageError, match="not in the index"):
            tiny.related(page)


def test_page_with_half_a_surrogate_pair_gets_an_answer(tiny: Recommender) -> None:
    assert tiny.related(Page(text=f"\ud83d {SITTING}", title="\udc00")).items
    with pytest.raises(UsageError, match="not in the index"):
        tiny.related(Page(id="\ud83d", url="\ud83d"))
