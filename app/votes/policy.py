"""Who may open, cast and close an open vote."""

from app.core.actor import Actor
from app.models.votes import RollEntry, Vote, VoteState


def can_open(actor: Actor, council_id: int) -> bool:
    return actor.runs(council_id)


def can_close(actor: Actor, vote: Vote, council_id: int) -> bool:
    return actor.runs(council_id) and vote.state is VoteState.OPEN


def entry_of(actor: Actor, vote: Vote) -> RollEntry | None:
    """The actor's own line on the roll, as it was frozen when the vote opened."""
    return next((entry for entry in vote.roll if entry.person_id == actor.person_id), None)


def can_cast(actor: Actor, vote: Vote) -> bool:
    return vote.state is VoteState.OPEN and entry_of(actor, vote) is not None
