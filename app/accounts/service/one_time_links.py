"""One-time links by mail: only the hash of the nonce is kept, and opening one changes nothing."""

import hashlib
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.database import db
from app.models.notices import Mail
from app.models.people import LinkPurpose, OneTimeLink, Person

LIFE = {
    LinkPurpose.SIGN_IN: timedelta(minutes=15),
    LinkPurpose.PASSWORD: timedelta(minutes=15),
    LinkPurpose.INVITATION: timedelta(days=7),
}
# Somebody stands at the door and waits for it; one that was kept from leaving for longer than this only startles.
ASKED_WITHIN = timedelta(hours=1)
# The folder in templates/emails, and the page that the link leads to.
LETTER = {
    LinkPurpose.SIGN_IN: "sign_in_link",
    LinkPurpose.PASSWORD: "password_link",
    LinkPurpose.INVITATION: "invitation",
}
ENDPOINT = {
    LinkPurpose.SIGN_IN: "accounts.sign_in_by_link",
    LinkPurpose.PASSWORD: "accounts.new_password",
    LinkPurpose.INVITATION: "accounts.invitation",
}

REMEMBER = "husk"  # in the address of a link: the tick for remembering the device is set


def new_link(person: Person | None, purpose: LinkPurpose, *, nonce: str, next_url: str | None) -> OneTimeLink:
    """The row of a link, in the open transaction. Without a person it is one that nobody can use."""
    now = clock.now()
    link = OneTimeLink(
        purpose=purpose,
        nonce_hash=hash_nonce(nonce),
        person_id=person.id if person else None,
        next_url=next_url,
        created_at=now,
        expires_at=now + LIFE[purpose],
    )
    db.session.add(link)
    return link


def is_asked_too_long_ago(mail: Mail) -> bool:
    """A link that leads in, and that nobody waits for any more."""
    asked = (LETTER[LinkPurpose.SIGN_IN], LETTER[LinkPurpose.PASSWORD])
    return mail.letter in asked and clock.now() - mail.created_at > ASKED_WITHIN


def find_link(nonce: str, purpose: LinkPurpose) -> OneTimeLink | None:
    """The link, if it is for this purpose and may still be used."""
    link = db.session.scalar(
        select(OneTimeLink)
        .options(joinedload(OneTimeLink.person))
        .where(OneTimeLink.nonce_hash == hash_nonce(nonce), OneTimeLink.purpose == purpose)
    )
    if link is None or link.person is None or not link.person.active:
        return None
    return link if link.used_at is None and link.expires_at >= clock.now() else None


def hash_nonce(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()
