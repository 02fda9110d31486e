"""Many articles at once give what each gives alone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.analysis import Analyzer, BulkAnalyzer
from recommender.analysis.tokens import find_tokens
from recommender.analysis.words import fold_text, split_words
from recommender.chunk import Chunk
from recommender.readers import bundled_path
from recommender.vocabulary import load_vocabulary

ANALYZER = Analyzer(load_vocabulary(bundled_path("vocabulary.yml")))
WORDS = st.sampled_from(
    "hip hips flexor flexors flexor's tight a the 12 disc discs slipped back pain lower sciatica psoas stretch "
    "stretching don't physio's naïve 𝒳 ’quoted’ rock'n'roll colour core muscle exercise".split()
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=40)
ARTICLES = st.lists(st.tuples(TEXTS, TEXTS), max_size=6)


def fields(title: str, text: str) -> list[tuple[str, float, bool]]:
    return [(title, 3.0, True), (text, 1.0, False)]


def terms_of(chunk: Chunk) -> list[str]:
    return [
        chunk.names[first] + (f" {chunk.names[second]}" if second >= 0 else "")
        for first, second in zip(chunk.first, chunk.second, strict=True)
    ]


def by_row(chunk: Chunk) -> list[dict[str, float]]:
    terms, ends = terms_of(chunk), np.cumsum(chunk.lengths)
    counted = [(terms[number], round(float(count), 4)) for number, count in zip(chunk.terms, chunk.counts, strict=True)]
    return [dict(counted[end - length : end]) for end, length in zip(ends, chunk.lengths, strict=True)]


@given(st.lists(ARTICLES, max_size=3))
def test_chunks_have_the_terms_of_each_article(chunks: list[list[tuple[str, str]]]) -> None:
    bulk = BulkAnalyzer(ANALYZER)
    for articles in chunks:
        found = by_row(bulk.count([fields(*each) for each in articles]))
        alone = [ANALYZER.terms((title, 3.0), (text, 1.0)).counts for title, text in articles]
        assert found == [{term: round(count, 4) for term, count in counts.items()} for counts in alone]


@given(ARTICLES, ARTICLES)
def test_chunk_is_the_same_whatever_came_before_it(
    articles: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    bulk = BulkAnalyzer(ANALYZER)
    bulk.count([fields(*each) for each in others])
    later = bulk.count([fields(*each) for each in articles])
    alone = BulkAnalyzer(ANALYZER).count([fields(*each) for each in articles])
    assert (later.names, sorted(later.words)) == (alone.names, sorted(alone.words))
    assert terms_of(later) == terms_of(alone)
    assert by_row(later) == by_row(alone)


@given(ARTICLES)
def test_names_and_terms_of_a_chunk_are_in_order(articles: list[tuple[str, str]]) -> None:
    chunk = BulkAnalyzer(ANALYZER).count([fields(*each) for each in articles])
    terms = [(b >= 0, a, b) for a, b in zip(chunk.first.tolist(), chunk.second.tolist(), strict=True)]
    assert (chunk.names, terms) == (sorted(set(chunk.names)), sorted(set(terms)))


@given(ARTICLES)
def test_subjects_are_the_terms_of_the_fields_that_name_them(articles: list[tuple[str, str]]) -> None:
    chunk = BulkAnalyzer(ANALYZER).count([fields(*each) for each in articles])
    pairs = zip(chunk.subject_first, chunk.subject_second, strict=True)
    named = {chunk.names[first] + (f" {chunk.names[second]}" if second >= 0 else "") for first, second in pairs}
    alone = [set(ANALYZER.terms((title, 1.0)).counts) for title, _ in articles]
    assert named >= set().union(*alone)


@given(ARTICLES)
def test_words_for_a_name_are_counted_as_often_as_they_are_said(articles: list[tuple[str, str]]) -> None:
    chunk = BulkAnalyzer(ANALYZER).count([fields(*each) for each in articles])
    said = [word for each in articles for text in each for word in split_words(text)]
    for word, name, times in zip(chunk.words, chunk.word_names, chunk.times, strict=True):
        if chunk.names[name] == ANALYZER.stem(word):
            assert times == said.count(word)


@given(TEXTS)
def test_tokens_are_the_words_and_equal_words_have_equal_hashes(text: str) -> None:
    folded = fold_text(text)
    tokens = find_tokens(folded)
    words = [folded[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words == split_words(text)
    assert len(set(tokens.hashes.tolist())) == len(set(words))
