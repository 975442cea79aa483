"""The list of issues, the page of one issue, and its versions. The other pages of the room register here as well."""

from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from app.access.hidden import HiddenReason, hidden_reasons
from app.assents import service as assents
from app.core.actor import Actor
from app.core.authz import require
from app.core.words import SAME_HERE
from app.database import transaction
from app.files import queries as file_queries
from app.followups.acts import own_turn
from app.followups.queries import Chain, chain, turn
from app.issues import (
    act_views,
    acts,
    bylines,
    history,
    listing,
    policy,
    posting_views,
    public_views,
    queries,
    reaching,
    supporting,
    talk_views,
)
from app.issues.blueprint import bp
from app.issues.editing import Piece, difference
from app.issues.forms import CommentForm, FilterForm
from app.issues.readers import Readers, readers_of
from app.issues.words import WHAT_SHOULD_CHANGE, WHOM_IT_AFFECTS
from app.models.followups import IssueState
from app.models.issues import ActReason, Comment, Issue, IssueRevision
from app.search import Unusable
from app.web.actor import current_actor
from app.web.pagination import page_of
from app.web.row_ids import key_asked
from app.web.words import ways_for_individual_cases

__all__ = ["act_views", "bp", "posting_views", "public_views", "talk_views"]


@bp.route("/innspill")
@login_required
def index() -> ResponseReturnValue:
    actor = current_actor()
    form = FilterForm(request.args)
    councils, offices = listing.places_to_filter(actor)
    form.utvalg.offer(councils)
    form.kontor.offer(offices)
    wanted = _wanted(form) if form.validate() else listing.Wanted()
    after, before = key_asked("etter"), key_asked("foran")
    try:
        rows = listing.lines(actor, wanted, after=after, before=before)
        result = _result(listing.count(actor, wanted))
    except Unusable:
        return _without_search(form)
    page = page_of(rows, size=listing.PAGE, key=lambda line: line.issue.id, came_from=after or before)
    if before is not None and len(rows) <= listing.PAGE:
        page = page_of(rows, size=listing.PAGE, key=lambda line: line.issue.id, came_from=None)
    older = page.older or (page.rows[-1].issue.id if before is not None and page.rows else None)
    return render_template(
        "issues/index.html",
        filters=form,
        page=page,
        older_url=_with(etter=older) if older else None,
        newer_url=_with(foran=page.newer) if page.newer else None,
        result=result,
        filtered=wanted != listing.Wanted(),
        can_post=policy.can_post(actor),
        can_register=policy.can_register(actor),
        can_ask=policy.can_ask_council(actor),
    )


def _without_search(form: FilterForm) -> ResponseReturnValue:
    """The search index is broken: the filters stand, and the list is there without the words."""
    kept = {name: value for name, value in request.args.items() if value and name not in ("q", "etter", "foran")}
    list_url = f"{url_for('issues.index')}?{urlencode(kept)}" if kept else url_for("issues.index")
    return render_template("issues/search_down.html", filters=form, list_url=list_url), 503


def _wanted(form: FilterForm) -> listing.Wanted:
    return listing.Wanted(
        words=form.q.data,
        theme=form.tema.data,
        standing=form.stand.data,
        office_id=form.kontor.data,
        council_id=form.utvalg.data,
        period=form.tid.data,
        phase=form.fase.data,
        mine=form.mine.data,
    )


def _with(**keys: int) -> str:
    kept = {name: value for name, value in request.args.items() if value and name not in ("etter", "foran")}
    return f"{url_for('issues.index')}?{urlencode({**kept, **keys})}"


def _result(found: int) -> str:
    if found > listing.MOST_COUNTED:
        return _("Over %(num)d innspill", num=listing.MOST_COUNTED)
    return ngettext("%(num)d innspill", "%(num)d innspill", found)


