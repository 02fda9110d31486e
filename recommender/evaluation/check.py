"""Every problem in a corpus: articles, vocabulary, cautions, sources, judgments; with file, field and remedy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from recommender.addressing import address
from recommender.analysis import Analyzer
from recommender.article import Article
from recommender.build import ARTICLE_URL
from recommender.datafile import read_yaml
from recommender.errors import InputError, LimberError, nearest
from recommender.evaluation.measure import read_judgments
from recommender.evaluation.pages import SETS, load_pages
from recommender.evaluation.prose import reading_grade, sentences
from recommender.ranking import Assessor, load_cautions
from recommender.readers import Skipped, Warned, article_files, read_sources, split_front_matter, visible
from recommender.readers.values import read_strings
from recommender.selector import selects
from recommender.vocabulary import Vocabulary, load_vocabulary

WORDS = {"red-flag": (200, 700)}
"""Fewest and most words of an article by kind; other kinds: 350 to 700."""

HIGHEST_GRADE = 8.0
"""Flesch-Kincaid grade (Kincaid 1975): the reading age that the NHS and the NIH ask of health pages, at most."""

MOST_SHARED = 3
"""A sentence in more articles than this is a stock sentence."""

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)[^)]*\)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: where, what, and what to do. `meant` where it is likely as its author wants it, as a draft is."""

    place: str
    what: str
    remedy: str = ""
    meant: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What an owner's settings name of articles: selectors and ids, each with the setting it stands in."""

    selectors: Sequence[tuple[str, str]] = ()
    ids: Sequence[tuple[str, str]] = ()


def check_sources(sources: Sequence[Path], choices: Choices | None = None, *, today: date) -> list[Finding]:
    """Problems in any articles: what cannot be read or is left out, what is skipped and why, what names no article."""
    articles: list[Article] = []
    return [*_articles(sources, today, articles), *_dead_names(articles, choices or Choices())]


def check_corpus(folder: Path, choices: Choices | None = None, *, today: date) -> list[Finding]:
    """Problems in a whole corpus laid out as the bundled one is (articles/, vocabulary.yml, cautions.yml …)."""
    articles = folder / "articles"
    findings = check_sources([articles], choices, today=today)
    known = {path.stem: path for path in article_files(articles) if isinstance(path, Path)}
    sources = read_yaml(folder / "sources.yml", InputError)
    for path in known.values():
        findings += _prose(path, known, sources)
    findings += _stock_sentences(known.values())
    for check in (_vocabulary, _cautions, _judgments, _pages):
        try:
            findings += check(folder, known)
        except LimberError as error:
            findings.append(Finding(error.place, error.what, error.remedy))
    return findings


def _articles(sources: Sequence[Path], today: date, articles: list[Article]) -> Iterator[Finding]:
    for found in visible(read_sources(sources), today):
        if isinstance(found, Article):
            articles.append(replace(found, text=""))
            yield from (Finding(each.place, str(each)) for each in address(found, ARTICLE_URL)[1])
        elif isinstance(found, Skipped):
            yield Finding(found.place, f"skipped: {found.reason}", meant=found.meant)
        elif isinstance(found, Warned):
            yield Finding(found.place, str(found))
        else:
            yield Finding(found.place, found.what, f"{found.remedy} It is left out.".strip())


def _dead_names(articles: Sequence[Article], choices: Choices) -> Iterator[Finding]:
    """Pins and selectors that no article answers to."""
    ids = {article.id for article in articles}
    pins = [(f"{article.place or article.id}: pin", pin) for article in articles for pin in article.pin]
    for place, named in (*choices.ids, *pins):
        if named not in ids:
            yield Finding(place, f"no article has the id {named!r}", _nearest_id(named, ids))
    for place, selector in choices.selectors:
        if not any(selects(selector, each.id, each.url, each.tags) for each in articles):
            yield Finding(place, f"no article is selected by {selector!r}", "Correct it, or take it out.")


def _nearest_id(named: str, ids: set[str]) -> str:
    close = get_close_matches(named, sorted(ids), n=1)
    return f"Did you mean {close[0]!r}?" if close else "Correct it, or take it out."


