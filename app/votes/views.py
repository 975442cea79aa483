"""The pages of a vote."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.sight import can_see_meeting, can_see_vote
from app.core.authz import require, require_sight
from app.core.errors import Invalid, NotFound
from app.database import transaction
from app.meetings import queries as meeting_queries
from app.meetings.service import require_not_cancelled
from app.models.votes import Vote
from app.votes import policy, queries, service, words
from app.votes.forms import BallotForm, VoteForm
from app.web.actor import current_actor
from app.web.forms import page_status

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
    """Open a vote on an item of the agenda. Raises NotFound for another council's meeting."""
    meeting = meeting_queries.meeting_page(meeting_id)
    if meeting is None or meeting.council.slug != slug:
        raise NotFound
    require_sight(can_see_meeting(current_actor(), meeting))
    item = next((one for one in meeting.items if one.id == item_id), None)
    require_sight(item is not None)
    require(policy.can_open(current_actor(), meeting.council_id))
    require_not_cancelled(meeting)
    form = VoteForm()
    if item is not None and form.validate_on_submit() and form.passes_guard():
        try:
            with transaction():
                vote = service.open_vote(current_actor(), item, question=form.question.data)
            flash(_("Avstemningen er åpen."), "success")
            return redirect(url_for("votes.show", vote_id=vote.id), 303)
        except Invalid as error:
            form.reject(error)
    page = render_template("votes/open.html", council=meeting.council, meeting=meeting, item=item, form=form)
    return page, page_status(form)


@bp.route("/avstemninger/<int:vote_id>", methods=["GET", "POST"])
@login_required
def show(vote_id: int) -> ResponseReturnValue:
    vote = load_vote(vote_id)
    actor = current_actor()
    entry = policy.entry_of(actor, vote.roll)
    form = BallotForm(choice=entry.choice if entry else None)
    if form.is_submitted():
        require(entry is not None)
        if form.validate():
            with transaction():
                service.cast_ballot(actor, vote, choice=form.choice.data)
            flash(_("Stemmen din er registrert. Du kan endre den til avstemningen lukkes."), "success")
            return redirect(url_for("votes.show", vote_id=vote_id), 303)
    page = render_template(
        "votes/show.html",
        council=vote.item.meeting.council,
        vote=vote,
        entry=entry,
        form=form,
        words=words,
        may_close=policy.can_close(actor, vote, vote.item.council_id),
    )
    return page, page_status(form)


@bp.route("/avstemninger/<int:vote_id>/lukk", methods=["POST"])
@login_required
def close(vote_id: int) -> ResponseReturnValue:
    vote = load_vote(vote_id)
    require(policy.can_open(current_actor(), vote.item.council_id))
    with transaction():
        service.close_vote(current_actor(), vote, vote.item)
    flash(_("Avstemningen er lukket."), "success")
    return redirect(url_for("votes.show", vote_id=vote_id), 303)
