"""The letter that asks whether it helped: all that one person is still asked. `followups` decides when it leaves."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.access.actors import actor_with_id
from app.access.sight import can_see_issue
from app.core import clock
from app.core.words import ISSUE, OFFICE, THEME
from app.database import db
from app.models.councils import Appointment, Council
from app.models.followups import Claim
from app.models.issues import Issue, IssueAudience
from app.models.notices import Mail
from app.models.outcomes import OutcomeQuestion
from app.models.states import Occasion
from app.notices.policy.still_true import NoLongerTrue, Untrue
from app.notices.queries.outcome_questions import GIVE_UP_AFTER, still_open
from app.notices.service.links import absolute_url, sign_token
from app.notices.words.names import THEMES, council_in_text
from app.notices.words.notice_text import name_of_issue

LINK = "outcome"  # the purpose of the signed link
# What stands above the office's own words.
WHEN_DONE: dict[Occasion, Any] = {
    Occasion.CLAIM: _l("Kontoret sier at dette er gjort:"),
    Occasion.THREE_MONTHS: _l("Det er gått tre måneder siden kontoret sa at dette var gjort:"),
    Occasion.TWELVE_MONTHS: _l("Det er gått ett år siden kontoret sa at dette var gjort:"),
}


@dataclass(frozen=True)
class Asked:
    """One question, with what nobody could answer without: the matter, and what the office says it did.

    `title` and `done` are empty where the reader may not see the issue, or a moderator has hidden the text.
    """

    about: str
    where: str  # the same with its office
    title: str
    facts: list[tuple[str, str]]
    done_when: str
    done: str
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
    if not newest:
        raise NoLongerTrue(Untrue.DONE)
    shown = _shown(newest.values(), mail.person_id or 0)
    asked = [shown.asked(question) for question in newest.values()]
    councils = {question.issue.council for question in newest.values()}
    council = councils.pop() if len(councils) == 1 else None
    context = {
        "asked": asked,
        "action_url": asked[0].url if len(asked) == 1 else "",
        "council": council_in_text(council.name) if council is not None else "",
        "reminds": all(question.reminded_at is not None for question in newest.values()),
    }
    return context, council


@dataclass(frozen=True)
class _Shown:
    """What may be shown of the questions of one reader: the issues they see, and the claims by what they are about."""

    person_id: int
    seen: frozenset[int]
    claims: Mapping[tuple[int, int], Claim]

    def asked(self, question: OutcomeQuestion) -> Asked:
        issue, office = question.issue, question.issue.office
        about = name_of_issue(issue)
        seen = issue.id in self.seen and issue.hidden_at is None
        claim = self.claims.get((question.follow_up_id or 0, question.round)) if seen else None
        facts = [(str(ISSUE), issue.reference), (str(THEME), str(THEMES[issue.theme]))]
        return Asked(
            about=about,
            where=f"{about}, {office.name}" if office else about,
            title=issue.title if seen else "",
            facts=[*facts, *([(str(OFFICE), office.name)] if office else [])],
            done_when=str(WHEN_DONE[question.occasion]),
            done=claim.what_changed if claim is not None and claim.hidden_at is None else "",
            url=link_to(question.id, self.person_id),
        )


def _shown(questions: Collection[OutcomeQuestion], person_id: int) -> _Shown:
    reader = actor_with_id(db.session(), person_id, clock.today())
    issues = {question.issue_id: question.issue for question in questions}
    audiences: dict[int, dict[int, datetime]] = {key: {} for key in issues}
    for row in db.session.scalars(select(IssueAudience).where(IssueAudience.issue_id.in_(issues))):
        audiences[row.issue_id][row.council_id] = row.since
    seen = frozenset(key for key, issue in issues.items() if can_see_issue(reader, issue, audiences[key]))
    about = [question.follow_up_id for question in questions if question.follow_up_id is not None]
    claims = db.session.scalars(select(Claim).where(Claim.follow_up_id.in_(about)))
    return _Shown(person_id, seen, {(claim.follow_up_id, claim.round): claim for claim in claims})


def link_to(question_id: int, person_id: int) -> str:
    """The address in the letter: for one question and one reader, who need not sign in."""
    return absolute_url("followups.outcome", token=sign_token(LINK, {"question": question_id, "person": person_id}))
