"""The letter that asks whether it helped: all that one person is still asked. `followups` decides when it leaves."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.database import db
from app.models.councils import Appointment, Council
from app.models.issues import Issue
from app.models.notices import Mail
from app.models.outcomes import OutcomeQuestion
from app.notices.policy.still_true import NoLongerTrue, Untrue
from app.notices.queries.outcome_questions import GIVE_UP_AFTER, still_open
from app.notices.service.links import absolute_url, sign_token
from app.notices.words.names import THEMES
from app.notices.words.notice_text import name_of_issue

LINK = "outcome"  # the purpose of the signed link


@dataclass(frozen=True)
class Asked:
    """One question: reference, office, theme, and the signed link that leads to its button."""

    about: str
    office: str
    theme: str
    url: str


def questions_context(mail: Mail) -> tuple[dict[str, Any], Council | None]:
    """All that the person's seats still owe a word on, and the council that asks, where it is one.

    Raises NoLongerTrue when there is nothing.
    """
    questions = db.session.scalars(
        select(OutcomeQuestion)
        .join(Appointment, Appointment.seat_id == OutcomeQuestion.seat_id)
        .join(OutcomeQuestion.issue)
        .where(*still_open(), Appointment.person_id == mail.person_id)
        .where(OutcomeQuestion.asked_at > mail.created_at - GIVE_UP_AFTER)
        .options(contains_eager(OutcomeQuestion.issue).options(joinedload(Issue.office), joinedload(Issue.council)))
        .order_by(OutcomeQuestion.id)
    ).all()
    newest = {(question.issue_id, question.seat_id): question for question in questions}
    asked = [_asked(question, mail.person_id or 0) for question in newest.values()]
    if not asked:
        raise NoLongerTrue(Untrue.DONE)
    councils = {question.issue.council for question in newest.values()}
    council = councils.pop() if len(councils) == 1 else None
    context = {
        "asked": asked,
        "action_url": asked[0].url if len(asked) == 1 else "",
        "council": council.name if council is not None else "",
        "reminds": all(question.reminded_at is not None for question in newest.values()),
    }
    return context, council


def _asked(question: OutcomeQuestion, person_id: int) -> Asked:
    office = question.issue.office
    return Asked(
        about=name_of_issue(question.issue),
        office=office.name if office else "",
        theme=str(THEMES[question.issue.theme]),
        url=link_to(question.id, person_id),
    )


def link_to(question_id: int, person_id: int) -> str:
    """The address in the letter: for one question and one reader, who need not sign in."""
    return absolute_url("followups.outcome", token=sign_token(LINK, {"question": question_id, "person": person_id}))
