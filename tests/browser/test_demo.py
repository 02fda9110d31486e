"""The demo blog in a real browser, on the service itself over the bundled corpus."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sites import TAG, Host, make_host, running, settle

from recommender.config import RelatedSection, Settings
from recommender.readers import bundled_path
from recommender.version import VERSION
from service import create_app
from service.widget import SCRIPT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def blog(limber_index: Path) -> Iterator[str]:
    with running(create_app(Settings(index=str(limber_index)))) as address:
        yield address


@pytest.fixture
def faults(page: Page) -> list[str]:
    """What the browser complains of: errors of scripts, of loading and of the Content-Security-Policy."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_index_lists_every_article(page: Page, blog: str, faults: list[str]) -> None:
    page.goto(blog)
    total = len(list(bundled_path("articles").glob("*.md")))
    expect(page.locator(".entries a")).to_have_count(total)
    assert faults == []


def test_article_says_that_no_clinician_has_reviewed_it(page: Page, blog: str) -> None:
    page.goto(f"{blog}/articles/hip-flexor-stretch")
    expect(page.get_by_text("Not yet reviewed by a clinician.", exact=True)).to_be_visible()
    expect(page.get_by_text("Limber gives information, not a diagnosis.", exact=True)).to_be_visible()


def test_article_shows_its_cautions(page: Page, blog: str) -> None:
    page.goto(f"{blog}/articles/hip-flexor-stretch")
    expect(page.get_by_role("complementary", name="Take care").get_by_role("listitem")).to_have_count(3)


def test_article_ends_with_related_articles(page: Page, blog: str, faults: list[str]) -> None:
    page.goto(f"{blog}/articles/hip-flexor-stretch")
    page.locator("related-articles").scroll_into_view_if_needed()
    cards = page.get_by_role("region", name="Read on").get_by_role("listitem")
    expect(cards).to_have_count(4)
    assert faults == []


def test_links_between_articles_lead_to_pages(page: Page, blog: str) -> None:
    page.goto(f"{blog}/articles/hip-flexor-stretch")
    page.get_by_role("link", name="edge-of-bed version").click()
    page.wait_for_url(f"{blog}/articles/hip-flexor-stretch-lying")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_every_link_between_articles_has_its_article(page: Page, blog: str) -> None:
    slugs = [path.stem for path in bundled_path("articles").glob("*.md")]
    page.goto(blog)
    broken = page.evaluate(
        """async (slugs) => {
            const broken = [];
            for (const slug of slugs) {
                const text = await (await fetch(`/articles/${slug}`)).text();
                const body = new DOMParser().parseFromString(text, 'text/html').querySelector('.body');
                for (const link of body.querySelectorAll('a[href]:not([href^="http"])')) {
                    const target = link.getAttribute('href').split('#')[0];
                    if (!slugs.includes(target.replace('/articles/', ''))) broken.push([slug, target]);
                }
            }
            return broken;
        }""",
        slugs,
    )
    assert broken == []


def test_unknown_article_is_not_found(page: Page, blog: str) -> None:
    response = page.goto(f"{blog}/articles/no-such-article")
    assert response is not None
    assert response.status == 404


def test_try_box_shows_matches_with_score_and_reasons(page: Page, blog: str, faults: list[str]) -> None:
    page.goto(blog)
    page.get_by_label("Text of the page").fill("My hip flexors are tight from sitting at a desk all day.")
    page.get_by_role("button", name="Show related articles").click()
    first = page.locator(".matches li").first
    expect(first).to_contain_text("Both about:")
    expect(first.get_by_role("meter").first).to_be_visible()
    first.get_by_text("How it was found").click()
    expect(first.locator(".terms li").first).to_contain_text("hip flexors")
    expect(first.locator(".steps")).to_contain_text("calibrated")
    assert faults == []


def test_try_box_warns_of_an_emergency(page: Page, blog: str) -> None:
    page.goto(blog)
    page.get_by_role("button", name="an emergency").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".matches > li").first).to_contain_text("Back pain emergencies")
    why = page.locator(".reasons")
    expect(why).to_contain_text("“cauda-equina” (emergency) fired, because the page says: “numb … between my legs”")
    expect(why).to_contain_text("held back for the reader's safety")


def test_try_box_scrolls_to_its_warning_on_a_narrow_screen(page: Page, blog: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(blog)
    page.get_by_label("Text of the page").fill("I am numb between my legs and cannot pass water. " * 40)
    page.get_by_role("button", name="Show related articles").click()
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)


def test_try_box_reads_a_long_text_to_its_end(page: Page, blog: str) -> None:
    page.goto(blog)
    quiet = "My hips are tight, and when I stand up from my desk my lower back aches.\n\n" * 400
    page.get_by_label("Text of the page").focus()
    page.keyboard.insert_text(f"{quiet}I am numb between my legs and cannot pass water.")  # as pasted
    page.get_by_role("button", name="Show related articles").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_try_box_says_truly_why_an_article_leads(page: Page, limber_index: Path) -> None:
    settings = Settings(index=str(limber_index), related=RelatedSection(pin=("pelvic-tilt",)))
    with running(create_app(settings)) as address:
        page.goto(address)
        page.get_by_role("button", name="a desk diary").click()
        why = page.locator(".matches > li .why")
        expect(why.first).to_contain_text("Shown first: the owner pins it")
        expect(why.filter(has_text="for safety")).to_have_count(0)
        page.get_by_role("button", name="an emergency").click()
        expect(why.first).to_contain_text("Shown first, for safety: a caution that fired names it")
        expect(why.filter(has_text="On the same subject").or_(why.filter(has_text="Both about"))).not_to_have_count(0)


