"""Runs the service on Granian, a production server, until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
import sys
import time
from contextlib import closing
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels
from threadpoolctl import threadpool_limits

from recommender.config import Settings
from recommender.errors import UsageError
from recommender.version import VERSION
from service import logs, shared
from service.app import create_app
from service.intake import Intake, Limits
from service.remote import make_fetcher
from service.settings import Service, check_index

_log = logging.getLogger("limber.service")

_HANDED_ON = "_LIMBER_SETTINGS"
"""Variable by which the workers, processes of their own, get the settings."""

DRAIN = 10
"""Seconds that requests in flight have to be answered once the server is told to stop; they take less than one.

A worker of Granian's that has answered everything may still not end (seen in 1 of 60 stops on a busy machine): it is
killed then."""

CONNECTIONS = 8192
"""Connections that a worker holds at once, where the system lets it open as many files; more have to wait."""

BACKLOG = 4096
"""Connections that wait to be taken."""

FILES = 256
"""Files that a worker opens beside its connections, at most."""

HTTP1 = HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 << 10)
"""Milliseconds for a request's headers, and for the next request on a connection that is kept; bytes of headers."""


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM. Raises IndexError_ or SettingsError before it starts, if it cannot."""
    check_index(settings)
    make_fetcher(settings)
    serve = settings.serve
    port = serve.port or _free_port(serve.host)
    _refuse_taken(serve.host, port)
    os.environ[_HANDED_ON] = settings.model_dump_json()
    demo = " (the demo blog; " if serve.demo else " ("
    click.echo(f"Limber answers on http://{serve.host}:{port}{demo}the endpoint is /v1/related). Stop with Ctrl-C.")
    shared.offer()
    server = make_server("service.server:make_app", host=serve.host, port=port, workers=serve.workers)
    logs.configure(serve.log_level)
    server.serve()
    _log.info("stopped")


def make_server(target: str, *, host: str, port: int, workers: int) -> Any:
    """A server of the ASGI application that `target`, a module and a function of it, makes in each worker."""
    server = Granian(
        target,
        factory=True,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,  # what proxies speak; clear-text HTTP/2 is nobody's need, and its streams end otherwise
        http1_settings=HTTP1,
        websockets=False,
        runtime_mode=RuntimeModes.st,  # one thread for the network: with several, GET takes a third longer
        address=host,
        port=port,
        workers=workers,
        backlog=BACKLOG,
        backpressure=max(_allow_files() - FILES, FILES),
        log_access=False,  # an address on a health site is health data
        log_level=LogLevels.error,
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"propagate": True}}},  # as all of a process's logs
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN,
    )
    server.respawned_wrks = _Forgetful()
    return server


class _Forgetful(dict[int, float]):
    """When workers were started again: never. Else Granian ends all, where one is killed twice within seconds."""

    def __setitem__(self, worker: int, moment: float) -> None:
        """Forget it."""


def make_app() -> Intake:
    """The application in a worker."""
    settings = Settings.model_validate_json(os.environ[_HANDED_ON])
    logs.configure(settings.serve.log_level)
    try:
        app = create_app(settings, patient=True)
    except BaseException:
        time.sleep(1)  # it is started again at once, and would keep a core busy with that
        raise
    # A second thread of BLAS waits for its turn on a busy machine: 56 ms for what takes one thread less than 1.
    threadpool_limits(1, user_api="blas")
    here: Service = app.extensions["limber"]
    facts = {"version": VERSION, "worker": os.getpid(), "generation": here.generation}
    _log.info("started", extra={"facts": facts})
    return Intake(app, Limits(body=settings.serve.body_limit), here.metrics)


def _allow_files() -> int:
    """Let this process and its workers open as many files as the system lets them, and return how many."""
    if sys.platform == "win32":
        return CONNECTIONS
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + FILES if most == resource.RLIM_INFINITY else min(most, CONNECTIONS + FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return wanted


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
