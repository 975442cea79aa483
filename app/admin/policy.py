"""Who may look at how the house runs, and put it right."""

from app.core.actor import Actor


def can_see_operations(actor: Actor) -> bool:
    return actor.is_administrator


def can_handle_mails(actor: Actor) -> bool:
    """Send one again, stop those that wait, pause the outbox. Which ones may be, and what still is true, is asked
    elsewhere."""
    return actor.is_administrator
