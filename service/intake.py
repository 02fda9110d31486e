"""Takes requests in, whole, before a thread works on one: whoever sends slowly keeps nobody waiting but herself.

An ASGI application before a WSGI one. The server parses HTTP and holds connections; here a body has a size, a time, a
share of memory and an end, and work has a queue that ends somewhere.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from time import perf_counter
from typing import Any

from service.headers import ALWAYS
from service.metrics import NO_ROUTE, Metrics
from service.problems import Problem, make_response

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

WATCHED = ("/healthz", "/readyz", "/metrics")
"""Routes with a thread of their own: whoever watches the service is answered, whatever it works on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken in at most, by one process."""

    body: int
    """Bytes of a body that are read. The application refuses what is longer, in its own words."""

    seconds: float = 30.0
    """Seconds for a body, from the end of the headers."""

    bodies: int = 64 << 20
    """Bytes of all bodies that are being read or answered."""

    queue: int = 128
    """Requests that wait for a thread: at 5 ms each, those who wait longer than a second are told to come back."""

    threads: int = 2
    """Threads that answer; the work is NumPy's and the interpreter's, so more would only queue."""


class Intake:
    """Hands whole requests to a WSGI application, and refuses those it has no time or room for."""

    def __init__(self, app: WSGI, limits: Limits, metrics: Metrics) -> None:
        self._app = app
        self._limits = limits
        self._metrics = metrics
        self._threads = ThreadPoolExecutor(limits.threads, "limber-answer")
        self._watchers = ThreadPoolExecutor(1, "limber-watched")
        self._queued = self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        start, body = perf_counter(), bytearray()
        try:
            await self._read(scope, receive, body)
            status, headers, content = await self._answer(scope, bytes(body))
        except Problem as problem:
            status, headers, content = _render(problem)
            self._metrics.count_request(NO_ROUTE, scope["method"], status, perf_counter() - start)
        finally:
            self._held -= len(body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _read(self, scope: Scope, receive: Receive, body: bytearray) -> None:
        """Read a body as far as it may go, into `body`. Raises Problem."""
        told = {name: value for name, value in scope["headers"] if name in (b"content-length", b"transfer-encoding")}
        if not told or int(told.get(b"content-length", 0)) > self._limits.body:
            return  # there is none, or it will be refused, and none of it is needed for that
        try:
            async with asyncio.timeout(self._limits.seconds):
                more = True
                while more and len(body) <= self._limits.body:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Problem(HTTPStatus.BAD_REQUEST, "the body ends before its end")
                    self._hold(body, message.get("body", b""))
                    more = message.get("more_body", False)
        except TimeoutError:
            detail = f"the body took more than {self._limits.seconds:g} s to come"
            raise Problem(HTTPStatus.REQUEST_TIMEOUT, detail, remedy="Send it again.") from None

    def _hold(self, body: bytearray, part: bytes) -> None:
        body += part
        self._held += len(part)
        if self._held > self._limits.bodies:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "too much is being sent at once", remedy="Wait a second.")

    async def _answer(self, scope: Scope, body: bytes) -> tuple[int, Headers, bytes]:
        loop = asyncio.get_running_loop()
        if scope["path"] in WATCHED:
            return await loop.run_in_executor(self._watchers, self._run, scope, body)
        if self._queued >= self._limits.queue + self._limits.threads:
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "too many requests wait already", remedy="Wait a second.")
        self._queued += 1
        try:
            return await loop.run_in_executor(self._threads, self._run, scope, body)
        finally:
            self._queued -= 1

    def _run(self, scope: Scope, body: bytes) -> tuple[int, Headers, bytes]:
        said: list[tuple[int, Headers]] = []

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            said.append((int(status[:3]), [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]))

        parts = self._app(make_environ(scope, body), start)
        try:
            content = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()
        return *said[-1], content


def make_environ(scope: Scope, body: bytes) -> dict[str, Any]:
    """The WSGI environment (PEP 3333) of a request.

    A header with an underscore in its name is left out: as a variable it could not be told from one with a hyphen, and
    so anybody could say what only a proxy may (`X_Forwarded_For`). nginx leaves it out, too.
    """
    server, client = scope["server"] or ("", 0), scope["client"] or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        if b"_" in raw:
            continue
        name = raw.decode("latin-1").upper().replace("-", "_")
        name = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        text = value.decode("latin-1")
        environ[name] = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{text}" if name in environ else text
    return environ


def _render(problem: Problem) -> tuple[int, Headers, bytes]:
    """The answer of a problem, after which the connection ends: what is still to come on it is not wanted."""
    response = make_response(problem.status, problem.detail, **problem.members)
    response.headers.extend({**ALWAYS, "Connection": "close"})
    if problem.status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "1"
    headers = [(name.lower().encode(), value.encode()) for name, value in response.headers]
    return problem.status.value, headers, response.get_data()
