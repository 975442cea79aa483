"""What happens to letters: an address that takes none, and what an administrator does with the outbox."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.notices import Event
from app.models.notices import EventKind as K
from app.models.people import Person
from app.notices.kinds.happening import Happening, History, Letter, Page
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic
from app.notices.words.names import letter_name

# When nobody's address is wrong but mails were given up.
ON_PAPER = Letter(
    _l("%(council)s: brev må skrives ut"),
    _l("Skriv ut og send brevene som venter. E-post har ikke kommet fram på to døgn."),
    button=_l("Se brevene"),
    page=Page.LETTERS,
    asks_everybody=True,
)


def _given_up(loaded: LoadedNotice) -> Letter | None:
    return ON_PAPER if loaded.event.data.get("given_up") else None


def _mail_arrives(loaded: LoadedNotice) -> bool:
    return isinstance(loaded.thing, Person) and loaded.thing.mail_refused_at is None


def _what_was_done(event: Event) -> str:
    """With its reason, where one was given."""
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


HAPPENINGS: dict[K, Happening] = {
    K.MAIL_REFUSED: Happening(
        _l("En e-post kom ikke fram"),
        "EnvelopeClosed",
        tone="warning",
        letter=Letter(
            _l("En e-postadresse virker ikke"),
            _l("Skaff en ny e-postadresse til %(person)s. E-post dit kommer ikke fram."),
            button=_l("Se utvalget"),
            page=Page.COUNCIL,
            asks_everybody=True,
        ),
        topic=Topic.COUNCIL,
        is_done=_mail_arrives,
        history=History.NOBODY,
        in_log=True,
        other_letter=_given_up,
        about_named=True,
        printed=False,
    ),
    K.MAILS_HANDLED: Happening(
        _l("Køen med e-post ble endret"),
        "EnvelopeClosed",
        letter=Letter(
            _l("Køen med e-post er endret"), _l("En administrator har endret køen med e-post."), page=Page.HOME
        ),
        history=History.NOBODY,
        in_log=True,
        other_sentence=_what_was_done,
        about_named=True,
    ),
}
