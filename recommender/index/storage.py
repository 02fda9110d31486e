"""Generations on disk: written aside, renamed into place, named in CURRENT last.

    DIR/CURRENT                      the name of the generation in use, and `held` where builds leave it so; one line
    DIR/generations/<name>/          plain .npy arrays, cards.jsonl, JSON documents, manifest.json, its signature
    DIR/.building, DIR/.switching    files that are locked: one build at a time, one change of CURRENT at a time

A process that is killed at any moment leaves CURRENT at the old generation, and a folder `.building-…` that the
next build removes: whoever holds the lock on `.building` owns every such folder. Nothing is pickled.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.errors import IndexBroken, IndexMissing, IndexUnwritable, IndexVersion
from recommender.index.cards import Cards
from recommender.index.engine import Index
from recommender.index.layout import Unsound, check_arrays
from recommender.index.lock import locked
from recommender.index.manifest import (
    BIGGEST_DOCUMENT,
    CARDS,
    FORMAT_VERSION,
    MANIFEST,
    NAME,
    REBUILD,
    Manifest,
    digest_file,
    digest_of,
    map_array,
    map_bytes,
    open_files,
    read_manifest,
    verify_generation,
)
from recommender.index.signature import SIGNATURE, SecretKey
from recommender.regular import open_regular, read_regular

KEPT_GENERATIONS = 3
"""The newest so many old ones stay on disk: to go back to, and so that workers can finish on the one they opened."""

CURRENT, GENERATIONS = "CURRENT", "generations"
HELD = "held"
BUILDING, SWITCHING = ".building", ".switching"

_LONGEST_CURRENT = 1_000
_BEFORE_SWITCH = f".{CURRENT}.new"

Array = NDArray[Any]


@contextmanager
def building(folder: Path, waits: Callable[[], None] | None = None) -> Iterator[None]:
    """Be the only build in `folder`, and `save_generation` there; where another is, call `waits` and wait for its end.

    Raises IndexUnwritable.
    """
    with ExitStack() as stack:
        with _writing(folder):
            stack.enter_context(locked(folder / BUILDING, waits))
        yield


def save_generation(
    folder: Path,
    arrays: Mapping[str, Array],
    files: Mapping[str, bytes],
    facts: Mapping[str, Any],
    today: date,
    *,
    keep: int = KEPT_GENERATIONS,
) -> str:
    """Write a generation and switch to it, unless another is held; returns its name.

    `arrays` become `<name>.npy`, `files` keep their names, `facts` go into the manifest. The name is the day and
    a digest of the content, so the same articles built with the same settings give the same generation.
    Of the old ones the newest `keep` stay, and always the one in use.
    Only what holds the lock of `building` may call it. Raises IndexUnwritable and leaves the generation in use as it
    was.
    """
    with _writing(folder):
        generations = folder / GENERATIONS
        generations.mkdir(parents=True, exist_ok=True)
        for left in generations.glob(f"{BUILDING}-*"):
            _remove(left)
        aside = Path(mkdtemp(prefix=f"{BUILDING}-", dir=generations))
        try:
            name = _write(aside, arrays, files, facts, today)
            _move(aside, generations / name)
        finally:
            _remove(aside)
        with locked(folder / SWITCHING):
            if not is_held(folder) or name == current_generation(folder):
                _switch(folder, name)
            _forget_old(generations, {name, current_generation(folder)}, keep)
    return name


def current_generation(folder: Path) -> str:
    """The name of the generation in use. Raises IndexMissing."""
    return (_read_current(folder) or [""])[0]


def is_held(folder: Path) -> bool:
    """Whether the owner went back to the generation in use, so that builds leave it in use."""
    try:
        return HELD in _read_current(folder)[1:]
    except IndexMissing:
        return False


def built_at(folder: Path, name: str) -> float:
    """When a generation was built, in seconds since the epoch. Raises IndexBroken."""
    home = home_of(folder, name)
    try:
        return home.stat().st_mtime
    except OSError as error:
        raise IndexBroken("the generation is missing", place=str(home), remedy=REBUILD) from error


def home_of(folder: Path, name: str) -> Path:
    """The folder of a generation. Raises IndexBroken for what is no name of one."""
    if not NAME.fullmatch(name):
        raise IndexBroken(f"{name!r:.80} is no name of a generation", place=str(folder), remedy=REBUILD)
    return folder / GENERATIONS / name


def switch(folder: Path, name: str, *, held: bool = False) -> None:
    """Put a generation in use, in one rename. Raises IndexUnwritable."""
    with _writing(folder), locked(folder / SWITCHING):
        _switch(folder, name, held=held)


def sign_generation(folder: Path, name: str, key: SecretKey) -> Path:
    """Sign a generation, of which every file is verified first; returns the file of the signature.

    Raises IndexBroken, IndexVersion, IndexUnwritable, and UsageError without the extra `sign`.
    """
    home = home_of(folder, name)
    verify_generation(home)
    with open_regular(home / MANIFEST) as file:
        signature = key.sign(file.read(), f"generation {name}")
    with _writing(home):
        aside = home / f".{SIGNATURE}.new"
        _write_file(aside, signature)
        aside.replace(home / SIGNATURE)
        _flush_folder(home)
    return home / SIGNATURE


def newest_first(generations: Path) -> dict[Path, float]:
    """The folders of the generations on disk, with when each was built, as `built_at`; the one built last first."""
    built = {}
    for each in generations.iterdir() if generations.is_dir() else ():
        with suppress(OSError):  # a build may remove it meanwhile
            if NAME.fullmatch(each.name) and each.is_dir():
                built[each] = each.stat().st_mtime
    return dict(sorted(built.items(), key=lambda item: -item[1]))


def open_index(
    folder: Path, *, verify: bool = False, generation: str | None = None, key: str | None = None
) -> tuple[Index, dict[str, Any]]:
    """Open the generation in use, or the one named, memory-mapped, with its JSON documents by name.

    File sizes are always compared with the manifest, and every array and card is looked at: none leads out of
    another. With `verify` the sha256 of each file is compared too; with `key`, a public one, that as well, and the
    manifest must be signed with it. Raises IndexMissing, IndexVersion, IndexBroken, IndexUnsigned, and UsageError for
    what is no key.
    """
    home = home_of(folder, current_generation(folder) if generation is None else generation)
    manifest = read_manifest(home, key)
    try:
        with open_files(home, manifest, verify=verify or bool(key)) as files:
            arrays = {
                name.removesuffix(".npy"): map_array(file, name.removesuffix(".npy"))
                for name, file in files.items()
                if name.endswith(".npy")
            }
            cards = Cards(map_bytes(files[CARDS]), arrays["cards.offsets"])
            texts = {name: file.read(BIGGEST_DOCUMENT) for name, file in files.items() if name.endswith(".json")}
        _check(manifest, arrays, cards)
        documents = {name: json.loads(text) for name, text in texts.items()}
        return Index(manifest.record, arrays, cards), documents
    except Unsound as error:
        what = f"the index is damaged: {error} holds what no build writes"
        raise IndexBroken(what, place=str(home), remedy=REBUILD) from error
    except (OSError, ValueError, RecursionError) as error:
        raise IndexBroken(f"the index cannot be read: {error}", place=str(home), remedy=REBUILD) from error


def _check(manifest: Manifest, arrays: Mapping[str, Array], cards: Cards) -> None:
    record = manifest.record
    found = check_arrays(arrays, manifest.files[CARDS][0], len(record["languages"]))
    if found != (record.get("articles"), record.get("terms")):
        raise Unsound(MANIFEST)
    cards.check()


def _read_current(folder: Path) -> list[str]:
    try:
        return read_regular(folder / CURRENT, _LONGEST_CURRENT).decode("ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        why = f": {CURRENT} cannot be read, {error.strerror}" if isinstance(error, OSError) else ""
        raise IndexMissing(
            f"there is no index here{'' if isinstance(error, FileNotFoundError) else why}",
            place=str(folder),
            remedy="Build one with `limber build`, or name another folder with --index.",
        ) from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        remedy = "The generation in use is untouched. Check the disk and the permissions, then try again."
        raise IndexUnwritable.because(error, folder, remedy) from error


def _write(
    aside: Path, arrays: Mapping[str, Array], files: Mapping[str, bytes], facts: Mapping[str, Any], today: date
) -> str:
    for name, array in sorted(arrays.items()):
        with (aside / f"{name}.npy").open("wb") as file:
            np.save(file, array, allow_pickle=False)
            _flush(file)
    for name, content in sorted(files.items()):
        _write_file(aside / name, content)
    listed = {path.name: {"bytes": path.stat().st_size, "sha256": _digest(path)} for path in sorted(aside.iterdir())}
    record: dict[str, Any] = {"format": FORMAT_VERSION, **facts, "files": listed}
    record["generation"] = f"{today:%Y%m%d}-{digest_of(record)}"
    _write_file(aside / MANIFEST, json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")
    _flush_folder(aside)
    return str(record["generation"])


def _move(aside: Path, home: Path) -> None:
    newest = next(iter(newest_first(home.parent).values()), 0.0)
    if not _is_whole(home):
        _remove(home)
        aside.chmod(0o755)
        aside.rename(home)
    # the newest, also where it was built before on this day, and where the clock has been set back
    now = max(time.time(), newest + 1.0)
    os.utime(home, (now, now))
    _flush_folder(home.parent)


def _is_whole(home: Path) -> bool:
    try:
        verify_generation(home)
    except (IndexBroken, IndexVersion):
        return False
    return True


def _switch(folder: Path, name: str, *, held: bool = False) -> None:
    aside = folder / _BEFORE_SWITCH
    _remove(aside)
    _write_file(aside, f"{name} {HELD}\n".encode() if held else f"{name}\n".encode())
    aside.replace(folder / CURRENT)
    _flush_folder(folder)


def _forget_old(generations: Path, wanted: set[str], keep: int) -> None:
    for each in [each for each in newest_first(generations) if each.name not in wanted][keep:]:
        _remove(each)


def _write_file(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        _flush(file)


def _digest(path: Path) -> str:
    with open_regular(path) as file:
        return digest_file(file)


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, not only the files."""
    if os.name == "nt":
        return  # it opens no folders
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    """Remove a folder with all in it, or whatever else has its name."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
