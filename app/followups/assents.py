"""The acts that are the user side's alone: the leader on a user seat acts alone, others agree two by two."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased, joinedload

from app.access.actors import in_force
from app.core import clock
from app.core.actor import Actor, SeatHeld
from app.core.authz import require
from app.core.errors import Conflict
from app.core.roles import Side
from app.database import db, hold
from app.models.councils import Appointment, Seat
from app.models.followups import Assent, SideAct
from app.models.issues import Issue
from app.models.notices import EventKind
from app.notices.recipients import releasers
from app.notices.record import record

VERDICTS = frozenset({SideAct.CONFIRM, SideAct.CONTEST})  # two answers to one question


def agree(actor: Actor, issue: Issue, act: SideAct, details: dict[str, Any]) -> bool:
    """May the act be done now? False: this yes is noted, and a second holder of a user seat must say the same.

    `details` say what exactly is agreed to. Somebody's last word on a question is the one that counts: another one
    before it waits for nobody any more. Raises Denied for everybody who is not of the user side.
    """
    hold(issue)
    details = json.loads(_plain(details))
    if act is SideAct.RELEASE:
        require(actor.person_id in releasers(issue.council_id))
        return True
    if actor.leads_for_users(issue.council_id):
        _spend(_answered_by(issue, act, details))
        return True
    require(actor.holds_user_seat(issue.council_id), _("Dette gjør brukersiden i utvalget."))
    standing = _standing(issue, act, _fingerprint(details))
    others = [assent for assent in standing if assent.person_id != actor.person_id]
    if others:
        _spend(_answered_by(issue, act, details))
        return True
    if not standing:
        _spend([one for one in _answered_by(issue, act, details) if one.person_id == actor.person_id])
        _note(actor, issue, act, details)
    return False


def counts() -> ColumnElement[bool]:
    """A yes that waits for a second one: not spent, and from somebody who still holds the seat in the same council."""
    day = clock.today()
    given = aliased(Assent)
    standing = (
        select(given.id)
        .join(Seat, (Seat.id == given.seat_id) & (Seat.side == Side.USER))
        .join(Appointment, (Appointment.seat_id == Seat.id) & (Appointment.person_id == given.person_id))
        .join(Issue, (Issue.id == given.issue_id) & (Issue.council_id == given.council_id))
        .where(given.spent_at.is_(None), Appointment.rank == 0, in_force(Seat, day), in_force(Appointment, day))
    )
    return Assent.id.in_(standing)


def waiting(issue_id: int) -> list[Assent]:
    """The yeses that wait for a second one, newest last, with who gave them."""
    query = (
        select(Assent)
        .options(joinedload(Assent.person), joinedload(Assent.seat).joinedload(Seat.organisation))
        .where(Assent.issue_id == issue_id, counts())
        .order_by(Assent.id)
    )
    return list(db.session.scalars(query))


def forget(issue: Issue, act: SideAct) -> None:
    """What was agreed to is no longer what is asked: the yeses to it wait for nobody."""
    _spend([one for one in _unspent(issue) if one.act is act])


def take_back(actor: Actor, issue: Issue, assent: Assent) -> None:
    """Whoever said yes may regret it, while it waits for a second one."""
    hold(issue)
    hold(assent)
    require(assent.person_id == actor.person_id and actor.person_id is not None)
    if assent.spent_at is not None:
        raise Conflict("It has been decided already.")
    _spend([assent])


def _unspent(issue: Issue) -> Sequence[Assent]:
    return db.session.scalars(select(Assent).where(Assent.issue_id == issue.id, Assent.spent_at.is_(None))).all()


def _answered_by(issue: Issue, act: SideAct, details: dict[str, Any]) -> list[Assent]:
    """Every yes on the question that is decided now, also to another answer: none of them waits any longer."""
    acts = VERDICTS if act in VERDICTS else {act}
    about = details.get("follow_up")
    return [one for one in _unspent(issue) if one.act in acts and one.details.get("follow_up") == about]


def _spend(assents: list[Assent]) -> None:
    for assent in assents:
        assent.spent_at = clock.now()


def _note(actor: Actor, issue: Issue, act: SideAct, details: dict[str, Any]) -> None:
    seat = _user_seat(actor, issue.council_id)
    assent = Assent(
        council_id=issue.council_id,
        issue_id=issue.id,
        act=act,
        fingerprint=_fingerprint(details),
        details=details,
        seat_id=seat.seat_id,
        person_id=actor.person_id,
        at=clock.now(),
    )
    db.session.add(assent)
    db.session.flush()  # the event needs its id
    record(EventKind.ASSENT_ASKED, actor, issue=issue, subject=("assent", assent.id), data={"act": act.value})


def _standing(issue: Issue, act: SideAct, fingerprint: str) -> list[Assent]:
    """Yeses to exactly this that count."""
    exactly = (Assent.issue_id == issue.id, Assent.act == act, Assent.fingerprint == fingerprint)
    return list(db.session.scalars(select(Assent).where(*exactly, counts()).order_by(Assent.id)))


def _user_seat(actor: Actor, council_id: int) -> SeatHeld:
    return next(seat for seat in actor.seats_in(council_id) if seat.is_holder and seat.side is Side.USER)


def _fingerprint(details: dict[str, Any]) -> str:
    return sha256(_plain(details).encode()).hexdigest()


def _plain(details: dict[str, Any]) -> str:
    return json.dumps(details, sort_keys=True, ensure_ascii=False, default=str)
