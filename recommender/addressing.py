"""The address of each article and of its image: what its source gives, if that may stand in a link; on its site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from recommender.article import Article
from recommender.links import address_of, link_or_none, on_site, web_address


@dataclass(frozen=True, slots=True)
class Refused:
    """An address that was not taken: the field, what is wrong with it, and what the article has in its place."""

    field: str
    fault: str
    instead: str

    def __str__(self) -> str:
        return f"{self.field}: {self.fault}; {self.instead}"


def address(article: Article, template: str, site: str = "") -> tuple[Article, list[Refused]]:
    """An article with its address and that of its image, and what of its source's was refused.

    An article without one has `template` with its id. What is a path is joined to `site`, if there is one; an image
    that is a mere file is beside its article.
    """
    refused: list[Refused] = []
    default = link_or_none(address_of(article.id, template))
    default = on_site(default, site) if default else None
    own = _sound(article.url, "url", f"its address is {default}" if default else "it has none", refused)
    url = on_site(own, site) if own else default
    if url is None and not article.url:
        refused.append(Refused("id", "makes no address", "it has none"))
    image = _sound(article.image, "image", "it has none", refused)
    if image and url and "/" not in image:
        image = urljoin(url, image)
    elif image and site:
        image = on_site(image, site)
    return replace(article, url=url, image=image), refused


def _sound(written: str | None, field: str, instead: str, refused: list[Refused]) -> str | None:
    if not written:
        return None
    try:
        return web_address(written)
    except ValueError as error:
        refused.append(Refused(field, f"{written[:80]!r} {error}", instead))
        return None
