"""Folds news into one mail a person: each morning at seven, and on Mondays for those who want it weekly.

A digest holds what happened before its hour, so a second run finds nothing, a worker that comes late sends the same,
and a clock that was wrong for a while neither doubles a day nor swallows one.

What somebody is asked for is a duty, and leaves at once (held by a test of the table).
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, or_, select, update

from app.core import clock
from app.core.failures import describe_error
from app.database import db
from app.models.councils import Council
from app.models.notices import Mail, Notice
from app.models.people import Delivery, Heartbeat, Person
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.table import HAPPENINGS
from app.notices.kinds.topics import Topic
from app.notices.policy.still_true import NoLongerTrue, Untrue, why_untrue
from app.notices.queries.notices import load_notices
from app.notices.service.links import absolute_url
from app.notices.service.record import post_letter
from app.notices.service.unsubscribe import unsubscribe_url
from app.notices.words import notice_text

log = logging.getLogger(__name__)

HOUR = time(7)  # in Norway
PARTS = {Delivery.DAILY: "digest_daily", Delivery.WEEKLY: "digest_weekly"}  # names of the marks, in Heartbeat
NAMED = 2  # matters in a subject
WRONG_CLOCK = timedelta(hours=1)  # so far apart no two clocks that are right
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def digest_hours(now: datetime) -> dict[Delivery, datetime]:
    """The kinds of digest that are not made yet, and the hour of each: seven today, seven on Monday. Not at night."""
    today = clock.local_day(now)
    if now < _seven(today):
        return {}
    come = {Delivery.DAILY: _seven(today), Delivery.WEEKLY: _seven(today - timedelta(days=today.weekday()))}
    rows = db.session.execute(select(Heartbeat.name, Heartbeat.at).where(Heartbeat.name.in_(PARTS.values())))
    made = {row.name: row.at for row in rows}
    # A mark that lies ahead was set by a clock that was wrong: it says nothing of today.
    return {kind: at for kind, at in come.items() if not at <= made.get(PARTS[kind], LONG_AGO) <= now}


def digest_readers(hours: Mapping[Delivery, datetime], now: datetime) -> Sequence[int]:
    """Whom unread news wait for, that belong into one of these digests."""
    return db.session.scalars(
        select(Notice.person_id)
        .join(Person, Person.id == Notice.person_id)
        .where(_waits(hours, now), Person.active.is_(True))
        .where(Person.email.is_not(None), Person.mail_refused_at.is_(None))
        .distinct()
        .order_by(Notice.person_id)
    ).all()


def make_digests(people: Collection[int], hours: Mapping[Delivery, datetime], now: datetime) -> int:
    """Make one mail for each of these people, the weekly news beside the daily. A second run finds nothing."""
    found = db.session.scalars(
        select(Person).where(Person.id.in_(people)).order_by(Person.id).with_for_update()
    ).all()  # two workers at once: the second finds nothing waiting any more
    waiting: dict[int, list[int]] = defaultdict(list)
    rows = db.session.execute(
        select(Notice.person_id, Notice.id).where(_waits(hours, now), Notice.person_id.in_(people)).order_by(Notice.id)
    )
    for person_id, notice_id in rows:
        waiting[person_id].append(notice_id)
    mails = [(person, post_letter(person, letter="digest", data={})) for person in found if person.id in waiting]
    db.session.flush()
    for person, mail in mails:
        db.session.execute(update(Notice).where(Notice.id.in_(waiting[person.id])).values(mail_id=mail.id))
    return len(mails)


def mark_digests_made(hours: Mapping[Delivery, datetime], now: datetime) -> None:
    """These are made: nobody looks for their readers again today, unless somebody was left over."""
    if not digest_readers(hours, now):
        for kind in hours:
            db.session.merge(Heartbeat(name=PARTS[kind], at=now))


def _waits(hours: Mapping[Delivery, datetime], now: datetime) -> ColumnElement[bool]:
    # What lies ahead was written while the clock was wrong; it would wait until that day comes.
    kinds = [
        and_(Notice.delivery == kind, or_(Notice.at < at, Notice.at > now + WRONG_CLOCK)) for kind, at in hours.items()
    ]
    return and_(or_(*kinds), Notice.mail_id.is_(None), Notice.read_at.is_(None))


def _seven(day: date) -> datetime:
    return datetime.combine(day, HOUR, clock.OSLO).astimezone(UTC)


@dataclass(frozen=True)
class News:
    """One line of a digest, and where it belongs."""

    topic: Topic
    council: Council | None
    about: str
    url: str
    text: str
    name: str  # the matter alone, for a subject that names several
    subject: str  # of a letter that would tell of this alone


@dataclass(frozen=True)
class Digest:
    """What the digest's templates need, the link that stops it, and the council that all of it is about, if one."""

    context: dict[str, Any]
    way_out: str
    council: Council | None


