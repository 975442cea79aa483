"""record(): what happened, who should know, and what must leave the house, in the transaction of the act."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from app.access.actors import actors_for
from app.access.sight import can_see_issue
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.models.follows import Follow
from app.models.followups import FollowUp
from app.models.issues import ActReason, Issue, IssueAudience
from app.models.notices import Event, EventKind, Mail, Notice, PrintTask, Reason
from app.models.people import Delivery, DeliveryWish, Person
from app.notices.kinds.loaded import Recorded
from app.notices.kinds.table import HAPPENINGS
from app.notices.kinds.topics import Topic
from app.notices.policy.sight import can_see_row
from app.notices.queries.recipients import Occasion, resolve_with_reason
from app.notices.rules import RULES, Rule, Who

# These work in Medvirk, and what they judge is not for a council's secretary: it waits for them on Min side.
NOT_BY_POST = frozenset({Reason.MODERATOR, Reason.COORDINATOR, Reason.ADMINISTRATOR})


def record(
    kind: EventKind,
    actor: Actor,
    *,
    about: Recorded | None = None,
    issue: Issue | None = None,
    council_id: int | None = None,
    to: Iterable[int] | Mapping[int, Reason] = (),
    data: dict[str, Any] | None = None,
    key: str | None = None,
    for_name: str | None = None,
    named_only: bool = False,
) -> Event | None:
    """Write one event, a notice for each who should know, and a mail for each who wants it now.

    `about`: the row that it happened to, of a kind that is loaded with a notice and has a rule of sight; `issue`: the
    issue to which the row belongs, where it is not the issue itself. `to`: the persons meant by Who.NAMED, with the
    reason of each where it is another than their own sake. `key`: makes a step of the clock happen once; None comes
    back when it has happened already. `for_name`: on whose behalf the actor booked it. `named_only`: the others whom
    the table names hear of it by another event of the same act. Raises TypeError for a row that nobody could load.
    """
    if key is not None and db.session.scalar(select(Event.id).where(Event.key == key)) is not None:
        return None
    if issue is None and isinstance(about, Issue):
        issue, about = about, None
    council = council_id if council_id is not None else issue.council_id if issue else None
    event = Event(
        kind=kind,
        at=clock.now(),
        key=key,
        actor_id=actor.person_id,
        actor_name=actor.name or None,
        actor_title=actor.title_in(council, issue.office_id if issue else None) or None,
        for_name=for_name,
        issue_id=issue.id if issue else None,
        council_id=council,
        subject=_table_of(about) if about is not None else None,
        subject_id=about.id if about is not None else None,
        data=data or {},
    )
    db.session.add(event)
    db.session.flush()  # the notices need its id
    follow_up = about if isinstance(about, FollowUp) else None
    occasion = Occasion(issue=issue, follow_up=follow_up, council_id=council, named=tuple(to))
    rule = _of_the_named(RULES[kind]) if named_only else RULES[kind]
    _tell(event, rule, occasion, about, reasons=to if isinstance(to, Mapping) else {})
    return event


def _table_of(row: Recorded) -> str:
    """What `Event.subject` stores. Raises TypeError for a row of a class that no letter could be about."""
    if not isinstance(row, Recorded):
        raise TypeError(f"{type(row).__name__} is not in Recorded (app/notices/kinds/loaded.py): nothing loads it.")
    return row.__tablename__


def _of_the_named(rule: Rule) -> Rule:
    duty, interest = ([who for who in group if who is Who.NAMED] for group in (rule.duty, rule.interest))
    return replace(rule, duty=tuple(duty), interest=tuple(interest))


def give_reason(event: Event | None, text: str | None, *, early_reason: str | None = None) -> int | None:
    """Keep the words of an act beside its event, whose id is theirs; the event itself carries no story."""
    if event is None or event.issue_id is None or not text:
        return None
    db.session.add(ActReason(event_id=event.id, issue_id=event.issue_id, text=text, early_reason=early_reason))
    db.session.flush()  # whoever repeats them points at them
    return event.id


def skip_step(kind: EventKind, *, key: str, issue: Issue | None = None, council_id: int | None = None) -> None:
    """Remember that a step of the clock was passed over (after an outage only the newest due step is sent)."""
    if db.session.scalar(select(Event.id).where(Event.key == key)) is None:
        council = council_id if issue is None else issue.council_id
        at = clock.now()
        issue_id = issue.id if issue else None
        db.session.add(Event(kind=kind, at=at, key=key, issue_id=issue_id, council_id=council, data={"skipped": True}))


def _tell(
    event: Event, rule: Rule, occasion: Occasion, about: Recorded | None, *, reasons: Mapping[int, Reason]
) -> None:
    told = _who(event, rule, occasion, reasons=reasons)
    if not told:
        return
    people = db.session.scalars(
        select(Person).where(Person.id.in_(told), Person.active.is_(True)).order_by(Person.id)
    ).all()
    if occasion.issue is not None:
        people = _who_may_see(people, occasion.issue, about)
    wishes = _wishes(people, HAPPENINGS[event.kind].topic)
    muted = _muted(event.issue_id)
    notices = []
    for person in people:
        reason, duty = told[person.id]
        if duty or person.id not in muted:
            delivery = Delivery.NOW if duty else wishes.get(person.id, rule.delivery)
            notice = Notice(
                event_id=event.id, person_id=person.id, reason=reason, duty=duty, delivery=delivery, at=event.at
            )
            notices.append((notice, person))
    db.session.add_all(notice for notice, _ in notices)
    db.session.flush()  # the mails need their ids
    _send(event, [(notice, person) for notice, person in notices if notice.delivery is Delivery.NOW])


def _send(event: Event, notices: list[tuple[Notice, Person]]) -> None:
    """A mail for each who has an address; a print task for a duty to somebody whom no mail reaches."""
    mails = []
    for notice, person in notices:
        if person.email is None or person.mail_refused_at is not None:
            print_instead(event, notice)
        elif not HAPPENINGS[event.kind].bundled:
            mails.append((notice, post_letter(person, letter="notice", data={"notice": notice.id})))
    db.session.flush()
    for notice, mail in mails:
        notice.mail_id = mail.id


def print_instead(event: Event, notice: Notice) -> bool:
    """A duty letter on paper, by the secretary's hand. False where it is nothing for paper."""
    if not notice.duty or event.council_id is None or notice.reason in NOT_BY_POST:
        return False
    db.session.add(
        PrintTask(
            event_id=event.id,
            person_id=notice.person_id,
            council_id=event.council_id,
            reason=notice.reason,
            created_at=event.at,
        )
    )
    return True


