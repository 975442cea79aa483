"""What councils raise: the closed list of themes. Codes are stored; the words are in `notices.words.names`."""

from enum import StrEnum


class Theme(StrEnum):
    """Tema; the order is the order of the list on screen (access first: it is what people complain of most)."""

    APNING = "apning"
    LOKALE = "lokale"
    TELEFON = "telefon"
    DIGITAL = "digital"
    IKKEDIGITAL = "ikkedigital"
    SPRAK = "sprak"
    VENTETID = "ventetid"
    AAP = "aap"
    SOSIAL = "sosial"
    UNGDOM = "ungdom"
    BARN = "barn"
    TOLK = "tolk"
    SAMISK = "samisk"
    VEILEDNING = "veiledning"
    ARBEID = "arbeid"
    HJELPEMIDDEL = "hjelpemiddel"
    TILLIT = "tillit"
    KLAGE = "klage"
    TRYGGHET = "trygghet"
    SAMORDNING = "samordning"
    MEDVIRKNING = "medvirkning"
