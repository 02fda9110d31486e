"""The application's table of contents."""

from __future__ import annotations

from flask import Flask, Response, request

from recommender.config import Settings, load_settings
from service import api, demo, problems, remote
from service.settings import Service, attach, service

PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
"""What the demo blog's pages may load: their own files alone."""


def create_app(settings: Settings | None = None) -> Flask:
    """The service over the index that the settings name. Raises IndexError_ and SettingsError."""
    settings = settings or load_settings()
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = settings.serve.body_limit
    attach(app, Service.open(settings))
    remote.attach(app, remote.make_fetcher(settings))
    problems.init_app(app)
    app.register_blueprint(api.bp)
    if settings.serve.demo:
        app.register_blueprint(demo.bp)
    app.after_request(_add_headers)
    return app


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    if response.mimetype == "text/html":
        headers.setdefault("Content-Security-Policy", f"{PAGE_POLICY}; base-uri 'none'; form-action 'none'")
    if request.path.startswith("/v1/"):
        _allow_origin(response)
    return response


def _allow_origin(response: Response) -> None:
    allowed = service().settings.serve.origins
    origin = request.headers.get("Origin")
    if "*" in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        response.vary.add("Origin")
        if origin in allowed:
            response.headers["Access-Control-Allow-Origin"] = str(origin)
