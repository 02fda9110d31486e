import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.links import MOST_CHARACTERS, address_of, link_or_none, on_site, site_address, web_address


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://example.org/hips/", "https://example.org/hips/"),
        ("HTTP://Example.org:8080/hips?a=1&b[]=2#c", "HTTP://Example.org:8080/hips?a=1&b[]=2#c"),
        ("//cdn.example.org/hips.jpg", "//cdn.example.org/hips.jpg"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("http://localhost:8000/x", "http://localhost:8000/x"),
        ("https://bücher.example/hüfte", "https://bücher.example/hüfte"),
        ("example.org/hips", "https://example.org/hips"),
        ("/blog/hips/", "/blog/hips/"),
        ("blog/hips/index.html", "blog/hips/index.html"),
        ("404.html", "404.html"),
        ("2016/06/19/podcasts/", "2016/06/19/podcasts/"),
        ("?p=12", "?p=12"),
        ("/greek/%ce%b5%cf%80%ce%af/", "/greek/%ce%b5%cf%80%ce%af/"),
        ('/it\'s (really) "tight" <hips>', "/it's%20(really)%20%22tight%22%20%3Chips%3E"),
        ("\ufeff https://example.org/\n  hips \t", "https://example.org/%20%20hips"),
        ("/wiki/Help:Contents", "/wiki/Help:Contents"),
        ("/a,b/10:30/", "/a,b/10:30/"),
        ("/hips?from=:month&to={x}".replace("{x}", ":day"), "/hips?from=:month&to=:day"),
        ("/x?next=javascript:1", "/x?next=javascript:1"),
    ],
)
def test_address_of_a_page_may_be_shown(written: str, shown: str) -> None:
    assert web_address(written) == web_address(shown) == shown


RUNS = ["javascript:alert(1)", "vbscript:x", "data:text/html,<script>", "mailto:a@example.org", "ftp://example.org/x"]
OTHERS = [
    "tel:1",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "intent://x",
    "http:example.org",
    "https:/x",
    "a:b",
]


@pytest.mark.parametrize("evil", [*RUNS, *OTHERS])
@pytest.mark.parametrize(
    "disguise",
    [
        str,
        str.upper,
        lambda evil: f" \x00\x1f{evil}",
        lambda evil: f"\u200b\ufeff{evil}",
        "\t".join,
        "\r\n".join,
        lambda evil: evil.replace(":", "&colon;"),
        lambda evil: evil.replace(":", "&#58;").replace("a", "&#x61;"),
        lambda evil: html.escape(html.escape(f"&#{ord(evil[0])};{evil[1:]}")),
        lambda evil: f"&#9;{evil[:2]}&Tab;{evil[2:]}&NewLine;",
    ],
)
def test_address_that_is_no_page_is_refused_in_every_disguise(evil: str, disguise: object) -> None:
    with pytest.raises(ValueError, match="neither http"):
        web_address(disguise(evil))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("http://[bad", "no host"),
        ("http://", "no host"),
        ("https:///hips", "no host"),
        ("//blog/hips", "no host"),
        ("///hips", "no host"),
        ("https://exa mple.org/", "no host"),
        ("https://example.org:port/", "no host"),
        ("https://①.②/", "no host"),
        ("https://ann:secret@example.org/", "a user's name"),
        ("https://example.org@evil.example/", "a user's name"),
        ("\\\\evil.example", "a backslash"),
        ("/\\evil.example", "a backslash"),
        ("/hi\x00ps", "a control"),
        ("/hi\x7fps", "a control"),
        ("/\ud800", "a control"),
        ("", "names no page"),
        ("#top", "names no page"),
        ("/" + "x" * MOST_CHARACTERS, "2,000 characters"),
        ("/" + " x" * (MOST_CHARACTERS // 3), "2,000 characters"),
        ("/blog/{{ title | slugify }}/", "'{'"),
        ("/:categories/:title/", "':categories'"),
        ("/blog/:year-:month/", "':year'"),
        (":title.html", "':title'"),
        ("{slug}.html", "'{'"),
        ("/?p={{ id }}", "'{'"),
        ("/{% if a %}x{% endif %}/", "'{'"),
        ("/<%= title %>/", "'<%'"),
        ("/%year%/%postname%/", "'%year%'"),
        ("/blog/[slug]", "'/[slug]'"),
        ("/blog/$slug", "'/$s'"),
    ],
)
def test_address_that_is_no_good_is_refused_by_what_is_wrong(written: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):
        web_address(written)
    assert link_or_none(written) is None


@given(
    st.lists(st.sampled_from([*RUNS, "/", "//", "\\", "&", "#58;", ":", "http", "[", "\t", "\x00"]) | st.characters())
)
def test_what_is_shown_is_a_page_and_stays_as_it_is(pieces: list[str]) -> None:
    shown = link_or_none("".join(pieces))
    assert shown is None or web_address(shown) == shown


@pytest.mark.parametrize(
    ("address", "site", "whole"),
    [
        ("/blog/hips/", "https://example.org/clinic/", "https://example.org/clinic/blog/hips/"),
        ("blog/hips/", "https://example.org/clinic/", "https://example.org/clinic/blog/hips/"),
        ("/clinic/hips", "https://example.org/clinic/", "https://example.org/clinic/hips"),
        ("/clinics/hips", "https://example.org/clinic/", "https://example.org/clinic/clinics/hips"),
        ("/clinic?p=1", "https://example.org/clinic/", "https://example.org/clinic?p=1"),
        ("/..//evil.example/x", "", "/evil.example/x"),
        ("../hips", "https://example.org/clinic/", "https://example.org/clinic/hips"),
        ("?p=12", "https://example.org/", "https://example.org/?p=12"),
        ("//cdn.example.org/x", "http://example.org/", "http://cdn.example.org/x"),
        ("https://other.example/x", "https://example.org/", "https://other.example/x"),
        ("/blog/hips/", "", "/blog/hips/"),
        ("blog/hips/", "", "/blog/hips/"),
        ("?p=12", "", "/?p=12"),
        ("//cdn.example.org/x", "", "//cdn.example.org/x"),
    ],
)
def test_path_is_joined_to_its_site(address: str, site: str, whole: str) -> None:
    assert on_site(address, site) == whole


@pytest.mark.parametrize(
    ("written", "site"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://Example.org/clinic", "https://example.org/clinic/"),
        ("example.org/clinic/", "https://example.org/clinic/"),
    ],
)
def test_site_ends_with_a_slash(written: str, site: str) -> None:
    assert site_address(written) == site_address(site) == site


@pytest.mark.parametrize("written", ["/clinic/", "//example.org/", "ftp://example.org/", "https://a.org/?b=1", ""])
def test_what_is_no_site_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"is no site|is neither|names no page"):
        site_address(written)


@pytest.mark.parametrize(
    ("identity", "address"),
    [
        ("hips", "/articles/hips"),
        ("2026/hips", "/articles/2026/hips"),
        ("walk a bit? 100% #1", "/articles/walk%20a%20bit%3F%20100%25%20%231"),
        ("歩く", "/articles/%E6%AD%A9%E3%81%8F"),
        ("../etc", "/articles/..%2Fetc"),
        ("{id}", "/articles/%7Bid%7D"),
        ('"><b>', "/articles/%22%3E%3Cb%3E"),
        (":title", "/articles/%3Atitle"),
    ],
)
def test_id_in_an_address_is_percent_encoded(identity: str, address: str) -> None:
    assert address_of(identity, "/articles/{id}") == web_address(address) == address
