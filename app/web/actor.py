"""Who is asking: the Actor of this request, loaded once."""

from flask import g
from flask_login import current_user

from app.access.actors import actor_for
from app.core import clock
from app.core.actor import Actor
from app.database import db


def current_actor() -> Actor:
    if "actor" not in g:
        person = current_user.person if current_user.is_authenticated else None
        g.actor = actor_for(db.session(), person, clock.today())
    actor: Actor = g.actor
    return actor
