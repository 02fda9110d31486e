"""Whether something is waited for that never comes."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class Waited(BaseException):
    """What was to be refused at once is waited for. Nothing but a test catches it."""


@contextmanager
def at_once(seconds: int = 15) -> Iterator[None]:
    """Raises Waited, also out of a call of the system's, after so many seconds: far longer than the work takes."""

    def stop(*_: object) -> None:
        raise Waited

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
