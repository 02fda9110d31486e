"""Answers in gzip, for whoever accepts it. No answer holds a secret beside what its asker has sent (BREACH)."""

from __future__ import annotations

import gzip
from functools import lru_cache
from http import HTTPStatus

from flask import Response, request

LEAST = 1000
"""Bytes from which it is worth it: less goes in one packet anyway."""

LEVEL = 6
"""Of zlib, for what is packed anew for each answer."""

TYPES = (
    "application/json",
    "application/problem+json",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
)

_KEPT = 256
"""Packed answers that are remembered: scripts, style sheets, covers and pages that are asked for again and again."""


def compress(response: Response) -> Response:
    """`response` in gzip where the asker accepts it and it is worth it.

    Its ETag is a weak one: the same for either form, and so also after a proxy has packed or unpacked it.
    """
    tag, is_weak = response.get_etag()
    if tag and not is_weak:
        response.set_etag(tag, weak=True)
    if response.mimetype not in TYPES or response.status_code == HTTPStatus.NO_CONTENT:
        return response
    response.vary.add("Accept-Encoding")
    is_whole = response.status_code not in (HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED)
    if is_whole and "Content-Encoding" not in response.headers and request.accept_encodings.quality("gzip") > 0:
        response.direct_passthrough = False  # a file is read, not handed on
        content = response.get_data()
        if len(content) >= LEAST:
            # What a reader has posted is never remembered.
            is_public = response.cache_control.public or response.mimetype in ("text/css", "text/javascript")
            response.set_data(pack(content) if is_public else gzip.compress(content, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=_KEPT)
def pack(content: bytes) -> bytes:
    """`content` in gzip, as small as it gets; once, and remembered."""
    return gzip.compress(content, 9, mtime=0)
