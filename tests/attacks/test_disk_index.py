"""An index that somebody altered, manifest and all, or whose files are no files: refused when it is opened."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from forging import as_file, forge, use
from samples import TINY, build_index, open_tiny, write
from users import no_root, public_folder
from waiting import at_once

from recommender.article import Page
from recommender.errors import IndexBroken, IndexError_, IndexMissing
from recommender.index import current_generation, open_index
from recommender.index.layout import DTYPES
from recommender.index.manifest import MANIFEST
from recommender.index.storage import CURRENT, GENERATIONS
from recommender.recommend import Recommender

TESTS = str(Path(__file__).parent.parent)
Change = Callable[[Any], Any]


def _home(folder: Path) -> Path:
    return folder / GENERATIONS / current_generation(folder)


def _alter(folder: Path, name: str, change: Change) -> None:
    array = np.load(io.BytesIO((_home(folder) / f"{name}.npy").read_bytes()))
    forge(folder, {f"{name}.npy": as_file(change(array))})


def _put(place: int, value: float) -> Change:
    def change(array: Any) -> Any:
        array[place] = value
        return array

    return change


FUZZ = """
import faulthandler, sys
faulthandler.enable()
sys.path.insert(0, sys.argv[1])
from fuzzing import fuzz
outcome = fuzz("forged", 150, seed=int(sys.argv[2]))
print(outcome.tried, outcome.failures)
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_altered_arrays_neither_end_a_process_nor_raise_behind_the_opening(seed: int) -> None:
    command = [sys.executable, "-c", FUZZ, TESTS, str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "150 {}\n"), done.stderr


def test_forged_index_that_holds_what_it_held_is_opened_and_used(tmp_path: Path) -> None:
    open_tiny(tmp_path)
    forge(tmp_path, {}, limber="9.9")
    assert use(tmp_path)


@pytest.mark.parametrize("name", [name for name in DTYPES if name not in ("url_rows",)])
@pytest.mark.parametrize("change", [lambda array: array[:-1], lambda array: np.append(array, array[-1:])])
def test_array_of_another_length_is_refused(tmp_path: Path, name: str, change: Change) -> None:
    open_tiny(tmp_path)
    _alter(tmp_path, name, change)
    with pytest.raises(IndexBroken):
        open_index(tmp_path)


@pytest.mark.parametrize("name", DTYPES)
def test_array_of_another_type_is_refused(tmp_path: Path, name: str) -> None:
    open_tiny(tmp_path)
    _alter(tmp_path, name, lambda array: array.astype("f8" if array.dtype != "f8" else "f4"))
    with pytest.raises(IndexBroken, match="is wanted"):
        open_index(tmp_path)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        *((name, _put(-1, np.nan)) for name in ("rows.values", "postings.values", "centrality", "field_shares")),
        *((name, _put(0, -0.5)) for name in ("rows.values", "postings.values", "common_lengths")),
        *((name, _put(0, 1.5)) for name in ("rows.values", "postings.values", "common_lengths")),
        *((name, _put(0, 10**6)) for name in ("rows.indices", "postings.indices", "names.numbers", "ids.numbers")),
        *((name, _put(0, -1)) for name in ("rows.indices", "postings.indices", "updated", "url_rows", "languages")),
        *((name, _put(1, 2**40)) for name in ("rows.indptr", "postings.indptr", "cards.offsets", "names.offsets")),
        *((name, _put(0, 1)) for name in ("rows.indptr", "postings.indptr", "cards.offsets", "ids.offsets")),
        ("kinds", _put(0, 7)),
        ("kinds", _put(0, -2)),
        ("movements", _put(0, 2**31)),
        ("updated", _put(0, 4_000_000)),
        ("df", _put(0, 7)),
        ("pairs", _put(0, -5)),
        ("pairs", _put(-1, 2**62)),
        ("pairs", lambda array: array[::-1]),
        ("names.hashes", lambda array: array[::-1]),
        ("names.bytes", _put(3, 0xFF)),
        ("rows.indices", lambda array: array[::-1]),
        ("postings.indices", lambda array: array[::-1]),
    ],
)
def test_number_that_leads_out_of_its_array_or_out_of_order_is_refused(
    tmp_path: Path, name: str, change: Change
) -> None:
    open_tiny(tmp_path)
    _alter(tmp_path, name, change)
    with pytest.raises(IndexBroken, match=rf"{name}|index cannot be read"):
        open_index(tmp_path)


