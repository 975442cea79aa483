"""The pause of the outbox: letters are written and wait, until somebody has looked at them and lets them leave.

A house that was restored begins with it: what waited when the copy was made may have left the house since. What
somebody asks for at the door after the pause began leaves all the same, or no administrator could sign in and end it.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select

from app.core import clock
from app.database import db
from app.models.notices import Mail
from app.models.people import MAILS_PAUSED, Heartbeat

AT_THE_DOOR = ("sign_in_link", "password_link")  # letters, as folders in templates/emails


def pause_mail() -> None:
    """From now on nothing leaves, in the caller's transaction. Begun again, a pause counts from now."""
    db.session.merge(Heartbeat(name=MAILS_PAUSED, at=clock.now()))


def release_mail() -> None:
    """What waits leaves again, in the caller's transaction."""
    db.session.execute(delete(Heartbeat).where(Heartbeat.name == MAILS_PAUSED))


def paused_at() -> datetime | None:
    """When the pause began; none when there is none."""
    return db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == MAILS_PAUSED))


def may_leave() -> ColumnElement[bool]:
    """Of a mail: nothing is paused, or it was asked for at the door since. Asked of the database with each claim."""
    began = select(Heartbeat.at).where(Heartbeat.name == MAILS_PAUSED).scalar_subquery()
    return or_(began.is_(None), and_(Mail.letter.in_(AT_THE_DOOR), Mail.created_at >= began))
