"""Headers that every answer carries: what a browser may do with it, and which sites may read it."""

from __future__ import annotations

from types import MappingProxyType

from flask import Response, request

from service.settings import service

ALWAYS = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }
)

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the service's own pages may load: their own files alone."""


def add_headers(response: Response) -> Response:
    """`response` with the headers of its kind; what a route has set stays."""
    given = {name for name, _ in response.headers}
    response.headers.extend((name, value) for name, value in ALWAYS.items() if name not in given)
    if (response.content_type or "").startswith("text/html"):
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    if "/v1/" in request.path:  # under whatever prefix the endpoint is mounted
        _allow_origin(response)
    return response


def _allow_origin(response: Response) -> None:
    allowed = service().settings.serve.origins
    origin = request.headers.get("Origin")
    if "*" in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.vary.add("Origin")
        if origin in allowed:
            response.headers["Access-Control-Allow-Origin"] = str(origin)
