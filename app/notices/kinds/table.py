"""Every kind of event with all there is to say of it."""

from collections.abc import Mapping

from app.models.notices import EventKind
from app.notices.kinds import (
    accounts,
    admin,
    assents,
    councils,
    followups,
    inbox,
    issues,
    meetings,
    outcomes,
    safety,
    summaries,
    votes,
)
from app.notices.kinds.happening import Happening

ROOMS = (
    issues,
    assents,
    followups,
    outcomes,
    councils,
    meetings,
    votes,
    summaries,
    safety,
    accounts,
    admin,
    inbox,
)
HAPPENINGS: Mapping[EventKind, Happening] = {kind: one for room in ROOMS for kind, one in room.HAPPENINGS.items()}

BUNDLED = frozenset(kind for kind, one in HAPPENINGS.items() if one.bundled)
KNOWN_TO_COUNCIL = tuple(kind for kind in EventKind if kind in HAPPENINGS and HAPPENINGS[kind].known_to_council)
IN_LOG = tuple(kind for kind in EventKind if kind in HAPPENINGS and HAPPENINGS[kind].in_log)
