"""How an issue ends, and begins again: closed with an outcome, withdrawn, pointed to its right place, opened again."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.access.validity import in_force
from app.assents.service import assents
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.roles import Side
from app.core.words import CHOICE_MISSING
from app.database import db, hold
from app.followups.policy import can_accept_answer
from app.followups.queries.chain import chain
from app.followups.queries.state_text import issue_now
from app.followups.service.follow_ups import drop_open, rows_of
from app.followups.service.outcome_questions import refuse_early
from app.followups.service.relapses import end_relapses
from app.followups.service.reopening import owe_again
from app.followups.service.verdicts import OUTCOMES
from app.followups.words.phrases import ANSWER_ACCEPTED
from app.issues import policy
from app.issues.service.public_version import take_down
from app.issues.service.required_text import required_text
from app.issues.words.phrases import CLOSING_REASON_MISSING, FAULT_MISSING
from app.models.assents import SideAct
from app.models.councils import Appointment, Seat
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue, PublicVersion, Reopening, Support
from app.models.notices import EventKind, Reason
from app.models.states import DropReason, FollowUpKind, IssueState, Stance
from app.notices.queries.recipients import Occasion, owners_with_reason, user_leaders, user_side
from app.notices.service.record import give_reason, record

# What the user side may say of an ended issue itself; the other outcomes follow from other acts.
CHOSEN = (Outcome.NOTED, Outcome.NOT_PURSUED, Outcome.NOT_SOLVED, Outcome.PARTLY, Outcome.SOLVED)


def outcomes_for(issue: Issue) -> list[Outcome]:
    """Only an answered or claimed issue can be called solved; only after an answer is a no a no."""
    if issue.state is IssueState.OPEN:
        return [Outcome.NOTED, Outcome.NOT_PURSUED]
    if issue.state is IssueState.CLAIMED_DONE:
        return [Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_SOLVED]
    return [Outcome.NOTED, Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_SOLVED, Outcome.NOT_PURSUED]


def close_issue(actor: Actor, issue: Issue, *, outcome: Outcome, text: str, early_reason: str | None = None) -> bool:
    """End the issue. False: one more holder of a user seat must say the same.

    `early_reason`: why now, when those who were asked lately whether it helped have not answered yet. Raises Conflict
    when it cannot be closed as it stands, and Invalid(field="outcome") for an outcome that is not offered.
    """
    hold(issue)
    require(policy.is_user_side(actor, issue))
    if not policy.can_close(actor, issue):
        raise Conflict(issue_now(issue))
    if outcome not in outcomes_for(issue):
        raise Invalid(str(CHOICE_MISSING), field="outcome")
    guard.refuse({"text": text, "early_reason": early_reason})
    why = required_text(text, "text", str(CLOSING_REASON_MISSING))
    refuse_early(issue, early_reason)
    details = {"outcome": outcome.value, "text": why, **({"early_reason": early_reason} if early_reason else {})}
    if not is_agreed(actor, issue, SideAct.CLOSE, details):
        return False
    drop_open(issue, DropReason.CLOSED)
    _close(actor, issue, outcome, why, early_reason=early_reason)
    return True


def outcome_of_acceptance(follow_ups: Iterable[FollowUp]) -> Outcome:
    """What an issue ends with when its answer is good enough: what the council confirmed last; else a no that it
    accepts is not pursued, and any other answer is noted.
    """
    rows = list(follow_ups)
    verdicts = [claim.verdict for row in rows for claim in row.claims if claim.verdict in OUTCOMES]
    if verdicts:
        return OUTCOMES[verdicts[-1]]
    given = [row.answers[-1].stance for row in rows if row.kind is FollowUpKind.ANSWER and row.answers]
    return Outcome.NOT_PURSUED if given and given[-1] is Stance.DOES_NOT else Outcome.NOTED


def accept_answer(actor: Actor, issue: Issue, *, text: str = "", early_reason: str | None = None) -> bool:
    """Ja, svaret er godt nok: ends the issue in one press. False: one more holder of a user seat must say the same.

    Without words it joins what another has said of the same, else a plain sentence stands there. Raises Conflict where
    no answer waits for the council's word.
    """
    hold(issue)
    require(policy.is_user_side(actor, issue))
    if not can_accept_answer(actor, issue):
        raise Conflict(issue_now(issue))
    outcome = outcome_of_acceptance(chain(issue.id).follow_ups)
    standing = [one for one in assents.waiting_yeses(issue) if one.act is SideAct.CLOSE]
    others = [one.details for one in standing if one.details.get("outcome") == outcome.value]
    if others and not text:
        text, early_reason = others[-1]["text"], others[-1].get("early_reason")
    return close_issue(actor, issue, outcome=outcome, text=text or str(ANSWER_ACCEPTED), early_reason=early_reason)


def reopen_issue(actor: Actor, issue: Issue, *, reason: str) -> bool:
    """Say what is not in order and take the issue up again: a new answer is owed (`owe_again`).

    False: one more holder of a user seat must say the same. Raises Conflict when there is nothing to reopen.
    """
    hold(issue)
    require(policy.is_user_side(actor, issue))
    guard.refuse({"reason": reason})
    why = required_text(reason, "reason", str(FAULT_MISSING))
    rows = rows_of(issue)
    if not policy.can_reopen(actor, issue, rows):
        raise Conflict(issue_now(issue))
    if not is_agreed(actor, issue, SideAct.REOPEN, {"reason": why}):
        return False
    assents.forget_yeses(issue, SideAct.LEAVE)
    issue.reopen(rows)
    end_relapses(rows)
    owed = owe_again(issue)
    if any(row.kind is FollowUpKind.ANSWER for row in owed):
        issue.sent_at = issue.sent_at or clock.now()
    issue.changed_at = clock.now()
    _note_reopening(actor, issue, owed, why)
    return True


def _note_reopening(actor: Actor, issue: Issue, owed: list[FollowUp], why: str) -> None:
    """The row with the words; what is owed because of it points at it, and each who owes is told so."""
    told: dict[int, Reason] = {}
    for row in owed[1:]:
        people, reason = owners_with_reason(Occasion(issue=issue, follow_up=row, council_id=issue.council_id))
        told.update(dict.fromkeys(people, reason))
    main = owed[0] if owed else None
    event = record(EventKind.ISSUE_REOPENED, actor, issue=issue, about=main, to=told)
    if event is None:
        raise ValueError("A reopening has no key, so it is always recorded.")
    reopening = Reopening(
        issue_id=issue.id,
        event_id=event.id,
        round=issue.reopened + 1,
        reason=why,
        at=event.at,
        by_name=actor.name,
        person_id=actor.person_id,
    )
    db.session.add(reopening)
    db.session.flush()  # what is owed points at it
    for row in owed:
        row.reopening_id = reopening.id


def withdraw_issue(actor: Actor, issue: Issue) -> bool:
    """The author takes it back. False: only the name goes, and another takes over.

    So it is where others stand behind the issue, and where the author no longer sits in the council: what was said
    there is the council's then, and an answer that is owed stays owed. Raises Conflict for a closed issue.
    """
    hold(issue)
    require(policy.withdraws(actor, issue))
    if issue.is_closed:
        raise Conflict(issue_now(issue))
    if not policy.holds_the_words(actor, issue) or _others_support(issue):
        _hand_over(issue, actor)
        heirs = [issue.registered_by_id] if issue.registered_by_id is not None else []
        record(EventKind.ISSUE_NAME_REMOVED, actor, about=issue, to=dict.fromkeys(heirs, Reason.OWES))
        return False
    drop_open(issue, DropReason.WITHDRAWN)
    version = db.session.get(PublicVersion, issue.id)
    if version is not None:
        take_down(issue, version)
    issue.close(Outcome.WITHDRAWN, clock.now())
    issue.changed_at = clock.now()
    record(EventKind.ISSUE_WITHDRAWN, actor, about=issue)
    return True


def point_away(actor: Actor, issue: Issue, *, text: str) -> bool:
    """It was one person's case: say kindly where that goes instead, and end the issue here.

    A held text is ended by whoever may release it; else it is closing. False: one more must say the same.
    Raises Conflict for a closed issue, and for one that is not the actor's to end.
    """
    hold(issue)
    require(policy.points_away(actor, issue))
    if not policy.can_point_away(actor, issue):
        raise Conflict(issue_now(issue))
    guard.refuse({"text": text})
    why = required_text(text, "text", _("Skriv en melding til avsenderen."))
    outcome = Outcome.INDIVIDUAL_CASE
    act = SideAct.RELEASE if issue.state is IssueState.HELD else SideAct.CLOSE
    if not is_agreed(actor, issue, act, {"outcome": outcome.value, "text": why}):
        return False
    drop_open(issue, DropReason.INDIVIDUAL_CASE)
    _close(actor, issue, outcome, why)
    return True


def _close(actor: Actor, issue: Issue, outcome: Outcome, why: str, *, early_reason: str | None = None) -> None:
    """End it, and keep the words with the act; the issue points at them."""
    issue.close(outcome, clock.now())
    issue.changed_at = clock.now()
    event = record(EventKind.ISSUE_CLOSED, actor, about=issue, data={"outcome": outcome.value})
    issue.outcome_reason_id = give_reason(event, why, early_reason=early_reason)


def _others_support(issue: Issue) -> bool:
    others = select(Support.id).where(
        Support.issue_id == issue.id,
        Support.withdrawn_at.is_(None),
        Support.person_id != (issue.author_id or 0),
    )
    return db.session.scalar(others.limit(1)) is not None


def _hand_over(issue: Issue, actor: Actor) -> None:
    """Another on the user side stands for it now; the former author keeps the right to read, not the name.

    Where nobody is left there, the council as a whole stands for it.
    """
    heir = _heir(issue, but={issue.author_id, actor.person_id})
    issue.anonymous = True
    issue.changed_at = clock.now()
    issue.registered_by_id, issue.author_seat_id = heir or (None, None)


def _heir(issue: Issue, *, but: Collection[int | None]) -> tuple[int, int] | None:
    """Person and seat: the users' leader, else their deputy, else whoever has held a user seat the longest."""
    leaders = user_leaders(issue.council_id)
    others = {one.person_id for one in user_side(issue.council_id)}.difference(but)
    day = clock.today()
    rows = db.session.execute(
        select(Appointment.person_id, Appointment.seat_id)
        .join(Seat, Seat.id == Appointment.seat_id)
        .where(Seat.council_id == issue.council_id, Seat.side == Side.USER, Appointment.person_id.in_(others))
        .where(in_force(Seat, day), in_force(Appointment, day))
        .where(or_(Appointment.rank == 0, Appointment.person_id.in_(leaders)))
        .order_by(Appointment.valid_from, Appointment.id)
    ).all()
    ranked = sorted(rows, key=lambda row: leaders.index(row.person_id) if row.person_id in leaders else len(leaders))
    return next(((row.person_id, row.seat_id) for row in ranked), None)


def is_agreed(actor: Actor, issue: Issue, act: SideAct, details: dict[str, Any]) -> bool:
    """The user side's yes to an act on the issue; its own council counts."""
    return assents.agree_to_act(actor, issue.council_id, act, about=issue, details=details)
