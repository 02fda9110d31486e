import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.boilerplate import main_text
from recommender.extract import plain_line, plain_markup, read_html, read_markdown, strip_tags

BLOG = """<!doctype html><html><head><title>Hip stretches for sitters | Anytown Physio</title>
<style>p {color: red}</style><script>var tracked = "nothing to read";</script></head>
<body><nav><a href="/">Home</a> <a href="/shop">Shop window</a></nav>
<article><h1>Hip stretches for sitters</h1>
<p>Sitting keeps the front of the hip folded for hours, and the muscles there grow used to being short. That is one
reason why standing up after a long meeting feels stiff.</p>
<p>Kneel on a cushion, tuck the tailbone under and glide forwards. Hold for five slow breaths and change sides.</p>
</article><footer><p>Imprint of the clinic</p></footer></body></html>"""


def test_html_page_gives_its_title_without_the_site() -> None:
    assert read_html(BLOG).title == "Hip stretches for sitters"


def test_html_page_gives_its_main_text_without_menu_script_and_footer() -> None:
    text = read_html(BLOG).text
    assert "front of the hip folded" in text
    assert "five slow breaths" in text
    assert [word for word in ("Shop window", "tracked", "color: red", "Imprint") if word in text] == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Tight hips</p>", "Tight hips"),
        ("Tight &amp; sore", "Tight & sore"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<p>half<b>-</b>kneeling</p>", "half-kneeling"),
        ("<p>Read</p><script>not()</script><style>b{}</style>", "Read"),
        ("no tags at all", "no tags at all"),
        ("<p>never closed <b>bold", "never closed bold"),
    ],
)
def test_html_fragment_gives_its_visible_text(html: str, text: str) -> None:
    assert strip_tags(html) == text


def test_html_fragment_without_main_text_gives_all_of_its_text() -> None:
    found = read_html("<p>Tight hips</p>")
    assert (found.title, found.text) == ("", "Tight hips")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (f"<p {' '.join(f'a{number}=1' for number in range(200_000))}>Tight hips</p>", "Tight hips"),
        (f"<p>Tight hips</p>{'<p>' * 500_000}", "Menu\n\nTight hips"),
        (f"{'<div>' * 30_000}Tight hips", "Tight hips"),
        (f"{'<sup>' * 30_000}Tight hips", "Tight hips"),
        (f"{'<div class=brand>' * 30_000}Tight hips", "Tight hips"),
    ],
    ids=["attributes", "tags", "depth", "note marks", "brands"],
)
def test_html_page_that_would_take_minutes_gives_its_text(html: str, text: str) -> None:
    found = read_html(f"<title>Hips</title><body><nav>Menu</nav>{html}")
    assert (found.title, found.text) == ("Hips", text)


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Mid-back stretch</title>", "Mid-back stretch"),
        ("<TITLE lang=en>Hips &amp;\n spine</TITLE>", "Hips & spine"),
        ("<title>Hips – A blog</title>", "Hips"),
        ("<p>none</p>", ""),
    ],
)
def test_html_title_is_the_first_part_on_one_line(html: str, title: str) -> None:
    assert read_html(html).title == title


@given(st.text(st.characters()) | st.text("<>/ap\"'=!-[]&;#x0 "))
def test_html_fragment_of_any_text_never_fails(text: str) -> None:
    assert isinstance(strip_tags(text), str)


@pytest.mark.parametrize("html", ["", " ", "<", "<html></html>", "<!doctype html>", "\0", "<p>" * 2000, "&#xD800;"])
def test_html_page_of_nothing_gives_no_error(html: str) -> None:
    assert read_html(html).text.strip("<\0 \ufffd") == ""


MARKDOWN = """# Tight hips

{% include ad.html %}{% comment %}
not for readers
{% endcomment %}
Sitting **shortens** the [hip flexors](hip.md), see {{ site.title }} and `code`.
![a kneeling woman](kneel.jpg)

<div class="tip"><p>Tuck the <em>tailbone</em>.</p></div>

| Side | Breaths |
|------|---------|
| left | five    |

1. Kneel
2. Glide

Setext heading
--------------

```
print("not prose")
```

A <span>hidden</span> span.

## Sources

- Somebody et al. 2015

### Deeper in the sources

- Another

## After the sources

Walk a little.
"""


