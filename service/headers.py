"""What every answer carries: what a browser may do with it, which sites may read it, and its packing."""

from __future__ import annotations

from http import HTTPStatus
from types import MappingProxyType

from flask import Response, request

from service.compression import compress
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

EXPOSED = "ETag, Retry-After"
"""What scripts of other sites may read of an answer, beside its content."""


def add_headers(response: Response) -> Response:
    """`response` with the headers of its kind, packed where its asker accepts it; what a route has set stays."""
    given = {name for name, _ in response.headers}
    response.headers.extend((name, value) for name, value in ALWAYS.items() if name not in given)
    if (response.content_type or "").startswith("text/html"):
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    if "/v1/" in request.path:  # under whatever prefix the endpoint is mounted
        _allow_origin(response)
        if request.method == "OPTIONS" and response.status_code == HTTPStatus.OK:
            _answer_preflight(response)
    return compress(response)


def _allow_origin(response: Response) -> None:
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    allowed = service().settings.serve.origins
    origin = request.headers.get("Origin")
    if "*" in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.vary.add("Origin")
        if origin in allowed:
            response.headers["Access-Control-Allow-Origin"] = str(origin)


def _answer_preflight(response: Response) -> None:
    """What a browser asks before it posts from another site. Flask's own answer names the methods alone."""
    response.status_code = HTTPStatus.NO_CONTENT
    response.set_data(b"")
    response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
    response.headers["Access-Control-Allow-Headers"] = "Content-Type"
    response.headers["Access-Control-Max-Age"] = "86400"
