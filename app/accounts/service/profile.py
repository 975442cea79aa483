"""One's own profile: name, language, wishes for notices, public names."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete

from app.accounts import policy
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.core.optimistic_lock import require_unchanged
from app.core.text import squash
from app.database import db, hold
from app.models.councils import Appointment
from app.models.people import Delivery, DeliveryWish, Locale, Person
from app.notices.kinds.topics import Topic


def profile_of(person: Person) -> dict[str, Any]:
    """What the form of one's own profile begins with."""
    return {"name": person.name, "locale": person.locale, "large_text": person.large_text}


def save_profile(
    actor: Actor, person: Person, *, name: str, locale: Locale, large_text: bool, base: str | None = None
) -> None:
    """`base`: the fingerprint of what the writer was shown. Raises Changed where something else stands by now."""
    require(actor.person_id == person.id)
    hold(person)
    guard.refuse({"name": name})
    wanted = {"name": squash(name), "locale": locale, "large_text": large_text}
    require_unchanged(base, profile_of(person), wanted)
    person.name = squash(name)
    person.locale = locale
    person.large_text = large_text


def choose_language(actor: Actor, person: Person, locale: Locale) -> None:
    require(actor.person_id == person.id)
    hold(person)
    person.locale = locale


def save_wishes(actor: Actor, wishes: Mapping[Topic, Delivery | None]) -> None:
    """How the actor wants each topic; None goes back to what is recommended. What is recorded already keeps its way."""
    require(actor.is_authenticated)
    db.session.execute(
        delete(DeliveryWish).where(DeliveryWish.person_id == actor.person_id, DeliveryWish.kind.in_(list(wishes)))
    )
    db.session.add_all(
        DeliveryWish(person_id=actor.person_id, kind=topic, delivery=delivery)
        for topic, delivery in wishes.items()
        if delivery is not None
    )


def say_public(actor: Actor, appointments: Iterable[Appointment], *, public: Collection[int]) -> None:
    """The actor's yes to a public name for the appointments with these ids, and no for the others of them."""
    for appointment in appointments:
        require_sight(policy.is_own_appointment(actor, appointment))
        hold(appointment)
        if appointment.name_public != (appointment.id in public):
            appointment.name_public = appointment.id in public
            appointment.seat.council.updated_at = clock.now()
