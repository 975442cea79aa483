"""Folds news into one mail a person: each morning at seven, and on Mondays for those who want it weekly.

What somebody is asked for is a duty, and leaves at once (held by a test of the table).
"""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from app.database import db
from app.models.notices import Mail, Notice
from app.models.people import Delivery, Person
from app.notices import wording
from app.notices.links import absolute
from app.notices.matter import Matter, matters
from app.notices.record import post
from app.notices.rules import RULES, Topic
from app.notices.truth import NoLongerTrue, Untrue, untrue
from app.notices.unsubscribing import unsubscribe_url


def fold(deliveries: Collection[Delivery]) -> int:
    """Make one mail for each person with unread notices that wait for these deliveries. A second run finds nothing."""
    waiting: dict[int, list[int]] = defaultdict(list)
    rows = db.session.execute(
        select(Notice.person_id, Notice.id)
        .where(Notice.delivery.in_(deliveries), Notice.mail_id.is_(None), Notice.read_at.is_(None))
        .order_by(Notice.person_id, Notice.id)
    )
    for person_id, notice_id in rows:
        waiting[person_id].append(notice_id)
    people = db.session.scalars(
        select(Person)
        .where(Person.id.in_(waiting), Person.active.is_(True), Person.email.is_not(None))
        .where(Person.mail_refused_at.is_(None))
        .order_by(Person.id)
    ).all()
    mails = [(person, post(person, letter="digest", data={})) for person in people]
    db.session.flush()
    for person, mail in mails:
        db.session.execute(update(Notice).where(Notice.id.in_(waiting[person.id])).values(mail_id=mail.id))
    return len(mails)


def digest_context(mail: Mail) -> tuple[dict[str, Any], str]:
    """What the digest's templates need, and its way out. Raises NoLongerTrue when nothing in it is true any more."""
    ids = db.session.scalars(select(Notice.id).where(Notice.mail_id == mail.id)).all()
    still = [matter for matter in matters(ids) if untrue(matter) is None]
    if not still:
        raise NoLongerTrue(Untrue.EMPTY)
    url = unsubscribe_url(mail.person_id or 0, topics_of(still))
    councils = _by_council(still)
    context = {
        "councils": councils,
        "count": sum(len(texts) for _council, issues in councils for _about, _url, texts in issues),
        "action_url": absolute("inbox.notices"),
        "unsubscribe_url": url,
    }
    return context, url


def topics_of(them: Collection[Matter]) -> set[Topic]:
    return {RULES[matter.event.kind].topic for matter in them}


def _by_council(them: Collection[Matter]) -> list[tuple[str, list[tuple[str, str, list[str]]]]]:
    """Council → issue → what happened, each in the order in which it first appears."""
    councils: dict[str, dict[tuple[str, str], list[str]]] = {}
    for matter in them:
        council = matter.council.name if matter.council else "Medvirk"
        issue = (wording.about(matter), wording.link(matter))
        lines = councils.setdefault(council, {}).setdefault(issue, [])
        text = wording.first_line(matter)
        if text not in lines:
            lines.append(text)
    return [
        (council, [(about, url, texts) for (about, url), texts in issues.items()])
        for council, issues in councils.items()
    ]
