"""Links of the service's own pages, which hold below any path prefix, whether the service is told of it or not."""

from __future__ import annotations

from posixpath import dirname, relpath
from typing import Any

from flask import request, url_for


def relative(endpoint: str, **values: Any) -> str:
    """The address of a view, relative to the page at hand."""
    path, mark, query = url_for(endpoint, **values).partition("?")
    found = relpath(path, dirname(request.script_root + request.path))
    return found + "/" * path.endswith("/") + mark + query
