"""The vocabulary of a field: which phrasings mean the same, which are near, which need company to mean it.

A vocabulary is data (YAML or JSON); analysis applies it. Its shape:

    version: 1
    context: [back, spine, …]              # a text without any of these gets no context-bound phrase
    sets:
    - {id: hip-flexors, strength: same, terms: [hip flexors, psoas, …]}   # one term
    - {id: trapped-nerve, strength: near, terms: [trapped nerve, sciatica]}  # less weight
    spelling: [[disc, disk], …]            # the second is read as the first
    misspellings: {sciatica: [siatica, …]}
    together: [range of motion, …]         # kept as one term besides their words
    needs: {core: [muscle, exercise], …}   # a phrase counts only in a text that holds one of these
    opposites: [[flexion, extension], …]   # never the same term; `limber check` proves it
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from recommender.datafile import read_yaml
from recommender.errors import VocabularyError

Phrase = Annotated[str, Field(min_length=1, max_length=100)]


class SynonymSet(BaseModel):
    """Phrasings of one idea; the first is the one shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    strength: Literal["same", "near"]
    terms: Annotated[tuple[Phrase, ...], Field(min_length=2)]


class Vocabulary(BaseModel):
    """A checked vocabulary. An empty one is valid and changes nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    context: tuple[Phrase, ...] = ()
    sets: tuple[SynonymSet, ...] = ()
    spelling: tuple[tuple[Phrase, Phrase], ...] = ()
    misspellings: dict[Phrase, tuple[Phrase, ...]] = {}
    together: tuple[Phrase, ...] = ()
    needs: dict[Phrase, tuple[Phrase, ...]] = {}
    opposites: tuple[tuple[Phrase, Phrase], ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Vocabulary:
        ids = [each.id for each in self.sets]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"two sets have the id {twice[0]!r}")
        return self


def load_vocabulary(path: Path) -> Vocabulary:
    """Read a vocabulary file. Raises VocabularyError with the place of the first fault."""
    record = read_yaml(path, VocabularyError)
    return parse_vocabulary(record, place=str(path))


def parse_vocabulary(record: Any, *, place: str) -> Vocabulary:
    """Check a vocabulary that was already parsed. `place` is named in errors."""
    try:
        return Vocabulary.model_validate(record or {})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise VocabularyError(
            f"{field or 'vocabulary'}: {first['msg']}", place=place, remedy="See ARCHITECTURE.md, “Vocabulary”."
        ) from error
