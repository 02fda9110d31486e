"""Memory that the processes of one service share: what they count, and how often clients asked.

It has no place in a file system that could fill up, and what a process owns in it is owned by a lock that the system
lets go when the process ends, however it ends.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

VARIABLE = "_LIMBER_SHARED"
"""Variable that names the memory, as a file. `limber serve` sets it; processes of other servers share what it names."""

_COUNTS, _CLIENTS = 2 << 20, 1 << 20
"""Bytes of the two parts."""

PATIENCE = 0.1
"""Seconds that a process waits for another; none takes more than some microseconds, unless it is stopped."""

_CHANGING, _FIRST_ROW = 0, 1
"""Bytes whose locks stand for something: one for changes to what is common, one for each row."""


def offer() -> int | None:
    """Make memory that processes started from now on share; its descriptor, or None where the system has no such."""
    if sys.platform != "linux":
        return None
    descriptor = os.memfd_create("limber")
    os.environ[VARIABLE] = f"/proc/{os.getpid()}/fd/{descriptor}"
    return descriptor


class Shared:
    """The memory, zeros at first. Where none can be shared, for whatever reason, a process has some of its own."""

    def __init__(self) -> None:
        self._descriptor = _open()
        memory = memoryview(mmap.mmap(-1 if self._descriptor is None else self._descriptor, _COUNTS + _CLIENTS))
        self.counts, self.clients = memory[:_COUNTS], memory[_COUNTS:]
        self._lock = RLock()

    @contextmanager
    def changing(self) -> Iterator[bool]:
        """Alone among all threads and processes; whether that is so, as nobody is kept waiting for a stopped one."""
        if not self._lock.acquire(timeout=PATIENCE):
            yield False
            return
        try:
            alone = self._wait()
            try:
                yield alone
            finally:
                if alone:
                    self._release(_CHANGING)
        finally:
            self._lock.release()

    def claim_row(self, rows: int) -> int:
        """The first of `rows` rows that no living process owns; now this one does, for as long as it lives.

        Where all are owned it is the last: its counts are then some too low.
        """
        return next((row for row in range(rows) if self._take(_FIRST_ROW + row)), rows - 1)

    def is_owned(self, row: int) -> bool:
        """Whether a process lives that owns a row, other than this one."""
        if self._descriptor is None or not self._take(_FIRST_ROW + row):
            return self._descriptor is not None
        self._release(_FIRST_ROW + row)
        return False

    def _wait(self) -> bool:
        end = monotonic() + PATIENCE
        while not self._take(_CHANGING):
            if monotonic() > end:
                return False
            sleep(0.0002)
        return True

    def _take(self, place: int) -> bool:
        if self._descriptor is None:
            return True
        import fcntl

        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
        except OSError:
            return False
        return True

    def _release(self, place: int) -> None:
        if self._descriptor is not None:
            import fcntl

            fcntl.lockf(self._descriptor, fcntl.LOCK_UN, 1, place)


def _open() -> int | None:
    """A descriptor of the memory that VARIABLE names, with all of its bytes there; None if it cannot be had."""
    name = os.environ.get(VARIABLE)
    if not name or sys.platform != "linux":
        return None
    with suppress(OSError):
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, _COUNTS + _CLIENTS)  # to write what a full disk lacks ends a process
        except OSError:
            os.close(descriptor)
            Path(name).unlink(missing_ok=True)
            raise
        return descriptor
    return None
