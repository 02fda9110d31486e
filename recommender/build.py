"""Building an index: articles are read, analysed, weighed and saved as one generation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from recommender.addressing import address
from recommender.analysis import MOST_ARTICLES, Analyzer, BulkAnalyzer, fields_of_article
from recommender.article import Article, Card
from recommender.boilerplate import main_text
from recommender.cache import Cache, cut, key_of
from recommender.chunk import Chunk
from recommender.errors import CautionsError, InputError, nearest
from recommender.extract import canonical_url
from recommender.index import CardTable, Collector, building, save_generation
from recommender.index.storage import KEPT_GENERATIONS
from recommender.normal import normalise
from recommender.ranking import Assessor, Cautions, Fired
from recommender.readers import Found, Skipped, Warned, visible
from recommender.selector import first_selected
from recommender.version import VERSION
from recommender.vocabulary import Vocabulary

ARTICLE_URL = "/articles/{id}"
"""Address of an article whose source gives none."""

SUBJECT_KINDS = ("condition", "red-flag")
"""Kinds whose articles are about what a caution rule is about, where the rule names them."""


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """What shapes an index beside its articles.

    `kinds` and `movements` go by selector. `url` is the address of an article whose source gives none; `site` is what
    addresses that are mere paths are joined to. With `strict_cautions` every article that the rules name must be
    there. With `fresh` every article is analysed, also those that have not changed since the last build.
    """

    vocabulary: Vocabulary
    cautions: Cautions
    kinds: Mapping[str, str] = field(default_factory=dict)
    movements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    url: str = ARTICLE_URL
    site: str = ""
    strict_cautions: bool = False
    keep: int = KEPT_GENERATIONS
    jobs: int = 1
    fresh: bool = False


@dataclass(slots=True)
class Summary:
    """What a build read, analysed, skipped and wrote; what has not changed since the last build is not analysed.

    `skipped` has all that is no article, or cannot be read; `warnings` what of an article was left out.
    """

    generation: str = ""
    articles: int = 0
    analysed: int = 0
    terms: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)


def build(
    found: Iterable[Found],
    folder: Path,
    settings: BuildSettings,
    *,
    today: date,
    progress: Callable[[int, int], None] | None = None,
    waits: Callable[[], None] | None = None,
) -> Summary:
    """Build an index of the articles a reader found and switch `folder` to it.

    One build at a time writes to a folder: where another does, `waits` is called, and this one goes on when it has
    ended. `progress` is called with the number of articles analysed so far and of all. What cannot be read is
    skipped, and named in the summary. Raises InputError if there is no article, and then writes nothing; and
    IndexUnwritable, and then switches to nothing.
    """
    summary = Summary()
    articles = list(_articles(visible(found, today), summary, settings))
    if not articles:
        reasons = "".join(f"\n  {each.place}: {each.reason}" for each in summary.skipped[:20])
        raise InputError(f"there is no article to index{reasons}", remedy="Name a folder or file that holds articles.")
    articles.sort(key=lambda article: article.id)
    if settings.strict_cautions:
        _refuse_unknown_slugs(settings.cautions, {article.id for article in articles})
    summary.articles = len(articles)
    with building(folder, waits):
        _index(articles, folder, settings, summary, today=today, progress=progress)
    return summary


def _index(
    articles: list[Article],
    folder: Path,
    settings: BuildSettings,
    summary: Summary,
    *,
    today: date,
    progress: Callable[[int, int], None] | None,
) -> None:
    languages = sorted({article.language for article in articles})
    vocabulary, cautions = settings.vocabulary.model_dump(mode="json"), settings.cautions.model_dump(mode="json")
    shape = _json([vocabulary, cautions])
    collector, done = Collector(), 0
    for table, chunk in _analyse_all(articles, settings, shape, Cache(folder), summary):
        collector.add(table, chunk)
        done += len(table.ids)
        if progress:
            progress(done, summary.articles)
    articles.clear()  # a million texts are a gigabyte, and the arrays need it
    arrays, lines = collector.finish(Analyzer(settings.vocabulary).field_terms)
    summary.terms = len(arrays["df"])
    facts = {
        "limber": VERSION,
        "articles": summary.articles,
        "terms": summary.terms,
        "languages": languages,
        "site": canonical_url(settings.site) if settings.site else "",
        "settings": hashlib.sha256(shape).hexdigest(),
    }
    files = {"cards.jsonl": lines, "vocabulary.json": _json(vocabulary), "cautions.json": _json(cautions)}
    summary.generation = save_generation(folder, arrays, files, facts, today, keep=settings.keep)


def _json(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _articles(found: Iterable[Found], summary: Summary, settings: BuildSettings) -> Iterator[Article]:
    for each in found:
        if isinstance(each, Article):
            article, refused = address(each, settings.url, settings.site)
            summary.warnings += refused
            yield _classify(article, settings)
        elif isinstance(each, Skipped):
            summary.skipped.append(each)
        elif isinstance(each, Warned):
            summary.warnings.append(each)
        else:
            summary.skipped.append(Skipped(each.place, each.what, meant=False))


def _classify(article: Article, settings: BuildSettings) -> Article:
    """An article with the kind and the movements that the owner's rules give it, where its source gives none."""
    if not (settings.kinds or settings.movements):
        return article
    names = article.id, article.url, article.tags
    kind = article.kind or first_selected(settings.kinds, *names)
    movements = article.movements or first_selected(settings.movements, *names) or ()
    return replace(article, kind=kind, movements=tuple(movements))


