"""Front matter and text told apart, and the limits of what is read."""

from pathlib import Path

import pytest
from samples import write

from recommender.article import Article
from recommender.errors import ArticleError
from recommender.readers import Skipped, Warned, read_sources


@pytest.mark.parametrize(
    "form",
    ["---\n{}\n---\n", "+++\n{}\n+++\n", "{}\n\n", "---json\n{}\n---\n", "{}\n", "<!--\n{}\n-->\n", "---\n{}\n...\n"],
    ids=["yaml", "toml", "header", "json-fence", "json", "nikola", "dots"],
)
@pytest.mark.parametrize("lead", ["", "\ufeff", "\n\n", "<!-- off -->\n", "\r\n"], ids=range(5))
def test_draft_in_any_format_is_not_published(tmp_path: Path, form: str, lead: str) -> None:
    lines = {
        "+": 'title = "T"\ndraft = true', "j": '{"title": "T", "draft": true}', "<": ".. title: T\n.. draft: yes",
    }  # fmt: skip
    kind = "j" if "json" in form or form == "{}\n" else form[0]
    text = lead + form.format(lines.get(kind, "title: T\ndraft: true")) + "Text."
    for ending in ("\n", "\r\n", "\r"):
        (found,) = read_sources([write(tmp_path / "a.md", text.replace("\n", ending).encode())])
        assert isinstance(found, Skipped), text


PROSE = [
    "---\nMy week: I am numb.\n---\nRest.", "---\n\nNote: I am numb.\n\n---\n\nRest.", "---\n- I am numb\n---\nRest.",
    "---\nI am numb.\n---\nRest.", "---\nIntro: so.\n\nI am numb.\n\n---\n\nRest.", "---\n\nI am numb.\n\nRest.",
    "{: .lead }\nI am numb.\n\nRest.", "{I am numb}\n\nRest.", "Status: I am numb.\n\nRest.",
    "Note: I am numb.\n\nRest.",
    "Date: this week\nStatus: I am numb.\n\nRest.", "+++\nI am numb.\n\nRest.", ".. I am numb.\n\nRest.",
    "***\n\nI am numb.\n\n***\n\nRest.", "---\n# I am numb\nState: bad.\n---\nRest.", '"I am numb": so\n\nRest.',
]  # fmt: skip


MEANT = [
    "---\ntitle: T\ndraft: true\n\nText.", "---\ndraft= yes\n---\nText.", "---\ntitle:T\ndraft:true\n---\nText.",
    "---\ntitle: a: b\ndraft: true\n---\nText.", "+++\ntitle = T\n+++\nText.", '+++\ntitle = "T"\n\nText.',
    '{"title": "T", "draft": true,}\n\nText.', "---json\n{title: T}\n---\nText.", "---toml\ntitle: T\n---\nText.",
    "---\n\ttitle: T\ndraft: true\n---\nText.", "---\ntitle: T\n----\ndraft: true\n---\nText.",
    ';;;\n"title" "T"\n;;;\nText.',
]  # fmt: skip


@pytest.mark.parametrize("text", MEANT)
def test_what_is_meant_as_front_matter_and_cannot_be_read_is_named_and_no_article(tmp_path: Path, text: str) -> None:
    (error,) = read_sources([write(tmp_path / "a.md", text)])
    assert isinstance(error, ArticleError)
    assert error.what.startswith("the front matter")
    assert error.remedy


@pytest.mark.parametrize("text", PROSE)
def test_prose_that_looks_like_front_matter_stays_text(tmp_path: Path, text: str) -> None:
    (found,) = read_sources([write(tmp_path / "a.md", text)])
    assert isinstance(found, Article)
    assert [said for said in ("I am numb", "Rest.") if said not in found.text] == []


@pytest.mark.parametrize(
    "value",
    [
        "!!timestamp foo", '!!int ""', "!!float x", "0x" + "f" * 9_000, "9" * 9_000, "!!binary x", "!!set {a, b}",
        "!!python/object/apply:os.system [ls]", "2024-99-99T99:99:99Z", "1:2:3:4:5:6", ".inf", "<<", "=", "\"\\ud800\"",
        "&a [*a]", "*nobody", "'\0'", "? [a]", "@x", "%x", "`x`", "[" * 900, "{" * 900, "- " * 900, "!<x> y", "| \n  x",
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", ["title", "date", "weight", "tags", "draft", "image", "kind", "slug"])
def test_no_value_of_yaml_is_more_than_an_error(tmp_path: Path, field: str, value: str) -> None:
    found = list(
        read_sources([write(tmp_path / "a.md", f"---\n{field}: {value}\n---\nText.".encode("utf-8", "replace"))])
    )
    assert found != []
    assert [each for each in found if not isinstance(each, Article | Skipped | Warned | ArticleError)] == []


def test_front_matter_beyond_its_limits_is_refused_before_the_work(tmp_path: Path) -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    deep = "a: " + "[" * 40 + "]" * 40
    for lines in (laughs, deep, f"a: {'x' * 200_000}", "a: [" + "x, " * 20_000 + "]"):
        (error,) = read_sources([write(tmp_path / "a.md", f"---\ntitle: T\n{lines}\n---\nText.")])
        assert isinstance(error, ArticleError), lines[:40]


def test_remedy_fits_the_fault_of_yaml(tmp_path: Path) -> None:
    remedies = {
        "title: one: two": "quotes round a value that holds a colon", "tags:\n\t- a": "spaces",
        "title: 'a": "quotation mark",
        "tags: [a": "bracket", "title: @a": "begins with this character", "title: *a": "begins with *",
        'title: "a\\q"': "backslash", "title: a\nb\nc: d": "field and a colon",
    }  # fmt: skip
    for lines, remedy in remedies.items():
        (error,) = read_sources([write(tmp_path / "a.md", f"---\n{lines}\n---\nText.")])
        assert isinstance(error, ArticleError)
        assert remedy in error.remedy, (lines, str(error))


def test_reader_goes_on_after_a_broken_article(tmp_path: Path) -> None:
    write(tmp_path / "a.md", b"\xff\xfeT")
    write(tmp_path / "b.md", "Text.")
    broken, whole = read_sources([tmp_path])
    assert isinstance(broken, ArticleError)
    assert isinstance(whole, Article)
