"""What one may see, of every kind of thing: one rule for a thing, and the same as a where-clause for lists. Pure.

`can_see` asks the rule of whatever kind a thing is. Nothing is loaded here: a rule reads what its docstring says that
it needs. A hidden text is seen by the same people as before; what they are shown of it is `Reportable.shown`.

Sight of an issue = its audience ∩ the actor's councils, wider when it is shared (every representative and
coordinator) or public. What one may not see does not exist: page, list, count, search, file, feed, mail.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from app.access.policy import releases_in
from app.core.actor import Actor
from app.models.assents import Assent, Proposal, ProposalAct
from app.models.comments import Comment
from app.models.councils import Appointment, Council, CouncilRole, Nomination, OfficeRole, Scope
from app.models.files import StoredFile, owner_of
from app.models.followups import Answer, Claim, FollowUp, Slip, VerdictWords
from app.models.issue_enums import CommentAudience, Visibility
from app.models.issues import ActReason, Issue, IssueAudience, PublicVersion, Reopening, Support
from app.models.meetings import Advice, AgendaItem, Meeting
from app.models.notices import Event, Mail
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.reportable import Reportable
from app.models.safety import Report
from app.models.states import IssueState
from app.models.summaries import Summary, SummaryCounty
from app.models.votes import Vote

Audience = Mapping[int, datetime]  # the councils that an issue is in front of, and since when (Issue.in_front_of)


def can_see_issue(actor: Actor, issue: Issue, audience: Audience) -> bool:
    """May `actor` read this issue? `audience`: the councils it is in front of, each since when."""
    if issue.is_kept_back:
        return can_read_held(actor, issue)
    if _is_own(actor, issue):
        return True
    if any(_reads_in(actor, council_id, since) for council_id, since in audience.items()):
        return True
    if not actor.councils.isdisjoint(audience) and _was_its_own(actor, issue, audience):
        return True
    if issue.show_to_organisation and issue.author_organisation_id in actor.organisations:
        return True
    return issue.is_shared and _reads_shared(actor)


def issues_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists, counts and searches."""
    joined = {one: since for one in sorted(actor.councils) if (since := actor.reads_from(one)) is not None}
    of_issue = IssueAudience.issue_id == Issue.id
    in_audience: ColumnElement[bool] = exists().where(
        of_issue, IssueAudience.council_id.in_(sorted(actor.councils - set(joined)))
    )
    for council_id, since in joined.items():
        here = exists().where(of_issue, IssueAudience.council_id == council_id)
        newer = exists().where(of_issue, IssueAudience.council_id == council_id, IssueAudience.since >= since)
        before = exists().where(of_issue, IssueAudience.council_id.in_(sorted(actor.former)))
        own = or_(Issue.office_id.in_(sorted(actor.offices | actor.assisted)), before)
        in_audience = or_(in_audience, newer, here & own)
    shared = Issue.visibility != Visibility.COUNCIL if _reads_shared(actor) else false()
    ticked = Issue.show_to_organisation & Issue.author_organisation_id.in_(sorted(actor.organisations))
    own = _own_clause(actor)
    releases = Issue.council_id.in_(sorted(releases_in(actor)))
    return or_(
        (Issue.state == IssueState.HELD) & or_(own, releases),
        Issue.held_reason.is_not(None) & or_(own, releases),
        (Issue.state != IssueState.HELD) & Issue.held_reason.is_(None) & or_(own, in_audience, ticked, shared),
    )


def _reads_in(actor: Actor, council_id: int, since: datetime) -> bool:
    """An office that joined a council with a past reads what has come before it from that day on."""
    reads_from = actor.reads_from(council_id)
    return council_id in actor.councils and (reads_from is None or since >= reads_from)


def _was_its_own(actor: Actor, issue: Issue, audience: Audience) -> bool:
    """About the actor's own office, or read already in the council that ended."""
    return issue.office_id in actor.offices | actor.assisted or not actor.former.isdisjoint(audience)


def can_read_held(actor: Actor, issue: Issue) -> bool:
    """A held text is read by its author, whoever registered it, and those who may release it."""
    return _is_own(actor, issue) or issue.council_id in releases_in(actor)


def can_see_public_version(issue: Issue) -> bool:
    """Visitors read the public version alone, never the issue behind it."""
    return issue.visibility is Visibility.PUBLIC and issue.hidden_at is None


def can_see_comment(actor: Actor, comment: Comment, audience: Audience) -> bool:
    """May `actor`, who sees the issue, read this comment?"""
    if actor.person_id is not None and comment.person_id == actor.person_id:
        return True
    if comment.audience is CommentAudience.USER_SIDE:
        since = _on_user_side_since(actor, audience)
        return since is not None and comment.at >= since
    if comment.audience is CommentAudience.OFFICE:
        return not actor.councils.isdisjoint(audience)
    return True


