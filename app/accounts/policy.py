"""What one may do with accounts: only what is one's own."""

from app.core.actor import Actor
from app.models.people import Device


def is_own_device(actor: Actor, device: Device) -> bool:
    return actor.is_authenticated and device.person_id == actor.person_id
