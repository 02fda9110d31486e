"""How often one client may ask, and who the client is. Clients are kept in memory alone, as digests."""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from time import monotonic
from typing import Any

from flask import Flask, Response, request

from recommender.config import ServeSection
from service.problems import make_response
from service.shared import Shared

COUNTED = ("/v1/", "/try")

UNKNOWN = "unknown"
"""What all those are counted under whose address is none."""

_NETWORK = 64
"""Bits of an IPv6 address that stand for one client: whoever holds such a network has all addresses in it."""

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}

_KEY = 16
_BUCKET = struct.Struct("<" + "Qd" * 8)
"""Eight clients whose digests lead to the same place: of each the digest, and the moment when its allowance is full."""


class Limiter:
    """A rate over all processes that share memory: so many at once, and as many again in each period.

    Kept is one number a client, the moment when its whole allowance will be there again (the generic cell rate
    algorithm, ITU-T I.371). It is of the monotonic clock: a clock that is set locks nobody out. Where more clients
    ask within a period than there is room for (about 60,000), the one whose allowance is nearest to full is forgotten.
    """

    def __init__(self, rate: str, shared: Shared) -> None:
        number, _, unit = rate.partition("/")
        self._period = float(_SECONDS[unit])
        self._each = self._period / int(number)
        self._shared = shared
        self._buckets = (len(shared.clients) - _KEY) // _BUCKET.size
        self._key = b""

    def wait(self, client: str) -> float:
        """Seconds that a client has to wait; 0 if it may ask now, and then it is counted."""
        with self._shared.changing() as alone:
            return self._wait(client, monotonic()) if alone else 0.0

    def _wait(self, client: str, now: float) -> float:
        digest = int.from_bytes(blake2b(client.encode(), digest_size=8, key=self._secret()).digest(), "little")
        offset = _KEY + digest % self._buckets * _BUCKET.size
        found = _BUCKET.unpack_from(self._shared.clients, offset)
        # no client's moment is more than a period away, whatever was in the memory before
        moments = [moment if now < moment <= now + self._period else 0.0 for moment in found[1::2]]
        digests = found[::2]
        place = digests.index(digest) if digest in digests else moments.index(min(moments))
        full = (max(moments[place], now) if digests[place] == digest else now) + self._each
        if full > now + self._period + 1e-6:
            return full - now - self._period
        struct.pack_into("<Qd", self._shared.clients, offset + 16 * place, digest, full)
        return 0.0

    def _secret(self) -> bytes:
        """The key of digests, the same for all processes: nobody can tell from the memory who asked."""
        if not self._key:
            kept = self._shared.clients[:_KEY]
            if not any(kept):
                kept[:] = os.urandom(_KEY)
            self._key = bytes(kept)
        return self._key


def init_app(app: Flask, serve: ServeSection, shared: Shared) -> None:
    """Hold each client to the rate that the settings set, none by default.

    Only the routes that answer for a page are counted, and preflights are not: whoever watches the service is never
    refused.
    """
    if not serve.rate_limit:
        return
    limiter = Limiter(serve.rate_limit, shared)

    @app.before_request
    def hold_to_rate() -> Response | None:
        if request.method == "OPTIONS" or not request.path.startswith(COUNTED):
            return None
        wait = limiter.wait(name_client(find_address(request.environ, serve.proxies)))
        if not wait:
            return None
        seconds = math.ceil(wait)
        response = make_response(
            HTTPStatus.TOO_MANY_REQUESTS, f"more than {serve.rate_limit} requests", remedy=f"Wait {seconds} s."
        )
        response.headers["Retry-After"] = str(seconds)
        return response


def find_address(environ: Mapping[str, Any], proxies: int) -> str:
    """Where a request comes from: what the outermost of so many proxies says, and who connected if it says nothing.

    Entries are counted from the end, where proxies add them, and parted at every comma: what a client writes before
    them, quotes too, moves none.
    """
    entries = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    forwarded = entries[-proxies].strip() if 0 < proxies <= len(entries) else ""
    return forwarded or str(environ.get("REMOTE_ADDR", ""))


def name_client(address: str) -> str:
    """What a client is counted under: its IPv4 address, or its IPv6 network; without port, brackets and zone."""
    host = address.strip().strip('"')
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found.packed, _NETWORK), strict=False))
    return str(found)
