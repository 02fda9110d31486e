import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from samples import TINY, TODAY, article, build_index, build_settings, write

from recommender.article import Card
from recommender.build import build
from recommender.errors import IndexBroken, IndexError_, IndexMissing, IndexUnwritable, IndexVersion
from recommender.index import current_generation, open_index
from recommender.index.manifest import FORMAT_VERSION, MANIFEST
from recommender.index.storage import CURRENT, GENERATIONS, KEPT_GENERATIONS
from recommender.links import address_of
from recommender.normal import normalise

WORDS = st.lists(st.sampled_from("hip sitting hamstring leek ünïcode".split()), min_size=1, max_size=8)


def _generations(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / GENERATIONS).iterdir())


def _home(folder: Path) -> Path:
    return folder / GENERATIONS / current_generation(folder)


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=5), WORDS), min_size=1, max_size=5, unique_by=lambda each: each[0])
)
def test_index_comes_back_as_it_was_saved(rows: list[tuple[str, list[str]]]) -> None:
    articles = sorted((article(identity, " ".join(words)) for identity, words in rows), key=lambda each: each.id)
    with TemporaryDirectory() as folder:
        summary = build_index(Path(folder), articles, url="/a/{id}")
        index, documents = open_index(Path(folder), verify=True)
        assert index.generation == summary.generation
        assert [index.card(row) for row in range(len(index))] == [
            Card.of(replace(each, url=address_of(each.id, "/a/{id}"), title=normalise(each.title))) for each in articles
        ]
        assert [index.row_of_id(each.id) for each in articles] == list(range(len(articles)))
        again, _ = open_index(Path(folder))
        assert_array_equal(again.vector(0).weights, index.vector(0).weights)
        assert set(documents) == {"vocabulary.json", "cautions.json"}


