"""What the widget needs on pages of any site: its script, and cover art for cards without an image."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from zlib import crc32

from flask import Blueprint, Response, request, send_from_directory
from jinja2 import Template

from recommender.article import KINDS
from recommender.version import VERSION
from service import models, problems
from service.compression import pack
from service.openapi import operation
from service.pages import read_query
from service.problems import Problem

bp = Blueprint("limber-widget", __name__)
problems.init_app(bp)  # where it is mounted, the site keeps its own

ANY_SITE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
FOR_GOOD = "public, max-age=31536000, immutable"

_STATIC = Path(__file__).parent / "static"
_COVER = Template((Path(__file__).parent / "templates" / "cover.svg").read_text(encoding="utf-8"), autoescape=True)
_MODULES = ("look", "cards", "title", "page", "address", "ask", "away", "element")
"""The modules of the web component in `static/widget`, each after those that it needs."""

_UNSENT = re.compile(r"^(?: *//.*\n|import .*\n|export (?!class)| +)|(?<=[;}]) //.*$", re.MULTILINE)
"""What is left out: comments and indentation, which are for those who read the source, and what joins the modules."""


def join() -> str:
    """The modules as the one that is sent, so that a page makes one request for them."""
    sources = ((_STATIC / "widget" / f"{name}.js").read_text(encoding="utf-8") for name in _MODULES)
    return _UNSENT.sub("", "\n".join(sources))


SCRIPT = join()
"""The web component as it is sent."""

pack(SCRIPT.encode())  # once, ahead


@bp.get("/widget.js")
@operation({200: "text/javascript", 304: None})
def get_widget() -> Response:
    """The web component, always the newest."""
    return _send(SCRIPT, "text/javascript", "public, max-age=300")


@bp.get("/widget-<version>.js")
@operation({200: "text/javascript", 304: None, 404: models.Problem})
def get_version(version: str) -> Response:
    """The web component of one release, which never changes: for Subresource Integrity."""
    if version == VERSION:
        return _send(SCRIPT, "text/javascript", FOR_GOOD)
    if not (_STATIC / f"widget-{version}.js").is_file():
        raise Problem(HTTPStatus.NOT_FOUND, f"no widget of version {version!r:.40}, this one is {VERSION}")
    earlier = send_from_directory(_STATIC, f"widget-{version}.js", mimetype="text/javascript")
    earlier.headers.update({**ANY_SITE, "Cache-Control": FOR_GOOD})
    return earlier


@bp.get("/covers/<kind>.svg")
@operation({200: "image/svg+xml", 304: None, 400: models.Problem, 404: models.Problem}, query=models.CoverQuery)
def get_cover(kind: str) -> Response:
    """Cover art of a kind."""
    if kind not in KINDS:
        raise Problem(HTTPStatus.NOT_FOUND, f"no cover for the kind {kind!r:.40}; kinds are {', '.join(KINDS)}")
    seed = crc32(read_query(request, models.CoverQuery).of.encode())
    mirrored, turn, zoom = seed & 1, (seed >> 1) % 5 - 2, (seed >> 8) % 4
    drawing = _COVER.render(kind=kind, mirrored=mirrored, turn=4 * turn, zoom=1.1 + 0.15 * zoom)
    return _send(drawing, "image/svg+xml", "public, max-age=86400")


def _send(text: str, mimetype: str, caching: str) -> Response:
    response = Response(text, mimetype=mimetype)
    response.headers.update({**ANY_SITE, "Cache-Control": caching})
    response.add_etag(weak=True)
    response.make_conditional(request)
    return response
