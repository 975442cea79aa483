"""Which words a text is found by, and which words of a question are worth asking for. Pure."""

from app.core.text import fold, search_words

ENDINGS = ("ene", "ane", "er", "ar", "en", "et", "e", "a")  # definite, plural and adjective, bokmål and nynorsk
SHORTEST_STEM = 4
SHORTEST_TELLING = 4
MOST_TELLING = 10
COMMON = frozenset(
    fold(
        "alle andre bare begge blei blir blitt både dei deira dems denne dere deres dermed dersom dette disse eller "
        "enda ennå etter fordi fra frå først fått får før gjennom gjer gjør gjøre gjere god godt hadde hans hennes "
        "hver hvert hvem hvis hvor hvordan hvorfor ikke ikkje ingen innen inntil kanskje korleis kunne kontoret "
        "kommer kjem langt mange mellom men mens mer meir mest mye mykje måtte når noe noen noko nokon også oss over "
        "samme seg selv siden sidan sjølv skal skulle slik som stor store svært til uten utan under utvalget utvalet "
        "var ved vera vere verken veldig vil ville vore vært være åtte"
    ).split()
)


def stem(word: str) -> str:
    """The part of a folded word that its inflections share: `åpningstiden` and `åpningstider` are `åpningstid`."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def text_of(*parts: str | None) -> str:
    """Folded words, a space before each: a beginning is found by ` be`, any part by itself."""
    return "".join(f" {word}" for part in parts if part for word in search_words(part))


def telling(title: str, body: str) -> list[str]:
    """The stems most likely to be said by somebody who means the same: those of the title, then the longest."""
    first = [word for word in search_words(title) if _tells(word)]
    then = sorted((word for word in search_words(body) if _tells(word)), key=len, reverse=True)
    return list(dict.fromkeys(stem(word) for word in [*first, *then]))[:MOST_TELLING]


def _tells(word: str) -> bool:
    return len(word) >= SHORTEST_TELLING and word not in COMMON