def test_markdown_gives_its_headings_without_the_sources() -> None:
    assert read_markdown(MARKDOWN).headings == ("Tight hips", "Setext heading", "After the sources")


def test_markdown_gives_its_text_with_headings_tables_and_lists() -> None:
    assert read_markdown(MARKDOWN).text.split("\n\n") == [
        "Tight hips",
        "Sitting shortens the hip flexors, see and code. a kneeling woman",
        "Tuck the tailbone.",
        "Side: Breaths\nleft: five",
        "Kneel",
        "Glide",
        "Setext heading",
        "A hidden span.",
        "After the sources",
        "Walk a little.",
    ]


@pytest.mark.parametrize("heading", ["Source", "SOURCES", "References", "Further reading", "Bibliography"])
def test_markdown_section_of_sources_is_left_out(heading: str) -> None:
    assert read_markdown(f"Text.\n\n## {heading}\n\nNames.").text == "Text."


def test_markdown_section_that_only_mentions_sources_stays() -> None:
    assert "Names." in read_markdown("## Sources of pain\n\nNames.").text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| Bladder control | lost |", "Bladder control: lost"),
        ("| Bladder control: | lost |", "Bladder control: lost"),
        ("| Numb | legs | since today |", "Numb | legs | since today"),
        ("| Numb | | |", "Numb"),
        ("| *Numb* | [legs](x.md) |", "Numb: legs"),
    ],
)
def test_markdown_reads_a_row_of_a_table_as_one_line(row: str, said: str) -> None:
    columns = row.count("|") - 1
    table = f"{'|' + ' a |' * columns}\n{'|' + '---|' * columns}\n{row}\n"
    assert read_markdown(table).text.split("\n")[1] == said


@pytest.mark.parametrize(
    ("markdown", "said"),
    [
        ("I am numb between my\nlegs.", "I am numb between my legs."),
        ("One line  \nanother", "One line\nanother"),
        ("One line\\\nanother", "One line\nanother"),
        ("One line<br>another", "One line\nanother"),
        ("- one\n- two\n  still two", "one\n\ntwo still two"),
        ("    I am numb between my legs.", "I am numb between my legs."),
        ("```\nI am numb between my legs.\n```", "I am numb between my legs."),
        ("```\nfor x in range(9): print(x)\n```", ""),
        ("~~gone~~", "gone"),
    ],
)
def test_markdown_breaks_lines_where_a_reader_sees_a_break(markdown: str, said: str) -> None:
    assert read_markdown(markdown).text == said


