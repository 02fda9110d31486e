"""The widget in a real browser: which images a card shows, and from where."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sites import ITEM, PICTURE, Endpoint, Host, make_answer, settle

pytestmark = pytest.mark.browser

ELSEWHERE = "https://cdn.example/hip.svg"
COVER = "{service}/covers/stretching.svg?of=hip-stretch"


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("", []),
        ("images", ["{service}/hip.svg", COVER, COVER, COVER, COVER]),
        ("images=https://cdn.example", ["{service}/hip.svg", COVER, ELSEWHERE, COVER, COVER]),
    ],
)
def test_cards_show_the_images_that_the_page_allows(
    post: Page, host: Host, endpoint: Endpoint, attribute: str, expected: list[str]
) -> None:
    images = ("/hip.svg", None, ELSEWHERE, "https://[", "javascript:alert(1)")
    endpoint.answer = make_answer(*({**ITEM, "image": image} for image in images))
    host.body = f"<related-articles limit=5 {attribute}></related-articles>"
    post.route("https://cdn.example/**", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
    settle(post, host.address)
    expect(post.get_by_role("listitem")).to_have_count(5)
    sources = post.evaluate(
        "[...document.querySelector('related-articles').shadowRoot.querySelectorAll('img')].map((image) => image.src)"
    )
    assert sources == [each.format(service=endpoint.address) for each in expected]


def test_image_that_cannot_be_loaded_leaves_its_room(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer({**ITEM, "image": "/gone.png"})
    host.body = "<related-articles images></related-articles>"
    settle(post, host.address)
    post.wait_for_function("!document.querySelector('related-articles').shadowRoot.querySelector('img')")
    box = post.locator(".image").bounding_box()
    assert box is not None
    assert box["height"] > 100


def test_card_with_neither_image_nor_kind_has_no_box_for_one(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer({**ITEM, "kind": None}, ITEM)
    host.body = "<related-articles images></related-articles>"
    settle(post, host.address)
    expect(post.get_by_role("listitem")).to_have_count(2)
    expect(post.locator(".image")).to_have_count(1)
