"""Who may read an article, from what its front matter says: public only where that is plain."""

from pathlib import Path

import pytest
from samples import FRONT, TODAY, write

from recommender.article import Article
from recommender.errors import ArticleError
from recommender.readers import Skipped, Warned, read_sources, visible

NOT_PUBLIC = [
    "draft: true", "draft: 'true'", "draft: yes", "draft: on", "draft: 1", "Draft: TRUE", "DRAFT: True",
    "status: draft",
    "Status: Private", "status: pending", "status: [draft]", "post_status: future", "published: false",
    "published: 'false'", "published: no", "published: 0", "publish: false", "public: no", "unlisted: true",
    "headless: true", "hidden: true", "private: true", "password: x", "post_password: x", "visibility: private",
    "build: {render: never}", "build: {list: never}", "_build: {render: false}", "build: false", "render: false",
    "permalink: false", "eleventyExcludeFromCollections: true", "tags: [draft]", "tags: hips draft", "tags: '#draft'",
    "date: 2999-01-01", "publishDate: 2999-01-01", "publish_date: 2999-01-01", "pubDate: Jan 5, 2999",
    "expiryDate: 2020-01-01", "expires: 2020-01-01", "expiry_date: 1577836800", "published: 2999-01-01",
]  # fmt: skip
IN_DOUBT = [
    "draft: maybe", "draft: [a, b]", "draft: {a: b}", "draft: 2", "published: perhaps", "status: seedling",
    "status: {a: b}",
    "date: soon", "date: {{ now }}x", "publishDate: '{{ now }}'", "expires: never again", "expiryDate: 2999",
    "date: 5/1/24", "exclude: perhaps", "pin: {a: b}", "kind: note", "kind: [stretching, anatomy]",
    "movements: [kneel]", "movements: true", "build: {render: sometimes}", "draft: true\ndraft: false",
    "date: 2020-01-01\nDate: 2999-01-01",
]  # fmt: skip
PUBLIC = [
    "draft: false", "draft: 'no'", "draft:", "draft: ''", "draft: 0", "status: published", "status: Publish", "status:",
    "published: true", "published: 2020-01-01", "publish: on", "unlisted: no", "password: ''", "password: false",
    "build: {render: always, list: always}", "date: 2020-01-01", "date: 2024-02-30", "date: Last Modified",
    "expiryDate: 2999-01-01", "expires: false", "eleventyExcludeFromCollections: false", "tags: [drafting]", "date:",
    "state: California", "access: by the back door", "pin: true", "pin: 3", "exclude: no", "kind: ''", "movements:",
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "public"),
    [*((each, False) for each in (*NOT_PUBLIC, *IN_DOUBT)), *((each, True) for each in PUBLIC)],
)
def test_only_what_is_plainly_public_is_an_article(tmp_path: Path, lines: str, public: bool) -> None:
    found = list(visible(read_sources([write(tmp_path / "a.md", FRONT.format(lines))]), TODAY))
    assert [isinstance(each, Article) for each in found if not isinstance(each, Warned)] == [public]


@pytest.mark.parametrize("lines", IN_DOUBT)
def test_what_is_in_doubt_is_named_with_field_and_remedy(tmp_path: Path, lines: str) -> None:
    (error,) = read_sources([write(tmp_path / "a.md", FRONT.format(lines))])
    assert isinstance(error, ArticleError)
    assert error.remedy
    assert error.what.startswith((lines.partition(":")[0], "the front matter"))


def test_articles_of_one_slug_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    for name in ("de/hip.md", "en/hip.md", "en/2024/hip.md"):
        write(tmp_path / name, FRONT.format("slug: hip-stretch"))
    found = [each for each in visible(read_sources([tmp_path]), TODAY) if isinstance(each, Article)]
    assert {each.id: each.path for each in found} == {
        "de/hip": "de/hip-stretch", "en/2024/hip": "en/2024/hip-stretch", "en/hip": "en/hip-stretch",
    }  # fmt: skip


def test_the_first_of_two_articles_with_one_id_stays_and_the_other_is_named(tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        write(tmp_path / name, FRONT.format("id: same"))
    first, second = visible(read_sources([tmp_path]), TODAY)
    assert (isinstance(first, Article), isinstance(second, Skipped)) == (True, True)
    assert [Path(each.place).name for each in (first, second)] == ["a.md", "b.md"]
    assert "'same'" in str(second)
    assert "a.md" in str(second)


def test_days_of_update_and_review_that_are_yet_to_come_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "a.md", FRONT.format("updated: 2999-01-01\nreviewed: 2999-01-01"))
    *warned, found = visible(read_sources([tmp_path]), TODAY)
    assert [each.field for each in warned if isinstance(each, Warned)] == ["updated", "reviewed"]
    assert isinstance(found, Article)
    assert (found.updated, found.reviewed) == (None, None)


@pytest.mark.parametrize(("day", "public"), [("2026-11-22", True), ("2026-11-23", False), ("2026-11-21", True)])
def test_article_is_public_from_its_day_on_and_no_longer_on_the_day_it_expires(
    tmp_path: Path, day: str, public: bool
) -> None:
    write(tmp_path / "from.md", FRONT.format(f"date: {day}"))
    write(tmp_path / "until.md", FRONT.format(f"expires: {day}"))
    found = [each.id for each in visible(read_sources([tmp_path]), TODAY) if isinstance(each, Article)]
    assert ("from" in found) is public
    assert ("until" in found) is (day > "2026-11-22")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("posts/_index.md", "---\ntitle: P\ncascade:\n  draft: true\n---\n"),
        ("posts/_index.md", "---\ncascade:\n- build: {render: never}\n---\n"),
        ("posts/_index.en.md", '+++\n[[cascade]]\n[cascade._build]\nlist = "never"\n+++\n'),
        ("posts/posts.json", '{"permalink": false, "tags": "posts"}'),
        ("posts/posts.11tydata.json", '{"draft": true}'),
        ("posts/deep/a.11tydata.json", '{"eleventyExcludeFromCollections": true}'),
    ],
)
def test_what_a_folder_says_of_publication_holds_for_its_articles(tmp_path: Path, file: str, content: str) -> None:
    write(tmp_path / file, content)
    write(tmp_path / "posts" / "deep" / "a.md", FRONT.format("tags: [hips]"))
    write(tmp_path / "walk.md", FRONT.format(""))
    found = [each for each in read_sources([tmp_path]) if isinstance(each, Article)]
    assert [(each.id, each.tags) for each in found] == [("walk", ())]


def test_what_an_article_says_itself_counts_before_its_folder(tmp_path: Path) -> None:
    write(tmp_path / "_index.md", "---\ncascade: {draft: true, lang: de, tags: [all]}\n---\n")
    write(tmp_path / "a.md", FRONT.format("Draft: false"))
    found = [each for each in read_sources([tmp_path]) if isinstance(each, Article)]
    assert [(each.language, each.tags) for each in found] == [("de", ())]


@pytest.mark.parametrize("content", ["{", "[1]", "\ud800"])
def test_data_of_a_folder_that_cannot_be_read_says_nothing(tmp_path: Path, content: str) -> None:
    write(tmp_path / "posts" / "posts.json", content.encode("utf-8", "surrogatepass"))
    write(tmp_path / "posts" / "a.md", "Text.")
    assert [isinstance(each, Article) for each in read_sources([tmp_path])] == [True]
