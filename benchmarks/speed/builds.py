"""Building an index: `limber build`, the whole command, beside the peers' own calls on texts that are read already."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import clock
from made import read_texts

KINDS = '[build.kinds]\n"path:*" = "self-care"\n'
"""Settings by which every article has a kind, so that it is not read for caution signs."""

CORES = os.cpu_count() or 1

Figures = dict[str, float]


def scikit_learn(texts: list[str]) -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    TfidfVectorizer().fit_transform(texts)


def tantivy(texts: list[str], threads: int = 1) -> None:
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("text", tokenizer_name="en_stem").build()
    with tempfile.TemporaryDirectory() as folder:
        writer = tantivy.Index(schema, path=folder).writer(num_threads=threads)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()


def tantivy_on_all_cores(texts: list[str]) -> None:
    tantivy(texts, threads=CORES)


def bm25s(texts: list[str]) -> None:
    import bm25s
    import Stemmer

    tokens = bm25s.tokenize(texts, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)
    bm25s.BM25().index(tokens, show_progress=False)


def gensim(texts: list[str]) -> None:
    from gensim.corpora import Dictionary
    from gensim.models import TfidfModel
    from gensim.utils import simple_preprocess

    words = [simple_preprocess(text) for text in texts]
    dictionary = Dictionary(words)
    TfidfModel([dictionary.doc2bow(each) for each in words])


PEERS: dict[str, tuple[str, str, Callable[[list[str]], None]]] = {
    "scikit-learn": ("sklearn", "scikit-learn `TfidfVectorizer.fit_transform`, no stems", scikit_learn),
    "tantivy": ("tantivy", "tantivy, stems, one thread", tantivy),
    "tantivy-all": ("tantivy", f"tantivy, stems, {CORES} threads", tantivy_on_all_cores),
    "bm25s": ("bm25s", "bm25s, PyStemmer", bm25s),
    "gensim": ("gensim", "gensim `TfidfModel`, no stems", gensim),
}
"""Module that must be installed, what it is called, the call."""


def measure(articles: Path, folder: Path, runs: int) -> dict[str, Figures]:
    """Seconds and peak memory (MB) of each build, medians over runs, in turn so that all see the same machine."""
    settings = folder / "kinds.toml"
    settings.write_text(KINDS)
    index = folder / "index"
    kinds = ("--out", folder / "kinds", "--config", settings)
    limbers = {
        f"**Limber**, {CORES} processes": ("--out", index),
        "**Limber**, one process": ("--out", index, "--jobs", 1),
        f"**Limber**, {CORES} processes, kinds named": kinds,
        "**Limber**, one process, kinds named": (*kinds, "--jobs", 1),
    }
    rounds: dict[str, list[Figures]] = {}
    for _ in range(runs):
        for name, options in limbers.items():
            cost = clock.run((*clock.LIMBER, "build", articles, "--fresh", *options), one_core="--jobs" in options)
            rounds.setdefault(name, []).append({"seconds": cost.seconds, "memory": cost.memory})
        for key, (module, name, _call) in PEERS.items():
            if find_spec(module):
                rounds.setdefault(name, []).append(_measure_peer(key, articles))
    return {name: clock.medians(each) for name, each in rounds.items()}


def measure_rebuild(articles: Path, index: Path, folder: Path, runs: int) -> Figures:
    """The build after one article in the middle has changed, in the folder that holds the index of all."""
    lines = articles.read_text(encoding="utf-8").splitlines()
    changed, place, figures = folder / "changed.jsonl", len(lines) // 2, []
    for number in range(runs):
        record = json.loads(lines[place])
        record["text"] += f" Changed for the {number + 1}. time."
        lines[place] = json.dumps(record)
        changed.write_text("\n".join(lines) + "\n", encoding="utf-8")
        cost = clock.run((*clock.LIMBER, "build", changed, "--out", index))
        figures.append({"seconds": cost.seconds, "memory": cost.memory})
    return clock.medians(figures)


def _measure_peer(key: str, articles: Path) -> Figures:
    all_cores = key.endswith("-all")
    command = (sys.executable, __file__, key, articles)
    cost = clock.run(command, one_core=not all_cores)
    return {"seconds": float(cost.output), "memory": cost.memory}


if __name__ == "__main__":  # a peer, in a process of its own: its name and the articles
    read = read_texts(Path(sys.argv[2]))
    build = PEERS[sys.argv[1]][2]
    build(read[:2])  # imports are not what is compared
    print(clock.seconds_of(lambda: build(read)))
