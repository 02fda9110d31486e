"""What the running service holds: its settings and the index it answers from."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from flask import Flask, current_app

from recommender import LimberError, Recommender
from recommender.config import Settings
from recommender.index import current_generation

CHECK_EVERY = 1.0
"""Seconds between looks at whether a new generation is in use."""

_EXTENSION = "limber"
_log = logging.getLogger("limber.service")


@dataclass(slots=True)
class Service:
    """Settings and the open recommender. A new generation replaces it between requests, never within one."""

    settings: Settings
    recommender: Recommender
    opened: float = field(default_factory=time.time)
    _checked: float = field(default_factory=time.monotonic)
    _refused: str = ""
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, settings: Settings) -> Service:
        """Open the index that the settings name. Raises IndexError_."""
        return cls(settings, Recommender.open(settings.index, settings.policy(), verify=True))

    def current(self) -> Recommender:
        """The recommender to answer with: of the newest sound generation, looked for once a second."""
        now = time.monotonic()
        if now - self._checked >= CHECK_EVERY and self._lock.acquire(blocking=False):
            try:
                self._checked = now
                self._reload()
            finally:
                self._lock.release()
        return self.recommender

    def _reload(self) -> None:
        try:
            name = current_generation(Path(self.settings.index))
            if name in (self.recommender.index.generation, self._refused):
                return
            self.recommender = Recommender.open(self.settings.index, self.settings.policy(), verify=True)
            self.opened = time.time()
        except LimberError as error:
            # The old generation goes on answering; a broken one is named once, not every second.
            name = error.place
            if name != self._refused:
                _log.error("the new index is refused: %s", error)
            self._refused = name


def attach(app: Flask, service: Service) -> None:
    """Give an application its service."""
    app.extensions[_EXTENSION] = service


def service() -> Service:
    """The service of the application that handles this request."""
    found: Service = current_app.extensions[_EXTENSION]
    return found
