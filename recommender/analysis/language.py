"""In which language a page is written: cheaply where it is plain, by a trained model where it is not."""

from __future__ import annotations

from collections.abc import Sequence

from recommender.analysis.words import STOP_WORDS

PLAIN_ENGLISH = 0.25
"""Share of English function words from which no model is asked; running English has 0.4 to 0.5."""

KNOWN_WORDS = 0.5
"""Share of content words that the index knows from which a page counts as of its language (lists, headlines)."""

FEWEST_WORDS = 12
"""Below so many words no model can tell; the page counts as of the index's language."""


def detect_language(words: Sequence[str], text: str, coverage: float) -> str:
    """The ISO 639-1 code of the language of a page.

    `coverage` is the share, 0 to 1, of the page's content words that the index knows. Function words decide
    first (as in Dunning 1994 and every stop-word identifier since); what they leave open goes to py3langid.
    """
    if len(words) < FEWEST_WORDS:
        return "en"
    function_words = sum(word in STOP_WORDS for word in words)
    if function_words >= PLAIN_ENGLISH * len(words) or coverage >= KNOWN_WORDS:
        return "en"
    from py3langid.langid import classify  # 0.6 s and 30 MB at its first call: only for pages that need it

    return str(classify(text[:20_000])[0])
