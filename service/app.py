"""The application's table of contents."""

from __future__ import annotations

from flask import Flask

from recommender.config import Settings, load_settings
from service import api, demo, docs, limits, metrics, problems, remote, widget
from service.headers import add_headers
from service.metrics import Metrics
from service.settings import Service, attach
from service.shared import Shared


def create_app(settings: Settings | None = None, *, patient: bool = False) -> Flask:
    """The service over the index that the settings name. Raises IndexError_ and SettingsError.

    A `patient` one is there without an index, too: it answers 503 with the reason, until there is one.
    """
    settings = settings or load_settings()
    app = Flask(__name__)
    app.url_map.merge_slashes = app.url_map.strict_slashes = False  # their redirects name the host that a client names
    shared = Shared()
    here = (Service.expect if patient else Service.open)(settings, Metrics(shared))
    attach(app, here)
    remote.attach(app, remote.make_fetcher(settings))
    metrics.init_app(app, here.metrics)
    limits.init_app(app, settings.serve, shared)
    problems.init_app(app)
    app.after_request(add_headers)  # after what the blueprints do to an answer: the last that is named is the first
    app.register_blueprint(api.bp)
    app.register_blueprint(widget.bp)
    app.register_blueprint(docs.bp)
    if settings.serve.demo:
        app.register_blueprint(demo.bp)
    return app
