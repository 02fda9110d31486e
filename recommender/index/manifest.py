"""The manifest of a generation, and its files: opened once, compared with the manifest, mapped.

What is compared is what is read: a file is opened once, and no name is looked up a second time.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from recommender.errors import IndexBroken, IndexVersion
from recommender.index.layout import DTYPES
from recommender.index.signature import SIGNATURE, check_signature
from recommender.regular import open_regular, read_regular

FORMAT_VERSION = 3
"""Raised when the files of a generation change their meaning; another version is refused, never guessed at."""

MANIFEST, CARDS = "manifest.json", "cards.jsonl"
REBUILD = "Build it again with `limber build`."

BIGGEST_MANIFEST, BIGGEST_SIGNATURE, BIGGEST_DOCUMENT = 1_000_000, 10_000, 100_000_000
"""Bytes of what is read whole."""

NAME = re.compile("[0-9]{8}-[0-9a-f]{12}")
"""The name of a generation: a day and a digest of its manifest."""

_DOCUMENT = re.compile(r"[a-z]{1,40}\.json")
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(..)"
    rb"\{'descr': '([<>|][a-z]\d)', 'fortran_order': False, 'shape': \((\d{1,18}),\), \} *\n",
    re.DOTALL,
)
_LONGEST_HEADER = 256

Array = NDArray[Any]


class _File(BaseModel):
    model_config = ConfigDict(strict=True)

    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True)

    generation: Annotated[str, Field(pattern=f"^{NAME.pattern}$")]
    files: dict[str, _File]
    articles: int
    terms: int
    languages: list[str]
    site: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself: the record, and of each file its size in bytes and its sha256."""

    record: Mapping[str, Any]
    files: Mapping[str, tuple[int, str]]


def read_manifest(home: Path, key: str | None = None) -> Manifest:
    """The manifest of the generation in a folder, signed with `key` if one is given.

    Raises IndexBroken, IndexVersion and SettingsError for what is no key.
    """
    try:
        content = read_regular(home / MANIFEST, BIGGEST_MANIFEST)
        record = json.loads(content)
        version = record["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        said = f": {error.strerror}" if isinstance(error, OSError) else ""
        raise IndexBroken(f"the manifest is missing or broken{said}", place=str(home), remedy=REBUILD) from error
    if version != FORMAT_VERSION:
        raise IndexVersion(
            f"the index has format version {version!r:.20}, this Limber reads {FORMAT_VERSION}",
            place=str(home),
            remedy=REBUILD,
        )
    if key:
        check_signature(content, _signature(home), key, place=str(home))
    fault = _fault(record, home.name)
    if fault:
        raise IndexBroken(f"the manifest is damaged: {fault}", place=str(home), remedy=REBUILD)
    return Manifest(record, {name: (each["bytes"], each["sha256"]) for name, each in record["files"].items()})


def digest_of(record: Mapping[str, Any]) -> str:
    """What the name of a generation ends in: twelve digits of a digest of its manifest without the name."""
    facts = {key: value for key, value in record.items() if key != "generation"}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:12]


def verify_generation(home: Path, key: str | None = None) -> None:
    """Compare every file of a generation with its manifest. Raises as `read_manifest`."""
    with open_files(home, read_manifest(home, key), verify=True):
        pass


@contextmanager
def open_files(home: Path, manifest: Manifest, *, verify: bool) -> Iterator[dict[str, BinaryIO]]:
    """The files of a generation by name, open; sizes are compared with the manifest, with `verify` digests too.

    Raises IndexBroken for one that is missing, damaged or no file.
    """
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(_open_file(home / name, *listed, verify=verify))
            for name, listed in manifest.files.items()
        }


def map_array(file: BinaryIO, name: str) -> Array:
    """The array in an open file, memory-mapped and read-only. Raises ValueError for another type or length."""
    begin = file.read(_LONGEST_HEADER)
    found = _HEADER.match(begin)
    if not found or int.from_bytes(found[1], "little") + 10 != found.end():
        raise ValueError(f"{name} is no array of one dimension")
    dtype, written, count = np.dtype(DTYPES[name]), found[2].decode(), int(found[3])
    if written != dtype.str:
        raise ValueError(f"{name} holds {written} where {dtype.str} is wanted")
    if os.fstat(file.fileno()).st_size != found.end() + count * dtype.itemsize:
        raise ValueError(f"{name} has another length than it says")
    mapped = map_bytes(file)
    # a plain view of the mapping: NumPy's memmap class makes each small slice ten times as dear
    return np.frombuffer(mapped, dtype=dtype, count=count, offset=found.end())


def map_bytes(file: BinaryIO) -> Array:
    """The bytes (uint8) of an open file, memory-mapped and read-only."""
    if not os.fstat(file.fileno()).st_size:
        return np.zeros(0, dtype=np.uint8)  # nothing cannot be mapped
    return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), dtype=np.uint8)


def digest_file(file: BinaryIO) -> str:
    """The sha256 of an open file, from its beginning, where it is left."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest


def _open_file(path: Path, size: int, digest: str, *, verify: bool) -> BinaryIO:
    try:
        file = open_regular(path)
    except OSError as error:
        what = f"a file of the index is missing: {error.strerror}"
        raise IndexBroken(what, place=str(path), remedy=REBUILD) from error
    try:
        found = os.fstat(file.fileno()).st_size
        damage = "" if found == size else f"{found} bytes where the manifest says {size}"
        if not damage and verify and digest_file(file) != digest:
            damage = "altered content"
    except OSError as error:
        damage = f"it cannot be read: {error.strerror}"
    if damage:
        file.close()
        raise IndexBroken(f"a file of the index is damaged: {damage}", place=str(path), remedy=REBUILD)
    return file


def _signature(home: Path) -> bytes | None:
    try:
        return read_regular(home / SIGNATURE, BIGGEST_SIGNATURE)
    except OSError:
        return None


def _fault(record: Mapping[str, Any], folder: str) -> str | None:
    """What is wrong with a manifest of the right format, if anything is."""
    try:
        found = _Record.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    if not found.generation.endswith(digest_of(record)):
        return "the generation's name is not made of it"
    if found.generation != folder:
        return f"it is that of the generation {found.generation}"
    wanted = {CARDS, *(f"{each}.npy" for each in DTYPES)}
    odd = {each for each in wanted ^ found.files.keys() if not _DOCUMENT.fullmatch(each)}
    return f"it lists other files than a generation has, or not all: {min(odd)!r:.80}" if odd else None
