"""Every error a caller may meet.

    LimberError
    ├── UsageError          the call itself is wrong (an option, an address nobody knows)
    ├── InputError          something read is broken: an article, a page, a settings file
    │   ├── ArticleError
    │   ├── PageError
    │   ├── SettingsError
    │   ├── VocabularyError
    │   └── CautionsError
    ├── OutputError         something cannot be written
    └── IndexError_         the index cannot be used
        ├── IndexMissing
        ├── IndexBroken
        │   └── IndexUnsigned
        ├── IndexVersion
        └── IndexUnwritable

A message says what is wrong and with which value; `place` says where; `remedy` says what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches


class LimberError(Exception):
    """Base of all errors that are meant for a person to read."""

    def __init__(self, what: str, *, place: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.place = place
        self.remedy = remedy

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{where}{self.what}.{remedy}"


class UsageError(LimberError):
    """The caller asked for something that does not exist or does not fit together."""


class InputError(LimberError):
    """A file or a text given to Limber cannot be used."""


class ArticleError(InputError):
    """An article cannot be read."""


class PageError(InputError):
    """A page cannot be read."""


class SettingsError(InputError):
    """The settings hold an unknown key or a value of the wrong type."""


class VocabularyError(InputError):
    """The vocabulary cannot be read."""


class CautionsError(InputError):
    """The caution rules cannot be read. Nothing is built without them."""


class OutputError(LimberError):
    """Files cannot be written; what was there before is untouched."""


class IndexError_(LimberError):  # noqa: N801
    """The index cannot be used. The underscore keeps Python's own IndexError apart."""


class IndexMissing(IndexError_):
    """There is no index in this folder."""


class IndexBroken(IndexError_):
    """A file of the index is missing, cut short or altered."""


class IndexUnsigned(IndexBroken):
    """A key is wanted, and the generation is not signed with it."""


class IndexVersion(IndexError_):
    """The index was written in another format version."""


class IndexUnwritable(IndexError_):
    """The folder of the index cannot be written to; what was there before is untouched."""

    @classmethod
    def because(cls, error: OSError, folder: object, remedy: str) -> IndexUnwritable:
        """What the system says, with its place."""
        what = f"the index cannot be written: {error.strerror or error}"
        return cls(what, place=str(error.filename or folder), remedy=remedy)


def nearest(value: object, known: Sequence[str]) -> str:
    """A hint for a mistyped name: the nearest known one, else all of them."""
    close = get_close_matches(str(value), known, n=1)
    if close:
        return f"Did you mean {close[0]!r}?"
    return f"Known: {', '.join(known)}."
