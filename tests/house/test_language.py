"""Nynorsk is whole and is nynorsk; English covers what visitors read. The catalogues are read as they lie."""

import json
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
# What the screens say no longer, and what they say instead; the catalogue's source texts are searched for the first.
STOPPED = {
    r"fører?|ført": "registrerer, registrert",
    r"grunn(en)?": "begrunnelse",
    r"løft\w*": "tiltak, sende til det regionale utvalget",
    r"utvalget over|neste nivå": "det regionale utvalget",
    r"fase[nr]?": "planlegging, gjennomføring eller evaluering",
    r"ordningen": "what many experience, with an example",
    r"arbeideren": "bakgrunnsjobbene",
    r"er over (fristen)?": "er for sent",
    r"styr": "medlemmer og roller",
    r"(ja|nei)-et|ditt ja": "godkjenningen, svaret ditt",
    r"lukk\w*": "avslutte",
    r"alle kan lese": "offentlig",
    r"st[åo]r? stille|sto stille": "satt på pause",
    r"blir bedt om å|ble bedt om å": "the imperative",
    r"si(er)? fra": "gi beskjed, meld fra",
    r"slippe\w*|sluppet": "godkjenne",
    r"listen|sakslisten|uken": "lista, sakslista, uka",
    r"det er det samme hos": "opplever det samme",
    r"skylder": "skal svare, har ansvar for",
    r"bekreftet at hjalp": "bekrefter at det hjalp",
    r"fungerer": "virker",
    r"fila": "filen",
    r"finn ut nå": "what is asked",
}
# A seat is called «plass» where seats are kept; a person never is.
SEATS = ("app/councils/", "templates/councils/", "app/notices/words/proposal_text.py")
LETTERS = ("app/notices/", "templates/emails/")
MEANT = {
    "Du blir logget ut på andre enheter. Ba du ikke om dette? Da kan du lukke siden, og ingenting skjer.",
    "Alle vedleggene er på plass.",
    "Ledig plass",
}
# The same in the two translations: one form of each word, and a thing is named again instead of being ho or han.
STOPPED_IN = {
    "nn": {
        r"blei": "vart",
        r"foreslå\w*": "føreslå, føreslått",
        r"sørge": "sørgje",
        r"svarte|svarer": "svara, svarar",
        r"mens": "medan",
        r"eksempel\w*": "døme",
        r"byrj\w*|begynn\w*": "start, startar",
        r"igjen": "att, på nytt",
        r"også": "òg",
        r"nyheit\w*|nyheter": "nyhende",
        r"ho|han": "the noun again",
        r"beden|bedne|bedt": "the imperative, skal",
        r"dataa": "opplysningane",
        r"lenkj\w*": "lenke",
        r"medlemm\w*": "medlem, medlemer",
        r"viss": "dersom",
        r"da": "då",
        r"tyder at": "betyr at",
        r"nemne?r? opp": "oppnemne",
        r"leidd": "leiar",
    },
    "en": {
        r"users’ side": "user side",
        r"pass(ing)? (it |them )?on": "send on",
        r"mandate": "terms of reference",
        r"one person’s case": "individual cases",
        r"opened? again": "reopened",
        r"e-mail": "email",
        r"You (get|receive) this": "You are receiving this",
        r"Notices": "notifications",
    },
}
STRAIGHT = re.compile(r"[«»\"]|\w'(?=\w|\s)")  # English quotes are “ ” and ’
LONGEST_SENTENCE = 20  # words; the mandate's text is the council's own to change
SENTENCE = re.compile(r"(?<=[.!?:])\s+")
WORD = re.compile(r"[a-zæøåéèêòôA-ZÆØÅ]+")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+|\S*\.no\b\S*|/\S+")
GAP = re.compile(r"%\([a-z_]+\)[sd]|%%")


def catalogue(locale):
    with (TRANSLATIONS / locale / "LC_MESSAGES" / "messages.po").open(encoding="utf-8") as file:
        return read_po(file, locale=locale)


def forms(text):
    return [text or ""] if isinstance(text, str | None) else list(text)


def plain(text):
    """Without gaps and addresses."""
    return ADDRESS.sub(" ", GAP.sub(" ", text))


def words(text):
    return {word.lower() for word in WORD.findall(plain(text))}


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


def source_texts():
    for message in catalogue("nn"):
        if message.id:
            for text in forms(message.id):
                yield text, [place for place, _line in message.locations]


def test_no_source_text_has_a_word_that_was_written_out_of_the_screens():
    found = [
        f"{word.group()!r} in {text!r}: write {better}"
        for text, _places in source_texts()
        if text not in MEANT
        for stopped, better in STOPPED.items()
        if (word := re.search(rf"\b({stopped})\b", text, re.IGNORECASE))
    ]

    assert found == []


def test_only_the_pages_that_keep_seats_speak_of_them():
    found = [
        text
        for text, places in source_texts()
        if text not in MEANT and re.search(r"\bplass(en|er|ene)?\b", text, re.IGNORECASE)
        if not all(place.startswith(SEATS) for place in places)
    ]

    assert found == []


def test_no_letter_says_that_somebody_sits():
    letters = [text for text, places in source_texts() if any(place.startswith(LETTERS) for place in places)]

    assert letters
    assert [text for text in letters if re.search(r"\bsitter\b", text)] == []


def test_sentences_are_short():
    long = [
        sentence
        for text, places in source_texts()
        if "app/councils/service/councils.py" not in places
        for sentence in SENTENCE.split(text)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]

    assert long == []


@pytest.mark.parametrize("locale", ["nn", "en"])
def test_no_translation_has_a_word_that_was_written_out_of_it(locale):
    found = [
        f"{word.group()!r} in {text!r}: write {better}"
        for message in catalogue(locale)
        if message.id
        for text in map(plain, forms(message.string))
        for stopped, better in STOPPED_IN[locale].items()
        if (word := re.search(rf"\b({stopped})\b", text))
    ]

    assert found == []


def test_english_quotes_are_english():
    assert [text for one in catalogue("en") if one.id for text in forms(one.string) if STRAIGHT.search(text)] == []


def test_the_demo_speaks_of_its_people_as_the_screens_do():
    people = json.loads((APP / "demo" / "data" / "story" / "people.json").read_text(encoding="utf-8"))
    lists = (("about", STOPPED), ("about_nn", STOPPED_IN["nn"]))

    found = [
        f"{word.group()!r} in {person[key]!r}: write {better}"
        for person in people
        for key, stops in lists
        for stopped, better in stops.items()
        if (word := re.search(rf"\b({stopped})\b", person[key]))
    ]

    assert people
    assert found == []
