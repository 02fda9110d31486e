"""One form for the addresses of one page, and names of hosts told from addresses in any notation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

_TRACKING = re.compile(
    r"(?:utm|mc|mtm|pk|hsa|vero|oly|itm)_"
    r"|(?:utm|ref|[a-z]{1,6}clid|gbraid|wbraid|igshid|igsh|mkt_tok|_hsenc|_hsmi|_ga|_gl|s_cid|phpsessid|jsessionid"
    r"|amp|outputtype|noamp|usqp|amp_js_v|amp_gsa)$",
    re.IGNORECASE,
)
"""Query parameters that name the way to a page, a session or a variant of the page, not the page.

Public lists such as courlan's also drop every name that begins with *ga* or *source*, and with it a `gallery`.
"""

_VARIANTS = frozenset({"www", "m", "mobile", "touch", "amp"})
"""Labels of a host that serves the same pages in another dress, as in `en.m.wikipedia.org`."""

_WITHOUT_SCHEME = re.compile(r"[^/?#:@\s]+\.[^/?#:@\s]+(?::\d+)?(?:/|$)")
_AMP_CACHE = re.compile(r"/(?:amp|[civ])/(?:s/)?([^/]+\.[^/]+/?.*)$")
_AMP = re.compile(r"^/amp(?=/.)|(?<=[^/])(?:\.amp(?=\.html?$)|\.amp$|/amp(?:\.html?)?$)", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|xhtml|shtml|php|aspx?|jsp)$", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/]*", re.IGNORECASE)
_DOTS = re.compile(r"/\.{0,2}/|/\.{1,2}$")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


def canonical_url(url: str) -> str:
    """An address in the one form that all forms of it share: `host/path?query`.

    Without scheme, user, default port, fragment, `www.` and mobile or AMP variants, trailing slash, `index.html`,
    tracking parameters; the host in lower case and ASCII, percent-encoding and dot segments as RFC 3986 (6.2.2) has
    them, parameters by name. A relative address has no host. What cannot be parsed is returned as it is.
    """
    url = url.strip()
    try:
        parts = urlsplit(f"//{url}" if _WITHOUT_SCHEME.match(url) else url)
        if parts.scheme.lower() not in ("", "http", "https"):
            return url
        host = _plain_host(parts.hostname or "")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    inner = _AMP_CACHE.match(parts.path) if host == "google.com" or host.endswith(".cdn.ampproject.org") else None
    if inner:
        return canonical_url(f"//{inner[1]}?{parts.query}")
    path, query = _plain_path(parts.path), _plain_query(parts.query)
    return f"{host}{port}{path}{query}" if host else f"{path or '/'}{query}"


def host_name(host: str) -> str:
    """A host's name in ASCII and lower case. Raises ValueError for what is no full domain name.

    Addresses are no names, in any notation that some parser takes for one: `127.1`, `0x7f.1`, `2130706433`, `[::1]`,
    in full-width digits or with ideographic dots. As in the WHATWG URL standard, a last label of digits makes a number.
    """
    name = host.lower()
    if not name.isascii():
        import idna  # 20 ms to import, and most hosts are ASCII

        try:
            name = idna.encode(name, uts46=True).decode()
        except UnicodeError:
            name = ""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{host!r:.100} is no domain name")
    return name


@dataclass(frozen=True, slots=True)
class Site:
    """The pages that an owner lists as `example.org` (with or without `www.`), `*.example.org` or `example.org:8080`.

    Without a port, those of http and https alone; with `*.`, the host and every name below it.
    """

    host: str
    port: int | None
    below: bool

    @classmethod
    def parse(cls, site: str) -> Site:
        """A site as the settings write it. Raises ValueError."""
        host, colon, port = site.removeprefix("*.").partition(":")
        name = host_name(host)
        if colon and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise ValueError(f"{port!r:.20} is no port")
        return cls(name.removeprefix("www."), int(port) if port else None, site.startswith("*."))

    def covers(self, host: str, port: int) -> bool:
        """Whether a page on this host (as `host_name` gives it) and port is one of the site's."""
        if port not in ((80, 443) if self.port is None else (self.port,)):
            return False
        return host.removeprefix("www.") == self.host or (self.below and host.endswith(f".{self.host}"))


def _plain_host(host: str) -> str:
    host = host.rstrip(".")
    if not host.isascii():
        host = host_name(host)
    labels = host.split(".")
    kept = [label for label in labels[:-2] if label not in _VARIANTS]
    return ".".join(kept + labels[-2:])


def _plain_path(path: str) -> str:
    path = _ESCAPE.sub(_plain_escape, quote(path, safe="%/!$&'()*+,;=:@", errors="surrogatepass"))
    path = _SESSION.sub("", path)
    if _DOTS.search(path):
        path = _without_dots(path)
    path = path.rstrip("/")
    while (shorter := _INDEX.sub("", _AMP.sub("", path)).rstrip("/")) != path:
        path = shorter
    return path


def _plain_escape(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _without_dots(path: str) -> str:
    """Dot segments taken away (RFC 3986, 5.2.4), and empty ones."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return ("/" if path.startswith("/") else "") + "/".join(kept)


def _plain_query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not (_TRACKING.match(name) or _is_mobile(name, value))]
    return f"?{urlencode(sorted(kept), errors='replace')}" if kept else ""


def _is_mobile(name: str, value: str) -> bool:
    return name == "m" and value in ("0", "1")  # Blogger's; WordPress has months as m=202611
