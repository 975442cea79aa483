"""What one may do with accounts: only what is one's own."""

from app.core.actor import Actor
from app.models.councils import Appointment
from app.models.people import Device


def is_own_device(actor: Actor, device: Device) -> bool:
    return actor.is_authenticated and device.person_id == actor.person_id


def is_own_appointment(actor: Actor, appointment: Appointment) -> bool:
    return actor.is_authenticated and appointment.person_id == actor.person_id
