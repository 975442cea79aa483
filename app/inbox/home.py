"""Min side: "Dette venter på deg" as one list, whatever kind of thing waits, the nearest date first."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from app.core import clock
from app.core.actor import Actor
from app.followups import queries as followups
from app.followups.queries import Owed
from app.inbox import policy, queries
from app.inbox.queries import Newest
from app.models.followups import FollowUpKind, IssueState
from app.models.issues import Issue
from app.safety import queries as safety
from app.votes import queries as votes
from app.web.words import title_of, word


@dataclass(frozen=True)
class Wait:
    """One line that needs the reader: what, about which thing, where to do it, until when."""

    what: str
    about: str
    url: str
    due: date | None = None
    late: bool = False
    lang: str | None = None


def waits_for(actor: Actor, newest: Newest) -> list[Wait]:
    """Everything that waits for `actor`, with the texts to read; what has a date first, the nearest first."""
    lines = [
        *_owed(actor),
        *_questions(actor),
        *_votes(actor),
        *(_read(_("Les gjennom"), issue) for issue in newest.held),
        *(_read(_led(issue), issue) for issue in newest.led),
        *_prints(actor),
        *_reports(actor),
    ]
    return sorted(lines, key=lambda line: (line.due is None, line.due or clock.today()))


def _owed(actor: Actor) -> list[Wait]:
    return [_owed_line(actor, owed) for owed in followups.owed_by(actor)]


def _owed_line(actor: Actor, owed: Owed) -> Wait:
    return Wait(
        what=_what(owed),
        about=title_of(owed.issue),
        url=followups_address(owed),
        due=owed.due,
        late=owed.is_late,
        lang=owed.issue.language,
    )


def _what(owed: Owed) -> str:
    kind = owed.follow_up.kind
    if kind is FollowUpKind.ANSWER and owed.follow_up.offered:
        return _("Ta imot eller avvis")
    return {
        FollowUpKind.ANSWER: _("Svar utvalget"),
        FollowUpKind.ACTION: _("Gjør tiltaket, og si fra"),
        FollowUpKind.CLARIFICATION: _("Svar på spørsmål fra kontoret"),
        FollowUpKind.STATEMENT: _("Gi utvalgets uttalelse"),
        FollowUpKind.CONFIRMATION: _("Bekreft om det hjalp"),
        FollowUpKind.RAISE_REPLY: _("Svar på løftet sak"),
    }[kind]


def followups_address(owed: Owed) -> str:
    """The page where it is done: an answer has its own, the rest stands on the issue."""
    if owed.follow_up.kind is FollowUpKind.ANSWER:
        return url_for("followups.answer", reference=owed.issue.reference, follow_up_id=owed.follow_up.id)
    return url_for("issues.show", reference=owed.issue.reference)


def _questions(actor: Actor) -> list[Wait]:
    return [
        Wait(
            what=_("Hjalp det?"),
            about=title_of(question.issue),
            url=url_for("issues.show", reference=question.issue.reference),
            lang=question.issue.language,
        )
        for question in followups.outcome_questions_for(actor)
    ]


def _votes(actor: Actor) -> list[Wait]:
    if actor.person_id is None or not actor.seats:
        return []
    return [
        Wait(what=_("Stem"), about=vote.question, url=url_for("votes.show", vote_id=vote.id))
        for vote in votes.open_for(actor.person_id, actor.councils)
    ]


def _read(what: str, issue: Issue) -> Wait:
    return Wait(what, title_of(issue), url_for("issues.show", reference=issue.reference), lang=issue.language)


def _led(issue: Issue) -> str:
    answered = issue.state is IssueState.ANSWERED
    return _("Si om svaret er godt nok") if answered else _("Send videre, eller ta opp i utvalget")


def _prints(actor: Actor) -> list[Wait]:
    councils = policy.prints_for(actor)
    if not councils:
        return []
    waiting = queries.print_tasks(councils)
    if not waiting:
        return []
    return [
        Wait(
            what=_("Skriv ut og send i posten"),
            about=_("%(num)d brev til personer uten e-post", num=len(waiting)),
            url=url_for("inbox.letters"),
        )
    ]


def _reports(actor: Actor) -> list[Wait]:
    if not (actor.is_moderator or actor.is_coordinator):
        return []
    return [
        Wait(
            what=_("Vurder en klage på skjuling") if line.is_appeal else _("Vurder en meldt tekst"),
            about=word(line.report.reason),
            url=url_for("safety.show", report_id=line.report.id),
        )
        for line in safety.queue(actor)
    ]
