"""The widget on pages that replace one another without being loaded: by pushState, in Turbo and htmx pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sites import ITEM, NOTICE, Endpoint, Host, make_answer, settle

pytestmark = pytest.mark.browser

FIRST = "<h1>Tight hips</h1><p>My hips are tight.</p>"
SECOND = "<h1>Stiff back</h1><p>I cannot pass water.</p>"
BODY = f"<main>{FIRST}</main><related-articles></related-articles>"
CANONICAL = "<link rel=canonical href=https://blog.example/tight-hips>"

OLD_BROWSER = "delete window.navigation; Object.defineProperty(window, 'navigation', {value: undefined});"


@pytest.fixture
def shop(post: Page, host: Host) -> Page:
    """A page whose main content a script replaces."""
    host.body = BODY
    return post


def move(page: Page, address: str, content: str, *, method: str = "pushState") -> None:
    page.evaluate(
        """([method, address, content]) => {
            history[method]({}, '', address);
            setTimeout(() => { document.querySelector('main').innerHTML = content }, 300);
        }""",
        [method, address, content],
    )


def titles(endpoint: Endpoint) -> list[str]:
    return [asked.body["title"] for asked in endpoint.asked]


@pytest.mark.parametrize("script", ["", OLD_BROWSER])
@pytest.mark.parametrize("method", ["pushState", "replaceState"])
def test_element_asks_again_when_address_and_content_have_changed(
    shop: Page, host: Host, endpoint: Endpoint, method: str, script: str
) -> None:
    shop.add_init_script(script)
    settle(shop, host.address)
    endpoint.answer = make_answer({**ITEM, "title": "Back stretch"}, notice=NOTICE)
    move(shop, "/post", SECOND, method=method)
    expect(shop.get_by_role("link", name="Back stretch").first).to_be_visible()
    expect(shop.get_by_role("alert")).to_be_in_viewport()
    assert titles(endpoint) == ["Tight hips", "Stiff back"]
    assert endpoint.asked[1].body["url"] == f"{host.address}/post"
    assert endpoint.asked[1].body["text"] == "I cannot pass water."


def test_way_back_shows_the_earlier_answer_without_asking(shop: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f"""{BODY}<script>addEventListener('popstate', () => {{
        document.querySelector('main').innerHTML = '{FIRST}' }})</script>"""
    settle(shop, host.address)
    endpoint.answer = make_answer({**ITEM, "title": "Back stretch"}, notice=NOTICE)
    move(shop, "/post", SECOND)
    expect(shop.get_by_role("alert")).to_be_visible()
    shop.go_back()
    expect(shop.get_by_role("link", name="Hip stretch")).to_be_visible()
    expect(shop.get_by_role("alert")).to_have_count(0)
    assert titles(endpoint) == ["Tight hips", "Stiff back"]


@pytest.mark.parametrize("address", ["/post?tab=2", "#part-two", "/post"])
def test_address_alone_is_no_reason_to_ask(shop: Page, host: Host, endpoint: Endpoint, address: str) -> None:
    settle(shop, host.address)
    move(shop, address, FIRST)
    shop.wait_for_timeout(1000)
    assert titles(endpoint) == ["Tight hips"]


def test_content_alone_is_no_reason_to_ask(shop: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f"<main>{FIRST}{'<p>I sit at a desk all day, every day.</p>' * 9}</main><related-articles>"
    settle(shop, host.address)
    shop.evaluate("document.querySelector('main').append('Seven people like this.')")
    shop.wait_for_timeout(1000)
    assert titles(endpoint) == ["Tight hips"]


def test_page_that_is_still_to_come_is_read_when_it_is_there(shop: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = "<main>Loading …</main><related-articles></related-articles>"
    settle(shop, host.address)
    shop.evaluate("content => { document.querySelector('main').innerHTML = content }", SECOND)
    shop.wait_for_function("window.ended.length === 2")
    assert [asked.body["text"] for asked in endpoint.asked] == ["Loading …", "I cannot pass water."]


def test_content_that_comes_in_two_steps_is_read_to_its_end(shop: Page, host: Host, endpoint: Endpoint) -> None:
    settle(shop, host.address)
    move(shop, "/post", "<p>Loading …</p>")
    shop.wait_for_function("window.ended.length === 2")
    shop.evaluate("content => { document.querySelector('main').innerHTML = content }", SECOND)
    shop.wait_for_function("window.ended.length === 3")
    assert endpoint.asked[-1].body["title"] == "Stiff back"


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [("https://blog.example/tight-hips", "{host}/post"), ("https://blog.example/b", "https://blog.example/b")],
)
def test_canonical_address_of_the_page_before_does_not_count(
    shop: Page, host: Host, endpoint: Endpoint, canonical: str, expected: str
) -> None:
    host.body = CANONICAL + BODY
    settle(shop, host.address)
    shop.evaluate("href => { document.querySelector('link[rel=canonical]').href = href }", canonical)
    move(shop, "/post", SECOND)
    shop.wait_for_function("window.ended.length === 2")
    assert endpoint.asked[0].body["url"] == "https://blog.example/tight-hips"
    assert endpoint.asked[1].body["url"] == expected.format(host=host.address)


def test_body_that_is_replaced_and_restored_from_a_page_cache_asks_for_what_it_says(
    shop: Page, host: Host, endpoint: Endpoint
) -> None:
    # As Turbo does it: a clone of the body is kept, the next body takes its place, the way back puts the clone in.
    host.body = f"<main>{FIRST}<div style='block-size: 3000px'></div></main><related-articles></related-articles>"
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    settle(shop, host.address)
    bar = shop.locator("related-articles-notice .notice")
    expect(bar).to_be_visible()
    shop.evaluate(
        """content => {
            window.kept = document.body.cloneNode(true);
            history.pushState({}, '', '/post');
            const next = document.createElement('body');
            next.innerHTML = `<main>${content}</main><related-articles></related-articles>`;
            document.body.replaceWith(next);
        }""",
        SECOND,
    )
    shop.wait_for_function("window.ended.length === 2")
    expect(bar).to_have_count(0)
    expect(shop.get_by_role("alert")).to_have_count(1)
    shop.evaluate("history.back(); document.body.replaceWith(window.kept)")
    shop.wait_for_function("window.ended.length === 3")
    expect(bar).to_have_count(1)
    expect(shop.locator("related-articles .notice")).to_have_count(1)
    assert titles(endpoint) == ["Tight hips", "Stiff back"]


def test_part_that_is_swapped_with_its_element_asks_for_what_it_says(
    shop: Page, host: Host, endpoint: Endpoint
) -> None:
    # As htmx does it: the answer of the server replaces a part of the page, then the address changes.
    host.body = f"<div id=part>{BODY}</div>"
    settle(shop, host.address)
    shop.evaluate(
        """content => {
            document.querySelector('#part').innerHTML = `<main>${content}</main><related-articles></related-articles>`;
            history.pushState({htmx: true}, '', '/post');
        }""",
        SECOND,
    )
    shop.wait_for_function("window.ended.length === 2")
    shop.wait_for_timeout(500)
    assert titles(endpoint) == ["Tight hips", "Stiff back"]


LONG = "<p>We use cookies, and would like you to know for what, and for how long, and by whom.</p>" * 4
WHOLE = (
    f"<main><h1>Stiff back</h1><p>I cannot pass water.</p><p>{'I sit at a desk all day, every day. ' * 9}</p></main>"
)


def test_page_that_comes_after_a_long_text_is_read_when_it_is_there(shop: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f"<div id=page>{LONG}Loading …</div><related-articles></related-articles>"
    settle(shop, host.address)
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    shop.wait_for_timeout(1000)
    shop.evaluate("content => { document.querySelector('#page').innerHTML = content }", WHOLE)
    expect(shop.get_by_role("alert")).to_contain_text("Get help now.")
    assert [asked.body["title"] for asked in endpoint.asked] == ["A post", "Stiff back"]


@pytest.mark.parametrize(
    ("hidden", "show"),
    [
        ("<style>.wait {{ display: none }}</style><div class=wait>{}</div>", "part => { part.className = '' }"),
        ("<div style='display: none'>{}</div>", "part => { part.style.display = 'block' }"),
        ("<div hidden>{}</div>", "part => { part.hidden = false }"),
    ],
)
def test_page_that_was_hidden_at_first_is_read_when_it_shows(
    shop: Page, host: Host, endpoint: Endpoint, hidden: str, show: str
) -> None:
    host.body = hidden.format(WHOLE) + "<related-articles></related-articles>"
    settle(shop, host.address)
    shop.evaluate(f"({show})(document.querySelector('div'))")
    shop.wait_for_function("window.ended.length === 2")
    assert endpoint.asked[1].body["text"].startswith("I cannot pass water.")


def test_body_that_fades_in_is_read_when_it_shows(shop: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f"<body style='display: none'>{WHOLE}<related-articles></related-articles>"
    settle(shop, host.address)
    shop.evaluate("document.body.style.display = ''")
    shop.wait_for_function("window.ended.length === 2")
    assert [asked.body["text"][:20] for asked in endpoint.asked] == ["", "I cannot pass water."]


def test_page_is_read_again_twice_at_most(shop: Page, host: Host, endpoint: Endpoint) -> None:
    settle(shop, host.address)
    for number in range(4):
        shop.evaluate(
            "([content, number]) => { document.querySelector('main').innerHTML = content + number }",
            [f"<p>{'Another text. ' * 20}</p>", number],
        )
        shop.evaluate("document.querySelector('main').append(' and more'.repeat(30 * Math.random() + 30))")
        shop.wait_for_timeout(600)
    assert len(endpoint.asked) == 3


def test_notice_stays_while_the_page_is_asked_for_again(shop: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, notice=NOTICE)
    settle(shop, host.address)
    endpoint.status = 500
    shop.evaluate("content => { document.querySelector('main').outerHTML = content }", WHOLE)
    shop.wait_for_timeout(1000)
    assert len(endpoint.asked) == 2
    expect(shop.locator("related-articles .notice")).to_contain_text("Get help now.")
    assert len(shop.evaluate("window.ended")) == 1
