"""Names that letters and pages share: themes, phases, outcomes, stances, roles, and the kinds of letters themselves."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind
from app.core.words import NAV_LEADER, WITHDRAWN
from app.models.issue_enums import Outcome, Phase
from app.models.states import Stance
from app.models.themes import Theme

THEMES: dict[Theme, Any] = {
    Theme.APNING: _l("Åpningstid og publikumsmottak"),
    Theme.LOKALE: _l("Lokaler, tilgjengelighet og personvern"),
    Theme.TELEFON: _l("Telefon og kontaktsenter"),
    Theme.DIGITAL: _l("Digitale løsninger"),
    Theme.IKKEDIGITAL: _l("Ikke-digitale brukere"),
    Theme.SPRAK: _l("Språk i brev og vedtak"),
    Theme.VENTETID: _l("Ventetid og status i sak"),
    Theme.AAP: _l("AAP og uføretrygd"),
    Theme.SOSIAL: _l("Sosialhjelp og økonomisk rådgivning"),
    Theme.UNGDOM: _l("Ungdom"),
    Theme.BARN: _l("Barn og familie"),
    Theme.TOLK: _l("Tolk og minoritetsspråk"),
    Theme.SAMISK: _l("Samiske språk"),
    Theme.VEILEDNING: _l("Veiledning og oppfølging"),
    Theme.ARBEID: _l("Arbeid og tiltak"),
    Theme.HJELPEMIDDEL: _l("Hjelpemidler"),
    Theme.TILLIT: _l("Tillit, møte og respekt"),
    Theme.KLAGE: _l("Klage og serviceklage"),
    Theme.TRYGGHET: _l("Trygghet, trusler og utestenging"),
    Theme.SAMORDNING: _l("Samordning stat–kommune–helse"),
    Theme.MEDVIRKNING: _l("Brukerutvalget selv"),
}
PHASES: dict[Phase, Any] = {
    Phase.PLANNING: _l("Planlegging"),
    Phase.CARRYING_OUT: _l("Gjennomføring"),
    Phase.EVALUATION: _l("Evaluering"),
}
OUTCOMES: dict[Outcome, Any] = {
    Outcome.SOLVED: _l("Hjalp – bekreftet av utvalget"),
    Outcome.PARTLY: _l("Hjalp delvis"),
    Outcome.NOT_SOLVED: _l("Hjalp ikke"),
    Outcome.NOT_PURSUED: _l("Følges ikke opp"),
    Outcome.NOTED: _l("Tatt imot"),
    Outcome.MERGED: _l("Slått sammen"),
    Outcome.WITHDRAWN: WITHDRAWN,
    Outcome.INDIVIDUAL_CASE: _l("Gjaldt en enkeltsak"),
}
STANCES: dict[Stance, Any] = {
    Stance.FOLLOWS_UP: _l("Ja, vi følger opp"),
    Stance.PARTLY: _l("Vi følger opp en del av det"),
    Stance.DOES_NOT: _l("Nei, vi følger ikke opp"),
    Stance.SENT_ON: _l("Vi sender det videre"),
    Stance.ASKS_BACK: _l("Vi trenger å vite mer først"),
    Stance.TAKES_ON: _l("Utvalget tar saken videre"),
    Stance.DECLINES: _l("Utvalget tar ikke saken videre"),
}
ROLES: dict[str, Any] = {
    CouncilRoleKind.LEADER: _l("Utvalgsleder"),
    CouncilRoleKind.DEPUTY: _l("Nestleder"),
    CouncilRoleKind.SECRETARY: _l("Sekretær"),
    CouncilRoleKind.OBSERVER: _l("Observatør"),
    OfficeRoleKind.DIRECTOR: NAV_LEADER,
    OfficeRoleKind.STAND_IN: _l("Stedfortreder"),
    OfficeRoleKind.ASSISTANT: _l("Medarbeider som skriver utkast"),
    OfficeRoleKind.MUNICIPAL_DIRECTOR: _l("Kommunedirektør"),
    OfficeRoleKind.REGIONAL_DIRECTOR: _l("Fylkesdirektør"),
    ScopeKind.COORDINATOR: _l("Koordinator"),
    ScopeKind.MODERATOR: _l("Moderator"),
    ScopeKind.ORGANISATION_CONTACT: _l("Organisasjonskontakt"),
    ScopeKind.ADMINISTRATOR: _l("Administrator"),
}
# The folder in templates/emails → what it is called.
LETTERS: dict[str, Any] = {
    "notice": _l("Varsel"),
    "digest": _l("Samlet varsel"),
    "questions": _l("Spørsmål om det hjalp"),
    "invitation": _l("Invitasjon"),
    "sign_in_link": _l("Lenke for å logge inn"),
    "password_link": _l("Lenke for nytt passord"),
    "new_address": _l("Bekreftelse av ny adresse"),
}

# A council whose name begins with such a word, in bokmål or nynorsk, is called by a common noun.
COMMON_NOUNS = ("utvalget", "utvalet", "utvalg", "utval", "rådet", "råd", "gruppa", "gruppen", "gruppe")


def role_in_text(key: str) -> str:
    """What a role is called within a sentence: "ny koordinator", but "ny Nav-leder". Empty for an unknown one."""
    name = str(ROLES.get(key, ""))
    return name if name.startswith("Nav") else name[:1].lower() + name[1:]


def council_in_text(name: str) -> str:
    """What a council is called within a sentence: "brukerutvalget i Nav Skien", but "FFO-rådet" as it is."""
    first = name.partition(" ")[0]
    common = first[1:].islower() and first.lower().endswith(COMMON_NOUNS)
    return name[:1].lower() + name[1:] if common else name


def letter_name(letter: str) -> str:
    """What a kind of letter is called; one that was written by another version, by its own name."""
    return str(LETTERS.get(letter, letter))
