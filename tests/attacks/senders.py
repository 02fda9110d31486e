"""What attackers send, and whether others are answered meanwhile. All of it on loopback, bounded in count and time."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from threading import Event, Thread
from time import monotonic
from urllib.parse import urlsplit

PATIENCE = 5.0
"""Seconds in which a probe is answered, or never will be; a busy machine is no attack."""

OTHER = "127.0.0.2"
"""Where those ask from who do not attack: a client of its own."""

TEXT = json.dumps({"text": "My hips are tight from sitting at a desk all day."}).encode()

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: limber\r\nConnection: close\r\n\r\n"


def post(body: bytes = TEXT, *headers: str, length: int | None = None) -> bytes:
    """A request for related articles; `length` is what it says of its body, if that is not the truth."""
    lines = [
        "POST /v1/related HTTP/1.1",
        "Host: limber",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def in_chunks(body: bytes) -> bytes:
    """The same in chunks that are never ended."""
    return b"\r\n".join(
        (
            b"POST /v1/related HTTP/1.1",
            b"Host: limber",
            b"Content-Type: application/json",
            b"Transfer-Encoding: chunked",
            b"",
            chunk(body),
        )
    )


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def connect(address: str, source: str = "127.0.0.1") -> socket.socket:
    place = urlsplit(address)
    return socket.create_connection((place.hostname or "", place.port or 0), PATIENCE, source_address=(source, 0))


def ask(address: str, request: bytes, patience: float = PATIENCE, source: str = OTHER) -> int:
    """The status of the answer to a request, sent as it is; 0 if none comes in time."""
    end, answer = monotonic() + patience, b""
    with suppress(OSError), closing(connect(address, source)) as connection:
        connection.sendall(request)
        while b"\r\n" not in answer and monotonic() < end:
            connection.settimeout(max(0.001, end - monotonic()))
            part = connection.recv(65536)
            if not part:
                break
            answer += part
    return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0


def probe(address: str, count: int = 40, patience: float = PATIENCE) -> float:
    """The share of probes that are answered: whether it is alive, and for a page, in turn."""
    stop = Event()
    answered = 0
    for number in range(count):
        answered += ask(address, (HEALTH, post())[number % 2], patience) == 200
        stop.wait(0.05)
    return answered / count


@contextmanager
def holding(address: str, count: int, start: bytes = b"", drip: bytes = b"", pause: float = 2.0) -> Iterator[Held]:
    """Connections that have sent `start` and send `drip` at each pause, until the block ends."""
    with ExitStack() as stack:
        held = Held([stack.enter_context(closing(connect(address))) for _ in range(count)])
        held.send(start)
        stop = Event()
        thread = Thread(target=held.keep_sending, args=(drip, pause, stop))
        thread.start()
        try:
            yield held
        finally:
            stop.set()
            thread.join()


class Held:
    """Connections of an attacker's."""

    def __init__(self, connections: Sequence[socket.socket]) -> None:
        self._connections = connections

    def send(self, content: bytes) -> None:
        """Send on all of them; the server may have ended some."""
        for each in self._connections if content else ():
            with suppress(OSError):
                each.sendall(content)

    def keep_sending(self, drip: bytes, pause: float, stop: Event) -> None:
        while not stop.wait(pause):
            self.send(drip)

    def ended(self) -> int:
        """How many the server has ended."""
        return sum(_has_ended(each) for each in self._connections)


def _has_ended(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        while connection.recv(65536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def h2_posts(*streams: int) -> bytes:
    """HTTP/2 with prior knowledge (RFC 9113): a POST on each stream, its body begun and never ended."""
    names = [(b":method", b"POST"), (b":scheme", b"http"), (b":path", b"/v1/related"), (b":authority", b"limber")]
    names += [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    block = b"".join(b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value for name, value in names)
    frames = [PREFACE, _frame(4, 0, 0, b"")]  # SETTINGS, empty
    for stream in streams:
        frames += [_frame(1, 4, stream, block), _frame(0, 0, stream, b'{"te')]  # HEADERS with END_HEADERS, and DATA
    return b"".join(frames)


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload
