"""Mutation fuzzing of what takes input from outside: `python tests/fuzzing.py [--count N] [--seed N] [TARGET …]`.

Real articles, pages, requests and index files are mutated; an input may be refused with a documented error, and with
nothing else. Input n of a target is the same on every machine, so a failure is repeated by its number: `--only N`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from urllib.parse import quote_from_bytes

from forging import alter, forge, use
from samples import TODAY, open_tiny

from recommender.analysis import Analyzer, fields_of_page
from recommender.article import Article, Page
from recommender.build import build
from recommender.config import Settings
from recommender.errors import IndexError_, LimberError
from recommender.extract import canonical_url, read_html, read_page
from recommender.index.storage import GENERATIONS
from recommender.ranking import Assessor, Policy, load_cautions
from recommender.readers import Skipped, Warned, bundled_path, read_sources
from recommender.recommend import Recommender
from recommender.vocabulary import load_vocabulary

LONGEST = 4_000
"""Bytes of a seed: long enough for every construct, short enough for 100,000 inputs."""

TOKENS = [
    *(b"\x00 \xff \xfe\xff \xed\xa0\x80 \xef\xbb\xbf \r --- : - ' { } [ ] & * ! | > % @ ` # ? ,".split()),
    *(b"<!-- --> ]]> </ <![CDATA[ <p> </p> <div> <script> <title> <table><tr> &#0; &#xD800; &amp; &lt".split()),
    *(b'``` ~~~ {% %} {{ }} \\ \\u0000 \\ud83d null true NaN Infinity 1e999 -1 0 99999999999999999999 "'.split()),
    *(b'2026-13-45 0000-00-00 {} [] "" \xe2\x80\xae \xe2\x80\xa8 \xc4\xb1 \xef\xac\x81 \xf0\x9f\xa6\xb4'.split()),
    *(b"\n---\n", b"\n\n", b"<a href='", b" " * 300, b"(" * 200, b"[" * 500, b'{"a":' * 300, b"a" * 500, b"> " * 100),
]


def mutate(rng: random.Random, seeds: list[bytes]) -> bytes:
    """One of the seeds with 1 to 8 changes: bits, bytes, cuts, repeats, tokens, and parts of another seed."""
    content = bytearray(rng.choice(seeds))
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        place = rng.randrange(len(content) + 1)
        end = min(len(content), place + rng.choice((1, 1, 2, 8, 64, 512)))
        match rng.randrange(7):
            case 0 if end > place:
                content[place] ^= 1 << rng.randrange(8)
            case 1 if end > place:
                content[place] = rng.randrange(256)
            case 2:
                del content[place:end]
            case 3:
                content[place:place] = content[place:end] * rng.choice((1, 2, 10))
            case 4:
                other = rng.choice(seeds)
                start = rng.randrange(len(other) + 1)
                content[place:end] = other[start : start + rng.choice((4, 32, 256))]
            case 5:
                del content[place:]
            case _:
                content[place:end] = rng.choice(TOKENS)
    return bytes(content[: 4 * LONGEST])


Try = Callable[[random.Random], None]
"""Makes one input and gives it to what is tried; any exception but those documented is a failure."""


def _articles() -> list[bytes]:
    found = [path.read_bytes()[:LONGEST] for path in sorted(bundled_path("articles").glob("*.md"))]
    data = Path(__file__).parent / "data" / "readers"
    return found + [path.read_bytes()[:LONGEST] for path in sorted(data.glob("*.md"))]


def _texts() -> list[bytes]:
    pages = sorted(bundled_path("pages").glob("tuning/*.md"))
    tellings = (Path(__file__).parent / "data" / "tellings.yml").read_bytes()
    parts = [tellings[start : start + 1_000] for start in range(0, len(tellings), 1_000)]
    return [path.read_bytes()[: LONGEST // 2] for path in pages] + parts


@contextmanager
def readers() -> Iterator[Try]:
    """Files of articles: Markdown with front matter, and JSON Lines with text, Markdown and HTML."""
    markdown = _articles()
    texts = [each.decode(errors="replace") for each in markdown]
    lines = [
        json.dumps(
            {"id": f"a{place}", name: text[:1_500], "title": "T", "tags": ["x"], "updated": "2026-01-02"}
        ).encode()
        for place, text in enumerate(texts)
        for name in ("text", "markdown", "html")
    ]
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "a.md", Path(folder) / "a.jsonl"

        def one(rng: random.Random) -> None:
            file, seeds = rng.choice(((files[0], markdown), (files[1], lines)))
            file.write_bytes(mutate(rng, seeds))
            for each in read_sources([file]):
                assert isinstance(each, Article | Skipped | Warned | LimberError)

        yield one


@contextmanager
def pages() -> Iterator[Try]:
    """HTML of pages, and addresses."""
    html = [
        f"<!doctype html><html><head><title>{text[4:40]}</title></head><body><nav>Menu</nav><article><h1>T</h1>"
        f"<p>{text[:700]}</p><ul><li>{text[700:900]}</ul><table><tr><td>x</table></article></body></html>".encode()
        for text in (each.decode(errors="replace") for each in _texts())
    ]
    urls = [b"https://www.example.org:443/a/index.html?utm_source=x&p=1#top", b"/articles/hips/", b"http://[::1]/%41"]

    def one(rng: random.Random) -> None:
        read_html(mutate(rng, html).decode(errors="surrogateescape"))
        canonical_url(mutate(rng, urls).decode(errors="surrogateescape"))

    yield one


@contextmanager
def analyzer() -> Iterator[Try]:
    """Texts of pages: furniture, terms and cautions, with the bundled vocabulary and rules."""
    texts = _texts()
    analysis = Analyzer(load_vocabulary(bundled_path("vocabulary.yml")))
    assessor = Assessor(load_cautions(bundled_path("cautions.yml")))

    def one(rng: random.Random) -> None:
        text = mutate(rng, texts).decode(errors=rng.choice(("replace", "surrogateescape")))
        read = read_page(Page(title=text[: rng.randrange(60)], text=text))
        assert read is not None
        analysis.words_of(analysis.terms(*fields_of_page(read.title, read.body)))
        assessor.assess(read.said, read.title, Policy())

    yield one


@contextmanager
def api() -> Iterator[Try]:
    """Requests: methods, paths, queries, bodies and their types. Anything but a 5xx is an answer."""
    from service import create_app

    texts = [each.decode(errors="replace")[:600] for each in _texts()]
    bodies = [
        json.dumps({"text": text, "title": text[:30], "limit": 4, "kinds": ["anatomy"]}).encode() for text in texts
    ]
    bodies += [
        json.dumps({"html": f"<p>{text}", "url": "https://example.org/x", "lang": "en"}).encode() for text in texts
    ]
    queries = [
        b"id=hamstring-stretch&limit=3&kind=anatomy&kind=condition",
        b"url=https://www.example.org/cat-cow/",
        b"id=cat-cow",
    ]
    paths = [b"/v1/articles/cat-cow", b"/articles/cat-cow", b"/readyz", b"/widget.js", b"/static/x.css", b"/v1/related"]
    types = ["application/json", "application/json; charset=latin-1", "text/html", "", "multipart/form-data"]
    printable = bytes(range(0x21, 0x7F)).decode()  # a server lets nothing else into a query
    with tempfile.TemporaryDirectory() as folder:
        found = read_sources([bundled_path("articles")])
        build(found, Path(folder), Settings().build_settings(jobs=1), today=TODAY)
        client = create_app(Settings(index=folder)).test_client()

        def one(rng: random.Random) -> None:
            headers = {"If-None-Match": mutate(rng, [b'"abc", W/"x"']).decode("latin-1").translate({10: 32, 13: 32})}
            if rng.random() < 0.6:
                kind = types[0] if rng.random() < 0.9 else rng.choice(types)
                answer = client.post("/v1/related", data=mutate(rng, bodies), content_type=kind)
            else:
                path = paths[-1] if rng.random() < 0.7 else mutate(rng, paths).replace(b"?", b"%3F")
                query = quote_from_bytes(mutate(rng, queries), safe=printable)
                method = rng.choice(("GET", "GET", "GET", "HEAD", "OPTIONS", "PUT"))
                answer = client.open(
                    "/" + path.decode("latin-1").lstrip("/"), method=method, query_string=query, headers=headers
                )
            with answer:
                assert answer.status_code < 500, answer.status
                if (answer.mimetype or "").endswith("json") and answer.data:
                    json.loads(answer.data)

        yield one


@contextmanager
def index() -> Iterator[Try]:
    """Index files: bits flipped, cut short, lengthened, replaced, taken away. Verified, as the service opens them."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        open_tiny(Path(folder) / "index")
        home = next((Path(folder) / "index" / GENERATIONS).iterdir())
        files = [Path(folder) / "index" / "CURRENT", *sorted(home.iterdir())]
        contents = {file: file.read_bytes() for file in files}

        def one(rng: random.Random) -> None:
            file = rng.choice(files)
            damaged = mutate(rng, [contents[file]])
            damaged = damaged if rng.random() < 0.7 else _flip(rng, contents[file])
            if rng.random() < 0.02:
                file.unlink()
            else:
                file.write_bytes(damaged)
            try:
                limber = Recommender.open(Path(folder) / "index", verify=True)
                answer = limber.related(Page(text="The hamstrings are tight from sitting."))
                assert answer.items
                assert damaged == contents[file] or file.name in ("CURRENT", "manifest.json"), "damage not found"
            except IndexError_:
                pass
            finally:
                file.write_bytes(contents[file])

        yield one


@contextmanager
def forged() -> Iterator[Try]:
    """Index files altered by somebody who made the manifest anew: refused when it is opened, or answered from."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        whole, tried = Path(folder) / "whole", Path(folder) / "tried"
        open_tiny(whole)
        home = next((whole / GENERATIONS).iterdir())
        contents = {file.name: file.read_bytes() for file in home.iterdir() if file.name != "manifest.json"}

        def one(rng: random.Random) -> None:
            shutil.copytree(whole / GENERATIONS, tried / GENERATIONS)
            names = rng.sample(sorted(contents), rng.choice((1, 1, 1, 2, 4)))
            try:
                forge(tried, {name: alter(rng, name, contents[name], mutate) for name in names})
                use(tried)
            finally:
                shutil.rmtree(tried)

        yield one


def _flip(rng: random.Random, content: bytes) -> bytes:
    flipped = bytearray(content)
    if flipped:
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


TARGETS = {each.__name__: each for each in (readers, pages, analyzer, api, index, forged)}


@dataclass
class Outcome:
    """How many inputs were tried, and each distinct failure by where it arose: (number of an input, traceback)."""

    tried: int = 0
    failures: dict[str, tuple[int, str]] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, 0)


def fuzz(name: str, count: int, *, seed: int = 0, first: int = 0) -> Outcome:
    """Try `count` inputs of a target, from number `first` on."""
    outcome = Outcome()
    with TARGETS[name]() as one:
        for number in range(first, first + count):
            begin = monotonic()
            try:
                one(random.Random(f"{name} {seed} {number}"))
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                outcome.failures.setdefault(
                    f"{type(error).__name__} at {where.filename}:{where.lineno}", (number, traceback.format_exc())
                )
            outcome.tried += 1
            outcome.slowest = max(outcome.slowest, (monotonic() - begin, number))
    return outcome


def main() -> int:
    """Fuzz the targets named, or all; 1 if something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], default=[])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, help="this input alone")
    given = parser.parse_args()
    failed = False
    for name in given.targets or TARGETS:
        begin = monotonic()
        outcome = fuzz(name, 1 if given.only is not None else given.count, seed=given.seed, first=given.only or 0)
        slow, number = outcome.slowest
        print(f"{name}: {outcome.tried} inputs, {len(outcome.failures)} kinds of failure, "
              f"{monotonic() - begin:.0f} s, slowest {slow:.2f} s (input {number})", flush=True)  # fmt: skip
        for what, (number, trace) in outcome.failures.items():
            failed = True
            print(f"  {what}, input {number}\n{trace}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
