"""The page of the HTTP interface, as a reader meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sites import running

from recommender.config import ServeSection, Settings
from service import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(limber_index: Path) -> Iterator[str]:
    # without the demo blog, which the page must not need
    with running(create_app(Settings(index=str(limber_index), serve=ServeSection(demo=False)))) as address:
        yield address


def test_every_operation_has_its_section_and_nothing_breaks_the_policy(page: Page, service: str) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    document = page.request.get(f"{service}/openapi.json").json()
    page.goto(f"{service}/docs", wait_until="networkidle")
    for path, verbs in document["paths"].items():
        for verb in verbs:
            expect(page.get_by_role("region", name=f"{verb.upper()} {path}", exact=True)).to_be_visible()
    assert faults == []


def test_box_sends_a_request_and_shows_the_answer(page: Page, service: str) -> None:
    page.goto(f"{service}/docs")
    box = page.get_by_role("form", name="Try POST /v1/related")
    box.get_by_role("button", name="Send").click()
    expect(box.locator("pre")).to_contain_text("200 application/json")
    expect(box.locator("pre")).to_contain_text('"reasons": [')
    box.get_by_label("Body").fill('{"text": "x", "limit": 0}')
    box.get_by_role("button", name="Send").click()
    expect(box.locator("pre")).to_contain_text("400 application/problem+json")


@pytest.mark.parametrize("width", [360, 1280])
def test_page_fits_its_width(page: Page, service: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{service}/docs")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
