import numpy as np
import pytest

from recommender.index.addresses import MOST_HOSTS, Addresses
from recommender.index.strings import Strings


def _addresses(*addresses: str, site: str = "") -> Addresses:
    ordered = sorted(addresses)
    rows = np.array([addresses.index(each) for each in ordered], dtype=np.int32)
    return Addresses(Strings(Strings.pack(ordered)), rows, site)


@pytest.mark.parametrize("page", ["/blog/hips", "example.org/blog/hips", "//localhost:8000/blog/hips"])
def test_path_is_found_by_any_address_where_no_host_is_known(page: str) -> None:
    assert _addresses("/knees", "/blog/hips").find(page) == 1


@pytest.mark.parametrize(
    ("page", "row"), [("/", 0), ("example.org", 0), ("/?p=1", 1), ("example.org?p=1", 1), ("example.org/hips?p=1", 2)]
)
def test_root_and_query_are_part_of_an_address(page: str, row: int) -> None:
    assert _addresses("/", "/?p=1", "/hips?p=1").find(page) == row


def test_path_in_a_mixed_index_is_found_on_its_hosts_alone() -> None:
    found = _addresses("example.org/hips", "/blog/hips")
    assert [found.find("example.org/blog/hips"), found.find("other.example/blog/hips")] == [1, None]


def test_whole_address_is_found_by_its_path_if_one_article_is_there() -> None:
    found = _addresses("a.example/hips", "b.example/hips", "b.example/knees", "b.example?p=1", "b.example")
    assert [found.find(each) for each in ("/knees", "/hips", "/?p=1", "/", "/none")] == [2, None, 3, 4, None]


def test_whole_address_is_never_found_on_another_host() -> None:
    found = _addresses("example.org/hips", site="example.org")
    assert [found.find(each) for each in ("staging.example.org/hips", "other.example/hips")] == [None, None]


def test_page_below_the_path_of_its_site_is_found() -> None:
    found = _addresses("example.org/clinic/blog/hips", "example.org/clinic", site="example.org/clinic")
    assert [found.find(each) for each in ("example.org/clinic/blog/hips", "/clinic/blog/hips", "/blog/hips")] == [0] * 3
    assert [found.find("/"), found.find("/clinic"), found.find("/hips")] == [1, 1, None]


def test_hosts_of_an_index_are_known_without_reading_all_of_it() -> None:
    names = [
        "//[::1]/a",
        "//localhost:80/a",
        "a-b.example/x",
        "a.example",
        "a.example/x",
        "a.example/y",
        "a.example?p=1",
    ]
    names += ["a.example:8080/x", "a.examples/x", "/a", "/b?c", "/", "/-"]
    assert _addresses(*names).hosts == {
        "//[::1]", "//localhost:80", "a-b.example", "a.example", "a.example:8080", "a.examples",
    }  # fmt: skip
    assert _addresses("/a", "/b").hosts == frozenset()
    assert _addresses().hosts == frozenset()


def test_path_is_not_looked_for_on_too_many_hosts() -> None:
    found = _addresses(*(f"h{each}.example/p{each}" for each in range(MOST_HOSTS + 1)), "/hips")
    assert (found.hosts, found.find("/p1"), found.find("h1.example/p1"), found.find("h1.example/hips")) == (
        None, None, 1, None,
    )  # fmt: skip
