"""One text of each kind in an issue, for the tests of safety."""

from typing import Any

from app.core import clock
from app.database import db
from app.models.files import StoredFile
from app.models.followups import Answer, Claim, FollowUpKind, Stance
from app.models.issues import Comment, CommentAudience, CommentTag, Issue, Support
from app.models.people import Person
from tests.make import Make


def text_in(make: Make, issue: Issue, kind: str, author: Person, **given: Any) -> Any:
    """A row of the kind, written by `author`."""
    if kind == "issue":
        issue.author_id = author.id
        db.session.flush()
        return issue
    row = {"comment": _comment, "support": _support, "answer": _answer, "claim": _claim, "file": _file}[kind](
        make, issue, author, given
    )
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
