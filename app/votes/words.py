"""What came of a vote, as a sentence: how many voted, how, and whether that is a majority."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.models.votes import Choice, RollEntry, Vote, VoteState
from app.votes.service import tally_of


def turnout_line(roll: Sequence[RollEntry]) -> str:
    return _("%(cast)d av %(all)d har stemt", cast=sum(tally_of(roll).values()), all=len(roll))


def count_line(roll: Sequence[RollEntry]) -> str:
    """3 av 5 stemte: 2 for, 1 mot, 0 avstår"""
    count = tally_of(roll)
    return _(
        "%(cast)d av %(all)d stemte: %(yes)d for, %(no)d mot, %(abstain)d avstår",
        cast=sum(count.values()),
        all=len(roll),
        yes=count[Choice.FOR],
        no=count[Choice.AGAINST],
        abstain=count[Choice.ABSTAIN],
    )


def result_line(vote: Vote) -> str:
    """A majority is more than half of the votes cast, and is called that of those who voted. Needs the roll."""
    if vote.state is not VoteState.CLOSED:
        return ""
    count = tally_of(vote.roll)
    cast = sum(count.values())
    if not cast:
        return _("Ingen stemte")
    if 2 * count[Choice.FOR] > cast:
        return _("Flertall av dem som stemte")
    if vote.adopted:
        return _("Flere for enn mot")
    if count[Choice.FOR] == count[Choice.AGAINST]:
        return _("Like mange for og mot")
    return _("Ikke flertall")
