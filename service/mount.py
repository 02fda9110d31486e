"""Limber inside an existing Flask site: the endpoint under a prefix, and related articles for its templates."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, Response, request
from markupsafe import Markup

from recommender.article import Page
from recommender.config import Settings, load_settings
from recommender.fragment import render
from service import api, remote, widget
from service.headers import add_headers
from service.models import Shown
from service.pages import Question, check, related
from service.problems import Problem
from service.settings import Service, attach, service


def mount(app: Flask, settings: Settings | None = None, *, prefix: str = "/limber") -> None:
    """Answer under `prefix`, and give templates `related_articles`. Nothing else of the site changes.

    Raises IndexError_ and SettingsError.
    """
    settings = settings or load_settings()
    attach(app, Service.open(settings))
    remote.attach(app, remote.make_fetcher(settings))
    for bp in (api.bp, widget.bp):
        app.register_blueprint(bp, url_prefix=prefix)
    app.jinja_env.globals["related_articles"] = related_articles

    @app.after_request
    def add(response: Response) -> Response:
        return add_headers(response) if request.blueprint in (api.bp.name, widget.bp.name) else response


def related_articles(
    *,
    id: str | None = None,  # noqa: A002
    url: str | None = None,
    title: str | None = None,
    text: str | None = None,
    html: str | None = None,
    limit: int | None = None,
    kinds: Sequence[str] | None = None,
    heading: str = "Related articles",
) -> Markup:
    """Related articles of a page as HTML. Name it by `id` or `url`; if the index may not know it, give its text too.

    `kinds` are the kinds to list, or one. Nothing where nothing is related, or where the page is unknown and has no
    text. Raises Problem for a limit or a kind that does not exist.
    """
    asked = {"limit": limit, "kinds": [kinds] if isinstance(kinds, str) else kinds and list(kinds)}
    shown = check(Shown, asked, service().settings.serve)
    page = Page(id=id, url=url, title=title, text=text, html=html)
    try:
        answer = related(Question(page, shown.limit, tuple(shown.kinds or ()) or None))
    except Problem:
        return Markup()
    return render(answer, heading)
