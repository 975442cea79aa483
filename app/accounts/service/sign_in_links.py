"""One-time links by mail to sign in or to choose a new password: asked for, limited, and used."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.service import sign_in_attempts
from app.accounts.service.one_time_links import LETTER, new_link
from app.accounts.words import LINK_SPENT
from app.core import clock
from app.core.errors import Conflict
from app.database import db, hold
from app.models.base import UTCDateTime
from app.models.notices import Mail
from app.models.people import LinkPurpose, OneTimeLink, Person
from app.notices.service.links import read_hint
from app.notices.service.record import post_letter

MAILS_AN_HOUR = 5  # to one person, so that nobody can fill somebody's postbox


PAUSE = timedelta(minutes=10)  # after that many


def hinted_person(token: str | None) -> Person | None:
    """Whom the hint of a letter names, where a link can be sent to them."""
    person_id = read_hint(token)
    person = db.session.get(Person, person_id) if person_id is not None else None
    return person if person is not None and person.active and person.email is not None else None


def ask_link(email: str, *, purpose: LinkPurpose, next_url: str | None, remember: bool = False) -> None:
    """Send a link to an address if it is somebody's. Known or not: the same questions, and one row.

    `remember`: the page that it leads to begins with the device being remembered.

    After five in an hour one leaves every ten minutes, which is less than a link lives: whoever asks again and again
    for somebody else's link cannot keep the owner from a link that works.
    """
    person = db.session.scalar(select(Person).where(Person.email == email, Person.active.is_(True)))
    letter = LETTER[purpose]
    sent, last = _sent_since(person.id if person else 0, letter, clock.now() - timedelta(hours=1))
    rests = last is not None and last > clock.now() - PAUSE
    if person is not None and (sent < MAILS_AN_HOUR or not rests):
        data = {**({"next": next_url} if next_url else {}), **({"remember": True} if remember else {})}
        post_letter(person, letter=letter, data=data)
    else:
        new_link(None, purpose, nonce=secrets.token_urlsafe(32), next_url=None)


def use_link(link: OneTimeLink) -> Person:
    """Take a link's one use. The address has proved itself, so failed tries no longer slow it.

    Raises Conflict for a link that is used or too old, and for a closed account.
    """
    hold(link)
    person = link.person
    if person is None or link.used_at is not None or link.expires_at < clock.now() or not person.active:
        raise Conflict(str(LINK_SPENT))
    link.used_at = clock.now()
    if person.email is not None:
        sign_in_attempts.forgive_attempts(sign_in_attempts.keyed_hash(person.email))
    return person


def sent_lately(person_id: int, letter: str) -> int:
    """How many such letters a person has been sent in the last hour."""
    return _sent_since(person_id, letter, clock.now() - timedelta(hours=1))[0]


def _sent_since(person_id: int, letter: str, since: datetime) -> tuple[int, datetime | None]:
    """How many such letters a person has been sent, and when the last."""
    count, last = db.session.execute(
        select(func.count(Mail.id), func.max(Mail.created_at, type_=UTCDateTime())).where(
            *(Mail.person_id == person_id, Mail.letter == letter),
            *(Mail.created_at > since, Mail.created_at < clock.now() + sign_in_attempts.AHEAD),
        )
    ).one()
    return count, last
