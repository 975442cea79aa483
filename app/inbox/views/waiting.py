"""Min side: "Dette venter på deg" as one list, whatever kind of thing waits, the nearest date first."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assents import queries as assents
from app.core import clock
from app.core.actor import Actor
from app.core.words import (
    ANSWER_COUNCIL,
    CONFIRM_IT_HELPED,
    CONSIDER_REOPENING,
    DECIDE_NEW_DEADLINE,
    GIVE_STATEMENT,
    READ_THROUGH,
    REPLY_TO_OFFICE,
    REPLY_TO_RAISED,
    REPORT_DONE,
    TAKE_OVER,
    WRITE_DOWN_ANSWER,
)
from app.followups.queries import owed_by_person as followups
from app.followups.queries.owed_by_person import Owed
from app.followups.words.outcome_questions import question_title
from app.inbox import policy
from app.inbox.queries.home import Newest
from app.inbox.queries.looked_after import LookedAfter
from app.issues import policy as issue_policy
from app.labels import title_of, word
from app.models.assents import SideAct
from app.models.councils import Council
from app.models.issues import Issue
from app.models.notices import PrintTask
from app.models.states import FollowUpKind, IssueState
from app.notices.queries import print_letters
from app.notices.words.proposal_text import proposal_title
from app.safety import policy as safety_policy
from app.safety import queries as safety
from app.votes import queries as votes

# Who says yes or no to the words that everybody would read.
_AUTHOR = _l("Si ja eller nei til den offentlige teksten")
_USER_SIDE = _l("Ta stilling til den offentlige teksten")

_OWED = {
    FollowUpKind.ANSWER: ANSWER_COUNCIL,
    FollowUpKind.ACTION: REPORT_DONE,
    FollowUpKind.CLARIFICATION: REPLY_TO_OFFICE,
    FollowUpKind.STATEMENT: GIVE_STATEMENT,
    FollowUpKind.CONFIRMATION: CONFIRM_IT_HELPED,
    FollowUpKind.RAISE_REPLY: REPLY_TO_RAISED,
    FollowUpKind.RELAPSE: CONSIDER_REOPENING,
}


# The page where a kind is done; what is not here is done from the page of the issue.
_FORMS = {
    FollowUpKind.ANSWER: "followups.answer",
    FollowUpKind.ACTION: "followups.claim",
    FollowUpKind.CLARIFICATION: "followups.answer",
    FollowUpKind.STATEMENT: "followups.answer",
    FollowUpKind.CONFIRMATION: "followups.judge",
    FollowUpKind.RAISE_REPLY: "followups.answer",
    FollowUpKind.RELAPSE: "followups.answer",
}


@dataclass(frozen=True)
class Wait:
    """One line that needs the reader: which thing, what to do with it, the form where it is done, until when."""

    act: str
    title: str
    url: str
    place: str = ""
    due: date | None = None
    late: bool = False
    lang: str | None = None


def waits_for(actor: Actor, newest: Newest, run: list[LookedAfter]) -> list[Wait]:
    """Everything that waits for `actor`, with the texts to read; what has a date first, the nearest first."""
    lines = [
        *_owed(actor),
        *_questions(actor),
        *_votes(actor),
        *(_on_issue(READ_THROUGH, issue, "issues.act", key="les-gjennom") for issue in newest.held),
        *(_on_issue(_led(issue), issue, "issues.show") for issue in newest.led),
        *(line for issue in newest.seconded for line in _seconds(actor, issue)),
        *(_on_issue(_AUTHOR, issue, "issues.publish") for issue in newest.proposed if _waits_for_words(actor, issue)),
        *(
            _on_issue(_USER_SIDE, issue, "issues.publish")
            for issue in newest.agreed
            if _waits_for_approval(actor, issue)
        ),
        *_proposals(actor),
        *_of_councils(actor, run),
        *_reports(actor),
    ]
    return sorted(lines, key=lambda line: (line.due is None, line.due or clock.today()))


def _owed(actor: Actor) -> list[Wait]:
    return [_owed_line(actor, owed) for owed in followups.owed_by(actor)]


def _owed_line(actor: Actor, owed: Owed) -> Wait:
    line = _on_issue(
        _act(owed), owed.issue, "followups.grant" if owed.grants else _FORMS[owed.follow_up.kind], **_row(owed)
    )
    return replace(line, due=owed.due, late=owed.is_late)


def _row(owed: Owed) -> dict[str, Any]:
    """The row that the form is about: a verdict is given on the claim, which is what the confirmation came of."""
    judges = owed.follow_up.kind is FollowUpKind.CONFIRMATION and not owed.grants
    return {"follow_up_id": owed.follow_up.parent_id if judges else owed.follow_up.id}


def _act(owed: Owed) -> str:
    kind = owed.follow_up.kind
    if owed.grants:
        return str(DECIDE_NEW_DEADLINE)
    if kind is FollowUpKind.ANSWER and owed.follow_up.offered:
        return str(TAKE_OVER)
    if kind is FollowUpKind.ANSWER and owed.follow_up.is_ours:
        return str(WRITE_DOWN_ANSWER)
    return str(_OWED[kind])


def _questions(actor: Actor) -> list[Wait]:
    return [
        _on_issue(question_title(question), question.issue, "followups.say", question_id=question.id)
        for question in followups.outcome_questions_for(actor)
    ]


def _votes(actor: Actor) -> list[Wait]:
    if actor.person_id is None or not actor.seats:
        return []
    return [
        Wait(act=_("Stem"), title=vote.question, url=url_for("votes.show", vote_id=vote.id))
        for vote in votes.open_for(actor)
    ]


def _on_issue(act: LazyString | str, issue: Issue, endpoint: str, **values: Any) -> Wait:
    """The line of something that is done with an issue."""
    place = issue.office.name if issue.office is not None else issue.council.name
    return Wait(
        act=str(act),
        title=title_of(issue),
        url=url_for(endpoint, reference=issue.reference, **values),
        place=f"{issue.reference} · {place}",
        lang=issue.language,
    )


def _led(issue: Issue) -> str:
    answered = issue.state is IssueState.ANSWERED
    return _("Si om svaret er godt nok") if answered else _("Send videre, eller ta opp i utvalget")


def _seconds(actor: Actor, issue: Issue) -> list[Wait]:
    """What another on the user side wants done here, and that can still be done: each act once."""
    asked = {
        one.act for one in issue.assents if one.council_id == issue.council_id and one.person_id != actor.person_id
    }
    page, words = "issues.show", "issues.publish"
    table = [
        (SideAct.CLOSE, not issue.is_closed, _l("Avgjør om innspillet skal avsluttes"), page),
        (SideAct.REOPEN, issue_policy.can_reopen(actor, issue), _l("Avgjør om innspillet skal åpnes igjen"), page),
        (
            SideAct.LEAVE,
            issue_policy.is_user_side(actor, issue),
            _l("Avgjør om innspillet fortsatt skal være avsluttet"),
            page,
        ),
        (SideAct.MERGE, issue_policy.can_merge(actor, issue), _l("Avgjør om innspillene skal slås sammen"), page),
        (SideAct.APPROVE_PUBLIC, issue_policy.can_approve_public(actor, issue), _USER_SIDE, words),
    ]
    return [_on_issue(what, issue, endpoint) for act, may, what, endpoint in table if may and act in asked]


def _waits_for_words(actor: Actor, issue: Issue) -> bool:
    """Words that the author has said no to wait for nobody."""
    words = issue.proposed_words
    return issue_policy.can_consent(actor, issue) and words is not None and words.declined_at is None


def _waits_for_approval(actor: Actor, issue: Issue) -> bool:
    """The first yes of the user side; the second is asked for among `_seconds`."""
    begun = any(one.act is SideAct.APPROVE_PUBLIC for one in issue.assents)
    return issue_policy.can_approve_public(actor, issue) and not begun


def _proposals(actor: Actor) -> list[Wait]:
    """What somebody wants done with the user side, and the reader can say yes or no to."""
    return [
        Wait(
            act=_("Svar på forslag som gjelder brukersiden"),
            title=proposal_title(one),
            url=url_for("councils.proposal", slug=one.council.slug, proposal_id=one.id),
        )
        for one in assents.waiting_for(actor)
    ]


def _of_councils(actor: Actor, run: list[LookedAfter]) -> list[Wait]:
    """What the councils want that the actor runs: letters printed, and to be reached by those who answer a mail."""
    printed = policy.prints_for(actor)
    letters = [task for one in run if one.council.id in printed for task in one.letters]
    return [*_prints(letters), *(_lacks_contact(one.council) for one in run if one.lacks_contact)]


def _prints(tasks: list[PrintTask]) -> list[Wait]:
    waiting = print_letters.still_true(tasks)
    if not waiting:
        return []
    return [
        Wait(
            act=_("Skriv ut og send i posten"),
            title=_("%(num)d brev til dem e-post ikke når", num=len(waiting)),
            url=url_for("inbox.letters"),
        )
    ]


def _lacks_contact(council: Council) -> Wait:
    return Wait(
        act=_("Legg inn e-post eller telefon for utvalget"),
        title=council.name,
        url=url_for("councils.settings", slug=council.slug, _anchor="contact_email"),
        lang=council.language,
    )


def _reports(actor: Actor) -> list[Wait]:
    if not safety_policy.works_with_reports(actor):
        return []
    return [
        Wait(
            act=_("Vurder en klage på skjuling") if line.is_appeal else _("Vurder en tekst noen har meldt fra om"),
            title=word(line.report.reason),
            url=url_for("safety.show", report_id=line.report.id),
        )
        for line in safety.waiting_reports(actor)
    ]
