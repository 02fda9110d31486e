"""One form for the addresses of one page."""

from __future__ import annotations

from urllib.parse import urlsplit


def canonical_url(url: str) -> str:
    """An address without fragment, query, default port, `www.` and trailing slash, host in lower case.

    A relative address keeps its path only. What cannot be parsed is returned as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    return f"{host}{port}{path}" if host else path or "/"
