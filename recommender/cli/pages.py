"""Pages from what the command line names: a file, standard input, an address or an id; a file of many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from recommender.article import Page
from recommender.errors import PageError, UsageError
from recommender.extract import read_markdown
from recommender.readers.files import BIGGEST_FILE, decode, read_lines, read_text
from recommender.readers.folder import HTML, MARKDOWN
from recommender.readers.front_matter import split_front_matter
from recommender.readers.said import said_in
from recommender.readers.values import Fields, read_line
from recommender.recommend import Recommender


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page in a JSON Lines file: what the file calls it, the page, and where it stands."""

    name: str
    page: Page
    place: str


def page_of(name: str | None, url: str | None, id_: str | None) -> Page:
    """The page to answer for. Raises UsageError unless exactly one of the three is given, and PageError."""
    given = [each for each in (name, url, id_) if each is not None]
    if len(given) != 1:
        raise UsageError(
            f"name one page: a file, - for standard input, --url or --id; got {len(given)}", remedy="See --help."
        )
    if name is None:
        return Page(url=url, id=id_)
    if name == "-":
        return _parse(decode(sys.stdin.buffer.read(BIGGEST_FILE + 1), "standard input", PageError), "")
    path = Path(name)
    return _parse(read_text(path, PageError), path.suffix.lower())


def page_or_id(name: str, limber: Recommender) -> Page:
    """A file or `-` if there is one of this name, else an article id or address of the index."""
    if name != "-" and not Path(name).exists():
        if limber.index.row_of_id(name) is not None:
            return Page(id=name)
        if "/" in name:
            return Page(url=name)
        raise PageError(
            "there is no such file, and no article has this id", place=name, remedy="Check the name or the --index."
        )
    return page_of(name, None, None)


def read_pages(file: Path) -> Iterator[PageLine]:
    """The pages of a JSON Lines file: a line is {"id", "text" [, "title"]} or {"id", "article"}, an article's id.

    Raises PageError that names the line.
    """
    for place, line in read_lines(file, PageError):
        if isinstance(line, PageError):
            raise line
        yield _read_line(line, place)


def read_named_pages(file: Path) -> dict[str, Page]:
    """The pages of a JSON Lines file by name. Raises PageError that names the line, also where a name comes again."""
    pages: dict[str, Page] = {}
    for line in read_pages(file):
        if line.name in pages:
            raise PageError(
                f"the id {line.name!r} comes a second time", place=line.place, remedy="Give each page its own."
            )
        pages[line.name] = line.page
    return pages


def _read_line(line: str, place: str) -> PageLine:
    remedy = 'A line is {"id", "text" [, "title"]} or {"id", "article"}.'
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PageError(f"not valid JSON: {error}", place=place, remedy=remedy) from error
    if not isinstance(record, dict) or "id" not in record:
        raise PageError("the line has no id", place=place, remedy=remedy)
    fields = {name: record.get(name) for name in ("article", "text", "title")}
    wrong = next((name for name, value in fields.items() if value is not None and not isinstance(value, str)), None)
    if wrong or (fields["article"] is None) == (fields["text"] is None):
        what = f"{wrong}: a string is wanted" if wrong else "one of text and article is wanted"
        raise PageError(what, place=place, remedy=remedy)
    return PageLine(str(record["id"]), Page(id=fields["article"], text=fields["text"], title=fields["title"]), place)


def _parse(text: str, suffix: str) -> Page:
    start = text[:2000].lstrip().lower()
    if suffix in HTML or start.startswith(("<!doctype html", "<html")):
        return Page(html=text)
    if suffix in MARKDOWN:
        front = split_front_matter(text, place="the page")
        content = read_markdown(front.body)
        title = read_line(Fields(front.fields).get("title")) or next(iter(content.headings), "")
        return Page(title=title, text=content.text, said=said_in(front.fields, content.said))
    return Page(text=text)
