"""Files of articles, and the folders that static-site generators keep them in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from recommender.errors import ArticleError
from recommender.extract import plain_markup, read_html, read_markdown
from recommender.readers.files import read_text, unreadable_folders, why_astray
from recommender.readers.front_matter import FrontMatter, split_front_matter
from recommender.readers.heads import refuse_drafts
from recommender.readers.inherited import Inherited
from recommender.readers.languages import Languages
from recommender.readers.record import Content, Found, Skipped, make_article, why_no_article
from recommender.readers.values import Fields
from recommender.readers.visibility import is_cleared

MARKDOWN = (".md", ".markdown", ".mdown", ".mdx", ".mkd")
HTML = (".html", ".htm", ".xhtml")
SUFFIXES = (*MARKDOWN, *HTML, ".txt")
"""Files that are read."""

OTHER_SUFFIXES = (".rst", ".adoc", ".asciidoc", ".org", ".textile", ".ipynb", ".docx", ".odt", ".rmd", ".qmd")
"""Files that hold articles, too, in formats that are not read. Each is named."""

DRAFT_FOLDERS = frozenset(("_drafts", "drafts", "_draft", "draft", "_unpublished", "unpublished", "trash"))
"""Folders of what is not published. Each is named."""

OTHER_FOLDERS = frozenset(
    "node_modules bower_components vendor _site _includes _layouts _data _sass _plugins _templates __pycache__ venv "
    "archetypes examplesite".split()
)
"""Folders of what belongs to a site's programs, or is written by them."""

_NO_ARTICLES = frozenset("robots.txt humans.txt ads.txt security.txt llms.txt requirements.txt license.txt".split())


def article_files(folder: Path) -> Iterator[Path | Skipped]:
    """The files of a folder and its subfolders that are read, in order; and what is not read and may be missed.

    Hidden folders and those of a site's programs are passed over.
    """
    for parent, folders, names in os.walk(folder):
        here = Path(parent)
        for name in sorted(folders):
            if name.lower() in DRAFT_FOLDERS:
                yield Skipped(str(here / name), "not published (a folder of drafts)")
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name.lower() not in DRAFT_FOLDERS | OTHER_FOLDERS
        )
        for name in sorted(names):
            path = here / name
            suffix = path.suffix.lower()
            if name.startswith(".") or name.lower() in _NO_ARTICLES:
                continue
            if suffix in OTHER_SUFFIXES:
                yield Skipped(str(path), f"no reader for {suffix}", meant=False)
            elif suffix in SUFFIXES:
                yield Skipped(str(path), "no article: its name begins with _") if name.startswith("_") else path


def read_folder(folder: Path) -> Iterator[Found]:
    """The articles of a folder; an id is the path below it, without suffix where no file before has it so."""
    yield from unreadable_folders(folder, ArticleError)
    found = sorted(article_files(folder), key=lambda each: Path(each.place) if isinstance(each, Skipped) else each)
    languages = Languages(each.relative_to(folder) for each in found if isinstance(each, Path))
    inherited = Inherited(folder)
    seen: set[Path] = set()
    for each in found:
        if isinstance(each, Skipped):
            yield each
            continue
        astray = why_astray(each, folder)
        if astray:
            yield Skipped(str(each), astray)
            continue
        name = each.relative_to(folder)
        bare = name.with_suffix("")
        default_id = (name if bare in seen else bare).as_posix()
        yield from read_file(each, default_id=default_id, language=languages.of(bare), inherited=inherited)
        seen.add(bare)


def read_file(
    path: Path, *, default_id: str, language: str | None = None, inherited: Inherited | None = None
) -> Iterator[Found]:
    """The article of a file; `language` is its own where it does not tell one."""
    place = str(path)
    try:
        front, suffix = read_front_matter(path), path.suffix.lower()
        if suffix in HTML and (reason := why_no_article(front.body)):
            yield Skipped(place, reason)
            return
        if not is_cleared(Fields(front.fields)):
            refuse_drafts(front.body, place=place)
        content = _content(front.body, suffix)
        fields = inherited.complete(front.fields, path) if inherited else front.fields
        yield from make_article(fields, content, place=place, default_id=default_id, language=language)
    except ArticleError as error:
        yield error


def read_front_matter(path: Path) -> FrontMatter:
    """Front matter and body of a file; Nikola's stands in a file beside it, `walk.meta`. Raises ArticleError."""
    front = split_front_matter(read_text(path, ArticleError), place=str(path))
    beside = path.with_suffix(".meta")
    if front.fields or not beside.is_file():
        return front
    return FrontMatter(split_front_matter(read_text(beside, ArticleError), place=str(beside)).fields, front.body)


def _content(body: str, suffix: str) -> Content:
    if suffix in HTML:
        plain, whole = plain_markup(body), plain_markup(body, whole=True)
        page = read_html(plain)
        return Content(page.text, title=page.title, said=(page if whole == plain else read_html(whole)).said)
    if suffix == ".txt":
        return Content(body)
    markdown = read_markdown(body)
    return Content(markdown.text, markdown.headings, said=markdown.said)
