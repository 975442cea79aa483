"""What one signs in with is changed: the password and the e-mail address."""

from sqlalchemy import delete

from app.accounts.service.devices import end_devices
from app.core.actor import Actor
from app.core.authz import require
from app.database import db, hold
from app.models.notices import EventKind
from app.models.people import LinkPurpose, OneTimeLink, Person
from app.notices.service.record import record


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


def move_to_address(person: Person, address: str, *, but: int | None = None) -> None:
    """For the open transaction: the address is another from now on, and what was sent to the old one opens nothing."""
    person.email = address
    person.mail_refused_at = None
    end_devices(person.id, but=but)
    db.session.execute(delete(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.used_at.is_(None)))
