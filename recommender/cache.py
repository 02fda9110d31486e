"""What was found in chunks of articles at the last build, so that the next one analyses only what has changed.

    DIR/cache/<key>.npz     the cards and the counted terms of a chunk

The key is a digest of all that they follow from: the articles, the settings, Limber's own code and the libraries that
read words and patterns. A file that is missing or damaged costs time and nothing else; the folder may be deleted.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from recommender.article import Article
from recommender.chunk import Chunk
from recommender.index import CardTable
from recommender.regular import open_regular

FOLDER = "cache"

ONE_IN = 512
"""A chunk ends at one article in so many, chosen by its id. So an article that comes or goes changes its own chunk and
no other, as in content-defined chunking (Muthitacharoen 2001, SOSP)."""

_LIBRARIES = ("google-re2", "numpy", "PyStemmer")
_STRINGS = "strings"
_FIELDS = [name for name in Article.__slots__ if name not in ("text", "place")]

Found = tuple[CardTable, Chunk]


class Cache:
    """Chunks by key, in a folder. Never raises for what is in it or cannot be written to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def keys(self) -> set[str]:
        """The keys of the chunks that are here."""
        return {path.stem for path in self._folder.glob("*.npz")}

    def get(self, key: str) -> Found | None:
        """The chunk with this key, if it is there and whole."""
        try:
            with open_regular(self._path(key)) as file, np.load(file, allow_pickle=False) as parts:
                arrays = {name: parts[name] for name in parts.files}  # each has a checksum, which is compared
            strings = json.loads(arrays.pop(_STRINGS).tobytes())
            return _made(CardTable, strings, arrays), _made(Chunk, strings, arrays)
        except Exception:  # whatever it is: what is here may be anything
            return None

    def put(self, key: str, found: Found) -> None:
        """Keep a chunk."""
        parts = {f"{type(part).__name__}.{name}": getattr(part, name) for part in found for name in part.__slots__}
        strings = {name: part for name, part in parts.items() if isinstance(part, list)}
        arrays: dict[str, Any] = {name: part for name, part in parts.items() if name not in strings}
        arrays[_STRINGS] = np.frombuffer(json.dumps(strings).encode(), dtype=np.uint8)
        content = io.BytesIO()  # not to the file: a full disk leaves NumPy's archive half open
        np.savez(content, **arrays)
        aside = self._folder / f".{os.getpid()}-{key}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(content.getbuffer())
            aside.replace(self._path(key))
        except OSError:
            _remove(aside)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Remove what no chunk of the last build needs."""
        wanted = {self._path(key).name for key in keys}
        for path in self._folder.glob("*"):
            if path.name not in wanted:
                _remove(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.npz"


def cut(articles: Sequence[Article], most: int) -> Iterator[list[Article]]:
    """Articles in chunks of at most `most`, each of which ends where an id says so."""
    chunk: list[Article] = []
    for article in articles:
        chunk.append(article)
        if (
            len(chunk) == most
            or int.from_bytes(hashlib.blake2b(article.id.encode(), digest_size=4).digest()) % ONE_IN == 0
        ):
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def key_of(articles: Iterable[Article], settings: bytes) -> str:
    """The key of a chunk of articles that are analysed with some settings."""
    digest = hashlib.sha256(_code())
    digest.update(settings)
    for article in articles:
        text, rest = article.text.encode(), repr([getattr(article, name) for name in _FIELDS]).encode()
        digest.update(b"%d %d " % (len(text), len(rest)))  # where each ends
        digest.update(text)
        digest.update(rest)
    return digest.hexdigest()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


@cache
def _code() -> bytes:
    """A digest of Limber's own modules and of the libraries that analysis rests on: a new version analyses anew."""
    digest = hashlib.sha256(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


def _made(kind: Any, strings: dict[str, Any], arrays: dict[str, Any]) -> Any:
    both = strings | arrays
    return kind(**{name: both[f"{kind.__name__}.{name}"] for name in kind.__slots__})