TAKEN_OUT = [
    "{{ page.title }}", "{{ page.title | escape }}", '{{ "/a" | relative_url }}', "{{- .Title -}}", "{{ t('x') }}",
    "{{#each items}}", "{{/each}}", "{{> partial}}", "{{ index .Site.Data 3 }}", "{{ post.date | date: '%Y' }}",
    "{{ a.b\n}}", "{% include toc.html %}", "{%- if page.x and y -%}", "{% include a.html\n x='y' %}", "{% mytag %}",
    "{% img left /a.png 3 a title %}", "{% comment %}a secret\n\nof two parts{% endcomment %}", "{{< youtube abc >}}",
    "{% highlight ruby %}puts 'x'\n\nputs{% endhighlight %}", '{{< figure src="a.jpg" >}}', "{{% notice warning %}}",
    "{{</* tweet 1 */>}}", "{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "[et_pb_row a=\"b\"]", "[/et_pb_row]",
    '[gallery ids="1,2"]', "[vc_column_text]", "[contact-form-7 id='3']", "{: .lead }", "![[photo.png]]",
    "{/* hidden */}", "%%hidden%%", "[^1]", "<!-- hidden -->", "<Figure src='a.png' />", "[embed]", "[TOC]",
]  # fmt: skip
KEPT = [
    "a slot {{ and no end", "80{% of us", "80{% for us improve, 20%} did not", "{{ I am numb now }}", "{{}}",
    "{ numb }", "{% of our patients improve %}", "[numb since today]", "[sic]", "[numb](a.md)",
    "50%% of us, 60%% of you",
    "a == b == c", "[1]", "1 < 2", "{numb: 3}", "x^2", "ratio 3:4:5", "!!! and so on", "import a mat from the shop",
    "[my legs] are numb",
]  # fmt: skip


@pytest.mark.parametrize("markup", TAKEN_OUT)
def test_markup_that_no_reader_sees_is_taken_out(markup: str) -> None:
    for text in (f"Before {markup} after.", f"Before\n\n{markup}\n\nafter."):
        assert read_markdown(text).text.replace("[TOC] ", "").split() == ["Before", "after."], text


@pytest.mark.parametrize("prose", KEPT)
def test_prose_with_braces_and_brackets_stays(prose: str) -> None:
    words = [word for word in re.findall(r"\w+", prose) if word not in ("md", "a")]
    assert [word for word in words if word not in read_markdown(f"Before {prose} after.").text] == []


@given(st.lists(st.sampled_from(TAKEN_OUT + KEPT), max_size=6))
def test_no_markup_takes_another_paragraph_with_it(markup: list[str]) -> None:
    told = "I am numb between my legs."
    text = "\n\n".join(part for each in markup for part in (each, told))
    hidden = sum("secret" in each or "puts" in each or "x :=" in each for each in markup)
    assert read_markdown(text).text.count(told) == len(markup), (text, hidden)


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('{{< figure src="a.jpg" caption="Lower back" >}}', "Lower back"),
        ('{% include figure.html alt="A walk" %}', "A walk"),
        ('[caption id="a"]<img src="a.jpg" /> A man walks[/caption]', "A man walks"),
        ("{% if a %}One{% else %}Two{% endif %}", "One Two"),
        ('<Callout title="Take care">\nStop.\n</Callout>', "Take care Stop."),
        ('!!! note "Take care"\n    Stop if it hurts.\n\nGo on.', "Take care Stop if it hurts. Go on."),
        ("??? tip\n    Stop.\n\n    And rest.", "Stop. And rest."),
        (":::tip[Walk]\nEach hour.\n:::", "Walk Each hour."),
        ("> [!warning]- Mind the knee\n> Pad it.", "Mind the knee Pad it."),
        ("See [[hip|the hip page]] and [[knee]].", "See the hip page and knee."),
        ("- [ ] walk\n- [x] rest", "walk rest"),
        ("A [&hellip;] B […] C [...]", "A … B … C …"),
        ("Walk[^1].\n\n[^1]: Slowly.", "Walk. Slowly."),
        ("* TOC\n{:toc}\n\n## Warm up {#warm}\n{: .lead}\n\nWalk.", "Warm up Walk."),
        ("import A from './a'\n\nWalk.\n\nexport const b = {\n  c: 1\n}\n\nRest.", "Walk. Rest."),
    ],
)
def test_markdown_keeps_what_a_reader_sees_of_markup(markup: str, said: str) -> None:
    assert " ".join(read_markdown(markup).text.split()) == said


@pytest.mark.parametrize("unit", ["{% a ", "{{ a", "{{< a ", "[a b='", "[[a", "==a", "{/* ", "<Aa =>"])
def test_markup_that_never_closes_stays(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    assert len(plain_markup(text)) >= len(text) * 0.4


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Walk &amp; rest", "Walk & rest"),
        ("don&#8217;t", "don’t"),
        ("Walk <em>gently</em><br>each hour", "Walk gently each hour"),
        ("Walk *gently* with `care`", "Walk gently with care"),
        ("Less < more & 5 * 3 * 2", "Less < more & 5 * 3 * 2"),
        ("snake_case_name", "snake_case_name"),
        ("[A link](a.md)", "A link"),
        ("  two\n lines ", "two lines"),
        ("1. First", "1. First"),
        ("# 5 things", "# 5 things"),
    ],
)
def test_title_is_plain_text_on_one_line(title: str, said: str) -> None:
    assert plain_line(title) == said


