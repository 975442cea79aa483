"""The page of one issue, what is followed, and more of its history."""

from contextlib import suppress
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.access.hidden import HiddenReason, hidden_reasons
from app.assents.service import assents
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.words import SAME_HERE
from app.database import transaction
from app.files import queries as file_queries
from app.followups.queries.chain import Chain, chain
from app.followups.views.buttons import own_turn
from app.followups.words.turn import turn_of
from app.issues import policy
from app.issues.forms import CommentForm
from app.issues.queries import issues
from app.issues.queries.readers import Readers, readers_of
from app.issues.service import follows, supports
from app.issues.views import choice_table
from app.issues.views.blueprint import bp
from app.issues.words import bylines, history
from app.labels import ways_for_individual_cases
from app.models.comments import Comment
from app.models.issues import ActReason, Issue
from app.models.states import IssueState
from app.web.actor import current_actor


@bp.route("/innspill/<reference>")
@login_required
def show(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    shown = issues.issue_page(actor, reference)
    issue = shown.issue
    audience = set(issue.in_front_of)
    names = bylines.sees_names(actor, issue, audience)
    comments = issues.comments_of(actor, issue)
    links = chain(issue.id, has_questions=shown.has_questions)
    waiting = _waiting(actor, issue) if shown.has_assents else []
    read_by = readers_of(issue)
    events = issues.events_of(issue.id)
    said = {comment.id for comment in comments}
    sees_user_side = policy.reads_user_side(actor, audience)
    entries = history.history_entries(issue, events, names=names, user_side=sees_user_side, comment_ids=said)
    page = render_template(
        "issues/show.html",
        shown=shown,
        issue=issue,
        chain=links,
        turn=turn_of(issue, links.follow_ups, actor, yeses=waiting),
        names=names,
        comments=comments,
        entries=entries,
        breadth=supports.breadth_of(issue, shown.supports),
        own_support=_own_support(actor, shown),
        attached=file_queries.files_of([issue.id]) if shown.has_files else file_queries.Attached({}),
        hidden=_hidden(shown, comments, links, entries),
        ending=_ending(issue, entries),
        refusals={event.data["offer"]: why for event, why in events if why and "offer" in event.data},
        waiting=waiting,
        primary=_primary(actor, shown, links, waiting),
        comment_form=_comment_form(actor, read_by),
        may_support=shown.has_offices and policy.can_support(actor, issue),
        bylines=bylines,
        read_by=read_by,
        policy=policy,
    )
    _note_look(actor, shown, newest=max((event.id for event, _why in events), default=0))
    return page


def _note_look(actor: Actor, shown: issues.Shown, *, newest: int) -> None:
    """Remember what the reader has seen by now: written once the page stands, and only when something was new."""
    if newest > shown.looked_to:
        with suppress(Conflict), transaction():  # looked at twice at once: one of them remembers it
            follows.note_look(actor, shown.issue, up_to=newest)


def _hidden(
    shown: issues.Shown, comments: list[Comment], links: Chain, entries: list[history.Entry]
) -> dict[tuple[str, int], HiddenReason]:
    """Why texts of the page are hidden; asked only when one of them is."""
    hidden = [shown.issue.hidden_at, *(one.hidden_at for one in comments), *(one.hidden_at for one in shown.supports)]
    hidden += [one.hidden_at for one in links.questions]
    hidden += [one.words.hidden_at for one in entries if one.words]
    for row in links.follow_ups:
        hidden += [row.hidden_at, *(slip.hidden_at for slip in row.slips), *(said.hidden_at for said in row.answers)]
        hidden += [at for claim in row.claims for at in (claim.hidden_at, claim.verdict_hidden_at)]
    return hidden_reasons(shown.issue.id) if any(hidden) else {}


def _ending(issue: Issue, entries: list[history.Entry]) -> history.Entry | None:
    """The line of history with the words that the issue ended with; none when they were a word on a claim."""
    reasons = (one for one in entries if isinstance(one.words, ActReason))
    return next((one for one in reasons if one.words and one.words.reported_id == issue.outcome_reason_id), None)


def _own_support(actor: Actor, shown: issues.Shown) -> Any:
    own = {seat.seat_id for seat in actor.seats}
    return next((one for one in shown.supports if one.seat_id in own), None)


def _waiting(actor: Actor, issue: Issue) -> list[Any]:
    """Yeses that wait for a second one; asked only where two must agree."""
    return assents.waiting_yeses(issue) if policy.needs_a_second(actor, issue) else []


def _comment_form(actor: Actor, read_by: Readers) -> CommentForm | None:
    offered = policy.audiences_for(actor, read_by.issue, set(read_by.audience))
    if not offered or not policy.can_comment(read_by.issue):
        return None
    form = CommentForm(formdata=None, data={"audience": offered[0]})
    form.offer_audiences(offered, read_by.sentence, narrowest=offered[0])
    return form


def _primary(actor: Actor, shown: issues.Shown, links: Chain, waiting: list[Any]) -> tuple[str, str, str] | None:
    """The one button of the page: (words, address, icon). What the chain waits for comes first, support last."""
    issue = shown.issue
    turn_of_reader = own_turn(issue, links, actor, yeses=waiting)
    if turn_of_reader is not None:
        return turn_of_reader.label, turn_of_reader.url, turn_of_reader.icon
    for key, icon in (("les-gjennom", "Eye"), ("send", "Paperplane"), ("lukk", "CheckmarkCircle")):
        act = choice_table.BY_KEY[key]
        if act.may(actor, issue) and (key != "lukk" or issue.state is IssueState.ANSWERED):
            return str(act.name), url_for("issues.act", reference=issue.reference, key=key), icon
    if shown.has_offices and policy.can_support(actor, issue) and _own_support(actor, shown) is None:
        return str(SAME_HERE), url_for("issues.support", reference=issue.reference), "HandShakeHeart"
    return None


@bp.route("/innspill/<reference>/flere-valg")
@login_required
def more(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    audience = set(issue.in_front_of)
    offered = choice_table.open_to(actor, issue)
    return render_template(
        "issues/more.html",
        text_of=lambda act: choice_table.text_of(act, actor, issue),
        issue=issue,
        groups={group.value: [act for act in offered if act.group is group] for group in choice_table.Group},
        may_edit=policy.can_edit(actor, issue),
        may_publish=policy.can_open_public_words(actor, issue),
        may_print=policy.can_print_letter(actor, issue),
        may_bring=any(policy.can_bring(actor, issue, one, audience) for one in audience) and not issue.is_closed,
        waiting=_waiting(actor, issue),
        ways=ways_for_individual_cases(issue.office.emergency_phone if issue.office else None),
    )
