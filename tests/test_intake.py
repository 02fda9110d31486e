"""A request is whole before anybody works on it; what has no end, no room or no time is refused."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from service.intake import Intake, Limits, make_environ
from service.metrics import Metrics

FEW = Limits(body=100, seconds=0.2, bodies=150, queue=1, threads=1)


def _scope(*headers: tuple[bytes, bytes], path: str = "/v1/related") -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "query_string": b"a=%20",
        "headers": list(headers),
        "client": ("192.0.2.1", "4711"),
        "server": ("127.0.0.1", "8000"),
    }


CHUNKED = (b"transfer-encoding", b"chunked")


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()


async def _ask(intake: Intake, scope: dict[str, Any], parts: Sequence[bytes], *, end: str = "") -> tuple[int, bytes]:
    """The status and body of an answer; `end` is how the body ends: well, `cut`, or `open` for ever."""
    left = list(parts)

    async def receive() -> dict[str, Any]:
        if left:
            part = left.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(left or end)}
        if end == "open":
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await intake(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


def _echo(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


def _intake() -> Intake:
    return Intake(_echo, FEW, Metrics())


def test_body_is_put_together_from_its_parts() -> None:
    assert asyncio.run(_ask(_intake(), _scope(_length(b"abcd")), [b"ab", b"", b"cd"])) == (200, b"abcd")
    assert asyncio.run(_ask(_intake(), _scope(CHUNKED), [b"ab", b"cd"])) == (200, b"abcd")
    assert asyncio.run(_ask(_intake(), _scope(), [b""])) == (200, b"")


def test_body_without_end_is_read_no_further_than_the_application_needs_to_refuse_it() -> None:
    status, body = asyncio.run(_ask(_intake(), _scope(CHUNKED), [b"x" * 30] * 50))
    assert (status, 100 < len(body) <= 130) == (200, True)
    assert asyncio.run(_ask(_intake(), _scope((b"content-length", b"999")), [b"x"], end="open")) == (200, b"")


@pytest.mark.parametrize(
    ("parts", "end", "status", "detail"),
    [
        ([b"ab"], "open", 408, "the body took more than 0.2 s to come"),
        ([b"ab"], "cut", 400, "the body ends before its end"),
        ([b"x" * 90, b"x" * 90], "open", 503, "too much is being sent at once"),
    ],
)
def test_body_that_does_not_come_is_refused(parts: list[bytes], end: str, status: int, detail: str) -> None:
    metrics = Metrics()
    intake = Intake(_echo, Limits(body=1000, seconds=0.2, bodies=150), metrics)
    found, body = asyncio.run(_ask(intake, _scope(CHUNKED), parts, end=end))
    assert (found, json.loads(body)["detail"]) == (status, detail)
    counted = f'limber_requests_total{{method="POST",route="none",status="{status}"}} 1.0'
    assert counted in metrics.render().get_data(as_text=True)
    assert asyncio.run(_ask(intake, _scope(CHUNKED), [b"x" * 140])) == (200, b"x" * 140)  # its room is free again


def test_request_beyond_the_queue_is_refused_and_those_who_watch_are_answered() -> None:
    release = threading.Event()

    def wait(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        assert environ["PATH_INFO"] == "/healthz" or release.wait(20)
        return _echo(environ, start)

    async def ask_all() -> tuple[int, list[int]]:
        intake = Intake(wait, FEW, Metrics())
        asked = [asyncio.create_task(_ask(intake, _scope(), [b""])) for _ in range(5)]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        watched, _ = await _ask(intake, _scope(path="/healthz"), [b""])
        release.set()
        return watched, [status for status, _ in await asyncio.gather(*asked)]

    assert asyncio.run(ask_all()) == (200, [200, 200, 503, 503, 503])


def test_environment_tells_headers_apart_that_differ_in_a_hyphen() -> None:
    environ = make_environ(
        _scope(
            (b"x-forwarded-for", b"192.0.2.7"),
            (b"x_forwarded_for", b"8.8.8.8"),
            (b"x-forwarded-for", b"192.0.2.8"),
            (b"cookie", b"a=1"),
            (b"cookie", b"b=2"),
            (b"content-type", b"application/json"),
            (b"content_length", b"7"),
            path="/r\u00fccken",
        ),
        b"{}",
    )
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.7,192.0.2.8"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["CONTENT_TYPE"] == "application/json"
    assert "CONTENT_LENGTH" not in environ
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/r\u00fccken"
