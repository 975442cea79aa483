"""What happens to one's own drafts."""

from flask_babel import lazy_gettext as _l

from app.models.notices import EventKind as K
from app.notices.kinds.happening import Happening, History, Letter, Page
from app.notices.kinds.topics import Topic

HAPPENINGS: dict[K, Happening] = {
    K.DRAFT_ENDING: Happening(
        _l("Et utkast blir snart slettet"),
        "Pencil",
        letter=Letter(
            _l("Et utkast blir snart slettet"),
            _l(
                "Du har et utkast som ikke er endret på lenge. Det blir slettet om sju dager. Send det, eller "
                "skriv videre."
            ),
            button=_l("Se utkastene dine"),
            page=Page.HOME,
        ),
        topic=Topic.COUNCIL,
        history=History.NOBODY,
        tells_actor=True,
    ),
}
