"""An urgent notice in a real browser: seen without scrolling, whatever the theme, and closed by whoever has read it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from sites import ARTICLE, ITEM, NOTICE, TAG, Endpoint, Host, make_answer, settle

pytestmark = pytest.mark.browser

LONG = "<header><a href=/home>Home</a></header><article><h1>Tight hips</h1><p>My hips are tight.</p></article>"
FAR = "article { display: block; height: 6000px }"

THEMES = {
    "fixed header": "header { position: fixed; inset: 0 0 auto; height: 90px; z-index: 2147483647; background: #333 }",
    "everything hidden": "body ~ *, html > :not(head, body), related-articles-notice { display: none !important }",
    "transformed body": "body { transform: translateX(0); overflow: hidden auto; height: 100vh }",
    "unset": "* { all: unset !important } article { display: block !important; height: 6000px !important }",
    "dark": "html { background: #111; color: #eee; color-scheme: dark }",
    "invisible": "* { opacity: 0 !important; visibility: hidden !important; pointer-events: none !important }",
    "flex": "html, body { display: flex !important; flex-flow: column } body { width: 100% }",
}


@pytest.fixture
def urgent(post: Page, host: Host, endpoint: Endpoint) -> Page:
    """A page whose element stands six screens down, and an answer with an emergency."""
    host.body, host.style = LONG + TAG, FAR
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    return post


def bar(page: Page) -> Locator:
    return page.locator("related-articles-notice .notice")


def assert_on_top(part: Locator) -> None:
    """What the browser draws at the middle of an element is the element."""
    assert part.evaluate(
        """part => {
            const { x, y, width, height } = part.getBoundingClientRect();
            const found = part.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
            return part === found || part.contains(found);
        }"""
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_urgent_notice_is_seen_without_scrolling(urgent: Page, host: Host, theme: str, width: int) -> None:
    urgent.set_viewport_size({"width": width, "height": 800})
    host.style = FAR + THEMES[theme]
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_in_viewport(ratio=1)
    expect(bar(urgent)).to_contain_text("Get help now.")
    assert_on_top(bar(urgent))
    box = bar(urgent).bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, pytest.approx(width, abs=20))
    assert urgent.evaluate("window.scrollY") == 0


def test_bar_is_the_alert_and_leaves_the_focus(urgent: Page, host: Host) -> None:
    host.body = f"<input autofocus>{LONG}{TAG}"
    settle(urgent, host.address)
    expect(urgent.get_by_role("alert")).to_contain_text("Get help now.")
    assert urgent.evaluate("document.activeElement.localName") == "input"
    expect(urgent.locator("related-articles").get_by_role("note")).to_contain_text("Get help now.")


def test_keyboard_comes_to_the_bar_first_and_closes_it(urgent: Page, host: Host) -> None:
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    for name in ("Hip stretch", "Close this notice"):
        urgent.keyboard.press("Tab")
        focused = "document.activeElement.shadowRoot.activeElement"
        assert urgent.evaluate(f"{focused}.ariaLabel ?? {focused}.textContent") == name
        assert urgent.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
    urgent.keyboard.press("Enter")
    expect(bar(urgent)).to_have_count(0)
    expect(urgent.locator("related-articles").get_by_role("note")).to_contain_text("Get help now.")


def test_nothing_shifts_for_the_bar(urgent: Page, host: Host) -> None:
    urgent.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value })
            .observe({type: 'layout-shift', buffered: true});"""
    )
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    urgent.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert urgent.evaluate("window.shift") == 0


