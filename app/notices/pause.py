"""Mails pause after a restore until somebody has looked at what waits."""

from app.core import clock
from app.database import db
from app.models.people import Heartbeat

PAUSED = "mails_paused"


def pause(reason: str) -> None:
    """Let no mail leave until it is released, in the open transaction."""
    db.session.merge(Heartbeat(name=PAUSED, at=clock.now()))
