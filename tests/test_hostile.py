"""Hostile requests, on the real server: a problem or an answer, never a failure, and memory stays bounded."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from servers import Server, serving

KB = 1000
MOST_MEMORY = 600_000
"""kB that a worker may ever hold; it has about 200,000 before the first request."""

HTML = {
    "deep": "<div>" * 39_000,
    "deep with text": "<div>hip " * 22_000,
    "tables": "<table><tr><td>" * 13_000,
    "unfinished tags": "<a" * 100_000,
    "unfinished comments": "<!--" * 50_000,
    "unfinished instructions": "<?" * 100_000,
    "unfinished titles": "<title>" * 28_000,
    "huge attribute": f"<p class='{'x' * 199_000}'>hip",
    "many attributes": f"<p {' '.join(f'a{number}=1' for number in range(20_000))}>hip",
    "many paragraphs": "<p>x" * 50_000,
    "entities": "&#99999999999;" * 14_000,
    "entity bomb": "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]><p>" + "&b;" * 20_000,
    "outside entity": "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>",
    "NUL": "<p>hip\0</p>" * 9_000,
    "half an emoji": "<p>tight hips \ud83d",
    "one word": "x" * 200_000,
}

BODIES = {
    "invalid UTF-8": b'{"text": "\xff\xfe"}',
    "UTF-16": '{"text": "hip"}'.encode("utf-16"),
    "nested lists": b'{"text": ' + b"[" * 400_000 + b"]" * 400_000 + b"}",
    "nested objects": b'{"a":' * 100_000,
    "nested within the parser's limit": b'{"text": ' + b"[" * 900 + b"]" * 900 + b"}",
    "a number of many digits": b'{"text": "x", "limit": ' + b"9" * 500_000 + b"}",
    "a number beyond all": b'{"text": "x", "limit": 1e999}',
    "not a number": b'{"text": "x", "limit": NaN}',
    "a member twice": b'{"text": "x", "text": "y"}',
    "many members": b"{" + b",".join(b'"a%d":1' % number for number in range(80_000)) + b"}",
    "many wrong kinds": b'{"text": "x", "kinds": [' + b",".join([b"0"] * 450_000) + b"]}",
    "half an emoji as name": b'{"\\ud83d": 1, "text": "x"}',
    "nothing": b"",
}


@pytest.fixture(scope="module")
def server(limber_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(limber_index, tmp_path_factory.mktemp("server")) as running:
        yield running
        assert running.peak_memory() < MOST_MEMORY


def post(server: Server, content: bytes, **headers: str) -> requests.Response:
    headers = {"Content-Type": "application/json", **headers}
    return requests.post(f"{server.address}/v1/related", data=content, headers=headers, timeout=30)


def assert_problem(response: requests.Response, status: int) -> Any:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()


@pytest.mark.parametrize("html", HTML.values(), ids=HTML)
def test_hostile_html_is_answered(server: Server, html: str) -> None:
    response = post(server, json.dumps({"html": html}).encode())
    assert response.status_code == 200
    assert "root:" not in response.text


@pytest.mark.parametrize("content", BODIES.values(), ids=BODIES)
def test_hostile_json_is_a_problem(server: Server, content: bytes) -> None:
    problem = assert_problem(post(server, content), 400)
    assert len(problem["detail"]) < 400


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "x-unknown"])
def test_compressed_body_is_refused_unread(server: Server, encoding: str) -> None:
    bomb = b'{"text": "' + b"x" * 50_000 * KB + b'"}'
    content = gzip.compress(bomb, 1) if encoding == "gzip" else zlib.compress(bomb, 1)
    problem = assert_problem(post(server, content, **{"Content-Encoding": encoding}), 415)
    assert encoding in problem["detail"]


@pytest.mark.parametrize(
    "path", ["/v1/related?id=%00", "/v1/related?url=%ff%fe", "/v1/articles/%00", "/v1/articles/%ff"]
)
def test_odd_bytes_in_an_address_name_no_page(server: Server, path: str) -> None:
    assert_problem(requests.get(server.address + path, timeout=10), 404)


def test_body_of_unknown_length_ends_at_the_limit(server: Server) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(800):
            yield b" " * 10 * KB

    response = requests.post(
        f"{server.address}/v1/related", data=chunks(), headers={"Content-Type": "application/json"}, timeout=30
    )
    assert_problem(response, 413)


def test_body_announced_as_huge_is_refused_before_it_is_sent(server: Server) -> None:
    parts = urlsplit(server.address)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        lines = ("POST /v1/related HTTP/1.1", "Host: x", "Content-Type: application/json", "Content-Length: 9000000000")
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
