"""One writer at a time: a lock that the system takes back when its process ends, however it ends.

It is a lock on an open file and not a number in one. So it holds between containers and namespaces that share the
folder, where the same number is another process, and after a crash there is nothing to clear.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)

_open: set[int] = set()
"""Descriptors of locks that this process holds."""


@contextmanager
def locked(path: Path, waits: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock on a file; where another process does, call `waits` and wait until it ends or lets go.

    The file is made, and stays, empty: to remove it would let two writers lock two files of one name. Raises OSError
    where it cannot be made, or its file system has no locks.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | _AT_ONCE, 0o644)
    _open.add(descriptor)
    try:
        if not _lock(descriptor, wait=False):
            if waits:
                waits()
            _lock(descriptor, wait=True)
        yield
    finally:
        if descriptor in _open:  # a child has let go of it
            _open.remove(descriptor)
            os.close(descriptor)


def _let_go() -> None:
    """In a child: a lock is its parent's, and must not outlive it in processes that analyse for it."""
    while _open:
        os.close(_open.pop())


if sys.platform == "win32":  # pragma: no cover - no test runs there
    import msvcrt
    import time

    def _lock(descriptor: int, *, wait: bool) -> bool:
        while True:
            try:
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError as error:
                if error.errno not in (errno.EACCES, errno.EDEADLOCK):
                    raise
            else:
                return True
            if not wait:
                return False
            time.sleep(0.2)

else:
    import fcntl

    os.register_at_fork(after_in_child=_let_go)

    def _lock(descriptor: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
