"""Blog-length articles for speed work, as many as wanted: the sentences of the bundled ones, mixed, with made words.

The bundled articles have too few words for a big site. Real prose goes on bringing new ones (Heaps 1978) and uses them
by Zipf's law (1949), so a share of each article's words gives way to made words of its own, drawn by that law.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from recommender import Article
from recommender.evaluation.prose import sentences
from recommender.readers import bundled_path, read_sources

WORDS = 400
SHARE = 0.12
"""Of the words of an article: made ones. With it 20,000 articles have about as many terms as abstracts of arXiv."""

OWN_WORDS = 25
"""Made words that an article takes its share from, so that they come again in it, as the words of a subject do."""

ZIPF = 1.25
"""Exponent: the made word of rank r is drawn with a chance of about r ** -1.25."""

COMMONEST = 40
"""Ranks that the words of the bundled articles hold already (Mandelbrot's shift, 1953)."""

MOST = 1e5

SYLLABLES = [first + vowel + last for first in "bdfglmnprstv" for vowel in "aeiou" for last in ("", "l", "n", "r")]


def write_articles(path: Path, count: int) -> None:
    """Write `count` articles as JSON Lines. The same count gives the same bytes; a bigger one begins with them."""
    with path.open("w", encoding="utf-8") as file:
        for number, (title, text) in enumerate(islice(_mix(7), count)):
            file.write(json.dumps({"id": f"a{number}", "title": title, "text": text}) + "\n")


def pages(count: int) -> list[str]:
    """Texts of `count` pages, made as the articles are, that are none of them."""
    return [text for _, text in islice(_mix(11), count)]


def copy_articles(source: Path, path: Path, count: int, *, after: int, most: int) -> list[str]:
    """Copy the first `count` articles of a file; the texts of at most `most` articles `after` as many, as pages.

    Raises ValueError if there are too few.
    """
    with source.open(encoding="utf-8") as lines:
        chosen = list(islice(lines, after + most))
    if len(chosen) <= after:
        raise ValueError(f"{source} holds {len(chosen)} articles, more than {after} are needed: name smaller sizes")
    path.write_text("".join(chosen[:count]), encoding="utf-8")
    return [json.loads(line)["text"] for line in chosen[after:]]


def read_texts(path: Path) -> list[str]:
    """Title and text of each article, as the peers take them."""
    records = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [f"{record['title']}\n{record['text']}" for record in records]


def _mix(seed: int) -> Iterator[tuple[str, str]]:
    """Titles and texts without end: half of an article's sentences from one bundled article, the rest from others."""
    dice, homes = random.Random(seed), _homes()
    while True:
        home = dice.choice(homes)
        mine = dice.sample(home, len(home))
        words: list[str] = []
        while len(words) < WORDS:
            from_home = mine and dice.random() < 0.5
            words += (mine.pop() if from_home else dice.choice(dice.choice(homes))).split()
        _replace(words, dice)
        yield " ".join(words[:7]), " ".join(words)


@cache
def _homes() -> list[list[str]]:
    """The sentences of each bundled article, but for those on warning signs: no site is made of these."""
    found = read_sources([bundled_path("articles")])
    return [sentences(each.text) for each in found if isinstance(each, Article) and each.kind != "red-flag"]


def _replace(words: list[str], dice: random.Random) -> None:
    own = [_made_word(dice) for _ in range(OWN_WORDS)]
    for place in dice.sample(range(len(words)), int(SHARE * len(words))):
        if words[place].isalpha():
            words[place] = dice.choice(own)


def _made_word(dice: random.Random) -> str:
    rank = COMMONEST * min(dice.paretovariate(ZIPF - 1), MOST)
    number, word = int(rank) + len(SYLLABLES), "o"
    while number:
        number, last = divmod(number, len(SYLLABLES))
        word = SYLLABLES[last] + word
    return word
