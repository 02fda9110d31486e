import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.normal import normalise

TOLD = (
    "I'm seventy-one and not one to fuss. Since Tuesday my back has been dreadful and I have twice wet the chair "
    "without knowing a thing about it until I stood up. A 52-year-old man on the ward, e.g. with L5/S1, said on "
    'Monday: "No, I cannot feel it." It was the same with me, and the GP sent me to A&E.'
)


@pytest.mark.parametrize("width", [34, 40, 55, 66, 72, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\v", "\x85", " \n ", "\n> "])
def test_text_wrapped_at_any_width_with_any_line_end_is_the_text(width: int, end: str) -> None:
    assert normalise(textwrap.fill(TOLD, width).replace("\n", end)) == TOLD


@pytest.mark.parametrize(
    "unseen", "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u202a\u2066\u034f\ufe0f\x08\x00\U000e0061"
)
def test_what_nobody_can_see_is_gone(unseen: str) -> None:
    assert normalise(f"numb be{unseen}tween my legs") == "numb between my legs"


@pytest.mark.parametrize("space", ["\u00a0", "\u2009", "\u202f", "\u3000", "\u3164", "\t", "   ", " \u00a0 ", "\u2800"])
def test_any_white_space_is_one_space(space: str) -> None:
    assert normalise(f"{space}cannot{space}pass{space}water{space}") == "cannot pass water"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("cafe\u0301", "café"),
        ("ﬁbula and ﬂank", "fibula and flank"),
        ("ｎｕｍｂ", "numb"),
        ("𝐧𝐮𝐦𝐛 𝓁𝑒𝑔𝓈", "numb legs"),
        ("n\u0336u\u0336m\u0336b\u0336", "numb"),
        ("10½ stone, 2 m²", "10½ stone, 2 m²"),
        ("half \ud83d a pair", "half \ufffd a pair"),
    ],
)
def test_letters_in_another_dress_are_plain(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("I am **numb** be*tween* my __legs__", "I am numb between my legs"),
        ("***numb*** and _weak._", "numb and weak."),
        ('numb [between](https://example.org/a_b) my ![legs](x.png "t")', "numb between my legs"),
        ("can&#39;t pee&nbsp;since Monday &amp; Tuesday", "can't pee since Monday & Tuesday"),
        ("`numb` ~~legs~~", "numb legs"),
        ("numb between [b]my[/b] legs [12] since", "numb between my legs since"),
        ("[Update](I have been numb between my legs)", "[Update](I have been numb between my legs)"),
        (">numb between my legs", "numb between my legs"),
        ("3*4 and snake_case and a * b", "3*4 and snake_case and a * b"),
        ("R&D; AT&T", "R&D; AT&T"),
        ("> I am numb\n> between my legs", "I am numb between my legs"),
        (">5 days", ">5 days"),
    ],
)
def test_markup_in_plain_text_breaks_no_phrase(written: str, plain: str) -> None:
    assert normalise(written) == plain


@pytest.mark.parametrize(
    "text",
    [
        "- Numb saddle area\n- Cannot pass water",
        "1. Numb\n2. Weak",
        "| Bladder | lost |\n| Legs | weak |",
        "# My week\nIt began on Monday.",
        "Bladder control: lost\nNumbness between legs: yes",
        "bladder control: lost\nnumbness between legs: yes",
        "no fever\nnumb saddle\nweak legs",
        "It hurts.\nSubscribe to our newsletter.",
        "Share this: Facebook Twitter Email Print\nand now i cant move my ankle",
        "Red flags:\nNumb legs",
        "no allergies\nnumb between my legs since this morning\nback pain for a week",
        "No comments\nnumb between my legs since this morning and cannot pee",
    ],
)
def test_line_of_its_own_stays(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("I am numb between my\nlegs since today", "I am numb between my legs since today"),
        ("cannot\npass water", "cannot pass water"),
        ("NUMB BETWEEN MY\nLEGS", "NUMB BETWEEN MY LEGS"),
        (
            "My back hurts.\nI am numb between my\nlegs since today",
            "My back hurts.\nI am numb between my legs since today",
        ),
        ("I cannot pass\nwater since today", "I cannot pass water since today"),
        ("numb be-\ntween", "numb be-tween"),
        ("I have never had any\n0:04\nnumbness", "I have never had any numbness"),
        ("numb between\nPage 3 of 7\nmy legs", "numb between my legs"),
        ("- numb\n  between my legs\n- weak", "- numb between my legs\n- weak"),
    ],
)
def test_line_break_within_a_sentence_is_a_space(text: str, joined: str) -> None:
    assert normalise(text) == joined


@pytest.mark.parametrize("mark", ["´", "ʼ", "′", "‛", "\ufffd", "â€™", "\\'", "''", "&amp;#39;"])
def test_apostrophe_of_any_kind_is_one(mark: str) -> None:
    assert normalise(f"I don{mark}t, I can{mark}t").replace("’", "'") == "I don't, I can't"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("• Numb saddle\n• Cannot pass water", "- Numb saddle\n- Cannot pass water"),
        ("☐ numb saddle\n☒ fever ✗ chills", "- [ ] numb saddle\n☒ fever\n- [ ] chills"),
        ("Since today: • numb saddle • cannot pass water", "Since today:\n- numb saddle\n- cannot pass water"),
    ],
)
def test_bullets_are_items(text: str, lines: str) -> None:
    assert normalise(text) == lines


@given(st.text() | st.text("ab .\n-*_[]()|>&;\u00ad\u00a0•:#1", max_size=60))
def test_normal_form_holds_no_stray_white_space_and_nothing_unseen(text: str) -> None:
    normal = normalise(text)
    assert normal == normal.strip()
    assert [
        bad for bad in ("\r", "\t", "  ", " \n", "\n ", "\n\n\n", "\u00ad", "\u200b", "\u00a0") if bad in normal
    ] == []


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1))
def test_words_are_only_put_into_their_normal_form(word: str) -> None:
    assert normalise(normalise(word)) == normalise(word)
