"""The last look before a letter leaves: is it still true, and may the person still see it? Pure."""

from enum import StrEnum

from app.access.sight import can_see, can_see_comment, can_see_issue
from app.models.followups import FollowUpState
from app.models.notices import EventKind
from app.models.people import Delivery
from app.models.summaries import Summary
from app.notices import policy
from app.notices.already import is_done
from app.notices.matter import Matter


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


# These tell of an end, so they are true for somebody who is no longer there.
ABOUT_ENDS = frozenset({EventKind.APPOINTMENT_ENDED, EventKind.APPOINTMENT_ENDING, EventKind.COUNCIL_ENDED})


def untrue(matter: Matter) -> Untrue | None:
    """Why this must not be sent any more; none when it is as true as when it was recorded."""
    return _of_sight(matter) or _of_state(matter) or (None if matter.notice.duty else _of_wish(matter))


def _of_sight(matter: Matter) -> Untrue | None:
    if matter.issue is not None and not can_see_issue(matter.actor, matter.issue, matter.audience):
        return Untrue.NO_SIGHT
    if matter.event.subject == "comment":
        return _of_comment(matter)
    # What is owed is seen with its issue.
    named = matter.thing if matter.event.subject and matter.follow_up is None else None
    if named is not None and not can_see(matter.actor, named, matter.audience):
        return Untrue.NO_SIGHT
    if isinstance(matter.thing, Summary) and matter.thing.hidden_at is not None:
        return Untrue.GONE
    if matter.issue is not None or matter.event.kind in ABOUT_ENDS:
        return None
    council_id = matter.council.id if matter.council else None
    return None if policy.is_there(matter.actor, matter.notice.reason, council_id) else Untrue.NOT_THERE


def _of_comment(matter: Matter) -> Untrue | None:
    comment = matter.comment
    if comment is None or matter.issue is None or comment.withdrawn_at is not None:
        return Untrue.GONE
    if matter.event.kind is EventKind.ISSUE_COMMENTED and comment.hidden_at is not None:
        return Untrue.GONE
    return None if can_see_comment(matter.actor, comment, matter.audience) else Untrue.NO_SIGHT


def _of_state(matter: Matter) -> Untrue | None:
    if is_done(matter):
        return Untrue.DONE
    return Untrue.MOVED if _reminds_of_another_day(matter) else None


def _reminds_of_another_day(matter: Matter) -> bool:
    follow_up = matter.follow_up
    if follow_up is None or matter.event.kind is not EventKind.REMINDER or not follow_up.is_live:
        return False
    return follow_up.state is not FollowUpState.RUNNING or follow_up.due.isoformat() != matter.event.data.get("due")


def _of_wish(matter: Matter) -> Untrue | None:
    if matter.muted:
        return Untrue.MUTED
    if matter.wish is Delivery.NEVER:
        return Untrue.UNSUBSCRIBED
    return Untrue.READ if matter.notice.read_at is not None else None
