"""Fetches pages of the sites that the owner lists, and nothing else, for requests that name a page by address alone.

By httpcore, the transport beneath httpx: it follows no redirect, keeps no cookie, reads no proxy variable, unpacks
nothing, and lets the connection itself be ours (service/connect.py), which is where a name must be checked. By
dnspython, because the system's resolver cannot be given a time limit.
"""

from __future__ import annotations

import logging
import re
import ssl
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from urllib.parse import quote, urljoin, urlsplit

import httpcore
from cachetools import TTLCache
from dns.exception import DNSException, Timeout
from dns.resolver import Resolver

from recommender.article import Page
from recommender.extract import LONGEST_PAGE
from recommender.hosts import Site, host_name
from recommender.version import VERSION
from service.connect import AddressRefused, Deadline, GuardedBackend
from service.problems import Problem

# An address on a health site is health data, and httpcore would log the host of each at level DEBUG.
logging.getLogger("httpcore").setLevel(logging.WARNING)

HEADERS: dict[bytes | str, bytes | str] = {
    "User-Agent": f"Limber/{VERSION} (related articles)",
    "Accept": "text/html, application/xhtml+xml",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({404, 410})

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\\s]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_KNOWN_CHARSET = re.compile(
    r"utf-?8|us-ascii|(windows|cp)-?125\d|iso-?8859-\d{1,2}|koi8-[ru]|gbk|gb2312|gb18030|big5|euc-(jp|kr)|shift_jis"
    r"|utf-16(le|be)?"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """At most: `seconds` in all, `size` in bytes unpacked, `text` and `cached` in characters."""

    seconds: float = 5.0
    size: int = 2_000_000
    text: int = LONGEST_PAGE
    redirects: int = 5
    cached: int = 20_000_000
    cached_seconds: float = 900.0
    failure_seconds: float = 60.0


class Fetcher:
    """Reads pages of some sites, one at a time, and remembers them a while: in memory alone, never on disk."""

    def __init__(
        self,
        sites: Sequence[str],
        limits: Limits | None = None,
        *,
        resolver: Resolver | None = None,
        ssl_context: ssl.SSLContext | None = None,
        permit: frozenset[tuple[str, int]] = frozenset(),
    ) -> None:
        """Raises ValueError for a site that is none. The keywords are for tests; see GuardedBackend for `permit`."""
        self._sites = [Site.parse(each) for each in sites]
        self._limits = limits or Limits()
        self._resolver = resolver or Resolver()
        self._ssl_context = ssl_context or httpcore.default_ssl_context()
        self._permit = permit
        self._pages: TTLCache[str, Page] = TTLCache(self._limits.cached, self._limits.cached_seconds, getsizeof=_size)
        self._failures: TTLCache[str, tuple[HTTPStatus, str]] = TTLCache(1000, self._limits.failure_seconds)
        self._lock = Lock()
        # A slow site may hold one of a worker's threads, never all of them.
        self._free = BoundedSemaphore(1)

    def covers(self, url: str) -> bool:
        """Whether a page is one that may be fetched, as far as its address says."""
        try:
            self._target(url)
        except ValueError:
            return False
        return True

    def read(self, url: str) -> Page:
        """The page at an address that is covered: its title, its main text, and the address that it was found at.

        Raises Problem: 404 where the site says so, 502 for what cannot be used, 503 while another page is fetched,
        504 where it takes too long. What is not read whole is not read at all, since the rest may call for a caution.
        """
        key = str(self._target(url))
        with self._lock:
            page, failure = self._pages.get(key), self._failures.get(key)
        if page:
            return page
        if failure:
            raise _problem(*failure)
        if not self._free.acquire(blocking=False):
            raise _problem(HTTPStatus.SERVICE_UNAVAILABLE, "another page is being fetched")
        try:
            page = self._fetch(url)
        except Problem as problem:
            with self._lock:
                self._failures[key] = problem.status, problem.detail
            raise
        finally:
            self._free.release()
        with self._lock:
            if _size(page) <= self._limits.cached:
                self._pages[key] = page
        return page

    def _target(self, url: str) -> httpcore.URL:
        """An address in parts that nothing parses again. Raises ValueError."""
        if _FORBIDDEN.search(url):
            raise ValueError("the address holds a character that no address may")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or "@" in parts.netloc:
            raise ValueError("the address is not one of http or https, or names a user")
        host = host_name(parts.hostname or "")
        port = parts.port if parts.port is not None else {"http": 80, "https": 443}[parts.scheme]
        if not any(site.covers(host, port) for site in self._sites):
            raise ValueError("the site is not one of those listed")
        path = quote(parts.path or "/", safe="%/!$&'()*+,;=:@~", errors="replace")
        query = quote(parts.query, safe="%/!$&'()*+,;=:@~?", errors="replace")
        target = f"{path}?{query}" if query else path
        return httpcore.URL(scheme=parts.scheme, host=host, port=port, target=target)

    def _fetch(self, url: str) -> Page:
        try:
            found, content, charset = self._follow(url, Deadline(self._limits.seconds))
        except (httpcore.TimeoutException, Timeout) as error:
            raise _problem(HTTPStatus.GATEWAY_TIMEOUT, "the page's site does not answer in time") from error
        except AddressRefused as error:
            raise _problem(HTTPStatus.BAD_GATEWAY, "the name of the page's site leads to no public address") from error
        except DNSException as error:
            raise _problem(HTTPStatus.BAD_GATEWAY, "the name of the page's site cannot be resolved") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, zlib.error) as error:
            raise _problem(
                HTTPStatus.BAD_GATEWAY, "the page's site cannot be reached or does not speak HTTP"
            ) from error
        html = _decode(content, charset)
        if len(html) > self._limits.text:
            raise _unusable(f"the page has more than {self._limits.text} characters")
        return Page(url=found, html=html)

    def _follow(self, url: str, deadline: Deadline) -> tuple[str, bytes, str]:
        """The address at the end of all redirects, the content there, and its charset as the header has it, or ""."""
        backend = GuardedBackend(self._resolver, deadline, self._permit)
        location = url
        for _ in range(self._limits.redirects + 1):
            try:
                url = urljoin(url, location)
                target = self._target(url)
            except ValueError as error:
                raise _unusable("the page redirects to where Limber may not fetch") from error
            with (
                httpcore.ConnectionPool(self._ssl_context, network_backend=backend) as pool,
                pool.stream("GET", target, headers=HEADERS) as response,
            ):
                headers = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
                if response.status in REDIRECTS and "location" in headers:
                    location = headers["location"]
                    continue
                if response.status != HTTPStatus.OK:
                    raise _wrong_status(response.status)
                charset = _check_type(headers)
                return url, self._unpack(response.iter_stream(), headers.get("content-encoding", "")), charset
        raise _unusable(f"the page redirects more than {self._limits.redirects} times")

    def _unpack(self, chunks: Iterable[bytes], encoding: str) -> bytes:
        """The whole body, unpacked if it was packed unasked. Raises Problem as soon as it is too large."""
        if encoding.strip().lower() not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise _unusable("the page comes compressed in a way that was not asked for")
        unpacker = zlib.decompressobj(47) if encoding.strip().lower() not in ("", "identity") else None
        body, limit = bytearray(), self._limits.size
        for chunk in chunks:
            body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
            if len(body) > limit:
                raise _unusable(f"the page has more than {limit} bytes")
        if unpacker and (not unpacker.eof or unpacker.unused_data):
            raise _unusable("the page's compressed content is cut short")
        return bytes(body)


