"""Plain Flask pages of the same kinds as the measured ones, for comparison: what such a page costs at the least.

The same rows from the same database: lists through SQLAlchemy's ORM with eager loading, the rest through Core; a flat
Jinja template, filled up with blanks to the size of the measured page. No sign-in, rights, languages or components.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Flask, render_template, request
from sqlalchemy import ColumnElement, Engine, Row, Select, column, func, or_, select, table
from sqlalchemy.orm import Session, joinedload

from app.core import clock
from app.models.comments import Comment
from app.models.councils import Appointment, Council, CouncilOffice, CouncilRole, Mandate, Organisation, Seat
from app.models.followups import Answer, Claim, FollowUp
from app.models.issue_enums import Visibility
from app.models.issues import Issue, PublicVersion, Support
from app.models.notices import Event
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.places import Office
from app.models.search import IssueText
from app.models.states import FollowUpState

PREFIX = "/plain"
FTS = table("issue_fts", column("rowid"), column("words"))
NEWEST = (Issue.posted_at.desc(), Issue.id.desc())
OWNERS = tuple(
    joinedload(owner) for owner in (FollowUp.office, FollowUp.municipality, FollowUp.nav_region, FollowUp.council)
)


def make_plain(engine: Engine) -> Flask:
    """The application with the plain pages, served below PREFIX by the server of the measured ones."""
    app = Flask(__name__, template_folder=str(Path(__file__).parent / "templates"))

    @app.get("/<page>")
    def show(page: str) -> str:
        asked: dict[str, Any] = {name: int(value) if value.isdigit() else value for name, value in request.args.items()}
        size = asked.pop("size", 0)
        with Session(engine) as session:
            found = PAGES[page](session, **asked)
            return render_template(f"{page}.html", **found).ljust(size)

    return app


def outcomes(session: Session) -> dict[str, Any]:
    """Six public issues of which the council has said whether it helped."""
    query = (
        select(Issue)
        .join(PublicVersion, PublicVersion.issue_id == Issue.id)
        .options(joinedload(Issue.public_version), joinedload(Issue.office), joinedload(Issue.council))
        .where(
            Issue.visibility == Visibility.PUBLIC, Issue.outcome.is_not(None), PublicVersion.approved_at.is_not(None)
        )
        .order_by(Issue.closed_at.desc(), Issue.id.desc())
        .limit(6)
    )
    return {"issues": session.scalars(query).all()}


def councils(session: Session, *, q: str) -> dict[str, Any]:
    """The councils of offices whose names hold a word."""
    query = (
        select(Council.slug, Council.name, Office.name.label("office"))
        .join(CouncilOffice, CouncilOffice.council_id == Council.id)
        .join(Office, Office.id == CouncilOffice.office_id)
        .where(or_(Council.name.contains(q), Office.name.contains(q)))
        .order_by(Council.name)
        .limit(20)
    )
    return {"councils": session.execute(query).all()}


def council(session: Session, *, council: int) -> dict[str, Any]:
    """A council with its seats, roles, mandate and public issues."""
    seats = (
        select(Seat.title, Seat.side, Organisation.name.label("organisation"), Person.name, Appointment.rank)
        .outerjoin(Appointment, (Appointment.seat_id == Seat.id) & Appointment.valid_to.is_(None))
        .outerjoin(Person, Person.id == Appointment.person_id)
        .outerjoin(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.council_id == council)
        .order_by(Seat.position, Seat.id, Appointment.rank)
    )
    roles = (
        select(CouncilRole.kind, Person.name)
        .join(Person, Person.id == CouncilRole.person_id)
        .where(CouncilRole.council_id == council)
    )
    issues = (
        select(Issue.reference, Issue.outcome, Issue.public_at, PublicVersion.title, PublicVersion.text)
        .join(PublicVersion, PublicVersion.issue_id == Issue.id)
        .where(Issue.council_id == council, Issue.visibility == Visibility.PUBLIC)
        .order_by(Issue.public_at.desc())
        .limit(10)
    )
    return {
        "council": session.execute(select(Council.__table__).where(Council.id == council)).one(),
        "mandate": session.scalar(select(Mandate.text).where(Mandate.council_id == council).limit(1)),
        "seats": session.execute(seats).all(),
        "roles": session.execute(roles).all(),
        "issues": session.execute(issues).all(),
    }


def issues(session: Session, *, council: int, q: str = "") -> dict[str, Any]:
    """Twenty issues with their nearest date: a council's newest, or the newest it may read that hold a word."""
    due = (
        select(func.min(FollowUp.due))
        .where(FollowUp.issue_id == Issue.id, FollowUp.state == FollowUpState.RUNNING)
        .correlate(Issue)
        .scalar_subquery()
    )
    shared = or_(Issue.council_id == council, Issue.visibility != Visibility.COUNCIL)
    query = (
        select(Issue, due)
        .options(joinedload(Issue.office), joinedload(Issue.council))
        .where(shared & _with_word(session, q) if q else Issue.council_id == council)
        .order_by(*NEWEST)
        .limit(20)
    )
    return {"rows": session.execute(query).all(), "today": clock.today()}