def _who(
    event: Event, rule: Rule, occasion: Occasion, *, reasons: Mapping[int, Reason]
) -> dict[int, tuple[Reason, bool]]:
    told: dict[int, tuple[Reason, bool]] = {}
    for duty, words in ((True, rule.duty), (False, rule.interest)):
        for who in words:
            people, reason = resolve_with_reason(who, occasion)
            for person_id in people:
                told.setdefault(person_id, (reasons.get(person_id, reason) if who is Who.NAMED else reason, duty))
    if event.actor_id is not None and not HAPPENINGS[event.kind].tells_actor:
        told.pop(event.actor_id, None)
    return told


def _who_may_see(people: Iterable[Person], issue: Issue, about: Recorded | None) -> list[Person]:
    rows = db.session.execute(
        select(IssueAudience.council_id, IssueAudience.since).where(IssueAudience.issue_id == issue.id)
    )
    audience = {row.council_id: row.since for row in rows}
    everybody = list(people)
    actors = actors_for(db.session(), everybody, clock.today())
    return [
        person
        for person in everybody
        if can_see_issue(actors[person.id], issue, audience)
        and (about is None or can_see_row(actors[person.id], about, audience))
    ]


def _wishes(people: Iterable[Person], topic: Topic) -> dict[int, Delivery]:
    ids = [person.id for person in people]
    rows = db.session.execute(
        select(DeliveryWish.person_id, DeliveryWish.delivery).where(
            DeliveryWish.person_id.in_(ids), DeliveryWish.kind == topic
        )
    )
    return {row.person_id: row.delivery for row in rows}


def _muted(issue_id: int | None) -> frozenset[int]:
    if issue_id is None:
        return frozenset()
    return frozenset(
        db.session.scalars(select(Follow.person_id).where(Follow.issue_id == issue_id, Follow.muted.is_(True)))
    )


def post_letter(person: Person, *, letter: str, data: dict[str, Any]) -> Mail:
    """Put one letter in the outbox, in the open transaction. Rendered by the worker, in the reader's language.

    Raises ValueError for a person without an address.
    """
    if person.email is None:
        raise ValueError("A person without an address gets no mail.")
    now = clock.now()
    mail = Mail(
        letter=letter,
        person_id=person.id,
        address=person.email,
        locale=person.locale,
        data=data,
        created_at=now,
        due_at=now,
    )
    db.session.add(mail)
    return mail
