"""The widget in a real browser: what a reader sees, on a page of another origin than the service's."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sites import ARTICLE, ITEM, NOTICE, TAG, Endpoint, Host, height, make_answer, settle

from service.widget import SCRIPT

pytestmark = pytest.mark.browser


def test_widget_is_under_eleven_kilobytes_gzipped() -> None:
    assert len(gzip.compress(SCRIPT.encode(), 9)) < 12 * 1024


def test_nothing_in_the_widget_moves() -> None:
    assert "transition" not in SCRIPT
    assert "animation" not in SCRIPT


def test_card_shows_kind_title_excerpt_reading_time_and_reason(post: Page, host: Host) -> None:
    settle(post, host.address)
    card = post.get_by_role("region", name="Related articles").get_by_role("listitem")
    for words in ("Stretching", "Hip stretch", "How to stretch the hip.", "3 min read"):
        expect(card).to_contain_text(words)
    expect(card).to_contain_text("Both about: hip flexors, sitting")


def test_card_has_one_link_resolved_against_the_service(post: Page, host: Host, endpoint: Endpoint) -> None:
    settle(post, host.address)
    links = post.get_by_role("listitem").get_by_role("link")
    expect(links).to_have_count(1)
    assert links.evaluate("a => a.href") == f"{endpoint.address}/articles/hip-stretch"


def test_whole_card_is_clickable(post: Page, host: Host, endpoint: Endpoint) -> None:
    settle(post, host.address)
    post.get_by_text("How to stretch the hip.").click(force=True)
    post.wait_for_url(f"{endpoint.address}/articles/hip-stretch")


def test_loaded_event_carries_the_answer(post: Page, host: Host, endpoint: Endpoint) -> None:
    assert settle(post, host.address) == [{"name": "loaded", "detail": endpoint.answer}]


def test_element_has_no_height_when_nothing_is_related(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer()
    host.style = "related-articles { display: block }"
    assert [each["name"] for each in settle(post, host.address)] == ["empty"]
    assert height(post) == 0
    expect(post.get_by_text("All posts")).to_be_hidden()
    expect(post.get_by_role("heading", name="Related articles")).to_have_count(0)


def test_fallback_shows_without_javascript(browser: Browser, host: Host) -> None:
    host.body = ARTICLE + TAG
    with browser.new_context(java_script_enabled=False) as context:
        plain = context.new_page()
        plain.goto(host.address)
        expect(plain.get_by_text("All posts")).to_be_visible()


def test_fallback_shows_when_the_answer_is_garbage(post: Page, host: Host, endpoint: Endpoint) -> None:
    settle(post, host.address)
    element = post.locator("related-articles")
    garbage = ("null", "{}", '{"items": null}', '{"items": "abc"}', '{"items": [1, null]}', "<p>Gateway</p>", "")
    for count, answer in enumerate(garbage, start=2):
        endpoint.raw = answer
        element.evaluate("(element, url) => element.setAttribute('url', url)", f"/{count}")
        post.wait_for_function("count => window.ended.length === count", arg=count)
        assert post.evaluate("window.ended.at(-1).name") == "error", answer
        expect(post.get_by_text("All posts")).to_be_visible()
        expect(post.get_by_role("heading", name="Related articles")).to_have_count(0)


def test_fallback_shows_when_the_service_fails(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.status = 503
    assert [each["name"] for each in settle(post, host.address)] == ["error"]
    expect(post.get_by_text("All posts")).to_be_visible()


def test_fallback_shows_when_the_service_is_down(post: Page, host: Host) -> None:
    host.body = f'{ARTICLE}<related-articles src="http://127.0.0.1:9"><a href=/all>All posts</a></related-articles>'
    assert [each["name"] for each in settle(post, host.address)] == ["error"]
    expect(post.get_by_text("All posts")).to_be_visible()


def test_element_shows_nothing_when_the_service_fails_and_no_fallback_is_given(
    post: Page, host: Host, endpoint: Endpoint
) -> None:
    endpoint.status = 500
    host.body = "<related-articles></related-articles>"
    settle(post, host.address)
    assert height(post) == 0


def test_notice_is_an_alert_above_the_list_and_links_to_its_article(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    settle(post, host.address)
    alert = post.get_by_role("alert")
    expect(alert).to_contain_text("Get help now.")
    expect(alert.get_by_role("link", name="Hip stretch")).to_be_visible()
    assert alert.evaluate("box => box.getBoundingClientRect().bottom") <= post.get_by_role("listitem").evaluate(
        "card => card.getBoundingClientRect().top"
    )


def test_notice_without_items_shows_and_has_no_heading(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(notice={**NOTICE, "article": None})
    assert [each["name"] for each in settle(post, host.address)] == ["loaded"]
    expect(post.get_by_role("alert")).to_be_visible()
    expect(post.get_by_role("heading", name="Related articles")).to_have_count(0)


def test_theme_cannot_reach_the_notice(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    host.style = """* { all: unset !important }
        related-articles { display: none; visibility: hidden; opacity: 0; font-size: 0; color: white }
        related-articles { position: absolute !important; transform: scale(0) !important; opacity: 0 !important;
            max-block-size: 0 !important; overflow: hidden !important; -webkit-text-fill-color: transparent !important }
        related-articles::part(notice) { display: none !important }
        * { --related-background: white; --related-accent: white }"""
    settle(post, host.address)
    alert = post.get_by_role("alert")
    expect(alert).to_be_in_viewport()
    assert post.locator("related-articles").evaluate("host => getComputedStyle(host).opacity") == "1"
    assert alert.evaluate("box => [getComputedStyle(box).backgroundColor, getComputedStyle(box).fontSize]") == [
        "rgb(179, 0, 27)",
        "16px",
    ]


def test_theme_reaches_cards_by_properties_and_parts(post: Page, host: Host) -> None:
    host.style = "related-articles { --related-radius: 3px } related-articles::part(title) { font-size: 31px }"
    settle(post, host.address)
    assert post.get_by_role("listitem").evaluate("card => getComputedStyle(card).borderTopLeftRadius") == "3px"
    assert post.locator("h3").evaluate("title => getComputedStyle(title).fontSize") == "31px"


@pytest.mark.parametrize("layout", ["grid", "grid images", "list images", "compact"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_shifts_when_the_answer_comes(
    post: Page, host: Host, endpoint: Endpoint, layout: str, width: int
) -> None:
    post.set_viewport_size({"width": width, "height": 1600})
    long = {**ITEM, "title": "A long title that goes on " * 9, "excerpt": "Word " * 99, "reasons": ["reason"] * 30}
    endpoint.answer = make_answer(ITEM, long, {**ITEM, "kind": None, "reasons": []}, ITEM)
    host.style = "related-articles { display: block }"
    host.body = f"<related-articles layout={layout}></related-articles><p>After it</p>"
    post.add_init_script(
        """window.heights = [];
        addEventListener('DOMContentLoaded', () => {
            const element = document.querySelector('related-articles');
            queueMicrotask(() => heights.push(element.getBoundingClientRect().height));
        });"""
    )
    settle(post, host.address)
    assert post.evaluate("window.heights") == [pytest.approx(height(post), abs=0.1)]


def test_layout_shift_is_zero_below_the_first_screen(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, ITEM, ITEM, ITEM)
    host.style = "article { display: block; height: 1000px }"
    host.body = f"{ARTICLE}{TAG}<p>After it</p>"
    post.add_init_script(
        """window.shift = 0;
        new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value })
            .observe({type: 'layout-shift', buffered: true});"""
    )
    settle(post, host.address)
    post.mouse.wheel(0, 1500)
    post.wait_for_function("scrollY > 0")
    post.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert post.evaluate("window.shift") == 0


def test_changed_attribute_asks_again(post: Page, host: Host, endpoint: Endpoint) -> None:
    settle(post, host.address)
    post.locator("related-articles").evaluate("element => element.setAttribute('limit', '2')")
    post.wait_for_function("window.ended.length === 2")
    assert [asked.body["limit"] for asked in endpoint.asked] == [4, 2]


def test_broken_item_costs_itself_alone(post: Page, host: Host, endpoint: Endpoint) -> None:
    broken = ({**ITEM, "url": "http://[bad"}, {**ITEM, "reasons": None}, None, 7)
    endpoint.answer = make_answer(*broken, ITEM, notice=NOTICE)
    host.body = f"{ARTICLE}<related-articles limit=9 images></related-articles>"
    assert [each["name"] for each in settle(post, host.address)] == ["loaded"]
    expect(post.get_by_role("alert")).to_contain_text("Get help now.")
    expect(post.get_by_role("listitem")).to_have_count(2)
    expect(post.get_by_role("listitem").get_by_role("link")).to_have_count(1)


@pytest.mark.parametrize("items", [None, "abc", [1, None], [{"title": "no more"}]])
def test_notice_shows_whatever_the_items_are(post: Page, host: Host, endpoint: Endpoint, items: Any) -> None:
    endpoint.answer = {**make_answer(notice=NOTICE), "items": items}
    assert [each["name"] for each in settle(post, host.address)] == ["loaded"]
    expect(post.get_by_role("alert")).to_contain_text("Get help now.")
    expect(post.get_by_role("heading", name="Related articles")).to_have_count(0)


def test_card_ends_in_its_last_line(post: Page, host: Host) -> None:
    settle(post, host.address)
    reason = post.locator(".reason span").bounding_box()
    card = post.get_by_role("listitem").bounding_box()
    assert reason is not None
    assert card is not None
    assert card["y"] + card["height"] - reason["y"] - reason["height"] < 24  # its padding


@pytest.mark.parametrize("size", [16, 18, 20])
def test_column_of_645_pixels_holds_two_cards_side_by_side(
    post: Page, host: Host, endpoint: Endpoint, size: int
) -> None:
    endpoint.answer = make_answer(ITEM, ITEM)
    host.style = f"main {{ inline-size: 645px; font-size: {size}px }}"
    host.body = f"<main>{ARTICLE}{TAG}</main>"
    settle(post, host.address)
    first, second = (each.bounding_box() for each in post.get_by_role("listitem").all())
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]


def test_link_shows_keyboard_focus(post: Page, host: Host) -> None:
    host.body = "<related-articles></related-articles>"
    settle(post, host.address)
    post.keyboard.press("Tab")
    outline = post.get_by_role("link", name="Hip stretch").evaluate("a => getComputedStyle(a, '::after').outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize("colour", ["rgb(34, 34, 34)", "rgb(238, 238, 238)"])
def test_card_takes_the_text_colour_of_a_light_or_dark_page(post: Page, host: Host, colour: str) -> None:
    host.style = f"body {{ color: {colour} }}"
    settle(post, host.address)
    assert post.get_by_role("link", name="Hip stretch").evaluate("a => getComputedStyle(a).color") == colour


def test_reading_direction_of_the_page_is_followed(post: Page, host: Host) -> None:
    host.body = f"<div dir=rtl>{TAG}</div>"
    settle(post, host.address)
    kind, minutes = post.locator(".kind").bounding_box(), post.locator(".minutes").bounding_box()
    assert kind is not None
    assert minutes is not None
    assert kind["x"] > minutes["x"]


def test_english_card_reads_from_the_left_on_a_page_from_right_to_left(post: Page, host: Host) -> None:
    host.body = f"<div dir=rtl lang=ar>{TAG}</div>"
    settle(post, host.address)
    assert post.locator(".list").evaluate("list => list.lang") == "en"
    for part in (".title", ".excerpt", ".reason"):
        assert post.locator(part).evaluate("each => getComputedStyle(each).direction") == "ltr", part
