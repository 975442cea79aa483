"""The page of one issue, what is followed, and more of its history."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from app.access.hidden import HiddenReason, hidden_reasons
from app.access.sight import can_see_outcome_words
from app.assents.service import assents
from app.core.actor import Actor
from app.core.errors import Conflict
from app.database import transaction
from app.files import queries as file_queries
from app.followups.queries.chain import Chain, chain
from app.followups.service import outcome_questions
from app.followups.views.buttons import Act, acts_of, issue_acts
from app.followups.words.turn import TurnAct
from app.issues import policy
from app.issues.forms.comments import CommentForm
from app.issues.queries import issues
from app.issues.queries.readers import Readers, readers_of
from app.issues.service import follows, supports
from app.issues.views import act_table, case_now
from app.issues.views.blueprint import bp
from app.issues.words import bylines, history, timeline
from app.labels import ways_for_individual_cases
from app.models.comments import Comment
from app.models.issues import ActReason, Issue, Reopening, Support
from app.models.notices import Event
from app.web.actor import current_actor
from app.web.row_ids import key_asked

MOST_SUPPORTS = 6  # shown until all are asked for


@dataclass(frozen=True)
class Case:
    """What every entry of the timeline is drawn with (templates/issues/_entries.html)."""

    issue: Issue
    chain: Chain
    names: bool
    attached: file_queries.Attached
    hidden: dict[tuple[str, int], HiddenReason]
    refusals: dict[int, ActReason | Reopening]
    judge: list[Act]  # yes and no to the newest answer, where the card does not ask for them
    read_by: Readers
    bylines: ModuleType = bylines
    policy: ModuleType = policy


@dataclass(frozen=True)
class Told:
    """What has happened, as stored and as this reader may know it."""

    events: Sequence[tuple[Event, ActReason | Reopening | None]]
    entries: list[history.Entry]


@bp.route("/innspill/<reference>")
@login_required
def show(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    shown = issues.issue_page(actor, reference)
    issue = shown.issue
    comments = issues.comments_of(actor, issue)
    links = chain(issue.id, has_questions=shown.has_questions)
    waiting = _waiting(actor, issue) if shown.has_assents else []
    now = case_now.case_now(actor, issue, links, waiting)
    told = _told(actor, issue, comments)
    case = _case(actor, shown, links, comments, told)
    everything = request.args.get("vis") == "alt"
    heard = links.asked if can_see_outcome_words(actor, issue) else []
    lines = timeline.timeline_of(links, comments, told.entries, heard, everything=everything)
    page = render_template(
        "issues/show.html",
        shown=shown,
        issue=issue,
        chain=links,
        now=now,
        case=replace(case, judge=[]) if now.turn.act is TurnAct.JUDGE_ANSWER else case,
        lines=timeline.with_event(lines, (event for event, _why in told.events), key_asked("hendelse")),
        everything=everything,
        left_out=0 if everything else timeline.left_out(told.entries),
        names=case.names,
        attached=case.attached,
        hidden=case.hidden,
        ending=_ending(issue, told.entries),
        waiting=waiting,
        comment_form=_comment_form(actor, case.read_by),
        may_edit=policy.can_edit(actor, issue),
        own_word=next((one for one in links.asked if one.word and outcome_questions.may_say(actor, one)), None),
        bylines=bylines,
        policy=policy,
        **_supports(actor, shown, everything=everything),
    )
    _note_look(actor, shown, newest=max((event.id for event, _why in told.events), default=0))
    return page


def _note_look(actor: Actor, shown: issues.Shown, *, newest: int) -> None:
    """Remember what the reader has seen by now: written once the page stands, and only when something was new."""
    if newest > shown.looked_to:
        with suppress(Conflict), transaction():  # looked at twice at once: one of them remembers it
            follows.note_look(actor, shown.issue, up_to=newest)


def _case(actor: Actor, shown: issues.Shown, links: Chain, comments: list[Comment], told: Told) -> Case:
    """What the timeline is drawn with."""
    issue = shown.issue
    return Case(
        issue,
        links,
        bylines.sees_names(actor, issue, set(issue.in_front_of)),
        file_queries.files_of([issue.id]) if shown.has_files else file_queries.Attached({}),
        _hidden(shown, comments, links, told.entries),
        {event.data["offer"]: why for event, why in told.events if why and "offer" in event.data},
        case_now.yes_or_no(actor, issue, links.follow_ups),
        readers_of(issue),
    )


def _supports(actor: Actor, shown: issues.Shown, *, everything: bool) -> dict[str, Any]:
    own = _own_support(actor, shown)
    return {
        "supports": shown.supports if everything else _first_supports(shown, own),
        "own_support": own,
        "breadth_line": _breadth_line(shown),
        "may_support": shown.has_offices and policy.can_support(actor, shown.issue),
    }


def _told(actor: Actor, issue: Issue, comments: list[Comment]) -> Told:
    events = issues.events_of(issue.id)
    audience = set(issue.in_front_of)
    entries = history.history_entries(
        issue,
        events,
        names=bylines.sees_names(actor, issue, audience),
        user_side=policy.reads_user_side(actor, audience),
        comment_ids={comment.id for comment in comments},
    )
    return Told(events, entries)


def _breadth_line(shown: issues.Shown) -> str:
    """Meldt fra 5 kontorer og 6 organisasjoner"""
    breadth = supports.breadth_of(shown.issue, shown.supports)
    offices = ngettext("%(num)d kontor", "%(num)d kontorer", breadth.offices)
    organisations = ngettext("%(num)d organisasjon", "%(num)d organisasjoner", breadth.organisations)
    return _("Meldt fra %(offices)s og %(organisations)s", offices=offices, organisations=organisations)


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


def _first_supports(shown: issues.Shown, own: Support | None) -> list[Support]:
    """As many as one reads through, the reader's own among them."""
    first = shown.supports[:MOST_SUPPORTS]
    return first if own is None or own in first else [own, *first[:-1]]


def _own_support(actor: Actor, shown: issues.Shown) -> Support | None:
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


@bp.route("/innspill/<reference>/flere-valg")
@login_required
def more(reference: str) -> ResponseReturnValue:
    actor = current_actor()
    issue = issues.issue_for(actor, reference)
    audience = set(issue.in_front_of)
    offered = act_table.open_to(actor, issue)
    rows = chain(issue.id, has_questions=False).follow_ups
    return render_template(
        "issues/more.html",
        owed=[(row, acts_of(row, issue, rows, actor)) for row in rows],
        whole=issue_acts(issue, rows, actor),
        text_of=lambda act: act_table.text_of(act, actor, issue),
        issue=issue,
        groups={group.value: [act for act in offered if act.group is group] for group in act_table.Group},
        may_edit=policy.can_edit(actor, issue),
        may_publish=policy.can_open_public_words(actor, issue),
        may_print=policy.can_print_letter(actor, issue),
        may_bring=any(policy.can_bring(actor, issue, one, audience) for one in audience) and not issue.is_closed,
        waiting=_waiting(actor, issue),
        ways=ways_for_individual_cases(issue.office.emergency_phone if issue.office else None),
    )
