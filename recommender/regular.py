"""Opening files that are files: a pipe, a device or a folder under the name of one is refused at once."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""Flags that Windows has not, or has alone."""


def open_regular(path: Path) -> BinaryIO:
    """A regular file, open to read bytes; a link to one will do.

    Raises OSError, whose `strerror` says what it is, for anything else, and for a name that no file can have.
    """
    try:
        _refuse_others(path, path.stat().st_mode)  # before it is opened, which a device may take for a command
        file = os.fdopen(os.open(path, os.O_RDONLY | _AT_ONCE), "rb")
    except ValueError as error:
        raise OSError(errno.EINVAL, "no file can have this name", str(path)) from error
    try:
        _refuse_others(path, os.fstat(file.fileno()).st_mode)  # it may have been replaced
    except OSError:
        file.close()
        raise
    return file


def read_regular(path: Path, most: int) -> bytes:
    """The content of a regular file. Raises OSError as `open_regular`, and for one of more than `most` bytes."""
    with open_regular(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"it has more than the {most:,} bytes that are read", str(path))
    return content


def _refuse_others(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        what = next((name for is_kind, name in _KINDS if is_kind(mode)), "something else")
        raise OSError(errno.EINVAL, f"it is {what}, not a file", str(path))
