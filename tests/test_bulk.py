"""Many articles at once give what each gives alone."""

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


def by_row(bulk: list[str], chunk: Chunk, row: int) -> dict[str, float]:
    parts = zip(chunk.rows, chunk.first, chunk.second, chunk.counts, strict=True)
    terms = [
        (bulk[first] + (f" {bulk[second]}" if second >= 0 else ""), count)
        for r, first, second, count in parts
        if r == row
    ]
    return {term: round(float(count), 4) for term, count in terms}


@given(st.lists(ARTICLES, max_size=3))
def test_chunks_have_the_terms_of_each_article(chunks: list[list[tuple[str, str]]]) -> None:
    bulk, names = BulkAnalyzer(ANALYZER), []
    for articles in chunks:
        chunk = bulk.count([fields(*each) for each in articles])
        names += chunk.names
        for row, (title, text) in enumerate(articles):
            alone = ANALYZER.terms((title, 3.0), (text, 1.0)).counts
            assert by_row(names, chunk, row) == {term: round(count, 4) for term, count in alone.items()}


@given(ARTICLES)
def test_subjects_are_the_terms_of_the_fields_that_name_them(articles: list[tuple[str, str]]) -> None:
    chunk = BulkAnalyzer(ANALYZER).count([fields(*each) for each in articles])
    first, second = chunk.subjects
    named = {chunk.names[a] + (f" {chunk.names[b]}" if b >= 0 else "") for a, b in zip(first, second, strict=True)}
    alone = [set(ANALYZER.terms((title, 1.0)).counts) for title, _ in articles]
    assert named >= set().union(*alone)


@given(ARTICLES)
def test_words_are_counted_as_often_as_they_are_said(articles: list[tuple[str, str]]) -> None:
    chunk = BulkAnalyzer(ANALYZER).count([fields(*each) for each in articles])
    words, times = [chunk.words[0][number] for number in chunk.said[0]], chunk.said[1].tolist()
    said = [word for each in articles for text in each for word in split_words(text)]
    assert dict(zip(words, times, strict=True)) == {word: said.count(word) for word in said}


@given(TEXTS)
def test_tokens_are_the_words_and_equal_words_have_equal_hashes(text: str) -> None:
    folded = fold_text(text)
    tokens = find_tokens(folded)
    words = [folded[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert words == split_words(text)
    assert len(set(tokens.hashes.tolist())) == len(set(words))
