"""What a sentence inherits from the sentences round it: of when, and of whom, a story is told.

A telling such as "I couldn't feel my legs" does not say when. The sentences before it may ("In 2013 I ..."), until one
comes back to the present. ConText (Harkema 2009, J. Biomed. Inform. 42:839) reads one sentence; pages tell in many.
"""

from __future__ import annotations

from itertools import islice

from recommender.ranking.cues import Cues
from recommender.ranking.roles import TELLS
from recommender.ranking.said import Said

FURTHEST = 40
"""Sentences that are read back for the time of a telling."""

_AROUND = 900  # characters to each side that say whose story it is
_SHORT = 600  # characters of a text that may leave out whose story it is
_NEAR = 200  # characters to each side of a telling that say it, in its paragraph
_MOST_PAINS = 200  # places where pain is told that are looked at
_AFTER = 10  # sentences after a telling in which a story may come to its end


def is_of_the_past(cues: Cues, said: Said, place: int) -> bool:
    """Whether a telling in the past tense is of the past.

    The title looks back, the page goes on to say that it was long ago, or a sentence before says when, and none since
    comes back to the present.
    """
    number = said.sentence_of(place)
    if _is_present(cues, said, number):
        return False
    if cues.looking_back.search(said.subject) or _is_settled(cues, said, number):
        return True
    for each in range(number - 1, max(-1, number - FURTHEST), -1):
        if said.tells(cues.past, each):
            return True
        if _is_present(cues, said, each):
            return False
    return False


def is_cleared(cues: Cues, said: Said, place: int) -> bool:
    """Whether tests found nothing, and what is told is told in the past tense."""
    return said.has(cues.all_clear) and not _is_present(cues, said, said.sentence_of(place))


def hurts_now(cues: Cues, said: Said) -> bool:
    """Whether somebody is in pain as the page is written: an illness of long ago is no warning without."""
    return said.once(hurts_now, lambda: _hurts_now(cues, said))


def _hurts_now(cues: Cues, said: Said) -> bool:
    first = said.subject_end if cues.looking_back.search(said.subject) else 0
    places = islice(cues.in_pain.finditer(said.plain, first), _MOST_PAINS)
    return any(_is_felt_now(cues, said, said.sentence_of(found.start())) for found in places)


def is_of_another(cues: Cues, said: Said, place: int) -> bool:
    """Whether a telling in the third person and past tense is part of a stranger's story, or of one that is over."""
    number = said.sentence_of(place)
    if not said.tells(cues.third_person, number) or said.tells(cues.first_person, number):
        return False
    if not said.tells(cues.past_tense, number) or _is_present(cues, said, number):
        return False
    near = said.around(place, place, _AROUND)
    return bool(cues.stranger.search(near) or cues.over.search(near))


def is_nobodys(cues: Cues, said: Said, span: tuple[int, int]) -> bool:
    """Whether a long page says nowhere near a telling whose it is: not the writer's, not that of anyone of hers.

    A short one need not say it: "numb between the legs, can't pee" is a call for help, and a clinic's notes are
    somebody's. "He" and "she" are somebody where the page says who they are to the writer, or that she is with them;
    in the present, or without a person ("numb between the legs since Sunday?"), it is enough that the sentence tells.
    """
    if said.length < _SHORT:
        return False
    near = said.near(*span, _NEAR)
    if cues.first_person.search(near) or cues.records.search(near):
        return False
    if cues.third_person.search(near):
        if said.has(cues.kin) or cues.company.search(near):
            return False
        if cues.past_tense.search(near):
            return True
    return cues.roles.score_at(said, span[0]) <= TELLS


def is_a_mere_name(cues: Cues, said: Said, place: int) -> bool:
    """Whether the name of a condition stands in a sentence that says of nobody that she has it.

    The first sentence names the subject. Where tests cleared her, every name is one.
    """
    number = said.sentence_of(place)
    return said.has(cues.all_clear) or (number > said.opening and not said.tells(cues.of_somebody, number))


def _is_settled(cues: Cues, said: Said, number: int) -> bool:
    """Whether the sentences after one say that it was long ago ("That was in 2006")."""
    after = range(number + 1, min(number + _AFTER, said.sentences))
    return any(said.tells(cues.settled, each) for each in after)


def _is_felt_now(cues: Cues, said: Said, number: int) -> bool:
    over = said.tells(cues.past_tense, number) or said.tells(cues.past, number)
    return not over or _is_present(cues, said, number)


def _is_present(cues: Cues, said: Said, number: int) -> bool:
    return said.once((_is_present, number), lambda: _tells_of_now(cues, said.sentence_at(number)))


def _tells_of_now(cues: Cues, sentence: str) -> bool:
    told = cues.reported.sub("", sentence)
    return bool(cues.happening.search(told) or cues.present.search(told))
