"""The address of each article and of its image: what its source gives, if that may stand in a link; on its site."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urljoin

from recommender.article import Article
from recommender.links import address_of, link_or_none, on_site, web_address
from recommender.readers import Warned


def address(article: Article, template: str, site: str = "") -> tuple[Article, list[Warned]]:
    """An article with its address and that of its image, and what of its source's was refused.

    An article without one has `template` with its id. What is a path is joined to `site`, if there is one; an image
    that is a mere file is beside its article.
    """
    refused: list[Warned] = []
    place = article.place or article.id
    default = link_or_none(address_of(article.path, template))
    default = on_site(default, site) if default else None
    own = _sound(
        article.url, refused, Warned(place, "url", "", f"its address is {default}" if default else "it has none")
    )
    url = on_site(own, site) if own else default
    if url is None and not article.url:
        refused.append(Warned(place, "id", "makes no address", "it has none"))
    image = _sound(article.image, refused, Warned(place, "image", "", "it has none"))
    if image and url and "/" not in image:
        image = urljoin(url, image)
    elif image and site:
        image = on_site(image, site)
    return replace(article, url=url, image=image), refused


def _sound(written: str | None, refused: list[Warned], warning: Warned) -> str | None:
    """An address if it may stand in a link; else none, and the warning with what is wrong with it."""
    if not written:
        return None
    try:
        return web_address(written)
    except ValueError as error:
        refused.append(replace(warning, fault=f"{written[:80]!r} {error}"))
        return None
