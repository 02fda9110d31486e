"""Related articles as a fragment of HTML, for server-side includes and templates: plain links, nothing when empty."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from recommender.answer import Answer
from recommender.links import link_or_none


def render(answer: Answer, heading: str) -> Markup:
    """The notice, then the links in a list; the empty string where there is neither."""
    return Markup("\n").join(_parts(answer, heading))


def _parts(answer: Answer, heading: str) -> Iterator[Markup]:
    if not (answer.notice or answer.items):
        return
    yield Markup('<section class="related-articles" aria-label="{}">').format(heading or "Related articles")
    if answer.notice:
        notice = Markup('<p class="related-articles-notice" data-level="{}" role="note"><strong>{}</strong></p>')
        yield notice.format(answer.notice.level, answer.notice.message)
    if answer.items:
        if heading:
            yield Markup("<h2>{}</h2>").format(heading)
        yield Markup("<ul>")
        for match in answer.items:
            yield _link(link_or_none(match.card.url), match.card.title)
        yield Markup("</ul>")
    yield Markup("</section>")


def _link(url: str | None, title: str) -> Markup:
    if url is None:
        return Markup("<li>{}</li>").format(title)
    return Markup('<li><a href="{}">{}</a></li>').format(url, title)
