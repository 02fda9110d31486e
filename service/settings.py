"""What the running service holds: its settings and the index it answers from."""

from __future__ import annotations

import logging
import os
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from flask import Flask, current_app

from recommender import Recommender
from recommender.config import Settings
from recommender.errors import IndexBroken, IndexError_, IndexMissing, IndexVersion, LimberError
from recommender.index import built_at, current_generation, list_generations
from service.answers import Answers
from service.logs import describe
from service.metrics import Metrics

CHECK_EVERY = 1.0
"""Seconds between looks at whether a new generation is in use."""

RETRY_AFTER = 30.0
"""Seconds after which a generation that was refused is tried again, as when its files are still being copied."""

_EXTENSION = "limber"
_log = logging.getLogger("limber.service")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A generation that CURRENT names and that cannot be used: `reason` is missing, broken or version."""

    generation: str
    reason: str
    detail: str
    tried: float = field(default_factory=time.monotonic)


@dataclass(slots=True, weakref_slot=True)
class Service:
    """Settings and the open recommender. A new generation replaces it between requests, never within one."""

    settings: Settings
    recommender: Recommender
    built: float
    refusal: Refusal | None = None
    metrics: Metrics = field(default_factory=Metrics)
    _answers: Answers = field(default_factory=lambda: Answers(""))
    _watcher: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, settings: Settings) -> Service:
        """Open the index that the settings name; where it is broken, the newest generation that is sound.

        So a worker that starts again answers as the others do. Raises IndexError_ if no generation can be used.
        """
        folder = Path(settings.index)
        try:
            name = current_generation(folder)
            return cls._of(settings, name)
        except (IndexBroken, IndexVersion) as error:
            for each in list_generations(folder):
                with suppress(IndexError_):
                    here = cls._of(settings, each.name)
                    here._refuse(name, error)
                    return here
            raise

    @classmethod
    def _of(cls, settings: Settings, generation: str) -> Service:
        return cls(settings, _open(settings, generation), built_at(Path(settings.index), generation))

    def current(self) -> Recommender:
        """The recommender to answer with: of the newest sound generation."""
        if self._watcher is None or not self._watcher.is_alive():  # also in a process that was forked
            self.watch()
        return self.recommender

    def answers(self) -> Answers:
        """What was answered before from the generation in use; taken before answering, so none is kept too long."""
        fingerprint = self.current().fingerprint
        if self._answers.fingerprint != fingerprint:
            self._answers = Answers(fingerprint)
        return self._answers

    def watch(self) -> None:
        """Look for new generations in the background, once a second, for as long as this service is in use."""
        with self._lock:
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = Thread(target=_watch, args=(weakref.ref(self),), name="limber-reload", daemon=True)
                self._watcher.start()

    def look(self) -> None:
        """Take up the generation in use, if it is another; an unsound one is refused, and tried again later."""
        folder = Path(self.settings.index)
        name = _named(folder)
        if name == self.recommender.index.generation:
            self.refusal = None
        elif not (
            self.refusal and self.refusal.generation == name and time.monotonic() - self.refusal.tried < RETRY_AFTER
        ):
            self._take_up(name)
        with suppress(IndexBroken):  # its folder may have gone; its files are held open
            self.built = built_at(folder, self.recommender.index.generation)
        self.metrics.note_index(self.recommender.index.generation, self.age, refused=self.refusal is not None)

    @property
    def age(self) -> float:
        """Seconds since the generation that answers was built."""
        return max(0.0, time.time() - self.built)

    def readiness(self) -> dict[str, Any]:
        """What `/readyz` says: `ready`, or `stale` where a newer generation is refused."""
        index, refusal = self.current().index, self.refusal
        return {
            "status": "stale" if refusal else "ready",
            "generation": index.generation,
            "articles": len(index),
            "age_seconds": round(self.age, 1),
            "refused": {"generation": refusal.generation, "reason": refusal.reason, "detail": refusal.detail}
            if refusal
            else None,
        }

    def _take_up(self, name: str) -> None:
        folder = Path(self.settings.index)
        try:
            self.recommender = _open(self.settings, name or None)
        except Exception as error:
            # Whatever it is, the old generation goes on answering; one that a newer build has removed is no failure.
            if name == _named(folder):
                self._refuse(name, error)
            return
        self.refusal = None
        _log.info("a new generation answers", extra={"facts": {"generation": name, "worker": os.getpid()}})

    def _refuse(self, name: str, error: Exception) -> None:
        again = self.refusal is not None and self.refusal.generation == name
        known = isinstance(error, LimberError)
        reason = "missing" if isinstance(error, IndexMissing) else "broken"
        reason = "version" if isinstance(error, IndexVersion) else reason
        detail = error.what if isinstance(error, LimberError) else type(error).__name__
        self.refusal = Refusal(name, reason, detail)
        self.metrics.count_reload_failure(reason)
        if not again:
            facts: dict[str, Any] = {
                "refused": name,
                "generation": self.recommender.index.generation,
                "worker": os.getpid(),
            }
            facts |= {"reason": reason, **({"detail": str(error)} if known else describe(error))}
            _log.error("the generation is refused, the old one goes on answering", extra={"facts": facts})


def _watch(service: weakref.ref[Service]) -> None:
    while here := service():
        here.look()
        del here  # or this thread would keep it alive
        time.sleep(CHECK_EVERY)


def _open(settings: Settings, generation: str | None) -> Recommender:
    """A recommender that keeps nobody waiting: its files are verified and its cautions compiled before it answers."""
    limber = Recommender.open(
        settings.index, settings.policy(), verify=True, generation=generation, key=settings.verify_key
    )
    limber.assessor.compile()
    return limber


def _named(folder: Path) -> str:
    try:
        return current_generation(folder)
    except IndexMissing:
        return ""


def attach(app: Flask, service: Service) -> None:
    """Give an application its service, which looks for new generations from now on."""
    app.extensions[_EXTENSION] = service
    service.watch()


def service() -> Service:
    """The service of the application that handles this request."""
    found: Service = current_app.extensions[_EXTENSION]
    return found
