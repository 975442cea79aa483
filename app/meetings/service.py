"""What people do with meetings: plan one, bring an issue to it, write down the advice."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.access.sight import can_see_issue
from app.assents.service import proposals
from app.assents.service.proposals import Details
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.core.errors import Conflict, Invalid
from app.core.language_detection import written_in
from app.core.words import MEETING_CANCELLED
from app.database import db, hold, next_number
from app.followups.queries.state_text import issue_now, when_it_was
from app.issues import policy as issues
from app.issues.service import posting
from app.issues.service.posting import Text
from app.meetings import policy
from app.models.assents import Proposal, ProposalAct
from app.models.councils import Council
from app.models.issue_enums import IssueKind
from app.models.issues import Issue, IssueAudience
from app.models.meetings import Advice, AgendaItem, Meeting, MeetingState
from app.models.notices import EventKind
from app.models.themes import Theme
from app.notices.service.record import record


def plan_meeting(actor: Actor, council_id: int, *, starts_at: datetime, place: str) -> Meeting:
    """Plan a meeting of the council. Raises Invalid(field="day") for a time that has been."""
    require(policy.can_plan(actor, council_id))
    guard.refuse({"place": place})
    if starts_at <= clock.now():
        raise Invalid(_("Møtet må ligge fram i tid."), field="day")
    meeting = Meeting(council_id=council_id, starts_at=starts_at, place=place, created_at=clock.now())
    db.session.add(meeting)
    db.session.flush()
    return meeting


def mark_held(actor: Actor, meeting: Meeting) -> None:
    """Say that the meeting was held. Raises Conflict before its day."""
    hold(meeting)
    require(policy.can_plan(actor, meeting.council_id))
    if not policy.has_come(meeting, clock.today()):
        raise Conflict(_("Møtet er ikke holdt ennå. Det begynner %(when)s.", when=when_it_was(meeting.starts_at)))
    require_planned(meeting)
    meeting.move(MeetingState.HELD)


def add_item(actor: Actor, meeting: Meeting, *, title: str, issue: Issue | None = None) -> AgendaItem:
    """Put something on the agenda; it gets its number, `Sak 12/26`, in the meeting's year.

    Raises Conflict for an issue that nobody has let through yet, and Invalid(field="issue") for a closed one.
    """
    hold(meeting)
    require(policy.can_plan(actor, meeting.council_id))
    require_planned(meeting)
    guard.refuse({"title": title})
    if issue is not None:
        hold(issue)
        rows = select(IssueAudience).where(IssueAudience.issue_id == issue.id)
        audience = {row.council_id: row.since for row in db.session.scalars(rows)}
        require_sight(can_see_issue(actor, issue, audience))
        require(issues.brings(actor, meeting.council_id, audience))
        if not issues.is_shown(issue):
            raise Conflict(issue_now(issue))
    if issue is not None and issue.is_closed:
        raise Invalid(_("Innspillet er avsluttet og kan ikke settes på sakslista."), field="issue")
    year = clock.local(meeting.starts_at).year
    item = AgendaItem(
        meeting_id=meeting.id,
        council_id=meeting.council_id,
        year=year,
        number=next_number(f"item:{meeting.council_id}:{year}"),
        title=title,
        issue_id=issue.id if issue else None,
    )
    db.session.add(item)
    db.session.flush()
    if issue is not None:
        record(
            EventKind.AGENDA_ITEM_ADDED,
            actor,
            issue=issue,
            council_id=meeting.council_id,
            about=item,
            data={"label": item.label, "meeting": meeting.id},
        )
    return item


def require_planned(meeting: Meeting) -> None:
    """Raises Conflict once the meeting has been held or cancelled."""
    require_not_cancelled(meeting)
    if not policy.is_planned(meeting):
        raise Conflict(_("Møtet er allerede registrert som holdt."))


def require_not_cancelled(meeting: Meeting) -> None:
    """Raises Conflict for a meeting that is cancelled."""
    if not policy.goes_on(meeting):
        raise Conflict(str(MEETING_CANCELLED))


def give_advice(
    actor: Actor,
    meeting: Meeting,
    item: AgendaItem,
    *,
    text: str,
    theme: Theme | None = None,
    office_id: int | None = None,
) -> Advice | Proposal:
    """Write down what the council advises on an item; the office is told.

    On an item that is about no issue it makes its own, which needs a theme and, where the council meets any, one of its
    offices. What somebody of another side writes is a draft: it is the council's advice with the yes of its user side.
    Sent twice, it is given once. Raises Conflict when the meeting is cancelled, Invalid(field="theme") without a theme.
    """
    council = db.session.get_one(Council, meeting.council_id)
    hold(council)  # before the meeting, as when the council ends
    hold(meeting)
    require(policy.can_plan(actor, meeting.council_id))
    require_not_cancelled(meeting)
    guard.refuse({"text": text})
    if item.issue_id is None and theme is None:
        raise Invalid(_("Velg tema."), field="theme")
    if given := _given(item, text):
        return given
    details = {
        "item": item.id,
        "label": item.label,
        "title": item.title,
        "text": text,
        "theme": theme,
        "office": office_id,
    }
    proposal = proposals.propose_act(actor, council, ProposalAct.GIVE_ADVICE, details)
    if proposal is not None:
        return proposal
    return _advise(actor, council, item, details, person_id=actor.person_id)


@proposals.carries_out(ProposalAct.GIVE_ADVICE)
def _advise_proposed(actor: Actor, council: Council, details: Details) -> None:
    item = db.session.get_one(AgendaItem, details["item"], options=[joinedload(AgendaItem.issue)])
    meeting = db.session.get_one(Meeting, item.meeting_id)
    hold(council)
    hold(meeting)
    require_not_cancelled(meeting)
    _advise(actor, council, item, details, person_id=details["proposed_by"])


def _given(item: AgendaItem, text: str) -> Advice | None:
    """The very same advice on this item."""
    same = or_(Advice.text == text, Advice.issue.has(Issue.body == text))
    return db.session.scalar(select(Advice).where(Advice.item_id == item.id, same).order_by(Advice.id))


def _advise(actor: Actor, council: Council, item: AgendaItem, details: Details, *, person_id: int | None) -> Advice:
    made, owed = (None, None)
    if item.issue_id is None:
        made, owed = posting.open_advice(
            council, _words(item, details), office_id=details.get("office"), person_id=person_id
        )
    advice = Advice(
        item_id=item.id,
        issue_id=made.id if made else None,
        text=None if made else details["text"],
        agreed_at=clock.now(),
        person_id=person_id,
    )
    db.session.add(advice)
    db.session.flush()
    if owed is not None:
        owed.advice_id = advice.id
    record(
        EventKind.ADVICE_GIVEN,
        actor,
        issue=made or db.session.get_one(Issue, item.issue_id),
        about=owed or advice,
        council_id=item.council_id,
        data={"label": item.label, "meeting": item.meeting_id},
    )
    return advice


def _words(item: AgendaItem, details: Details) -> Text:
    return Text(
        title=item.title,
        body=details["text"],
        theme=Theme(details.get("theme") or Theme.MEDVIRKNING),  # a draft of before had none
        kind=IssueKind.PROPOSAL,
        language=written_in(details["text"]) or "nb",
    )
