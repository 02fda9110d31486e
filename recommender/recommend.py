"""The recommender: joins analysis, index and ranking. From a page to the articles that go on from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.analysis import Analyzer, Terms, detect_language, fields_of_page
from recommender.answer import Answer, Empty, Match, PageFacts
from recommender.article import KINDS, Page
from recommender.errors import IndexBroken, InputError, UsageError, nearest
from recommender.extract import canonical_url, read_page
from recommender.index import Hits, Index, Vector, open_index
from recommender.index.cards import code_kind
from recommender.links import MOST_CHARACTERS
from recommender.ranking import Assessment, Assessor, Fired, Policy, parse_cautions
from recommender.ranking.policy import (
    EXPOSURE_POWER,
    FEWEST_REASONS,
    FRESH_BONUS,
    FRESH_DAYS,
    HIGHEST_LIMIT,
    REVIEWED_BONUS,
    SAME_TEXT,
    calibrate,
    speaks_of_field,
    uncalibrate,
)
from recommender.ranking.reasons import pick_reasons
from recommender.ranking.select import select
from recommender.selector import selects
from recommender.vocabulary import parse_vocabulary

POOL = 24
"""Candidates beyond the limit that diversity chooses among."""

FEEDBACK_ARTICLES, FEEDBACK_WEIGHT, FEEDBACK_TERMS = 5, 0.5, 100
"""A page that is not in the index is read together with its nearest articles: they know the words for its subject
that it leaves out. Measured in docs/decisions.md."""

LIKE_TEXT = 0.2
"""Resemblance from which a page at an article's address is that article. A third of a bundled one has 0.26 and more,
another article 0.16 at most; below it, what the page says is read as that of a page that nobody knows."""

RULE_WEIGHT = 0.5
"""A page that calls for a caution is read together with the articles on what the caution is about."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as the recommender sees it: found in the index (`row`), read (`terms`), or both.

    `vector` is what the page says; `query` what articles are compared with: the page and its nearest articles.
    `twin` is the article that has the text or the address of a page, though the page is not taken for it.
    """

    row: int | None
    terms: Terms | None
    vector: Vector
    query: Vector
    language: str
    assessment: Assessment
    twin: int | None = None


class Recommender:
    """Answers for any page. Immutable once opened, so threads and requests share one."""

    def __init__(self, index: Index, analyzer: Analyzer, assessor: Assessor, policy: Policy) -> None:
        self.index = index
        self.analyzer = analyzer
        self.assessor = assessor
        self.policy = policy
        self._fingerprint = date.min, ""

    @classmethod
    def open(
        cls,
        folder: str | Path,
        policy: Policy | None = None,
        *,
        verify: bool = False,
        generation: str | None = None,
        key: str | None = None,
    ) -> Recommender:
        """Open the index in `folder`, memory-mapped, with the vocabulary and the cautions it was built with.

        `verify` compares every file's sha256 with the manifest, `generation` names another than the one in use, `key`
        is the public key that it must be signed with. Raises IndexMissing, IndexBroken, IndexUnsigned, IndexVersion.
        """
        index, documents = open_index(Path(folder), verify=verify, generation=generation, key=key)
        place = f"{folder} ({index.generation})"
        try:
            vocabulary = parse_vocabulary(documents["vocabulary.json"], place=place)
            assessor = Assessor(parse_cautions(documents["cautions.json"], place=place))
        except (InputError, KeyError) as error:
            what = error.what if isinstance(error, InputError) else f"it has no {error.args[0]}"
            remedy = "Build it again with `limber build`."
            raise IndexBroken(f"the index is damaged: {what}", place=place, remedy=remedy) from error
        return cls(index, Analyzer(vocabulary), assessor, policy or Policy())

    def related(
        self,
        page: Page,
        *,
        limit: int | None = None,
        kinds: Sequence[str] | None = None,
        today: date | None = None,
    ) -> Answer:
        """The articles that go on from a page, best first; an empty list says why.

        `limit` is 1 to 50 (default: the policy's), `kinds` restricts to these kinds or to this one, `today` is the day
        that reviews and updates are counted from. Raises UsageError for a page that is named but not in the index and
        has no text, for a limit or kind that does not exist, and for what is no page.
        """
        return self.answer(self.see(page), limit=limit, kinds=kinds, today=today)

    def answer(
        self,
        seen: Seen,
        *,
        limit: int | None = None,
        kinds: Sequence[str] | None = None,
        today: date | None = None,
    ) -> Answer:
        """`related` for a page that was seen before. Raises UsageError for a limit or kind that does not exist."""
        limit = self.policy.limit if limit is None else limit
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        if not 1 <= limit <= HIGHEST_LIMIT:
            raise UsageError(f"limit must be 1 to {HIGHEST_LIMIT}, got {limit}", remedy="Ask for fewer.")
        for kind in kinds or ():
            if kind not in KINDS:
                raise UsageError(f"{kind!r} is no kind", remedy=nearest(kind, KINDS))
        facts = PageFacts(seen.row is not None, seen.language, round(seen.vector.coverage, 2))
        answer = Answer(self.index.generation, facts, self._notice(seen))
        why = self._why_nothing(seen)
        if why:
            return replace(answer, empty=why)
        items = self._list(seen, limit, kinds, today or date.today())
        return replace(answer, items=items, empty=None if items else self._why_empty(seen, kinds))

    def rank(self, page: Page, limit: int) -> list[tuple[str, float]]:
        """Relevance alone: ids and sums of shares, best first, without the page itself. No kinds, floor or cautions."""
        seen = self.see(page, assess=False)
        hits = self.index.search(seen.query, None, limit + 1)
        pairs = zip(hits.rows.tolist(), hits.scores.tolist(), strict=True)
        return [(self.index.card(row).id, score) for row, score in pairs if row != seen.row][:limit]

    def see(self, page: Page, *, assess: bool = True) -> Seen:
        """The page as the recommender sees it. Without `assess`, neither cautions nor language are looked for."""
        row = self._find(page)
        read = read_page(page)
        terms = self.analyzer.terms(*fields_of_page(read.title, read.body)) if read else None
        vector = self.index.vector_of(terms.counts) if terms else None
        if row is not None and (page.id or vector is None or self._is_text_of(row, vector)):
            card = self.index.card(row)
            fired = [Fired(rule, phrase) for rule, phrase in card.fired]
            said = read.said if read else card.excerpt
            assessment = self.assessor.conclude(fired, said, self.policy) if assess else Assessment()
            own = self.index.vector(row)
            return Seen(row, terms, own, own, card.language, assessment)
        if read is None or terms is None or vector is None:
            raise UsageError(
                f"the page {page.id or page.url or ''!r} is not in the index", remedy="Give its text instead."
            )
        language = page.language or (detect_language(terms.words, read.body, vector.coverage) if assess else "en")
        assessment = self.assessor.assess(read.said, read.title, self.policy) if assess else Assessment()
        nearest = self.index.search(vector, None, FEEDBACK_ARTICLES)
        twin = self._twin(vector, nearest.rows)
        if twin is not None:
            return Seen(None, terms, vector, self.index.vector(twin), language, assessment, twin=twin)
        return Seen(None, terms, vector, self._expand(vector, nearest, assessment), language, assessment, twin=row)

    def _is_text_of(self, row: int, vector: Vector) -> bool:
        """Whether a page at an article's address may say what the article says, and not something else altogether."""
        return float(self.index.resemblance(vector, np.array([row]))[0][0]) >= LIKE_TEXT

    def _twin(self, vector: Vector, nearest: Array) -> int | None:
        """The one of the nearest articles whose own text a page is, whatever its title and address."""
        likeness, _ = self.index.resemblance(vector, nearest)
        return int(nearest[np.argmax(likeness)]) if likeness.max(initial=0.0) >= SAME_TEXT else None

    def score(self, seen: Seen, share: float) -> float:
        """The calibrated score, 0 to 1, of a sum of shares."""
        return calibrate(share, is_article=seen.query.is_article)

    def allowed(self, seen: Seen, kinds: Sequence[str] | None) -> Array:
        """The rows that may be listed for a page (bool): kind, language, exclusions, the page itself, hold-backs."""
        index = self.index
        shown = kinds or seen.assessment.show_kinds or self.policy.kinds
        mask: Array = np.isin(index.kinds, [code_kind(kind) for kind in shown])
        if kinds is None:
            mask |= index.kinds < 0
        mask &= index.speaks(seen.language) & ~self._excluded
        held = seen.assessment.allowed(index.kinds, index.movements, self._rows_named(seen.assessment))
        if held is not None:
            mask &= held
        for row in (seen.row, seen.twin):
            if row is not None:
                mask[row] = False
        return mask

    def _expand(self, vector: Vector, nearest: Hits, assessment: Assessment) -> Vector:
        """A page together with the articles on the cautions it calls for, and with those nearest to it."""
        index = self.index
        pages = index.rows_of_ids(assessment.raised)
        query = index.blend(vector, pages, np.ones(len(pages)), RULE_WEIGHT, FEEDBACK_TERMS)
        if query is not vector:
            nearest = index.search(query, None, FEEDBACK_ARTICLES)
        return index.blend(query, nearest.rows, nearest.scores, FEEDBACK_WEIGHT, FEEDBACK_TERMS, nearest.sums)

    def _find(self, page: Page) -> int | None:
        if not isinstance(page, Page):
            raise UsageError(
                f"a page is wanted, got {page!r:.80}", remedy="Write Page(text=…), Page(url=…) or Page(id=…)."
            )
        row = self.index.row_of_id(page.id) if page.id else None
        if page.url and len(page.url) > MOST_CHARACTERS:
            raise UsageError(
                f"the address has {len(page.url):,} characters, at most {MOST_CHARACTERS:,} are read",
                remedy="Give the page's text alone.",
            )
        if row is None and page.url:
            row = self.index.row_of_url(canonical_url(page.url))
        return row

    def _list(self, seen: Seen, limit: int, kinds: Sequence[str] | None, today: date) -> tuple[Match, ...]:
        index = self.index
        allowed = self.allowed(seen, kinds)
        leading = self._leading(seen, allowed)
        allowed[leading] = False
        rows, shares = self._candidates(seen, allowed, limit + POOL)
        values = shares * self.bonus(rows, today) * self.exposure(seen, rows)
        order = np.argsort(-values, kind="stable")
        rows, shares, values = rows[order], shares[order], values[order]
        chosen = select(
            values, index.similarities(rows), index.kinds[rows], max(0, limit - len(leading)), self.policy.diversity
        )
        found = [(row, index.score(seen.query, row)) for row in leading]
        found += [(int(rows[choice.candidate]), float(shares[choice.candidate])) for choice in chosen]
        found = found[:limit]
        words = self.words(seen)
        shared = index.shared_terms(seen.vector, np.array([row for row, _ in found], dtype=np.int64))
        matches = (
            self._match(seen, row, share, terms, words, today)
            for (row, share), terms in zip(found, shared, strict=True)
        )
        # the filter has done its work; this check fails closed should it ever not
        urgent = set(seen.assessment.first)
        return tuple(m for m in matches if m.card.id in urgent or not seen.assessment.forbids(m.card))

    def _candidates(self, seen: Seen, allowed: Array, limit: int) -> tuple[Array, Array]:
        """The rows with the highest shares, and these: at least the floor, enough in common with the page, no copy."""
        least = uncalibrate(self.policy.floor, is_article=seen.query.is_article)
        fewest = self._fewest_common(seen)
        wanted = limit
        while True:
            hits = self.index.search(seen.query, allowed, wanted, least)
            likeness, common = self.index.resemblance(seen.vector, hits.rows)
            kept = np.flatnonzero((likeness < SAME_TEXT) & (common >= fewest))
            if len(kept) >= limit or len(hits.rows) < wanted:
                return hits.rows[kept[:limit]], hits.scores[kept[:limit]]
            wanted *= 4

    def bonus(self, rows: Array, today: date) -> Array:
        """What reviews that hold and recent updates multiply a share by for its place in a list: 1 to 1.03."""
        reviewed = self.index.reviewed[rows] > today.toordinal() - 365 * self.policy.review_years
        age = np.clip(today.toordinal() - self.index.updated[rows], 0, FRESH_DAYS)
        result: Array = 1.0 + REVIEWED_BONUS * reviewed + FRESH_BONUS * (1.0 - age / FRESH_DAYS)
        return result

    def exposure(self, seen: Seen, rows: Array) -> Array:
        """The same for articles that are near to everything, in the lists of pages of the index: at most 1."""
        factors: Array = self.index.hub_factors[rows] ** (EXPOSURE_POWER if seen.query.is_article else 0.0)
        return factors

    def _leading(self, seen: Seen, allowed: Array) -> list[int]:
        """Rows that come first: urgent care, then the pages of the rules that fired, then what the owner pins."""
        assessment, index = seen.assessment, self.index
        rows = [int(row) for row in index.rows_of_ids(assessment.first)]
        raised = (int(row) for row in index.rows_of_ids(assessment.raised))
        rows += [row for row in raised if not (self._excluded[row] or assessment.forbids(index.card(row)))]
        pins = (*(index.card(seen.row).pin if seen.row is not None else ()), *self.policy.pin)
        rows += [int(row) for row in index.rows_of_ids(pins) if allowed[row]]
        return [row for row in dict.fromkeys(rows) if row not in (seen.row, seen.twin)]

    @cached_property
    def _excluded(self) -> Array:
        """The articles that front matter or the settings keep from every list (bool, one a row)."""
        excluded: Array = np.array(self.index.excluded)
        for row in range(len(self.index)) if self.policy.exclude else ():
            card = self.index.card(row)
            excluded[row] |= any(selects(each, card.id, card.url, card.tags) for each in self.policy.exclude)
        return excluded

    def _is_of_another_field(self, seen: Seen) -> bool:
        share, usual = self.index.field_share(seen.vector), self.index.least_field_share
        return seen.row is None and not speaks_of_field(share, usual, seen.vector.coverage)

    def _fewest_common(self, seen: Seen) -> int:
        """How many terms a related article must share with a page: fewer only where the page has fewer."""
        said = len(seen.terms.counts) if seen.terms else len(seen.vector.numbers)
        return min(FEWEST_REASONS, said)

    def words(self, seen: Seen) -> Callable[[int], str]:
        """How the page says a term, given by number; as articles do where it does not say it."""
        terms, said = self.index.terms, self.analyzer.words_of(seen.terms) if seen.terms else {}

        def words(number: int) -> str:
            parts = terms.parts(number)
            return " ".join(said.get(terms[part]) or self.index.display(part) for part in parts)

        return words

    def _match(
        self, seen: Seen, row: int, share: float, shared: Array, words: Callable[[int], str], today: date
    ) -> Match:
        index = self.index
        shared = shared[2 * index.df[shared] <= len(index)]
        named = shared[index.subjects[shared]]
        named = named if len(named) else shared
        card = index.card(row)
        expired = card.reviewed is not None and (today - card.reviewed).days > 365 * self.policy.review_years
        score = round(self.score(seen, share), 4)
        return Match(card, score, pick_reasons(words(int(number)) for number in named), review_expired=expired)

    def _notice(self, seen: Seen) -> Any:
        notice = seen.assessment.notice
        if notice and notice.article and self.index.row_of_id(notice.article) is None:
            return replace(notice, article=None)
        return notice

    def _rows_named(self, assessment: Assessment) -> dict[str, int]:
        found = {each: self.index.row_of_id(each) for each in assessment.named()}
        return {each: row for each, row in found.items() if row is not None}

    def _why_nothing(self, seen: Seen) -> Empty | None:
        """Why there is nothing to look for; never where an emergency or urgent rule has something to put first."""
        if seen.assessment.nothing_listed:
            return Empty.of_cautions()
        if seen.assessment.first:
            return None
        if seen.row is None and seen.language not in self.index.languages:
            return Empty.of_language(seen.language, self.index.languages)
        if not len(seen.vector.numbers):
            return Empty.of_text(seen.terms)
        if self._is_of_another_field(seen):
            return Empty.of_subject()
        return None

    def _why_empty(self, seen: Seen, kinds: Sequence[str] | None) -> Empty:
        if seen.assessment.hold_backs:
            return Empty.of_cautions()
        best = self.index.search(seen.query, None, 2)
        others = best.scores[best.rows != seen.row] if seen.row is not None else best.scores
        if kinds and len(others) and self.score(seen, float(others[0])) >= self.policy.floor:
            return Empty.of_kinds(kinds)
        return Empty.of_subject()

    @property
    def fingerprint(self) -> str:
        """The generation and the policy in one short string: what an answer's ETag is made of."""
        today = date.today()  # because a review may expire and an update ages
        if self._fingerprint[0] != today:
            made_of = f"{self.index.generation} {self.policy} {today}"
            self._fingerprint = today, hashlib.sha256(made_of.encode()).hexdigest()[:16]
        return self._fingerprint[1]
