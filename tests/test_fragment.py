"""Related articles as HTML, by address and inside another Flask site."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from samples import TINY, open_tiny

from recommender import Answer, Match
from recommender.answer import PageFacts
from recommender.article import Card
from recommender.config import Settings
from recommender.fragment import render
from recommender.ranking import Notice
from service import create_app, mount
from service.problems import Problem

TIGHT_HIPS = "My hips are tight from sitting at a desk all day. Which hip flexor and hamstring stretches help?"


class Tags(HTMLParser):
    """What a browser would make of a fragment: its tags in order, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]


def answer(*matches: Match, notice: Notice | None = None) -> Answer:
    return Answer("g", PageFacts(known=True, language="en", coverage=1.0), notice, matches)


def match(**changes: Any) -> Match:
    return Match(replace(Card.of(TINY[0]), **changes), 0.5, ())


@pytest.fixture(scope="module")
def client(limber_index: Path) -> FlaskClient:
    return create_app(Settings(index=str(limber_index))).test_client()


def test_fragment_lists_what_the_endpoint_lists(client: FlaskClient) -> None:
    response = client.get("/v1/related.html?id=cat-cow&limit=3&heading=Read+on")
    items = client.get("/v1/related?id=cat-cow&limit=3").get_json()["items"]
    assert response.mimetype == "text/html"
    assert "<h2>Read on</h2>" in response.text
    assert Tags(response.text).links == [item["url"] for item in items]


def test_fragment_of_an_unknown_page_is_empty(client: FlaskClient) -> None:
    response = client.get("/v1/related.html?url=https://example.org/elsewhere")
    assert (response.status_code, response.text) == (200, "")


def test_fragment_refuses_what_it_does_not_know(client: FlaskClient) -> None:
    response = client.get("/v1/related.html?id=cat-cow&headline=x")
    assert response.status_code == 400
    assert "known are url, id, limit, kind, heading" in response.get_json()["detail"]


def test_fragment_is_not_sent_again_unchanged(client: FlaskClient) -> None:
    etag = client.get("/v1/related.html?id=cat-cow").headers["ETag"]
    assert client.get("/v1/related.html?id=cat-cow", headers={"If-None-Match": etag}).status_code == 304


def test_markup_in_titles_and_notices_is_inert() -> None:
    evil = "\"><script>alert(1)</script><b title='"
    notice = Notice("emergency", "rule", evil, None)
    found = Tags(render(answer(match(title=evil, url=f"/x?{evil}"), notice=notice), evil))
    assert found.tags == ["section", "p", "strong", "h2", "ul", "li", "a"]
    assert found.links == ["/x?%22%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cb%20title='"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "http://[x", None])
def test_address_that_is_no_web_page_is_no_link(url: str | None) -> None:
    html = render(answer(match(url=url)), "")
    assert Tags(html).links == []
    assert "Hamstring stretch" in html


def test_answer_of_nothing_is_the_empty_string() -> None:
    assert render(answer(), "Read on") == ""


@pytest.fixture
def site(tmp_path: Path) -> Flask:
    open_tiny(tmp_path / "index")
    app = Flask("site", static_folder=None)
    mount(app, Settings(index=str(tmp_path / "index")), prefix="/more")

    @app.get("/post")
    def post() -> str:
        return render_template_string('<main>{{ related_articles(id="psoas-stretch", heading="Read on") }}</main>')

    @app.get("/draft")
    def draft() -> str:
        text = "Sitting shortens the psoas and the hamstring behind the thigh."
        return render_template_string('{{ related_articles(id="draft", text=text, limit=1) }}', text=text)

    @app.get("/unknown")
    def unknown() -> str:
        return render_template_string('{{ related_articles(url="/nowhere") }}')

    @app.get("/wrong")
    def wrong() -> str:
        return render_template_string('{{ related_articles(id="psoas-stretch", kinds=["yoga"]) }}')

    @app.get("/one-kind")
    def one_kind() -> str:
        return render_template_string('{{ related_articles(id="psoas-stretch", kinds="anatomy") }}')

    return app


def test_mounted_endpoint_answers_under_its_prefix(site: Flask) -> None:
    client = site.test_client()
    assert client.get("/more/v1/related?id=psoas-stretch").get_json()["items"]
    assert client.post("/more/v1/related", json={"text": TIGHT_HIPS}).status_code == 200
    with client.get("/more/widget.js") as script:
        assert script.mimetype == "text/javascript"
    assert client.get("/more/covers/stretching.svg?of=psoas-stretch").mimetype == "image/svg+xml"
    assert client.get("/v1/related?id=psoas-stretch").status_code == 404


def test_mounted_endpoint_keeps_its_errors_headers_and_limits_to_itself(site: Flask) -> None:
    client = site.test_client()
    ours = client.get("/more/v1/related?id=nothing", headers={"Origin": "https://blog.example"})
    assert ours.mimetype == "application/problem+json"
    assert ours.headers["X-Content-Type-Options"] == "nosniff"
    assert ours.headers["Access-Control-Allow-Origin"] == "*"
    assert client.post("/more/v1/related", json={"text": "x" * 1_100_000}).status_code == 413
    assert client.get("/more/covers/recipe.svg").headers["X-Content-Type-Options"] == "nosniff"
    theirs = client.get("/nothing")
    assert theirs.mimetype == "text/html"
    assert "X-Content-Type-Options" not in theirs.headers
    assert site.config["MAX_CONTENT_LENGTH"] is None


def test_template_may_name_one_kind(site: Flask) -> None:
    assert Tags(site.test_client().get("/one-kind").text).links == ["/articles/thigh-anatomy"]


def test_template_of_a_site_lists_related_articles(site: Flask) -> None:
    html = site.test_client().get("/post").text
    assert "<h2>Read on</h2>" in html
    assert Tags(html).links == ["https://www.example.org/hamstring-stretch/", "/articles/desk-breaks"]


def test_template_gives_the_text_of_a_page_that_the_index_does_not_know(site: Flask) -> None:
    assert Tags(site.test_client().get("/draft").text).tags.count("li") == 1
    assert site.test_client().get("/unknown").text == ""


def test_template_that_names_no_kind_is_told(site: Flask) -> None:
    site.testing = True
    with pytest.raises(Problem, match="yoga"):
        site.test_client().get("/wrong")
