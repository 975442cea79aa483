"""Who may write and publish a coordinator's summary."""

from app.access.sight import works_on_summary
from app.core.actor import Actor
from app.models.summaries import Summary


def can_write(actor: Actor) -> bool:
    return actor.is_coordinator


def can_edit(actor: Actor, summary: Summary) -> bool:
    """Whoever works with it."""
    return works_on_summary(actor, summary)
