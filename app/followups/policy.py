"""Who may do what in the chain: answer, promise, claim, confirm, contest, speak for the council. Pure."""

from collections.abc import Iterable

from app.access.sight import can_see_outcome_words
from app.core.actor import Actor
from app.core.roles import CouncilRoleKind
from app.models.followups import Answer, FollowUp
from app.models.issues import Issue
from app.models.states import FollowUpKind, FollowUpState, IssueState

LEAST_COUNTED = 5  # fewer persons than this are not counted by what they said
ROUNDS_OF_ANSWERS = 2  # a plain answer is contested once; after that the user side closes or raises


def answers_for(actor: Actor, follow_up: FollowUp) -> bool:
    """Acts for the owner: director or stand-in of the office, the municipality or the region."""
    return (
        follow_up.office_id in actor.offices
        or follow_up.municipality_id in actor.municipalities
        or follow_up.nav_region_id in actor.regions
    )


def speaks_for(actor: Actor, council_id: int | None) -> bool:
    """Says something on the council's behalf: holder of a user seat, or leader or deputy of the user side."""
    if council_id is None:
        return False
    leads = actor.has_role(council_id, CouncilRoleKind.LEADER, CouncilRoleKind.DEPUTY)
    return actor.holds_user_seat(council_id) or (leads and actor.sits_for_users(council_id))


def leads_alone(actor: Actor, council_id: int) -> bool:
    """The leader on a user seat: takes on what nobody owes."""
    return actor.leads_for_users(council_id)


def gives_a_second_yes(actor: Actor, issue: Issue) -> bool:
    """Acts for the user side, but not alone: the yes of another holder of a user seat waits for theirs."""
    return actor.holds_user_seat(issue.council_id) and not leads_alone(actor, issue.council_id)


def may_speak(actor: Actor, council_id: int | None) -> bool:
    """Says it for the council, or runs the council and writes down what its user side said."""
    return speaks_for(actor, council_id) or (council_id is not None and actor.runs(council_id))


def can_answer(actor: Actor, follow_up: FollowUp) -> bool:
    return (
        follow_up.kind is FollowUpKind.ANSWER
        and follow_up.state is FollowUpState.RUNNING
        and not follow_up.offered
        and answers_for(actor, follow_up)
    )


def can_give_receipt(actor: Actor, follow_up: FollowUp) -> bool:
    """Mottatt, vi ser på det: once."""
    return can_answer(actor, follow_up) and follow_up.received_at is None


def assists(actor: Actor, follow_up: FollowUp) -> bool:
    """Drafts answers for the office, the municipality or the region that owes this one."""
    return (
        follow_up.office_id in actor.assisted
        or follow_up.municipality_id in actor.assisted_municipalities
        or follow_up.nav_region_id in actor.assisted_regions
    )


def can_draft(actor: Actor, follow_up: FollowUp) -> bool:
    """An assistant writes and offers; the director reads and sends."""
    return (
        follow_up.kind is FollowUpKind.ANSWER
        and follow_up.state is FollowUpState.RUNNING
        and not follow_up.offered
        and assists(actor, follow_up)
        and not answers_for(actor, follow_up)
    )


def can_take_over(actor: Actor, follow_up: FollowUp) -> bool:
    """Accept or decline what another owner sent on."""
    return follow_up.offered and follow_up.state is FollowUpState.RUNNING and answers_for(actor, follow_up)


def corrects(actor: Actor, follow_up: FollowUp) -> bool:
    """Answers for whoever gave it; a council's own words stand as they were said."""
    return not follow_up.is_ours and answers_for(actor, follow_up)


def can_correct(actor: Actor, answer: Answer, follow_up: FollowUp) -> bool:
    return corrects(actor, follow_up) and answer.hidden_at is None


def can_set_date(actor: Actor, follow_up: FollowUp) -> bool:
    """Say the date that was missing from a promise, unless the user side has been asked for one."""
    return follow_up.awaits_date and follow_up.asked_due is None and can_claim(actor, follow_up)


def can_extend(actor: Actor, follow_up: FollowUp) -> bool:
    """Move the date or ask for a later one. A promise without a date gets its date instead (`can_set_date`)."""
    return (
        follow_up.kind in (FollowUpKind.ANSWER, FollowUpKind.ACTION)
        and follow_up.state is FollowUpState.RUNNING
        and not follow_up.offered
        and not follow_up.awaits_date
        and follow_up.asked_due is None
        and answers_for(actor, follow_up)
    )


