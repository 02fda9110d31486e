"""One form for all addresses of one page."""

from __future__ import annotations

import re
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from recommender.extract.trackers import names_page
from recommender.hosts import host_name
from recommender.links import MOST_CHARACTERS

_VARIANTS = frozenset({"www", "m", "mobile", "touch", "amp"})
"""Labels of a host that serves the same pages in another dress, as in `en.m.wikipedia.org`."""

_WITHOUT_SCHEME = re.compile(r"[^/?#:@\s]+\.[^/?#:@\s]+(?::\d+)?(?:[/?]|$)")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_AMP_CACHE = re.compile(r"/(?:amp|[civ])/(?:s/)?([^/]+\.[^/]+/?.*)$")
_AMP = frozenset({"amp", "amp.html", "amp.htm"})
_INDEX = re.compile(r"(?:index|default)\.(?:html?|xhtml|shtml|php|aspx?|jsp)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/]*", re.IGNORECASE)
_ESCAPES = re.compile(r"([A-Za-z]?)((?:%[0-9A-Fa-f]{2})+)")
"""Each with the letter before it, which an accent may belong to."""

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~\x80-\U0010ffff-]+")


def canonical_url(url: str) -> str:
    """An address in the one form that all forms of it share: `host/path?query`.

    Without scheme, user, default port, fragment, `www.` and mobile or AMP variants, trailing slash, `index.html`,
    tracking parameters; the host in lower case and ASCII, percent-encoding and dot segments as RFC 3986 (6.2.2) has
    them, Unicode in its form C, parameters by name. A relative address has no host. What cannot be parsed, or is over
    2,000 characters, is returned as it is.
    """
    if len(url) > MOST_CHARACTERS:
        return url
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


def _plain_host(host: str) -> str:
    """A host without the labels of its variants; one that a path could be taken for, as `localhost`, after slashes."""
    host = host.rstrip(".")
    if not host.isascii():
        host = host_name(host)
    if ":" in host:
        return f"//[{host}]"
    if host and not _HOST.fullmatch(host):
        raise ValueError(host)
    labels = host.split(".")
    kept = [label for label in labels[:-2] if label not in _VARIANTS] + labels[-2:]
    return ".".join(kept) if len(kept) > 1 else f"//{host}" if host else ""


def _plain_path(path: str) -> str:
    segments: list[str] = []
    for segment in _SESSION.sub("", _plain_escapes(path)).split("/"):
        if segment == "..":
            del segments[-1:]
        elif segment not in ("", "."):
            segments.append(segment)
    first, last = 0, len(segments)
    while first < last:
        shorter = _without_amp(segments[last - 1])
        if _INDEX.fullmatch(shorter) or (last - first > 1 and shorter.lower() in _AMP):
            last -= 1
        elif last - first > 1 and segments[first].lower() == "amp":
            first += 1
        else:
            segments[last - 1] = shorter
            break
    return "".join(f"/{segment}" for segment in segments[first:last])


def _without_amp(segment: str) -> str:
    """`hips.amp` and `hips.amp.html` as `hips` and `hips.html`."""
    lower = segment.lower()
    ending = next((each for each in (".html", ".htm") if lower.endswith(each)), "")
    stem = end = len(segment) - len(ending)
    while lower.endswith(".amp", 0, stem):
        stem -= 4
    return segment[:stem] + segment[end:] if segment[:stem].strip(".") else segment


def _plain_escapes(path: str) -> str:
    """Percent-encoding where RFC 3986 wants it and nowhere else, in capitals, of Unicode's form C."""
    whole = _LONE_PERCENT.sub("%25", path)
    return _ESCAPES.sub(_plain_escape, quote(whole, safe="%/!$&'()*+,;=:@", errors="surrogatepass"))


def _plain_escape(found: re.Match[str]) -> str:
    written = found[1].encode() + bytes.fromhex(found[2].replace("%", ""))
    text = written.decode("utf-8", "surrogateescape")
    return quote(_UNRESERVED.sub(lambda run: normalize("NFC", run[0]), text), safe="", errors="surrogateescape")


def _plain_query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = sorted((_composed(name), _composed(value)) for name, value in pairs if names_page(name, value))
    return f"?{urlencode(kept)}" if kept else ""


def _composed(text: str) -> str:
    return normalize("NFC", text.encode("utf-8", "replace").decode())
