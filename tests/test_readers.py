import json
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples import FRONT, write

from recommender.article import KINDS, MOVEMENTS, Article
from recommender.errors import ArticleError, InputError, LimberError
from recommender.readers import Found, Skipped, Warned, bundled_path, files, read_sources

GOLDEN = Path(__file__).parent / "data" / "readers"
DEFAULTS = asdict(Article(id="", title="", text=""))


def _record(found: Found) -> dict[str, Any]:
    """What was found as the expected files tell it: fields of an article that are not the default."""
    if isinstance(found, Skipped):
        return {"skipped": found.reason}
    if isinstance(found, Warned):
        return {"warned": str(found)}
    if isinstance(found, LimberError):
        return {"left out": f"{Path(found.place).name}: {found.what}. {found.remedy}"}
    told = {each.name: getattr(found, each.name) for each in fields(found) if each.name != "place"}
    told = {name: value for name, value in told.items() if value != DEFAULTS[name]}
    return json.loads(json.dumps(told, default=date.isoformat))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "source", sorted(path for path in GOLDEN.iterdir() if path.suffix != ".json"), ids=lambda path: path.name
)
def test_reader_gives_what_is_expected(source: Path) -> None:
    expected = json.loads(source.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert [_record(found) for found in read_sources([source])] == expected


def test_reader_of_a_folder_takes_visible_articles_in_order_with_paths_as_ids(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.markdown", "a.txt", "c.mdx", "d.mdown", ".hidden.md", ".git/c.md", "Upper.MD", "a.csv"):
        write(tmp_path / name, "Text.")
    write(tmp_path / "e.html", "<p>Text.</p>")
    found = list(read_sources([tmp_path]))
    assert [_record(each)["id"] for each in found] == ["Upper", "a/z", "a", "b", "c", "d", "e"]


def test_reader_of_a_folder_passes_over_what_belongs_to_programs(tmp_path: Path) -> None:
    for name in ("node_modules/x/README.md", "_site/a.html", "vendor/b.md", "_layouts/post.html", "robots.txt"):
        write(tmp_path / name, "Text.")
    write(tmp_path / "_posts" / "2024-01-01-walk.md", "Text.")
    assert [_record(each)["id"] for each in read_sources([tmp_path])] == ["_posts/2024-01-01-walk"]


def test_reader_of_a_folder_names_drafts_partials_and_formats_it_cannot_read(tmp_path: Path) -> None:
    for name in ("_drafts/secret.md", "_index.md", "old.rst", "walk.md"):
        write(tmp_path / name, "Text.")
    found = {Path(each.place).name: each.reason for each in read_sources([tmp_path]) if isinstance(each, Skipped)}
    assert found == {
        "_drafts": "not published (a folder of drafts)",
        "_index.md": "no article: its name begins with _",
        "old.rst": "no reader for .rst",
    }


def test_files_of_one_name_are_told_apart_by_their_suffix(tmp_path: Path) -> None:
    for name in ("x.markdown", "x.mdx", "x.txt"):
        write(tmp_path / name, "Text.")
    assert [_record(each)["id"] for each in read_sources([tmp_path])] == ["x", "x.mdx", "x.txt"]


def test_folders_side_by_side_tell_the_language_and_a_lone_one_does_not(tmp_path: Path) -> None:
    for name in ("en/hip.md", "de/hip.md", "pt-br/deep/hip.md", "notes/it/hip.md", "walk.fr.md", "v2.js.md"):
        write(tmp_path / name, "Text.")
    languages = {each.id: each.language for each in read_sources([tmp_path]) if isinstance(each, Article)}
    assert languages == {
        "de/hip": "de", "en/hip": "en", "notes/it/hip": "en", "pt-br/deep/hip": "pt", "v2.js": "en", "walk.fr": "fr",
    }  # fmt: skip


def test_front_matter_of_nikola_stands_in_a_file_beside(tmp_path: Path) -> None:
    write(tmp_path / "walk.md", "Walk.")
    write(tmp_path / "walk.meta", ".. title: A walk\n.. status: draft\n")
    assert [_record(each) for each in read_sources([tmp_path])] == [{"skipped": "not published (status: draft)"}]


def test_page_that_refreshes_to_another_is_no_article(tmp_path: Path) -> None:
    page = '<html><head><meta http-equiv="refresh" content="0; url=/new"></head><body>Moved</body></html>'
    (found,) = read_sources([write(tmp_path / "old.html", page)])
    assert isinstance(found, Skipped)


BROKEN_FILES: list[tuple[str, str, str | bytes, str, str]] = [
    ("yaml", "a.md", "---\ntitle: one: two\n---\nText.", "a.md:2", "quotes"),
    ("yaml-later", "a.md", FRONT.format("tags: [a"), "a.md:4", "YAML"),
    ("kind", "a.md", FRONT.format("kind: streching"), "a.md", "Did you mean 'stretching'?"),
    ("kind-list", "a.md", FRONT.format("kind: [stretching, anatomy]"), "a.md", "['stretching', 'anatomy']"),
    ("movement", "a.md", FRONT.format("movements: [kneelling]"), "a.md", "Did you mean 'kneeling'?"),
    ("date", "a.md", FRONT.format("publishDate: soon"), "a.md", "soon"),
    ("utf-16", "a.md", "Text.".encode("utf-16"), "a.md", "UTF-16"),
    ("latin-1", "a.md", "Café".encode("latin-1"), "a.md", "0xe9 at position 3"),
    ("nul", "a.md", b"Te\0xt", "a.md", "NUL"),
    ("json", "a.jsonl", '{"id": "a", "text": "x"}\n{"id": ', "a.jsonl:2", "not valid JSON"),
    ("json-array", "a.jsonl", '["a"]', "a.jsonl:1", "list"),
    ("json-deep", "a.jsonl", "[" * 100_000, "a.jsonl:1", "not valid JSON"),
    ("json-text", "a.jsonl", '{"id": "a", "text": ["x"]}', "a.jsonl:1", "['x']"),
    ("json-id", "a.jsonl", '{"text": "x"}', "a.jsonl:1", "no id"),
    ("json-id-type", "a.jsonl", '{"id": {"a": 1}, "text": "x"}', "a.jsonl:1", "no id"),
    ("json-latin-1", "a.jsonl", '{"id": "a", "text": "Café"}'.encode("latin-1"), "a.jsonl:1", "0xe9"),
    ("json-surrogate", "a.jsonl", '{"id": "a", "text": "half a pair: \\ud83d"}', "a.jsonl:1", "surrogate"),
    ("json-kind", "a.jsonl", '{"id": "a", "text": "x", "kind": 5}', "a.jsonl:1", "5"),
]


@pytest.mark.parametrize(
    ("name", "content", "place", "said"), [row[1:] for row in BROKEN_FILES], ids=[row[0] for row in BROKEN_FILES]
)
def test_broken_article_names_place_value_and_remedy(
    tmp_path: Path, name: str, content: str | bytes, place: str, said: str
) -> None:
    errors = [each for each in read_sources([write(tmp_path / name, content)]) if not isinstance(each, Article)]
    (error,) = errors
    assert isinstance(error, ArticleError)
    assert error.place == str(tmp_path / place)
    assert said in str(error)
    assert error.remedy


def _missing(folder: Path) -> Path:
    return folder / "nowhere"


def _without_articles(folder: Path) -> Path:
    return write(folder / "posts" / "a.rst", "Text.").parent


def _of_unknown_format(folder: Path) -> Path:
    return write(folder / "posts.csv", "a,b")


@pytest.mark.parametrize("source", [_missing, _without_articles, _of_unknown_format])
def test_source_that_is_none_is_named_with_a_remedy(tmp_path: Path, source: Callable[[Path], Path]) -> None:
    path = source(tmp_path)
    with pytest.raises(InputError) as caught:
        list(read_sources([path]))
    assert caught.value.place == str(path)
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["a.md", "a.jsonl"])
def test_article_that_is_too_big_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(files, "BIGGEST_FILE", 20)
    (error,) = read_sources([write(tmp_path / name, '{"id": "a", "text": "long"}')])
    assert isinstance(error, ArticleError)
    assert "MB" in error.what


def test_file_that_cannot_be_opened_is_an_error_of_its_article(tmp_path: Path) -> None:
    path = tmp_path / "loop.md"
    path.symlink_to(path)
    with pytest.raises(InputError, match="loop"):
        list(read_sources([path]))


def test_every_kind_and_movement_is_read(tmp_path: Path) -> None:
    for kind in KINDS:
        write(tmp_path / f"{kind}.md", FRONT.format(f"kind: {kind}\nmovements: {', '.join(MOVEMENTS)}"))
    found = [each for each in read_sources([tmp_path]) if isinstance(each, Article)]
    assert sorted(each.kind or "" for each in found) == sorted(KINDS)
    assert {each.movements for each in found} == {MOVEMENTS}


def test_bundled_corpus_is_read_whole(limber_index: Path) -> None:
    manifests = [json.loads(path.read_bytes()) for path in limber_index.glob("generations/*/manifest.json")]
    assert [each["articles"] for each in manifests] == [len(list(bundled_path("articles").glob("*.md")))]
