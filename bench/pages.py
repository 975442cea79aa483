"""Which pages are measured, as whom: the ones most used, at the places where most is to be shown."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, session
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

from app.accounts.views.sessions import hash_token, start_session
from app.core import clock
from app.core.roles import OfficeRoleKind, Side
from app.models.comments import Comment
from app.models.councils import Appointment, Council, CouncilLevel, CouncilOffice, CouncilRole, OfficeRole, Seat
from app.models.issues import Issue, IssueAudience, Support
from app.models.people import Device, Person
from app.models.places import Office
from bench.server import HOST

AGENT = "Bench"
SEARCHED_WORD = "teleslynge"


@dataclass(frozen=True)
class Page:
    """One page to measure, the plain page beside it, and the cookie it is asked with."""

    name: str
    path: str
    plain: str
    cookie: str | None = None


def pages(engine: Engine) -> list[Page]:
    """The most used pages, two of them twice. Signs two people in on the scratch database."""
    with Session(engine, expire_on_commit=False) as scratch:
        council, office = _busiest(scratch)
        representative, director = _representative(scratch, council.id), _director(scratch, office.id)
        member, leader = _cookie(scratch, representative), _cookie(scratch, director)
        much, newest = _most_said(scratch, council.id), _newest(scratch, council.id)
        scratch.commit()
    place, here = office.name.removeprefix("Nav "), f"council={council.id}"
    home = f"home?{here}&person"
    return [
        Page("front page", "/", "outcomes"),
        Page("front page, search", f"/?q={place}", f"councils?q={place}"),
        Page("council page", f"/utvalg/{council.slug}", f"council?{here}"),
        Page("list of issues", "/innspill", f"issues?{here}", member),
        Page("list of issues, search", f"/innspill?q={SEARCHED_WORD}", f"issues?{here}&q={SEARCHED_WORD}", member),
        Page("issue with much said", f"/innspill/{much}", f"issue?reference={much}", member),
        Page("issue, the newest", f"/innspill/{newest}", f"issue?reference={newest}", member),
        Page("what a council waits for", f"/utvalg/{council.slug}/venter", f"waits?{here}", member),
        Page("Min side, representative", "/min-side", f"{home}={representative.id}", member),
        Page("Min side, director", "/min-side", f"{home}={director.id}&office={office.id}", leader),
    ]


def _busiest(scratch: Session) -> tuple[Council, Office]:
    """The office council with most issues."""
    row = scratch.execute(
        select(Council, Office)
        .join(CouncilOffice, CouncilOffice.council_id == Council.id)
        .join(Office, Office.id == CouncilOffice.office_id)
        .join(Issue, Issue.council_id == Council.id)
        .where(Council.level == CouncilLevel.OFFICE)
        .group_by(Council.id, Office.id)
        .order_by(func.count(Issue.id).desc(), Council.id)
        .limit(1)
    ).one()
    return row[0], row[1]


def _representative(scratch: Session, council_id: int) -> Person:
    """Somebody on a user seat without a role."""
    in_roles = select(CouncilRole.person_id).where(CouncilRole.council_id == council_id)
    return scratch.scalars(
        select(Person)
        .join(Appointment, Appointment.person_id == Person.id)
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Seat.council_id == council_id, Seat.side == Side.USER, Appointment.rank == 0, Person.id.not_in(in_roles))
        .order_by(Person.id)
        .limit(1)
    ).one()


def _director(scratch: Session, office_id: int) -> Person:
    return scratch.scalars(
        select(Person)
        .join(OfficeRole, OfficeRole.person_id == Person.id)
        .where(OfficeRole.office_id == office_id, OfficeRole.kind == OfficeRoleKind.DIRECTOR)
        .order_by(Person.id)
        .limit(1)
    ).one()


def _most_said(scratch: Session, council_id: int) -> str:
    """The council's own issue with most supports and comments."""
    supports = select(func.count(Support.id)).where(Support.issue_id == Issue.id).scalar_subquery()
    comments = select(func.count(Comment.id)).where(Comment.issue_id == Issue.id).scalar_subquery()
    return scratch.scalars(
        select(Issue.reference)
        .join(IssueAudience, IssueAudience.issue_id == Issue.id)
        .where(IssueAudience.council_id == council_id)
        .order_by((supports + comments).desc(), Issue.id)
        .limit(1)
    ).one()


def _newest(scratch: Session, council_id: int) -> str:
    newest = (Issue.posted_at.desc(), Issue.id.desc())
    return (
        scratch.scalars(select(Issue.reference).where(Issue.council_id == council_id).order_by(*newest)).first() or ""
    )


def _cookie(scratch: Session, person: Person) -> str:
    """A device row, and the cookie that its browser would hold."""
    token, now = secrets.token_urlsafe(32), clock.now()
    device = Device(
        token_hash=hash_token(token),
        person=person,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(days=1),
        remembered=True,
        label=AGENT,
    )
    scratch.add(device)
    scratch.flush()
    browser = Headers({"User-Agent": AGENT})
    with current_app.test_request_context(headers=browser, environ_base={"REMOTE_ADDR": HOST}):
        start_session(device, token)
        serializer = current_app.session_interface.get_signing_serializer(current_app)  # type: ignore[attr-defined]
        return f"{current_app.config['SESSION_COOKIE_NAME']}={serializer.dumps(dict(session))}"
