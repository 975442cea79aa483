"""Text is made alike in the same way everywhere."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import excerpt, fold, mask_email, normalise_email, paragraphs, search_words, slugify, squash


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Kari.Nordmann@Example.NO ", "kari.nordmann@example.no"),
        ("kari@\u200bexample.no\n", "kari@example.no"),
        ("kari@example.no", "kari@example.no"),
        ("ｋａｒｉ@example.no", "kari@example.no"),
        ("o\u0308ystein@example.no", "öystein@example.no"),
        ("", ""),
    ],
)
def test_an_email_address_is_stored_in_one_form(written, stored):
    assert normalise_email(written) == stored


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nav Tromsø", "nav-tromso"),
        ("Færder", "faerder"),
        ("Ås og Frogn", "as-og-frogn"),
        ("Nav Kárášjohka/Karasjok", "nav-karasjohka-karasjok"),
        ("Guovdageaidnu – Kautokeino", "guovdageaidnu-kautokeino"),
        ("Čáhcesuolu", "cahcesuolu"),
        ("Đŋŧšž", "dntsz"),
        ("Deatnu / Tana", "deatnu-tana"),
        ("Raavrevijhke  Røyrvik!", "raavrevijhke-royrvik"),
        ("A\u030as", "as"),
        ("--- ", ""),
    ],
)
def test_a_name_becomes_part_of_an_address(name, slug):
    assert slugify(name) == slug


@given(st.text())
def test_an_address_has_only_plain_characters_and_stays_itself(text):
    slug = slugify(text)

    assert set(slug) <= set(string.ascii_lowercase + string.digits + "-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert slugify(slug) == slug


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("  Åpent \t til\n\n 18 ", "Åpent til 18"),
        ("A\u030apent", "Åpent"),
        ("Nav\u00a0Tromsø", "Nav Tromsø"),
        ("hjelpe\u00admiddel\x00", "hjelpemiddel"),
        ("A\u200b\u030apent", "Åpent"),
        ("", ""),
    ],
)
def test_squashing_leaves_one_clean_line(written, line):
    assert squash(written) == line


@given(st.text())
def test_squashing_twice_changes_nothing_more(text):
    once = squash(text)

    assert squash(once) == once
    assert "\x00" not in once
    assert "\n" not in once


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (100, "Kontoret har åpent to timer midt på dagen."),
        (42, "Kontoret har åpent to timer midt på dagen."),
        (20, "Kontoret har åpent…"),
        (19, "Kontoret har åpent…"),
        (18, "Kontoret har…"),
        (5, "Kont…"),
        (1, "…"),
        (0, ""),
    ],
)
def test_an_excerpt_is_cut_between_words(length, shown):
    assert excerpt("Kontoret har åpent\nto timer midt på dagen.", length) == shown


@given(st.text(), st.integers(min_value=0, max_value=60))
def test_an_excerpt_is_never_longer_than_asked(text, length):
    assert len(excerpt(text, length)) <= length


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Åpningstid, Tromsø!", ["åpningstid", "tromsø"]),
        ("a hjelpemidler i NAV-kontor", ["hjelpemidler", "nav", "kontor"]),
        ("Innspill 2026-0042", ["innspill", "2026", "0042"]),
        ("giella giella Kárášjohka ŋŧđ", ["giella", "kárášjohka", "ŋŧđ"]),
        ('"ventetid" OR (aap*) _ --', ["ventetid", "or", "aap"]),
        ("A\u030apent", ["åpent"]),
        ("", []),
    ],
)
def test_a_query_becomes_its_words(query, words):
    assert search_words(query) == words


@given(st.text())
def test_search_words_carry_no_punctuation_and_come_once(query):
    words = search_words(query)

    assert len(words) == len(set(words))
    assert all(len(word) >= 2 and word.isalnum() for word in words)


@given(st.text())
def test_folding_is_stable_and_composed(text):
    folded = fold(text)

    assert unicodedata.is_normalized("NFC", folded)


def test_folding_ignores_case_and_composition_but_not_letters():
    assert fold("ÅPENT") == fold("a\u030apent") == "åpent"
    assert fold("Šŋđ") == "šŋđ"
    assert fold("rød") != fold("rod")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("kari.nordmann@example.no", "k…@example.no"),
        ("@example.no", "…@example.no"),
        ("not an address", "…"),
        ("", "…"),
    ],
)
def test_an_address_is_masked(address, shown):
    assert mask_email(address) == shown


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Åpent\u202e gnorw\u202c til 18", "Åpent gnorw til 18"),
        ("\u2067skjult\u2069 \u061cretning\u200f", "skjult retning"),
        ("en\r\nto\rtre\u2028fire\x0bfem", "en\nto\ntre\nfire\nfem"),
        ("en\n\n\n\n\n\nto", "en\n\n\nto"),
        ("en\n \n\t\n\u00a0\n\u2003\nto", "en\n\n\nto"),
        ("en\n\n\nto\n\ntre", "en\n\n\nto\n\ntre"),
        ("  \n\n midt på \n\n", "midt på"),
        ("nul\x00 og \x1b[31mfarge\x7f\x9f", "nul og [31mfarge"),
        ("halve \ud83d par", "halve  par"),
        ("A\u030apent", "Åpent"),
        ("en\u0301\u0302\u0303\u0304\u0305\u0306\u0307to", "eń\u0302\u0303\u0304to"),
        ("\u3164 \u2800 \u200d\ufe0f", ""),
        ("familie 👩‍👩‍👧 og hjerte ❤️", "familie 👩‍👩‍👧 og hjerte ❤️"),
        ("می‌خواهم", "می‌خواهم"),
    ],
)
def test_a_text_of_several_lines_keeps_what_can_be_seen(written, stored):
    assert paragraphs(written) == stored


@given(st.text())
def test_what_is_stored_is_stored_the_same_once_more(text):
    assert paragraphs(paragraphs(text)) == paragraphs(text)
    assert "\n\n\n\n" not in paragraphs(text)


def test_nobodys_title_turns_the_page_round():
    assert squash("Åpent\u202e til \u2066lukket\u200f") == "Åpent til lukket"
