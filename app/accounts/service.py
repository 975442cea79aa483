"""What people do with accounts: invite, ask for a link, use it, choose a password, end a device, choose notices."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.accounts import policy, tries
from app.accounts.links import LETTER, new_link
from app.accounts.words import LINK_SPENT
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.core.errors import Conflict, Invalid
from app.core.text import normalise_email, squash
from app.core.versions import require_unchanged
from app.core.words import ACCOUNT_CLOSED
from app.database import db, hold
from app.models.base import UTCDateTime
from app.models.councils import Appointment
from app.models.notices import EventKind, Mail
from app.models.people import Delivery, DeliveryWish, Device, LinkPurpose, Locale, OneTimeLink, Person
from app.notices.kinds.topics import Topic
from app.notices.policy.addresses import require_one_address
from app.notices.service.record import post, record

MAILS_AN_HOUR = 5  # to one person, so that nobody can fill somebody's postbox
PAUSE = timedelta(minutes=10)  # after that many


@dataclass(frozen=True)
class InvitedTo:
    """What somebody is invited to: a seat, a role in a council, a role at a place, a scope. The invitation names it."""

    role: str = ""  # the value of a CouncilRoleKind, OfficeRoleKind or ScopeKind; empty for a seat
    seat_id: int | None = None
    rank: int = 0
    council_id: int | None = None
    place: str = ""


def invite(
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
    post(person, letter=LETTER[LinkPurpose.INVITATION], data={**inviter, "to": [asdict(to)]})


def known_or_new(*, email: str, name: str, locale: Locale) -> Person:
    """The person with this address, found or made; nobody is written to."""
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


def ask_link(email: str, *, purpose: LinkPurpose, next_url: str | None) -> None:
    """Send a link to an address if it is somebody's. Known or not: the same questions, and one row.

    After five in an hour one leaves every ten minutes, which is less than a link lives: whoever asks again and again
    for somebody else's link cannot keep the owner from a link that works.
    """
    person = db.session.scalar(select(Person).where(Person.email == email, Person.active.is_(True)))
    letter = LETTER[purpose]
    sent, last = _sent_since(person.id if person else 0, letter, clock.now() - timedelta(hours=1))
    rests = last is not None and last > clock.now() - PAUSE
    if person is not None and (sent < MAILS_AN_HOUR or not rests):
        post(person, letter=letter, data={"next": next_url} if next_url else {})
    else:
        new_link(None, purpose, nonce=secrets.token_urlsafe(32), next_url=None)


def use_link(link: OneTimeLink) -> Person:
    """Take a link's one use. The address has proved itself, so failed tries no longer slow it."""
    hold(link)
    person = link.person
    if person is None or link.used_at is not None or link.expires_at < clock.now() or not person.active:
        raise Conflict(str(LINK_SPENT))
    link.used_at = clock.now()
    if person.email is not None:
        tries.forgive(tries.keyed(person.email))
    return person


def accept_invitation(person: Person, *, name: str, locale: Locale, password_hash: str | None) -> None:
    """What an invited person says of themselves at the first sign-in."""
    guard.refuse({"name": name})
    person.name = squash(name)
    person.locale = locale
    if password_hash is not None:
        person.password_hash = password_hash


def change_password(actor: Actor, person: Person, *, password_hash: str, this_device: int | None) -> None:
    """A new password ends every other device and unused link, and its owner is told."""
    require(actor.person_id == person.id)
    hold(person)
    person.password_hash = password_hash
    end_devices(person.id, but=this_device)
    db.session.execute(
        delete(OneTimeLink).where(
            OneTimeLink.person_id == person.id,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.purpose != LinkPurpose.INVITATION,
        )
    )
    record(EventKind.PASSWORD_CHANGED, actor, to=[person.id])


def renew_hash(person: Person, password_hash: str) -> None:
    """The same password, hashed by today's settings."""
    person.password_hash = password_hash


