"""Index files altered by somebody who makes the manifest anew, so that sizes, digests and the name all agree."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from recommender.article import Page
from recommender.errors import CautionsError, IndexError_
from recommender.explain import explain_rows
from recommender.index.manifest import MANIFEST, digest_of
from recommender.index.storage import CURRENT, GENERATIONS
from recommender.ranking import Policy
from recommender.recommend import Recommender

Mutate = Callable[[random.Random, list[bytes]], bytes]

TEXT = "The hamstrings are tight from sitting; the hip flexors and the psoas too. Numbness around the saddle."


def forge(folder: Path, contents: dict[str, bytes], **facts: Any) -> Path:
    """Write files into the only generation of an index, and make it whole again under its new name.

    `facts` are put into its manifest.
    """
    home = next((folder / GENERATIONS).iterdir())
    for name, content in contents.items():
        (home / name).write_bytes(content)
    record = json.loads((home / MANIFEST).read_bytes())
    record["files"] |= {
        name: {"bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in contents.items()
    }
    record |= facts
    record["generation"] = f"20261122-{digest_of(record)}"
    (home / MANIFEST).write_text(json.dumps(record))
    (folder / CURRENT).write_text(record["generation"])
    return home.rename(home.parent / record["generation"])


def as_file(array: Any) -> bytes:
    """An array as NumPy saves it."""
    content = io.BytesIO()
    np.save(content, array, allow_pickle=False)
    return content.getvalue()


def alter(rng: random.Random, name: str, content: bytes, mutate: Mutate) -> bytes:
    """A file of an index with something else in it; an array mostly stays an array."""
    if not name.endswith(".npy") or rng.random() < 0.1:
        return mutate(rng, [content])
    array = np.load(io.BytesIO(content))
    match rng.randrange(8):
        case 0:
            array = array[: rng.randrange(len(array) + 1)]
        case 1:
            array = np.concatenate([array, array[: rng.randrange(len(array) + 1)]])
        case 2:
            array = array.astype(rng.choice("i1 i2 i4 i8 u1 u4 u8 f4 f8 c16 b1".split()))
        case 3:
            array = array.reshape(1, -1)
        case 4 if len(array):
            array = array[np.array(rng.sample(range(len(array)), len(array)))]
        case _:
            for _ in range(rng.choice((1, 1, 2, 20)) if len(array) else 0):
                array[rng.randrange(len(array))] = _number(rng, array)
    return as_file(array)


def _number(rng: random.Random, array: Any) -> Any:
    if array.dtype.kind == "b":
        return rng.random() < 0.5
    if array.dtype.kind == "f":
        return rng.choice((np.nan, np.inf, -np.inf, -1.0, 0.0, 1e-30, 0.5, 1.0, 1.1, 3e38))
    limits = np.iinfo(array.dtype)
    near = int(rng.choice(array)) + rng.choice((-1, 1, 2))
    return max(
        limits.min, min(limits.max, rng.choice((limits.min, limits.max, -1, 0, 1, len(array), near, near, near)))
    )


def use(folder: Path) -> bool:
    """Open an index as the service does and ask it all that one can; False where it is refused at opening."""
    try:
        limber = Recommender.open(folder, Policy(exclude=("tag:x",), pin=("sleep",)), verify=True)
        limber.assessor.compile()
    except (IndexError_, CautionsError):
        return False
    index, rows = limber.index, range(len(limber.index))
    cards = [index.card(row) for row in rows]
    ids = [each.id for each in cards]
    pages = [Page(text=TEXT, title="Hip"), Page(text="x y"), *(Page(id=each) for each in ids)]
    for page in [each for each in pages if each.id is None or index.row_of_id(each.id) is not None]:
        json.dumps(limber.related(page, limit=8).to_json(), allow_nan=False).encode()
        seen = limber.see(page)
        for each in explain_rows(limber, seen, list(rows)[:3]):
            assert each
        limber.rank(page, 5)
    for each in cards:
        index.row_of_url(each.url or "/")
    for number in range(len(index.terms)):
        index.display(number).encode()
    return True
