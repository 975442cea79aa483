"""The words of the outbox: letters, how they stand, and why one was not sent."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.queries.outbox import MailState
from app.models.notices import Mail
from app.notices.policy.still_true import Untrue

# State → (word, colour, icon)
STATES = {
    MailState.WAITING: (_l("Venter"), "info", "Clock"),
    MailState.FAILED: (_l("Avvist eller gitt opp"), "danger", "ExclamationmarkTriangle"),
    MailState.DROPPED: (_l("Ikke sendt"), "neutral", "MinusCircle"),
    MailState.SENT: (_l("Levert til e-postserveren"), "success", "CheckmarkCircle"),
}
REASONS: dict[str, Any] = {
    Untrue.INACTIVE: _l("kontoen er stengt"),
    Untrue.NO_ADDRESS: _l("mottakeren har ingen adresse, eller har byttet den"),
    Untrue.REFUSED: _l("e-postserveren til mottakeren avviste den"),
    Untrue.NO_SIGHT: _l("mottakeren har ikke lenger tilgang"),
    Untrue.NOT_THERE: _l("mottakeren har ikke lenger rollen"),
    Untrue.DONE: _l("det er allerede gjort"),
    Untrue.MOVED: _l("fristen er flyttet"),
    Untrue.READ: _l("mottakeren har lest det i Medvirk"),
    Untrue.MUTED: _l("mottakeren har slått av varsler om saken"),
    Untrue.UNSUBSCRIBED: _l("mottakeren har valgt bort slike varsler"),
    Untrue.EMPTY: _l("det var ikke noe igjen å fortelle"),
    Untrue.GONE: _l("det den gjaldt, finnes ikke lenger"),
    Untrue.TOO_OLD: _l("det er for lenge siden noen ba om lenken"),
    Untrue.STOPPED: _l("stoppet av en administrator"),
    Untrue.GIVEN_UP: _l("gitt opp etter 48 timer"),
}


def reason_of(mail: Mail) -> str:
    """Why it was not sent, without what the server or the administrator said."""
    return str(REASONS.get(mail.dropped_reason or "", mail.dropped_reason or ""))


def why_mail_stopped(mail: Mail) -> str:
    """The same as a sentence, with what the server answered or the administrator wrote."""
    if mail.dropped_reason == Untrue.STOPPED:
        return _("Stoppet av en administrator: %(reason)s", reason=mail.last_error or "–")
    said = reason_of(mail)
    return f"{said[:1].upper()}{said[1:]}" + (f" ({mail.last_error})" if mail.last_error else "") + "."
