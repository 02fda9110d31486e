"""Drafts in forms that no program reads as front matter, or in fields that not every program has."""

import json
from pathlib import Path

import pytest
from samples import FRONT, TODAY, write

from recommender.article import Article
from recommender.errors import ArticleError
from recommender.readers import Found, Skipped, read_sources, visible

TEXT = "Walk a little each hour, and let the hips move as they like.\n"
FIELDS = "title: Hips\ndraft: true"

READ = {
    "zero-width": f"\u200b---\n{FIELDS}\n---\n",
    "zero-width behind": f"---\u200b\n{FIELDS}\n---\u200d\n",
    "no-break": f"---\u00a0\n{FIELDS}\n---\u00a0\n",
    "no-break in front": f"\u00a0---\n{FIELDS}\n\u00a0---\n",
    "no-break in a value": "---\ntitle: Hips\ndraft:\u00a0true\n---\n",
    "two marks of order": f"\ufeff\ufeff---\n{FIELDS}\n---\n",
    "soft hyphen": "---\ntitle: Hips\ndra\u00adft: true\n---\n",
    "indented": "  ---\n  title: Hips\n  draft: true\n  ---\n",
    "tab": "\t---\n\ttitle: Hips\n\tdraft: true\n\t---\n",
    "emacs": f"-*- mode: markdown -*-\n---\n{FIELDS}\n---\n",
    "shebang": f"#!meta\n---\n{FIELDS}\n---\n",
    "vim": f"# vim: set ft=markdown:\n\n---\n{FIELDS}\n---\n",
    "mode and comment": f"<!-- -*- markdown -*- -->\n---\n{FIELDS}\n---\n",
    "curly": "---\ntitle: Hips\n“draft”: true\n---\n",
    "curly value": "---\ntitle: Hips\ndraft: “true”\n---\n",
    "curly state": "---\ntitle: Hips\nstage: ‘draft’\n---\n",
}

UNREAD = {
    "long dashes": f"———\n{FIELDS}\n———\n",
    "one long dash": f"—\n{FIELDS}\n—\n",
    "quoted": "> ---\n> title: Hips\n> draft: true\n> ---\n\n",
    "code": f"```yaml\n{FIELDS}\n```\n",
    "code of tildes": f"~~~\n{FIELDS}\n~~~\n",
    "org": "#+TITLE: Hips\n#+DRAFT: true\n\n",
    "obsidian": "%% draft: true %%\n# Hips\n\n",
    "obsidian block": "# Hips\n\n%%\ndraft: true\n%%\n\n",
    "curly json": "{“title”: “Hips”, “draft”: true}\n\n",
    "list": "---\n- title: Hips\n- draft: true\n---\n",
    "comment": "<!-- draft: true -->\n\n",
    "markdown comment": "[//]: # (draft: true)\n\n",
    "asterisks": f"***\n{FIELDS}\n***\n",
    "bold": "**Draft:** yes\n\n",
    "state": "# Hips\n\nStatus: draft\n\n",
    "other language": "———\ndraft: wahr\n———\n",
    "asciidoc": ":page-draft: true\n\n",
    "row": "| title | draft |\n|---|---|\n| draft | true |\n\n",
    "tags": "#hips #draft\n\n",
    "word": "DRAFT\n\n",
    "word in brackets": "[Draft]\n\n",
    "not for publication": "*Not for publication*\n\n",
    "liquid": "{% comment %}draft: true{% endcomment %}\n",
    "scheduled": "> scheduled: 2031-01-01\n\n",
    "robots": "———\nrobots: noindex\n———\n",
    "password": "———\npassword: hunter2\n———\n",
    "lines before": f"Notes to myself\nby Anna\n---\n{FIELDS}\n---\n",
    "second block": "---\ntitle: Hips\n---\n%% draft: true %%\n\n",
    "full width colon": "———\ndraft：true\n———\n",
    "in a row": "———\ntitle: Hips; draft: true\n———\n",
    "published": "———\npublished: no\n———\n",
}

PROSE = [
    "Draft: this is how it felt in March of that year, and it still does.",
    "Status: I am numb.",
    "State: bad.",
    "My private: life is hard since the fall.",
    "The draft from the window made my neck stiff.",
    "Published: 12 March 2020",
    "Password: what a word for a stretch!",
    "# Drafts and stiff necks",
    "Draft horses have strong backs.",
    "Date published: 12 March 2020",
    "Stage: three of four",
    "- Private: no",
    "Draft: no",
    "#hips #neck",
    "Robots: a story of two backs",
    "Hidden: the muscle behind the hip",
]

HIDDEN = [
    "params: {draft: true}",
    "extra:\n  draft: true",
    "extra: {status: draft}",
    "params: {private: yes}",
    "meta: {robots: noindex}",
    "params: {publishDate: 2999-01-01}",
    "scheduled: 2999-01-01",
    "scheduled: 2999-01-01T10:00",
    "scheduled_for: 2999-01-01",
    "go_live: 2999-01-01",
    "embargo: 2999-01-01",
    "scheduled: true",
    "stage: draft",
    "stage: First draft",
    "workflow: in review",
    "publication_status: private",
    "robots: noindex",
    "robots: 'noindex, follow'",
    "robots: NONE",
    "robots: [noindex]",
    "robots: {index: false}",
    "noindex: true",
    "seo: {noindex: yes}",
    "head: [[meta, {name: robots, content: noindex}]]",
    "meta: [{name: ROBOTS, content: 'noindex'}]",
    "hugo: {nested: {draft: true}}",
    "page-draft: true",
    "draft_mode: on",
    "categories: [Drafts]",
    "type: draft",
    "layout: draft",
    "taxonomies: {tags: [draft]}",
    "entwurf: true",
    "'draft ': true",
    "params: {draft: perhaps}",
    "scheduled: soon",
    "params: {draft: true}\nparams: {draft: false}",
]

