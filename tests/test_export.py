import json
import os
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from samples import TINY, TODAY, article, build_index, write

from recommender import Page, Recommender
from recommender.cli import cli
from recommender.errors import OutputError, UsageError
from recommender.export import FORMATS, MARK, export, file_name


def _export(limber: Recommender, form: str, out: Path) -> int:
    return export(limber, form, out, heading="More", today=TODAY)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _answer(limber: Recommender, identity: str) -> Any:
    return limber.related(Page(id=identity), today=TODAY).to_json()


def test_json_files_are_the_answers_of_the_service(tiny: Recommender, tmp_path: Path) -> None:
    assert _export(tiny, "json", tmp_path / "related") == len(TINY)
    files = _files(tmp_path / "related")
    assert set(files) == {MARK, *(f"{each.id}.json" for each in TINY)}
    for each in TINY:
        assert json.loads(files[f"{each.id}.json"]) == _answer(tiny, each.id)


@pytest.mark.parametrize("form", ["jekyll", "hugo"])
def test_data_file_holds_all_answers_and_leaves_other_data_alone(tiny: Recommender, tmp_path: Path, form: str) -> None:
    write(tmp_path / "authors.json", "[]")
    assert _export(tiny, form, tmp_path) == len(TINY)
    assert set(_files(tmp_path)) >= {"authors.json", "related.json"}
    lists = json.loads((tmp_path / "related.json").read_bytes())
    assert lists == {each.id: _answer(tiny, each.id) for each in TINY}


def test_html_files_link_the_same_articles_in_the_same_order(tiny: Recommender, tmp_path: Path) -> None:
    _export(tiny, "html", tmp_path / "related")
    html = (tmp_path / "related" / "desk-breaks.html").read_text()
    links: list[Any] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            links.extend(value for name, value in attrs if (tag, name) == ("a", "href"))

    Links().feed(html)
    assert links == [item["url"] for item in _answer(tiny, "desk-breaks")["items"]]
    assert "<h2>More</h2>" in html


def test_html_of_nothing_related_is_empty(tmp_path: Path) -> None:
    build_index(tmp_path / "index", [article("hips", "Hips."), article("leeks", "Leeks.")])
    _export(Recommender.open(tmp_path / "index"), "html", tmp_path / "related")
    assert (tmp_path / "related" / "leeks.html").read_text().strip() == ""


@pytest.mark.parametrize("form", FORMATS)
def test_same_index_gives_the_same_bytes(tiny: Recommender, tmp_path: Path, form: str) -> None:
    _export(tiny, form, tmp_path / "one")
    _export(tiny, form, tmp_path / "one")
    _export(tiny, form, tmp_path / "other")
    assert _files(tmp_path / "one") == _files(tmp_path / "other")


def test_list_of_an_article_that_is_gone_goes_with_the_next_export(tiny: Recommender, tmp_path: Path) -> None:
    out = tmp_path / "related"
    _export(tiny, "json", out)
    build_index(tmp_path / "fewer", TINY[:3])
    _export(Recommender.open(tmp_path / "fewer"), "json", out)
    assert set(_files(out)) == {MARK, *(f"{each.id}.json" for each in TINY[:3])}
    assert {path.name for path in tmp_path.iterdir()} == {"index", "fewer", "related"}


def test_folder_of_other_files_is_never_replaced(tiny: Recommender, tmp_path: Path) -> None:
    write(tmp_path / "site" / "index.html", "mine")
    with pytest.raises(UsageError, match="no export wrote"):
        _export(tiny, "html", tmp_path / "site")
    assert _files(tmp_path / "site") == {"index.html": b"mine"}


@pytest.mark.parametrize("form", FORMATS)
def test_export_that_cannot_write_leaves_the_last_one(
    tiny: Recommender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    out = tmp_path / "related"
    _export(tiny, form, out)
    before = _files(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", fail)
        patch.setattr(os, "replace", fail)
        with pytest.raises(OutputError, match="No space left"):
            _export(tiny, form, out)
    assert _files(tmp_path) == before


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        ("2026/hips", "2026/hips.json"),
        ("hüfte und rücken", "hüfte und rücken.json"),
        ("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd.json"),
        ("/etc/passwd", "%/etc/passwd.json"),
        ("a//./b", "a/%/%2E/b.json"),
        ("https://example.org/?p=1", "https%3A/%/example.org/%3Fp=1.json"),
        ("nul\0%", "nul%00%25.json"),
        ("back\\slash", "back%5Cslash.json"),
    ],
)
def test_file_of_an_article_stays_below_the_folder(identity: str, name: str) -> None:
    assert file_name(identity, ".json") == name


@pytest.mark.parametrize("identity", ["x" * 300, "é" * 200, "a/" * 2_000 + "b", "a" * 300 + "/b"])
def test_file_of_a_long_id_is_one_that_the_system_takes(tmp_path: Path, identity: str) -> None:
    name = file_name(identity, ".json")
    assert write(tmp_path / name, "{}").exists()
    assert name != file_name(f"{identity}c", ".json")


def test_article_with_a_hostile_id_is_written_inside(tmp_path: Path) -> None:
    build_index(
        tmp_path / "index", [article("../outside", "Hips and sitting."), article("b", "Hips and sitting all day.")]
    )
    _export(Recommender.open(tmp_path / "index"), "json", tmp_path / "out" / "related")
    assert set(_files(tmp_path / "out")) == {f"related/{each}" for each in (MARK, "b.json", "%2E%2E/outside.json")}


def test_command_writes_where_the_format_is_read(
    tiny: Recommender, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for form, place in FORMATS.items():
        done = CliRunner().invoke(cli, ["export", "--format", form, "--index", "index", "--out", f"{form}/{place}"])
        assert (done.exit_code, done.stderr) == (0, "")
        assert f"{len(TINY)} lists in {form}/{place}, of generation {tiny.index.generation}" in done.stdout
    done = CliRunner().invoke(cli, ["export", "--format", "hugo", "--index", "index"])
    assert (done.exit_code, (tmp_path / "data" / "related.json").exists()) == (0, True)
