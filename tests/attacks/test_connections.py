"""Whatever is sent, and however slowly: everybody else is answered."""

from __future__ import annotations

import socket
from contextlib import closing
from time import sleep

import pytest
from senders import HEALTH, PATIENCE, ask, chunk, connect, h2_posts, holding, in_chunks, post, probe
from servers import Server, wait_for

pytestmark = pytest.mark.attack

ENOUGH = 0.99

SLOW = {
    "body": post(b'{"text": "', length=1000),
    "chunks": in_chunks(b'{"text": "'),
    "headers": b"GET /healthz HTTP/1.1\r\nHost: lim",
    "expectation": post(b"", "Expect: 100-continue", length=1000),
}


def test_unfinished_http_2_streams_harm_nobody(server: Server) -> None:
    for _ in range(4):
        with closing(connect(server.address)) as attacker:
            attacker.sendall(h2_posts(1, 3))
            sleep(0.1)
    assert probe(server.address, 16) == 1.0


def test_upgrade_to_http_2_is_not_taken(server: Server) -> None:
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n"
    assert ask(server.address, b"GET /healthz HTTP/1.1\r\nHost: limber\r\n" + upgrade) == 200
    assert probe(server.address, 4) == 1.0


@pytest.mark.parametrize("part", SLOW)
def test_hundred_slow_senders_keep_nobody_waiting(server: Server, part: str) -> None:
    drip = chunk(b"a") if part == "chunks" else b"a"
    with holding(server.address, 100, SLOW[part], drip):
        assert probe(server.address) >= ENOUGH


def test_silent_connections_keep_nobody_waiting_and_are_ended(server: Server) -> None:
    with holding(server.address, 1100) as held:
        assert probe(server.address) >= ENOUGH
        wait_for(lambda: held.ended() == 1100, 20)


def test_kept_connections_that_ask_no_more_are_ended(server: Server) -> None:
    with holding(server.address, 20, HEALTH.replace(b"Connection: close\r\n", b"")) as held:
        sleep(1)
        assert held.ended() == 0
        wait_for(lambda: held.ended() == 20, 20)


def test_readers_that_never_read_keep_nobody_waiting(server: Server) -> None:
    asked = b"GET /openapi.json HTTP/1.1\r\nHost: limber\r\n\r\n" * 20
    with holding(server.address, 100, asked):
        assert probe(server.address) >= ENOUGH


def test_endless_chunks_are_read_no_further_than_a_body_may_go(server: Server) -> None:
    part = chunk(b"a" * 100_000)
    with holding(server.address, 10, in_chunks(b"{") + part, part * 20, pause=0.5) as held:
        assert probe(server.address) >= ENOUGH
        wait_for(lambda: held.ended() == 10)


def test_pipelined_requests_are_all_answered(server: Server) -> None:
    with closing(connect(server.address)) as connection:
        connection.sendall(HEALTH.replace(b"Connection: close\r\n", b"") * 49 + HEALTH)
        answers = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answers.count(b"HTTP/1.1 200 OK") == 50


def _get(*headers: bytes, line: bytes = b"GET /healthz HTTP/1.1") -> bytes:
    return b"\r\n".join((line, b"Host: limber", *headers, b"", b""))


REFUSED = {
    "two lengths": _get(b"Content-Length: 6", b"Content-Length: 5", line=b"POST /v1/related HTTP/1.1") + b"{}{}{}",
    "a length with a sign": _get(b"Content-Length: +5", line=b"POST /v1/related HTTP/1.1") + b"{}{}{}",
    "a length of 23 digits": _get(b"Content-Length: 99999999999999999999999", line=b"POST /v1/related HTTP/1.1"),
    "a space before the colon": _get(b"Transfer-Encoding : chunked", line=b"POST /v1/related HTTP/1.1"),
    "an unknown encoding": _get(b"Transfer-Encoding: xchunked", line=b"POST /v1/related HTTP/1.1"),
    "a chunk of 17 digits": _get(b"Transfer-Encoding: chunked", line=b"POST /v1/related HTTP/1.1")
    + b"FFFFFFFFFFFFFFFFF\r\n{}",
    "a broken chunk": in_chunks(b"{}") + b"zz\r\n",
    "a folded header": _get(b"A: b", b" c"),
    "a zero byte in a header": _get(b"A: b\x00c"),
    "a header of a megabyte": _get(b"A: " + b"a" * 1_000_000),
    "a header of 200 kB": _get(b"A: " + b"a" * 200_000),
    "ten thousand headers": _get(*(b"A%d: b" % number for number in range(10_000))),
    "a method with a zero byte": _get(line=b"G\x00T /healthz HTTP/1.1"),
    "an unknown method": _get(line=b"BREW /healthz HTTP/1.1"),
    "a tunnel": _get(line=b"CONNECT example.org:80 HTTP/1.1"),
    "HTTP/3": _get(line=b"GET /healthz HTTP/3.0"),
    "HTTP/0.9": b"GET /healthz\r\n\r\n",
    "an address of 70 kB": _get(line=b"GET /" + b"a" * 70_000 + b" HTTP/1.1"),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 300,
    "all bytes": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("what", REFUSED)
def test_request_that_is_malformed_or_too_long_is_refused(server: Server, what: str) -> None:
    assert 400 <= ask(server.address, REFUSED[what]) < 500
    assert probe(server.address, 4) == 1.0


def test_nothing_is_answered_behind_a_request_with_a_length_and_chunks(server: Server) -> None:
    both = _get(b"Content-Length: 6", b"Transfer-Encoding: chunked", line=b"POST /v1/related HTTP/1.1")
    with closing(connect(server.address)) as connection:
        connection.sendall(both + b"0\r\n\r\n" + HEALTH)
        answers = b"".join(iter(lambda: connection.recv(65536), b""))
    assert (answers.count(b"HTTP/1.1"), answers.count(b"200 OK")) == (1, 0)


def test_body_that_is_awaited_with_an_expectation_is_answered(server: Server) -> None:
    with closing(connect(server.address)) as connection:
        connection.sendall(post(b"", "Expect: 100-continue", length=len(b'{"text": "hips"}')))
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        connection.sendall(b'{"text": "hips"}')
        assert connection.recv(100).startswith(b"HTTP/1.1 200")


def test_request_that_is_cut_off_is_no_request(server: Server) -> None:
    before = server.metric('limber_requests_total{method="POST",route="/v1/related",status="200"}')
    for whole in (post(), in_chunks(b'{"text": "hips"}')):
        with closing(connect(server.address)) as connection:
            connection.sendall(whole[:-3])
            connection.shutdown(socket.SHUT_RDWR)
    assert probe(server.address, 4) == 1.0
    assert server.metric('limber_requests_total{method="POST",route="/v1/related",status="200"}') == before + 2


def test_redirect_to_a_host_that_the_client_names_is_never_sent(server: Server) -> None:
    for path in (b"//v1/related", b"/v1/related/", b"//evil.example/%2e%2e", b"/articles//cat-cow", b"/.", b"/docs/"):
        with closing(connect(server.address)) as connection:
            connection.settimeout(PATIENCE)
            connection.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).lower()
        assert b"evil.example" not in answer.partition(b"\r\n\r\n")[0], path
        assert answer[9:10] in (b"2", b"4"), path
