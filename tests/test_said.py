"""All that a reader can read of Markdown and HTML is read for cautions, whatever counts for what a page is about."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from samples import TINY_CAUTIONS, TINY_VOCABULARY, article, build_index, write

from recommender.article import Article
from recommender.cli.pages import page_of
from recommender.extract import read_markdown
from recommender.readers import read_sources
from recommender.recommend import Recommender

N = "I have had saddle numbness between my legs since this morning"

MARKDOWN = {
    "sources": f"## Sources\n\nA book.\n\n{N}.",
    "references": f"# References\n\n1. A book\n\n## Update, Friday\n\n{N}.",
    "further reading": f"## Further reading\n\n- {N}",
    "indented": f"    Update: {N}.",
    "fence": f"```\n09:14 anna: {N}\n```",
    "fence that never ends": f"~~~\n{N}.",
    "fence with marks": f"```\n[09:14] {N}. #help\n```",
    "item with an indented block": f"- Monday\n\n      {N} = bad.",
    "highlight": f"{{% highlight text %}}\n{N}.\n{{% endhighlight %}}",
    "component": f'<Callout text="{N}." />',
    "component in a line": f"Then <Tip label='{N}' /> came.",
    "component of words": f"<Update {N}.>",
    "shortcode of Hugo": f'{{{{< notice "{N}." >}}}}',
    "named in Hugo": f'{{{{% alert text="{N}" %}}}}',
    "WordPress": f'[notice text="{N}."]',
    "liquid": f'{{% include note.html content="{N}" %}}',
    "output": f'{{{{ "{N}" | markdownify }}}}',
    "contents": f"* {N}.\n{{:toc}}",
    "abbreviation": f"*[me]: {N}.",
    "attributes": N.replace("numbness ", "numbness {: .red}"),
    "export": f"export default function x() {{}}\n{N}.",
    "import": f"import 'x'\n{N}.",
    "admonition": f"!!! note {N}",
    "link in angles": f"[Anna]: <{N}.>",
    "title of a link": f'[now]: x "{N}."',
    "header of HTML": f"<div>\n<header>{N}.</header>\n</div>",
}

FRONT_MATTER = {
    "summary": f"title: My back\nsummary: {N}.",
    "subtitle": f"title: My back\nsubtitle: {N}.",
    "description": f"description: '{N}.'",
    "unknown field": f"title: My back\nupdate_of_friday: {N}.",
    "nested": f"title: My back\nparams:\n  lead: {N}.",
    "state": f"state: {N}.",
    "list": f"title: My back\nnotes:\n- {N}.\n- more",
    "two summaries": f"summary: {N}.\nSummary: Another one.",
    "markup": f"title: My back\nsummary: {N.replace('numbness', '**numbness**')}.",
    "prose": f"today: {N}\nyesterday: back pain",
}

UNSEEN = [
    f"<!-- {N} -->",
    f"%%{N}%%",
    f"{{/* {N} */}}",
    f"{{% comment %}}{N}{{% endcomment %}}",
    f"{{::comment}}{N}{{:/comment}}",
]


def _words(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", text or ""))


@pytest.mark.parametrize("form", MARKDOWN)
def test_all_that_a_reader_can_read_of_markdown_is_said(form: str) -> None:
    said = read_markdown(f"# My back\n\nIt has hurt for a week.\n\n{MARKDOWN[form]}\n").said
    assert _words(N) in _words(said)
    assert _words(said).startswith("My back It has hurt for a week")


@pytest.mark.parametrize("hidden", UNSEEN)
def test_what_no_reader_can_read_is_not_said(tmp_path: Path, hidden: str) -> None:
    page = page_of(str(write(tmp_path / "a.md", f"My back hurts.\n\n{hidden}\n")), None, None)
    assert N not in f"{page.text}{page.said}"


@pytest.mark.parametrize("form", [*MARKDOWN, *FRONT_MATTER])
def test_page_of_a_file_says_all_that_its_reader_can_read(tmp_path: Path, form: str) -> None:
    page = page_of(str(write(tmp_path / "a.md", _file(form))), None, None)
    assert _words(N) in _words(page.said)


@pytest.mark.parametrize("form", [*MARKDOWN, *FRONT_MATTER])
def test_article_of_unknown_kind_calls_for_its_rules_wherever_it_tells(tmp_path: Path, form: str) -> None:
    (found,) = (each for each in read_sources([write(tmp_path / "a.md", _file(form))]) if isinstance(each, Article))
    articles = (found, article("get-help-now", "Go to hospital."))
    build_index(tmp_path / "index", articles, cautions=TINY_CAUTIONS, vocabulary=TINY_VOCABULARY)
    index = Recommender.open(tmp_path / "index").index
    row = index.row_of_id(found.id)
    assert row is not None
    assert [rule for rule, _ in index.card(row).fired] == ["numb-saddle"]


def test_article_of_unknown_kind_that_says_no_more_than_its_text_calls_for_the_same_rules(tmp_path: Path) -> None:
    fired = []
    for each in (article("a", f"{N}."), replace(article("a", "Walk."), said=f"Walk.\n\n{N}."), article("a", "Walk.")):
        build_index(tmp_path / "index", (each, article("get-help-now", "Go.")), cautions=TINY_CAUTIONS)
        fired.append([rule for rule, _ in Recommender.open(tmp_path / "index").index.card(0).fired])
    assert fired == [["numb-saddle"], ["numb-saddle"], []]


@pytest.mark.parametrize("name", ["a.html", "a.jsonl"])
def test_article_in_html_says_what_its_cleaned_text_leaves_out(tmp_path: Path, name: str) -> None:
    table = f"<table><tr><td>{N}</td></tr></table>"
    html = f"<article><h1>My back</h1><p>It hurts when I sit at the desk for long.</p>{table}</article>"
    content = html if name == "a.html" else f'{{"id": "a", "title": "Hips", "html": "{html}"}}'
    (found,) = read_sources([write(tmp_path / name, content)])
    assert isinstance(found, Article)
    assert N in (found.said or found.text)


def test_heading_of_html_is_said_where_its_field_names_another_title(tmp_path: Path) -> None:
    text = f"---\ntitle: Hips\n---\n<article><h1>{N}</h1><p>It hurts when I sit at the desk for long.</p></article>"
    (found,) = read_sources([write(tmp_path / "a.html", text)])
    assert isinstance(found, Article)
    assert (found.title, N in found.said) == ("Hips", True)


@pytest.mark.parametrize(
    "fields",
    ["tags: [a, b]", "draft: false", "image: /a.jpg", "layout: post", "keywords: back, saddle numbness, legs, pain"],
)
def test_fields_without_words_for_a_reader_say_nothing(tmp_path: Path, fields: str) -> None:
    (found,) = read_sources([write(tmp_path / "a.md", f"---\ntitle: Hips\n{fields}\n---\nText.")])
    assert isinstance(found, Article)
    assert found.said == ""


def _file(form: str) -> str:
    text = "My back has hurt for a week.\n"
    if form in FRONT_MATTER:
        return f"---\n{FRONT_MATTER[form]}\n---\n\n{text}"
    return f"---\ntitle: My back\n---\n\n{text}\n{MARKDOWN[form]}\n"
