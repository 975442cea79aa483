"""The yes that an act waits for: the leader on a user seat and the only holder act alone, others agree two by two.

A yes is keyed by council, act and the row it is about, whatever kind of row that is: it needs a number as its key.
"""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, inspect, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.access.policy import releases_in
from app.access.validity import Asked, in_force
from app.assents import policy
from app.assents.service.approvers import decides_alone
from app.core import clock
from app.core.actor import Actor, SeatHeld
from app.core.authz import require
from app.core.errors import Conflict
from app.core.roles import Side
from app.database import db, hold
from app.models.assents import Assent, AssentWay, SideAct
from app.models.base import Base
from app.models.councils import Appointment, Seat
from app.models.issues import Issue
from app.models.notices import EventKind
from app.notices.service.record import record

VERDICTS = frozenset({SideAct.CONFIRM, SideAct.CONTEST})  # two answers to one question


def require_user_side(actor: Actor, council_id: int) -> None:
    """Raises Denied for whoever holds no user seat in the council."""
    require(policy.is_voice(actor, council_id), _("Bare brukersiden i utvalget kan gjøre dette."))


def agree_to_act(actor: Actor, council_id: int, act: SideAct, *, about: Base, details: dict[str, Any]) -> bool:
    """May the act be done now? False: this yes is noted, and a second holder of a user seat must say the same.

    `about` is the row that the act changes; `details` say what exactly is agreed to. Somebody's last word on a question
    is the one that counts: another one before it waits for nobody any more. Raises Denied for everybody who is not of
    the user side.
    """
    hold(about)
    details = json.loads(_plain(details))
    if act is SideAct.RELEASE:
        require(council_id in releases_in(actor))
        return True
    require_user_side(actor, council_id)
    if decides_alone(actor, council_id):
        spend_yeses(_answered_by(about, act, details))
        return True
    standing = _standing(about, act, _fingerprint(details))
    others = [assent for assent in standing if assent.person_id != actor.person_id]
    if others:
        spend_yeses(_answered_by(about, act, details))
        return True
    if not standing:
        spend_yeses([one for one in _answered_by(about, act, details) if one.person_id == actor.person_id])
        _ask_second_yes(actor, council_id, act, about, details)
    return False


def is_waiting_yes(day: date | Asked) -> ColumnElement[bool]:
    """A yes that waits for a second one: not spent, and from somebody who on `day` still holds the seat.

    A yes about an issue counts in the council that has the issue.
    """
    given, issue = aliased(Assent), aliased(Issue)
    # "exists" and no joins: databases then begin from the open yeses, which are few, and not from issues or seats.
    held = exists().where(
        Seat.id == given.seat_id,
        Seat.side == Side.USER,
        in_force(Seat, day),
        Appointment.seat_id == Seat.id,
        Appointment.person_id == given.person_id,
        Appointment.rank == 0,
        in_force(Appointment, day),
    )
    there = exists().where(issue.id == given.subject_id, issue.council_id == given.council_id)
    standing = select(given.id).where(given.spent_at.is_(None), held, or_(given.subject != Issue.__tablename__, there))
    return Assent.id.in_(standing)


def is_about(about: Base) -> tuple[ColumnElement[bool], ...]:
    """The condition for the yeses about one row."""
    subject, subject_id = _key(about)
    return (Assent.subject == subject, Assent.subject_id == subject_id)


def waiting_yeses(about: Base) -> list[Assent]:
    """The yeses that wait for a second one, newest last, with who gave them."""
    query = (
        select(Assent)
        .options(joinedload(Assent.person), joinedload(Assent.seat).joinedload(Seat.organisation))
        .where(*is_about(about), is_waiting_yes(clock.today()))
        .order_by(Assent.id)
    )
    return list(db.session.scalars(query))


def forget_yeses(about: Base, act: SideAct) -> None:
    """What was agreed to is no longer what is asked: the yeses to it wait for nobody."""
    spend_yeses([one for one in unspent_yeses(about) if one.act is act])