def comments_visible_to(actor: Actor, audience: Audience) -> ColumnElement[bool]:
    """The same rule for the comments of one issue that `actor` sees."""
    kinds = [CommentAudience.ALL_COUNCILS]
    if not actor.councils.isdisjoint(audience):
        kinds.append(CommentAudience.OFFICE)
    since = _on_user_side_since(actor, audience)
    user_side = false() if since is None else (Comment.audience == CommentAudience.USER_SIDE) & (Comment.at >= since)
    return or_(Comment.audience.in_(kinds), user_side, Comment.person_id == (actor.person_id or 0))


def comments_said_within(actor: Actor) -> ColumnElement[bool]:
    """The same rule for comments on many issues at once: those that were said in the actor's own councils.

    By the council of their event, which is the issue's when the comment was made: what was said for the user side of
    a council that has handed the issue over since is not told here.
    """
    theirs = (Comment.audience != CommentAudience.USER_SIDE) | happened_on_user_side(actor)
    return Event.council_id.in_(sorted(actor.councils)) & (theirs | (Comment.person_id == (actor.person_id or 0)))


def happened_on_user_side(actor: Actor) -> ColumnElement[bool]:
    """Events of councils whose user side the actor is on: what is for the user side only is read there."""
    return Event.council_id.in_(sorted(one for one in actor.memberships if actor.sits_for_users(one)))


def can_see_outcome_words(actor: Actor, issue: Issue) -> bool:
    """What each seat said of whether it helped, and how many said what: for the user side of the council."""
    return actor.sits_for_users(issue.council_id)


def can_see_file(actor: Actor, stored: StoredFile, audience: Audience | None = None) -> bool:
    """May `actor` fetch this attachment? Whoever sees what it hangs on, as long as neither is hidden or taken back.

    Needs the owner with all that decides who sees that. A hidden issue hides the files of its own text only.
    """
    owner = owner_of(stored)
    if stored.hidden_at is not None or getattr(owner, "hidden_at", None) is not None:
        return False
    if isinstance(owner, Comment) and owner.withdrawn_at is not None:
        return False
    return can_see(actor, owner, audience)


def can_see_meetings_of(actor: Actor, council_id: int) -> bool:
    """Meetings are for the council, the office side it meets, and its coordinator."""
    return council_id in actor.councils


def can_see_meeting(actor: Actor, meeting: Meeting) -> bool:
    """Its agenda, its votes and its advice. An office that joined the council later does not read those before."""
    reads_from = actor.reads_from(meeting.council_id)
    return can_see_meetings_of(actor, meeting.council_id) and (reads_from is None or meeting.starts_at >= reads_from)


def meetings_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists."""
    joined = {one: since for one in sorted(actor.councils) if (since := actor.reads_from(one)) is not None}
    later = [and_(Meeting.council_id == one, Meeting.starts_at >= since) for one, since in joined.items()]
    return or_(Meeting.council_id.in_(sorted(actor.councils - set(joined))), *later)


def can_see_item(actor: Actor, item: AgendaItem) -> bool:
    """Needs the meeting."""
    return can_see_meeting(actor, item.meeting)


def can_see_advice(actor: Actor, advice: Advice) -> bool:
    """Needs the item with its meeting."""
    return can_see_item(actor, advice.item)


def can_see_vote(actor: Actor, vote: Vote) -> bool:
    """Needs the item with its meeting."""
    return can_see_item(actor, vote.item)


def votes_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists."""
    meetings = select(Meeting.id).where(meetings_visible_to(actor))
    return Vote.item_id.in_(select(AgendaItem.id).where(AgendaItem.meeting_id.in_(meetings)))


def can_see_summary(actor: Actor, summary: Summary) -> bool:
    """Published: everybody. A draft: its writer, or another coordinator of one of its counties, which it needs."""
    return summary.published_at is not None or works_on_summary(actor, summary)


def works_on_summary(actor: Actor, summary: Summary) -> bool:
    """Its writer, or another coordinator of one of its counties. Needs the counties."""
    wrote = summary.person_id == actor.person_id
    return actor.is_coordinator and (wrote or any(county.id in actor.counties for county in summary.counties))


