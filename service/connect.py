"""Connections to public addresses alone, each name resolved once, and everything within one span of time."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from time import monotonic
from typing import Any

import httpcore
from dns.resolver import Resolver

from service.guard import IPAddress, is_public


class AddressRefused(Exception):
    """The name of a site leads to an address that is not public."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment by which all must be done, `seconds` from now."""

    seconds: float
    _start: float = field(default_factory=monotonic)

    def left(self) -> float:
        """Seconds that are left. Raises httpcore.ReadTimeout if none is."""
        left = self._start + self.seconds - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a name once and connects to one of the addresses found; to none, if any of them is not public.

    TLS still asks for the name, and its certificate is checked against it. `permit` are pairs of address and port
    that count as public: for tests, which have only the loopback. No setting leads here.
    """

    def __init__(self, resolver: Resolver, deadline: Deadline, permit: frozenset[tuple[str, int]]) -> None:
        self._resolver = resolver
        self._deadline = deadline
        self._permit = permit
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """A connection to the first address of a host that takes one. Raises AddressRefused and httpcore's errors."""
        failure: Exception = httpcore.ConnectError("the name has no address")
        addresses = self._resolve(host, port)
        for place, address in enumerate(addresses):
            share = self._deadline.left() / (len(addresses) - place)
            try:
                return TimedStream(self._inner.connect_tcp(str(address), port, share), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _resolve(self, host: str, port: int) -> list[IPAddress]:
        found = self._resolver.resolve_name(f"{host}.", lifetime=self._deadline.left())
        addresses = sorted({ip_address(text) for text in found.addresses()}, key=lambda each: (each.version, int(each)))
        if not all(is_public(each) or (str(each), port) in self._permit for each in addresses):
            raise AddressRefused
        return addresses


class TimedStream(httpcore.NetworkStream):
    """A stream whose every step is given what is left of the time, so that a slow sender cannot stretch it."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """What has come, at most `max_bytes`."""
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Send all of `buffer`."""
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """The same connection under TLS."""
        return TimedStream(self._inner.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a connection."""
        return self._inner.get_extra_info(info)