def can_grant(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    """What the office may not move by itself needs the user side's yes."""
    return follow_up.asked_due is not None and follow_up.is_live and speaks_for(actor, issue.council_id)


def may_clarify(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    """The author, the user side, or whoever runs the council and writes it down for them."""
    return not books_for_the_council(actor, follow_up, issue) or may_speak(actor, follow_up.council_id)


def can_clarify(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    running = follow_up.kind is FollowUpKind.CLARIFICATION and follow_up.state is FollowUpState.RUNNING
    return running and may_clarify(actor, follow_up, issue)


def books_for_the_council(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    """Writes down what the user side said, rather than saying it: shown as "ført av"."""
    own = follow_up.kind is FollowUpKind.CLARIFICATION and issue.author_id == actor.person_id
    author = own and actor.sits_for_users(follow_up.council_id or 0)
    return not author and not speaks_for(actor, follow_up.council_id)


def can_state(actor: Actor, follow_up: FollowUp) -> bool:
    return (
        follow_up.kind is FollowUpKind.STATEMENT
        and follow_up.state is FollowUpState.RUNNING
        and may_speak(actor, follow_up.council_id)
    )


def can_reply_to_raise(actor: Actor, follow_up: FollowUp) -> bool:
    return (
        follow_up.kind is FollowUpKind.RAISE_REPLY
        and follow_up.state is FollowUpState.RUNNING
        and may_speak(actor, follow_up.council_id)
    )


def can_write_down(actor: Actor, follow_up: FollowUp) -> bool:
    """Write down what a unit outside Medvirk has answered, where the council that asked it owes the answer."""
    return (
        follow_up.kind is FollowUpKind.ANSWER
        and follow_up.state is FollowUpState.RUNNING
        and may_speak(actor, follow_up.council_id)
    )


def can_promise(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    """Promise one thing more after the answer."""
    given = follow_up.kind is FollowUpKind.ANSWER and follow_up.state is FollowUpState.DONE
    return given and not issue.is_closed and issue.state is not IssueState.HELD and answers_for(actor, follow_up)


def can_claim(actor: Actor, follow_up: FollowUp) -> bool:
    return (
        follow_up.kind is FollowUpKind.ACTION
        and follow_up.state is FollowUpState.RUNNING
        and answers_for(actor, follow_up)
    )


def is_asked(actor: Actor, follow_ups: Iterable[FollowUp]) -> bool:
    """Answers, or has answered, for one of those whom the issue asked."""
    return any(row.kind is FollowUpKind.ANSWER and answers_for(actor, row) for row in follow_ups)


def can_claim_unpromised(actor: Actor, issue: Issue, follow_ups: Iterable[FollowUp]) -> bool:
    """Say that it is done where nothing was promised: after an answer, by the one who gave it."""
    return issue.state is IssueState.ANSWERED and answered_as(actor, follow_ups) is not None


def answered_as(actor: Actor, follow_ups: Iterable[FollowUp]) -> FollowUp | None:
    """The newest answer given that the actor answers for."""
    given = [row for row in follow_ups if row.kind is FollowUpKind.ANSWER and row.state is FollowUpState.DONE]
    return next((row for row in reversed(given) if answers_for(actor, row)), None)


def can_judge(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    """Confirm or contest a claim: the user side alone. Who leads or books for another side may not."""
    return follow_up.state is FollowUpState.CLAIMED and actor.holds_user_seat(issue.council_id)


def can_consider(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    """A relapse: open the issue again, or let it lie; the user side alone."""
    running = follow_up.kind is FollowUpKind.RELAPSE and follow_up.state is FollowUpState.RUNNING
    return running and actor.holds_user_seat(issue.council_id)


def can_contest_answer(actor: Actor, follow_up: FollowUp, issue: Issue, follow_ups: Iterable[FollowUp]) -> bool:
    """Not content with a plain answer: once, while nothing else runs."""
    return (
        follow_up.kind is FollowUpKind.ANSWER
        and follow_up.state is FollowUpState.DONE
        and follow_up.round < ROUNDS_OF_ANSWERS
        and issue.state is IssueState.ANSWERED
        and not any(row.parent_id == follow_up.id and row.round > follow_up.round for row in follow_ups)
        and actor.holds_user_seat(issue.council_id)
    )


def can_accept_answer(actor: Actor, issue: Issue) -> bool:
    """The answer is good enough, and nothing more is waited for: the user side ends the issue with it."""
    return issue.state is IssueState.ANSWERED and actor.holds_user_seat(issue.council_id)


def asks_municipalities(actor: Actor, issue: Issue) -> bool:
    """Ask a municipality for its own part: whoever runs the council, the user side, and the office."""
    council_id = issue.council_id
    return actor.runs(council_id) or actor.holds_user_seat(council_id) or issue.office_id in actor.offices


def can_ask_municipality(actor: Actor, issue: Issue) -> bool:
    sent = issue.sent_at is not None and not issue.is_closed and issue.state is not IssueState.HELD
    return sent and asks_municipalities(actor, issue)


def can_say_outcome(actor: Actor, seat_id: int) -> bool:
    """A seat is asked; whoever holds it today answers."""
    return any(seat.seat_id == seat_id and seat.is_holder for seat in actor.seats)


def counts_outcomes(actor: Actor, issue: Issue, said: int) -> bool:
    """How many said what; to others than the user side only when nobody can be told from the count."""
    return can_see_outcome_words(actor, issue) or said >= LEAST_COUNTED


def may_act(actor: Actor, follow_up: FollowUp, issue: Issue) -> bool:
    """Is it this person's turn with it? What stands on Min side and in the turn line."""
    return (
        can_answer(actor, follow_up)
        or can_take_over(actor, follow_up)
        or can_claim(actor, follow_up)
        or can_state(actor, follow_up)
        or can_reply_to_raise(actor, follow_up)
        or (follow_up.kind is FollowUpKind.CLARIFICATION and can_clarify(actor, follow_up, issue))
        or can_write_down(actor, follow_up)
        or can_consider(actor, follow_up, issue)
        or (
            follow_up.kind is FollowUpKind.CONFIRMATION
            and follow_up.is_live
            and actor.holds_user_seat(issue.council_id)
        )
    )