def _refuse_unknown_slugs(cautions: Cautions, known: set[str]) -> None:
    for place, slug in cautions.slugs():
        if slug not in known:
            raise CautionsError(
                f"no article has the id {slug!r}", place=f"cautions: {place}", remedy=nearest(slug, sorted(known))
            )


def _analyse_all(
    articles: list[Article], settings: BuildSettings, shape: bytes, cache: Cache, summary: Summary
) -> Iterator[tuple[CardTable, Chunk]]:
    """The cards and the counted terms of all articles, chunk by chunk; those that are in the cache come from there.

    `shape` is what they follow from beside the articles.
    """
    chunks = list(cut(articles, MOST_ARTICLES))
    keys = [key_of(chunk, shape) for chunk in chunks]
    known = set() if settings.fresh else cache.keys()
    new = [chunk for chunk, key in zip(chunks, keys, strict=True) if key not in known]
    assessor = Assessor(settings.cautions)
    if new:
        assessor.compile()  # a fault in a rule is found before the work
    analysed = _analyse(new, settings, assessor)
    for chunk, key in zip(chunks, keys, strict=True):
        found = cache.get(key) if key in known else next(analysed)
        if found is None:  # it is damaged
            found = _Worker(settings, assessor).analyse(chunk)
            known.discard(key)
        if key not in known:
            cache.put(key, found)
            summary.analysed += len(chunk)
        yield found
    cache.keep_only(keys)


def _analyse(
    chunks: Sequence[list[Article]], settings: BuildSettings, assessor: Assessor
) -> Iterator[tuple[CardTable, Chunk]]:
    if settings.jobs <= 1 or len(chunks) <= 1:
        worker = _Worker(settings, assessor)
        yield from map(worker.analyse, chunks)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(settings.jobs, initializer=_start_worker, initargs=(settings, assessor)) as pool:
        yield from pool.map(_analyse_chunk, chunks)


class _Worker:
    def __init__(self, settings: BuildSettings, assessor: Assessor) -> None:
        self._bulk = BulkAnalyzer(Analyzer(settings.vocabulary))
        self._assessor = assessor
        self._settings = settings

    def analyse(self, articles: Sequence[Article]) -> tuple[CardTable, Chunk]:
        """The cards and the counted terms of a chunk of articles."""
        articles = [_normal(article) for article in articles]
        cards = [self._card(article) for article in articles]
        fields = [fields_of_article(article, main_text(article.text)) for article in articles]
        addresses = [canonical_url(card.url) if card.url else "" for card in cards]
        return CardTable.of(cards, addresses), self._bulk.count(fields)

    def _card(self, article: Article) -> Card:
        fired = {each.rule: each.phrase for each in self._fired(article)}
        return Card.of(article, fired=tuple(sorted(fired.items())))

    def _fired(self, article: Article) -> Iterator[Fired]:
        """The rules that a reader of this article calls for.

        An article of a known kind informs: it names signs to watch for on any subject, so only its title, its
        summary and the rules that are about it count. One of unknown kind may be anybody's story.
        """
        if article.kind is None:
            yield from self._assessor.assess(article.said or article.text, article.title).fired
            return
        yield from self._assessor.assess(article.summary, article.title).fired
        if article.kind in SUBJECT_KINDS:
            for rule in self._settings.cautions.rules:
                if rule.page == article.id:
                    yield Fired(rule.id, article.title)


def _normal(article: Article) -> Article:
    """An article in the normal form of text, as pages are read."""
    title, summary, text, said = map(normalise, (article.title, article.summary, article.text, article.said))
    headings = tuple(map(normalise, article.headings))
    return replace(article, title=title, summary=summary, text=text, said=said, headings=headings)


_workers: list[_Worker] = []


def _start_worker(settings: BuildSettings, assessor: Assessor) -> None:
    _workers.append(_Worker(settings, assessor))  # one a process; its analyzer remembers stems from chunk to chunk


def _analyse_chunk(articles: list[Article]) -> tuple[CardTable, Chunk]:
    return _workers[0].analyse(articles)
