"""The language of a file as sites of many languages tell it: by its folder or the end of its name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath

CODES = frozenset(
    "aa ab af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
"""ISO 639-1."""

_FOLDER = re.compile(r"([a-z]{2})(?:[-_][A-Za-z]{2,4})?")
_NAME = re.compile(r"[^.]\.([a-z]{2})(?:[-_][A-Za-z]{2,4})?$")


class Languages:
    """The languages of some files. A folder is a language's where one beside it is another's: `en/`, `de/`."""

    def __init__(self, names: Iterable[PurePath]) -> None:
        beside: dict[PurePath, set[str]] = defaultdict(set)
        for name in names:
            for folder in name.parents:
                if _code(_FOLDER.fullmatch(folder.name)):
                    beside[folder.parent].add(folder.name)
        self._parents = {folder for folder, names_in_it in beside.items() if len(names_in_it) > 1}

    def of(self, name: PurePath) -> str | None:
        """The language of a file, named without its suffix; None if nothing tells it."""
        folders = (folder for folder in name.parents if folder.parent in self._parents)
        told = (_code(_FOLDER.fullmatch(folder.name)) for folder in folders)
        return _code(_NAME.search(name.name)) or next((code for code in told if code), None)


def _code(found: re.Match[str] | None) -> str | None:
    return found[1] if found and found[1] in CODES else None
