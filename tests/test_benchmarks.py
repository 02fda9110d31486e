import json
import sys
from pathlib import Path
from pkgutil import resolve_name

import numpy as np
import pytest
from samples import write

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from judged import bundled, read_folder
from peers import lucene_mlt, pmra
from quality import WITHOUT, run_of_peer
from roles import train, words_of

from recommender.ranking.roles import Roles

LOADED = [name for name in sys.modules if name.startswith("recommender.")]
"""Modules of the recommender, one of which may hold a constant of another under its own name."""


@pytest.mark.parametrize("part", WITHOUT)
def test_part_that_is_left_out_is_a_constant_of_the_formula(part: str) -> None:
    for name, value in WITHOUT[part].items():
        assert isinstance(resolve_name(name), float)
        assert resolve_name(name) != value
    for constant in {name.rpartition(".")[2] for name in WITHOUT[part]}:
        holders = {f"{each}.{constant}" for each in LOADED if hasattr(sys.modules[each], constant)}
        assert holders == {name for name in WITHOUT[part] if name.endswith(f".{constant}")}


def test_folder_is_read_with_the_queries_that_have_an_answer(tmp_path: Path) -> None:
    documents = [{"id": each, "title": each.upper(), "text": f"text of {each}"} for each in "abc"]
    queries = [{"id": "q", "text": "asked"}, {"id": "a", "doc_id": "a"}, {"id": "none", "text": "no answer"}]
    write(tmp_path / "docs.jsonl", "".join(json.dumps(each) + "\n" for each in documents))
    write(tmp_path / "queries.jsonl", "".join(json.dumps(each) + "\n" for each in queries))
    write(tmp_path / "qrels.tsv", "q\ta\t1\nq\tgone\t2\na\tb\t2\nnone\ta\t0\n")
    found = read_folder(tmp_path, most=10, seed=5)
    assert found.judgments == {"q": {"a": 1}, "a": {"b": 2}}
    assert {each.name: each.text for each in found.queries} == {"q": "asked", "a": "A\ntext of a"}
    assert len(read_folder(tmp_path, most=1, seed=5).queries) == 1


def test_page_of_the_collection_is_no_answer_to_itself() -> None:
    collection = next(bundled())
    run = run_of_peer(collection, lambda texts, queries: np.ones((len(queries), len(texts))))
    assert all(query not in articles and len(articles) == 10 for query, articles in run.items())


def test_pmra_weighs_by_two_poisson_as_by_hand() -> None:
    (scores,) = pmra(["alpha beta gamma", "delta delta"], ["alpha"])
    idf = np.log(3 / 1.5)

    def weight(count: int, length: int) -> float:
        return float(np.sqrt(idf) / (1 + (0.013 / 0.022) ** (count - 1) * np.exp(-(0.013 - 0.022) * length)))

    assert scores == pytest.approx([weight(1, 3) * weight(1, 1), 0.0])


def test_lucene_takes_terms_said_twice_that_are_in_five_articles() -> None:
    texts = ["knee pain"] * 5 + ["hip pain"] * 5 + ["knee"] * 4
    scores = lucene_mlt(texts, ["hip hip hip pain", "knee knee ankle ankle"])
    assert scores[0, :5].tolist() == [0.0] * 5
    assert (scores[0, 5:10] > 0).all()
    assert (scores[1, [*range(5), *range(10, 14)]] > 0).all()
    assert scores[1, 10] > scores[1, 0]  # the shorter text


def test_roles_are_fitted_to_how_a_thing_is_said() -> None:
    rows = [
        {"role": role, "source": role, "group": f"{role} {number}", "text": text.format(illness)}
        for role, text in (("telling", "I have {} in my foot."), ("informing", "People may have {} in their foot."))
        for number, illness in enumerate(("gout", "ulcers", "blisters", "fever") * 10)
    ]
    weights = train(rows, 1.0, frozenset(("i", "my", "people", "may", "their", "never")))
    roles = Roles(weights)
    assert roles.score("I have a rash in my elbow.") > 0 > roles.score("People may have a rash in their elbow.")
    assert words_of(weights).isdisjoint(("gout", "foot", "never"))
