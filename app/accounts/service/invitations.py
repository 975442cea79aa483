"""Invitations: somebody known or somebody new gets an account, and accepts it with a password or a link."""

from dataclasses import asdict, dataclass

from sqlalchemy import select

from app.accounts.service.one_time_links import LETTER
from app.core import clock, guard
from app.core.errors import Invalid
from app.core.text import normalise_email, squash
from app.core.words import ACCOUNT_CLOSED
from app.database import db
from app.models.notices import Mail
from app.models.people import LinkPurpose, Locale, Person
from app.notices.policy.addresses import require_one_address
from app.notices.service.record import post_letter


@dataclass(frozen=True)
class InvitedTo:
    """What somebody is invited to: a seat, a role in a council, a role at a place, a scope. The invitation names it."""

    role: str = ""  # the value of a CouncilRoleKind, OfficeRoleKind or ScopeKind; empty for a seat
    seat_id: int | None = None
    rank: int = 0
    council_id: int | None = None
    place: str = ""


def invite_address(
    *, email: str, name: str, locale: Locale, to: InvitedTo, inviter_id: int | None = None
) -> Person:  # fmt: skip
    """The person with this address, found or made; somebody who never signed in gets an invitation.

    One letter, also where several things come in the same minute. No inviter: whoever runs the house invites.
    """
    person = known_or_new(email=email, name=name, locale=locale)
    if person.joined_at is None:
        invite_in(person, to=to, inviter_id=inviter_id)
    return person


def invite_in(person: Person, *, to: InvitedTo, inviter_id: int | None) -> None:
    """Write an invitation, or let the one that waits to leave name this as well."""
    waits = _waiting_letter(person, LETTER[LinkPurpose.INVITATION])
    if waits is not None:
        waits.data = {**waits.data, "to": [*waits.data.get("to", []), asdict(to)]}
        return
    inviter = {"inviter": inviter_id} if inviter_id is not None else {}
    post_letter(person, letter=LETTER[LinkPurpose.INVITATION], data={**inviter, "to": [asdict(to)]})


def known_or_new(*, email: str, name: str, locale: Locale) -> Person:
    """The person with this address, found or made; nobody is written to.

    Raises Invalid(field="email") for a closed account.
    """
    address = normalise_email(email)
    require_one_address(address)
    person = db.session.scalar(select(Person).where(Person.email == address))
    if person is not None and not person.active:
        raise Invalid(str(ACCOUNT_CLOSED), field="email")
    if person is None:
        guard.refuse({"name": name, "email": address})
        person = Person(name=squash(name), email=address, locale=locale, created_at=clock.now())
        db.session.add(person)
        db.session.flush()
    return person


def accept_invitation(person: Person, *, name: str, locale: Locale, password_hash: str | None) -> None:
    """What an invited person says of themselves at the first sign-in."""
    guard.refuse({"name": name})
    person.name = squash(name)
    person.locale = locale
    if password_hash is not None:
        person.password_hash = password_hash


def _waiting_letter(person: Person, letter: str) -> Mail | None:
    """Such a letter that nobody has begun to send yet."""
    waiting = select(Mail).where(
        Mail.person_id == person.id, Mail.letter == letter, Mail.sent_at.is_(None), Mail.dropped_at.is_(None)
    )
    return db.session.scalar(waiting.where(Mail.tries == 0).limit(1))
