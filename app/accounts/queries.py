"""What one's own pages read: devices, wishes for notices, and everything one may take home."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, inspect, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.text import by_name
from app.database import db
from app.models.assents import Assent, Proposal
from app.models.base import Base
from app.models.comments import Comment
from app.models.councils import Appointment, Council, CouncilRole, Nomination, OfficeRole, Organisation, Scope, Seat
from app.models.files import StoredFile
from app.models.follows import Follow, Look, OfficeFollow, ThemeFollow
from app.models.followups import Answer, Claim, FollowUp, Slip
from app.models.issues import ActReason, Issue, PublicProposal, PublicVersion, Reopening, Support
from app.models.meetings import Advice
from app.models.notices import Event, Mail, Notice
from app.models.outcomes import OutcomeQuestion
from app.models.people import Delivery, DeliveryWish, Device, Draft, KeptForm, Person, SignInTry
from app.models.revisions import CommentRevision, IssueRevision
from app.models.safety import Report
from app.models.summaries import Summary
from app.models.votes import RollEntry

# Of no use to the owner, of use to a thief.
SECRET = frozenset({"password_hash", "token_hash", "post_key", "address_hash", "network_hash"})


def signed_in(token_hash: str) -> Row[tuple[Device, int]] | None:
    """A device and its person, with the `unread` notices counted in the same statement: every page asks for them."""
    return db.session.execute(_signed_in(), {"token_hash": token_hash}).first()


@cache
def _signed_in() -> Select[tuple[Device, int]]:
    """Built once: every request of somebody signed in asks it."""
    unread = (
        select(func.count())
        .where(Notice.person_id == Device.person_id, Notice.read_at.is_(None))
        .correlate(Device)
        .scalar_subquery()
    )
    return (
        select(Device, unread.label("unread"))
        .options(joinedload(Device.person))
        .where(Device.token_hash == bindparam("token_hash"))
    )


def devices_of(person_id: int) -> list[Device]:
    """Where the person is signed in, last used first."""
    return list(
        db.session.scalars(
            select(Device)
            .where(Device.person_id == person_id, Device.expires_at >= clock.now())
            .order_by(Device.seen_at.desc(), Device.id.desc())
        )
    )


def device_by_id(device_id: int) -> Device | None:
    return db.session.get(Device, device_id)


def delivery_wishes(person_id: int) -> dict[str, Delivery]:
    """Topic → how the person wants it; topics that are as recommended are not there."""
    rows = db.session.execute(
        select(DeliveryWish.kind, DeliveryWish.delivery).where(DeliveryWish.person_id == person_id)
    )
    return {row.kind: row.delivery for row in rows}


def appointments_of(person_id: int) -> list[Appointment]:
    """The seats the person has, or is to have: each with its council and organisation, in one statement."""
    return by_name(
        db.session.scalars(
            select(Appointment)
            .join(Appointment.seat)
            .join(Seat.council)
            .options(
                contains_eager(Appointment.seat).contains_eager(Seat.council),
                contains_eager(Appointment.seat).joinedload(Seat.organisation),
            )
            .where(Appointment.person_id == person_id, _not_over(Appointment), _not_over(Seat), _not_over(Council))
            .order_by(Appointment.valid_from, Appointment.id)
        ),
        attrgetter("seat.council.name"),
    )


def _not_over(row: type[Appointment] | type[Seat] | type[Council]) -> ColumnElement[bool]:
    return or_(row.valid_to.is_(None), row.valid_to >= clock.today())


def own_data(person: Person) -> dict[str, Any]:
    """The account, the parts in councils and offices, and every text of the person's own; plain, for a file."""
    me = person.id
    seats = (
        select(Seat, Organisation.name.label("organisation"))
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.id.in_(select(Appointment.seat_id).where(Appointment.person_id == me)))
        .order_by(Seat.id)
    )
    return {
        "fetched_at": clock.now().isoformat(),
        "person": _plain(person),
        "notices": delivery_wishes(me),
        "devices": _all(select(Device).where(Device.person_id == me).order_by(Device.id)),
        "appointments": _all(select(Appointment).where(Appointment.person_id == me).order_by(Appointment.id)),
        "seats": [{**_plain(seat), "organisation": name} for seat, name in db.session.execute(seats)],
        "council_roles": _all(select(CouncilRole).where(CouncilRole.person_id == me).order_by(CouncilRole.id)),
        "office_roles": _all(select(OfficeRole).where(OfficeRole.person_id == me).order_by(OfficeRole.id)),
        "scopes": _all(select(Scope).where(Scope.person_id == me).order_by(Scope.id)),
        "issues": _all(select(Issue).where(Issue.author_id == me).order_by(Issue.id)),
        "supports": _all(select(Support).where(Support.person_id == me).order_by(Support.id)),
        "comments": _all(select(Comment).where(Comment.person_id == me).order_by(Comment.id)),
        "answers": _all(select(Answer).where(Answer.person_id == me).order_by(Answer.id)),
        "claims": _all(select(Claim).where(Claim.person_id == me).order_by(Claim.id)),
        "verdicts": _all(select(Claim).where(Claim.verdict_by_id == me).order_by(Claim.id)),
        "promises": _all(select(FollowUp).where(FollowUp.person_id == me).order_by(FollowUp.id)),
        "later_dates": _all(select(Slip).where(Slip.person_id == me).order_by(Slip.id)),
        "reopenings": _all(select(Reopening).where(Reopening.person_id == me).order_by(Reopening.id)),
        "advice": _all(select(Advice).where(Advice.person_id == me).order_by(Advice.id)),
        "outcomes": _all(select(OutcomeQuestion).where(OutcomeQuestion.person_id == me).order_by(OutcomeQuestion.id)),
        "drafts": _all(select(Draft).where(Draft.person_id == me).order_by(Draft.id)),
        "kept_forms": _all(select(KeptForm).where(KeptForm.person_id == me).order_by(KeptForm.id)),
        **_traces(me),
        **_reports(me),
    }


