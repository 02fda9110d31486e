"""One form for the addresses of one page."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(r"utm(_|$)|mc_|fbclid$|gclid$|msclkid$|igshid$|ref$|amp$", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """An address without scheme, fragment, default port, `www.`, trailing slash and tracking parameters.

    The host is in lower case; a relative address has none. What cannot be parsed is returned as it is.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    kept = [pair for pair in parse_qsl(parts.query) if not _TRACKING.match(pair[0])]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{port}{path}{query}" if host else f"{path or '/'}{query}"
