"""What the running service holds: its settings and the index it answers from."""

from __future__ import annotations

import logging
import math
import os
import time
import weakref
from collections.abc import Mapping
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
from recommender.index.storage import GENERATIONS
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
    """A generation that CURRENT names, or none where there is no CURRENT, and why it cannot be used."""

    generation: str
    error: IndexError_
    tried: float = field(default_factory=time.monotonic)

    @property
    def reason(self) -> str:
        """One of missing, broken, version."""
        return {IndexMissing: "missing", IndexVersion: "version"}.get(type(self.error), "broken")


@dataclass(slots=True, weakref_slot=True)
class Service:
    """Settings and the open recommender. A new generation replaces it between requests, never within one."""

    settings: Settings
    metrics: Metrics
    built: float = 0.0
    refusal: Refusal | None = None
    _recommender: Recommender | None = None
    _mapped: Mapping[Path, float] = field(default_factory=dict)
    _answers: Answers = field(default_factory=lambda: Answers(""))
    _watcher: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, settings: Settings, metrics: Metrics | None = None) -> Service:
        """Open the index that the settings name; where it is broken, the newest generation that is sound.

        Raises IndexError_ if no generation can be used, and SettingsError.
        """
        here = cls.expect(settings, metrics)
        if here.refusal and here._recommender is None:
            raise here.refusal.error
        return here

    @classmethod
    def expect(cls, settings: Settings, metrics: Metrics | None = None) -> Service:
        """The same, but where no generation can be used it answers with the reason until one can.

        Raises SettingsError.
        """
        settings.policy()
        here = cls(settings, metrics or Metrics())
        while here._recommender is None and here.refusal is None:  # again, where a build has just replaced it
            here.look()
        return here

    @property
    def recommender(self) -> Recommender:
        """The recommender that answers. Raises IndexError_ while none can."""
        if self._recommender is None:
            raise self.refusal.error if self.refusal else IndexMissing("no index has been opened yet")
        return self._recommender

    def current(self) -> Recommender:
        """The recommender to answer with: of the newest sound generation. Raises IndexError_ while there is none."""
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
        if any(_size(path) < size for path, size in self._mapped.items()):
            self._recommender, self.refusal, self._mapped = None, None, {}  # to read beyond its end ends the process
        name, refused = _named(Path(self.settings.index)), self.refusal
        if self._recommender and name == self.generation:
            self.refusal = None
        elif not (refused and refused.generation == name and time.monotonic() - refused.tried < RETRY_AFTER):
            self._take_up(name)
        with suppress(IndexBroken):  # its folder may have gone; its files are held open
            self.built = built_at(Path(self.settings.index), self.generation) if self.generation else 0.0
        self.metrics.note_index(self.generation, self.age, refused=self.refusal is not None)

    @property
    def generation(self) -> str:
        """The name of the generation that answers; none where none does."""
        return self._recommender.index.generation if self._recommender else ""

    @property
    def age(self) -> float:
        """Seconds since the generation that answers was built."""
        return max(0.0, time.time() - self.built) if self.built else 0.0

    def readiness(self) -> dict[str, Any]:
        """What `/readyz` says: `ready`, or `stale` where a newer generation is refused.

        Raises IndexError_ while no generation answers.
        """
        index, refusal = self.current().index, self.refusal
        return {
            "status": "stale" if refusal else "ready",
            "generation": index.generation,
            "articles": len(index),
            "age_seconds": round(self.age, 1),
            "refused": {"generation": refusal.generation, "reason": refusal.reason, "detail": refusal.error.what}
            if refusal
            else None,
        }

    def _take_up(self, name: str) -> None:
        folder = Path(self.settings.index)
        try:
            self._use(_open(self.settings, name or None))
        except Exception as error:
            # Whatever it is, the old generation goes on answering; one that a newer build has removed is no failure.
            if name == _named(folder):
                if self._recommender is None and (other := _newest_sound(self.settings, other_than=name)):
                    self._use(other)
                self._refuse(name, error)
            return
        self.refusal = None
        if self._watcher:
            _log.info("a new generation answers", extra={"facts": {"generation": name, "worker": os.getpid()}})

    def _use(self, recommender: Recommender) -> None:
        home = Path(self.settings.index) / GENERATIONS / recommender.index.generation
        self._mapped = {path: _size(path) for path in home.glob("*")}
        self._recommender = recommender

    def _refuse(self, name: str, error: Exception) -> None:
        again = self.refusal is not None and self.refusal.generation == name
        unforeseen = IndexBroken(f"the index cannot be opened: {type(error).__name__}")
        self.refusal = Refusal(name, error if isinstance(error, IndexError_) else unforeseen)
        self.metrics.count_reload_failure(self.refusal.reason)
        if not again:
            facts: dict[str, Any] = {"refused": name, "generation": self.generation, "worker": os.getpid()}
            facts |= {"reason": self.refusal.reason}
            facts |= {"detail": str(error)} if isinstance(error, LimberError) else describe(error)
            goes_on = "the old one goes on answering" if self._recommender else "none answers until one is sound"
            _log.error(f"the generation is refused, {goes_on}", extra={"facts": facts})


def check_index(settings: Settings) -> None:
    """Raises IndexError_ if no generation is sound, and SettingsError. Compiles no cautions."""
    try:
        Recommender.open(settings.index, settings.policy(), verify=True, key=settings.verify_key)
    except (IndexBroken, IndexVersion):
        if _newest_sound(settings, other_than=_named(Path(settings.index))) is None:
            raise


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


def _newest_sound(settings: Settings, *, other_than: str) -> Recommender | None:
    """So a worker that starts again, where the generation in use is broken, answers as the others do."""
    with suppress(IndexMissing):
        for each in list_generations(Path(settings.index)):
            if each.name != other_than:
                with suppress(IndexError_):
                    return _open(settings, each.name)
    return None


def _size(path: Path) -> float:
    """Bytes of a file that is mapped; one that is removed keeps them all."""
    try:
        return path.stat().st_size
    except OSError:
        return math.inf


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
