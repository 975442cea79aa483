"""What is owed when the user side opens an issue again: a new answer by whoever claimed or answered last."""

from sqlalchemy import select

from app.database import db
from app.followups.service.due_dates import council_of
from app.followups.service.follow_ups import add_follow_up, rows_of
from app.followups.service.owners import Owner
from app.models.followups import Answer, Claim, FollowUp
from app.models.issue_enums import IssueKind
from app.models.issues import Issue
from app.models.states import DropReason, FollowUpKind, FollowUpState, Stance

# An ending after which what fell away is owed as it was; a merged or withdrawn issue is never opened again.
ENDED_WITH = frozenset({DropReason.CLOSED, DropReason.INDIVIDUAL_CASE})
ANSWERED = (Stance.FOLLOWS_UP, Stance.PARTLY, Stance.DOES_NOT)


def owe_again(issue: Issue) -> list[FollowUp]:
    """Opens what is owed after a reopening, the main row first; `issue` is held and open by now.

    A council's statement is owed anew as a statement. Else whoever claimed or answered last owes an answer of the next
    round, or their successor; by the office (or the region) where nobody had. Answers that fell away when the issue
    ended are owed as they were asked for. Praise, and what nobody has let through yet, asks nobody.
    """
    if issue.is_kept_back or issue.kind is IssueKind.WORKS_WELL:
        return []
    rows = rows_of(issue)
    if issue.office_ask is not None:
        return [_statement_again(issue, rows)]
    newest = {Owner.of(row): row for row in rows if row.kind is FollowUpKind.ANSWER and not row.offered}
    fallen = {owner: row for owner, row in newest.items() if row.drop_reason in ENDED_WITH}
    owed = []
    last = _answered_last(issue)
    if last is None and not fallen:
        last = _first_owner(issue)
    if last is not None and last not in fallen and not _runs(newest.get(last)):
        owed.append(_next_round(issue, last, newest.get(last)))
    return owed + [_as_it_was(issue, owner, row) for owner, row in fallen.items()]


def _answered_last(issue: Issue) -> Owner | None:
    """Who said last that it was done, or gave the last answer."""
    claimed = select(FollowUp, Claim.at).join(Claim, Claim.follow_up_id == FollowUp.id)
    answered = select(FollowUp, Answer.at).join(Answer, Answer.follow_up_id == FollowUp.id)
    answered = answered.where(
        FollowUp.kind == FollowUpKind.ANSWER, Answer.stance.in_(ANSWERED), Answer.version == 1
    ).order_by(Answer.at.desc(), Answer.id.desc())
    said = [
        row
        for query in (claimed.order_by(Claim.at.desc(), Claim.id.desc()), answered)
        if (row := db.session.execute(query.where(FollowUp.issue_id == issue.id).limit(1)).first()) is not None
    ]
    return Owner.of(max(said, key=lambda row: row[1])[0]) if said else None


def _first_owner(issue: Issue) -> Owner | None:
    """The issue's office, else the region of its council; a central council has neither."""
    region = council_of(issue).nav_region_id
    if issue.office_id is not None:
        return Owner(office_id=issue.office_id)
    return Owner(nav_region_id=region) if region is not None else None


def _runs(row: FollowUp | None) -> bool:
    return row is not None and row.is_live


def _next_round(issue: Issue, owner: Owner, before: FollowUp | None) -> FollowUp:
    days = council_of(issue).answer_days
    row = add_follow_up(issue, FollowUpKind.ANSWER, owner=owner, days=days, parent=before)
    row.round = (before.round if before else 1) + 1
    return row


def _as_it_was(issue: Issue, owner: Owner, before: FollowUp) -> FollowUp:
    row = add_follow_up(issue, FollowUpKind.ANSWER, owner=owner, days=council_of(issue).answer_days, parent=before)
    row.words_answer_id = before.words_answer_id
    row.words_follow_up_id = before.words_follow_up_id or (before.id if before.what else None)
    row.round = before.round
    return row


def _statement_again(issue: Issue, rows: list[FollowUp]) -> FollowUp:
    """The council's own word, of the next round when one was given."""
    said = [row for row in rows if row.kind is FollowUpKind.STATEMENT]
    running = next((row for row in said if row.is_live), None)
    if running is not None:
        return running
    owner = Owner(council_id=issue.council_id)
    row = add_follow_up(issue, FollowUpKind.STATEMENT, owner=owner, days=council_of(issue).statement_days)
    row.round = max((one.round + (one.state is FollowUpState.DONE) for one in said), default=1)
    return row
