"""Runs the service on Granian, a production WSGI server, until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
from contextlib import closing
from tempfile import TemporaryDirectory
from typing import Any

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from recommender import Recommender
from recommender.config import Settings
from recommender.errors import UsageError
from recommender.version import VERSION
from service import logs, metrics
from service.app import create_app
from service.remote import make_fetcher
from service.settings import service

_log = logging.getLogger("limber.service")

_HANDED_ON = "_LIMBER_SETTINGS"
"""Variable by which the workers, processes of their own, get the settings."""

DRAIN = 10
"""Seconds that requests in flight have to be answered once the server is told to stop; they take less than one.

A worker of Granian's that has answered everything may still not end (seen in 1 of 60 stops on a busy machine): it is
killed then."""

BLOCKING_THREADS = 2
"""Threads of a worker that answer; the work is NumPy's and the interpreter's, so more would only queue."""


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises IndexError_ or SettingsError before it starts, if it cannot."""
    Recommender.open(settings.index, settings.policy(), verify=True, key=settings.verify_key)
    make_fetcher(settings)
    serve = settings.serve
    port = serve.port or _free_port(serve.host)
    _refuse_taken(serve.host, port)
    os.environ[_HANDED_ON] = settings.model_dump_json()
    demo = " (the demo blog; " if serve.demo else " ("
    click.echo(f"Limber answers on http://{serve.host}:{port}{demo}the endpoint is /v1/related). Stop with Ctrl-C.")
    with TemporaryDirectory(prefix="limber-metrics-") as folder:
        os.environ[metrics.FOLDER] = folder  # before the workers start: they share their counts in it
        server = _make_server(settings, port)
        logs.configure(serve.log_level)
        server.serve()
    _log.info("stopped")


def _make_server(settings: Settings, port: int) -> Any:
    serve = settings.serve
    return Granian(
        "service.server:make_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=serve.host,
        port=port,
        workers=serve.workers,
        blocking_threads=BLOCKING_THREADS,
        log_access=False,  # an address on a health site is health data
        log_level=LogLevels.error,
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},  # as all of a process's logs
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN,
    )


def make_app() -> Flask:
    """The application in a worker."""
    settings = Settings.model_validate_json(os.environ[_HANDED_ON])
    logs.configure(settings.serve.log_level)
    app = create_app(settings)
    with app.app_context():
        generation = service().recommender.index.generation
    _log.info("started", extra={"facts": {"version": VERSION, "worker": os.getpid(), "generation": generation}})
    return app


def _free_port(host: str) -> int:
    with closing(socket.create_server((host, 0))) as probe:
        return int(probe.getsockname()[1])


def _refuse_taken(host: str, port: int) -> None:
    try:
        with closing(socket.create_server((host, port))):
            pass
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host}:{port}: {error.strerror}", remedy="Choose another with --host or --port."
        ) from error
