"""The HTTP contract, route by route, on the real application; and once on the real server."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

from recommender.article import KINDS
from recommender.config import RelatedSection, ServeSection, Settings
from recommender.readers import bundled_path
from recommender.version import VERSION
from service import create_app

TIGHT_HIPS = "My hips are tight from sitting at a desk all day. Which hip flexor and hamstring stretches help?"


@pytest.fixture(scope="module")
def settings(limber_index: Path) -> Settings:
    return Settings(index=str(limber_index))


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def post(client: FlaskClient, **body: Any) -> Any:
    return client.post("/v1/related", json=body)


def test_get_by_id_lists_related_articles(client: FlaskClient) -> None:
    answer = client.get("/v1/related?id=hamstring-stretch&limit=3").get_json()
    assert len(answer["items"]) == 3
    assert answer["page"]["known"] is True
    assert "hamstring-stretch" not in [item["id"] for item in answer["items"]]


def test_get_by_url_finds_the_same_page(client: FlaskClient) -> None:
    by_id = client.get("/v1/related?id=hamstring-stretch").get_json()
    by_url = client.get("/v1/related?url=/articles/hamstring-stretch/").get_json()
    assert by_url["items"] == by_id["items"]


def test_get_keeps_to_the_kinds_asked_for(client: FlaskClient) -> None:
    answer = client.get("/v1/related?id=hamstring-stretch&kind=anatomy&kind=condition").get_json()
    assert {item["kind"] for item in answer["items"]} == {"anatomy", "condition"}


def test_answer_has_the_members_of_the_contract(client: FlaskClient) -> None:
    answer = post(client, text=TIGHT_HIPS, limit=1).get_json()
    assert list(answer) == ["generation", "page", "notice", "empty", "items"]
    assert list(answer["page"]) == ["known", "language", "coverage"]
    assert list(answer["items"][0]) == [
        "id", "url", "title", "kind", "excerpt", "image", "reading_minutes", "score", "reasons", "updated", "reviewed",
    ]  # fmt: skip


def test_unknown_page_is_a_404_that_says_to_post(client: FlaskClient) -> None:
    response = client.get("/v1/related?url=https://example.org/elsewhere")
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
    assert "Post the page's text" in response.get_json()["remedy"]


def test_posted_html_answers_for_its_main_text(client: FlaskClient) -> None:
    html = (
        f"<html><title>Desk work</title><body><nav>Home Shop</nav><article><p>{TIGHT_HIPS}</p></article></body></html>"
    )
    answer = post(client, html=html).get_json()
    assert answer["page"]["known"] is False
    assert answer["items"]


def text_of(article: str) -> str:
    return bundled_path("articles", f"{article}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("host", ["", "https://forum.example.org"])
def test_page_of_another_text_at_a_known_path_is_read_as_it_is(client: FlaskClient, host: str) -> None:
    told = "My lower back has hurt for a week. Since this morning I am numb between my legs."
    answer = post(client, url=f"{host}/articles/hamstring-stretch", text=told).get_json()
    assert answer["page"]["known"] is False
    assert answer["notice"]["level"] == "emergency"
    assert "hamstring-stretch" not in [item["id"] for item in answer["items"]]


def test_post_of_a_known_url_answers_like_get(client: FlaskClient) -> None:
    posted = post(client, url="/articles/cat-cow", text=text_of("cat-cow")).get_json()
    assert posted["page"]["known"] is True
    assert [i["id"] for i in posted["items"]] == [
        i["id"] for i in client.get("/v1/related?id=cat-cow").get_json()["items"]
    ]


def test_spanish_page_gets_an_empty_list_that_says_why(client: FlaskClient) -> None:
    text = (
        "El dolor de espalda es muy frecuente y los estiramientos suaves ayudan a las personas que trabajan sentadas."
    )
    answer = post(client, text=text).get_json()
    assert answer["items"] == []
    assert answer["empty"]["cause"] == "language"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("id=cat-cow&limit=0", "limit"),
        ("id=cat-cow&limit=51", "limit"),
        ("id=cat-cow&limit=many", "limit"),
        ("id=cat-cow&kind=yoga", "kind"),
        ("id=cat-cow&colour=red", "colour"),
        ("id=cat-cow&id=childs-pose", "id"),
    ],
)
def test_wrong_query_names_the_field(client: FlaskClient, query: str, field: str) -> None:
    response = client.get(f"/v1/related?{query}")
    assert response.status_code == 400
    assert response.get_json()["field"].startswith(field)


@pytest.mark.parametrize("query", ["", "id=cat-cow&url=/articles/cat-cow"])
def test_query_names_exactly_one_page(client: FlaskClient, query: str) -> None:
    response = client.get(f"/v1/related?{query}")
    assert response.status_code == 400
    assert "one of url and id" in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": 5}, "text"),
        ({"texts": "x"}, "known are"),
        ({"text": "x", "html": "<p>x"}, "one of them"),
        ({"title": "x"}, "one of text, html and url"),
        ({"text": "x", "limit": "6"}, "limit"),
        ({"text": "x", "kinds": ["yoga"]}, "kinds"),
        ([1, 2], "object"),
    ],
)
def test_wrong_body_says_what_is_wanted(client: FlaskClient, body: Any, says: str) -> None:
    response = client.post("/v1/related", json=body)
    assert response.status_code == 400
    assert says in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("content", "mimetype", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"text=x", "application/x-www-form-urlencoded", 415),
        (b'{"text": "' + b"x" * 6_600_000 + b'"}', "application/json", 413),
        (b'{"text": "' + b"x" * 1_000_001 + b'"}', "application/json", 413),
    ],
)
def test_hostile_body_is_a_problem(client: FlaskClient, content: bytes, mimetype: str, status: int) -> None:
    response = client.post("/v1/related", data=content, content_type=mimetype)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"


def test_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/v1/related?id=cat-cow")
    again = client.get("/v1/related?id=cat-cow", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    assert first.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", W/"{}"', '"{}-gzip"', "*"])
@pytest.mark.parametrize("path", ["/v1/related?id=cat-cow", "/v1/related.html?id=cat-cow"])
def test_etag_holds_however_a_proxy_has_packed_the_answer(client: FlaskClient, path: str, form: str) -> None:
    etag = client.get(path).headers["ETag"]
    response = client.get(path, headers={"If-None-Match": form.format(etag[3:-1])})
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == etag


@pytest.mark.parametrize("query", ["id=nowhere", "url=https://example.org/elsewhere"])
@pytest.mark.parametrize("form", ["{}", "W/{}", "*"])
def test_unknown_page_is_not_found_whatever_its_asker_holds(client: FlaskClient, query: str, form: str) -> None:
    etag = client.get("/v1/related?id=cat-cow").headers["ETag"]
    response = client.get(f"/v1/related?{query}", headers={"If-None-Match": form.format(etag.removeprefix("W/"))})
    assert response.status_code == 404


def test_etag_changes_with_the_policy(settings: Settings, client: FlaskClient) -> None:
    other = create_app(settings.model_copy(update={"related": RelatedSection(limit=3)})).test_client()
    etags = {each.get("/v1/related?id=cat-cow").headers["ETag"] for each in (client, other)}
    assert len(etags) == 2


def test_article_card_and_unknown_article(client: FlaskClient) -> None:
    card = client.get("/v1/articles/cat-cow").get_json()
    assert card["kind"] == "stretching"
    assert card["reviewed"] is None
    assert client.get("/v1/articles/nothing").status_code == 404


def test_health_and_readiness(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz").get_json()
    assert ready["articles"] == 128
    assert ready["age_seconds"] >= 0


def test_widget_is_a_module_for_every_site(client: FlaskClient) -> None:
    with client.get("/widget.js") as response:
        assert response.mimetype == "text/javascript"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert b"related-articles" in response.data


def test_versioned_widget_is_the_widget_and_is_kept_for_good(client: FlaskClient) -> None:
    pinned = client.get(f"/widget-{VERSION}.js")
    assert pinned.data == client.get("/widget.js").data
    assert "immutable" in pinned.headers["Cache-Control"]


def test_widget_of_an_unknown_version_is_not_found(client: FlaskClient) -> None:
    response = client.get("/widget-9.9.9.js")
    assert response.status_code == 404
    assert response.get_json()["detail"] == f"no widget of version '9.9.9', this one is {VERSION}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_cover_that_differs_by_article(client: FlaskClient, kind: str) -> None:
    covers = {
        client.get(f"/covers/{kind}.svg", query_string={"of": each}).data for each in ("cat-cow", "sciatica", '<&"')
    }
    assert len(covers) == 3
    assert {fromstring(cover).tag for cover in covers} == {"{http://www.w3.org/2000/svg}svg"}


def test_unknown_kind_has_no_cover(client: FlaskClient) -> None:
    assert client.get("/covers/recipe.svg").status_code == 404


@pytest.mark.parametrize("page", ["sciatica", "cauda-equina-syndrome", "hip-flexor-stretch"])
def test_shorter_list_is_the_beginning_of_a_longer_one(client: FlaskClient, page: str) -> None:
    longest = client.get(f"/v1/related?id={page}&limit=8").get_json()["items"]
    for limit in (1, 3, 6):
        assert client.get(f"/v1/related?id={page}&limit={limit}").get_json()["items"] == longest[:limit]


def test_origins_restrict_who_may_ask(settings: Settings) -> None:
    serve = ServeSection(origins=("https://blog.example",))
    client = create_app(settings.model_copy(update={"serve": serve})).test_client()
    allowed = client.get("/v1/related?id=cat-cow", headers={"Origin": "https://blog.example"})
    other = client.get("/v1/related?id=cat-cow", headers={"Origin": "https://other.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://blog.example"
    assert "Access-Control-Allow-Origin" not in other.headers


def test_unknown_route_and_method_are_problems(client: FlaskClient) -> None:
    assert client.get("/v1/nothing").mimetype == "application/problem+json"
    assert client.delete("/v1/related").status_code == 405


def test_no_answer_sets_a_cookie(client: FlaskClient) -> None:
    for path in ("/", "/articles/cat-cow", "/v1/related?id=cat-cow", "/healthz"):
        assert "Set-Cookie" not in client.get(path).headers


@pytest.fixture
def server(limber_index: Path) -> Iterator[str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "recommender", "serve", "--index", str(limber_index), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ})
    address = f"http://127.0.0.1:{port}"
    deadline = monotonic() + 30
    while monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()
            break
        except OSError:
            sleep(0.1)
    yield address
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=20)
    assert b"Traceback" not in output
    assert f"{address}".encode() in output


def test_real_server_answers_get_and_post(server: str) -> None:
    with urllib.request.urlopen(f"{server}/v1/related?id=cat-cow&limit=2") as response:
        assert len(json.load(response)["items"]) == 2
    body = json.dumps({"text": TIGHT_HIPS}).encode()
    request = urllib.request.Request(f"{server}/v1/related", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        assert json.load(response)["items"]


def test_serve_on_a_taken_port_says_so(limber_index: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "recommender", "serve", "--index", str(limber_index), "--port", str(port)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert result.returncode == 2
    assert f"127.0.0.1:{port}" in result.stderr


def test_known_page_gets_the_same_bytes_again_and_counts_again(client: FlaskClient) -> None:
    # asked for twice in one way and once in another: by an id, by an address
    def count() -> float:
        text = client.get("/metrics").text
        lines = [line for line in text.splitlines() if line.startswith('limber_notices_total{level="emergency"}')]
        return float(lines[0].split()[-1])

    before = count()
    first, again = (client.get("/v1/related?id=cauda-equina-syndrome") for _ in range(2))
    assert first.data == again.data
    assert dict(first.headers) == dict(again.headers)
    assert count() == before + 2
    by_url = client.get("/v1/related?url=/articles/cauda-equina-syndrome")
    asked = {"url": "/articles/cauda-equina-syndrome", "text": text_of("cauda-equina-syndrome")}
    posted = [post(client, **asked) for _ in range(2)]
    assert by_url.data == first.data
    told = [[item["id"] for item in each.get_json()["items"]] for each in (first, *posted)]
    assert told[0] == told[1] == told[2]
    assert posted[0].get_json()["page"] == first.get_json()["page"]
    assert count() == before + 5


def test_unknown_page_is_refused_each_time(client: FlaskClient) -> None:
    assert [client.get("/v1/related?id=nowhere").status_code for _ in range(2)] == [404, 404]
