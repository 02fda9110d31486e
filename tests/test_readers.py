import json
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples import write

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


def test_reader_of_a_folder_takes_visible_markdown_in_order_with_paths_as_ids(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.markdown", "a.txt", ".hidden.md", ".git/c.md", "Upper.MD"):
        write(tmp_path / name, "Text.")
    found = list(read_sources([tmp_path]))
    assert [_record(each)["id"] for each in found] == ["Upper", "a/z", "b"]


def test_reader_goes_on_after_a_broken_article(tmp_path: Path) -> None:
    write(tmp_path / "a.md", b"\xff\xfeT")
    write(tmp_path / "b.md", "Text.")
    broken, whole = read_sources([tmp_path])
    assert isinstance(broken, ArticleError)
    assert isinstance(whole, Article)


FRONT = "---\ntitle: Hips\n{}\n---\nText."
BROKEN_FILES: list[tuple[str, str, str | bytes, str, str]] = [
    ("yaml", "a.md", "---\ntitle: one: two\n---\nText.", "a.md:2", "quotes"),
    ("yaml-later", "a.md", FRONT.format("tags: [a"), "a.md:4", "YAML"),
    ("yaml-list", "a.md", "---\n- a\n- b\n---\nText.", "a.md", "field: value"),
    ("field-type", "a.md", FRONT.format("tags: {a: b}"), "a.md", "{'a': 'b'}"),
    ("title-type", "a.md", "---\ntitle: [a]\n---\nText.", "a.md", "['a']"),
    ("kind", "a.md", FRONT.format("kind: streching"), "a.md", "Did you mean 'stretching'?"),
    ("kind-list", "a.md", FRONT.format("kind: [stretching]"), "a.md", "['stretching']"),
    ("movement", "a.md", FRONT.format("movements: [kneelling]"), "a.md", "Did you mean 'kneeling'?"),
    ("reviewed", "a.md", FRONT.format("reviewed: soon"), "a.md", "soon"),
    ("utf-16", "a.md", "Text.".encode("utf-16"), "a.md", "UTF-16"),
    ("latin-1", "a.md", "Café".encode("latin-1"), "a.md", "0xe9 at position 3"),
    ("nul", "a.md", b"Te\0xt", "a.md", "NUL"),
    ("json", "a.jsonl", '{"id": "a", "text": "x"}\n{"id": ', "a.jsonl:2", "not valid JSON"),
    ("json-array", "a.jsonl", '["a"]', "a.jsonl:1", "list"),
    ("json-deep", "a.jsonl", "[" * 100_000, "a.jsonl:1", "not valid JSON"),
    ("json-text", "a.jsonl", '{"id": "a", "text": ["x"]}', "a.jsonl:1", "['x']"),
    ("json-id", "a.jsonl", '{"text": "x"}', "a.jsonl:1", "no id"),
    ("json-id-type", "a.jsonl", '{"id": {"a": 1}, "text": "x"}', "a.jsonl:1", "{'a': 1}"),
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


def _without_markdown(folder: Path) -> Path:
    return write(folder / "posts" / "a.txt", "Text.").parent


def _of_unknown_format(folder: Path) -> Path:
    return write(folder / "posts.csv", "a,b")


@pytest.mark.parametrize("source", [_missing, _without_markdown, _of_unknown_format])
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
