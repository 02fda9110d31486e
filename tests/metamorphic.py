"""Changes of a page that must not change what its reader may be shown: how it is wrapped, written, marked up, framed.

Each is a function from a title and a text of paragraphs to the page as somebody else would have it.
"""

from __future__ import annotations

import html
import re
import textwrap
import unicodedata
from collections.abc import Callable

from recommender.article import Page

Change = Callable[[str, str], Page]

_PARAGRAPHS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[\"'“‘(]?[A-Z])")
_LONG_WORDS = re.compile(r"\b([A-Za-z]{3})([A-Za-z]{3,})\b")

BOILERPLATE = (
    "Subscribe to our newsletter.",
    "We use cookies to give you the best experience on our website.",
    "© 2024 Example Health. All rights reserved.",
    "Opening hours: Mon-Fri 9 to 5.",
    "Jane Roe is a physiotherapist based in Leeds. She graduated from Leeds University and runs her own clinic.",
    "Leave a comment. Your email address will not be published.",
    "This article is for informational purposes only and is not a substitute for professional medical advice.",
    "Posted in General | Tagged spine, posture | 3 comments",
    "Share this: Facebook Twitter Email Print",
)


def _words(change: Callable[[str], str]) -> Change:
    return lambda title, text: Page(title=change(title), text=change(text))


def _text(change: Callable[[str], str]) -> Change:
    return lambda title, text: Page(title=title, text=change(text))


def _fragment(change: Callable[[str], str]) -> Change:
    return lambda title, text: Page(title=title, html=change(text))


def _paragraphs(text: str) -> list[str]:
    return [each for each in _PARAGRAPHS.split(text.strip()) if each.strip()]


def _lines_of(paragraph: str) -> list[str]:
    return [line for line in paragraph.split("\n") if line.strip()]


def _wrap(width: int, end: str = "\n") -> Callable[[str], str]:
    def wrap(text: str) -> str:
        wrapped = ["\n".join(textwrap.fill(line, width) for line in _lines_of(each)) for each in _paragraphs(text)]
        return "\n\n".join(wrapped).replace("\n", end)

    return wrap


def _within(mark: str) -> Callable[[str], str]:
    """Something unseen within the longer words."""
    return lambda text: _LONG_WORDS.sub(rf"\1{mark}\2", text)


def _every(number: int, change: Callable[[str], str]) -> Callable[[str], str]:
    """Every so-and-so-many-th word changed."""

    def change_words(text: str) -> str:
        words = re.split(r"(\s+)", text)
        for place in range(2 * number - 2, len(words), 2 * number):
            if words[place].isalpha():
                words[place] = change(words[place])
        return "".join(words)

    return change_words


def _curly(text: str) -> str:
    return re.sub(r"(^|[\s(])\"", r"\1“", text).replace('"', "”").replace("'", "’")


def _straight(text: str) -> str:
    return text.translate(str.maketrans("’‘“”", "''\"\""))


def _entities(text: str) -> str:
    return html.escape(text).replace("&#x27;", "&#8217;").encode("ascii", "xmlcharrefreplace").decode()


def _items(mark: str) -> Callable[[str], str]:
    def items(text: str) -> str:
        sentences = [_SENTENCES.split(line) for each in _paragraphs(text) for line in _lines_of(each)]
        return "\n".join(f"{mark}{each}" for line in sentences for each in line)

    return items


def _as_html(text: str, line_end: str = "<br>") -> str:
    return "".join(
        f"<p>{line_end.join(html.escape(line) for line in _lines_of(each))}</p>\n" for each in _paragraphs(text)
    )


def _listed(text: str) -> str:
    items = _items("")(text).split("\n")
    return f"<ul>{''.join(f'<li>{html.escape(each)}</li>' for each in items)}</ul>"


def _tabled(text: str) -> str:
    rows = _items("")(text).split("\n")
    return f"<table>{''.join(f'<tr><td>{html.escape(each)}</td></tr>' for each in rows)}</table>"


def _theme(body: Callable[[str], str]) -> Change:
    """The whole page of a site, as themes make it."""

    def page(title: str, text: str) -> Page:
        name = html.escape(title or "My week")
        return Page(
            html=f"""<!doctype html><html lang="en"><head><title>{name} | Cauda Equina Champions Charity</title>
<style>body{{margin:0}}</style><script>var legs = "numb";</script></head><body class="home">
<a class="skip" href="#content">Skip to content</a>
<header><a href="/">Cauda Equina Champions Charity</a><nav><ul><li><a href="/foot-drop">Foot drop</a></li>
<li><a href="/stories">Numb saddle: stories</a></li></ul></nav></header>
<section class="featured"><article class="card"><h3><a href="/a">I could not feel my legs</a></h3>
<p>Read how she lost control of her bladder.</p></article></section>
<main id="content"><article class="post"><header><h1>{name}</h1>
<p class="meta">By <a href="/staff">Staff</a></p></header>
<div class="entry">{body(text)}</div>
<ul class="related"><li><a href="/x">Bowel incontinence: red flags</a></li><li><a href="/y">Broken back?</a></li></ul>
<footer>Filed under <a href="/tag/spine">spine</a>, <a href="/tag/posture">posture</a></footer></article>
<section id="comments"><h2>2 comments</h2><article class="comment"><p>Lovely post, thanks.</p></article>
<article class="comment"><p>Same here, it helped.</p></article><form><textarea>numb</textarea></form></section></main>
<aside><h2>Popular</h2><ul><li><a href="/z">Cancer of the spine</a></li><li><a href="/c">Classes</a></li></ul></aside>
<div role="dialog" class="cookies">We use cookies. <button>Accept</button></div>
<footer><p>© 2024. All rights reserved.</p></footer></body></html>"""
        )

    return page


