"""The demo blog: the bundled articles as pages one would read, each with the widget at its end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from http import HTTPStatus
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.blueprints import BlueprintSetupState
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from recommender import Recommender
from recommender.article import Article, Card, Page
from recommender.explain import Explanation, explain_rows
from recommender.readers import bundled_path, read_file, read_front_matter
from recommender.recommend import Seen
from service.links import relative
from service.pages import read_body, related
from service.problems import make_json
from service.remote import complete
from service.settings import service

bp = Blueprint("demo", __name__)

KINDS = MappingProxyType(
    {
        "stretching": ("Stretching", "Gentle ways to move what sitting and guarding have made stiff."),
        "self-care": ("Self-care", "Heat, sleep, walking and work: what people can do for themselves."),
        "condition": ("Conditions", "What the names mean, and what tends to help."),
        "recovery": ("Recovery", "From the first days, or from an operation, back to ordinary life."),
        "prevention": ("Prevention", "Habits that keep the next bout away, and some that do not."),
        "anatomy": ("Anatomy", "The parts of the back and hip, in plain words."),
        "red-flag": ("Warning signs", "When back pain needs a doctor, and how soon."),
    }
)
"""Kinds in the order of the index page, each with its heading and a line about it."""

URGENT = "emergency-back-pain"
"""The article that every page names first."""

RELATED = ("limber.get_related", "limber.post_related")
"""Endpoints whose cards the blog shows."""

SHOWN_TERMS = 8
"""Terms of an explanation, the weightiest; those after them add little to a score."""

SHOWN_STEPS = ("Hold-back", "Score", "Place")
"""Steps told of each article; those of the page are told once, above them all."""

_EXTENSION = "limber-demo"
_LINK = re.compile(r"^([a-z0-9-]+)\.md(#.*)?$")


@dataclass(frozen=True, slots=True)
class Post:
    """One article as the blog shows it: its card, its cautions and its body as HTML."""

    card: Card
    cautions: tuple[str, ...]
    body: Markup


@bp.record_once
def load(state: BlueprintSetupState) -> None:
    """Read the bundled articles once, when the blog joins an application. Raises ArticleError."""
    posts = {post.card.id: post for post in _read_posts(bundled_path("articles"))}
    state.app.extensions[_EXTENSION] = MappingProxyType(posts)


@bp.get("/")
def index() -> str:
    """All articles, grouped by kind, and a box to try one's own page."""
    cards = sorted((post.card for post in _posts().values()), key=_place)
    groups = [(kind, *KINDS[kind], list(each)) for kind, each in groupby(cards, key=lambda card: str(card.kind))]
    return _page("index.html", groups=groups, total=len(cards))


@bp.get("/articles/<slug>")
def article(slug: str) -> str:
    """One article, and related ones at its end."""
    post = _posts().get(slug)
    if post is None:
        abort(HTTPStatus.NOT_FOUND, f"There is no article {slug!r:.200} here.")
    heading, _ = KINDS[str(post.card.kind)]
    return _page("article.html", post=post, heading=heading)


@bp.post("/try")
def try_page() -> Response:
    """What `POST /v1/related` answers, and why: rules that fired, what they hold back, and what made each score."""
    question = read_body(request)
    limber = service().current()
    page = complete(question.page, limber.index)
    answer = related(replace(question, page=page)).to_json()
    seen = limber.see(page)
    rows = limber.index.rows_of_ids([item["id"] for item in answer["items"]]).tolist()
    explained = zip(answer["items"], explain_rows(limber, seen, rows), strict=True)
    found = [
        {**item, "url": _here(item), "lead": _lead(limber, seen, item["id"]), "explanation": _tell(each)}
        for item, each in explained
    ]
    response = make_json({**answer, "items": found, **_cautions(limber, page, seen)})
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.after_app_request
def lead_to_pages(response: Response) -> Response:
    """Cards of the blog's own articles lead to its pages, below the path prefix that the service is told of."""
    if request.script_root and request.endpoint in RELATED and response.mimetype == "application/json":
        answer = response.get_json()
        for item in filter(_is_own, answer["items"]):
            item["url"] = request.script_root + item["url"]
        response.set_data(make_json(answer).get_data())
    return response


def _page(template: str, **facts: Any) -> str:
    return render_template(template, relative=relative, urgent=_posts()[URGENT].card, **facts)


def _is_own(item: Mapping[str, Any]) -> bool:
    """Whether an item is one of the blog's own articles."""
    return item["id"] in _posts() and item["url"] == f"/articles/{item['id']}"


def _here(item: Mapping[str, Any]) -> str | None:
    return relative("demo.article", slug=item["id"]) if _is_own(item) else item["url"]


def _lead(limber: Recommender, seen: Seen, article: str) -> str | None:
    """Why an article leads the list, whatever its score: a caution that fired, or a pin; None where it does not."""
    if article in (*seen.assessment.first, *seen.assessment.raised):
        return "caution"
    pins = limber.policy.pin if seen.row is None else (*limber.index.card(seen.row).pin, *limber.policy.pin)
    return "pin" if article in pins else None


def _tell(explanation: Explanation) -> dict[str, Any]:
    parts: defaultdict[str, float] = defaultdict(float)
    for share in explanation.shares:
        parts[share.words] += share.part  # "hip replacement" is one term as a phrase and one as a pair of words
    steps = [asdict(step) for step in explanation.steps if step.name in SHOWN_STEPS]
    terms = sorted(parts.items(), key=lambda part: -part[1])
    return {"terms": terms[:SHOWN_TERMS], "steps": steps}


def _cautions(limber: Recommender, page: Page, seen: Seen) -> dict[str, Any]:
    """The rules that fired, with the words that called for them, and the titles that they hold back."""
    fired = [{**asdict(each), "level": limber.assessor.rules[each.rule].level} for each in seen.assessment.fired]
    near = [(limber.index.row_of_id(each), share) for each, share in limber.rank(page, limber.policy.limit)]
    cards = [
        limber.index.card(row)
        for row, share in near
        if row is not None and limber.score(seen, share) >= limber.policy.floor
    ]
    return {"fired": fired, "held_back": [card.title for card in cards if seen.assessment.forbids(card)]}


def _posts() -> Mapping[str, Post]:
    posts: Mapping[str, Post] = current_app.extensions[_EXTENSION]
    return posts


def _place(card: Card) -> tuple[int, str]:
    return list(KINDS).index(str(card.kind)), card.title.casefold()


def _read_posts(folder: Path) -> Iterator[Post]:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    for path in sorted(folder.glob("*.md")):
        for found in read_file(path, default_id=path.stem):
            if isinstance(found, Article):
                yield Post(Card.of(found), found.cautions, _render(parser, read_front_matter(path).body))


def _render(parser: MarkdownIt, markdown: str) -> Markup:
    tokens = parser.parse(markdown)
    for token in _links(tokens):
        # Articles name one another by file, which also works where files are read; their pages stand side by side.
        token.attrs["href"] = _LINK.sub(r"\1\2", str(token.attrs["href"]))
    # Safe as it stands: the parser escapes HTML and refuses javascript: addresses.
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704


def _links(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from (child for child in token.children or () if child.type == "link_open")