SHOWN = [
    "params: {draft: false}",
    "cover: {hidden: true}",
    "menu: {private: true}",
    "scheduled: 2020-01-01",
    "scheduled: false",
    "stage: early",
    "stage: 3",
    "robots: index",
    "robots: 'index, follow, noarchive'",
    "noindex: false",
    "type: review",
    "layout: archive",
    "categories: [Draft horses]",
    "extra: {status: seedling}",
    "extra: {date: 2999-01-01}",
    "params: {toc: {hidden: true}}",
    "drafted_by: Anna",
    "embargo: no",
]

META = [
    '<meta name="robots" content="noindex">',
    "<META NAME=ROBOTS CONTENT='NOINDEX,NOFOLLOW'>",
    '<meta content="none" name="googlebot">',
    '<meta name="robots" content="index"><meta name="robots" content="noindex">',
    "<meta\nname='robots'\ncontent='noindex' />",
]


def _read(folder: Path, name: str, text: str) -> Found:
    (found,) = visible(read_sources([write(folder / name, text)]), TODAY)
    return found


@pytest.mark.parametrize("form", READ)
@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_draft_is_read_whatever_stands_round_its_fences(tmp_path: Path, form: str, ending: str) -> None:
    found = _read(tmp_path, "a.md", (READ[form] + TEXT).replace("\n", ending))
    assert isinstance(found, Skipped)
    assert found.reason.startswith("not published (")


@pytest.mark.parametrize("form", READ)
def test_front_matter_is_read_whatever_stands_round_its_fences(tmp_path: Path, form: str) -> None:
    text = READ[form].replace("true", "false").replace("‘draft’", "‘public’") + TEXT
    found = _read(tmp_path, "a.md", text)
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("Hips", TEXT.strip())


@pytest.mark.parametrize("form", UNREAD)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_what_cannot_be_read_and_speaks_of_a_draft_is_named_and_no_article(
    tmp_path: Path, form: str, name: str
) -> None:
    error = _read(tmp_path, name, UNREAD[form] + TEXT)
    assert isinstance(error, ArticleError)
    assert "may mean that it is a draft" in error.what
    assert "draft: false" in error.remedy


@pytest.mark.parametrize("form", UNREAD)
def test_article_that_says_it_is_no_draft_is_none_whatever_its_text_says(tmp_path: Path, form: str) -> None:
    front, _, body = UNREAD[form].rpartition("---\ntitle: Hips\n---\n")
    found = _read(tmp_path, "a.md", f"---\ntitle: Hips\ndraft: false\n---\n{front}{body}{TEXT}")
    assert isinstance(found, Article)


@pytest.mark.parametrize("field", ["text", "markdown"])
def test_line_of_json_whose_text_speaks_of_a_draft_is_named(tmp_path: Path, field: str) -> None:
    for head in (f"---\n{FIELDS}\n---\n", UNREAD["quoted"], UNREAD["obsidian"]):
        line = json.dumps({"id": "a", "title": "Hips", field: head + TEXT})
        assert isinstance(_read(tmp_path, "a.jsonl", line), ArticleError)


@pytest.mark.parametrize("line", PROSE)
def test_prose_that_speaks_of_drafts_is_an_article(tmp_path: Path, line: str) -> None:
    found = _read(tmp_path, "a.md", f"{line}\n\n{TEXT}")
    assert isinstance(found, Article)
    assert TEXT.strip() in found.text


@pytest.mark.parametrize("form", UNREAD)
def test_article_about_drafts_may_show_them_below_its_head(tmp_path: Path, form: str) -> None:
    found = _read(tmp_path, "a.md", f"---\ntitle: Hips\n---\n{TEXT}\n\n{UNREAD[form]}{TEXT}")
    assert isinstance(found, Article)


@pytest.mark.parametrize(("lines", "public"), [*((each, False) for each in HIDDEN), *((each, True) for each in SHOWN)])
def test_fields_in_fields_and_of_editors_tell_of_publication(tmp_path: Path, lines: str, public: bool) -> None:
    assert isinstance(_read(tmp_path, "a.md", FRONT.format(lines)), Article) is public


def test_draft_in_a_table_of_toml_is_not_published(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.md", '+++\ntitle = "Hips"\n[extra]\ndraft = true\n+++\nText.')
    assert isinstance(found, Skipped)
    assert found.reason == "not published (draft: true), in extra"


@pytest.mark.parametrize("meta", META)
def test_page_that_keeps_robots_off_is_left_out_and_named(tmp_path: Path, meta: str) -> None:
    found = _read(tmp_path, "a.html", f"<!doctype html><html><head><title>Hips</title>{meta}</head><p>{TEXT}")
    assert isinstance(found, Skipped)
    assert found.reason.startswith("not to be found (robots: ")


@pytest.mark.parametrize("meta", META)
def test_line_of_html_that_keeps_robots_off_is_left_out(tmp_path: Path, meta: str) -> None:
    line = json.dumps({"id": "a", "title": "Hips", "html": f"<html><head>{meta}</head><p>{TEXT}"})
    assert isinstance(_read(tmp_path, "a.jsonl", line), Skipped)


@pytest.mark.parametrize(
    "meta", ['<meta name="robots" content="index, follow">', '<!-- <meta name="robots" content="noindex"> -->']
)
def test_page_that_lets_robots_in_is_an_article(tmp_path: Path, meta: str) -> None:
    found = _read(tmp_path, "a.html", f"<!doctype html><html><head><title>Hips</title>{meta}</head><p>{TEXT}")
    assert isinstance(found, Article)
