"""The words of the page of operations: parts, registers, letters, how long ago, and the lines of the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.health import Part, State
from app.admin.queries import Logged
from app.core.roles import CouncilRoleKind, OfficeRoleKind, ScopeKind
from app.issues.history import SENTENCES
from app.models.notices import Event, EventKind
from app.web.words import word

PARTS = {
    Part.WORKER: _l("Sender e-post og passer frister"),
    Part.DAILY: _l("Samlet varsel hver dag"),
    Part.WEEKLY: _l("Samlet varsel hver uke"),
}
# State → (word, colour, icon)
STATES = {
    State.RUNS: (_l("Går"), "success", "CheckmarkCircle"),
    State.STANDS: (_l("Står"), "danger", "ExclamationmarkTriangle"),
    State.NOT_YET: (_l("Ikke ennå"), "neutral", "Clock"),
}
# The rooms that the clock asks.
ROOMS = {
    "accounts": _l("Kontoer og innlogging"),
    "councils": _l("Oppnevninger"),
    "followups": _l("Frister og påminnelser"),
    "notices": _l("Samlede varsler og «Hjalp det?»"),
    "files": _l("Opplastede filer"),
}
REGISTERS = {
    "county": _l("Fylker"),
    "municipality": _l("Kommuner"),
    "nav_region": _l("Nav-regioner"),
    "office": _l("Nav-kontor"),
    "organisation": _l("Organisasjoner"),
}
# The folder in templates/emails → what it is called.
LETTERS = {
    "notice": _l("Varsel"),
    "digest": _l("Samlet varsel"),
    "questions": _l("Spørsmål om det hjalp"),
    "invitation": _l("Invitasjon"),
    "sign_in_link": _l("Lenke for å logge inn"),
    "password_link": _l("Lenke for nytt passord"),
    "new_address": _l("Bekreftelse av ny adresse"),
}
SECOND = timedelta(seconds=1)
ROLE_KINDS = {"council_role": CouncilRoleKind, "office_role": OfficeRoleKind, "scope": ScopeKind}


@dataclass(frozen=True)
class LogLine:
    """A line of the log, ready to show."""

    id: int
    at: datetime
    what: str
    who: str
    about: str
    council: str


def ago(at: datetime, now: datetime) -> str:
    """for 12 sekunder siden"""
    return format_timedelta(min(at - now, -SECOND), add_direction=True)


def log_line(logged: Logged) -> LogLine:
    event = logged.event
    return LogLine(
        id=event.id,
        at=event.at,
        what=_what(event),
        who=event.actor_name or _nobody(event),
        # Whose mail was refused is a fact of the event; told of it are others.
        about=str(event.data.get("name", "")) if event.kind is EventKind.MAIL_REFUSED else logged.about or "",
        council=event.council.name if event.council else "",
    )


def _what(event: Event) -> str:
    """A role or a reach is named; a seat is an appointment."""
    said = str(SENTENCES[event.kind][0])
    kind = ROLE_KINDS.get(event.subject or "")
    role = event.data.get("role") or event.data.get("scope")
    return f"{said}: {word(kind(role))}" if kind and role else said


def _nobody(event: Event) -> str:
    """Nobody signed in did it: somebody at the door, or the clock."""
    return _("Ukjent") if event.kind is EventKind.SIGN_IN_TRIED else "Medvirk"
