import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from samples import article, build_index, write

from recommender import Page, Recommender
from recommender.addressing import address
from recommender.cli import cli
from recommender.export import FORMATS, export

SITE = "https://example.org/clinic/"
EVIL = [
    "javascript:alert(1)",
    "JAVA\tSCRIPT:alert(1)",
    "&#106;avascript:alert(1)",
    " \x01data:text/html,x",
    "http://[bad",
]


@pytest.mark.parametrize(
    ("url", "whole"),
    [
        ("/blog/hips/", "https://example.org/clinic/blog/hips/"),
        ("blog/hips", "https://example.org/clinic/blog/hips"),
        ("/clinic/hips", "https://example.org/clinic/hips"),
        ("https://other.example/hips", "https://other.example/hips"),
        (None, "https://example.org/clinic/articles/a"),
    ],
)
def test_article_has_its_whole_address(url: str | None, whole: str) -> None:
    found, refused = address(article("a", "x", url=url), "/articles/{id}", SITE)
    assert (found.url, refused) == (whole, [])


@pytest.mark.parametrize("url", [*EVIL, "/:categories/:title/", "/{{ title | slugify }}/", "/" + "x" * 3000])
def test_refused_address_costs_that_address_only(url: str) -> None:
    found, (refused,) = address(article("a b", "x", url=url), "/articles/{id}", "")
    assert found.url == "/articles/a%20b"
    assert str(refused).startswith(f"url: {url[:80]!r}")
    assert str(refused).endswith("; its address is /articles/a%20b")


def test_id_too_long_for_an_address_leaves_none(tmp_path: Path) -> None:
    articles = [article("x" * 2500, "Hips and sitting."), article("b", "Hips and sitting all day.", url="/")]
    summary = build_index(tmp_path, articles)
    assert [str(each) for each in summary.warnings] == ["id: makes no address; it has none"]
    limber = Recommender.open(tmp_path)
    assert limber.index.card(1).url is None
    assert limber.index.row_of_url("/") == 0


@pytest.mark.parametrize(
    ("image", "site", "whole"),
    [
        ("/img/a.jpg", SITE, "https://example.org/clinic/img/a.jpg"),
        ("img/a.jpg", SITE, "https://example.org/clinic/img/a.jpg"),
        ("a.jpg", SITE, "https://example.org/clinic/articles/a.jpg"),
        ("/img/a.jpg", "", "/img/a.jpg"),
        ("img/a.jpg", "", "img/a.jpg"),
        ("//cdn.example.org/a.jpg", "", "//cdn.example.org/a.jpg"),
        (None, SITE, None),
    ],
)
def test_image_is_on_its_site(image: str | None, site: str, whole: str | None) -> None:
    found, refused = address(article("a", "x", image=image), "/articles/{id}", site)
    assert (found.image, refused) == (whole, [])


@pytest.mark.parametrize("evil", EVIL)
def test_refused_image_is_none(evil: str) -> None:
    found, (refused,) = address(article("a", "x", image=evil), "/articles/{id}", SITE)
    assert found.image is None
    assert str(refused).endswith("; it has none")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("evil", EVIL)
def test_no_export_carries_what_was_refused(tmp_path: Path, form: str, evil: str) -> None:
    fields: dict[str, Any] = {"url": evil, "image": evil}
    articles = [article("a", "Hips and sitting.", **fields), article("b", "Hips and sitting all day.", **fields)]
    assert len(build_index(tmp_path / "index", articles).warnings) == 4
    export(Recommender.open(tmp_path / "index"), form, tmp_path / "out", heading="")
    written = "".join(path.read_text() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert "/articles/a" in written
    assert [each for each in ("alert", "data:", "[bad") if each in written] == []


def test_build_command_joins_paths_to_the_site_and_says_what_it_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "Hips get tight from sitting at a desk."
    for name, link in {
        "whole": "/blog/hips/",
        "made": "/:categories/:title/",
        "half": "/:collection/",
        "none": "",
    }.items():
        write(tmp_path / f"posts/{name}.md", f'---\ntitle: {name}\npermalink: "{link}"\n---\n{text}')
    done = CliRunner().invoke(cli, ["build", "posts", "--site", "https://example.org/clinic"])
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("warning ") == 1
    fault = "'/:collection/' holds ':collection', which was to be filled in"
    assert f"warning posts/half.md: url: {fault}; its address is {SITE}articles/half\n" in done.stdout
    limber = Recommender.open("limber-index")
    assert [limber.index.card(row).url for row in range(4)] == [
        f"https://example.org/clinic/{path}" for path in ("articles/half", "made/", "articles/none", "blog/hips/")
    ]
    page = "https://www.example.org/clinic/blog/hips?utm_source=x"
    answer = json.loads(CliRunner().invoke(cli, ["related", "--json", "--url", page]).stdout)
    assert answer["page"]["known"]
    assert answer["items"][0]["url"] == "https://example.org/clinic/articles/half"


def test_site_that_is_none_is_refused_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["build", "--site", "/clinic/"])
    assert (done.exit_code, "--site: '/clinic/' is no site" in done.stderr) == (2, True)


def test_page_of_an_article_with_a_path_is_found_by_its_whole_address(tmp_path: Path) -> None:
    build_index(tmp_path, [article("walk a bit? 100% #1", "Hips."), article("café", "Hips.", url="/cafe\u0301/")])
    limber = Recommender.open(tmp_path)
    for url in (
        "https://example.org/articles/walk%20a%20bit%3F%20100%25%20%231",
        "/articles/walk%20a%20bit%3F%20100%25%20%231",
        "https://example.org/caf%C3%A9",
        "https://example.org/cafe%CC%81?gad_source=1",
    ):
        assert limber.related(Page(url=url)).page.known, url
