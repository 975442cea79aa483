"""Who is to sit or to have a role: somebody known, or somebody new who is invited by mail or reached on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.service import invitations as accounts
from app.accounts.service.invitations import InvitedTo
from app.core import clock, guard
from app.core.errors import Invalid
from app.core.text import normalise_email, squash
from app.core.words import ACCOUNT_CLOSED
from app.councils.words import PERSON_NAME_MISSING
from app.database import db
from app.models.people import Locale, Person
from app.notices.policy.addresses import require_one_address


@dataclass(frozen=True)
class Invitee:
    """Somebody known (by id), or a name with or without an address."""

    name: str = ""
    email: str = ""
    locale: Locale = Locale.NB
    person_id: int | None = None

    def details(self) -> dict[str, Any]:
        """As a proposal keeps it until it is decided."""
        return {"name": self.name, "email": self.email, "locale": self.locale.value, "person_id": self.person_id}

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> "Invitee":
        return cls(details["name"], details["email"], Locale(details["locale"]), details["person_id"])


def known_person(who: Invitee) -> Person | None:
    """Whose account it is already, by id or address; nobody is made and nobody is written to.

    Raises Invalid when the account is closed, the address is none, or the name is missing.
    """
    if who.person_id is not None:
        person = db.session.get(Person, who.person_id)
        if person is None or not person.active:
            raise Invalid(_("Velg en person fra lista."), field="person")
        return person
    guard.refuse({"name": who.name})
    if not squash(who.name):
        raise Invalid(str(PERSON_NAME_MISSING), field="name")
    if not who.email:
        return None
    address = normalise_email(who.email)
    require_one_address(address)
    person = db.session.scalar(select(Person).where(Person.email == address))
    if person is not None and not person.active:
        raise Invalid(str(ACCOUNT_CLOSED), field="email")
    return person


def person_for(who: Invitee) -> Person:
    """The same, made where there is none. Who has never signed in is invited by `invite_to` when the thing is done."""
    person = known_person(who)
    if person is not None:
        return person
    if who.email:
        return accounts.known_or_new(email=who.email, name=who.name, locale=who.locale)
    person = Person(name=squash(who.name), locale=who.locale, created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return person


def invite_to(person: Person, to: InvitedTo, *, inviter_id: int | None) -> bool:
    """An invitation to who has an address and never signed in. True: it says what the person is to be, so that no
    second letter does."""
    if person.email is None or person.joined_at is not None:
        return False
    accounts.invite_in(person, to=to, inviter_id=inviter_id)
    return True