def test_notice_in_sight_needs_no_bar(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    settle(post, host.address)
    expect(post.get_by_role("alert")).to_have_count(1)
    expect(post.locator("related-articles").get_by_role("alert")).to_be_in_viewport()
    expect(bar(post)).to_have_count(0)


@pytest.mark.parametrize("style", ["opacity: 0", "display: none", "height: 0; overflow: hidden"])
def test_notice_that_a_theme_hides_where_it_stands_comes_to_the_top(
    post: Page, host: Host, endpoint: Endpoint, style: str
) -> None:
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    host.body = f"{ARTICLE}<section>{TAG}</section>"
    host.style = f"section {{ {style} }}"
    settle(post, host.address)
    expect(bar(post)).to_be_in_viewport(ratio=1)


def test_notice_shows_on_a_site_whose_words_are_not_complete(urgent: Page, host: Host, endpoint: Endpoint) -> None:
    host.body += f"""<script type=module>
        import {{ RelatedArticles }} from "{endpoint.address}/widget.js";
        RelatedArticles.words = {{ about: String, minutes: String, kinds: {{}} }};</script>"""
    settle(urgent, host.address)
    expect(bar(urgent)).to_contain_text("Get help now.")
    expect(bar(urgent).get_by_role("button")).to_be_visible()


def test_bar_goes_when_the_notice_comes_into_sight(urgent: Page, host: Host) -> None:
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    urgent.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(bar(urgent)).to_have_count(0)
    expect(urgent.locator("related-articles").get_by_role("note")).to_be_in_viewport()


COVER = "<div id=cover style='position: fixed; inset: {}; background: #222; z-index: 99999'>We use cookies</div>"


@pytest.mark.parametrize("inset", ["0", "25% 0 0", "0 0 0 85%"])
def test_notice_that_something_lies_over_comes_to_the_top(
    post: Page, host: Host, endpoint: Endpoint, inset: str
) -> None:
    host.body = f"{ARTICLE}<div style='block-size: 300px'></div>{TAG}{COVER.format(inset)}"
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    settle(post, host.address)
    expect(bar(post)).to_be_in_viewport(ratio=1)
    assert_on_top(bar(post))
    post.evaluate("document.querySelector('#cover').remove()")
    expect(bar(post)).to_have_count(0)
    expect(post.locator("related-articles .notice")).to_be_in_viewport(ratio=1)


def test_notice_that_is_covered_later_comes_to_the_top_until_it_is_closed(
    post: Page, host: Host, endpoint: Endpoint
) -> None:
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    settle(post, host.address)
    expect(post.locator("related-articles").get_by_role("alert")).to_be_in_viewport()
    post.evaluate("cover => document.body.insertAdjacentHTML('beforeend', cover)", COVER.format("0"))
    expect(bar(post)).to_be_in_viewport(ratio=1)
    post.get_by_role("button", name="Close this notice").click()
    post.wait_for_timeout(1500)
    expect(bar(post)).to_have_count(0)


BAR_ON_TOP = "document.elementFromPoint(600, 20)?.localName === 'related-articles-notice'"
DIALOG = (
    "<dialog id=ask style='inline-size: 90vw; block-size: 90vh'><button onclick=ask.close()>Accept</button></dialog>"
)


@pytest.mark.parametrize("when", ["before", "after"])
def test_bar_lies_above_a_modal_dialog_and_can_be_closed(urgent: Page, host: Host, when: str) -> None:
    opens = "<script>ask.showModal()</script>"
    host.body = f"{LONG}{TAG}{DIALOG}{opens if when == 'before' else ''}"
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    urgent.evaluate("ask.open || ask.showModal()")
    expect(urgent.locator("dialog related-articles-notice")).to_have_count(1)
    expect(bar(urgent)).to_be_in_viewport(ratio=1)
    assert_on_top(bar(urgent))
    urgent.get_by_role("button", name="Close this notice").click()
    expect(bar(urgent)).to_have_count(0)


@pytest.mark.parametrize("end", ["ask.close()", "ask.remove()", "ask.replaceChildren()"])
def test_bar_stays_when_the_dialog_goes_in_which_it_stood(urgent: Page, host: Host, end: str) -> None:
    host.body = f"{LONG}{TAG}{DIALOG}<script>ask.showModal()</script>"
    settle(urgent, host.address)
    expect(urgent.locator("dialog related-articles-notice")).to_have_count(1)
    urgent.evaluate(end)
    urgent.wait_for_function(BAR_ON_TOP)
    expect(bar(urgent)).to_be_in_viewport(ratio=1)


def test_bar_lies_above_the_later_of_two_dialogs_and_above_a_popover(urgent: Page, host: Host) -> None:
    first = "<dialog id=first>One<dialog id=second>Two</dialog></dialog>"
    menu = "<div id=menu popover=manual style='inset: 0; inline-size: 100%; block-size: 100%; margin: 0'>Menu</div>"
    host.body = f"{LONG}{TAG}{first}{menu}"
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    assert not urgent.evaluate(f"menu.showPopover(), {BAR_ON_TOP}")
    urgent.wait_for_function(BAR_ON_TOP)
    urgent.evaluate("first.showModal(); setTimeout(() => second.showModal(), 500)")
    expect(urgent.locator("#second > related-articles-notice")).to_have_count(1)
    urgent.get_by_role("button", name="Close this notice").click()
    expect(bar(urgent)).to_have_count(0)


def test_several_elements_raise_one_bar(urgent: Page, host: Host) -> None:
    host.body = f"{LONG}{TAG}{TAG}<related-articles kinds=recovery></related-articles>"
    settle(urgent, host.address, count=3)
    expect(urgent.locator("related-articles").get_by_role("note")).to_have_count(3)
    expect(bar(urgent)).to_have_count(1)
    urgent.get_by_role("button", name="Close this notice").click()
    expect(bar(urgent)).to_have_count(0)


def test_caution_stays_with_the_list(urgent: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, notice={**NOTICE, "level": "caution"})
    settle(urgent, host.address)
    expect(urgent.locator("related-articles").get_by_role("status")).to_contain_text("Get help now.")
    expect(bar(urgent)).to_have_count(0)


def test_bar_goes_with_its_element(urgent: Page, host: Host) -> None:
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    urgent.locator("related-articles").evaluate("element => element.remove()")
    expect(bar(urgent)).to_have_count(0)


def test_owner_sends_the_notice_to_a_place_of_her_own(urgent: Page, host: Host) -> None:
    host.body = f'<div id=top></div>{LONG}<related-articles notice-to="#top"></related-articles>'
    settle(urgent, host.address)
    place = urgent.locator("#top")
    expect(place.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(urgent.get_by_text("Get help now.")).to_have_count(1)
    assert urgent.locator("related-articles-notice").evaluate("host => getComputedStyle(host).position") == "static"
    urgent.locator("related-articles").evaluate("element => element.remove()")
    expect(place.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("selector", ["#gone", "]", "#hidden"])
def test_place_that_is_not_there_is_said_and_the_bar_shows(urgent: Page, host: Host, selector: str) -> None:
    said: list[str] = []
    urgent.on("console", lambda message: said.append(message.text))
    host.body = f'<p hidden id=hidden></p>{LONG}<related-articles notice-to="{selector}"></related-articles>'
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_in_viewport(ratio=1)
    assert said == [
        f'related-articles: notice-to="{selector}" matches nothing that is shown, so the notice comes to the top'
    ]


def test_bar_shows_under_the_strictest_policy(urgent: Page, host: Host, endpoint: Endpoint) -> None:
    service = endpoint.address
    host.policy = f"default-src 'none'; script-src {service}; connect-src {service}"
    host.style = ""
    host.body = f"<article>{'<p>My hips are tight.</p>' * 99}</article>{TAG}"
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_in_viewport(ratio=1)
    assert bar(urgent).evaluate("box => getComputedStyle(box).backgroundColor") == "rgb(179, 0, 27)"
    assert urgent.evaluate("window.violations") == []


def test_bar_shows_in_browsers_without_popovers(urgent: Page, host: Host) -> None:
    urgent.add_init_script(
        "delete HTMLElement.prototype.showPopover; delete HTMLElement.prototype.popover; delete URL.canParse;"
        "delete Element.prototype.checkVisibility; delete window.requestIdleCallback; delete window.navigation;"
    )
    host.style = FAR + THEMES["transformed body"]
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_in_viewport(ratio=1)


def test_bar_is_not_printed_and_the_notice_is(urgent: Page, host: Host) -> None:
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    urgent.emulate_media(media="print")
    expect(bar(urgent)).to_be_hidden()
    expect(urgent.locator("related-articles").get_by_role("note")).to_be_visible()


@pytest.mark.parametrize(("level", "width", "direction"), [("emergency", 390, "ltr"), ("urgent", 1280, "rtl")])
def test_axe_finds_no_fault_in_the_bar(
    urgent: Page, host: Host, endpoint: Endpoint, level: str, width: int, direction: str
) -> None:
    urgent.set_viewport_size({"width": width, "height": 800})
    host.body = f"<main dir={direction}>{LONG}{TAG}</main>"
    endpoint.answer = make_answer(ITEM, notice={**NOTICE, "level": level})
    settle(urgent, host.address)
    expect(bar(urgent)).to_be_visible()
    found = Axe().run(urgent)
    assert [each["id"] for each in found.response["violations"]] == []
