import json
from datetime import date
from pathlib import Path

import pytest
from samples import TINY, TINY_CAUTIONS, TINY_VOCABULARY, TODAY, article, build_index, build_settings, write

from recommender.build import build
from recommender.errors import ArticleError, InputError
from recommender.index import open_index
from recommender.readers import Skipped, Warned, read_sources

BROKEN = [ArticleError("no title", place="a.md"), ArticleError("no text", place="b.md")]


def test_build_tells_what_it_read_skipped_and_wrote(tmp_path: Path) -> None:
    skipped = Skipped("draft.md", "not published")
    summary = build_index(tmp_path, [TINY[0], skipped, TINY[1]])
    assert (summary.articles, summary.skipped) == (2, [skipped])
    index, _ = open_index(tmp_path)
    assert (summary.generation, summary.terms) == (index.generation, len(index.terms))


def test_build_tells_its_progress_to_the_last_article(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    build(TINY, tmp_path, build_settings(), today=TODAY, progress=lambda done, total: told.append((done, total)))
    assert told == [(len(TINY), len(TINY))]


def test_build_writes_down_what_it_was_made_with(tmp_path: Path) -> None:
    build_index(tmp_path, TINY, vocabulary=TINY_VOCABULARY, cautions=TINY_CAUTIONS)
    index, documents = open_index(tmp_path)
    assert documents["vocabulary.json"] == json.loads(TINY_VOCABULARY.model_dump_json())
    assert documents["cautions.json"] == json.loads(TINY_CAUTIONS.model_dump_json())
    assert index.languages == ("en",)


def test_build_gives_articles_without_address_the_one_of_the_settings(tmp_path: Path) -> None:
    build_index(tmp_path, TINY, url="https://blog.example/{id}.html")
    index, _ = open_index(tmp_path)
    assert index.row_of_url("blog.example/desk-breaks.html") == index.row_of_id("desk-breaks")
    assert index.row_of_url("example.org/hamstring-stretch") == index.row_of_id("hamstring-stretch")


def test_build_gives_an_address_that_two_articles_claim_to_the_first(tmp_path: Path) -> None:
    build_index(tmp_path, [article("b", "Hip.", url="/x"), article("a", "Knee.", url="/x/")])
    index, _ = open_index(tmp_path)
    assert index.row_of_url("/x") == index.row_of_id("a") == 0


def test_build_counts_the_summary_among_the_words(tmp_path: Path) -> None:
    build_index(tmp_path, [article("a", "Hip.", summary="Sciatica."), article("b", "Knee.")])
    index, _ = open_index(tmp_path)
    assert index.search(index.vector_of({"sciatica": 1.0}), None, 5).rows.tolist() == [0]


def test_build_goes_on_without_what_cannot_be_read_and_names_it(tmp_path: Path) -> None:
    summary = build_index(tmp_path, [*BROKEN, TINY[0]])
    assert summary.articles == 1
    assert summary.skipped == [Skipped("a.md", "no title", meant=False), Skipped("b.md", "no text", meant=False)]


def test_build_tells_what_of_its_articles_was_left_out(tmp_path: Path) -> None:
    warned = Warned("a.md", "image", "[1] is no address of an image")
    assert build_index(tmp_path, [warned, TINY[0]]).warnings == [warned]


def test_build_of_no_article_says_what_was_skipped(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no article to index\s+draft.md: not published"):
        build_index(tmp_path / "index", [Skipped("draft.md", "not published")])
    assert not (tmp_path / "index").exists()


def test_build_keeps_the_first_of_two_articles_with_one_id(tmp_path: Path) -> None:
    first, second = article("a", "x y", title="First"), article("a", "y z", title="Second")
    summary = build_index(tmp_path, [first, second])
    assert (summary.articles, [each.reason for each in summary.skipped]) == (
        1,
        ["its id 'a' is also that of 'First', which stays"],
    )
    index, _ = open_index(tmp_path)
    assert index.card(0).title == "First"


def test_build_leaves_out_what_the_public_may_not_read_on_its_day(tmp_path: Path) -> None:
    ahead, past = date(2026, 11, 23), date(2026, 11, 22)
    found = [article("a", "Hip."), article("b", "Hip.", published=ahead), article("c", "Hip.", expires=past)]
    summary = build_index(tmp_path, found)
    assert (summary.articles, [each.place for each in summary.skipped]) == (1, ["b", "c"])


def test_build_puts_the_slug_at_the_end_of_the_address(tmp_path: Path) -> None:
    build_index(tmp_path, [article("posts/2024/hip", "Hip.", slug="hip-stretch")], url="/blog/{id}/")
    index, _ = open_index(tmp_path)
    assert index.card(0).url == "/blog/posts/2024/hip-stretch/"


def test_build_of_an_article_without_text_counts_its_title_summary_and_tags(tmp_path: Path) -> None:
    build_index(tmp_path, [article("a", "", title="Calf", summary="Sciatica.", tags=("neck",)), article("b", "Knee.")])
    index, _ = open_index(tmp_path)
    for word in ("calf", "sciatica", "neck"):
        assert index.search(index.vector_of({word: 1.0}), None, 5).rows.tolist() == [0], word


def test_build_of_articles_without_a_single_term_gives_an_index(tmp_path: Path) -> None:
    assert build_index(tmp_path, [article("a", "1 2 3", title="9")]).articles == 1


def test_build_of_half_a_surrogate_pair_is_an_input_error(tmp_path: Path) -> None:
    source = write(tmp_path / "a.jsonl", '{"id": "a", "text": "half a pair: \\ud83d"}')
    with pytest.raises(InputError, match="surrogate"):
        build_index(tmp_path / "index", read_sources([source]))


def test_build_gives_the_same_generation_with_any_number_of_processes(tmp_path: Path) -> None:
    articles = [
        article(f"a{number}", f"Hip flexors, psoas and word{number} {'sit ' * (number % 5)}") for number in range(600)
    ]
    made = {"vocabulary": TINY_VOCABULARY, "cautions": TINY_CAUTIONS}
    one = build_index(tmp_path / "one", articles, jobs=1, **made)
    two = build_index(tmp_path / "two", articles, jobs=2, **made)
    assert one == two
