"""The pages of a vote."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.sight import can_see_vote
from app.core.authz import require, require_sight
from app.core.errors import NotFound
from app.core.words import VOTE_HAS_ENDED
from app.database import transaction
from app.meetings.service import require_not_cancelled
from app.meetings.views import load_item, load_meeting
from app.models.votes import Vote
from app.votes import policy, queries, service, words
from app.votes.forms import BallotForm, VoteForm
from app.web.actor import current_actor
from app.web.pages import done, form_page

bp = Blueprint("votes", __name__)

bp.add_app_template_global(words.result_line, "vote_result")
bp.add_app_template_global(words.count_line, "vote_counted")


def load_vote(vote_id: int) -> Vote:
    """A vote that the reader may see. Raises NotFound for any other."""
    vote = queries.vote_page(vote_id)
    if vote is None:
        raise NotFound
    require_sight(can_see_vote(current_actor(), vote))
    return vote


@bp.route("/utvalg/<slug>/moter/<int:meeting_id>/saker/<int:item_id>/avstemning", methods=["GET", "POST"])
@login_required
def open_vote(slug: str, meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = load_meeting(slug, meeting_id)
    item = load_item(meeting, item_id)
    require(policy.can_open(current_actor(), meeting.council_id))
    require_not_cancelled(meeting)
    form = VoteForm()
    if vote := form.carry_out(lambda: service.open_vote(current_actor(), item, question=form.question.data)):
        return done(_("Avstemningen er i gang."), url_for("votes.show", vote_id=vote.result.id))
    return form_page("votes/open.html", form, council=meeting.council, meeting=meeting, item=item)


@bp.route("/avstemninger/<int:vote_id>", methods=["GET", "POST"])
@login_required
def show(vote_id: int) -> ResponseReturnValue:
    vote = load_vote(vote_id)
    actor = current_actor()
    entry = policy.entry_of(actor, vote.roll)
    form = BallotForm(choice=entry.choice if entry else None)
    require(entry is not None or not form.is_submitted())
    if form.carry_out(lambda: service.cast_ballot(actor, vote, choice=form.choice.data)):
        said = _("Stemmen din er registrert. Du kan endre den til avstemningen er avsluttet.")
        return done(said, url_for("votes.show", vote_id=vote_id))
    return form_page(
        "votes/show.html",
        form,
        council=vote.item.meeting.council,
        vote=vote,
        entry=entry,
        words=words,
        may_close=policy.can_close(actor, vote, vote.item.council_id),
    )


@bp.route("/avstemninger/<int:vote_id>/lukk", methods=["POST"])
@login_required
def close(vote_id: int) -> ResponseReturnValue:
    vote = load_vote(vote_id)
    require(policy.can_open(current_actor(), vote.item.council_id))
    with transaction():
        service.close_vote(current_actor(), vote, vote.item)
    return done(VOTE_HAS_ENDED, url_for("votes.show", vote_id=vote_id))
