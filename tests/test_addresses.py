from unicodedata import normalize
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.extract import canonical_url

SAME_PAGE = {
    "example.org/hips": [
        "https://example.org/hips",
        "http://example.org/hips",
        "//example.org/hips",
        "example.org/hips",
        "www.example.org/hips",
        "https://www.Example.ORG/hips/",
        "HTTPS://example.org./hips",
        "https://example.org:443/hips",
        "http://example.org:80/hips?utm_source=x&utm_medium=y#top",
        "https://someone:secret@example.org/hips",
        "  https://example.org/hips  ",
        "https://example.org/hips/index.html",
        "https://example.org/hips/INDEX.php",
        "https://example.org/hips/default.aspx",
        "https://example.org//hips///",
        "https://example.org/a/../b/.././hips",
        "https://example.org/h%69ps",
        "https://example.org/hips;jsessionid=1A2B",
        "https://example.org/hips?",
        "https://example.org/hips?fbclid=1&gclid=2&mc_cid=3&ref=4&_ga=5",
        "https://example.org/hips?msclkid=1&srsltid=2&gad_source=3&__hstc=4&mibextid=5&gclsrc=6&replytocom=7",
        "https://example.org/hips/amp/amp.html/index.html",
        "https://example.org/hips.amp.amp",
        "https://example.org/hips/amp",
        "https://example.org/hips/amp/",
        "https://example.org/amp/hips",
        "https://example.org/hips.amp",
        "https://example.org/hips?amp",
        "https://example.org/hips?amp=1",
        "https://example.org/hips?outputType=amp",
        "https://amp.example.org/hips",
        "https://m.example.org/hips",
        "https://mobile.example.org/hips",
        "https://www.m.example.org/hips",
        "https://example.org/hips?m=1",
        "https://www.google.com/amp/s/example.org/hips/amp/",
        "https://example-org.cdn.ampproject.org/c/s/www.example.org/hips",
        "https://example-org.cdn.ampproject.org/v/example.org/hips?usqp=mq331",
    ],
    "en.wikipedia.org/wiki/Hip": ["https://en.m.wikipedia.org/wiki/Hip", "https://en.wikipedia.org/wiki/Hip#Muscles"],
    "example.org": ["https://example.org", "https://www.example.org/", "http://example.org/index.html", "example.org"],
    "example.org/hips.html": ["https://example.org/hips.html", "https://example.org/hips.amp.html"],
    "example.org?p=12": ["https://example.org/?p=12", "https://example.org/index.php?p=12&utm_campaign=x"],
    "example.org/hips?a=1&b=2": ["https://example.org/hips?b=2&a=1", "https://example.org/hips?a=1&utm_id=x&b=2"],
    "example.org/hips?q=tight+hips": [
        "https://example.org/hips?q=tight%20hips",
        "https://example.org/hips?q=tight+hips",
    ],
    "example.org/h%C3%BCfte": [
        "https://example.org/hüfte",
        "https://example.org/h%c3%bcfte",
        "https://example.org/hu\u0308fte",
        "https://example.org/hu%CC%88fte",
        "https://example.org/h%75%cc%88fte",
    ],
    "example.org?s=h%C3%BCfte": ["https://example.org/?s=hüfte", "https://example.org/?s=hu%CC%88fte"],
    "//localhost:8000/hips": ["http://localhost:8000/hips/", "//localhost:8000/hips"],
    "//[::1]/hips": ["http://[::1]/hips", "http://[::1]:80/hips"],
    "example.org/~ann/hips": ["https://example.org/%7Eann/hips", "https://example.org/~ann/hips"],
    "xn--bcher-kva.example/hips": [
        "https://bücher.example/hips",
        "https://BÜCHER.example/hips",
        "https://xn--bcher-kva.example/hips",
        "https://www。bücher。example/hips",
    ],
    "example.org:8443/hips": ["https://example.org:8443/hips", "example.org:8443/hips/"],
    "/articles/hips": ["/articles/hips", "/articles/hips/", "/articles/hips#x", "/articles/hips/index.html"],
    "/blog/hips": ["blog/hips", "/blog/hips/"],
    "/": ["", "/", "#top", "/?utm_source=x"],
}


