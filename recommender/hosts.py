"""Names of hosts told from addresses in any notation; the sites and the origins that an owner lists by them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import urlsplit

_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOCAL = re.compile(r"[a-z0-9_.-]+")
_PORTS = {"http": 80, "https": 443}


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


def origin(written: str) -> str:
    """An origin as a browser sends it: scheme, host in ASCII and lower case, a port that is not the scheme's own.

    A slash at the end goes. Raises ValueError that says what to write for what no browser sends.
    """
    try:
        parts = urlsplit(written.strip())
        host, port, scheme = parts.hostname or "", parts.port, parts.scheme
        if scheme not in _PORTS or not host or "@" in parts.netloc:
            raise ValueError(written)
        name = _browser_host(host)
    except ValueError:
        raise ValueError(_advice(written)) from None
    beside = "" if port in (None, _PORTS[scheme]) else f":{port}"
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"{written!r} is a page, and an origin has no path. Write {f'{scheme}://{name}{beside}'!r}")
    return f"{scheme}://{name}{beside}"


def _browser_host(host: str) -> str:
    if ":" in host:
        return f"[{IPv6Address(host).compressed}]"
    name = host if host.isascii() else host_name(host)
    if not _LOCAL.fullmatch(name):
        raise ValueError(host)
    return name


def _advice(written: str) -> str:
    said = f"{written!r:.100} is no origin"
    if "*" in written:
        return f"{said}. List each host, as 'https://blog.example.org', or '*' alone for any site"
    if written.strip().lower() == "null":
        return f"{said} that can be told from others: every file and sandbox sends it. List the sites by their hosts"
    return f"{said}. One is scheme and host alone, as 'https://example.org'"
