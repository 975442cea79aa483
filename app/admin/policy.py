"""Who may look at how the house runs, and put it right."""

from app.core.actor import Actor


def can_see_operations(actor: Actor) -> bool:
    return actor.is_administrator


def can_try_again(actor: Actor) -> bool:
    """Let a mail that was given up be due again; which ones, and whether they still are true, is asked elsewhere."""
    return actor.is_administrator
