"""British and American spelling meet in one form, by rule.

The form is an internal one (it need not be a spelling anybody uses); what matters is that both arrive at it
and that two different words do not. Pairs that follow no rule (disc, disk) are the vocabulary's.
"""

from __future__ import annotations

import re

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # mobilisation, mobilization; exercise stays itself because both sides of a match take the same path.
    (re.compile(r"(?<=\w{4})is(?=(?:e|es|ed|er|ers|ing|ation|ations|ational)$)"), "iz"),
    (re.compile(r"(?<=\w{3})yse(?=[sdr]?$)"), "yze"),
    (re.compile(r"(?<=\w{3})ysing$"), "yzing"),
    # colour, labour, behaviour, tumour; hour, four, tour and their forms have too short a beginning.
    (re.compile(r"(?<=\w{3})our(?=(?:s|ed|ing|al|ally|able|ably|ful|less|hood|ite|ites|ly)?$)"), "or"),
    (re.compile(r"^(cent|met|lit|fib|theat|kilomet|centimet|millimet|calib|meag|sab)re(?=s?$)"), r"\1er"),
    # Greek ae and oe: anaesthesia, paediatric, haemorrhage, oedema, diarrhoea, faecal, foetus, oestrogen.
    (re.compile(r"aesth"), "esth"),
    (re.compile(r"aem(?=[aioy])"), "em"),
    (re.compile(r"paed(?=[aioe])"), "ped"),
    (re.compile(r"^oe(?=dem|soph|str)"), "e"),
    (re.compile(r"rrhoe"), "rrhe"),
    (re.compile(r"^faec"), "fec"),
    (re.compile(r"^foet"), "fet"),
    (re.compile(r"gynaec"), "gynec"),
    (re.compile(r"^caesar"), "cesar"),
    (re.compile(r"ogue(?=s?$)"), "og"),
)


_MAY_DIFFER = re.compile(r"is[eia]|ys[ei]|our|res?$|[ao]e|ogue")
"""What some rule needs: most words have none of it, and are spared the rules."""


def fold_spelling(word: str) -> str:
    """One form for the spellings of a lower-case word."""
    if not _MAY_DIFFER.search(word):
        return word
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word
