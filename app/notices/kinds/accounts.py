"""What happens to an account: its password, its address, and who tried to sign in."""

from flask_babel import lazy_gettext as _l

from app.models.notices import EventKind as K
from app.notices.kinds.happening import Happening, History, Letter, Page
from app.notices.kinds.topics import Topic

HAPPENINGS: dict[K, Happening] = {
    K.PASSWORD_CHANGED: Happening(
        _l("Passordet ble endret"),
        "PadlockLocked",
        letter=Letter(
            _l("Passordet ditt er endret"),
            _l("Passordet ditt i Medvirk er endret. Var det ikke deg, logg ut alle enheter og lag et nytt."),
            button=_l("Se enhetene dine"),
            page=Page.SETTINGS,
        ),
        topic=Topic.COUNCIL,
        history=History.NOBODY,
        tells_actor=True,
        in_log=True,
    ),
    K.ADDRESS_ASKED: Happening(
        _l("Noen ba om å bytte e-postadresse"),
        "EnvelopeClosed",
        letter=Letter(
            _l("Noen vil bytte e-postadressen din"),
            _l("Noen har bedt om å bytte e-postadressen din. Var det ikke deg, stopper du det med et nytt passord."),
            button=_l("Gå til Min konto"),
            page=Page.SETTINGS,
        ),
        topic=Topic.COUNCIL,
        history=History.NOBODY,
        tells_actor=True,
        in_log=True,
        to_old_address=True,
    ),
    K.ADDRESS_CHANGED: Happening(
        _l("E-postadressen ble byttet"),
        "EnvelopeClosed",
        letter=Letter(
            _l("E-postadressen din er byttet"),
            _l(
                "E-postadressen din i Medvirk er byttet. Var det ikke deg, gi beskjed til sekretæren i "
                "utvalget med en gang."
            ),
            button=_l("Gå til Min konto"),
            page=Page.SETTINGS,
        ),
        topic=Topic.COUNCIL,
        history=History.NOBODY,
        tells_actor=True,
        in_log=True,
        to_old_address=True,
    ),
    K.SIGN_IN_TRIED: Happening(
        _l("Noen prøvde å logge inn"),
        "PadlockLocked",
        letter=Letter(
            _l("Noen har prøvd å logge inn"),
            _l("Noen har prøvd å logge inn som deg flere ganger med feil passord."),
            button=_l("Se enhetene dine"),
            page=Page.SETTINGS,
        ),
        topic=Topic.COUNCIL,
        history=History.NOBODY,
        tells_actor=True,
        in_log=True,
        nobody=_l("Ukjent"),
    ),
}
