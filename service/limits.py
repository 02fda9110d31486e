"""How often one client may ask, and who the client is. Addresses of clients are kept in memory alone."""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from recommender.config import ServeSection
from service.problems import make_response

COUNTED = ("/v1/", "/try")

_NETWORK = 64
"""Bits of an IPv6 address that stand for one client: whoever holds such a network has all addresses in it."""


def init_app(app: Flask, serve: ServeSection) -> None:
    """Believe as many proxies as the settings say, none by default, and hold each client to the rate they set.

    Only the routes that answer for a page are counted, and preflights are not: whoever watches the service is never
    refused.
    """
    if serve.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=serve.proxies, x_proto=0)  # type: ignore[method-assign]
    if not serve.rate_limit:
        return
    import limits  # needed only here

    rate = limits.parse(serve.rate_limit)
    limiter = limits.strategies.FixedWindowRateLimiter(limits.storage.MemoryStorage())

    @app.before_request
    def hold_to_rate() -> Response | None:
        client = name_client(request.remote_addr or "")
        if request.method == "OPTIONS" or not request.path.startswith(COUNTED) or limiter.hit(rate, client):
            return None
        seconds = max(1, math.ceil(limiter.get_window_stats(rate, client).reset_time - time.time()))
        response = make_response(
            HTTPStatus.TOO_MANY_REQUESTS, f"more than {serve.rate_limit} requests", remedy=f"Wait {seconds} s."
        )
        response.headers["Retry-After"] = str(seconds)
        return response


def name_client(address: str) -> str:
    """What a client is counted under: its IPv4 address, or its IPv6 network."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found.packed, _NETWORK), strict=False))
    return str(found)
