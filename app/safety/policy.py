"""Who may report, look at, decide and appeal. Never the office side, never one's own text, never twice the same."""

from collections.abc import Collection
from datetime import date, timedelta

from app.access.sight import Audience, can_see, issue_of
from app.core import clock, guard
from app.core.actor import Actor
from app.models.files import StoredFile, owner_of
from app.models.issues import Issue
from app.models.meetings import Advice, AgendaItem, Meeting
from app.models.reportable import Reportable
from app.models.safety import Report, ReportReason, ReportState

APPEAL_WITHIN = timedelta(days=14)


def can_see_text(actor: Actor, text: Reportable) -> bool:
    """The same sight as on the pages where the text stands."""
    return text.is_said and can_see(actor, text)


def sees_place(actor: Actor, text: Reportable) -> bool:
    """May the actor open the page where the text stands: its issue, its meeting, or what everybody reads?"""
    return can_see(actor, place_of(text))


def is_own(actor: Actor, text: Reportable) -> bool:
    return actor.person_id is not None and actor.person_id == text.writer_id


def can_report(actor: Actor, text: Reportable) -> bool:
    """Whoever reads it, but its author, who can change it or take it back."""
    return actor.is_authenticated and not is_own(actor, text)


def hides_at_once(actor: Actor, text: Reportable, reason: ReportReason, *, kept_before: bool) -> bool:
    """Does the report hide the text until somebody has looked at it? Only one of a person's data does.

    Where the office side reports it, the guard must find something too: the office hides nobody's text. What
    somebody has looked at and kept is not hidden by the next report.
    """
    if reason is not ReportReason.PERSONAL_DATA or kept_before:
        return False
    return not acts_for_office(actor, text) or any(guard.check_text(part) for part in text.words)


def acts_for_office(actor: Actor, text: Reportable) -> bool:
    """Or, where a text is no council's: for Nav or a municipality anywhere."""
    council_id, issue = council_of(text), issue_of(text)
    if council_id is None:
        return actor.is_official
    at_office = issue is not None and issue.office_id in actor.offices | actor.assisted
    return at_office or acts_for_office_in(actor, {*audience_of(text), council_id})


def works_with_reports(actor: Actor) -> bool:
    """Has a queue at all."""
    return actor.is_moderator or actor.is_coordinator


def looks_at_every_council(actor: Actor) -> bool:
    """The whole country's queue, not that of some counties."""
    return actor.is_moderator


def acts_for_office_in(actor: Actor, audience: Collection[int]) -> bool:
    return any(actor.on_office_side(council_id) for council_id in audience)


def is_in_queue_of(actor: Actor, audience: Collection[int]) -> bool:
    """A moderator's queue is the whole country's, a coordinator's the own counties' councils'.

    A summary is in no council's: a coordinator wrote it, and a moderator looks at it.
    """
    return looks_at_every_council(actor) or not actor.coordinated.isdisjoint(audience)


def decides(actor: Actor, text: Reportable, reports: Collection[Report]) -> bool:
    """A moderator or the coordinator there, who neither wrote nor reported it nor acts for the office."""
    if not is_in_queue_of(actor, audience_of(text)) or acts_for_office(actor, text) or is_own(actor, text):
        return False
    return actor.person_id not in {person for report in reports for person in (report.person_id, report.author_id)}


def can_decide(actor: Actor, text: Reportable, reports: Collection[Report]) -> bool:
    """Hide the text or let it stand, as long as nobody has."""
    return all(report.state is ReportState.WAITING for report in reports) and decides(actor, text, reports)


def appeals(actor: Actor, report: Report) -> bool:
    """Whose text it is."""
    return actor.person_id is not None and actor.person_id == report.author_id


def can_appeal(actor: Actor, report: Report, today: date) -> bool:
    """Once, by the author of a hidden text, within fourteen days."""
    return (
        appeals(actor, report)
        and report.state is ReportState.HIDDEN
        and report.appealed_at is None
        and report.decided_at is not None
        and today <= last_day_to_appeal(report)
    )


def last_day_to_appeal(report: Report) -> date:
    decided = clock.local_day(report.decided_at) if report.decided_at else date.max - APPEAL_WITHIN
    return decided + APPEAL_WITHIN


def can_decide_appeal(actor: Actor, text: Reportable, reports: Collection[Report]) -> bool:
    waits = any(report.appealed_at is not None and report.appeal_decided_at is None for report in reports)
    return waits and looks_again(actor, text, reports)


def looks_again(actor: Actor, text: Reportable, reports: Collection[Report]) -> bool:
    """Somebody else than whoever decided first."""
    return decides(actor, text, reports) and all(report.decided_by_id != actor.person_id for report in reports)


def can_read_case(actor: Actor, text: Reportable, reports: Collection[Report]) -> bool:
    """Who looks at it or has decided it; the author and who reported it, for the result."""
    took_part = {
        person
        for report in reports
        for person in (report.person_id, report.author_id, report.decided_by_id, report.appeal_decided_by_id)
    }
    return actor.person_id is not None and (actor.person_id in took_part or decides(actor, text, reports))


def can_read_text(actor: Actor, text: Reportable, reports: Collection[Report]) -> bool:
    """The reported text itself: for those who decide while they must, and for its author always."""
    must_look = can_decide(actor, text, reports) or can_decide_appeal(actor, text, reports)
    return must_look or is_own(actor, text) or (text.hidden_at is None and can_see_text(actor, text))


def can_read_report_words(actor: Actor, text: Reportable, reports: Collection[Report]) -> bool:
    """What reporters wrote: for those who decide, never for the author, who might guess from whom it is."""
    return decides(actor, text, reports)


def council_of(text: Reportable) -> int | None:
    """The council whose text it is; none where it is no council's."""
    place = place_of(text)
    return place.council_id if isinstance(place, Issue | Meeting) else None


def audience_of(text: Reportable) -> Audience:
    """The councils that it is in front of, and since when."""
    if isinstance(text, StoredFile) and isinstance(owner := owner_of(text), Reportable):
        return audience_of(owner)
    if isinstance(text, Advice):
        return {text.item.council_id: text.agreed_at}
    issue = issue_of(text)
    return issue.in_front_of if issue else {}


def place_of(text: Reportable) -> Issue | Meeting | Reportable:
    """What the page shows on which the text stands: its issue, its meeting, or itself."""
    owner = owner_of(text) if isinstance(text, StoredFile) else text
    if isinstance(owner, AgendaItem):
        return owner.meeting
    if isinstance(owner, Advice):
        return owner.item.meeting
    return issue_of(text) or text
