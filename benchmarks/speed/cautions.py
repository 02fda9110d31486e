"""Reading pages for caution signs: milliseconds for 1,000 words, and seconds for hostile texts of a megabyte.

usage: cautions.py. Prints JSON.
"""

from __future__ import annotations

import json
import random
import re
from itertools import islice

import clock
import numpy as np
from made import pages

from recommender.ranking import Assessor, Cautions, load_cautions
from recommender.readers import bundled_path, read_sources

MEGABYTE = 1_000_000
WORDS = 1_000

REPEATED = {
    "told again and again": "I can't feel my legs and can't pee since this morning, with numbness between my legs. ",
    "denied again and again": "No numbness, no weakness, I have no fever and I can pee. My back hurts. ",
    "asked and answered": "Is my leg numb? No. Can I pee? Yes. Is it my back? ",
    "signs without a full stop": "numb saddle pee back legs weak ",
    "long ago": "In 2003 I had cancer and my back hurt and my legs went numb. ",
    "of another": "He couldn't feel his legs and his back was broken, she says. ",
    "a line each": "my back\nnumb\n",
    "accents and marks": "ﬁ’“é\u00a0nümb ",
    "one letter": "a",
}


def measure() -> dict[str, dict[str, float]]:
    """`ordinary`: p50 and p99 (ms) for 1,000 words of kinds of pages met for the first time; `hostile`: seconds."""
    cautions = load_cautions(bundled_path("cautions.yml"))
    assessor = Assessor(cautions).compile()
    bundled = [each.text for each in read_sources([bundled_path("articles")])]
    ordinary = {"bundled articles": bundled, "back-pain sentences, mixed": pages(200)}
    times = {name: _first_times(assessor, texts) for name, texts in ordinary.items()}
    hostile = {name: (text * (MEGABYTE // len(text) + 1))[:MEGABYTE] for name, text in REPEATED.items()}
    hostile["words of the rules, shuffled"] = _rule_words(cautions)
    seconds = {name: clock.seconds_of(lambda text=text: assessor.assess(text)) for name, text in hostile.items()}
    return {**times, "hostile": seconds}


def _first_times(assessor: Assessor, texts: list[str]) -> dict[str, float]:
    """Each text once; the first half warms up what RE2 builds as it meets new text, the second is counted."""
    middle = len(texts) // 2
    for text in texts[:middle]:
        assessor.assess(text)
    times = [1000 * clock.seconds_of(lambda text=text: assessor.assess(text)) for text in texts[middle:]]
    per_thousand = [each * WORDS / len(text.split()) for each, text in zip(times, texts[middle:], strict=True)]
    return dict(zip(("p50", "p99"), np.quantile(per_thousand, [0.5, 0.99]).tolist(), strict=True))


def _rule_words(cautions: Cautions) -> str:
    words = sorted(set(re.findall(r"[a-z]{2,}", cautions.model_dump_json())))
    draw = random.Random(5)
    return " ".join(islice(iter(lambda: draw.choice(words), None), MEGABYTE // 6))[:MEGABYTE]


if __name__ == "__main__":
    print(json.dumps(measure()))
