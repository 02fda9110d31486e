"""The widget in a real browser: what it asks and sends, and what an answer cannot make it do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sites import ARTICLE, ITEM, NOTICE, TAG, Endpoint, Host, make_answer, settle

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("field", ["title", "excerpt", "kind"])
def test_markup_in_an_answer_is_inert(post: Page, host: Host, endpoint: Endpoint, field: str) -> None:
    endpoint.answer = make_answer({**ITEM, field: "<img src=x onerror='window.broken = true'><b>bold</b>"})
    settle(post, host.address)
    assert post.evaluate("document.querySelector('related-articles').shadowRoot.querySelectorAll('img, b').length") == 0
    assert post.evaluate("window.broken") is None


def test_title_with_markup_shows_as_written(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer({**ITEM, "title": "<b>Bold</b> moves"})
    settle(post, host.address)
    expect(post.get_by_role("link", name="<b>Bold</b> moves")).to_be_visible()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", " java\nscript:alert(1)", "http://[", None])
def test_address_that_is_no_web_address_makes_no_link(
    post: Page, host: Host, endpoint: Endpoint, url: str | None
) -> None:
    endpoint.answer = make_answer({**ITEM, "url": url})
    settle(post, host.address)
    expect(post.get_by_text("Hip stretch", exact=True)).to_be_visible()
    expect(post.get_by_role("listitem").get_by_role("link")).to_have_count(0)


def test_widget_works_under_the_strictest_policy_that_names_the_service(
    post: Page, host: Host, endpoint: Endpoint
) -> None:
    service = endpoint.address
    host.policy = f"default-src 'none'; script-src {service}; connect-src {service}; img-src {service}"
    host.body = f"{ARTICLE}<related-articles images></related-articles>"
    settle(post, host.address)
    card = post.get_by_role("listitem")
    assert card.evaluate("card => getComputedStyle(card).borderTopLeftRadius") == "12px"
    post.wait_for_function("document.querySelector('related-articles').shadowRoot.querySelector('img').naturalWidth")
    assert post.evaluate("window.violations") == []


def test_two_equal_elements_share_one_request(post: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = ARTICLE + TAG + TAG
    settle(post, host.address, count=2)
    expect(post.get_by_role("link", name="Hip stretch")).to_have_count(2)
    assert len(endpoint.asked) == 1


def test_elements_that_differ_in_their_limit_share_the_longer_list(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer(ITEM, ITEM, ITEM)
    host.body = "<related-articles limit=2></related-articles><related-articles limit=3></related-articles>"
    settle(post, host.address, count=2)
    assert [each.body["limit"] for each in endpoint.asked] == [3]
    for place, count in ((0, 2), (1, 3)):
        expect(post.locator("related-articles").nth(place).get_by_role("listitem")).to_have_count(count)


def test_element_with_a_broken_address_does_not_disturb_the_others(post: Page, host: Host) -> None:
    host.body = f'<related-articles src="https://["><a href=/all>All posts</a></related-articles>{ARTICLE}{TAG}'
    assert sorted(each["name"] for each in settle(post, host.address, count=2)) == ["error", "loaded"]


def test_two_elements_with_different_questions_ask_twice(post: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f"{TAG}<related-articles kinds=stretching></related-articles>"
    settle(post, host.address, count=2)
    assert len(endpoint.asked) == 2


def test_answer_is_kept_until_the_service_has_another_generation(post: Page, host: Host, endpoint: Endpoint) -> None:
    settle(post, host.address)
    again = "url => document.querySelector('related-articles').setAttribute('url', url)"
    for place, (url, generation, asked) in enumerate(
        [("/a", "g", 2), ("/b", "g", 3), ("/a", "g", 3), ("/c", "next", 4), ("/a", "next", 5)], start=2
    ):
        endpoint.answer = make_answer(ITEM, generation=generation)
        post.evaluate(again, url)
        post.wait_for_function("count => window.ended.length === count", arg=place)
        assert len(endpoint.asked) == asked, url


def test_question_is_the_page_the_limit_and_the_kinds(post: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f'{ARTICLE}<related-articles limit=3 kinds="stretching self-care"></related-articles>'
    settle(post, f"{host.address}/post?patient=anna#top")
    [asked] = endpoint.asked
    assert (asked.method, asked.query) == ("POST", {})
    assert asked.body == {
        "url": f"{host.address}/post", "title": "Tight hips", "text": "My hips are tight.",
        "limit": 3, "kinds": ["stretching", "self-care"],
    }  # fmt: skip


def test_canonical_address_comes_before_the_location(post: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f"<link rel=canonical href=https://blog.example/tight-hips>{TAG}"
    settle(post, host.address)
    assert endpoint.asked[0].body["url"] == "https://blog.example/tight-hips"


def test_page_that_the_index_does_not_know_is_asked_for_once_and_without_a_fault(
    post: Page, host: Host, endpoint: Endpoint
) -> None:
    endpoint.known = False
    faults: list[str] = []
    post.on("console", lambda message: faults.append(message.text))
    settle(post, host.address)
    assert [asked.method for asked in endpoint.asked] == ["POST"]
    assert faults == []


def test_named_page_without_text_is_asked_for_by_its_address(post: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = "<related-articles url=/articles/hip-stretch limit=3 kinds=stretching></related-articles>"
    settle(post, host.address)
    [asked] = endpoint.asked
    assert asked.method == "GET"
    assert asked.query == {"url": ["/articles/hip-stretch"], "limit": ["3"], "kind": ["stretching"]}


def test_posted_text_leaves_out_what_a_reader_typed(post: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f"""<article><p>My hips<br>are <b>tight</b>.</p><nav>Menu</nav><p hidden>secret</p>
        <form><input value=secret><textarea>secret</textarea></form>
        <select><option>secret</select><div contenteditable>secret</div><button>Send</button></article>{TAG}"""
    settle(post, host.address)
    post.locator("textarea").fill("secret too")
    post.locator("related-articles").evaluate("element => element.setAttribute('kinds', 'recovery')")
    post.wait_for_function("window.ended.length === 2")
    assert [asked.body["text"] for asked in endpoint.asked] == ["My hips\nare tight."] * 2


def test_long_page_is_sent_whole(post: Page, host: Host, endpoint: Endpoint) -> None:
    text = ("hip " * 60_000).strip()
    host.body = f"{TAG}<main><p>{text}</p><p>I cannot pass water.</p></main>"
    settle(post, host.address)
    assert endpoint.asked[0].body["text"] == f"{text}\n\nI cannot pass water."


def test_page_over_the_limit_is_refused_in_words_and_never_cut(post: Page, host: Host, endpoint: Endpoint) -> None:
    said: list[str] = []
    post.on("console", lambda message: said.append(message.text))
    host.body = f"{TAG}<main>{'x' * 1_000_001}</main>"
    [ended] = settle(post, host.address)
    assert ended["name"] == "error"
    assert "over 1000000 characters" in ended["detail"]["message"]
    assert [ended["detail"]["message"] in each for each in said] == [True]
    assert endpoint.asked == []
    expect(post.get_by_text("All posts")).to_be_visible()


def test_text_from_names_the_element_to_read(post: Page, host: Host, endpoint: Endpoint) -> None:
    host.body = f'{ARTICLE}<div id=post>Stiff back.</div><related-articles text-from="#post"></related-articles>'
    settle(post, host.address)
    assert endpoint.asked[0].body["text"] == "Stiff back."


@pytest.mark.parametrize("selector", ["#gone", "..post"])
def test_text_from_that_matches_nothing_is_said_in_the_console(
    post: Page, host: Host, endpoint: Endpoint, selector: str
) -> None:
    said: list[tuple[str, str]] = []
    post.on("console", lambda message: said.append((message.type, message.text)))
    host.body = f'{ARTICLE}<related-articles text-from="{selector}"></related-articles>'
    settle(post, host.address)
    assert said == [
        ("warning", f'related-articles: text-from="{selector}" matches nothing, so the main content is read')
    ]
    assert endpoint.asked[0].body["text"] == "My hips are tight."


def test_service_is_asked_at_once_and_the_list_is_made_when_it_is_near(
    post: Page, host: Host, endpoint: Endpoint
) -> None:
    host.style = "article { display: block; height: 9000px }"
    settle(post, host.address)
    assert len(endpoint.asked) == 1
    expect(post.get_by_role("listitem").get_by_role("link")).to_have_count(0)
    post.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(post.get_by_role("link", name="Hip stretch")).to_be_visible()
    assert len(endpoint.asked) == 1


def test_widget_sends_no_cookie_and_no_referrer_and_stores_nothing(post: Page, host: Host, endpoint: Endpoint) -> None:
    # A cookie of the service's host, which a request with credentials would carry along.
    post.context.add_cookies([{"name": "session", "value": "secret", "url": endpoint.address}])
    settle(post, host.address)
    for asked in endpoint.asked:
        assert not {"Cookie", "Referer"} & set(asked.headers)
    assert post.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert [cookie["name"] for cookie in post.context.cookies()] == ["session"]


def test_widget_contacts_no_host_but_the_service(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer({**ITEM, "image": "https://tracker.example/pixel.png"}, notice=NOTICE)
    host.body = f"{ARTICLE}<related-articles images></related-articles>"
    addresses: list[str] = []
    post.on("request", lambda request: addresses.append(request.url))
    settle(post, host.address)
    assert {address.rsplit("/", address.count("/") - 2)[0] for address in addresses} == {host.address, endpoint.address}
