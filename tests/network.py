"""A name server and web servers on the loopback, for tests of what goes out to the network."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Thread
from typing import Any

import dns.message
import dns.rdatatype
import dns.resolver
import dns.rrset


@contextmanager
def _running(server: Any) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Names:
    """What a name server was told to say and was asked. `answers[name]` is a list of answers, one a question of type A
    (the last goes on); an answer is a list of addresses of both families."""

    answers: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)
    resolver: dns.resolver.Resolver = field(default_factory=lambda: dns.resolver.Resolver(configure=False))

    def reply(self, wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        response = dns.message.make_response(query)
        turns = self.answers.get(name)
        if turns is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
            return response.to_wire()
        # AAAA is asked first, then A: both belong to one turn
        turn = turns[min(sum(each == f"{name} A" for each in self.asked), len(turns) - 1)]
        self.asked.append(f"{name} {kind}")
        addresses = [each for each in turn if (":" in each) == (kind == "AAAA")]
        if addresses:
            response.answer.append(dns.rrset.from_text_list(question.name, 0, "IN", kind, addresses))
        return response.to_wire()


@contextmanager
def name_server(answers: dict[str, list[list[str]]]) -> Iterator[Names]:
    """A real name server on the loopback, and a resolver that asks it."""
    names = Names(answers)

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            wire, sock = self.request
            sock.sendto(names.reply(wire), self.client_address)

    server = ThreadingUDPServer(("127.0.0.1", 0), Handler)
    names.resolver.nameservers, names.resolver.port = ["127.0.0.1"], server.server_address[1]
    names.resolver.cache = None
    with _running(server):
        yield names


Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """A web server, and what it was asked: lines such as `blog.test:8000 /hips`."""

    address: str
    port: int
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A client that goes away is what these tests are about."""


@contextmanager
def web_server(
    answer: Answer, *, address: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Web]:
    """A real web server; `answer` writes the response of each GET."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(f"{self.headers['Host']} {self.path}")
            web.headers.append({name.lower(): value for name, value in self.headers.items()})
            answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = _Quiet((address, port), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    web = Web(address, server.server_address[1])
    with _running(server):
        yield web


def send(
    handler: BaseHTTPRequestHandler,
    body: bytes = b"",
    *,
    status: int = 200,
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),),
) -> None:
    """Answer a request."""
    handler.send_response(status)
    for name, value in headers:
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def redirect(handler: BaseHTTPRequestHandler, location: str) -> None:
    """Answer a request with a redirect."""
    send(handler, status=302, headers=[("Location", location)])


def free_port(*addresses: str) -> int:
    """A port that is free on all of these addresses."""
    with socket.create_server((addresses[0], 0)) as probe:
        port = int(probe.getsockname()[1])
    for address in addresses[1:]:
        socket.create_server((address, port)).close()
    return port
