"""The widget in a real browser: on phones and desktops, light and dark, slow, printed, and inside hostile CSS."""

from __future__ import annotations

from threading import Event

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sites import ARTICLE, ITEM, NOTICE, TAG, Endpoint, Host, height, make_answer, settle

pytestmark = pytest.mark.browser

SHEETS = {
    "unset": "* { all: unset !important }",
    "huge": "* { font-size: 60px !important; letter-spacing: 5px !important; text-transform: uppercase !important }",
    "small root": "html { font-size: 1px } body { font-size: 16px } * { line-height: 0 !important }",
}
PAGE = "body { background: light-dark(#fff, #111); color: light-dark(#222, #ddd) } :root { color-scheme: light dark }"


@pytest.mark.parametrize(("level", "width", "scheme"), [("emergency", 390, "dark"), ("caution", 1280, "light")])
def test_axe_finds_no_fault_in_any_layout(
    post: Page, host: Host, endpoint: Endpoint, level: str, width: int, scheme: str
) -> None:
    post.set_viewport_size({"width": width, "height": 900})
    post.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    host.style = PAGE
    kinds = ("stretching", "self-care", "condition", "anatomy", "prevention", "recovery", "red-flag", None)
    endpoint.answer = make_answer(*({**ITEM, "kind": kind} for kind in kinds), notice={**NOTICE, "level": level})
    layouts = ("grid images", "list images", "compact")
    elements = "".join(
        f"<related-articles layout={each} heading='In {each}' limit=8></related-articles>" for each in layouts
    )
    host.body = f"<main><h1>Tight hips</h1>{elements}</main>"
    settle(post, host.address)
    for element in post.locator("related-articles").all():
        element.scroll_into_view_if_needed()
        expect(element.get_by_role("listitem")).to_have_count(8)
    found = Axe().run(post)
    assert found.violations_count == 0, found.generate_report()


def test_caution_is_told_without_interrupting(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, notice={**NOTICE, "level": "caution"})
    settle(post, host.address)
    expect(post.get_by_role("status")).to_contain_text("Get help now.")
    expect(post.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("sheet", SHEETS)
def test_cards_and_notice_survive_hostile_css(post: Page, host: Host, endpoint: Endpoint, sheet: str) -> None:
    host.style = SHEETS[sheet]
    endpoint.answer = make_answer(ITEM, ITEM, notice=NOTICE)
    settle(post, host.address)
    for width in (1280, 390):
        post.set_viewport_size({"width": width, "height": 900})
        for part in (post.get_by_role("alert"), *post.get_by_role("listitem").all()):
            box = part.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["height"] > 80
    assert post.get_by_role("alert").evaluate("box => parseFloat(getComputedStyle(box).fontSize)") in range(16, 33)
    assert post.locator("related-articles").evaluate(
        "host => [...host.shadowRoot.querySelectorAll('.notice *, .minutes')].every((each) => each.offsetHeight > 0)"
    )
    post.get_by_role("listitem").last.get_by_role("link").click(trial=True)


def test_room_is_kept_while_a_slow_service_answers(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.gate = Event()
    host.body = ARTICLE + "<related-articles limit=1></related-articles>"
    post.goto(host.address)
    busy = post.locator("related-articles [aria-busy]")
    busy.wait_for()
    kept = height(post)
    endpoint.gate.set()
    expect(post.get_by_role("link", name="Hip stretch")).to_be_visible()
    assert height(post) == kept
    expect(busy).to_have_count(0)


def test_links_inside_show_when_the_service_is_too_slow(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.gate = Event()
    post.add_init_script(
        "const real = AbortSignal.timeout; AbortSignal.timeout = (ms) => real.call(AbortSignal, ms / 100);"
    )
    assert [each["name"] for each in settle(post, host.address)] == ["error"]
    endpoint.gate.set()
    expect(post.get_by_text("All posts")).to_be_visible()


def test_notice_is_printed_dark_on_white_and_placeholders_are_not(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    host.body = f"{TAG}<div style='block-size: 9000px'></div>{TAG.replace('>', ' kinds=recovery>', 1)}"
    settle(post, host.address)
    post.emulate_media(media="print")
    assert post.get_by_role("alert").evaluate(
        "box => [getComputedStyle(box).color, getComputedStyle(box).backgroundColor]"
    ) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(post.locator("related-articles [aria-busy]")).to_be_hidden()