def _beside(line: str, place: str) -> Callable[[str], str]:
    """A line of boilerplate joined to the text by one line break, before, between or after."""

    def beside(text: str) -> str:
        lines = text.strip().split("\n")
        at = {"before": 0, "between": max(1, len(lines) // 2), "after": len(lines)}[place]
        return "\n".join([*lines[:at], line, *lines[at:]])

    return beside


_FILLER = (
    "The café by the canal opens at eight and the coffee is strong. Chairs are put out where the sun comes round, and "
    "the radio plays something slow. Most mornings the same people come, and they talk of the weather and the garden."
)


def _after(characters: int) -> Callable[[str], str]:
    return lambda text: "\n\n".join([_FILLER] * (characters // len(_FILLER) + 1)) + f"\n\n{text}"


SHY, SPACE, JOINER, NON_JOINER, WORD_JOINER, MARK, BOM = (
    "\u00ad",
    "\u200b",
    "\u200d",
    "\u200c",
    "\u2060",
    "\u200e",
    "\ufeff",
)

CHANGES: dict[str, Change] = {
    "wrapped at 40": _text(_wrap(40)),
    "wrapped at 72": _text(_wrap(72)),
    "wrapped at 72, CRLF": _text(_wrap(72, "\r\n")),
    "wrapped at 60, old Mac": _text(_wrap(60, "\r")),
    "wrapped at 50, line separators": _text(lambda text: _wrap(50)(text).replace("\n", "\u2028")),
    "wrapped mail, quoted": _text(lambda text: "\n".join(f"> {line}" for line in _wrap(64)(text).split("\n"))),
    "soft hyphens": _words(_within(SHY)),
    "zero-width spaces": _words(_within(SPACE)),
    "zero-width joiners": _words(_within(JOINER)),
    "zero-width non-joiners": _words(_within(NON_JOINER)),
    "word joiners": _words(_within(WORD_JOINER)),
    "direction marks": _words(_within(MARK)),
    "byte order marks": _words(_within(BOM)),
    "no-break spaces": _words(lambda text: text.replace(" ", "\u00a0")),
    "thin spaces": _words(lambda text: text.replace(" ", "\u2009")),
    "doubled spaces": _words(lambda text: text.replace(" ", "  ")),
    "tabs": _words(lambda text: text.replace(" ", "\t")),
    "indented": _text(lambda text: "\n".join(f"    {line}" for line in text.split("\n"))),
    "curly quotes": _words(_curly),
    "straight quotes": _words(_straight),
    "decomposed": _words(lambda text: unicodedata.normalize("NFD", text)),
    "full width": _words(lambda text: re.sub("[a-z]", lambda found: chr(ord(found[0]) + 0xFEE0), text)),
    "upper case": _words(str.upper),
    "lower case": _words(str.lower),
    "entities": _words(_entities),
    "bold words": _text(_every(3, lambda word: f"**{word}**")),
    "italic words": _text(_every(2, lambda word: f"_{word}_")),
    "linked words": _text(_every(4, lambda word: f"[{word}](https://example.org/{word})")),
    "an item a sentence": _text(_items("- ")),
    "a bullet a sentence": _text(_items("• ")),
    "a number a sentence": _text(lambda text: re.sub("(?m)^", "1. ", _items("")(text))),
    "a row a sentence": _text(lambda text: "\n".join(f"| {each} |" for each in _items("")(text).split("\n"))),
    "fragment": _fragment(_as_html),
    "fragment wrapped in its source": _fragment(lambda text: _as_html(_wrap(40)(text), "\n")),
    "fragment with breaks": _fragment(lambda text: _as_html(_wrap(48)(text))),
    "fragment with inline tags": _fragment(
        lambda text: re.sub(r"(?<=\s)([a-z]{3,})(?=\s)", r"<b>\1</b>", _as_html(text))
    ),
    "fragment as a list": _fragment(_listed),
    "fragment as a table": _fragment(_tabled),
    "theme": _theme(_as_html),
    "theme with breaks": _theme(lambda text: _as_html(_wrap(44)(text))),
    "theme in one form": _theme(lambda text: f"<form>{_as_html(text)}<input value='numb'></form>"),
    "after 25,000 characters": _text(_after(25_000)),
    "after 150,000 characters": _text(_after(150_000)),
    **{
        f"boilerplate {number} {place}": _text(_beside(line, place))
        for number, line in enumerate(BOILERPLATE)
        for place in ("before", "between", "after")
    },
}