def issue(session: Session, *, reference: str) -> dict[str, Any]:
    """An issue with its supports, comments, chain and history."""
    one = session.execute(
        select(Issue.__table__, Council.name.label("council"), Office.name.label("office"), Person.name.label("author"))
        .select_from(Issue)
        .join(Council, Council.id == Issue.council_id)
        .outerjoin(Office, Office.id == Issue.office_id)
        .outerjoin(Person, Person.id == Issue.author_id)
        .where(Issue.reference == reference)
    ).one()
    supports = (
        select(Support.example, Support.at, Person.name, Office.name.label("office"))
        .join(Person, Person.id == Support.person_id)
        .join(Office, Office.id == Support.office_id)
        .where(Support.issue_id == one.id, Support.withdrawn_at.is_(None))
    )
    comments = (
        select(Comment.text, Comment.at, Comment.tag, Comment.by_title, Person.name)
        .join(Person, Person.id == Comment.person_id)
        .where(Comment.issue_id == one.id)
        .order_by(Comment.at)
    )

    def rows(of: Any, *columns: Any) -> Sequence[Row[Any]]:
        joined = of if of in (FollowUp, Event, OutcomeQuestion) else FollowUp
        query: Select[Any] = select(*columns)
        if joined is not of:
            query = query.join(FollowUp, FollowUp.id == of.follow_up_id)
        return session.execute(query.where(joined.issue_id == one.id).order_by(of.id)).all()

    return {
        "issue": one,
        "supports": session.execute(supports).all(),
        "comments": session.execute(comments).all(),
        "owed": rows(FollowUp, FollowUp.kind, FollowUp.state, FollowUp.what, FollowUp.due),
        "answers": rows(Answer, Answer.text, Answer.reason, Answer.at, Answer.by_name, Answer.by_title),
        "claims": rows(Claim, Claim.what_changed, Claim.where, Claim.at, Claim.by_name, Claim.verdict_text),
        "words": rows(OutcomeQuestion, OutcomeQuestion.word, OutcomeQuestion.text, OutcomeQuestion.answered_at),
        "events": rows(Event, Event.kind, Event.at, Event.actor_name, Event.actor_title),
    }


def waits(session: Session, *, council: int) -> dict[str, Any]:
    """Thirty things that a council waits for, with who owes them."""
    query = (
        select(FollowUp)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .options(*OWNERS, joinedload(FollowUp.issue).joinedload(Issue.council))
        .where(Issue.council_id == council, FollowUp.state.in_((FollowUpState.RUNNING, FollowUpState.PAUSED)))
        .order_by(FollowUp.due, FollowUp.id)
        .limit(30)
    )
    return {"rows": session.scalars(query).all(), "today": clock.today()}


def home(session: Session, *, person: int, council: int, office: int = 0) -> dict[str, Any]:
    """What an office owes, or a representative is asked; and the newest issues: a person's own, and the council's."""
    row = (Issue.reference, Issue.title, Issue.state, Issue.posted_at, Office.name.label("office"))
    newest = select(*row).outerjoin(Office, Office.id == Issue.office_id).order_by(*NEWEST).limit(5)
    owed = (
        select(FollowUp.kind, FollowUp.due, Issue.reference, Issue.title)
        .join(Issue, Issue.id == FollowUp.issue_id)
        .where(FollowUp.office_id == office, FollowUp.state == FollowUpState.RUNNING)
        .order_by(FollowUp.due)
        .limit(50)
    )
    asked = (
        select(OutcomeQuestion.asked_at, Issue.reference, Issue.title)
        .join(Issue, Issue.id == OutcomeQuestion.issue_id)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .where(Appointment.person_id == person, OutcomeQuestion.word.is_(None), OutcomeQuestion.is_open)
        .order_by(OutcomeQuestion.asked_at)
        .limit(50)
    )
    others = or_(Issue.author_id.is_(None), Issue.author_id != person)
    return {
        "name": session.scalar(select(Person.name).where(Person.id == person)),
        "owed": session.execute(owed).all() if office else [],
        "asked": [] if office else session.execute(asked).all(),
        "own": session.execute(newest.where(Issue.author_id == person)).all(),
        "news": session.execute(newest.where(Issue.council_id == council, others)).all(),
        "today": clock.today(),
    }


PAGES = {page.__name__: page for page in (outcomes, councils, council, issues, issue, waits, home)}


def _with_word(session: Session, word: str) -> ColumnElement[bool]:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    if engine.dialect.name == "sqlite":
        return Issue.id.in_(select(FTS.c.rowid).where(FTS.c.words.op("MATCH", is_comparison=True)(word)))
    return Issue.id.in_(select(IssueText.issue_id).where(IssueText.words.like(f"%{word}%")))
