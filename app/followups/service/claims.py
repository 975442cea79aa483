"""The office says that it is done."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups import policy
from app.followups.queries.state_text import follow_up_now, issue_now
from app.followups.service.due_dates import council_of
from app.followups.service.extensions import answer_asked_slip
from app.followups.service.follow_ups import add_follow_up, rows_of
from app.followups.service.outcome_questions import ask_outcome
from app.followups.service.owners import Owner, signed_as
from app.models.followups import Claim, FollowUp
from app.models.issues import Issue
from app.models.notices import EventKind
from app.models.states import FollowUpKind, FollowUpState, SlipState
from app.notices.service.record import record


@dataclass(frozen=True)
class Evidence:
    """What a claim must say to be one: what changed, where, since when, how users notice it."""

    what_changed: str
    where: str
    since: date
    how_noticed: str


def claim_done(actor: Actor, action: FollowUp, evidence: Evidence) -> Claim:
    """Kontoret sier det er gjort: the council owes its word, and the seats that raised it are asked."""
    hold(action.issue)
    hold(action)
    require(policy.answers_for(actor, action))
    if not policy.can_claim(actor, action):
        raise Conflict(follow_up_now(action))
    return _claim(actor, action, evidence)


def claim_unpromised(actor: Actor, issue: Issue, evidence: Evidence) -> Claim:
    """Nothing was promised, and yet it is done: the action is made and claimed in one press.

    Raises Conflict when the issue is not answered, or by others than the actor.
    """
    hold(issue)
    rows = rows_of(issue)
    require(policy.is_asked(actor, rows))
    answered = policy.answered_as(actor, rows)
    if answered is None or not policy.can_claim_unpromised(actor, issue, rows):
        raise Conflict(issue_now(issue))
    action = add_follow_up(
        issue,
        FollowUpKind.ACTION,
        due=clock.today(),
        parent=answered,
        who=signed_as(actor, answered),
        owner=Owner.of(answered),
    )
    action.issue = issue
    made = _claim(actor, action, evidence)
    action.words_claim_id = made.id
    return made


def _claim(actor: Actor, action: FollowUp, evidence: Evidence) -> Claim:
    guard.refuse({"what_changed": evidence.what_changed, "where": evidence.where, "how_noticed": evidence.how_noticed})
    if evidence.since > clock.today():
        raise Invalid(
            _("Datoen kan ikke være etter i dag. Vent til tiltaket er gjort før du melder det."), field="since"
        )
    issue = action.issue
    council = council_of(issue)
    action.move(FollowUpState.CLAIMED, clock.now())
    answer_asked_slip(action, SlipState.LAPSED)
    made = Claim(
        follow_up_id=action.id,
        round=action.round,
        what_changed=evidence.what_changed,
        where=evidence.where,
        since=evidence.since,
        how_noticed=evidence.how_noticed,
        by_name=actor.name,
        by_title=signed_as(actor, action),
        at=clock.now(),
        person_id=actor.person_id,
    )
    db.session.add(made)
    confirmation = add_follow_up(
        issue,
        FollowUpKind.CONFIRMATION,
        owner=Owner(council_id=council.id),
        days=council.confirmation_days,
        parent=action,
    )
    data = {"claim": made.id, "action": action.id}
    record(EventKind.ACTION_CLAIMED, actor, issue=issue, about=confirmation, data=data)
    ask_outcome(actor, issue, follow_up=action)
    return made