def _size(page: Page) -> int:
    return len(page.html or "") + 500


def _check_type(headers: Mapping[str, str]) -> str:
    kind, _, rest = headers.get("content-type", "").partition(";")
    if kind.strip().lower() not in HTML_TYPES:
        raise _unusable("the page is not HTML")
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest, re.IGNORECASE)
    return found[1] if found else ""


def _decode(content: bytes, charset: str) -> str:
    """HTML as text, by its byte order mark, its header, its meta element, else UTF-8 (WHATWG HTML, 13.2.3.2)."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    meta = _CHARSET.search(content[:1024])
    name = (charset or (meta[1].decode("ascii") if meta else "")).lower()
    if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii"):
        name = "cp1252"  # as browsers read these names
    if not _KNOWN_CHARSET.fullmatch(name):  # Python has codecs that are no charsets, and slow ones
        name = "utf-8"
    try:
        return content.decode(name, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _unusable(why: str) -> Problem:
    return _problem(HTTPStatus.BAD_GATEWAY, why)


def _wrong_status(status: int) -> Problem:
    if status in GONE:
        return _problem(HTTPStatus.NOT_FOUND, "the page's site says that there is no such page")
    return _unusable(f"the page's site answers with status {status}")


def _problem(status: HTTPStatus, detail: str) -> Problem:
    return Problem(status, detail, remedy="Post the page's text to /v1/related.")
