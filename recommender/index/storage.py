"""Generations on disk: written aside, renamed into place, named in CURRENT last.

    DIR/CURRENT                      the name of the generation in use, and `held` where builds leave it so; one line
    DIR/generations/<name>/          plain .npy arrays, cards.jsonl, JSON documents, manifest.json

A process that is killed at any moment leaves CURRENT at the old generation, and a folder `.building-…` that the
next build removes. Nothing is pickled.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.errors import IndexBroken, IndexMissing, IndexUnwritable, IndexVersion
from recommender.index.cards import Cards
from recommender.index.engine import Index

FORMAT_VERSION = 3
"""Raised when the files of a generation change their meaning; another version is refused, never guessed at."""

KEPT_GENERATIONS = 3
"""The newest so many old ones stay on disk: to go back to, and so that workers can finish on the one they opened."""

CURRENT, GENERATIONS, MANIFEST, CARDS = "CURRENT", "generations", "manifest.json", "cards.jsonl"
HELD = "held"
REBUILD = "Build it again with `limber build`."

Array = NDArray[Any]


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
    Raises IndexUnwritable and leaves the generation in use as it was.
    """
    try:
        generations = folder / GENERATIONS
        generations.mkdir(parents=True, exist_ok=True)
        _sweep(generations)
        aside = Path(mkdtemp(prefix=f".building-{os.getpid()}-", dir=generations))
        try:
            name = _write(aside, arrays, files, facts, today)
            _move(aside, generations / name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        if not is_held(folder) or name == current_generation(folder):
            switch(folder, name)
        _forget_old(generations, {name, current_generation(folder)}, keep)
    except OSError as error:
        remedy = "The generation in use is untouched. Check the disk and the permissions, then build again."
        raise IndexUnwritable.because(error, folder, remedy) from error
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
    home = folder / GENERATIONS / name
    try:
        return home.stat().st_mtime
    except OSError as error:
        raise IndexBroken("the generation is missing", place=str(home), remedy=REBUILD) from error


def switch(folder: Path, name: str, *, held: bool = False) -> None:
    """Put a generation in use, in one rename. Raises OSError."""
    aside = folder / f".{CURRENT}-{os.getpid()}"
    with aside.open("w", encoding="ascii") as file:
        file.write(f"{name} {HELD}\n" if held else f"{name}\n")
        _flush(file)
    aside.replace(folder / CURRENT)


def verify_generation(home: Path) -> None:
    """Compare every file of a generation with its manifest. Raises IndexBroken or IndexVersion."""
    for file, facts in read_manifest(home)["files"].items():
        _check_file(home / file, facts, verify=True)


def newest_first(generations: Path) -> list[Path]:
    """The folders of the generations on disk, the one built last first."""
    found = [each for each in generations.iterdir() if not each.name.startswith(".")]
    return sorted(found, key=lambda each: each.stat().st_mtime, reverse=True)


def _read_current(folder: Path) -> list[str]:
    try:
        return (folder / CURRENT).read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexMissing(
            "there is no index here",
            place=str(folder),
            remedy="Build one with `limber build`, or name another folder with --index.",
        ) from error


def open_index(folder: Path, *, verify: bool = False, generation: str | None = None) -> tuple[Index, dict[str, Any]]:
    """Open the generation in use, or the one named, memory-mapped, with its JSON documents by name.

    File sizes are always compared with the manifest; with `verify` the sha256 of each file too.
    Raises IndexMissing, IndexVersion or IndexBroken.
    """
    home = folder / GENERATIONS / (current_generation(folder) if generation is None else generation)
    manifest = read_manifest(home)
    for file, facts in manifest["files"].items():
        _check_file(home / file, facts, verify=verify)
    try:
        arrays = {
            # a plain view of the mapping: NumPy's memmap class makes each small slice ten times as dear
            file.removesuffix(".npy"): np.asarray(np.load(home / file, mmap_mode="r", allow_pickle=False))
            for file in manifest["files"]
            if file.endswith(".npy")
        }
        size = (home / CARDS).stat().st_size
        lines = np.memmap(home / CARDS, dtype=np.uint8, mode="r") if size else np.zeros(0, dtype=np.uint8)
        documents = {
            file: json.loads((home / file).read_bytes()) for file in manifest["files"] if file.endswith(".json")
        }
        index = Index(manifest, arrays, Cards(lines, arrays["cards.offsets"]))
    except (OSError, ValueError, KeyError) as error:
        raise IndexBroken(f"the index cannot be read: {error}", place=str(home), remedy=REBUILD) from error
    return index, documents


def _write(
    aside: Path, arrays: Mapping[str, Array], files: Mapping[str, bytes], facts: Mapping[str, Any], today: date
) -> str:
    for name, array in sorted(arrays.items()):
        with (aside / f"{name}.npy").open("wb") as file:
            np.save(file, array, allow_pickle=False)
            _flush(file)
    for name, content in sorted(files.items()):
        with (aside / name).open("wb") as file:
            file.write(content)
            _flush(file)
    listed = {path.name: {"bytes": path.stat().st_size, "sha256": _digest(path)} for path in sorted(aside.iterdir())}
    record: dict[str, Any] = {"format": FORMAT_VERSION, **facts, "files": listed}
    record["generation"] = f"{today:%Y%m%d}-{_digest_of(record)}"
    with (aside / MANIFEST).open("wb") as file:
        file.write(json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")
        _flush(file)
    return str(record["generation"])


def _move(aside: Path, home: Path) -> None:
    if home.exists() and _is_whole(home):
        os.utime(home)  # the same generation, built again on the same day: now it is the newest
        return
    shutil.rmtree(home, ignore_errors=True)
    aside.chmod(0o755)
    aside.rename(home)


def _is_whole(home: Path) -> bool:
    try:
        verify_generation(home)
    except (IndexBroken, IndexVersion):
        return False
    return True


def read_manifest(home: Path) -> dict[str, Any]:
    """The manifest of a generation. Raises IndexBroken or IndexVersion."""
    try:
        manifest: dict[str, Any] = json.loads((home / MANIFEST).read_bytes())
        version, files = manifest["format"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexBroken("the manifest is missing or broken", place=str(home), remedy=REBUILD) from error
    if version != FORMAT_VERSION:
        raise IndexVersion(
            f"the index has format version {version!r}, this Limber reads {FORMAT_VERSION}",
            place=str(home),
            remedy=REBUILD,
        )
    facts = {key: value for key, value in manifest.items() if key != "generation"}
    if not str(manifest.get("generation")).endswith(_digest_of(facts)) or CARDS not in files:
        what = "the manifest is damaged: the generation's name is not made of it"
        raise IndexBroken(what, place=str(home), remedy=REBUILD)
    return manifest


def _digest_of(record: Mapping[str, Any]) -> str:
    """What the name of a generation ends in: twelve digits of a digest of its manifest without the name."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()[:12]


def _check_file(path: Path, facts: Mapping[str, Any], *, verify: bool) -> None:
    try:
        size = path.stat().st_size
        sound = size == facts["bytes"] and (not verify or _digest(path) == facts["sha256"])
    except OSError as error:
        raise IndexBroken(
            f"a file of the index is missing: {error.strerror}", place=str(path), remedy=REBUILD
        ) from error
    if not sound:
        what = f"{size} bytes where the manifest says {facts['bytes']}" if size != facts["bytes"] else "altered content"
        raise IndexBroken(f"a file of the index is damaged: {what}", place=str(path), remedy=REBUILD)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sweep(generations: Path) -> None:
    """Remove what builds that died left behind; a build that still runs keeps its folder."""
    for left in generations.glob(".building-*"):
        pid = left.name.split("-")[1]
        if not (pid.isdigit() and _is_alive(int(pid))):
            shutil.rmtree(left, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    if os.name == "nt":
        return pid == os.getpid()  # os.kill would end the process there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # another user's
    return True


def _forget_old(generations: Path, wanted: set[str], keep: int) -> None:
    for each in [each for each in newest_first(generations) if each.name not in wanted][keep:]:
        shutil.rmtree(each, ignore_errors=True)
