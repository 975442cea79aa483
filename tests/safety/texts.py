"""One text of each kind, in an issue or beside it, for the tests of safety."""

from datetime import timedelta
from typing import Any

from app.core import clock
from app.database import db
from app.models.comments import Comment
from app.models.files import StoredFile
from app.models.followups import Answer, Claim, FollowUp, Slip
from app.models.issue_enums import CommentAudience, CommentTag, Visibility
from app.models.issues import ActReason, Issue, PublicVersion, Reopening, Support
from app.models.meetings import Advice, AgendaItem, Meeting
from app.models.notices import Event, EventKind
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.states import FollowUpKind, Occasion, OutcomeWord, SlipState, Stance, Verdict
from app.models.summaries import Summary
from tests.make import Make


def text_in(make: Make, issue: Issue, kind: str, author: Person, **given: Any) -> Any:
    """A row of the kind, written by `author`."""
    if kind == "issue":
        issue.author_id = author.id
        db.session.flush()
        return issue
    row = WRITTEN[kind](make, issue, author, given)
    db.session.add(row)
    db.session.flush()
    return row


def _comment(_make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Comment:
    defaults = {"audience": CommentAudience.OFFICE, "text": "Kommentaren det gjelder.", "tag": CommentTag.EXPERIENCE}
    return Comment(
        **{"issue_id": issue.id, "person_id": author.id, "by_title": "Representant", "at": clock.now()}
        | defaults
        | given
    )


def _support(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Support:
    seat = make.seat(make.council())
    fields = {"seat_id": seat.id, "person_id": author.id, "office_id": issue.office_id, "at": clock.now()}
    return Support(**{"issue_id": issue.id, "example": "Eksempelet det gjelder.", **fields, **given})


def _answer(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Answer:
    owed = make.owed(issue)
    return Answer(
        follow_up_id=owed.id,
        stance=Stance.FOLLOWS_UP,
        text="Svaret det gjelder.",
        by_name=author.name,
        by_title="Nav-leder",
        at=clock.now(),
        person_id=author.id,
        **given,
    )


def _follow_up(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> FollowUp:
    owed = make.owed(issue, FollowUpKind.ACTION)
    owed.what, owed.who, owed.person_id = "Løftet det gjelder.", "Seksjonslederen", author.id
    for name, value in given.items():
        setattr(owed, name, value)
    return owed


def _slip(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Slip:
    owed = make.owed(issue)
    dates = {"from_due": owed.due, "to_due": owed.due + timedelta(days=14)}
    reason = "Grunnen til ny frist det gjelder."
    moved = {"state": SlipState.MOVED, "at": clock.now(), "person_id": author.id}
    return Slip(follow_up_id=owed.id, reason=reason, **dates, **moved, **given)


def _claim(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Claim:
    owed = make.owed(issue, FollowUpKind.ACTION)
    return Claim(
        follow_up_id=owed.id,
        what_changed="Rampen det gjelder.",
        where="Inngangen",
        since=clock.today(),
        how_noticed="Det er lett å se.",
        by_name=author.name,
        by_title="Nav-leder",
        at=clock.now(),
        person_id=author.id,
        **given,
    )


def _file(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> StoredFile:
    return StoredFile(
        key=f"{make.count:032d}",
        name="vedlegget det gjelder.pdf",
        content_type="application/pdf",
        size=10,
        sha256="0",
        at=clock.now(),
        issue_id=issue.id,
        person_id=author.id,
        **given,
    )


def _outcome(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> OutcomeQuestion:
    return OutcomeQuestion(
        issue_id=issue.id,
        seat_id=make.seat(make.council_of(issue.council_id)).id,
        occasion=Occasion.THREE_MONTHS,
        asked_at=clock.now(),
        word=OutcomeWord.PARTLY,
        text="Ordet det gjelder.",
        answered_at=clock.now(),
        person_id=author.id,
        **given,
    )


def _verdict(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Claim:
    claim = _claim(make, issue, make.person(), given)
    claim.verdict, claim.verdict_text = Verdict.CONTESTED, "Ordene det gjelder, fra utvalget."
    claim.verdict_at, claim.verdict_by, claim.verdict_by_id = clock.now(), author.name, author.id
    return claim


def _reason(_make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> ActReason:
    event = Event(
        kind=EventKind.ISSUE_CLOSED, at=clock.now(), actor_id=author.id, actor_name=author.name, issue_id=issue.id
    )
    db.session.add(event)
    db.session.flush()
    return ActReason(event_id=event.id, issue_id=issue.id, text="Grunnen det gjelder.", **given)


def _reopening(_make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Reopening:
    event = Event(kind=EventKind.ISSUE_REOPENED, at=clock.now(), actor_id=author.id, issue_id=issue.id)
    db.session.add(event)
    db.session.flush()
    said = {
        "reason": "Døra det gjelder, er låst igjen.",
        "at": clock.now(),
        "by_name": author.name,
        "person_id": author.id,
    }
    return Reopening(event_id=event.id, issue_id=issue.id, round=2, **said, **given)


def _public_version(_make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> PublicVersion:
    now = clock.now()
    issue.visibility, issue.public_at = Visibility.PUBLIC, now
    return PublicVersion(
        issue_id=issue.id,
        title="Tittelen alle leser",
        text="Teksten det gjelder, som alle leser.",
        written_at=now,
        written_by_id=author.id,
        consented_at=now,
        approved_at=now,
        **given,
    )


def _advice(make: Make, issue: Issue, author: Person, given: dict[str, Any]) -> Advice:
    now = clock.now()
    meeting = Meeting(council_id=issue.council_id, starts_at=now, place="Nav Skien", created_at=now)
    db.session.add(meeting)
    db.session.flush()
    numbered = {"year": now.year, "number": make.count, "title": "Åpningstider"}
    item = AgendaItem(meeting_id=meeting.id, council_id=issue.council_id, **numbered)
    db.session.add(item)
    db.session.flush()
    return Advice(item_id=item.id, text="Rådet det gjelder.", agreed_at=now, person_id=author.id, **given)


def _summary(make: Make, _issue: Issue, author: Person, given: dict[str, Any]) -> Summary:
    now = clock.now()
    return Summary(
        slug=f"vinteren-{make.count}",
        title="Vinteren det gjelder",
        text="Sammendraget det gjelder.",
        html="<p>Sammendraget det gjelder.</p>",
        period_from=clock.today(),
        period_to=clock.today(),
        saved_at=now,
        published_at=now,
        person_id=author.id,
        **given,
    )


WRITTEN = {
    "follow_up": _follow_up,
    "slip": _slip,
    "advice": _advice,
    "summary": _summary,
    "comment": _comment,
    "support": _support,
    "answer": _answer,
    "claim": _claim,
    "file": _file,
    "outcome": _outcome,
    "verdict": _verdict,
    "reason": _reason,
    "reopening": _reopening,
    "public_version": _public_version,
}
