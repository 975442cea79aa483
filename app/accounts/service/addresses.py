"""A new e-mail address: asked for by its owner, told to the old one, and taken into use by a link sent to the new."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.service import credentials, sign_in_attempts, sign_in_links
from app.accounts.words import LINK_SPENT
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict, Invalid, NotFound
from app.database import db, hold
from app.models.notices import EventKind, Mail
from app.models.people import Person
from app.notices.policy.addresses import require_one_address
from app.notices.service.links import absolute_url, read_token, sign_token
from app.notices.service.record import record

LETTER = "new_address"  # the folder in templates/emails
PURPOSE = "new-address"
LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Change:
    """What an open link would do: this person gets this address."""

    mail: Mail
    person: Person

    @property
    def address(self) -> str:
        return self.mail.address


def ask_new_address(actor: Actor, person: Person, *, address: str) -> None:
    """A letter with a link to the new address, and word of it to the old. In use by another or not: the same is done.

    Nothing here tells whether the address is known; the letter does, to whoever reads its mail. Raises Invalid for the
    address that the person has already, and after five links in an hour.
    """
    require(actor.person_id == person.id)
    hold(person)
    require_one_address(address)
    if address == person.email:
        raise Invalid(_("Dette er adressen du har nå."), field="email")
    if sign_in_links.sent_lately(person.id, LETTER) >= sign_in_links.MAILS_AN_HOUR:
        raise Invalid(_("Du kan få høyst fem lenker i timen. Vent litt, og prøv igjen."), field="email")
    record(EventKind.ADDRESS_ASKED, actor, to=[person.id])
    now = clock.now()
    db.session.add(
        Mail(
            letter=LETTER,
            person_id=person.id,
            address=address,
            locale=person.locale,
            data={"was": _as_it_is(person)},
            created_at=now,
            due_at=now,
        )
    )


def link_to(mail: Mail) -> str:
    """The address of the page where a letter's change is made. Which letter it was is all that it says."""
    return absolute_url("accounts.new_address", token=sign_token(PURPOSE, {"mail": mail.id}))


def find_change(token: str) -> Change | None:
    """What the link would do, if it may still be used."""
    try:
        said = read_token(PURPOSE, token, max_age=LIFE)
    except NotFound:
        return None
    mail = db.session.scalar(
        select(Mail).options(joinedload(Mail.person)).where(Mail.id == said["mail"], Mail.letter == LETTER)
    )
    if mail is None or mail.person is None:
        return None
    change = Change(mail, mail.person)
    return change if is_open(change) and not is_taken(change) else None


def change_address(actor: Actor, change: Change, *, this_device: int | None) -> None:
    """The link is used: the new address counts, the old is told, other devices and links to the old one are out.

    Raises Conflict when the link is used or too old, or the address somebody else's by now.
    """
    person = change.person
    require(actor.person_id == person.id)
    hold(person)
    if not is_open(change) or is_taken(change):
        raise Conflict(str(LINK_SPENT))
    record(EventKind.ADDRESS_CHANGED, actor, to=[person.id])  # before the change: the letter goes to the old address
    credentials.move_to_address(person, change.address, but=this_device)


def is_open(change: Change) -> bool:
    """Is the account as it was when this was asked, and is it the last that was asked? A new password closes it too."""
    newer = select(Mail.id).where(Mail.person_id == change.person.id, Mail.letter == LETTER, Mail.id > change.mail.id)
    return (
        change.person.active
        and change.mail.data["was"] == _as_it_is(change.person)
        and db.session.scalar(newer.limit(1)) is None
    )


def is_taken(change: Change) -> bool:
    """Has somebody else this address?"""
    holder = select(Person.id).where(Person.email == change.address, Person.id != change.person.id)
    return db.session.scalar(holder) is not None


def _as_it_is(person: Person) -> str:
    """Address and password, so that it shows when one of them is another; nobody can read them back."""
    return sign_in_attempts.keyed_hash(f"account:{person.email}:{person.password_hash}")