def _traces(me: int) -> dict[str, Any]:
    """What else the house keeps of what somebody did, wrote and was told."""
    own_issues = select(Issue.id).where(Issue.author_id == me)
    own_comments = select(Comment.id).where(Comment.person_id == me)
    own_events = select(Event.id).where(Event.actor_id == me)
    return {
        "issue_revisions": _all(select(IssueRevision).where(IssueRevision.issue_id.in_(own_issues))),
        "comment_revisions": _all(select(CommentRevision).where(CommentRevision.comment_id.in_(own_comments))),
        "public_versions": _all(select(PublicVersion).where(PublicVersion.written_by_id == me)),
        "public_proposals": _all(select(PublicProposal).where(PublicProposal.written_by_id == me)),
        "follows": _all(select(Follow).where(Follow.person_id == me).order_by(Follow.issue_id)),
        "offices_followed": _all(select(OfficeFollow).where(OfficeFollow.person_id == me)),
        "themes_followed": _all(select(ThemeFollow).where(ThemeFollow.person_id == me)),
        "looks": _all(select(Look).where(Look.person_id == me).order_by(Look.issue_id)),
        "files": _all(select(StoredFile).where(StoredFile.person_id == me).order_by(StoredFile.id)),
        "assents": _all(select(Assent).where(Assent.person_id == me).order_by(Assent.id)),
        "proposals": _all(select(Proposal).where(Proposal.proposed_by_id == me).order_by(Proposal.id)),
        "proposals_decided": _all(select(Proposal).where(Proposal.decided_by_id == me).order_by(Proposal.id)),
        "votes": _all(select(RollEntry).where(RollEntry.person_id == me).order_by(RollEntry.id)),
        "nominations": _all(select(Nomination).where(Nomination.proposed_by_id == me).order_by(Nomination.id)),
        "summaries": _all(select(Summary).where(Summary.person_id == me).order_by(Summary.id)),
        "events": _all(select(Event).where(Event.actor_id == me).order_by(Event.id)),
        "reasons": _all(select(ActReason).where(ActReason.event_id.in_(own_events)).order_by(ActReason.event_id)),
        "notices_received": _all(select(Notice).where(Notice.person_id == me).order_by(Notice.id)),
        "mails": _all(select(Mail).where(Mail.person_id == me).order_by(Mail.id)),
        "sign_in_tries": _all(select(SignInTry).where(SignInTry.person_id == me).order_by(SignInTry.id)),
    }


REPORTED = ("subject", "subject_id", "reason", "at", "text", "state", "decision_text", "decided_at")
ABOUT_ME = ("subject", "subject_id", "state", "code", "decision_text", "decided_at", "appealed_at", "appeal_text")


def _reports(me: int) -> dict[str, Any]:
    """Own reports, and decisions about own texts: never who reported, nor what they wrote."""
    own = db.session.scalars(select(Report).where(Report.person_id == me).order_by(Report.id))
    about = db.session.scalars(select(Report).where(Report.author_id == me).order_by(Report.id))
    return {
        "reports": [{key: _value(getattr(row, key)) for key in REPORTED} for row in own],
        "reports_of_own_texts": [{key: _value(getattr(row, key)) for key in ABOUT_ME} for row in about],
    }


def _all(rows: Select[Any]) -> list[dict[str, Any]]:
    found: Iterable[Base] = db.session.scalars(rows)
    return [_plain(row) for row in found]


def _plain(row: Base) -> dict[str, Any]:
    columns = [attribute.key for attribute in inspect(row).mapper.column_attrs if attribute.key not in SECRET]
    return {key: _value(getattr(row, key)) for key in columns}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
