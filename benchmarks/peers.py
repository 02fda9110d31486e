"""What else finds related texts: each peer scores every text for every query (queries x texts, higher is nearer).

A peer whose packages are not installed raises ImportError and is left out. `pip install '.[bench]'` brings all but
sentence-transformers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfVectorizer

Scores = NDArray[np.float32]
Peer = Callable[[Sequence[str], Sequence[str]], Scores]

_WORD = re.compile(r"(?u)\b\w\w+\b")

LUCENE_STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with".split()
)


def stems(text: str) -> list[str]:
    """Words of two letters and more without scikit-learn's stop words, by Snowball's English stemmer."""
    stemmer = Stemmer.Stemmer("english")
    return stemmer.stemWords([word for word in _WORD.findall(text.lower()) if word not in ENGLISH_STOP_WORDS])


def _tfidf(texts: Sequence[str], queries: Sequence[str], **options: Any) -> Scores:
    vectorizer = TfidfVectorizer(**options)
    vectors = vectorizer.fit_transform(texts)
    return (vectorizer.transform(queries) @ vectors.T).toarray()


def sklearn(texts: Sequence[str], queries: Sequence[str]) -> Scores:
    return _tfidf(texts, queries, stop_words="english")


def sklearn_stemmed(texts: Sequence[str], queries: Sequence[str]) -> Scores:
    return _tfidf(texts, queries, analyzer=stems, sublinear_tf=True)


def arxiv_sanity(texts: Sequence[str], queries: Sequence[str]) -> Scores:
    """The settings of karpathy/arxiv-sanity-lite; its min_df of 5 in proportion to smaller collections."""
    rare = min(5, max(1, len(texts) // 500))
    options = {"sublinear_tf": True, "ngram_range": (1, 2), "max_features": 20_000, "min_df": rare, "max_df": 0.1}
    return _tfidf(texts, queries, stop_words="english", **options)


def gensim(texts: Sequence[str], queries: Sequence[str]) -> Scores:
    from gensim.corpora import Dictionary
    from gensim.models import TfidfModel
    from gensim.similarities import SparseMatrixSimilarity
    from gensim.utils import simple_preprocess

    words = [simple_preprocess(text) for text in texts]
    dictionary = Dictionary(words)
    bags = [dictionary.doc2bow(each) for each in words]
    model = TfidfModel(bags)
    index = SparseMatrixSimilarity(model[bags], num_features=len(dictionary))
    return np.array([index[model[dictionary.doc2bow(simple_preprocess(query))]] for query in queries])


def bm25(texts: Sequence[str], queries: Sequence[str]) -> Scores:
    """bm25s with its defaults, the whole page as the query."""
    import bm25s

    options = {"stopwords": "en", "stemmer": Stemmer.Stemmer("english"), "show_progress": False, "return_ids": False}
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, **options), show_progress=False)
    asked = bm25s.tokenize(queries, **options)
    return np.array([retriever.get_scores(words) if words else np.zeros(len(texts)) for words in asked])


def pmra(texts: Sequence[str], queries: Sequence[str], common: float = 0.022, rare: float = 0.013) -> Scores:
    """PubMed's related articles (Lin & Wilbur 2007, BMC Bioinformatics 8:423), with its lambda and mu."""
    counter = CountVectorizer(analyzer=stems)
    counts = counter.fit_transform(texts).tocsr().astype(np.float64)
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.maximum(0.0, np.log((len(texts) + 1) / (df + 0.5)))

    def weigh(matrix: csr_matrix) -> csr_matrix:
        lengths = np.repeat(np.asarray(matrix.sum(axis=1)).ravel(), np.diff(matrix.indptr))
        power = (matrix.data - 1) * np.log(rare / common) - (rare - common) * lengths
        weights = np.sqrt(idf[matrix.indices]) / (1 + np.exp(power))
        return csr_matrix((weights, matrix.indices, matrix.indptr), shape=matrix.shape)

    asked = counter.transform(queries).tocsr().astype(np.float64)
    return (weigh(asked) @ weigh(counts).T).toarray()


def lucene_mlt(texts: Sequence[str], queries: Sequence[str]) -> Scores:
    """Lucene's MoreLikeThis with its defaults, written again: the 25 terms of a page with the highest tf-idf.

    Terms that stand twice in the page and in five articles; their articles scored by BM25 (k1 1.2, b 0.75), as
    EnglishAnalyzer stems (Porter). Unlike Lucene it keeps lengths exact, which Lucene rounds to a byte.
    """
    stemmer = Stemmer.Stemmer("porter")

    def words(text: str) -> Iterable[str]:
        found = (word.removesuffix("'s") for word in re.findall(r"[\w']+", text.lower().replace("’", "'")))
        return stemmer.stemWords([word for word in found if word and word not in LUCENE_STOP_WORDS])

    counter = CountVectorizer(analyzer=words)
    counts = counter.fit_transform(texts).tocsr().astype(np.float64)
    df = np.bincount(counts.indices, minlength=counts.shape[1])
    lengths = np.repeat(np.asarray(counts.sum(axis=1)).ravel(), np.diff(counts.indptr))
    saturated = counts.data / (counts.data + 1.2 * (0.25 + 0.75 * lengths / (counts.sum() / len(texts))))
    weights = saturated * np.log(1 + (len(texts) - df + 0.5) / (df + 0.5))[counts.indices]
    scored = csr_matrix((weights, counts.indices, counts.indptr), shape=counts.shape)
    chosen = np.zeros((len(queries), counts.shape[1]), dtype=np.float32)
    for row, query in enumerate(queries):
        said = Counter(words(query))
        known = ((counter.vocabulary_[term], count) for term, count in said.items() if term in counter.vocabulary_)
        ranked = {
            term: count * (1 + np.log((len(texts) + 1) / (df[term] + 1)))
            for term, count in known
            if count >= 2 and df[term] >= 5
        }
        chosen[row, sorted(ranked, key=ranked.__getitem__, reverse=True)[:25]] = 1.0
    return (csr_matrix(chosen) @ scored.T).toarray()


def embeddings(texts: Sequence[str], queries: Sequence[str]) -> Scores:
    """all-MiniLM-L6-v2: the first 256 tokens of a text as one vector. Downloads the model where it is not there."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer("sentence-transformers/all-MiniLM-L6-v2", device="cpu")
    vectors, asked = (model.encode(list(each), normalize_embeddings=True) for each in (texts, queries))
    return asked @ vectors.T


PEERS: dict[str, Peer] = {
    "scikit-learn TF-IDF, English stop words": sklearn,
    "scikit-learn TF-IDF, stemmed, sublinear tf": sklearn_stemmed,
    "arxiv-sanity's settings": arxiv_sanity,
    "gensim TF-IDF": gensim,
    "BM25 (bm25s), whole page as query": bm25,
    "PubMed related articles (PMRA)": pmra,
    "Lucene MoreLikeThis, defaults (written again)": lucene_mlt,
    "all-MiniLM-L6-v2 embeddings": embeddings,
}