@pytest.mark.parametrize(("canonical", "url"), [(key, url) for key, urls in SAME_PAGE.items() for url in urls])
def test_address_of_one_page_has_one_form(canonical: str, url: str) -> None:
    assert canonical_url(url) == canonical


NAMES_OF_PAGES = (
    "id p page_id page v gallery source pid cid eid uid sid si r s q cat tag lang post article item product sku sort "
    "name title slug file path section chapter date year month day author attachment_id post_type newsid artikel node "
    "keyword medium session campaign referrer ga_id gs_id source_id ads_id partner mc_item pk_id euclid ampere "
    "preview context"
).split()


@pytest.mark.parametrize(
    "name",
    "utm_source utm_whatever UTM_Id mtm_cid matomo_kwd hsa_acc itm_medium vero_id oft_id gclid gclsrc dclid gbraid "
    "wbraid gad_source gad_campaignid srsltid _ga _gl msclkid fbclid mibextid igsh igshid fb_action_ids twclid ref_src "
    "ttclid li_fat_id rdt_cid epik ScCid ndclid yclid ysclid _openstat awclid mc_cid mc_eid __hssc __hstc __hsfp "
    "_hsenc _hsmi hsCtaTracking mkt_tok _ke _kx ml_subscriber ck_subscriber_id omnisendContactID oly_enc_id bsft_uid "
    "dm_i vmcid et_rid elqTrackId wickedid irclickid cjevent ranMID dicbo tblci mkevt _branch_match_id s_kwcid ef_id "
    "WT.mc_id xtor cmpid pk_campaign pk_kwd guccounter replytocom doing_wp_cron PHPSESSID usqp outputType".split(),
)
def test_tracker_is_no_part_of_an_address(name: str) -> None:
    assert canonical_url(f"https://example.org/hips?a=1&{name}=x&b=2") == "example.org/hips?a=1&b=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/hips?gallery=1", "https://example.org/hips?gallery=2"),
        *((f"https://example.org/?{name}=1", f"https://example.org/?{name}=2") for name in NAMES_OF_PAGES),
        ("https://example.org/hips?m=202610", "https://example.org/hips?m=202611"),
        ("https://example.org/Hips", "https://example.org/hips"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://one.example.org/hips", "https://two.example.org/hips"),
        ("https://m.com/hips", "https://com/hips"),
        ("https://example.org/amp", "https://example.org/"),
        ("https://example.org/champ", "https://example.org/ch"),
        ("https://example.org/hips?q=", "https://example.org/hips?r="),
        ("mailto:ann@example.org", "https://ann@example.org"),
    ],
)
def test_addresses_of_two_pages_stay_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "url",
    [
        "http://[broken",
        "https://example.org:port/",
        "javascript:alert(1)",
        "https://127。0。0。1/x",
        "https://example.org/" + "/amp" * 20_000,
        "https://a b.example/",
    ],
)
def test_address_that_cannot_be_parsed_stays_as_it_is(url: str) -> None:
    assert canonical_url(url) == url


PIECES = st.sampled_from(
    "/amp .amp /index.html % %2F %CC%81 e A %3A %ED%A0%BD = < ? & # ;jsessionid=1 .. . // [ ] @ : ü 한 m. www. %C3 %BC "
    "google.com/amp/s/ https:// utm_x=1 m=1 \\ 。 xn-- \u037e \u0308 \u0338 \u212a \ud800 \x00 %00 amp".split(" ")
)


@given(st.sampled_from(["", "/", "//", "https://", "https://example.org/"]), st.lists(PIECES | st.characters()))
def test_form_of_a_form_is_the_form(start: str, pieces: list[str]) -> None:
    once = canonical_url(start + "".join(pieces))
    assert canonical_url(once) == once


@given(st.text(st.characters(categories=["L", "M", "Nd"])), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_letters_have_one_form_however_they_are_written(text: str, form: str, encoded: bool) -> None:
    written = normalize(form, text)
    assert canonical_url(f"/x{quote(written) if encoded else written}") == canonical_url(f"/x{text}")
