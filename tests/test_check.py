"""One corpus for each finding: a whole one that has none, and one change to it."""

from datetime import date
from pathlib import Path

import pytest
from samples import TODAY, write

from recommender.errors import InputError
from recommender.evaluation.check import MOST_SHARED, Choices, check_corpus, check_sources
from recommender.evaluation.prose import reading_grade, sentences

PROSE = "Stand up and walk to the door. Sit down once more and rest {}. Then breathe in and out. " * 25
ARTICLE = """---
title: Hips
kind: stretching
summary: On hips.
regions: []
conditions: []
movements: []
cautions: []
sources: [GK]
updated: 2026-01-01
reviewed: null
---

{body}

## Sources

- General knowledge
"""
CAUTIONS = """
levels: {emergency: {first: help, message: Get help.}}
rules: [{id: numb, level: emergency, page: help, phrases: [numb], sources: [GK]}]
"""
PAGE = """---
title: A page
tells: none
rule: null
urgent: false
nothing: false
language: en
related: {hips: 2}
forbidden: {}
---
Text.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A whole corpus of two articles without a problem."""
    write(tmp_path / "articles" / "hips.md", ARTICLE.format(body=PROSE.format("[here](help.md)", *[""] * 24)))
    write(tmp_path / "articles" / "help.md", ARTICLE.format(body=PROSE.replace("Stand", "Lie").replace("Then", "Now")))
    write(tmp_path / "sources.yml", "GK: {name: General knowledge}")
    write(tmp_path / "vocabulary.yml", "sets: [{id: hip, strength: same, terms: [hip flexors, psoas]}]")
    write(tmp_path / "cautions.yml", CAUTIONS)
    write(tmp_path / "judgments.tsv", "slug\trelated_slug\tgrade\nhips\thelp\t2\n")
    for name in ("tuning", "reporting"):
        write(tmp_path / "pages" / name / "p.md", PAGE)
    return tmp_path


def _said(corpus: Path) -> list[str]:
    return [f"{each.place}: {each.what}. {each.remedy}" for each in check_corpus(corpus, today=TODAY)]


def test_whole_corpus_has_no_finding(corpus: Path) -> None:
    assert _said(corpus) == []


CHANGES = [
    ("articles/hips.md", "(help.md)", "(hlep.md)", "articles/hips.md: dead link to 'hlep.md'. Did you mean 'help'?"),
    ("articles/hips.md", "[GK]", "[KG]", "articles/hips.md: sources: unknown source 'KG'. Known: GK."),
    ("articles/hips.md", "kind: stretching", "kind: streching", "Did you mean 'stretching'?"),
    ("articles/hips.md", "summary: On hips.\n", "", "articles/hips.md: summary: missing. Fill it in."),
    ("articles/hips.md", "movements: []\n", "", "articles/hips.md: movements: missing."),
    ("articles/hips.md", "reviewed: null\n", "", "articles/hips.md: reviewed: missing."),
    ("articles/hips.md", "## Sources", "## Notes", "articles/hips.md: no list of sources at the end."),
    ("articles/hips.md", "title: Hips\n", "title: Hips\nid: help\n", "skipped: its id 'help' is also that of"),
    (
        "articles/hips.md",
        "title: Hips\n",
        "title: Hips\ndraft: true\n",
        "skipped: not published (draft: true).",
    ),
    (
        "articles/hips.md",
        "reviewed: null\n",
        "reviewed: null\nreviwed: 2026-01-01\n",
        "Did you mean 'reviewed'?",
    ),
    (
        "articles/hips.md",
        "reviewed: null\n",
        "reviewed: null\npin: [hlep]\n",
        "no article has the id 'hlep'. Did you mean 'help'?",
    ),
    (
        "articles/hips.md",
        "updated: 2026-01-01",
        "updated: 2999-01-01",
        "updated: '2999-01-01' is yet to come",
    ),
    ("articles/hips.md", "title: Hips\n", "title: a: b\n", "the front matter is not valid YAML"),
    (
        "articles/hips.md",
        "Stand up and walk",
        "Neuromuscular electrostimulation rehabilitates musculoskeletal functionality",
        "articles/hips.md: reading grade",
    ),
    ("cautions.yml", "page: help", "page: hlep", "cautions.yml: numb: unknown article 'hlep'. Did you mean 'help'?"),
    ("cautions.yml", "first: help", "first: hlep", "cautions.yml: emergency: unknown article 'hlep'."),
    ("cautions.yml", "sources: [GK]", "sources: [KG]", "cautions.yml: numb: unknown source 'KG'."),
    ("cautions.yml", "[numb]", "['(numb']", "numb: the pattern '(numb' does not compile"),
    ("cautions.yml", "level: emergency", "level: dire", "cautions.yml: "),
    ("vocabulary.yml", "strength: same", "strength: some", "vocabulary.yml: "),
    (
        "vocabulary.yml",
        "sets:",
        "opposites: [[psoas, hip flexors]]\nsets:",
        "the opposites 'psoas' and 'hip flexors' meet",
    ),
    (
        "vocabulary.yml",
        "sets: [",
        "sets: [{id: other, strength: same, terms: [psoas, iliacus]}, ",
        "vocabulary.yml: 'psoa' is in 'other' and 'hip'. Keep one.",
    ),
    ("judgments.tsv", "hips\thelp", "hips\thlep", "judgments.tsv: missing article 'hlep'. Did you mean 'help'?"),
    ("judgments.tsv", "\t2", "\tgood", "judgments.tsv:2: a page, an article and a grade are wanted"),
    ("pages/tuning/p.md", "{hips: 2}", "{hpis: 2}", "pages/tuning/p.md: missing article 'hpis'. Did you mean 'hips'?"),
    ("pages/reporting/p.md", "tells: none\n", "", "p.md: the development page cannot be read"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), CHANGES)