def take_back(actor: Actor, about: Base, assent: Assent) -> None:
    """Whoever said yes may regret it, while it waits for a second one. Raises Conflict when it is decided."""
    hold(about)
    hold(assent)
    require(assent.person_id == actor.person_id and actor.person_id is not None)
    if assent.spent_at is not None:
        raise Conflict(_("Det er avgjort allerede."))
    spend_yeses([assent])


def unspent_yeses(about: Base) -> Sequence[Assent]:
    return db.session.scalars(
        select(Assent).where(*is_about(about), Assent.spent_at.is_(None)).order_by(Assent.id)
    ).all()


def add_yes(
    person_id: int,
    council_id: int,
    act: SideAct,
    *,
    about: Base,
    details: dict[str, Any],
    seat_id: int | None = None,
    way: AssentWay = AssentWay.PRESSED,
    counts_from: date | None = None,
) -> Assent:
    """Write down one yes. `counts_from`: the first day on which it counts, when that is later than today."""
    subject, subject_id = _key(about)
    assent = Assent(
        council_id=council_id,
        subject=subject,
        subject_id=subject_id,
        act=act,
        way=way,
        fingerprint=_fingerprint(details),
        details=details,
        seat_id=seat_id,
        person_id=person_id,
        at=clock.now(),
        counts_from=counts_from,
    )
    db.session.add(assent)
    db.session.flush()  # the event needs its id
    return assent


def spend_yeses(assents: Sequence[Assent]) -> None:
    """These wait for nobody any longer."""
    for assent in assents:
        assent.spend(clock.now())


def _answered_by(about: Base, act: SideAct, details: dict[str, Any]) -> list[Assent]:
    """Every yes on the question that is decided now, also to another answer: none of them waits any longer."""
    acts = VERDICTS if act in VERDICTS else {act}
    question = details.get("follow_up")
    return [one for one in unspent_yeses(about) if one.act in acts and one.details.get("follow_up") == question]


def _ask_second_yes(actor: Actor, council_id: int, act: SideAct, about: Base, details: dict[str, Any]) -> None:
    seat = _user_seat(actor, council_id)
    if actor.person_id is None:
        raise RuntimeError("A visitor holds no seat.")
    assent = add_yes(actor.person_id, council_id, act, about=about, details=details, seat_id=seat.seat_id)
    record(
        EventKind.ASSENT_ASKED,
        actor,
        issue=_issue_of(about),
        council_id=council_id,
        about=assent,
        data={"act": act.value},
    )


def _issue_of(about: Base) -> Issue | None:
    """The issue that the row is, or hangs on, if any: its readers are told, and its history says it."""
    if isinstance(about, Issue):
        return about
    issue_id: int | None = getattr(about, "issue_id", None)
    return db.session.get(Issue, issue_id) if issue_id is not None else None


def _key(about: Base) -> tuple[str, int]:
    """Table and id of a row. Raises ValueError where more than one column makes the key."""
    state = inspect(about)
    [number] = state.mapper.primary_key_from_instance(about)
    return about.__tablename__, number


def _standing(about: Base, act: SideAct, fingerprint: str) -> list[Assent]:
    """Yeses to exactly this that count."""
    exactly = (*is_about(about), Assent.act == act, Assent.fingerprint == fingerprint)
    return list(db.session.scalars(select(Assent).where(*exactly, is_waiting_yes(clock.today())).order_by(Assent.id)))


def _user_seat(actor: Actor, council_id: int) -> SeatHeld:
    return next(seat for seat in actor.seats_in(council_id) if seat.is_holder and seat.side is Side.USER)


def _fingerprint(details: dict[str, Any]) -> str:
    return sha256(_plain(details).encode()).hexdigest()


def _plain(details: dict[str, Any]) -> str:
    return json.dumps(details, sort_keys=True, ensure_ascii=False, default=str)