def test_index_holds_no_pickle(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    assert {path.suffix for path in _home(tmp_path).iterdir()} == {".npy", ".json", ".jsonl"}


def test_manifest_lists_every_file_with_its_size_and_digest(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    manifest = json.loads((_home(tmp_path) / MANIFEST).read_bytes())
    assert manifest["format"] == FORMAT_VERSION
    assert {*manifest["files"], MANIFEST} == {path.name for path in _home(tmp_path).iterdir()}
    assert {name: each["bytes"] for name, each in manifest["files"].items()} == {
        name: (_home(tmp_path) / name).stat().st_size for name in manifest["files"]
    }


def test_same_articles_give_the_same_generation_byte_for_byte(tmp_path: Path) -> None:
    for folder, articles in (("one", TINY), ("other", TINY[::-1])):
        build_index(tmp_path / folder, articles)
    one, other = _home(tmp_path / "one"), _home(tmp_path / "other")
    assert one.name == other.name
    assert {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in other.iterdir()
    }


def test_same_articles_built_again_leave_one_generation(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    build_index(tmp_path, TINY)
    assert _generations(tmp_path) == [current_generation(tmp_path)]


def test_damaged_generation_is_replaced_by_the_same_built_again(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    write(_home(tmp_path) / "df.npy", b"damaged")
    build_index(tmp_path, TINY)
    assert len(open_index(tmp_path, verify=True)[0]) == len(TINY)


@pytest.mark.parametrize("change", [{"updated": TODAY}, {"text": "Other words."}, {"title": "Other"}])
def test_other_articles_give_another_generation(tmp_path: Path, change: dict[str, object]) -> None:
    one = build_index(tmp_path, [article("a", "Hip."), article("b", "Knee.")])
    other = build_index(tmp_path, [article("a", **{"text": "Hip.", **change}), article("b", "Knee.")])  # type: ignore[arg-type]
    assert one.generation != other.generation


def test_old_generations_are_kept_up_to_a_number(tmp_path: Path) -> None:
    names = []
    for days in range(KEPT_GENERATIONS + 3):
        names.append(build(TINY, tmp_path, build_settings(), today=TODAY + timedelta(days)).generation)
        os.utime(tmp_path / GENERATIONS / names[-1], (days, days))
    assert _generations(tmp_path) == names[-KEPT_GENERATIONS - 1 :]
    assert current_generation(tmp_path) == names[-1]


def test_index_that_was_opened_survives_later_builds(tmp_path: Path) -> None:
    build_index(tmp_path, TINY)
    index, _ = open_index(tmp_path)
    for days in range(1, KEPT_GENERATIONS + 2):
        build(TINY[:2], tmp_path, build_settings(), today=TODAY + timedelta(days))
    assert [index.card(row).id for row in range(len(index))] == sorted(each.id for each in TINY)


def test_whatever_builds_that_died_left_is_swept_also_under_the_number_of_a_living_process(tmp_path: Path) -> None:
    for left in (f".building-{os.getpid()}-x", ".building-1-x", ".building-nonsense"):
        write(tmp_path / GENERATIONS / left / "df.npy", b"half")
    write(tmp_path / GENERATIONS / ".building-file", b"half")
    build_index(tmp_path, TINY)
    assert _generations(tmp_path) == [current_generation(tmp_path)]


def _remove_current(folder: Path) -> None:
    (folder / CURRENT).unlink()


def _name_another(folder: Path) -> None:
    write(folder / CURRENT, "20200101-000000000000\n")


def _empty_current(folder: Path) -> None:
    write(folder / CURRENT, "")


def _garble_current(folder: Path) -> None:
    write(folder / CURRENT, b"\xff\xfe")


def _truncate(folder: Path) -> None:
    os.truncate(_home(folder) / "rows.values.npy", 130)


def _truncate_cards(folder: Path) -> None:
    os.truncate(_home(folder) / "cards.jsonl", 0)


def _remove_array(folder: Path) -> None:
    (_home(folder) / "df.npy").unlink()


def _halve_manifest(folder: Path) -> None:
    manifest = _home(folder) / MANIFEST
    write(manifest, manifest.read_bytes()[:100])


def _array_as_manifest(folder: Path) -> None:
    write(_home(folder) / MANIFEST, "[]")


def _manifest_without(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        record = json.loads((_home(folder) / MANIFEST).read_bytes())
        del record["files"][name]
        write(_home(folder) / MANIFEST, json.dumps(record))

    return change


def _other_version(folder: Path) -> None:
    record = json.loads((_home(folder) / MANIFEST).read_bytes())
    write(_home(folder) / MANIFEST, json.dumps({**record, "format": FORMAT_VERSION + 1}))


def _alter_header(folder: Path) -> None:
    array = _home(folder) / "df.npy"
    write(array, b"X" * 20 + array.read_bytes()[20:])


def _alter_document(folder: Path) -> None:
    document = _home(folder) / "vocabulary.json"
    write(document, b"x" + document.read_bytes()[1:])


DAMAGES: list[tuple[Callable[[Path], None], type[IndexError_]]] = [
    (_remove_current, IndexMissing),
    (_garble_current, IndexMissing),
    (_empty_current, IndexBroken),
    (_name_another, IndexBroken),
    (_truncate, IndexBroken),
    (_truncate_cards, IndexBroken),
    (_remove_array, IndexBroken),
    (_halve_manifest, IndexBroken),
    (_array_as_manifest, IndexBroken),
    (_manifest_without("df.npy"), IndexBroken),
    (_manifest_without("cards.jsonl"), IndexBroken),
    (_other_version, IndexVersion),
    (_alter_header, IndexBroken),
    (_alter_document, IndexBroken),
]


@pytest.mark.parametrize(("damage", "error"), DAMAGES)
def test_damaged_index_is_refused_with_place_and_remedy(
    tmp_path: Path, damage: Callable[[Path], None], error: type[IndexError_]
) -> None:
    build_index(tmp_path, TINY)
    damage(tmp_path)
    with pytest.raises(error) as caught:
        open_index(tmp_path)
    assert str(tmp_path) in caught.value.place
    assert "limber build" in caught.value.remedy


def test_missing_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="no index"):
        open_index(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["rows.values.npy", "cards.jsonl", "cautions.json"])
def test_altered_byte_is_found_when_files_are_verified(tmp_path: Path, name: str) -> None:
    build_index(tmp_path, TINY)
    content = bytearray((_home(tmp_path) / name).read_bytes())
    content[-3] ^= 1
    write(_home(tmp_path) / name, bytes(content))
    with pytest.raises(IndexBroken, match="altered"):
        open_index(tmp_path, verify=True)


@pytest.mark.parametrize("call", ["fsync", "rename", "replace"])
def test_build_that_cannot_write_leaves_the_generation_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    old = build_index(tmp_path, TINY).generation

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(IndexUnwritable, match="No space left on device") as caught:
            build_index(tmp_path, TINY[:3])
    assert "untouched" in caught.value.remedy
    assert open_index(tmp_path, verify=True)[0].generation == old
    build_index(tmp_path, TINY[:3])
    assert len(open_index(tmp_path, verify=True)[0]) == 3


def test_build_into_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnwritable, match="cannot be written"):
        build_index(write(tmp_path / "file", "x"), TINY)


def test_generation_is_named_by_the_day_and_its_content(tmp_path: Path) -> None:
    one, other = (build(TINY, tmp_path, build_settings(), today=day).generation for day in (TODAY, date(2027, 1, 2)))
    assert (one[:9], other[:9]) == ("20261122-", "20270102-")
    assert one[9:] == other[9:]