@bp.route("/innspill/<reference>")
@login_required
def show(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    shown = queries.issue_page(actor, reference)
    issue = shown.issue
    audience = set(issue.in_front_of)
    names = bylines.sees_names(actor, issue, audience)
    comments = queries.comments_of(actor, issue)
    links = chain(issue.id)
    waiting = _waiting(actor, issue) if shown.has_assents else []
    read_by = readers_of(issue)
    events = queries.events_of(issue.id)
    entries = history.entries(
        issue,
        events,
        names=names,
        user_side=policy.reads_user_side(actor, audience),
        comment_ids={comment.id for comment in comments},
    )
    return render_template(
        "issues/show.html",
        shown=shown,
        issue=issue,
        chain=links,
        turn=turn(issue, links.follow_ups, actor, yeses=waiting),
        names=names,
        comments=comments,
        entries=entries,
        breadth=supporting.breadth(issue, shown.supports),
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


def _hidden(
    shown: queries.Shown, comments: list[Comment], links: Chain, entries: list[history.Entry]
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


def _own_support(actor: Actor, shown: queries.Shown) -> Any:
    own = {seat.seat_id for seat in actor.seats}
    return next((one for one in shown.supports if one.seat_id in own), None)


def _waiting(actor: Actor, issue: Issue) -> list[Any]:
    """Yeses that wait for a second one; asked only where two must agree."""
    return assents.waiting(issue) if policy.needs_a_second(actor, issue) else []


def _comment_form(actor: Actor, read_by: Readers) -> CommentForm | None:
    offered = policy.audiences_for(actor, read_by.issue, set(read_by.audience))
    if not offered or not policy.can_comment(read_by.issue):
        return None
    form = CommentForm(formdata=None, data={"audience": offered[0]})
    form.offer_audiences(offered, read_by.sentence)
    return form


def _primary(actor: Actor, shown: queries.Shown, links: Chain, waiting: list[Any]) -> tuple[str, str, str] | None:
    """The one button of the page: (words, address, icon). What the chain waits for comes first, support last."""
    issue = shown.issue
    turn_of_reader = own_turn(issue, links, actor, yeses=waiting)
    if turn_of_reader is not None:
        return turn_of_reader.label, turn_of_reader.url, turn_of_reader.icon
    for key, icon in (("les-gjennom", "Eye"), ("send", "Paperplane"), ("lukk", "CheckmarkCircle")):
        act = acts.BY_KEY[key]
        if act.may(actor, issue) and (key != "lukk" or issue.state is IssueState.ANSWERED):
            return str(act.name), url_for("issues.act", reference=issue.reference, key=key), icon
    if shown.has_offices and policy.can_support(actor, issue) and _own_support(actor, shown) is None:
        return str(SAME_HERE), url_for("issues.support", reference=issue.reference), "HandShakeHeart"
    return None


@bp.route("/innspill/<reference>/flere-valg")
@login_required
def more(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = queries.issue_for(actor, reference)
    audience = set(issue.in_front_of)
    offered = acts.open_to(actor, issue)
    return render_template(
        "issues/more.html",
        text_of=lambda act: acts.text_of(act, actor, issue),
        issue=issue,
        groups={group.value: [act for act in offered if act.group is group] for group in acts.Group},
        may_edit=policy.can_edit(actor, issue),
        may_publish=policy.can_open_public_words(actor, issue),
        may_print=policy.can_print_letter(actor, issue),
        may_bring=any(policy.can_bring(actor, issue, one, audience) for one in audience) and not issue.is_closed,
        waiting=_waiting(actor, issue),
        ways=ways_for_individual_cases(issue.office.emergency_phone if issue.office else None),
    )


@bp.route("/innspill/<reference>/folg", methods=["POST"])
@login_required
def follow(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = queries.issue_for(actor, reference)
    with transaction():
        reaching.follow(actor, issue, muted=request.form.get("muted") == "1")
    return redirect(url_for("issues.show", reference=reference), 303)


@bp.route("/innspill/<reference>/versjoner")
@login_required
def versions(reference: str) -> ResponseReturnValue:
    """Every text the issue has had, each with what changed in words."""
    actor = current_actor()
    issue = queries.issue_with_versions(actor, reference)
    require(issue.hidden_at is None or policy.is_author(actor, issue))
    texts: list[Issue | IssueRevision] = [*issue.revisions, issue]
    steps = [(new.version, _changes(old, new)) for old, new in pairwise(texts)]
    return render_template("issues/versions.html", issue=issue, steps=list(reversed(steps)), first=_parts(texts[0]))


def _parts(text: Issue | IssueRevision) -> list[tuple[str, str]]:
    """All that the text says, each part with its heading; title and body speak for themselves."""
    return [
        ("", text.title),
        ("", text.body),
        (str(WHOM_IT_AFFECTS), text.affected or ""),
        (str(WHAT_SHOULD_CHANGE), text.wanted or ""),
    ]


def _changes(old: Issue | IssueRevision, new: Issue | IssueRevision) -> list[tuple[str, list[Piece]]]:
    pairs = zip(_parts(old), _parts(new), strict=True)
    return [(heading, difference(before, after)) for (heading, before), (_heading, after) in pairs]
