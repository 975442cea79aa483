"""The words of the page of operations: parts, registers, letters, how long ago, and the lines of the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_timedelta
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.health import Part, State
from app.admin.mail_words import what_was_done
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
# The rooms that the clock asks, as worker.py has them (held by a house test: it stands above this room).
ROOMS = {
    "accounts": _l("Kontoer og innlogging"),
    "assents": _l("Forslag om brukersiden"),
    "councils": _l("Oppnevninger"),
    "followups": _l("Frister og påminnelser"),
    "inbox": _l("Utkast som blir slettet"),
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
ABOUT_MAILS = frozenset({EventKind.MAIL_REFUSED, EventKind.MAILS_HANDLED})
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


def room(name: str) -> str:
    """What a room is called; one that another version of the program left in the table, by its own name."""
    return str(ROOMS.get(name, name))


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
        # Whose mail it was is a fact of the event; told of it are others, or nobody.
        about=str(event.data.get("name", "")) if event.kind in ABOUT_MAILS else logged.about or "",
        council=event.council.name if event.council else "",
    )


def _what(event: Event) -> str:
    """A role or a reach is named; a seat is an appointment; a hand on the outbox is told with its reason."""
    if event.kind is EventKind.MAILS_HANDLED:
        return what_was_done(event)
    said = str(SENTENCES[event.kind][0])
    kind = ROLE_KINDS.get(event.subject or "")
    role = event.data.get("role") or event.data.get("scope")
    return f"{said}: {word(kind(role))}" if kind and role else said


def _nobody(event: Event) -> str:
    """Nobody signed in did it: somebody at the door, or the clock."""
    return _("Ukjent") if event.kind is EventKind.SIGN_IN_TRIED else "Medvirk"