@given(st.text(st.characters()) | st.text("#*_[]()<>{}%|`-\n ab1.!&"))
def test_markdown_of_any_text_never_fails(text: str) -> None:
    assert isinstance(read_markdown(text).text, str)


FURNITURE_AND_NEAR_MISSES = [
    ("Article Source: https://example.org/?expert=A", "The source of the pain is hard to name."),
    ("Published on: 3 March 2021", "Published on the ward's wall, the plan asks every patient to walk, sit and lie "
     "down in turns, and to write each of them down on the sheet."),
    ("© 2024 Anytown Physio", "The copyright of the picture is his."),
    ("All rights reserved.", "All right-sided pain is reserved for the next page."),
    ("Tags: hips, sitting", "A tag on the shirt scratches the back."),
    ("You may also like", "You may like to sit."),
    ("Filed under: stretching", "A report filed in May says otherwise."),
    ("We use cookies to make this site better.", "We bake cookies while standing."),
    ("Subscribe to our weekly newsletter!", "Sign the form and tell the nurse."),
    ("Your email address will not be published.", "Your address is asked at the desk."),
    ("Opening hours: 9 to 5", "Opening the hips takes hours."),
    ("This is not a substitute for professional medical advice.", "Heat is no substitute for movement."),
    ("For informational purposes only.", "For all practical purposes the disc is dry."),
    ("Home | About | Contact | Blog", "Bend | hold | breathe"),
    (
        "Jane Doe is a physical therapist based in Anytown. She graduated from Anytown College.",
        "My sister graduated from college with a sore back.",
    ),
    ("He owns a practice in town and has worked as an osteopath for 9 years.", "He has worked at a desk for 20 years."),
]  # fmt: skip


@pytest.mark.parametrize("furniture", [pair[0] for pair in FURNITURE_AND_NEAR_MISSES])
def test_boilerplate_paragraph_goes(furniture: str) -> None:
    assert main_text(f"Kneel and tuck.\n\n{furniture}\n\nThen glide.") == "Kneel and tuck.\n\nThen glide."


@pytest.mark.parametrize("text", [pair[1] for pair in FURNITURE_AND_NEAR_MISSES])
def test_boilerplate_look_alike_stays(text: str) -> None:
    assert main_text(text) == text


PROMOTION_AND_NEAR_MISSES = [
    ("Download it now!", "Call a doctor if it is worse."),
    ("Click here.", "The knee clicks here and there."),
    ("Enjoy free shipping.", "Keep the spine free."),
    ("Visit our website.", "Visit your own doctor."),
    ("For more information on hips, visit the clinic.", "More information is on the ward's board."),
    ("He wrote a book called Hips.", "Put a book under your head."),
    ("I highly recommend the programme.", "We recommend walking."),
    ("Don't let the pain ruin your life.", "Do not let the knee drop."),
    ("This post contains affiliate links, a commission is paid on affiliate links.", "Link your hands."),
    ("Follow us on Instagram.", "Follow the knee with your eyes."),
]


@pytest.mark.parametrize("promotion", [pair[0] for pair in PROMOTION_AND_NEAR_MISSES])
def test_boilerplate_sentence_goes_and_its_paragraph_stays(promotion: str) -> None:
    assert main_text(f"Kneel and tuck. {promotion} Then glide.") == "Kneel and tuck. Then glide."


@pytest.mark.parametrize("text", [pair[1] for pair in PROMOTION_AND_NEAR_MISSES])
def test_boilerplate_sentence_that_informs_stays(text: str) -> None:
    assert main_text(f"Kneel and tuck. {text} Then glide.") == f"Kneel and tuck. {text} Then glide."


@given(st.text(st.characters()) | st.lists(st.sampled_from([*"|•. \n", "Click here", "Hips ache"])).map("".join))
def test_boilerplate_of_any_text_leaves_words_of_it_only(text: str) -> None:
    assert set(main_text(text).split()) <= set(text.split())
