"""Pages made to be slow: pairs of tags and shapes of text at full size, with processor time as the verdict.

`python tests/slow_pages.py [COUNT]` tries COUNT of them (all, if not given) and ends with 1 where one takes longer
than LONGEST. A part of `make fuzz`.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import product
from time import process_time

from recommender.article import Page
from recommender.extract import LONGEST_PAGE, read_page
from recommender.ranking import Assessor, load_cautions
from recommender.readers import bundled_path

LONGEST = 0.5
"""Seconds of one processor, on a machine that does nothing else, to read a page of full size."""

TAGS = (
    "p li div span a b td tr table ul h1 h2 article section pre code blockquote figure br nav header footer main form "
    "label button i font center select svg title sup dt dd dialog"
).split()
SIZES = (20_000, 60_000, 200_000, LONGEST_PAGE)
TEXTS = (
    "<", "&", "&amp;", "<!--", "<title>", "<a", "</", "]]>", "<p a=1", "<p a='", '"', " ", "\n", "\n\n", "\t",
    "\u00a0", "\u00ad", "\u200b", "e\u0301", "•", "• ", "|", " | ", "- ", "> ", "# ", "* ", "**", "_", "a_", "[",
    "[a](", "](", "`", "{{", "{%", "I ", "no ", "my\n", "a.", "a: ", "Mon-Fri ", "click here ",
    "numb between my legs ", "my back hurts. ", "\ud83d",
)  # fmt: skip


def pages() -> Iterator[tuple[str, Page]]:
    """Every page, with what it is made of."""
    for first, second in product(TAGS, TAGS):
        for shape in (f"<{first}>hip<{second}>x", f"<{first}>hip</{first}><{second}>sore knee</{second}>"):
            for size in SIZES:
                head = "<title>Hips</title><body><article>"
                yield f"{shape} {size}", Page(html=(head + shape * (size // len(shape)))[:LONGEST_PAGE])
    for text in TEXTS:
        whole = (text * LONGEST_PAGE)[:LONGEST_PAGE]
        yield f"{text!r} as text", Page(text=whole)
        yield f"{text!r} as HTML", Page(html=whole)
        yield f"{text!r} in a title", Page(html=f"<title>{whole}"[:LONGEST_PAGE])
        yield f"{text!r} in an attribute", Page(html=f"<p class='{whole}"[:LONGEST_PAGE])


def main() -> None:
    """Read them, and name the slow ones."""
    chosen = list(pages())
    random.Random(1).shuffle(chosen)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else len(chosen)
    assessor = Assessor(load_cautions(bundled_path("cautions.yml"))).compile()
    read_page(Page(html="<p>The first call imports what it needs."))
    times = []
    for name, page in chosen[:count]:
        start = process_time()
        read = read_page(page)
        seconds = process_time() - start
        start = process_time()
        assessor.assess(read.said if read else "", read.title if read else "")
        times.append((seconds, process_time() - start, name))
    for which, label in ((0, "read"), (1, "assessed")):
        print(f"{label}: slowest of {len(times)}")
        for each in sorted(times, key=lambda time: -time[which])[:5]:
            print(f"  {each[which]:.2f} s  {each[2][:90]}")
    slow = [each for each in times if each[0] > LONGEST]
    print(f"{len(slow)} of {len(times)} pages take over {LONGEST} s to read")
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
