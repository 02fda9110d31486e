"""What may be fetched at all: public addresses, and pages of the sites that the owner lists."""

from ipaddress import ip_address

import pytest
from dns.resolver import Resolver
from hostile import ADDRESSES, URLS

from recommender.config import PagesSection
from recommender.hosts import Site
from service.fetch import Fetcher
from service.guard import is_public


def fetcher(*sites: str) -> Fetcher:
    return Fetcher(sites, resolver=Resolver(configure=False))


def test_table_of_hostile_addresses_is_long_enough() -> None:
    assert len(set(ADDRESSES)) >= 60
    assert len(set(URLS)) >= 60


@pytest.mark.parametrize("address", ADDRESSES)
def test_hostile_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1",
                "192.0.1.1", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::200e", "2001:4860:4860::8888"]
)  # fmt: skip
def test_ordinary_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("url", URLS)
def test_hostile_address_of_a_page_is_not_covered(url: str) -> None:
    assert not fetcher("blog.test").covers(url)


@pytest.mark.parametrize(
    ("site", "covered", "other"),
    [
        ("example.org", "http://example.org/x", "http://sub.example.org/x"),
        ("example.org", "https://www.example.org/x", "https://example.org:8443/x"),
        ("www.example.org", "https://EXAMPLE.org/x", "https://wwwexample.org/"),
        ("*.example.org", "https://a.b.example.org/", "https://badexample.org/"),
        ("*.example.org", "https://example.org/", "https://example.org.evil.test/"),
        ("example.org:8443", "https://example.org:8443/", "https://example.org/"),
        ("bücher.example", "https://BÜCHER.example/ü?ß", "https://bucher.example/"),
    ],
)
def test_site_covers_its_own_pages_alone(site: str, covered: str, other: str) -> None:
    here = fetcher(site)
    assert (here.covers(covered), here.covers(other)) == (True, False)


@pytest.mark.parametrize("site", ["127.0.0.1", "localhost", "*", "*.org", "http://example.org", "example.org/x",
                                  "[::1]", "example.org:", "example.org:99999", "", "0x7f.1"])  # fmt: skip
def test_what_is_no_site_is_refused_by_the_settings(site: str) -> None:
    with pytest.raises(ValueError, match=r"no domain name|no port"):
        Site.parse(site)
    with pytest.raises(ValueError, match=r"no domain name|no port"):
        PagesSection(fetch=(site,))
