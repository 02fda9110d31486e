"""Speed of building, opening and answering at growing numbers of articles, beside scikit-learn's linear_kernel.

Articles are made of the sentences of the bundled ones, shuffled with a fixed seed. usage: speed.py [N …]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel

from recommender import Article, Page, Recommender
from recommender.build import build
from recommender.config import Settings
from recommender.evaluation.prose import sentences
from recommender.readers import bundled_path, read_sources

SIZES = (128, 1_000, 5_000)
SENTENCES = 40
REPEATS = 30


def articles(count: int) -> Iterator[Article]:
    pool = [
        sentence
        for each in read_sources([bundled_path("articles")])
        if isinstance(each, Article)
        for sentence in sentences(each.text)
    ]
    dice = random.Random(7)
    for number in range(count):
        text = " ".join(dice.sample(pool, SENTENCES))
        yield Article(id=f"a{number}", title=" ".join(text.split()[:6]), text=text, kind="self-care")


def milliseconds(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(REPEATS):
        start = perf_counter()
        call()
        times.append(1000 * (perf_counter() - start))
    return median(times)


def row(size: int) -> str:
    made = list(articles(size))
    page = made[0].text + " " + made[-1].text
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        build(made, Path(folder), Settings().build_settings(jobs=1, skip_broken=False), today=date.today())
        built = perf_counter() - start
        opened = milliseconds(lambda: Recommender.open(folder))
        limber = Recommender.open(folder)
        unknown = milliseconds(lambda: limber.related(Page(text=page)))
        known = milliseconds(lambda: limber.related(Page(id="a1")))
    start = perf_counter()
    vectorizer = TfidfVectorizer(stop_words="english")
    vectors = vectorizer.fit_transform([each.text for each in made])
    fitted = perf_counter() - start
    peer = milliseconds(lambda: linear_kernel(vectorizer.transform([page]), vectors).argsort())
    return f"| {size} | {built:.1f} | {fitted:.1f} | {opened:.1f} | {unknown:.1f} | {known:.1f} | {peer:.1f} |"


def main() -> None:
    print(
        "| articles | build, s | fit_transform, s | open, ms | unknown page, ms | known page, ms | linear_kernel, ms |"
    )
    print("|---|---|---|---|---|---|---|")
    for size in map(int, sys.argv[1:] or SIZES):
        print(row(size), flush=True)


if __name__ == "__main__":
    main()
