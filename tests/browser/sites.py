"""Sites of the browser tests: a stub of the endpoint, and a publisher's page on another origin."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from flask import Flask, Response, request
from playwright.sync_api import Page
from werkzeug.serving import make_server

from service.widget import SCRIPT

TAG = "<related-articles><a href=/all>All posts</a></related-articles>"
ARTICLE = "<article><h1>Tight hips</h1><p>My hips are tight.</p></article>"
ITEM: dict[str, Any] = {
    "id": "hip-stretch", "url": "/articles/hip-stretch", "title": "Hip stretch", "kind": "stretching",
    "excerpt": "How to stretch the hip.", "image": None, "reading_minutes": 3, "score": 0.6,
    "reasons": ["hip flexors", "sitting"], "updated": "2026-11-22", "reviewed": None,
}  # fmt: skip
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 5"/>'
NOTICE = {"level": "emergency", "rule": "cauda-equina", "message": "Get help now.", "article": "hip-stretch"}


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """The address an application answers on while the block runs."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class Asked:
    """One request that the stub got."""

    method: str
    query: dict[str, list[str]]
    body: Any
    headers: dict[str, str]


@dataclass(slots=True)
class Endpoint:
    """A stub of the service: answers what a test says and keeps what it was asked."""

    address: str = ""
    answer: Any = None
    raw: str | None = None
    status: int = 200
    gate: Event | None = None
    known: bool = True
    asked: list[Asked] = field(default_factory=list)

    def reply(self) -> Response:
        headers = dict(request.headers.items())
        self.asked.append(
            Asked(request.method, request.args.to_dict(flat=False), request.get_json(silent=True), headers)
        )
        if request.method == "GET" and not self.known:
            return Response("{}", 404, mimetype="application/problem+json")
        if self.gate:
            self.gate.wait(10)
        response = Response(status=self.status)
        response.set_data(json.dumps(self.answer) if self.raw is None else self.raw)
        response.mimetype = "application/json"
        return response


@dataclass(slots=True)
class Host:
    """A publisher's site: its one page, and the policy it is served under."""

    address: str = ""
    body: str = ""
    policy: str | None = None
    style: str = ""
    script: str = ""
    """The script element; empty for the plain one."""


def make_endpoint(endpoint: Endpoint) -> Flask:
    app = Flask("endpoint", static_folder=None)
    app.add_url_rule("/widget.js", "widget", lambda: Response(SCRIPT, mimetype="text/javascript"))
    for path in ("/covers/stretching.svg", "/hip.svg"):
        app.add_url_rule(path, path, lambda: Response(PICTURE, mimetype="image/svg+xml"))
    app.add_url_rule("/v1/related", "related", endpoint.reply, methods=["GET", "POST"])

    @app.after_request
    def allow(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        return response

    return app


def make_host(host: Host, script: str) -> Flask:
    app = Flask("host", static_folder=None)

    @app.get("/style.css")
    def style() -> Response:
        return Response(host.style, mimetype="text/css")

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @app.get("/")
    @app.get("/post")
    def page() -> Response:
        head = "<title>A post</title>" + (host.script or f"<script type=module src={script}></script>")
        if host.style:
            head += "<link rel=stylesheet href=/style.css>"
        response = Response(f"<!doctype html><html lang=en><meta charset=utf-8>{head}{host.body}", mimetype="text/html")
        if host.policy:
            response.headers["Content-Security-Policy"] = host.policy
        return response

    return app


def make_answer(*items: dict[str, Any], notice: dict[str, Any] | None = None, generation: str = "g") -> dict[str, Any]:
    empty = None if items else {"cause": "unrelated", "message": "Nothing here goes on from it."}
    page = {"known": True, "language": "en", "coverage": 1.0}
    return {"generation": generation, "page": page, "notice": notice, "empty": empty, "items": list(items)}


def settle(page: Page, address: str, count: int = 1) -> list[dict[str, Any]]:
    """Open a page and wait until `count` elements have said how they ended: name and detail of each event."""
    page.add_init_script(
        """window.ended = []; window.violations = [];
        for (const name of ['loaded', 'empty', 'error'])
            addEventListener(`related-articles-${name}`, (event) => ended.push({name, detail: event.detail}));
        addEventListener('securitypolicyviolation', (event) => violations.push(event.violatedDirective));"""
    )
    page.goto(address)
    page.wait_for_function("count => window.ended.length >= count", arg=count)
    ended: list[dict[str, Any]] = page.evaluate("window.ended")
    return ended


def height(page: Page) -> float:
    found: float = page.evaluate("document.querySelector('related-articles').getBoundingClientRect().height")
    return found
