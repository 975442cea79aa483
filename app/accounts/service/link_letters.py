"""The letters that carry a link: made when the letter is rendered, and of a one-time link only the hash is kept."""

import secrets
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.actors import actor_for
from app.accounts.service import addresses
from app.accounts.service.invitations import InvitedTo
from app.accounts.service.one_time_links import ENDPOINT, LETTER, LIFE, REMEMBER, is_asked_too_long_ago, new_link
from app.core import clock
from app.core.text import by_name
from app.database import db
from app.models.councils import CouncilOffice, Seat
from app.models.notices import Mail
from app.models.people import LinkPurpose, Person
from app.models.places import Office
from app.notices.policy.still_true import NoLongerTrue, Untrue
from app.notices.service.links import absolute_url
from app.notices.words.names import council_in_text, role_in_text

PURPOSE = {letter: purpose for purpose, letter in LETTER.items()}


def write_link(mail: Mail) -> dict[str, str]:
    """The row of the link, in the open transaction; gives the nonce, of which only the hash is kept.

    No link goes to an address that is no longer the person's, and none that leads in long after it was asked for.
    Raises NoLongerTrue in both cases.
    """
    if is_asked_too_long_ago(mail):
        raise NoLongerTrue(Untrue.TOO_OLD)
    person = db.session.get_one(Person, mail.person_id)
    if person.email != mail.address:
        raise NoLongerTrue(Untrue.NO_ADDRESS)
    nonce = secrets.token_urlsafe(32)
    new_link(person, PURPOSE[mail.letter], nonce=nonce, next_url=mail.data.get("next"))
    return {"nonce": nonce}


def link_context(mail: Mail, *, nonce: str) -> dict[str, Any]:
    """What the templates of sign_in_link, invitation and password_link need; `nonce`: of the link that was written."""
    purpose = PURPOSE[mail.letter]
    person = db.session.get_one(Person, mail.person_id)
    remember = bool(mail.data.get("remember"))
    return {
        "mail": mail,
        "person": person,
        **(invited_to(mail) if mail.letter == LETTER[LinkPurpose.INVITATION] else {}),
        "action_url": absolute_url(ENDPOINT[purpose], token=nonce, **({REMEMBER: 1} if remember else {})),
        "minutes": int(LIFE[purpose].total_seconds() // 60),
        "days": LIFE[purpose].days,
        "home_url": absolute_url("accounts.sign_in"),
    }


def invited_to(mail: Mail) -> dict[str, Any]:
    """What an invitation is to, in the language that is set: role, organisation, council, offices, and who invites."""
    parts = [InvitedTo(**one) for one in mail.data.get("to", [])]
    inviter = db.session.get(Person, mail.data["inviter"]) if "inviter" in mail.data else None
    by = ""
    if inviter is not None:
        title = actor_for(db.session(), inviter, clock.today()).title_in(parts[0].council_id if parts else None)
        by = f"{inviter.name} ({title})" if title else inviter.name
    named = [_part(one) for one in parts]
    return {"first": _first_line(by, named), "parts": named}


def _first_line(by: str, parts: list[dict[str, str]]) -> str:
    """Who proposed the reader, as what and where; several things stand in a list below."""
    if len(parts) == 1 and by:
        return _("%(inviter)s har foreslått deg som %(what)s.", inviter=by, what=parts[0]["named"])
    if len(parts) == 1:
        return _("Du er foreslått som %(what)s.", what=parts[0]["named"])
    if by:
        return _("%(inviter)s har foreslått deg til oppgaver i Medvirk.", inviter=by)
    return _("Du er invitert til Medvirk.")


def _part(one: InvitedTo) -> dict[str, str]:
    """One of the things: as what, where, and which offices that is about."""
    with_name = select(Seat).options(joinedload(Seat.organisation)).where(Seat.id == one.seat_id)
    seat = db.session.scalar(with_name.execution_options(populate_existing=True)) if one.seat_id else None
    offices = select(Office.name).join(CouncilOffice).where(CouncilOffice.council_id == one.council_id)
    names = by_name(db.session.scalars(offices), str) if one.council_id else []
    if seat is None:
        role = role_in_text(one.role)
    elif one.rank:
        role = _("vara for %(organisation)s", organisation=seat.label)
    else:
        role = _("medlem for %(organisation)s", organisation=seat.label)
    named = _("%(role)s i %(place)s", role=role, place=council_in_text(one.place)) if one.place else role
    return {"named": named, "offices": ", ".join(name for name in names if name not in one.place)}


def new_address_context(mail: Mail) -> dict[str, Any]:
    """What the templates of new_address need. Only whoever reads the mail learns that an address is in use already.

    Raises NoLongerTrue when the link cannot be used any more.
    """
    person = db.session.get_one(Person, mail.person_id)
    change = addresses.Change(mail, person)
    if not addresses.is_open(change):
        raise NoLongerTrue(Untrue.DONE)
    taken = addresses.is_taken(change)
    return {
        "mail": mail,
        "taken": taken,
        "action_url": absolute_url("accounts.sign_in") if taken else addresses.link_to(mail),
        "hours": int(addresses.LIFE.total_seconds() // 3600),
    }