def digest_of(mail: Mail) -> Digest:
    """Raises NoLongerTrue when nothing in it is true any more."""
    ids = db.session.scalars(select(Notice.id).where(Notice.mail_id == mail.id).order_by(Notice.id)).all()
    news = _news(ids)
    if not news:
        raise NoLongerTrue(Untrue.EMPTY)
    url = unsubscribe_url(mail.person_id or 0, {one.topic for one in news})
    councils = _by_council(news)
    context = {
        "subject": _subject(news),
        "councils": councils,
        "count": sum(len(texts) for _name, issues in councils for _about, _url, texts in issues),
        "action_url": absolute_url("inbox.notices"),
        "unsubscribe_url": url,
    }
    about = {one.council for one in news}
    return Digest(context, url, about.pop() if len(about) == 1 else None)


def _news(ids: Sequence[int]) -> list[News]:
    """What is still true. One that cannot be put into words is left out; where none can, the letter fails."""
    news, broken = [], None
    for loaded in _loaded(ids):
        try:
            if why_untrue(loaded) is None:
                news.append(_line(loaded))
        except Exception as error:
            log.error("Notice %s is left out of its digest: %s", loaded.notice.id, describe_error(error))
            broken = error
    if broken is not None and not news:
        raise broken
    return news


def _loaded(ids: Sequence[int]) -> Iterator[LoadedNotice]:
    """All in the same few queries; one by one where a row holds a word that nobody knows."""
    try:
        yield from load_notices(ids)
    except LookupError as error:
        if len(ids) == 1:
            log.error("Notice %s is left out of its digest: %s", ids[0], describe_error(error))
            return
        for notice_id in ids:
            yield from _loaded([notice_id])


def _line(loaded: LoadedNotice) -> News:
    return News(
        topic=HAPPENINGS[loaded.event.kind].topic,
        council=loaded.council,
        about=", ".join(filter(None, [notice_text.about_what(loaded), notice_text.place_line(loaded)])),
        url=notice_text.link_of(loaded),
        text=notice_text.line_in_list(loaded),
        name=notice_text.about_what(loaded),
        subject=notice_text.subject_of(loaded),
    )


def _subject(news: Collection[News]) -> str:
    """Names what it tells of: of one thing its own subject, else the first two matters and how many more."""
    told = {(one.about, one.text): one for one in news}
    if len(told) == 1:
        return next(iter(told.values())).subject
    names = list(dict.fromkeys(one.name for one in told.values()))
    values = {"num": len(told), "names": ", ".join(names[:NAMED])}
    if len(names) > NAMED:
        return _("%(num)d nyheter: %(names)s og %(more)d til", more=len(names) - NAMED, **values)
    return _("%(num)d nyheter: %(names)s", **values)


def _by_council(news: Collection[News]) -> list[tuple[str, list[tuple[str, str, list[str]]]]]:
    """Council → issue → what happened, each in the order in which it first appears."""
    councils: dict[str, dict[tuple[str, str], list[str]]] = {}
    for one in news:
        council = one.council.name if one.council else "Medvirk"
        lines = councils.setdefault(council, {}).setdefault((one.about, one.url), [])
        if one.text not in lines:
            lines.append(one.text)
    return [
        (council, [(about, url, texts) for (about, url), texts in issues.items()])
        for council, issues in councils.items()
    ]