@pytest.mark.parametrize("told", [True, False])
def test_links_hold_below_a_path_prefix(page: Page, limber_index: Path, told: bool, faults: list[str]) -> None:
    """Behind a proxy that takes the prefix off, with word of it (SCRIPT_NAME) or without."""
    app = create_app(Settings(index=str(limber_index)))
    inner = app.wsgi_app

    def proxied(environ: Any, start: Any) -> Any:
        path = environ["PATH_INFO"]
        if not path.startswith("/limber/"):
            start("404 Not Found", [("Content-Type", "text/plain")])
            return [b"not below the prefix"]
        environ["PATH_INFO"] = path.removeprefix("/limber")
        return inner({**environ, "SCRIPT_NAME": "/limber" if told else ""}, start)

    app.wsgi_app = proxied  # type: ignore[method-assign]
    with running(app) as address:
        page.goto(f"{address}/limber/")
        page.get_by_role("button", name="a desk diary").click()
        page.locator(".matches a").first.click()
        page.wait_for_url(f"{address}/limber/articles/*")
        page.get_by_role("link", name="Limber").click()
        page.locator(".entries a").first.click()
        page.wait_for_url(f"{address}/limber/articles/*")
        cards = page.get_by_role("region", name="Read on").get_by_role("link")
        page.locator("related-articles").scroll_into_view_if_needed()
        expect(cards).to_have_count(4)
        expected = "/limber/articles/" if told else "/articles/"
        assert all(expected in card.evaluate("a => a.href") for card in cards.all())
        page.goto(f"{address}/limber/docs", wait_until="networkidle")
        box = page.get_by_role("form", name="Try GET /v1/related", exact=True)
        box.get_by_role("button", name="Send").click()
        expect(box.locator("pre")).to_contain_text("200 application/json")
    assert faults == []


def test_try_box_says_why_a_list_is_empty(page: Page, blog: str) -> None:
    page.goto(blog)
    page.get_by_role("button", name="a recipe").click()
    expect(page.locator("#try-answer")).to_contain_text("No related article. The page is about something")
    expect(page.locator(".reasons")).to_contain_text("No caution fired.")


@pytest.mark.parametrize("path", ["/", "/articles/hip-flexor-stretch", "/articles/cauda-equina-syndrome"])
@pytest.mark.parametrize("width", [360, 1280])
def test_page_fits_its_width(page: Page, blog: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(blog + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/", "/articles/hip-flexor-stretch"])
def test_page_contacts_no_other_host_and_sets_no_cookie(page: Page, blog: str, path: str) -> None:
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(blog + path, wait_until="networkidle")
    assert [address for address in addresses if not address.startswith(blog)] == []
    assert page.context.cookies() == []


def test_widget_on_another_site_posts_the_text_of_an_unknown_page(page: Page, blog: str) -> None:
    host = Host(body="<article>My hip flexors are tight from sitting at a desk.</article><related-articles>")
    with running(make_host(host, f"{blog}/widget.js")) as address:
        page.goto(address)
        expect(page.get_by_role("region", name="Related articles").get_by_role("link").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_emergency_told_far_down_a_page_of_another_site_is_seen_without_scrolling(
    page: Page, blog: str, faults: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    quiet = "<p>My hips are tight, and when I stand up from my desk my lower back aches.</p>" * 2_000
    told = "<p>Since this morning I am numb between my legs and I cannot pass water.</p>"
    host = Host(body=f"<article><h1>My week</h1>{quiet}{told}</article>{TAG}")
    with running(make_host(host, f"{blog}/widget.js")) as address:
        page.goto(address)
        expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("alert")).to_contain_text("emergency")
        assert page.evaluate("window.scrollY") == 0
    assert faults == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_axe_finds_no_fault_in_the_blog(page: Page, blog: str, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(blog)
    page.get_by_role("button", name="an emergency").click()
    page.get_by_text("How it was found").first.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.goto(f"{blog}/articles/hip-flexor-stretch")
    page.locator("related-articles").scroll_into_view_if_needed()
    expect(page.get_by_role("region", name="Read on").get_by_role("link")).to_have_count(4)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("script", "outcome"), [(SCRIPT, "loaded"), (SCRIPT + " ", None)])
def test_pinned_script_runs_only_where_its_hash_is_right(
    page: Page, blog: str, script: str, outcome: str | None
) -> None:
    digest = b64encode(hashlib.sha384(script.encode()).digest()).decode()
    host = Host(body=f"<article>My hip flexors are tight from sitting at a desk.</article>{TAG}")
    host.policy = f"default-src 'none'; script-src {blog}; connect-src {blog}; img-src {blog}"
    host.script = f"<script type=module crossorigin src={blog}/widget-{VERSION}.js integrity=sha384-{digest}></script>"
    with running(make_host(host, "")) as address:
        if outcome:
            assert [each["name"] for each in settle(page, address)] == [outcome]
        else:
            page.goto(address)
            expect(page.get_by_text("All posts")).to_be_visible()
            assert page.evaluate("customElements.get('related-articles')") is None
