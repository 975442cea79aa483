"""Which words a text is found by, and which words of a question are worth asking for. Pure."""

import re

from app.core.text import fold, search_words

ENDINGS = ("ene", "ane", "er", "ar", "en", "et", "e", "a")  # definite, plural and adjective, bokmål and nynorsk
SHORTEST_STEM = 4
SHORTEST_TELLING = 3
MOST_TELLING = 8
MOST_WEIGHT = 8
# Nynorsk and bokmål of what councils write of, brought to one form on both sides, so that each finds the other.
ONE_FORM = (
    (re.compile(r"^opn|(?<=^gjen)opn"), "åpn"),
    (re.compile(r"tenest"), "tjenest"),
    (re.compile(r"sjuk"), "syk"),
    (re.compile(r"utval(?!g)"), "utvalg"),
    (re.compile(r"^rettlei"), "veiled"),
)
COMMON = frozenset(
    fold(
        "alle alt andre avd bare begge blei bli blir blitt blå byr både bør dag deg dei deira dems den denne der "
        "dere deres dermed dersom det dette din disse dit dra dro ein eit eller enda ene enn ennå etter far for "
        "fordi fra frå får fått før først gir gjennom gjer gjere gjør gjøre god godt går hadde ham han hans har "
        "hei hennes her hos hun hva hvem hver hvert hvis hvor hvordan hvorfor ikke ikkje ingen inn innen inntil "
        "kan kanskje kjem kommer kontoret kor korleis kun kunne kva lag langt lik man mange med meg meir mellom "
        "men mens mer mest min mot mye mykje måtte nav ned noe noen nok noko nokon når nær oft ofte også opp oss "
        "over per samme samt seg sei selv set sidan siden sin sitt sjølv skal skulle slik som stor store står "
        "svært såg tar til tok under utan ute uten utvalet utvalget var ved vel veldig vera vere verken vet vil "
        "ville vore vår være vært året åtte"
    ).split()
)


def one_form(word: str) -> str:
    """A folded word as both ways of writing Norwegian would have it: `opningstid` is `åpningstid`."""
    for pattern, replacement in ONE_FORM:
        word = pattern.sub(replacement, word)
    return word


def stem_of(word: str) -> str:
    """The part of a folded word that its inflections share: `åpningstiden` and `opningstidene` are `åpningstid`."""
    word = one_form(word)
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def text_of(*parts: str | None) -> str:
    """Folded words, a space before each: a beginning is found by ` be`, any part by itself."""
    return "".join(f" {one_form(word)}" for part in parts if part for word in search_words(part))


def telling_stems(title: str, body: str) -> list[str]:
    """The stems most likely to be said by somebody who means the same: those of the title, then the longest."""
    first = [word for word in search_words(title) if _tells(word)]
    then = sorted((word for word in search_words(body) if _tells(word)), key=len, reverse=True)
    return list(dict.fromkeys(stem_of(word) for word in [*first, *then]))[:MOST_TELLING]


def weight_of(word: str) -> int:
    """Long words say more of what a text is about."""
    return min(len(word) - SHORTEST_TELLING + 1, MOST_WEIGHT)


def _tells(word: str) -> bool:
    return len(word) >= SHORTEST_TELLING and word not in COMMON
