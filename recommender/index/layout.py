"""What the arrays of a generation are, and what must hold of them before anything is looked up in them.

An index may come from elsewhere, so its numbers are a stranger's: each that is used as a place in another array is
compared with that array's length once, when the index is opened, because compiled loops do not look again. What is
not looked at is whether the numbers are the right ones: whether a weight is that of its term, a hash that of its
string, the postings those of the rows. Wrong ones give other lists, as another corpus would; signing is against that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.article import KINDS, MOVEMENTS

Array = NDArray[Any]

BLOCK = 1 << 20
"""Numbers that are compared at a time, so that checking takes no memory."""

UNIT = 1.001
"""What is 1 at most may be a little more, as sums of floats are."""

DTYPES: Mapping[str, Any] = MappingProxyType(
    {
        **{f"{table}.bytes": np.uint8 for table in ("names", "ids", "urls", "displays")},
        **{f"{table}.offsets": np.int64 for table in ("names", "ids", "urls", "displays", "cards")},
        **{f"{table}.hashes": np.uint64 for table in ("names", "ids", "urls")},
        **{f"{table}.numbers": np.int32 for table in ("names", "ids", "urls")},
        **{f"{table}.indptr": np.int64 for table in ("rows", "postings")},
        **{f"{table}.indices": np.int32 for table in ("rows", "postings")},
        **{f"{table}.values": np.float32 for table in ("rows", "postings")},
        **dict.fromkeys(("common", "field_terms", "subjects", "excluded"), np.bool_),
        **dict.fromkeys(("field_shares", "centrality", "common_lengths"), np.float32),
        **dict.fromkeys(("df", "url_rows", "updated", "reviewed"), np.int32),
        "pairs": np.int64,
        "kinds": np.int8,
        "movements": np.uint32,
        "languages": np.int16,
    }
)
"""Every array of a generation, with the type of its numbers. All have one dimension."""


class Unsound(ValueError):
    """An array holds what no build writes."""


def check_arrays(arrays: Mapping[str, Array], cards: int, languages: int) -> tuple[int, int]:
    """Check all arrays of a generation; returns how many articles and terms it has.

    `cards` is the length in bytes of its cards, `languages` how many its articles are in. Raises Unsound.
    """
    articles, urls = _check_strings(arrays, "ids"), _check_strings(arrays, "urls")
    names = _check_strings(arrays, "names")
    _require(_check_texts(arrays, "displays") == names, "displays.offsets")
    terms = names + len(arrays["pairs"])
    lengths = {
        "cards.offsets": articles + 1,
        **dict.fromkeys(("common", "field_terms", "subjects", "df"), terms),
        **dict.fromkeys(("excluded", "kinds", "movements", "languages", "updated", "reviewed"), articles),
        **dict.fromkeys(("field_shares", "centrality", "common_lengths"), articles),
        "url_rows": urls,
    }
    for name, length in lengths.items():
        _require(len(arrays[name]) == length, name)
    _check_offsets(arrays["cards.offsets"], cards, "cards.offsets")
    _check_pairs(arrays["pairs"], names)
    _check_sparse(arrays, "rows", articles, terms)
    _check_sparse(arrays, "postings", terms, articles)
    _require(np.array_equal(np.diff(arrays["postings.indptr"]), arrays["df"]), "df")
    _check_columns(arrays, articles, languages)
    return articles, terms


def _check_columns(arrays: Mapping[str, Array], articles: int, languages: int) -> None:
    highest = {
        **dict.fromkeys(("common", "field_terms", "subjects", "excluded"), True),
        **dict.fromkeys(("field_shares", "centrality", "common_lengths"), UNIT),
        **dict.fromkeys(("updated", "reviewed"), date.max.toordinal()),
        "url_rows": articles - 1,
        "movements": (1 << len(MOVEMENTS)) - 1,
        "languages": languages - 1,
    }
    for name, most in highest.items():
        _require(_are_from_zero_to(arrays[name], most), name)
    kinds = arrays["kinds"]
    _require(not len(kinds) or (int(kinds.min()) >= -1 and int(kinds.max()) < len(KINDS)), "kinds")


def _check_strings(arrays: Mapping[str, Array], table: str) -> int:
    count = _check_texts(arrays, table)
    hashes, numbers = arrays[f"{table}.hashes"], arrays[f"{table}.numbers"]
    _require(len(hashes) == count and bool((hashes[1:] > hashes[:-1]).all()), f"{table}.hashes")
    _require(len(numbers) == count and _are_from_zero_to(numbers, count - 1), f"{table}.numbers")
    return count


def _check_texts(arrays: Mapping[str, Array], table: str) -> int:
    """Check a list of strings: UTF-8, each whole; returns how many they are."""
    text, offsets = arrays[f"{table}.bytes"], arrays[f"{table}.offsets"]
    _check_offsets(offsets, len(text), f"{table}.offsets")
    starts = offsets[offsets < len(text)]
    _require(not ((text[starts] & 0xC0) == 0x80).any(), f"{table}.offsets")
    begin = 0
    while begin < len(text):
        # blocks end between strings, which is between characters
        end = int(offsets[min(int(np.searchsorted(offsets, begin + BLOCK)), len(offsets) - 1)])
        try:
            text[begin:end].tobytes().decode()
        except UnicodeDecodeError:
            raise Unsound(f"{table}.bytes") from None
        begin = end
    return len(offsets) - 1


def _check_offsets(offsets: Array, end: int, name: str) -> None:
    _require(len(offsets) > 0 and int(offsets[0]) == 0 and int(offsets[-1]) == end, name)
    _require(bool((offsets[1:] >= offsets[:-1]).all()), name)


def _check_pairs(pairs: Array, names: int) -> None:
    _require(bool((pairs[1:] > pairs[:-1]).all()), "pairs")
    if len(pairs):
        # ascending, so the first halves are from that of the first pair to that of the last
        _require(int(pairs[0]) >= 0 and int(pairs[-1]) >> 32 < names, "pairs")
        _require(all(int((block & 0xFFFFFFFF).max()) < names for block in _blocks(pairs)), "pairs")


def _check_sparse(arrays: Mapping[str, Array], table: str, rows: int, columns: int) -> None:
    """Check sparse rows: where each begins, and in each the columns, ascending, and the values."""
    indptr, indices, values = (arrays[f"{table}.{part}"] for part in ("indptr", "indices", "values"))
    _require(len(indptr) == rows + 1 and len(indices) == len(values), f"{table}.indptr")
    _check_offsets(indptr, len(indices), f"{table}.indptr")
    _require(_are_from_zero_to(indices, columns - 1), f"{table}.indices")
    _require(_are_from_zero_to(values, UNIT), f"{table}.values")
    # columns descend, or stay, between rows alone
    starts = indptr[(indptr > 0) & (indptr < len(indices))]
    starts = starts[np.diff(starts, prepend=0) > 0]
    between = int(np.count_nonzero(indices[starts] <= indices[starts - 1]))
    places = range(1, len(indices), BLOCK)
    steps = ((indices[place : place + BLOCK], indices[place - 1 : place - 1 + BLOCK]) for place in places)
    everywhere = sum(int(np.count_nonzero(after <= before[: len(after)])) for after, before in steps)
    _require(between == everywhere, f"{table}.indices")


def _are_from_zero_to(numbers: Array, most: float) -> bool:
    """Whether all numbers are from 0 to `most`. In one pass: read as unsigned bits, what is negative or NaN is more."""
    bits = np.dtype(f"u{numbers.itemsize}")
    highest = np.array(most).astype(numbers.dtype).view(bits)
    return not len(numbers) or (most >= 0 and int(numbers.view(bits).max()) <= int(highest))


def _blocks(numbers: Array) -> Iterator[Array]:
    return (numbers[start : start + BLOCK] for start in range(0, len(numbers), BLOCK))


def _require(holds: bool, name: str) -> None:
    if not holds:
        raise Unsound(name)
