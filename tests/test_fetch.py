"""Fetching, on a real name server and real web servers; only the loopback is there, so tests permit one port of it."""

from __future__ import annotations

import gzip
import json
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import dns.resolver
import pytest
import trustme
from hostile import ADDRESSES
from network import Web, free_port, name_server, redirect, send, web_server

from recommender.config import Settings
from service import create_app, remote
from service.fetch import Fetcher, Limits
from service.problems import Problem

TEXT = "My hips are tight from sitting at a desk all day, and the hip flexors ache when I stand up in the evening."
HTML = f"<html><head><title>Desk hips</title></head><body><article><p>{TEXT}</p></article></body></html>".encode()
HERE = "127.0.0.1"


@contextmanager
def connections() -> Iterator[list[Any]]:
    """Addresses that this process connects to by TCP meanwhile, as the interpreter itself tells them."""
    seen: list[Any] = []
    on = [True]

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if on and event == "socket.connect" and arguments[0].type == 1:
            seen.append(arguments[1][:2])

    sys.addaudithook(hook)  # hooks cannot be taken off again, only silenced
    try:
        yield seen
    finally:
        on.clear()


def test_name_that_leads_to_a_hostile_address_is_never_connected_to() -> None:
    answers = {f"h{place}.blog.test": [[address]] for place, address in enumerate(ADDRESSES)}
    # one that is public beside one that is not: the whole name is refused
    answers["both.blog.test"] = [["1.1.1.1", "10.0.0.1"]]
    answers["families.blog.test"] = [["1.1.1.1", "::1"]]
    with name_server(answers) as names, connections() as seen:
        fetcher = Fetcher(["*.blog.test"], resolver=names.resolver)
        for name in answers:
            with pytest.raises(Problem, match="no public address") as caught:
                fetcher.read(f"http://{name}/")
            assert caught.value.status == 502
            assert f"{name} A" in names.asked
    assert seen == []


Answer = Callable[[BaseHTTPRequestHandler], None]


class Blog:
    """A site `blog.test` on the loopback, and a fetcher that may read it."""

    def __init__(self, web: Web, resolver: dns.resolver.Resolver) -> None:
        self.web, self.resolver = web, resolver

    def fetcher(self, sites: tuple[str, ...] = (), **changes: Any) -> Fetcher:
        limits = Limits(**{"seconds": 5.0, **changes})
        permit = frozenset({(self.web.address, self.web.port)})
        return Fetcher([f"blog.test:{self.web.port}", *sites], limits, resolver=self.resolver, permit=permit)

    def url(self, path: str = "/hips") -> str:
        return f"http://blog.test:{self.web.port}{path}"


@contextmanager
def blog(answer: Answer) -> Iterator[Blog]:
    with name_server({"blog.test": [[HERE]]}) as names, web_server(answer) as web:
        yield Blog(web, names.resolver)


