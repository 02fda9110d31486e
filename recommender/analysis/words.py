"""Words of a text, and the function words that carry no subject."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "\u00ad": None, "\u200b": None})

STOP_WORDS = frozenset(
    """
    a about above across after again against all almost along already also although always am among an and
    another any anybody anyone anything anywhere are aren't around as at away be became because become becomes
    been before began behind being below between both but by came can can't cannot come comes coming could
    couldn't did didn't do does doesn't doing don't done down during each either else enough even ever every
    everybody everyone everything everywhere few for from further get gets getting give given go goes going gone
    got had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his
    how how's however i i'd i'll i'm i've if in indeed instead into is isn't it it'd it'll it's its itself just
    keep kept know known let let's like likely lot lots made make makes making many may maybe me might mine more
    most much must my myself near need needs neither never next no nobody none nor not nothing now of off often
    on once one ones only onto or other others otherwise our ours ourselves out over own per perhaps put quite
    rather really said same say says see seem seems seen several shall she she'd she'll she's should shouldn't
    since so some somebody someone something sometimes somewhere soon still such sure take taken takes taking
    than that that'll that's the their theirs them themselves then there there's therefore these they they'd
    they'll they're they've thing things think this those though through thus to together too took toward towards
    try tried trying two under unless until up upon us use used uses using usually very via want wants was wasn't
    way ways we we'd we'll we're we've well went were weren't what what's whatever when where whether which while
    whilst who who's whoever whole whom whose why will with within without won't would wouldn't yes yet you you'd
    you'll you're you've your yours yourself yourselves etc eg ie vs
    arent cant couldnt didnt doesnt dont hadnt hasnt havent im isnt ive shouldnt thats theres theyre wasnt whats
    wouldnt youre youve
    """.split()
)
"""English words that say nothing about the subject of a text. "Back" is not among them."""


def fold_text(text: str) -> str:
    """`text` in lower case, compatibility forms folded, quotes straight: what words are looked for in."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_QUOTES))
    return text.lower().replace("`", "'")


def split_words(text: str) -> list[str]:
    """The words of `text` in order: lower case, compatibility forms folded, hyphens part words."""
    return _WORD.findall(fold_text(text))
