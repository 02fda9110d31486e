"""Collections to measure relevance on: articles, pages that ask for related ones, and who judged what related."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recommender import Article, Page
from recommender.evaluation.measure import Judgments, read_judgments
from recommender.evaluation.pages import SETS, load_pages
from recommender.readers import bundled_path, read_sources


@dataclass(frozen=True)
class Query:
    """A page: as Limber gets it, and as text for the peers. One in the index is never an answer to itself."""

    name: str
    page: Page
    text: str


@dataclass(frozen=True)
class Collection:
    """Articles with the text that peers get of each, queries and judgments."""

    name: str
    articles: list[Article]
    texts: list[str]
    queries: list[Query]
    judgments: Judgments


def bundled() -> Iterator[Collection]:
    """The bundled articles with their judgments, and with the development pages. Peers get every field as text."""
    articles = [each for each in read_sources([bundled_path("articles")]) if isinstance(each, Article)]
    texts = [_all_fields(each) for each in articles]
    judgments = read_judgments(bundled_path("judgments.tsv"))
    own = dict(zip((each.id for each in articles), texts, strict=True))
    queries = [Query(each, Page(id=each), own[each]) for each in judgments]
    yield Collection("bundled judgments", articles, texts, queries, judgments)
    for name in SETS:
        pages = [each for each in load_pages(bundled_path("pages", name)) if each.related]
        queries = [Query(p.name, Page(title=p.title, text=p.text), f"{p.title or ''}\n{p.text}") for p in pages]
        yield Collection(f"bundled {name} pages", articles, texts, queries, {p.name: dict(p.related) for p in pages})


def read_folder(folder: Path, *, most: int, seed: int) -> Collection:
    """docs.jsonl ({id, title, text}), queries.jsonl ({id, text} or {id, doc_id}) and qrels.tsv of a folder.

    Text alone: tags and summaries are left out, so that Limber gets what the peers get. Of more than `most`
    queries with a relevant article, a sample.
    """
    documents = list(_lines(folder / "docs.jsonl"))
    articles = [Article(each["id"], each.get("title") or "", each.get("text") or "") for each in documents]
    texts = {each.id: f"{each.title}\n{each.text}" for each in articles}
    judged = read_judgments(folder / "qrels.tsv")
    judgments = {
        query: {article: grade for article, grade in grades.items() if article in texts}
        for query, grades in judged.items()
    }
    queries = []
    for each in _lines(folder / "queries.jsonl"):
        article = each.get("doc_id", each.get("article"))
        if any(grade > 0 for grade in judgments.get(each["id"], {}).values()) and (article is None or article in texts):
            text = each["text"] if article is None else texts[article]
            queries.append(Query(each["id"], Page(text=text) if article is None else Page(id=article), text))
    random.Random(seed).shuffle(queries)
    queries = queries[:most]
    return Collection(
        folder.name, articles, list(texts.values()), queries, {each.name: judgments[each.name] for each in queries}
    )


def _all_fields(article: Article) -> str:
    filed = " . ".join((*article.tags, *article.regions, *article.conditions)).replace("-", " ")
    return f"{article.title}\n{article.summary}\n{filed}\n{article.text}"


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