def profile_of(person: Person) -> dict[str, Any]:
    """What the form of one's own profile begins with."""
    return {"name": person.name, "locale": person.locale, "large_text": person.large_text}


def save_profile(
    actor: Actor, person: Person, *, name: str, locale: Locale, large_text: bool, base: str | None = None
) -> None:
    """`base`: the fingerprint of what the writer was shown. Raises Changed where something else stands by now."""
    require(actor.person_id == person.id)
    hold(person)
    guard.refuse({"name": name})
    wanted = {"name": squash(name), "locale": locale, "large_text": large_text}
    require_unchanged(base, profile_of(person), wanted)
    person.name = squash(name)
    person.locale = locale
    person.large_text = large_text


def choose_language(actor: Actor, person: Person, locale: Locale) -> None:
    require(actor.person_id == person.id)
    hold(person)
    person.locale = locale


def save_wishes(actor: Actor, wishes: Mapping[Topic, Delivery | None]) -> None:
    """How the actor wants each topic; None goes back to what is recommended. What is recorded already keeps its way."""
    require(actor.is_authenticated)
    db.session.execute(
        delete(DeliveryWish).where(DeliveryWish.person_id == actor.person_id, DeliveryWish.kind.in_(list(wishes)))
    )
    db.session.add_all(
        DeliveryWish(person_id=actor.person_id, kind=topic, delivery=delivery)
        for topic, delivery in wishes.items()
        if delivery is not None
    )


def say_public(actor: Actor, appointments: Iterable[Appointment], *, public: Collection[int]) -> None:
    """The actor's yes to a public name for the appointments with these ids, and no for the others of them."""
    for appointment in appointments:
        require_sight(policy.is_own_appointment(actor, appointment))
        hold(appointment)
        if appointment.name_public != (appointment.id in public):
            appointment.name_public = appointment.id in public
            appointment.seat.council.updated_at = clock.now()


def end_device(actor: Actor, device_id: int) -> None:
    """Sign one of the actor's devices out. Ended already is as good."""
    device = db.session.get(Device, device_id)
    if device is not None:
        require_sight(policy.is_own_device(actor, device))
        db.session.delete(device)


def end_other_devices(actor: Actor, *, this_device: int | None) -> None:
    require(actor.is_authenticated)
    if actor.person_id is not None:
        end_devices(actor.person_id, but=this_device)


def end_devices(person_id: int, *, but: int | None) -> None:
    """Sign a person out everywhere, or everywhere else."""
    db.session.execute(delete(Device).where(Device.person_id == person_id, Device.id != (but or 0)))


def move_to_address(person: Person, address: str, *, but: int | None = None) -> None:
    """For the open transaction: the address is another from now on, and what was sent to the old one opens nothing."""
    person.email = address
    person.mail_refused_at = None
    end_devices(person.id, but=but)
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.used_at.is_(None)))


def _waiting_letter(person: Person, letter: str) -> Mail | None:
    """Such a letter that nobody has begun to send yet."""
    waiting = select(Mail).where(
        Mail.person_id == person.id, Mail.letter == letter, Mail.sent_at.is_(None), Mail.dropped_at.is_(None)
    )
    return db.session.scalar(waiting.where(Mail.tries == 0).limit(1))


def sent_lately(person_id: int, letter: str) -> int:
    """How many such letters a person has been sent in the last hour."""
    return _sent_since(person_id, letter, clock.now() - timedelta(hours=1))[0]


def _sent_since(person_id: int, letter: str, since: datetime) -> tuple[int, datetime | None]:
    """How many such letters a person has been sent, and when the last."""
    count, last = db.session.execute(
        select(func.count(Mail.id), func.max(Mail.created_at, type_=UTCDateTime())).where(
            *(Mail.person_id == person_id, Mail.letter == letter),
            *(Mail.created_at > since, Mail.created_at < clock.now() + tries.AHEAD),
        )
    ).one()
    return count, last
