"""A build takes from the last one what has not changed, and gives the same bytes as if it had not."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import TINY_CAUTIONS, TINY_VOCABULARY, article, build_index

from recommender.article import Article
from recommender.build import Summary
from recommender.cache import FOLDER, cut, key_of
from recommender.index.storage import GENERATIONS

ARTICLES = [
    article(f"a{number:04}", f"Hip flexors, psoas and word{number} in topic{number % 7}. {'sit ' * (number % 5)}")
    for number in range(1200)
]


def build(folder: Path, articles: list[Article], **changes: object) -> Summary:
    return build_index(folder, articles, **{"vocabulary": TINY_VOCABULARY, "cautions": TINY_CAUTIONS, **changes})


def content(folder: Path, summary: Summary) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / GENERATIONS / summary.generation).iterdir()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    assert build(folder, ARTICLES).analysed == len(ARTICLES)
    return folder


def _changed(number: int) -> list[Article]:
    other = replace(ARTICLES[number], text="Now it tells of hamstrings and of quokkas, after a hip replacement.")
    return [*ARTICLES[:number], other, *ARTICLES[number + 1 :]]


@pytest.mark.parametrize(
    "articles",
    [
        pytest.param(ARTICLES, id="nothing"),
        pytest.param(_changed(700), id="a text"),
        pytest.param(ARTICLES[:600] + ARTICLES[601:], id="one gone"),
        pytest.param([*ARTICLES, article("a0300-new", "Leeks and hips.")], id="one new"),
        pytest.param([replace(ARTICLES[0], kind="stretching"), *ARTICLES[1:]], id="a kind"),
        pytest.param(ARTICLES[:3], id="most gone"),
    ],
)
def test_rebuild_gives_the_bytes_of_a_fresh_build(built: Path, tmp_path: Path, articles: list[Article]) -> None:
    again, fresh = build(built, articles), build(tmp_path, articles)
    assert content(built, again) == content(tmp_path, fresh)
    build(built, ARTICLES)


def test_rebuild_analyses_only_the_chunk_of_what_has_changed(built: Path) -> None:
    analysed = build(built, _changed(700)).analysed
    assert 1 <= analysed <= 512
    assert build(built, _changed(700)).analysed == 0
    assert build(built, ARTICLES).analysed == analysed


def test_fresh_build_analyses_every_article(built: Path) -> None:
    assert build(built, ARTICLES, fresh=True).analysed == len(ARTICLES)


@pytest.mark.parametrize(
    "changes", [{"url": "/posts/{id}"}, {"cautions": TINY_CAUTIONS.model_copy(update={"rules": ()})}]
)
def test_other_settings_analyse_every_article(tmp_path: Path, changes: dict[str, object]) -> None:
    build(tmp_path, ARTICLES[:20])
    assert build(tmp_path, ARTICLES[:20], **changes).analysed == 20


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive", None])
def test_damaged_chunk_is_analysed_again(tmp_path: Path, damage: bytes | None) -> None:
    first = build(tmp_path, ARTICLES[:20])
    (chunk,) = (tmp_path / FOLDER).iterdir()
    whole = chunk.read_bytes()
    middle = len(whole) // 2
    chunk.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :] if damage is None else damage)
    again = build(tmp_path, ARTICLES[:20])
    assert (again.analysed, again.generation) == (20, first.generation)
    assert chunk.read_bytes() == whole


def test_folder_that_cannot_be_written_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way", encoding="ascii")
    assert build(tmp_path, ARTICLES[:20]).analysed == 20
    assert build(tmp_path, ARTICLES[:20]).analysed == 20


def test_chunks_that_no_build_needs_are_removed(tmp_path: Path) -> None:
    build(tmp_path, ARTICLES[:20])
    before = set((tmp_path / FOLDER).iterdir())
    build(tmp_path, ARTICLES[:19])
    after = set((tmp_path / FOLDER).iterdir())
    assert (len(after), after & before) == (1, set())


IDS = st.lists(st.text(max_size=6), unique=True, min_size=1, max_size=300).map(sorted)


@given(IDS, st.integers(1, 40))
def test_chunks_are_all_articles_in_order(ids: list[str], most: int) -> None:
    articles = [article(each, "x") for each in ids]
    chunks = list(cut(articles, most))
    assert [each for chunk in chunks for each in chunk] == articles
    assert all(1 <= len(chunk) <= most for chunk in chunks)


def test_article_that_comes_changes_no_chunk_after_the_next_cut() -> None:
    ids = [f"{number:06}" for number in range(20_000)]
    one = {tuple(each.id for each in chunk) for chunk in cut([article(each, "x") for each in ids], 512)}
    other = {
        tuple(each.id for each in chunk)
        for chunk in cut([article(each, "x") for each in sorted([*ids, "001000b"])], 512)
    }
    assert len(one - other) < len(one) / 4


@pytest.mark.parametrize(
    "change", [{"text": "y"}, {"title": "y"}, {"tags": ("y",)}, {"reviewed": None, "exclude": True}]
)
def test_key_is_of_everything_in_an_article(change: dict[str, object]) -> None:
    assert key_of([article("a", "x")], b"") != key_of([replace(article("a", "x"), **change)], b"")


def test_key_tells_articles_apart_that_run_together() -> None:
    assert key_of([article("a", "x", summary="yz")], b"") != key_of([article("a", "xy", summary="z")], b"")
