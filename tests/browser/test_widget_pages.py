"""What the widget reads of a page, on pages of the shapes that themes and site builders make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "tests" / "data" / "pages").glob("*.html"))
MODULES = ROOT / "service" / "static" / "widget"
READ = "async () => (await import('/widget/page.js')).readPage()"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page_is_read_as_its_reader_reads_it(page: Page, path: Path) -> None:
    page.route("https://pages.example/*", lambda route: route.fulfill(path=path))
    page.route(
        "https://pages.example/widget/*", lambda route: route.fulfill(path=MODULES / Path(route.request.url).name)
    )
    page.goto(f"https://pages.example/{path.name}")
    expected = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    assert page.evaluate(READ) == expected
