"""The letters that carry a link: made when the letter is rendered, and of a one-time link only the hash is kept."""

import secrets
from typing import Any

from app.accounts import addresses
from app.accounts.links import ENDPOINT, LETTER, LIFE, new_link
from app.database import db, transaction
from app.models.notices import Mail
from app.models.people import Person
from app.notices.links import absolute
from app.notices.truth import NoLongerTrue, Untrue

PURPOSE = {letter: purpose for purpose, letter in LETTER.items()}


def context(mail: Mail) -> dict[str, Any]:
    """What the templates of sign_in_link, invitation and password_link need. Writes the link's row by itself.

    No link goes to an address that is no longer the person's.
    """
    purpose = PURPOSE[mail.letter]
    nonce = secrets.token_urlsafe(32)
    with transaction():
        person = db.session.get_one(Person, mail.person_id)
        if person.email != mail.address:
            raise NoLongerTrue(Untrue.NO_ADDRESS)
        inviter = db.session.get(Person, mail.data["inviter"]) if "inviter" in mail.data else None
        new_link(person, purpose, nonce=nonce, next_url=mail.data.get("next"))
    return {
        "mail": mail,
        "person": person,
        "inviter": inviter.name if inviter else "",
        "action_url": absolute(ENDPOINT[purpose], token=nonce),
        "minutes": int(LIFE[purpose].total_seconds() // 60),
        "days": LIFE[purpose].days,
        "home_url": absolute("accounts.sign_in"),
    }


def new_address_context(mail: Mail) -> dict[str, Any]:
    """What the templates of new_address need. Only whoever reads the mail learns that an address is in use already."""
    person = db.session.get_one(Person, mail.person_id)
    change = addresses.Change(mail, person)
    if not addresses.is_open(change):
        raise NoLongerTrue(Untrue.DONE)
    taken = addresses.is_taken(change)
    return {
        "mail": mail,
        "taken": taken,
        "action_url": absolute("accounts.sign_in") if taken else addresses.link_to(mail),
        "hours": int(addresses.LIFE.total_seconds() // 3600),
    }
