import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.extract import canonical_url, host_name

SAME_PAGE = {
    "example.org/hips": [
        "https://example.org/hips",
        "http://example.org/hips",
        "//example.org/hips",
        "example.org/hips",
        "www.example.org/hips",
        "https://www.Example.ORG/hips/",
        "HTTPS://example.org./hips",
        "https://example.org:443/hips",
        "http://example.org:80/hips?utm_source=x&utm_medium=y#top",
        "https://someone:secret@example.org/hips",
        "  https://example.org/hips  ",
        "https://example.org/hips/index.html",
        "https://example.org/hips/INDEX.php",
        "https://example.org/hips/default.aspx",
        "https://example.org//hips///",
        "https://example.org/a/../b/.././hips",
        "https://example.org/h%69ps",
        "https://example.org/hips;jsessionid=1A2B",
        "https://example.org/hips?",
        "https://example.org/hips?fbclid=1&gclid=2&mc_cid=3&ref=4&_ga=5",
        "https://example.org/hips/amp",
        "https://example.org/hips/amp/",
        "https://example.org/amp/hips",
        "https://example.org/hips.amp",
        "https://example.org/hips?amp",
        "https://example.org/hips?amp=1",
        "https://example.org/hips?outputType=amp",
        "https://amp.example.org/hips",
        "https://m.example.org/hips",
        "https://mobile.example.org/hips",
        "https://www.m.example.org/hips",
        "https://example.org/hips?m=1",
        "https://www.google.com/amp/s/example.org/hips/amp/",
        "https://example-org.cdn.ampproject.org/c/s/www.example.org/hips",
        "https://example-org.cdn.ampproject.org/v/example.org/hips?usqp=mq331",
    ],
    "en.wikipedia.org/wiki/Hip": ["https://en.m.wikipedia.org/wiki/Hip", "https://en.wikipedia.org/wiki/Hip#Muscles"],
    "example.org": ["https://example.org", "https://www.example.org/", "http://example.org/index.html", "example.org"],
    "example.org/hips.html": ["https://example.org/hips.html", "https://example.org/hips.amp.html"],
    "example.org?p=12": ["https://example.org/?p=12", "https://example.org/index.php?p=12&utm_campaign=x"],
    "example.org/hips?a=1&b=2": ["https://example.org/hips?b=2&a=1", "https://example.org/hips?a=1&utm_id=x&b=2"],
    "example.org/hips?q=tight+hips": [
        "https://example.org/hips?q=tight%20hips",
        "https://example.org/hips?q=tight+hips",
    ],
    "example.org/h%C3%BCfte": ["https://example.org/hüfte", "https://example.org/h%c3%bcfte"],
    "example.org/~ann/hips": ["https://example.org/%7Eann/hips", "https://example.org/~ann/hips"],
    "xn--bcher-kva.example/hips": [
        "https://bücher.example/hips",
        "https://BÜCHER.example/hips",
        "https://xn--bcher-kva.example/hips",
        "https://www。bücher。example/hips",
    ],
    "example.org:8443/hips": ["https://example.org:8443/hips", "example.org:8443/hips/"],
    "/articles/hips": ["/articles/hips", "/articles/hips/", "/articles/hips#x", "/articles/hips/index.html"],
    "/": ["", "/", "#top", "/?utm_source=x"],
}


@pytest.mark.parametrize(("canonical", "url"), [(key, url) for key, urls in SAME_PAGE.items() for url in urls])
def test_address_of_one_page_has_one_form(canonical: str, url: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/hips?gallery=1", "https://example.org/hips?gallery=2"),
        ("https://example.org/hips?m=202610", "https://example.org/hips?m=202611"),
        ("https://example.org/Hips", "https://example.org/hips"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://one.example.org/hips", "https://two.example.org/hips"),
        ("https://m.com/hips", "https://com/hips"),
        ("https://example.org/amp", "https://example.org/"),
        ("https://example.org/champ", "https://example.org/ch"),
        ("https://example.org/hips?q=", "https://example.org/hips?r="),
        ("mailto:ann@example.org", "https://ann@example.org"),
    ],
)
def test_addresses_of_two_pages_stay_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url", ["http://[broken", "https://example.org:port/", "javascript:alert(1)", "https://127。0。0。1/x"]
)
def test_address_that_cannot_be_parsed_stays_as_it_is(url: str) -> None:
    assert canonical_url(url) == url


@given(st.text(st.characters()) | st.text("/.:?#@%&=;[]ampwindex-012ü \ud83d"))
def test_form_of_a_form_is_the_form(url: str) -> None:
    once = canonical_url("https://example.org/" + url)
    assert canonical_url(once) == once
    assert isinstance(canonical_url(url), str)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("Example.ORG", "example.org"),
        ("blog.bücher.example", "blog.xn--bcher-kva.example"),
        ("faß.example", "xn--fa-hia.example"),
        ("ｅｘａｍｐｌｅ。org", "example.org"),
        ("a-b.example", "a-b.example"),
    ],
)
def test_host_has_one_name(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    "host",
    ["", "localhost", "a..b", "-a.org", "a-.org", "a b.org", "a.org.", "a%00.org", "x" * 64 + ".org", "127.0.0.1",
     "127.1", "0x7f.1", "0177.0.0.1", "2130706433", "0x7f000001", "1.2.3.0x4", "１２７.0.0.1", "127。0。0。1", "::1",
     "[::1]", "①.②", "example.org\n", "\ud83d.org", "a.b.c.0x"],
)  # fmt: skip
def test_what_is_no_domain_name_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="no domain name"):
        host_name(host)
