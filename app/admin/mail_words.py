"""The words of the outbox: letters, how they stand, why one was not sent, and what was done by hand."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.mail_list import MailState
from app.models.notices import Event, Mail
from app.notices.truth import Untrue

# The folder in templates/emails → what it is called.
LETTERS = {
    "notice": _l("Varsel"),
    "digest": _l("Samlet varsel"),
    "questions": _l("Spørsmål om det hjalp"),
    "invitation": _l("Invitasjon"),
    "sign_in_link": _l("Lenke for å logge inn"),
    "password_link": _l("Lenke for nytt passord"),
    "new_address": _l("Bekreftelse av ny adresse"),
}
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
    Untrue.TOO_OLD: _l("lenken var bedt om for lenge siden"),
    Untrue.STOPPED: _l("stoppet av en administrator"),
    Untrue.GIVEN_UP: _l("gitt opp etter 48 timer"),
}


def letter_name(letter: str) -> str:
    """What a kind of letter is called; one that was written by another version, by its own name."""
    return str(LETTERS.get(letter, letter))


def reason_of(mail: Mail) -> str:
    """Why it was not sent, without what the server or the administrator said."""
    return str(REASONS.get(mail.dropped_reason or "", mail.dropped_reason or ""))


def why(mail: Mail) -> str:
    """The same as a sentence, with what the server answered or the administrator wrote."""
    if mail.dropped_reason == Untrue.STOPPED:
        return _("Stoppet av en administrator: %(reason)s", reason=mail.last_error or "–")
    said = reason_of(mail)
    return f"{said[:1].upper()}{said[1:]}" + (f" ({mail.last_error})" if mail.last_error else "") + "."


def what_was_done(event: Event) -> str:
    """The line of the log about the outbox."""
    data = event.data
    letter, number = letter_name(str(data.get("letter", ""))), int(data.get("number", 0))
    match data.get("act"):
        case "again":
            return _("Sendte e-post på nytt: %(letter)s", letter=letter)
        case "stopped":
            return _("Stoppet en e-post: %(letter)s. Begrunnelse: %(reason)s", letter=letter, reason=data["reason"])
        case "stopped_before":
            return _("Stoppet %(number)d e-poster. Begrunnelse: %(reason)s", number=number, reason=data["reason"])
        case "paused":
            return _("Satte køen med e-post på pause")
        case _:
            return _("Startet køen med e-post igjen")
