"""Tells bokmål from nynorsk by the commonest words that differ, so that each text is marked with its own."""

from app.core.text import search_words

PAIRS = (
    ("ikke", "ikkje"),
    ("jeg", "eg"),
    ("hva", "kva"),
    ("hvordan", "korleis"),
    ("hvem", "kven"),
    ("fra", "frå"),
    ("noen", "nokon"),
    ("noe", "noko"),
    ("bare", "berre"),
    ("mye", "mykje"),
    ("dere", "dykk"),
    ("være", "vere"),
    ("kommer", "kjem"),
    ("gjøre", "gjere"),
    ("mer", "meir"),
    ("hvis", "dersom"),
    ("uke", "veke"),
    ("uka", "veka"),
    ("utvalget", "utvalet"),
    ("tilbud", "tilbod"),
    ("selv", "sjølv"),
    ("videre", "vidare"),
    ("samme", "same"),
    ("enkelte", "einskilde"),
)
BOKMAAL = frozenset(one for one, _other in PAIRS)
NYNORSK = frozenset(other for _one, other in PAIRS)
ENOUGH = 2  # so many words more than of the other


def written_in(text: str) -> str | None:
    """nb or nn; none when the text does not tell."""
    words = search_words(text)
    more = sum(word in NYNORSK for word in words) - sum(word in BOKMAAL for word in words)
    if abs(more) < ENOUGH:
        return None
    return "nn" if more > 0 else "nb"
