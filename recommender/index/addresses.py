"""Articles by their addresses, in the canonical form: `host/path?query`, or a path alone where no host is known."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import Any

from numpy.typing import NDArray

from recommender.index.strings import Strings

Array = NDArray[Any]

MOST_HOSTS = 64
"""Hosts of an index at most among which a path without host is looked for."""

_HOST = re.compile(r"(?://)?[^/?]*")


class Addresses:
    """The rows of articles by address: `addresses` in order, and in `rows` (int32) the row of each.

    `site` is the canonical address of the site that the paths among them were joined to, if there was one.
    """

    def __init__(self, addresses: Strings, rows: Array, site: str = "") -> None:
        self._addresses, self._rows, self._site = addresses, rows, site

    def find(self, address: str) -> int | None:
        """The row of the article at an address.

        Where nothing is there and one side knows no host, paths are compared: a page's whole address with the paths
        of an index that has no host, or has that of the page; a page's path with the addresses on the site and on the
        hosts of the index, and then only one article may be there.
        """
        rows = self._rows_at([address]) or self._rows_at(self._other_forms(address))
        return rows.pop() if len(rows) == 1 else None

    @cached_property
    def hosts(self) -> frozenset[str] | None:
        """The hosts of all addresses, without the empty one of paths; None where they are too many."""
        hosts: set[str] = set()
        place = 0
        while place < len(self._addresses):
            address = self._addresses[place]
            host, after = _split(address)
            if host:
                hosts.add(host)
            if len(hosts) > MOST_HOSTS:
                return None
            place = bisect_left(self._addresses, _next_group(host, after), place)
        return frozenset(hosts)

    def _other_forms(self, address: str) -> list[str]:
        host, path = _split(address)
        if host:
            known = self.hosts is not None and (not self.hosts or host in self.hosts)
            return [path if path.startswith("/") else f"/{path}"] if known else []
        if path[1:2] in ("", "?"):
            path = path[1:]
        return [f"{each}{path}" for each in {self._site, *(self.hosts or ())} if each]

    def _rows_at(self, addresses: list[str]) -> set[int]:
        numbers = self._addresses.find(addresses)
        return set(self._rows[numbers[numbers >= 0]].tolist())


def _next_group(host: str, after: str) -> str:
    """The least string in order after the addresses that begin with a host and the same character."""
    if not host:  # a path, before or after hosts such as //localhost
        return "//" if after < "//" else "0"
    return f"{host}{chr(ord(after[0]) + 1)}" if after else f"{host}\0"


def _split(address: str) -> tuple[str, str]:
    """Host and the rest of a canonical address; a path has no host."""
    found = _HOST.match(address)
    host = found[0] if found else ""
    return host, address[len(host) :]
