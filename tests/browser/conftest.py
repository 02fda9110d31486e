"""A real Chromium, and the sites it visits."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from sites import ARTICLE, ITEM, TAG, Endpoint, Host, make_answer, make_endpoint, make_host, running

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    stub = Endpoint()
    with running(make_endpoint(stub)) as address:
        stub.address = address
        yield stub


@pytest.fixture
def host(endpoint: Endpoint) -> Iterator[Host]:
    site = Host()
    with running(make_host(site, f"{endpoint.address}/widget.js")) as address:
        site.address = address
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((path for path in map(shutil.which, names) if path), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def post(page: Page, host: Host, endpoint: Endpoint) -> Page:
    """The host page with one element, not yet opened; the stub answers with one item."""
    host.body = ARTICLE + TAG
    endpoint.answer = make_answer(ITEM)
    return page
