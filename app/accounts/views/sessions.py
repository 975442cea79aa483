"""Signed-in devices: the random token in the cookie is the sign-in, and its row can be taken away."""

import hashlib
import secrets
from datetime import timedelta

from flask import Response, current_app, g, request, session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from app.accounts import queries
from app.accounts.service import devices
from app.core import clock
from app.database import db, transaction
from app.extensions import login
from app.models.people import Device, Person
from app.web.ended_session import BROWSER

# How long a sign-in lasts from its last use.
REMEMBERED = timedelta(days=30)
IDLE = timedelta(hours=8)
TOUCH = timedelta(minutes=10)  # how exactly the last use is known


class SignedIn(UserMixin):
    """What flask_login knows of a person: the device they came from, and how many notices every page's head shows."""

    def __init__(self, device: Device, token: str, *, unread: int = 0) -> None:
        self.device = device
        self.person: Person = device.person
        self.token = token
        self.unread = unread

    def get_id(self) -> str:
        return self.token


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@login.user_loader
def load_device(token: str) -> SignedIn | None:
    """The device and its person, while both are good."""
    row = queries.signed_in(hash_token(token))
    if row is None or row.Device.expires_at < clock.now() or not row.Device.person.active:
        return None
    return SignedIn(row.Device, token, unread=row.unread)


def new_device(person: Person, *, remember: bool, label: str) -> tuple[Device, str]:
    """A device row and its token, in the open transaction; after it, `start_session` puts the token into the cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    device = Device(
        token_hash=hash_token(token),
        person_id=person.id,
        person=person,
        created_at=now,
        seen_at=now,
        expires_at=now + (REMEMBERED if remember else IDLE),
        remembered=remember,
        label=label,
    )
    db.session.add(device)
    if person.joined_at is None:
        person.joined_at = now
    return device, token


def start_session(device: Device, token: str) -> None:
    """Sign this browser in. The session is a new one, without what the visitor's held."""
    _clear_session()
    session.permanent = device.remembered
    login_user(SignedIn(device, token))
    g.pop("actor", None)


def end_session(device: Device) -> None:
    """Sign this browser out; the row goes in the open transaction."""
    devices.end_this(device)
    logout_user()
    _clear_session()
    g.pop("actor", None)


def _clear_session() -> None:
    """All but which browser it is: what was typed here when a session ended is given back here."""
    browser = session.get(BROWSER)
    session.clear()
    if browser:
        session[BROWSER] = browser


def keep_alive(response: Response) -> Response:
    """After the page is made: note that the device was used, at most every ten minutes, in a transaction of its own."""
    if not g.get("_login_user") or not current_user.is_authenticated:
        return response
    device = current_user.device
    now = clock.now()
    if now - device.seen_at >= TOUCH:
        life = REMEMBERED if device.remembered else IDLE
        try:
            with transaction():
                devices.note_use(device, at=now, until=now + life)
        except OperationalError:  # the page is made; that it was seen can be noted next time
            current_app.logger.warning("The last use of device %s could not be noted", device.id)
    return response


def device_label() -> str:
    """A few words that the owner recognises, never the whole user-agent string; empty if it says nothing."""
    agent = request.user_agent.string
    system = next((name for key, name in _SYSTEMS if key in agent), "")
    browser = next((name for key, name in _BROWSERS if key in agent), "")
    return ", ".join(part for part in (browser, system) if part)


_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
