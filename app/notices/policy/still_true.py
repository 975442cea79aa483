"""The last look before a letter leaves: may the person still see it, is it still asked, do they still want it? Pure."""

from enum import StrEnum

from app.access.sight import can_see_issue
from app.models.notices import Reason
from app.models.people import Delivery
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.table import HAPPENINGS
from app.notices.policy import parts
from app.notices.policy.sight import can_see_row


class Untrue(StrEnum):
    """Why a letter was dropped instead of sent; stored as Mail.dropped_reason."""

    INACTIVE = "person_inactive"
    NO_ADDRESS = "no_address"
    REFUSED = "address_refused"
    NO_SIGHT = "no_longer_visible"
    NOT_THERE = "no_longer_part_of_it"
    DONE = "already_done"
    MOVED = "due_date_moved"
    READ = "already_read"
    MUTED = "muted"
    UNSUBSCRIBED = "unsubscribed"
    EMPTY = "nothing_left_to_say"
    GONE = "no_longer_there"
    TOO_OLD = "too_old"
    STOPPED = "stopped"  # by an administrator, or on the machine
    GIVEN_UP = "given_up"


# Not dropped for want of truth: nobody took it.
NOT_DELIVERED = frozenset({Untrue.REFUSED, Untrue.GIVEN_UP})


class NoLongerTrue(Exception):
    """Raised by whoever builds a letter, when it should not leave; the reason is stored."""

    def __init__(self, reason: Untrue) -> None:
        super().__init__(reason)
        self.reason = reason


ASKED_TO_ACT = frozenset({Reason.OWES, Reason.STANDS_IN, Reason.FALLBACK})


def why_untrue(loaded: LoadedNotice) -> Untrue | None:
    """Why this must not be sent any more; none when it is as true as when it was recorded."""
    return _of_sight(loaded) or _of_state(loaded) or (None if loaded.notice.duty else _of_wish(loaded))


def _of_sight(loaded: LoadedNotice) -> Untrue | None:
    if loaded.issue is not None and not can_see_issue(loaded.actor, loaded.issue, loaded.audience):
        return Untrue.NO_SIGHT
    is_gone = HAPPENINGS[loaded.event.kind].is_gone
    if is_gone is not None and is_gone(loaded):
        return Untrue.GONE
    if loaded.thing is not None and not can_see_row(loaded.actor, loaded.thing, loaded.audience):
        return Untrue.NO_SIGHT
    if loaded.issue is not None or HAPPENINGS[loaded.event.kind].tells_of_end:
        return None
    council_id = loaded.council.id if loaded.council else None
    return None if parts.is_there(loaded.actor, loaded.notice.reason, council_id) else Untrue.NOT_THERE


def _of_state(loaded: LoadedNotice) -> Untrue | None:
    if is_done(loaded):
        return Untrue.DONE
    has_moved = HAPPENINGS[loaded.event.kind].has_moved
    return Untrue.MOVED if has_moved is not None and has_moved(loaded) else None


def is_done(loaded: LoadedNotice) -> bool:
    """Nothing is left to do for whoever is asked; news are never done, but for what was said to be for now."""
    done = HAPPENINGS[loaded.event.kind].is_done
    if done is not None:
        return done(loaded)
    nothing_owed = loaded.follow_up is not None and not loaded.follow_up.is_live
    return nothing_owed and loaded.notice.reason in ASKED_TO_ACT


def _of_wish(loaded: LoadedNotice) -> Untrue | None:
    if loaded.muted:
        return Untrue.MUTED
    if loaded.wish is Delivery.NEVER:
        return Untrue.UNSUBSCRIBED
    return Untrue.READ if loaded.notice.read_at is not None else None
