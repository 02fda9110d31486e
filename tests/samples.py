"""Small corpora and the shortest way from articles to an index: what several tests share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from recommender.article import Article, Card
from recommender.build import ARTICLE_URL, BuildSettings, Summary, build
from recommender.chunk import Chunk
from recommender.index import CardTable, Collector, Index
from recommender.index.cards import Cards
from recommender.ranking import Cautions, Policy, parse_cautions
from recommender.recommend import Recommender
from recommender.vocabulary import Vocabulary, parse_vocabulary

TODAY = date(2026, 11, 22)

FRONT = "---\ntitle: Hips\n{}\n---\nText."
"""A file of an article with one more field or some."""

TINY_VOCABULARY = parse_vocabulary(
    {
        "sets": [
            {"id": "hip-flexors", "strength": "same", "terms": ["hip flexors", "psoas"]},
            {"id": "trapped-nerve", "strength": "near", "terms": ["trapped nerve", "sciatica"]},
        ],
        "spelling": [["disc", "disk"]],
    },
    place="tests",
)

TINY_CAUTIONS = parse_cautions(
    {
        "levels": {
            "emergency": {
                "first": "get-help-now",
                "message": "Get help now.",
                "hold_back_kinds": ["stretching", "self-care"],
                "show_kinds": ["red-flag", "anatomy"],
            },
            "caution": {"message": "Some exercises are left out."},
        },
        "rules": [
            {"id": "numb-saddle", "level": "emergency", "page": "get-help-now", "phrases": [r"\bsaddle numbness\b"]},
            {
                "id": "new-hip",
                "level": "caution",
                "phrases": [r"\bhip replacement\b"],
                "hold_back_movements": ["kneeling"],
            },
        ],
    },
    place="tests",
)

TINY = (
    Article(
        id="hamstring-stretch",
        title="Hamstring stretch",
        kind="stretching",
        text="Lie down, straighten the knee and feel the hamstring lengthen behind the thigh. Sitting shortens it.",
        url="https://www.example.org/hamstring-stretch/",
        movements=("supine",),
    ),
    Article(
        id="psoas-stretch",
        title="Hip flexor stretch",
        kind="stretching",
        text="Kneel on a cushion and tuck the pelvis. The psoas opens at the front of the thigh. Sitting shortens it.",
        movements=("kneeling",),
    ),
    Article(
        id="desk-breaks",
        title="Breaks from the desk",
        kind="self-care",
        text="Sitting all day stiffens hip flexors and hamstrings. Stand each half hour and walk to the kettle.",
        updated=date(2026, 1, 2),
    ),
    Article(
        id="thigh-anatomy",
        title="Muscles of the thigh",
        kind="anatomy",
        text="The hamstring runs behind the thigh, the quadriceps in front. The psoas crosses the hip and the pelvis.",
    ),
    Article(
        id="get-help-now",
        title="When to get help now",
        kind="red-flag",
        text="Numbness around the saddle, loss of bladder control or weak legs need an emergency department.",
    ),
    Article(
        id="foot-arch",
        title="The arch of the foot",
        kind="anatomy",
        text="Ligaments hold up the arch between heel and toes. Shoes with room let the toes spread.",
    ),
    Article(
        id="sleep",
        title="A bed to sleep in",
        kind="prevention",
        text="A mattress of medium firmness suits most sleepers. A pillow between the knees steadies side sleepers.",
    ),
    Article(
        id="gardening",
        title="Back to the garden",
        kind="recovery",
        text="Dig for ten minutes, then prune or rake. A barrow spares carrying; let a neighbour lift the sacks.",
    ),
)


def article(identity: str, text: str, **fields: Any) -> Article:
    """An article with its id as its title."""
    return Article(**{"id": identity, "title": identity.replace("-", " ").capitalize(), "text": text, **fields})


def build_settings(**changes: Any) -> BuildSettings:
    """Settings without vocabulary and cautions, unless given."""
    return BuildSettings(**{"vocabulary": Vocabulary(), "cautions": Cautions(), "url": ARTICLE_URL, **changes})


def build_index(folder: Path, articles: Iterable[Any], **changes: Any) -> Summary:
    """Build an index of articles in memory."""
    return build(articles, folder, build_settings(**changes), today=TODAY)


def open_tiny(folder: Path, policy: Policy | None = None) -> Recommender:
    """The index of the articles of TINY, built in `folder`."""
    build_index(folder, TINY, vocabulary=TINY_VOCABULARY, cautions=TINY_CAUTIONS)
    return Recommender.open(folder, policy)


def index_of(counts: Mapping[str, Mapping[str, float]]) -> Index:
    """An index in memory of articles given as term counts by id, in the order given."""
    collector = Collector()
    for identity, of_article in counts.items():
        names = sorted({name for term in of_article for name in term.split(" ")})
        split = [[names.index(name) for name in term.split(" ")] for term in of_article]
        numbers = [(each[0], each[1] if len(each) > 1 else -1) for each in split]
        terms = sorted(numbers, key=lambda each: (each[1] >= 0, each))
        nothing = np.zeros(0, dtype=np.int32)
        chunk = Chunk(
            names=names,
            first=np.array([first for first, _ in terms], dtype=np.int32),
            second=np.array([second for _, second in terms], dtype=np.int32),
            lengths=np.array([len(terms)], dtype=np.int32),
            terms=np.arange(len(terms), dtype=np.int32),
            counts=np.array([list(of_article.values())[numbers.index(each)] for each in terms], dtype=np.float32),
            subject_first=nothing,
            subject_second=nothing,
            words=[],
            word_names=nothing,
            times=nothing,
        )
        collector.add(CardTable.of([Card.of(article(identity, "x"))], [f"/{identity}"]), chunk)
    arrays, lines = collector.finish(())
    cards = Cards(np.frombuffer(lines, dtype=np.uint8), arrays["cards.offsets"])
    return Index({"generation": "test", "languages": ["en"]}, arrays, cards)


def write(path: Path, content: str | bytes) -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
