"""Related articles for a page, in process, on one core: Limber's whole call beside the peers' scoring.

usage: answers.py limber INDEX PAGES | answers.py PEER ARTICLES. Prints JSON: milliseconds of each kind of call.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import clock
from made import read_texts

CALLS = 200
TOP = 10

Figures = dict[str, float]


def limber(index: str, pages: str) -> dict[str, Any]:
    """Opening, and answering for pages that are not in the index and for articles that are."""
    from recommender import Page, Recommender

    opened = 1000 * median(clock.seconds_of(lambda: Recommender.open(index)) for _ in range(5))
    recommender = Recommender.open(index)
    unknown = [Page(text=text) for text in json.loads(Path(pages).read_text(encoding="utf-8"))]
    rows = range(min(CALLS, len(recommender.index)))
    known = [Page(id=recommender.index.card(row).id) for row in rows]

    def answer_without_cautions(page: Page) -> object:
        return recommender.answer(recommender.see(page, assess=False))

    return {
        "opened": opened,
        "calls": {
            "**Limber**, unknown page": _time(recommender.related, unknown),
            "**Limber**, unknown page, without cautions and language": _time(answer_without_cautions, unknown),
            "**Limber**, known page": _time(recommender.related, known),
        },
    }


def scikit_learn(articles: str) -> dict[str, Figures]:
    """Scoring and ordering only: the page's vector is there. Stop words are left out: they cost most."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    vectors = TfidfVectorizer(stop_words="english").fit_transform(read_texts(Path(articles)))
    columns = vectors.tocsc()

    def by_kernel(row: int) -> object:
        return linear_kernel(vectors[row], vectors).ravel().argsort()[: -TOP - 1 : -1]

    def by_columns(row: int) -> object:
        page = vectors[row]
        return np.argpartition(columns[:, page.indices] @ page.data, -TOP)[-TOP:]

    rows = range(min(CALLS, vectors.shape[0]))
    return {
        "scikit-learn `linear_kernel` + `argsort`, scoring only": _time(by_kernel, rows),
        "SciPy CSC, the columns of the page's terms, scoring only": _time(by_columns, rows),
    }


def tantivy(articles: str) -> dict[str, Figures]:
    """MoreLikeThis, 25 terms: approximate. The Python binding asks for articles of the index, not for a text."""
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("text", stored=True, tokenizer_name="en_stem").build()
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(schema, path=folder)
        writer = index.writer(num_threads=1)
        for text in read_texts(Path(articles)):
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        found = searcher.search(tantivy.Query.all_query(), CALLS).hits

        def more_like_this(address: tantivy.DocAddress) -> object:
            return searcher.search(tantivy.Query.more_like_this_query(address), TOP)

        return {"tantivy MoreLikeThis, known page, approximate": _time(more_like_this, [each for _, each in found])}


PEERS: dict[str, tuple[str, Callable[[str], dict[str, Figures]]]] = {
    "scikit-learn": ("sklearn", scikit_learn),
    "tantivy": ("tantivy", tantivy),
}


def measure(articles: Path, index: Path, pages: Path, runs: int) -> tuple[dict[str, Figures], float]:
    """Milliseconds (p50, p95, p99) of each kind of call, and of opening the index: medians over runs."""
    rounds: dict[str, list[Figures]] = {}
    opened = []
    for _ in range(runs):
        ours, _cost = clock.run_script("answers.py", "limber", index, pages)
        opened.append(ours["opened"])
        for name, figures in (*ours["calls"].items(), *_measure_peers(articles)):
            rounds.setdefault(name, []).append(figures)
    return {name: clock.medians(each) for name, each in rounds.items()}, median(opened)


def _measure_peers(articles: Path) -> Iterator[tuple[str, Figures]]:
    for key, (module, _call) in PEERS.items():
        if find_spec(module):
            yield from clock.run_script("answers.py", key, articles)[0].items()


def _time(call: Callable[[Any], object], given: Any) -> Figures:
    return clock.quantiles(lambda each=each: call(each) for each in given)


if __name__ == "__main__":
    who, *arguments = sys.argv[1:]
    print(json.dumps(limber(*arguments) if who == "limber" else PEERS[who][1](*arguments)))
