"""The letters that carry a link: the link is made when the letter is rendered, and only its hash is kept."""

import secrets
from typing import Any

from app.accounts.links import ENDPOINT, LETTER, LIFE, new_link
from app.database import db, transaction
from app.models.notices import Mail
from app.models.people import Person
from app.notices.links import absolute

PURPOSE = {letter: purpose for purpose, letter in LETTER.items()}


def context(mail: Mail) -> dict[str, Any]:
    """What the templates of sign_in_link, invitation and password_link need. Writes the link's row by itself."""
    purpose = PURPOSE[mail.letter]
    nonce = secrets.token_urlsafe(32)
    with transaction():
        person = db.session.get_one(Person, mail.person_id)
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
