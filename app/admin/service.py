"""What an administrator may put right: a mail that was given up is due once more."""

from flask_babel import gettext as _

from app.admin import policy
from app.admin.health import RECENTLY
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.database import hold
from app.models.notices import Mail
from app.notices.truth import Untrue


def is_open(mail: Mail) -> bool:
    """Given up, and not so long ago that what it says is of no use."""
    if mail.dropped_at is None or mail.dropped_reason != Untrue.GIVEN_UP:
        return False
    return clock.now() - mail.dropped_at < RECENTLY


def try_again(actor: Actor, mail: Mail) -> None:
    """Due now, and tried as often as a new mail. What is no longer true is dropped when it is written out."""
    hold(mail)
    require(policy.can_try_again(actor))
    if not is_open(mail):
        raise Conflict(_("Denne e-posten kan ikke prøves igjen. Den er sendt, prøves allerede, eller er for gammel."))
    mail.dropped_at = None
    mail.dropped_reason = None
    mail.last_error = None
    mail.tries = 0
    mail.due_at = clock.now()