def _problem(blog: Blog, url: str | None = None, **changes: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as caught:
        blog.fetcher(**changes).read(url or blog.url())
    assert "127." not in caught.value.detail
    assert "blog.test" not in caught.value.detail
    return caught.value.status.value, caught.value.detail


def test_page_is_read_whole() -> None:
    with blog(lambda handler: send(handler, HTML)) as here:
        page = here.fetcher().read(here.url("/hüfte?q=a b".replace(" ", "%20") + "#top"))
        assert page.html == HTML.decode()
        assert here.web.asked == [f"blog.test:{here.web.port} /h%C3%BCfte?q=a%20b"]
        sent = here.web.headers[0]
    assert set(sent) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert sent["user-agent"].startswith("Limber/")


def test_page_over_tls_is_read_where_its_certificate_names_it() -> None:
    authority = trustme.CA()
    for issued, status in (("blog.test", None), ("other.test", 502)):
        server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
        authority.issue_cert(issued).configure_cert(server)
        authority.configure_trust(client)
        asked: list[str | None] = []
        server.sni_callback = lambda _sock, name, _context, asked=asked: asked.append(name)  # type: ignore[assignment,misc]
        with name_server({"blog.test": [[HERE]]}) as names, web_server(lambda h: send(h, HTML), tls=server) as web:
            fetcher = Fetcher(
                [f"blog.test:{web.port}"],
                resolver=names.resolver,
                ssl_context=client,
                permit=frozenset({(HERE, web.port)}),
            )
            if status is None:
                assert fetcher.read(f"https://blog.test:{web.port}/").html == HTML.decode()
            else:
                with pytest.raises(Problem) as caught:
                    fetcher.read(f"https://blog.test:{web.port}/")
                assert caught.value.status == status
        assert asked == ["blog.test"]


def test_name_is_resolved_once_and_that_very_address_connected_to() -> None:
    """DNS rebinding: 127.0.0.2 stands for the public address, 127.0.0.1 for the machine that the attacker is after."""
    port = free_port("127.0.0.2", HERE)
    with (
        name_server({"blog.test": [["127.0.0.2"], [HERE]]}) as names,
        web_server(lambda h: send(h, HTML), address="127.0.0.2", port=port) as public,
        web_server(lambda h: send(h, b"<p>secret"), port=port) as secret,
        connections() as seen,
    ):
        fetcher = Fetcher([f"blog.test:{port}"], resolver=names.resolver, permit=frozenset({("127.0.0.2", port)}))
        assert fetcher.read(f"http://blog.test:{port}/one").html == HTML.decode()
        assert names.asked == ["blog.test AAAA", "blog.test A"]
        assert seen == [("127.0.0.2", port)]
        # the name has turned by the next page: refused before anything is sent
        with pytest.raises(Problem, match="no public address"):
            fetcher.read(f"http://blog.test:{port}/two")
        assert (len(public.asked), secret.asked, len(seen)) == (1, [], 1)


def test_redirect_resolves_the_name_anew_and_is_refused_when_it_has_turned() -> None:
    port = free_port("127.0.0.2", HERE)
    with (
        name_server({"blog.test": [["127.0.0.2"], [HERE]]}) as names,
        web_server(lambda h: redirect(h, "/two"), address="127.0.0.2", port=port),
        web_server(lambda h: send(h, HTML), port=port) as secret,
    ):
        fetcher = Fetcher([f"blog.test:{port}"], resolver=names.resolver, permit=frozenset({("127.0.0.2", port)}))
        with pytest.raises(Problem, match="no public address"):
            fetcher.read(f"http://blog.test:{port}/one")
        assert secret.asked == []


@pytest.mark.parametrize(
    "location",
    ["http://127.0.0.1:{port}/secret", "http://[::1]:{port}/secret", "//127.1:{port}/secret", "http://0x7f.1:{port}/secret",
     "http://localhost:{port}/secret", "http://other.test:{port}/secret", "file:///etc/passwd", "http://blog.test:1/secret",
     "http://blog.test@127.0.0.1:{port}/secret", "http://[broken", "gopher://blog.test:{port}/_x", "http://inside.test/secret"],
)  # fmt: skip
def test_redirect_to_where_nobody_may_fetch_is_refused(location: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        redirect(handler, location.format(port=handler.server.server_address[1]))  # type: ignore[index]

    answers = {name: [[HERE]] for name in ("blog.test", "other.test", "inside.test", "localhost")}
    with name_server(answers) as names, web_server(answer) as web:
        here = Blog(web, names.resolver)
        status, detail = _problem(here, sites=("inside.test",))
        assert (status, len(web.asked)) == (502, 1)
        # a listed site inside the private network passes the list and fails by its address
        assert ("no public address" if "inside" in location else "redirects to where") in detail


def test_redirects_are_followed_five_times_and_the_last_address_is_told() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        left = int(handler.path.strip("/"))
        send(handler, HTML) if left == 0 else redirect(handler, f"/{left - 1}")

    with blog(answer) as here:
        assert here.fetcher().read(here.url("/5")).url == here.url("/0")
        assert _problem(here, here.url("/6"))[1] == "the page redirects more than 5 times"


def _drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    _drip(handler)


def _drip_headers(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    _drip(handler)


def _drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        sleep(0.05)


@pytest.mark.parametrize("answer", [_drip_body, _drip_headers, lambda _: sleep(1.5)])
def test_slow_site_is_left_when_the_time_is_over(answer: Answer) -> None:
    with blog(answer) as here:
        begin = monotonic()
        assert _problem(here, seconds=0.4) == (504, "the page's site does not answer in time")
        assert monotonic() - begin < 1.2


def test_name_server_that_is_silent_is_left_when_the_time_is_over() -> None:
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind((HERE, 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = [HERE], silent.getsockname()[1]
        with pytest.raises(Problem) as caught:
            Fetcher(["blog.test"], Limits(seconds=0.3), resolver=resolver).read("http://blog.test/")
    assert caught.value.status == 504


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>" + b"x" * 65_000)


def _typed(kind: str, body: bytes = HTML, *more: tuple[str, str]) -> Answer:
    return lambda handler: send(handler, body, headers=[("Content-Type", kind), *more])


BOMB = gzip.compress(b"<p>" + b"hips " * 20_000_000)


@pytest.mark.parametrize(
    ("answer", "status", "says"),
    [
        (_endless, 502, "more than 2000000 bytes"),
        (_typed("text/html", BOMB, ("Content-Encoding", "gzip")), 502, "more than 2000000 bytes"),
        (_typed("text/html", b"<p>" + b"hips " * 200_000), 502, "more than 1000000 characters"),
        (_typed("text/html", HTML, ("Content-Encoding", "br")), 502, "compressed"),
        (_typed("text/html", HTML, ("Content-Encoding", "gzip")), 502, "cannot be reached"),
        (_typed("text/html", gzip.compress(HTML)[:-20], ("Content-Encoding", "gzip")), 502, "cut short"),
        (_typed("text/html", gzip.compress(HTML) * 2, ("Content-Encoding", "gzip")), 502, "cut short"),
        (_typed("application/json"), 502, "not HTML"),
        (_typed("image/svg+xml"), 502, "not HTML"),
        (lambda handler: send(handler, HTML, headers=()), 502, "not HTML"),
        (lambda handler: send(handler, HTML, status=500), 502, "status 500"),
        (lambda handler: send(handler, HTML, status=404), 404, "no such page"),
        (lambda handler: send(handler, HTML, status=302), 502, "status 302"),
        (lambda handler: handler.wfile.write(b"\x00\xff nonsense\r\n\r\n"), 502, "does not speak HTTP"),
        (
            lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000),
            502,
            "does not speak HTTP",
        ),
    ],
)
def test_page_that_cannot_be_used_says_why(answer: Answer, status: int, says: str) -> None:
    with blog(answer) as here:
        found, detail = _problem(here)
    assert (found, says in detail) == (status, True), detail


def test_site_that_is_not_there_says_so() -> None:
    with blog(lambda handler: send(handler, HTML)) as here:
        gone = here.fetcher(sites=("nowhere.test",))
        here.web.port = free_port(HERE)
        for url in ("http://nowhere.test/", here.url()):
            with pytest.raises(Problem) as caught:
                (gone if "nowhere" in url else here.fetcher()).read(url)
            assert caught.value.status == 502


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/html; charset=utf-8", "<p>Hüfte".encode(), "Hüfte"),
        ("text/html", "<p>Hüfte".encode(), "Hüfte"),
        ("text/html; charset=iso-8859-1", "<p>Hüfte – kurz".encode("cp1252"), "Hüfte – kurz"),
        ("text/html", b'<meta charset="windows-1252"><p>' + "Hüfte".encode("cp1252"), "Hüfte"),
        ("text/html; charset=utf-16", "<p>Hüfte".encode("utf-16"), "Hüfte"),
        ("application/xhtml+xml", "\ufeff<p>Hüfte".encode(), "Hüfte"),
        ("text/html; charset=punycode", "<p>Hüfte".encode(), "Hüfte"),
        ("text/html; charset=iso-8859-99", "<p>Hüfte".encode(), "Hüfte"),
        ('text/html; charset="zlib"', "<p>Hüfte".encode(), "Hüfte"),
    ],
)
def test_page_is_read_in_its_charset(kind: str, body: bytes, text: str) -> None:
    with blog(_typed(kind, body)) as here:
        assert text in (here.fetcher().read(here.url()).html or "")


def test_page_packed_unasked_is_unpacked() -> None:
    with blog(_typed("text/html", gzip.compress(HTML), ("Content-Encoding", "gzip"))) as here:
        assert here.fetcher().read(here.url()).html == HTML.decode()


def test_page_and_failure_are_remembered_for_their_time() -> None:
    with blog(lambda h: send(h, HTML) if h.path == "/hips" else send(h, status=404)) as here:
        fetcher = here.fetcher(cached_seconds=0.3, failure_seconds=0.3)
        for _ in range(2):
            fetcher.read(here.url())
            with pytest.raises(Problem):
                fetcher.read(here.url("/gone"))
        assert len(here.web.asked) == 2
        sleep(0.35)
        fetcher.read(here.url())
        assert len(here.web.asked) == 3


def test_pages_remembered_have_a_bounded_size() -> None:
    with blog(lambda h: send(h, HTML)) as here:
        fetcher = here.fetcher(cached=2_000)
        for number in range(9):
            fetcher.read(here.url(f"/{number}"))
        fetcher.read(here.url("/8"))
        fetcher.read(here.url("/0"))
    assert [line.split("/")[-1] for line in here.web.asked] == [*"0123456780"]


def test_one_slow_site_holds_one_thread() -> None:
    begun, go_on = Event(), Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        begun.set()
        go_on.wait(5)
        send(handler, HTML)

    with blog(answer) as here:
        fetcher = here.fetcher()
        first = Thread(target=fetcher.read, args=(here.url("/one"),))
        first.start()
        assert begun.wait(5)
        with pytest.raises(Problem) as caught:
            fetcher.read(here.url("/two"))
        assert caught.value.status == 503
        go_on.set()
        first.join()
        assert fetcher.read(here.url("/two")).html == HTML.decode()


def test_service_answers_for_a_fetched_page_by_get_and_post(
    limber_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    with blog(lambda h: send(h, HTML) if h.path == "/hips" else redirect(h, "/gone")) as here:
        app = create_app(Settings(index=str(limber_index)))
        remote.attach(app, here.fetcher())
        client = app.test_client()
        got = client.get("/v1/related", query_string={"url": here.url()})
        posted = client.post("/v1/related", json={"url": here.url()})
        told = client.post("/v1/related", json={"text": TEXT, "title": "Desk hips"})
        assert got.get_json() == posted.get_json() == told.get_json()
        assert got.get_json()["items"]
        failed = client.get("/v1/related", query_string={"url": here.url("/gone")})
        assert (failed.status_code, failed.mimetype) == (502, "application/problem+json")
        elsewhere = client.get("/v1/related", query_string={"url": "http://127.0.0.1/"})
        assert elsewhere.status_code == 404
        known = client.get("/v1/related", query_string={"url": "/articles/cat-cow"})
        assert known.get_json()["page"]["known"]
        assert ("ETag" in got.headers, "ETag" in known.headers) == (False, True)
    assert len([line for line in here.web.asked if line.endswith("/hips")]) == 1
    assert "blog.test" not in caplog.text
    assert "blog.test" not in json.dumps(failed.get_json())


def test_service_fetches_nothing_by_default(limber_index: Path) -> None:
    with connections() as seen:
        client = create_app(Settings(index=str(limber_index))).test_client()
        assert client.get("/v1/related?url=http://blog.test/hips").status_code == 404
    assert seen == []
