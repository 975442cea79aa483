"""Nynorsk is whole and is nynorsk; English covers what visitors read. The catalogues are read as they lie."""

import re

import pytest
from babel.messages.pofile import read_po

from tests.house.source import APP

TRANSLATIONS = APP / "translations"
# Words that are bokmål and never nynorsk. Left out are those that both write alike: når, etter, blir, blitt, bli,
# gjort, også, ville, kunne, kontoret, kommunen, forslag, følger, hjelper, svarer, bruker, igjen, gitt, sett.
BOKMAL_ONLY = """
    ikke jeg hva fra hvordan hvem hvor hvorfor hvilken hvilket hvilke noe noen være ble vært gjøre gjør hun deres dere
    dem hver hvert hverandre mye mer flere allerede bare utvalg utvalget utvalgene utvalgets innspill innspillet
    innspillene sier skriver skrevet kommet vises spørre opplysninger mulighet muligheter tilgjengelighet tidligere
    enighet egeninteresse avstemning avstemningen avstemninger stedfortreder sted steder stedet følges lukket åpen
    åpent åpne åpner åpnes brukes sendes lagres slettes bekreftes kalles leses skrives hentes hjalp bekreftet virker
    uke uken uker dager måned måneder representanter representantene personer personene kontorene navn navnet selv
    nedenfor ovenfor begrunnelse avsluttet sammen uten siden annet velg velge venter vet nettleseren tekster
    endringer frister plasser brukere brukeren møtene tiltakene svarene forrige gjennomføres
"""
WORD = re.compile(r"[a-zæøåéèêòôA-ZÆØÅ]+")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\S*\.no\b\S*|/\S+")
GAP = re.compile(r"%\([a-z_]+\)[sd]|%%")


def catalogue(locale):
    with (TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po").open(encoding="utf-8") as file:
        return read_po(file, locale=locale)


def forms(text):
    return [text or ""] if isinstance(text, str | None) else list(text)


def words(text):
    return {word.lower() for word in WORD.findall(ADDRESS.sub(" ", GAP.sub(" ", text)))}


def test_nynorsk_has_no_empty_and_no_fuzzy_entry():
    entries = [message for message in catalogue("nn") if message.id]

    assert entries
    assert [forms(message.id)[0] for message in entries if message.fuzzy] == []
    assert [forms(message.id)[0] for message in entries if not all(forms(message.string))] == []


def test_nynorsk_has_no_word_that_is_bokmal_only():
    found = [
        f"{sorted(strange)} in {form!r}"
        for message in catalogue("nn")
        if message.id
        for form in forms(message.string)
        if (strange := words(form) & set(BOKMAL_ONLY.split()))
    ]

    assert found == []


@pytest.mark.parametrize("locale", ["nn", "en"])
def test_a_translation_keeps_the_gaps_of_its_text(locale):
    other = [
        forms(message.id)[0]
        for message in catalogue(locale)
        if message.id and any(forms(message.string))
        for form in forms(message.string)
        if set(re.findall(r"%\(([a-z_]+)\)[sd]", form)) - set(re.findall(r"%\(([a-z_]+)\)[sd]", str(message.id)))
    ]

    assert other == []
