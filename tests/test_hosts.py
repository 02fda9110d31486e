import pytest

from recommender.hosts import host_name, origin


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


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://example.org", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("http://example.org:80/", "http://example.org"),
        ("https://example.org/", "https://example.org"),
        (" HTTPS://Example.ORG ", "https://example.org"),
        ("http://example.org:443", "http://example.org:443"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("http://[0:0::1]:3000", "http://[::1]:3000"),
        ("https://my_site.example", "https://my_site.example"),
    ],
)
def test_origin_is_what_a_browser_sends(written: str, sent: str) -> None:
    assert origin(written) == origin(sent) == sent


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("https://example.org/blog", "Write 'https://example.org'"),
        ("https://Example.org:443/blog/?a=1#top", "Write 'https://example.org'"),
        ("example.org", "as 'https://example.org'"),
        ("example.org:443", "as 'https://example.org'"),
        ("https://*.example.org", "List each host"),
        ("null", "every file and sandbox sends it"),
        ("ftp://example.org", "as 'https://example.org'"),
        ("https://ann@example.org", "as 'https://example.org'"),
        ("https://example.org:port", "as 'https://example.org'"),
        ("https://[bad", "as 'https://example.org'"),
        ("https://exa mple.org", "as 'https://example.org'"),
        ("", "as 'https://example.org'"),
    ],
)
def test_what_no_browser_sends_is_refused_with_what_to_write(written: str, advice: str) -> None:
    with pytest.raises(ValueError, match=r"is no origin|is a page") as caught:
        origin(written)
    assert advice in str(caught.value)
