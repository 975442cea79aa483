"""A council with everybody who takes part in the chain, for the tests of this room."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.core.roles import CouncilRoleKind, OfficeRoleKind, Side
from app.database import db, transaction
from app.followups.queries.chain import OWNERS
from app.followups.service import answers, claims, follow_ups
from app.followups.service.answers import Promise, Words
from app.followups.service.claims import Evidence
from app.models.councils import Council, CouncilRole
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Notice
from app.models.states import FollowUpKind, Stance
from tests.make import Make

EVIDENCE = Evidence(
    what_changed="Mottaket har åpent til klokka 18 på torsdager.",
    where="Mottaket i første etasje",
    since=date(2026, 1, 5),
    how_noticed="Det står på døra og på nettsiden.",
)


# Why the user side judges a claim at once, before any asked seat has answered.
EARLY = "Vi har sett det selv."


@dataclass
class Town:
    """People and an issue that has been sent to the office."""

    make: Make
    leader: Any
    member: Any
    secretary: Any
    director: Any
    stand_in: Any
    issue: Issue
    owed: FollowUp

    @property
    def author(self) -> int:
        return self.issue.author_id or 0

    def answer(self, *, promise: Promise | None = None, stance: Stance = Stance.FOLLOWS_UP) -> None:
        with transaction():
            answers.answer_follow_up(
                self.make.actor(self.director),
                load(self.owed.id),
                stance=stance,
                words=Words(text="Vi prøver åpent til 18.", reason="Det koster for mye."),
                promise=promise,
            )

    def promised(self) -> FollowUp:
        """Answered with a promise: the action that runs."""
        self.answer(promise=Promise(what="Åpent til 18", who="Nav-leder", due=clock.today() + timedelta(days=40)))
        return self.row(FollowUpKind.ACTION)

    def claimed(self) -> FollowUp:
        action = self.promised()
        with transaction():
            claims.claim_done(self.make.actor(self.director), action, EVIDENCE)
        return self.row(FollowUpKind.ACTION)

    def row(self, kind: FollowUpKind) -> FollowUp:
        """The newest row of a kind."""
        query = select(FollowUp.id).where(FollowUp.issue_id == self.issue.id, FollowUp.kind == kind)
        return load(db.session.scalars(query.order_by(FollowUp.id.desc())).first() or 0)


def town(make: Make, **issue: Any) -> Town:
    """A council led by its users, and an answer owed by its office."""
    council = make.council()
    office = make.office_of(council)
    leader = make.leader(council, name="Liv Leder")
    author = make.representative(council, name="Ane Avsender")
    sent = make.issue(council, author=author, sent_at=clock.now(), **issue)
    made = Town(
        make=make,
        leader=leader,
        member=make.representative(council, name="Mona Medlem"),
        secretary=make.secretary(council, name="Siri Sekretær"),
        director=make.director(office, name="Dag Direktør"),
        stand_in=make.director(office, OfficeRoleKind.STAND_IN, name="Stig Stedfortreder"),
        issue=sent,
        owed=follow_ups.open_answer(sent, days=20),
    )
    db.session.commit()
    return made


def nav_led(make: Make) -> Town:
    """The same, but led by Nav's director with a Nav secretary: neither sits on a user seat."""
    made = town(make)
    role = db.session.scalars(select(CouncilRole).where(CouncilRole.person_id == made.leader.id)).one()
    role.valid_to = date(2020, 1, 2)
    council = db.session.get_one(Council, made.issue.council_id)
    make.role(council, made.director, CouncilRoleKind.LEADER, side=Side.NAV)
    db.session.commit()
    return made


def load(follow_up_id: int) -> FollowUp:
    return db.session.scalars(
        select(FollowUp).options(joinedload(FollowUp.issue), *OWNERS).where(FollowUp.id == follow_up_id)
    ).one()


def told(kind: EventKind) -> set[int]:
    """Who was told of what happened last of this kind."""
    event = db.session.scalars(select(Event.id).where(Event.kind == kind).order_by(Event.id.desc())).first()
    assert event is not None, f"No {kind} in {current_app.name}."
    return set(db.session.scalars(select(Notice.person_id).where(Notice.event_id == event)))
