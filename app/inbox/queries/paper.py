"""What a letter on paper carries: the issue, what was answered, what the office says is done; and where answers go."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.sight import issues_visible_to
from app.core.actor import Actor
from app.database import db
from app.models.councils import Appointment, CouncilOffice
from app.models.followups import Answer, Claim, FollowUp
from app.models.issues import Issue
from app.models.notices import PrintTask
from app.models.outcomes import OutcomeQuestion
from app.models.places import Office
from app.notices.queries.outcome_questions import still_open


@dataclass
class PaperIssue:
    """One issue as somebody reads it who opens no page. What a moderator has hidden is left out."""

    issue: Issue
    answers: list[Answer] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)


def paper_issues(issue_ids: Collection[int], printer: Actor) -> dict[int, PaperIssue]:
    """By id: those of them that whoever prints the letter may read as well."""
    if not issue_ids:
        return {}
    issues = db.session.scalars(
        select(Issue)
        .where(Issue.id.in_(issue_ids), Issue.hidden_at.is_(None), issues_visible_to(printer))
        .options(joinedload(Issue.office))
    )
    found = {issue.id: PaperIssue(issue) for issue in issues}
    if not found:
        return {}
    of_issues = select(Answer, FollowUp.issue_id).join(FollowUp, FollowUp.id == Answer.follow_up_id)
    newest: dict[tuple[int, int], tuple[Answer, int]] = {}
    for answer, issue_id in db.session.execute(
        of_issues.where(FollowUp.issue_id.in_(found)).order_by(Answer.at, Answer.id)
    ):
        newest[answer.follow_up_id, answer.turn] = answer, issue_id
    for answer, issue_id in newest.values():
        if answer.hidden_at is None:
            found[issue_id].answers.append(answer)
    claims = select(Claim, FollowUp.issue_id).join(FollowUp, FollowUp.id == Claim.follow_up_id)
    for claim, issue_id in db.session.execute(
        claims.where(FollowUp.issue_id.in_(found), Claim.hidden_at.is_(None)).order_by(Claim.at, Claim.id)
    ):
        found[issue_id].claims.append(claim)
    return found


def return_office(council_id: int) -> Office | None:
    """The office whose address a letter comes back to: the council has none of its own."""
    offices = select(Office).join(CouncilOffice, CouncilOffice.office_id == Office.id)
    return db.session.scalar(offices.where(CouncilOffice.council_id == council_id).order_by(Office.id).limit(1))


def question_on_paper(task: PrintTask) -> OutcomeQuestion | None:
    """The newest question whether it helped that the letter asked, while it wants a word from its reader."""
    asked = (
        select(OutcomeQuestion)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .where(*still_open(), Appointment.person_id == task.person_id)
        .where(OutcomeQuestion.issue_id == task.event.issue_id)
        .options(
            joinedload(OutcomeQuestion.issue).options(joinedload(Issue.office), joinedload(Issue.council)),
            joinedload(OutcomeQuestion.follow_up),
            joinedload(OutcomeQuestion.seat),
        )
    )
    return db.session.scalar(asked.order_by(OutcomeQuestion.id.desc()).limit(1))
