"""Addresses that may stand in a link on anybody's page: http, https or a path; nothing that runs or is half made.

An article's source may say anything (`javascript:`, a template nobody filled in), so every address passes here when it
is built into an index, and again when it is read from one.
"""

from __future__ import annotations

import html
import re
from urllib.parse import quote, urljoin, urlsplit

from recommender.hosts import host_name

MOST_CHARACTERS = 2_000
"""Characters of an address at most: what browsers, proxies and search engines agree on."""

_BROKEN = re.compile(r"[\t\n\r]")
"""What a browser takes out of an address before it reads it (WHATWG URL, 4.4)."""

_ROUND = "".join(map(chr, range(0x21))) + "\u200b\ufeff"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(//)?")
_HOST = re.compile(r"[A-Za-z0-9_.-]+|[0-9A-Fa-f:.]+")
_HOST_FIRST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}/")
_USUAL = re.compile(
    r"(?:https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+)?(?:/(?!/)(?:[\w.~,+@()!-]|%[0-9A-Fa-f]{2})*)+(?:\?[\w.~=+-]*)?", re.ASCII
)
"""What nearly every address is like, and nothing is wrong with: each card of an answer is looked at."""

_UNSAFE = re.compile(r'[ "<>^`]')

# Liquid, Nunjucks, Pelican; ERB; WordPress; then, in a path alone: Jekyll, Hugo, Hexo; shells; Next.js, Astro
_UNFILLED = re.compile(
    r"[{}]|<%|%(?:year|monthnum|day|hour|minute|second|post_id|postname|pagename|category|tag|author)%"
)
_UNFILLED_PATH = re.compile(r"(?<![A-Za-z0-9]):[a-z_]{2,}|/\$[a-z]|/\[[.\w]+\]")


def web_address(address: str) -> str:
    """`address` as it may stand in a link: an http or https address, `//host/…` or a path.

    White space round it goes, line breaks in it too; spaces and quotes are percent-encoded. What has a host's name in
    front and no scheme is https. Raises ValueError that says what is wrong with it.
    """
    _refuse_length(address)
    if _USUAL.fullmatch(address):
        return address
    address = _bare(address)
    for form in (address, _decoded(address)):  # a theme may write it into its HTML as it is
        _refuse_unsafe(form)
    if _HOST_FIRST.match(address):
        address = f"https://{address}"
    if _has_host(address):
        _refuse_odd_host(address)
    address = _UNSAFE.sub(lambda found: quote(found[0]), address)
    _refuse_length(address)
    return address


def link_or_none(address: str | None) -> str | None:
    """`address` as `web_address` gives it; None for none, and for one that must not stand in a link."""
    try:
        return web_address(address) if address else None
    except ValueError:
        return None


def site_address(written: str) -> str:
    """The address that a site's pages are below, with a slash at its end. Raises ValueError that says what to write."""
    address = web_address(written)
    parts = urlsplit(address)
    if not parts.netloc or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise ValueError("is no site. One is https, a host and perhaps a path, as 'https://example.org/clinic/'")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}/"


def on_site(address: str, site: str) -> str:
    """An address of `web_address` on a site, `https://example.org/clinic/`, or from its root where there is none.

    A path is below the site's own, unless it begins with that; what has a host keeps it.
    """
    parts = urlsplit(site)
    if _has_host(address):
        return f"{parts.scheme}:{address}" if site and address.startswith("//") else address
    path, below = "/" + urljoin("http:///", address).removeprefix("http:").lstrip("/"), parts.path.rstrip("/")
    if not (path.startswith(below) and path[len(below) :][:1] in ("", "/", "?", "#")):
        path = below + path
    return f"{parts.scheme}://{parts.netloc}{path}" if site else path


def address_of(identity: str, template: str) -> str:
    """A template such as `/articles/{id}` with an id in it, percent-encoded; slashes of the id stay."""
    encoded = quote(identity, safe="/", errors="replace")
    if {".", ".."} & set(encoded.split("/")):  # they would lead elsewhere
        encoded = quote(identity, safe="", errors="replace")
    return template.replace("{id}", encoded)


def _refuse_length(address: str) -> None:
    if len(address) > MOST_CHARACTERS:
        raise ValueError(f"is over {MOST_CHARACTERS:,} characters")


def _bare(address: str) -> str:
    return _BROKEN.sub("", address).strip(_ROUND)


def _decoded(address: str) -> str:
    """An address without HTML's entities, however often they are encoded."""
    while (decoded := _bare(html.unescape(address))) != address:
        address = decoded
    return address


def _refuse_unsafe(address: str) -> None:
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    scheme = _SCHEME.match(address)
    if not address or address.startswith("#"):
        raise ValueError("names no page")
    if _CONTROL.search(address):
        raise ValueError("holds a control character")
    if scheme and not (scheme[2] and scheme[1].lower() in ("http", "https")):
        raise ValueError("is neither http:// nor https:// nor a path")
    if "\\" in path:
        raise ValueError("holds a backslash")
    unfilled = _UNFILLED.search(address) or _UNFILLED_PATH.search(path)
    if unfilled:
        raise ValueError(f"holds {unfilled[0]!r}, which was to be filled in")


def _has_host(address: str) -> bool:
    return address.startswith("//") or _SCHEME.match(address) is not None


def _refuse_odd_host(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
        sound = _HOST.fullmatch(host) if host.isascii() else host_name(host)
    except ValueError as error:
        raise ValueError(f"has no host that can be read ({error})") from None
    if not sound or (address.startswith("//") and "." not in host):
        raise ValueError("has no host that can be read")
    if parts.username is not None:
        raise ValueError("holds a user's name")
