"""Stopping mails of interest: a signed token that says who and which topics, and the act that the token is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.core.errors import NotFound
from app.database import db
from app.models.people import Delivery, DeliveryWish, Person
from app.notices.kinds.topics import Topic
from app.notices.service.links import absolute_url, read_token, sign_token

PURPOSE = "unsubscribe"
LIFE = timedelta(days=365)


@dataclass(frozen=True)
class WayOut:
    """Whom a token is for, and which topics it stops."""

    person: Person
    topics: tuple[Topic, ...]


def unsubscribe_url(person_id: int, topics: Iterable[Topic]) -> str:
    token = sign_token(PURPOSE, {"person": person_id, "topics": sorted(set(topics))})
    return absolute_url("inbox.unsubscribe", token=token)


def read_way_out(token: str) -> WayOut:
    """Raises NotFound when the token is forged, too old, or its person is gone."""
    said = read_token(PURPOSE, token, max_age=LIFE)
    person = db.session.get(Person, said["person"])
    if person is None or not person.active:
        raise NotFound
    return WayOut(person, tuple(Topic(topic) for topic in said["topics"]))


def stop_mails(way_out: WayOut) -> None:
    """No more mails about these topics; notices on Min side stay."""
    rows = db.session.scalars(
        select(DeliveryWish).where(DeliveryWish.person_id == way_out.person.id, DeliveryWish.kind.in_(way_out.topics))
    )
    wishes = {wish.kind: wish for wish in rows}
    for topic in way_out.topics:
        if topic in wishes:
            wishes[topic].delivery = Delivery.NEVER
        else:
            db.session.add(DeliveryWish(person_id=way_out.person.id, kind=topic, delivery=Delivery.NEVER))
