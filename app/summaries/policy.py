"""Who may write and publish a coordinator's summary."""

from app.core.actor import Actor
from app.models.summaries import Summary


def can_write(actor: Actor) -> bool:
    return actor.is_coordinator


def can_edit(actor: Actor, summary: Summary) -> bool:
    """The writer, or another coordinator of one of its counties."""
    return actor.is_coordinator and (
        summary.person_id == actor.person_id or any(county.id in actor.counties for county in summary.counties)
    )


def can_see(actor: Actor, summary: Summary) -> bool:
    """Published: everyone. A draft: those who may edit it."""
    return summary.published_at is not None or can_edit(actor, summary)