def test_one_fault_is_found_with_place_and_remedy(corpus: Path, file: str, old: str, new: str, said: str) -> None:
    before = (corpus / file).read_text(encoding="utf-8")
    assert old in before
    write(corpus / file, before.replace(old, new))
    assert [each for each in _said(corpus) if said in each] != []


@pytest.mark.parametrize("file", ["vocabulary.yml", "cautions.yml", "judgments.tsv"])
def test_missing_file_is_a_finding(corpus: Path, file: str) -> None:
    (corpus / file).unlink()
    assert [each for each in _said(corpus) if file in each] != []


def test_corpus_without_a_list_of_sources_is_refused(corpus: Path) -> None:
    (corpus / "sources.yml").unlink()
    with pytest.raises(InputError, match=r"sources\.yml"):
        check_corpus(corpus, today=TODAY)


def test_article_of_too_few_words_is_found(corpus: Path) -> None:
    write(corpus / "articles" / "hips.md", ARTICLE.format(body="Stand up."))
    assert [each for each in _said(corpus) if "hips.md: 2 words" in each] != []


def test_sentence_in_many_articles_is_a_stock_sentence(corpus: Path) -> None:
    whole = (corpus / "articles" / "help.md").read_text(encoding="utf-8")
    for number in range(MOST_SHARED):
        write(corpus / "articles" / f"more{number}.md", whole)
    assert [each for each in _said(corpus) if "a stock sentence: 'lie up and walk to the door.'" in each] != []


def test_any_source_is_checked_for_what_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\nkind: x\n---\nText.")
    write(tmp_path / "b.md", "---\ndraft: true\n---\nText.")
    broken, draft = check_sources([tmp_path], today=TODAY)
    assert (Path(broken.place).name, Path(draft.place).name) == ("a.md", "b.md")
    assert broken.remedy
    assert (broken.meant, draft.meant) == (False, True)


def test_check_says_everything_of_a_folder_in_one_run(tmp_path: Path) -> None:
    for name, line in {
        "ahead": "date: 2999-01-01", "broken": "kind: x", "draft": "draft: true", "expired": "expires: 2020-01-01",
        "missed": "reviwed: 2026-01-01", "pinned": "pin: [nobody]", "twin": "id: pinned", "value": "image: [1, 2]",
    }.items():  # fmt: skip
        write(tmp_path / f"{name}.md", f"---\ntitle: T\n{line}\n---\nText.")
    write(tmp_path / "closed.md", "---\ntitle: T\n\nText.")
    write(tmp_path / "old.rst", "Text.")
    found = check_sources([tmp_path], today=TODAY)
    assert sorted(Path(each.place.partition(":")[0]).stem for each in found) == sorted(
        ["ahead", "broken", "closed", "draft", "expired", "missed", "old", "pinned", "twin", "value"]
    )
    assert sorted(Path(each.place).stem for each in found if each.meant) == ["ahead", "draft", "expired"]


def test_selectors_and_pins_of_the_settings_that_name_no_article_are_found(tmp_path: Path) -> None:
    write(tmp_path / "hips.md", "---\ntags: [stretch]\n---\nText.")
    choices = Choices(
        selectors=[("related.exclude", "tag:stretch"), ("related.exclude", "path:posts/*"), ("build.kinds", "id:hps")],
        ids=[("related.pin", "hips"), ("related.pin", "hps")],
    )
    said = [f"{each.place}: {each.what}. {each.remedy}" for each in check_sources([tmp_path], choices, today=TODAY)]
    assert said == [
        "related.pin: no article has the id 'hps'. Did you mean 'hips'?",
        "related.exclude: no article is selected by 'path:posts/*'. Correct it, or take it out.",
        "build.kinds: no article is selected by 'id:hps'. Correct it, or take it out.",
    ]


def test_address_that_must_not_be_shown_is_found(tmp_path: Path) -> None:
    write(tmp_path / "a.md", "---\nurl: javascript:alert(1)\n---\nText.")
    write(tmp_path / "b.md", "---\npermalink: /:categories/:title/\n---\nText.")
    (found,) = check_sources([tmp_path], today=date(2026, 11, 28))
    assert found.place == str(tmp_path / "a.md")
    assert found.what.startswith("url: 'javascript:alert(1)' is neither http")


def test_sentences_leave_out_headings_and_sources() -> None:
    markdown = "# Hips\n\nStand up. Sit down! He did e.g. so.\n\n## Sources\n\n- Nobody said it.\n"
    assert sentences(markdown) == ["Stand up.", "Sit down!", "He did e.g. so."]


def test_reading_grade_rises_with_the_length_of_words() -> None:
    easy, hard = (
        reading_grade(["Sit on the mat."]),
        reading_grade(["Rehabilitation necessitates musculoskeletal care."]),
    )
    assert easy is not None
    assert hard is not None
    assert easy < 3 < 12 < hard