def test_offset_within_a_character_is_refused(tmp_path: Path) -> None:
    build_index(tmp_path, [*TINY, TINY[0].__class__(id="ärger", title="Ärger", text="Ärger über Hüften.")])
    place = int(np.flatnonzero(np.load(_home(tmp_path) / "ids.bytes.npy") >= 0x80)[0]) + 1
    row = int(np.searchsorted(np.load(_home(tmp_path) / "ids.offsets.npy"), place))
    _alter(tmp_path, "ids.offsets", _put(row, place))
    with pytest.raises(IndexBroken, match=r"ids\.offsets"):
        open_index(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"kind":"stretching"', b'"kind":"stretchinG"'),
        (b'"updated":"2026-01-02"', b'"updated":"2026-02-30"'),
        (b'"updated":"2026-01-02"', b'"updated":"0000-01-02"'),
        (b'"updated":"2026-01-02"', b'"updated":"2026-02-29"'),
        (b'"reading_minutes":1', b'"reading_minutes":0'),
        (b'"movements":["supine"]', b'"movements":["SUPINE"]'),
        (b'"exclude":false', b'"exclude":FALSE'),
        (b'"title":"Ham', b'"title":\xffHam'),
        (b'"title":"Ham', b'"title":"H\xffm'),
        (b'"title":"Hamstr', b'"title":"\\ud800'),
        (b'"id":"sleep"', b'"id":["lee"]'),
        (b'"language":"en"', b'"language":null'),
        (b'"tags":[]', b'"tags":{}'),
        (b'"pin":[]', b'"pin":""'),
        (b'"fired":[]', b'"fired":{}'),
        (b'"image":null', b'"imago":null'),
        (b"}\n{", b"},\n"),
        (b"}\n{", b"}{\n"),
    ],
)
def test_card_of_another_shape_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    open_tiny(tmp_path)
    content = (_home(tmp_path) / "cards.jsonl").read_bytes()
    assert old in content
    forge(tmp_path, {"cards.jsonl": content.replace(old, new, 1)})
    with pytest.raises(IndexBroken):
        open_index(tmp_path)


@pytest.mark.parametrize("day", ["0001-01-01", "0004-02-29", "2000-02-29", "2024-02-29", "9999-12-31"])
def test_day_of_any_calendar_year_is_taken(tmp_path: Path, day: str) -> None:
    open_tiny(tmp_path)
    content = (_home(tmp_path) / "cards.jsonl").read_bytes()
    forge(tmp_path, {"cards.jsonl": content.replace(b"2026-01-02", day.encode())})
    index, _ = open_index(tmp_path)
    assert day in {str(index.card(row).updated) for row in range(len(index))}


@pytest.mark.parametrize("name", ["vocabulary.json", "cautions.json"])
@pytest.mark.parametrize("content", [b"", b"[1]", b"[" * 200_000, b'{"version": 7}', b'{"x": 1}', b"\xff", b'"x"'])
def test_document_of_another_shape_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    open_tiny(tmp_path)
    forge(tmp_path, {name: content})
    with pytest.raises(IndexBroken):
        Recommender.open(tmp_path)


@pytest.mark.parametrize(
    "facts",
    [
        {"files": []},
        {"files": {"cards.jsonl": {"bytes": 1}}},
        {"articles": 9},
        {"articles": "8"},
        {"terms": 0},
        {"languages": "en"},
        {"languages": []},
        {"languages": [1]},
        {"site": 5},
    ],
)
def test_manifest_of_another_shape_is_refused(tmp_path: Path, facts: dict[str, Any]) -> None:
    open_tiny(tmp_path)
    forge(tmp_path, {}, **facts)
    with pytest.raises(IndexBroken):
        open_index(tmp_path)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/dev/zero", "x.npy", "extra.json/../y", "a\0b", "df"])
def test_manifest_that_lists_other_files_is_refused(tmp_path: Path, name: str) -> None:
    open_tiny(tmp_path)
    record = json.loads((_home(tmp_path) / MANIFEST).read_bytes())
    forge(tmp_path, {}, files={**record["files"], name: {"bytes": 0, "sha256": "0" * 64}})
    with pytest.raises(IndexBroken, match="lists other files"):
        open_index(tmp_path)


def test_generation_under_another_name_is_refused(tmp_path: Path) -> None:
    open_tiny(tmp_path)
    other = _home(tmp_path).rename(tmp_path / GENERATIONS / "20270101-000000000000")
    write(tmp_path / CURRENT, other.name)
    with pytest.raises(IndexBroken, match="it is that of the generation"):
        open_index(tmp_path)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _folder(path: Path) -> None:
    path.mkdir()


def _circle(path: Path) -> None:
    path.symlink_to(path)


def _nowhere(path: Path) -> None:
    path.symlink_to("gone")


NO_FILES = [_pipe, _device, _folder, _circle, _nowhere]


@pytest.mark.parametrize("make", NO_FILES)
@pytest.mark.parametrize("name", [CURRENT, MANIFEST, "rows.values.npy", "cards.jsonl", "cautions.json"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    open_tiny(tmp_path)
    path = tmp_path / name if name == CURRENT else _home(tmp_path) / name
    path.unlink()
    make(path)
    for verify in (False, True):
        with at_once(), pytest.raises(IndexMissing if name == CURRENT else IndexBroken):
            Recommender.open(tmp_path, verify=verify)


def test_folder_of_generations_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    write(tmp_path / CURRENT, "20261122-000000000000")
    os.mkfifo(tmp_path / GENERATIONS)
    with pytest.raises(IndexBroken, match="Not a directory"):
        open_index(tmp_path)


@pytest.mark.parametrize("name", [CURRENT, MANIFEST, "df.npy", "vocabulary.json"])
def test_file_that_a_user_may_not_read_is_named(name: str) -> None:
    with public_folder() as folder:
        open_tiny(folder)
        (folder / name if name == CURRENT else _home(folder) / name).chmod(0)
        with no_root(), pytest.raises(IndexMissing if name == CURRENT else IndexBroken, match="Permission denied"):
            open_index(folder)


def test_index_of_a_user_who_may_not_write_answers() -> None:
    with public_folder() as folder:
        open_tiny(folder)
        folder.chmod(0o755)
        with no_root():
            limber = Recommender.open(folder, verify=True)
            assert limber.related(Page(id="hamstring-stretch")).items
            with pytest.raises(IndexError_, match="Permission denied"):
                build_index(folder, TINY)
