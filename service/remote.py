"""Pages that are not in the index and are named by address alone: fetched, where the owner lists their site."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Flask, current_app

from recommender.article import Page
from recommender.config import Settings
from recommender.errors import SettingsError
from recommender.extract import canonical_url
from recommender.index import Index

if TYPE_CHECKING:
    from service.fetch import Fetcher

_EXTENSION = "limber-fetcher"


def make_fetcher(settings: Settings) -> Fetcher | None:
    """The fetcher of the sites that the settings list, if any. Raises SettingsError."""
    if not settings.pages.fetch:
        return None
    try:
        from dns.resolver import NoResolverConfiguration

        from service.fetch import Fetcher, Limits  # these packages are an extra
    except ImportError as error:
        raise SettingsError(
            f"pages.fetch needs a package that is not installed ({error.name})",
            remedy="Install it with `pip install 'limber[fetch]'`, or leave pages.fetch out.",
        ) from error
    try:
        return Fetcher(settings.pages.fetch, Limits(text=settings.serve.text_limit))
    except NoResolverConfiguration as error:
        raise SettingsError(
            "pages.fetch needs a name server, and this machine names none",
            remedy="Name one in /etc/resolv.conf, or leave pages.fetch out.",
        ) from error


def attach(app: Flask, fetcher: Fetcher | None) -> None:
    """Give an application its fetcher, or none."""
    app.extensions[_EXTENSION] = fetcher


def complete(page: Page, index: Index) -> Page:
    """A page with its text from its site, if it is named by address alone, unknown here, and may be fetched.

    Else the page as it is. Raises Problem where fetching fails.
    """
    fetcher = _fetcher()
    has_text = page.text is not None or page.html is not None
    if fetcher is None or page.url is None or has_text or is_known(page, index) or not fetcher.covers(page.url):
        return page
    found = fetcher.read(page.url)
    return replace(found, title=page.title, language=page.language)


def is_known(page: Page, index: Index) -> bool:
    """Whether a page is in the index, by its id or its address."""
    if page.id is not None and index.row_of_id(page.id) is not None:
        return True
    return page.url is not None and index.row_of_url(canonical_url(page.url)) is not None


def _fetcher() -> Fetcher | None:
    found: Fetcher | None = current_app.extensions[_EXTENSION]
    return found