def summaries_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists."""
    of_counties = SummaryCounty.county_id.in_(sorted(actor.counties))
    theirs = exists().where(SummaryCounty.summary_id == Summary.id, of_counties)
    drafts = or_(Summary.person_id == actor.person_id, theirs) if actor.is_coordinator else false()
    return or_(Summary.published_at.is_not(None), drafts)


def can_see_proposal(actor: Actor, proposal: Proposal) -> bool:
    """May `actor` read what is proposed for a council's user side, with its names? Not what comes of it, if it comes.

    Whoever proposed it, runs the council or holds a user seat there, can say yes to it, or registers its paper. The
    council's own words are no business of administrators.
    """
    council_id = proposal.council_id
    inside = actor.runs(council_id) or actor.holds_user_seat(council_id) or actor.coordinates(council_id)
    proposes = actor.person_id is not None and actor.person_id == proposal.proposed_by_id
    registers = actor.is_administrator and proposal.act is not ProposalAct.GIVE_ADVICE
    return inside or proposes or registers or proposal.organisation_id in actor.organisations


def proposals_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same rule for lists."""
    members = [one for one in actor.memberships if actor.runs(one) or actor.holds_user_seat(one)]
    return or_(
        Proposal.act != ProposalAct.GIVE_ADVICE if actor.is_administrator else false(),
        Proposal.council_id.in_(sorted({*members, *actor.coordinated})),
        Proposal.organisation_id.in_(sorted(actor.organisations)),
        Proposal.proposed_by_id == (actor.person_id or 0),
    )


def _on_user_side_since(actor: Actor, audience: Audience) -> datetime | None:
    """From when on the actor's user side has had the issue; none for everybody else."""
    return min((since for council_id, since in audience.items() if actor.sits_for_users(council_id)), default=None)


def _is_own(actor: Actor, issue: Issue) -> bool:
    return actor.person_id is not None and actor.person_id in (issue.author_id, issue.registered_by_id)


def _own_clause(actor: Actor) -> ColumnElement[bool]:
    if actor.person_id is None:
        return false()
    return or_(Issue.author_id == actor.person_id, Issue.registered_by_id == actor.person_id)


def _reads_shared(actor: Actor) -> bool:
    return actor.is_representative or actor.is_coordinator


def can_see(actor: Actor, thing: object, audience: Audience | None = None) -> bool:
    """May `actor` see this thing, of whatever kind? Raises KeyError for a kind of which nobody has said who sees it.

    What stands in an issue needs the way to it (`Reportable.stands_in`), and the issue its audience, unless it comes
    as `audience`.
    """
    return RULES[type(thing)](actor, thing, audience)


def issue_of(thing: Reportable) -> Issue | None:
    """The issue that a text stands in; none where it stands in none."""
    if isinstance(thing, Issue):
        return thing
    issue: Issue | None = attrgetter(thing.stands_in)(thing) if thing.stands_in else None
    return issue


def _of_issue(actor: Actor, issue: Issue, audience: Audience | None) -> bool:
    return can_see_issue(actor, issue, _front(issue, audience))


def _in_issue(actor: Actor, text: Reportable, audience: Audience | None) -> bool:
    issue = issue_of(text)
    return issue is not None and can_see_issue(actor, issue, _front(issue, audience))


def _of_comment(actor: Actor, comment: Comment, audience: Audience | None) -> bool:
    front = _front(comment.issue, audience)
    return can_see_issue(actor, comment.issue, front) and can_see_comment(actor, comment, front)


def _of_outcome(actor: Actor, question: OutcomeQuestion, audience: Audience | None) -> bool:
    """What one seat said: the user side of the council, and whoever sits on the seat that is asked."""
    asked = any(seat.seat_id == question.seat_id for seat in actor.seats)
    reads = asked or can_see_outcome_words(actor, question.issue)
    return reads and _in_issue(actor, question, audience)


def _front(issue: Issue, audience: Audience | None) -> Audience:
    return issue.in_front_of if audience is None else audience


def _alone(rule: Callable[[Actor, Any], bool]) -> "Rule":
    """A rule that asks for no audience."""
    return lambda actor, thing, _audience: rule(actor, thing)


def _by_name(_actor: Actor, _thing: object, _audience: Audience | None) -> bool:
    """Told to persons by name or by their part, never listed for others: whom, is decided where it is recorded.

    The letter says no more than its reader may know, and the page that it leads to asks its room's own policy.
    """
    return True


Rule = Callable[[Actor, Any, Audience | None], bool]
RULES: dict[type, Rule] = {
    Issue: _of_issue,
    Comment: _of_comment,
    OutcomeQuestion: _of_outcome,
    StoredFile: can_see_file,
    **dict.fromkeys((Support, Reopening, ActReason, FollowUp, Answer, Slip, Claim, VerdictWords), _in_issue),
    PublicVersion: _alone(lambda _actor, version: can_see_public_version(version.issue)),
    Meeting: _alone(can_see_meeting),
    AgendaItem: _alone(can_see_item),
    Advice: _alone(can_see_advice),
    Vote: _alone(can_see_vote),
    Summary: _alone(can_see_summary),
    Proposal: _alone(can_see_proposal),
    **dict.fromkeys((Report, Assent, Nomination, Appointment, CouncilRole, OfficeRole, Scope), _by_name),
    **dict.fromkeys((Person, Council, Mail), _by_name),
}
