from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from recommender.extract import resolve_permalink

POST = "_posts/2019-04-06-tight-hips"
NEW_YORK = timezone(timedelta(hours=-4))


@pytest.mark.parametrize(
    ("permalink", "fields", "address"),
    [
        ("/:categories/:title/", {"categories": "Computer DBMS"}, "/computer/dbms/tight-hips/"),
        ("/:categories/:title/", {"categories": ["Self care", "Hips"]}, "/self%20care/hips/tight-hips/"),
        ("/:slugified_categories/:title", {"category": "Self care"}, "/self-care/tight-hips"),
        ("/:categories/:title.html", {}, "/tight-hips.html"),
        ("/:year/:month/:day/:title:output_ext", {}, "/2019/04/06/tight-hips.html"),
        ("/:short_year/:i_month/:i_day/:y_day/", {}, "/19/4/6/096/"),
        ("/:year/:short_month/:title", {"date": date(2020, 1, 2)}, "/2020/Jan/tight-hips"),
        ("/:year-:month-:title", {"date": "2020-01-02"}, "/2020-01-tight-hips"),
        ("/:year/:title", {"date": datetime(2020, 1, 2, 9, tzinfo=UTC)}, "/2020/tight-hips"),
        ("/:day/:title", {"date": datetime(2019, 4, 6, 23, 11, tzinfo=NEW_YORK)}, "/06/tight-hips"),
        ("/blog/:title", {"slug": "Loose Hips"}, "/blog/Loose-Hips"),
        ("/blog/:slug", {"slug": "Loose Hips"}, "/blog/loose-hips"),
        ("/blog/{{ title | slugify }}/", {"title": "Walking breaks"}, "/blog/walking-breaks/"),
        ("/{{title|slug}}/index.html", {"title": "Git - Tip 2"}, "/git-tip-2/index.html"),
        ("posts/{slug}.html", {"slug": "hips"}, "posts/hips.html"),
        ("https://example.org/:title/", {}, "https://example.org/tight-hips/"),
    ],
)
def test_placeholder_without_doubt_is_filled_in(permalink: str, fields: dict[str, Any], address: str) -> None:
    assert resolve_permalink(permalink, fields, POST) == address


def test_folders_above_posts_are_categories() -> None:
    assert resolve_permalink("/:categories/:title/", {"category": "Hips"}, f"Care/{POST}") == "/care/hips/tight-hips/"


def test_file_without_a_date_is_named_by_its_name() -> None:
    assert resolve_permalink("/:categories/:title/", {}, "walk") == "/walk/"
    assert resolve_permalink("/:slug/", {}, "docs/My Hips_2") == "/my-hips-2/"


@pytest.mark.parametrize(
    ("permalink", "fields", "name"),
    [
        ("/:year/:title/", {}, "walk"),
        ("/:year/:title/", {"date": "soon"}, "walk"),
        ("/:day/:title", {"date": datetime(2020, 1, 2, 23, 11, tzinfo=NEW_YORK)}, "walk"),
        ("/:year/:title/", {}, "2019-13-45-walk"),
        ("/:hour/:title/", {"date": date(2020, 1, 2)}, "walk"),
        ("/:collection/:title/", {}, "walk"),
        ("/{{ title | slugify }}/", {"title": "It’s the hips & back"}, "walk"),
        ("/{{ title | slugify }}/", {"title": ["a"]}, "walk"),
        ("/{{ title | upcase }}/", {"title": "Hips"}, "walk"),
        ("/{{ page.fileSlug }}/", {}, "walk"),
        ("/{slug}/", {}, "walk"),
        ("/{date:%Y}/{slug}/", {"slug": "hips"}, "walk"),
        ("/blog/walk/", {"title": "Hips"}, "walk"),
        ("https://example.org:8080/wiki/Help:Contents", {}, "walk"),
    ],
)
def test_placeholder_in_doubt_stays_as_it_is(permalink: str, fields: dict[str, Any], name: str) -> None:
    assert resolve_permalink(permalink, fields, name) == permalink
