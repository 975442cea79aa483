"""The words of the page of operations: parts, registers, letters, how long ago, and the lines of the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_timedelta
from flask_babel import lazy_gettext as _l

from app.admin.queries.health import Part, State
from app.admin.queries.operations import Logged
from app.notices.kinds.table import HAPPENINGS

PARTS = {
    Part.WORKER: _l("Sender e-post og passer på frister"),
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
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class LogLine:
    """A line of the log, ready to show."""

    id: int
    at: datetime
    what: str
    who: str
    about: str
    council: str


def room_name(name: str) -> str:
    """What a room is called; one that another version of the program left in the table, by its own name."""
    return str(ROOMS.get(name, name))


def time_ago(at: datetime, now: datetime) -> str:
    """for 12 sekunder siden"""
    return format_timedelta(min(at - now, -SECOND), add_direction=True)


def log_line(logged: Logged) -> LogLine:
    event = logged.event
    happening = HAPPENINGS[event.kind]
    return LogLine(
        id=event.id,
        at=event.at,
        what=happening.sentence_of(event),
        who=event.actor_name or str(happening.nobody),
        # Whose mail it was is a fact of the event; told of it are others, or nobody.
        about=str(event.data.get("name", "")) if happening.about_named else logged.about or "",
        council=event.council.name if event.council else "",
    )
