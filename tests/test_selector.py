import pytest

from recommender.selector import check_selector, first_selected, selects


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ("id:posts/hips", True),
        ("id:hips", False),
        ("tag:stretching", True),
        ("tag:STRETCHING", True),
        ("tag:stretch", False),
        ("path:posts/*", True),
        ("path:/blog/hips/", True),
        ("path:news/*", False),
    ],
)
def test_selector_names_an_article_by_id_tag_or_path(selector: str, selected: bool) -> None:
    assert selects(selector, "posts/hips", "/blog/hips/", ("Stretching",)) is selected


@pytest.mark.parametrize(
    ("value", "selected"),
    [
        ("clinic/hüfte/*", True),
        ("/clinic/hüfte/*", True),
        ("/clinic/hu\u0308fte/*", True),
        ("https://example.org/clinic/*", True),
        ("example.org/*", False),
        ("/hüfte/*", False),
    ],
)
def test_path_is_that_of_an_address_in_any_spelling(value: str, selected: bool) -> None:
    assert selects(f"path:{value}", "a", "https://example.org/clinic/h%C3%BCfte/dehnen", ()) is selected
    assert selects("id:café", "cafe\u0301", None, ())


@pytest.mark.parametrize("selector", ["hips", "tags:x", "tag:", ""])
def test_what_is_no_selector_says_which_forms_there_are(selector: str) -> None:
    with pytest.raises(ValueError, match=r"id:…, tag:… or path:…"):
        check_selector(selector)


def test_first_rule_that_names_an_article_counts() -> None:
    rules = {"tag:news": "prevention", "path:*": "self-care", "id:a": "anatomy"}
    assert first_selected(rules, "a", None, ()) == "self-care"
    assert first_selected({}, "a", None, ()) is None
