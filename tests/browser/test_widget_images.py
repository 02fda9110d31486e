"""The widget in a real browser: which images a card shows, and from where."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sites import ITEM, PICTURE, Endpoint, Host, make_answer, settle

pytestmark = pytest.mark.browser

ELSEWHERE = "https://cdn.example/hip.svg"


def shown(page: Page) -> list[str]:
    """Where the images of the cards come from."""
    sources: list[str] = page.evaluate(
        "[...document.querySelector('related-articles').shadowRoot.querySelectorAll('img')].map((image) => image.src)"
    )
    return sources


@pytest.mark.parametrize(
    ("attribute", "image", "source"),
    [
        ("", "/hip.svg", None),
        ("images", "/hip.svg", "{service}/hip.svg"),
        ("images", None, "{service}/covers/stretching.svg?of=hip-stretch"),
        ("images", ELSEWHERE, "{service}/covers/stretching.svg?of=hip-stretch"),
        ("images", "https://[", "{service}/covers/stretching.svg?of=hip-stretch"),
        ("images", "javascript:alert(1)", "{service}/covers/stretching.svg?of=hip-stretch"),
        ("images=https://cdn.example", ELSEWHERE, ELSEWHERE),
    ],
)
def test_card_shows_the_image_that_the_page_allows(
    post: Page, host: Host, endpoint: Endpoint, attribute: str, image: str | None, source: str | None
) -> None:
    endpoint.answer = make_answer({**ITEM, "image": image})
    host.body = f"<related-articles {attribute}></related-articles>"
    post.route("https://cdn.example/**", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
    settle(post, host.address)
    assert shown(post) == ([source.format(service=endpoint.address)] if source else [])


def test_image_that_cannot_be_loaded_leaves_its_room(post: Page, host: Host, endpoint: Endpoint) -> None:
    endpoint.answer = make_answer({**ITEM, "image": "/gone.png"})
    host.body = "<related-articles images></related-articles>"
    settle(post, host.address)
    post.wait_for_function("!document.querySelector('related-articles').shadowRoot.querySelector('img')")
    box = post.locator(".image").bounding_box()
    assert box is not None
    assert box["height"] > 100