def _prose(path: Path, known: dict[str, Path], sources: dict[str, object]) -> Iterator[Finding]:
    place = f"articles/{path.name}"
    try:
        front = split_front_matter(path.read_text(encoding="utf-8"), place=place)
    except (OSError, UnicodeDecodeError, LimberError):
        return  # _articles has said so
    fields, body = front.fields, front.body
    for field in ("title", "kind", "summary", "updated"):
        if not fields.get(field):
            yield Finding(place, f"{field}: missing", "Fill it in.")
    for field in ("regions", "conditions", "movements", "cautions", "sources", "reviewed"):
        if field not in fields:
            yield Finding(place, f"{field}: missing", "Write it, empty if there is none.")
    for code in read_strings(fields.get("sources")) or ():
        if code not in sources:
            yield Finding(place, f"sources: unknown source {code!r}", nearest(code, list(sources)))
    if "## Sources" not in body:
        yield Finding(place, "no list of sources at the end", "End with `## Sources`.")
    for target in _LINK.findall(body):
        slug = target.removesuffix(".md").lstrip("./")
        if not target.startswith(("http://", "https://", "#", "mailto:")) and slug not in known:
            yield Finding(place, f"dead link to {target!r}", nearest(slug, list(known)))
    prose = sentences(body)
    words = sum(len(sentence.split()) for sentence in prose)
    fewest, most = WORDS.get(str(fields.get("kind")), (350, 700))
    if not fewest <= words <= most:
        yield Finding(place, f"{words} words", f"Articles of this kind have {fewest} to {most}.")
    grade = reading_grade(prose)
    if grade is not None and grade > HIGHEST_GRADE:
        yield Finding(
            place, f"reading grade {grade:.1f}", f"Shorter sentences and words, to {HIGHEST_GRADE:g} or lower."
        )


def _stock_sentences(paths: Iterable[Path]) -> Iterator[Finding]:
    where: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        for sentence in sentences(path.read_text(encoding="utf-8", errors="replace").partition("\n---")[2]):
            if len(sentence.split()) >= 5:
                where[" ".join(sentence.lower().split())].add(path.stem)
    for sentence, slugs in sorted(where.items()):
        if len(slugs) > MOST_SHARED:
            yield Finding(", ".join(sorted(slugs)), f"a stock sentence: {sentence!r:.100}", "Say it anew in each.")


def _vocabulary(folder: Path, _: dict[str, Path]) -> Iterator[Finding]:
    path = folder / "vocabulary.yml"
    vocabulary = load_vocabulary(path)
    analyzer = Analyzer(vocabulary)
    for left, right in vocabulary.opposites:
        met = _whole_terms(analyzer, vocabulary, left) & _whole_terms(analyzer, vocabulary, right)
        if met:
            yield Finding(path.name, f"the opposites {left!r} and {right!r} meet in {sorted(met)}", "Part their sets.")
    where: dict[tuple[str, ...], str] = {}
    for each in vocabulary.sets:
        for stems in {tuple(analyzer.stem_words(term)) for term in each.terms} if each.strength == "same" else ():
            if where.setdefault(stems, each.id) != each.id:
                yield Finding(path.name, f"{' '.join(stems)!r} is in {where[stems]!r} and {each.id!r}", "Keep one.")


def _whole_terms(analyzer: Analyzer, vocabulary: Vocabulary, phrase: str) -> set[str]:
    """The sets that a phrase stands for, in a text where every word has its company."""
    company = " ".join((*vocabulary.context, *(word for words in vocabulary.needs.values() for word in words)))
    alone = analyzer.terms((f"{phrase} . {company}", 1.0)).counts
    without = analyzer.terms((company, 1.0)).counts
    return {term for term, count in alone.items() if term.startswith("#") and count > without.get(term, 0.0)}


def _cautions(folder: Path, known: dict[str, Path]) -> Iterator[Finding]:
    cautions = load_cautions(folder / "cautions.yml")
    Assessor(cautions).compile()
    sources = read_yaml(folder / "sources.yml", InputError)
    for rule in cautions.rules:
        place = f"cautions.yml: {rule.id}"
        for code in rule.sources:
            if code not in sources:
                yield Finding(place, f"unknown source {code!r}", nearest(code, list(sources)))
    for name, slug in cautions.slugs():
        if slug not in known:
            yield Finding(f"cautions.yml: {name}", f"unknown article {slug!r}", nearest(slug, list(known)))


def _judgments(folder: Path, known: dict[str, Path]) -> Iterator[Finding]:
    for page, grades in read_judgments(folder / "judgments.tsv").items():
        for slug in (page, *grades):
            if slug not in known:
                yield Finding("judgments.tsv", f"missing article {slug!r}", nearest(slug, list(known)))


def _pages(folder: Path, known: dict[str, Path]) -> Iterator[Finding]:
    for name in SETS:
        for page in load_pages(folder / "pages" / name):
            for slug in (*page.related, *page.forbidden_articles):
                if slug not in known:
                    yield Finding(
                        f"pages/{name}/{page.name}.md", f"missing article {slug!r}", nearest(slug, list(known))
                    )
