"""What happens to an issue in a meeting."""

from flask_babel import lazy_gettext as _l

from app.models.notices import EventKind as K
from app.notices.kinds.happening import SEE_ISSUE, Happening, Letter, Page, Weight
from app.notices.kinds.topics import Topic

HAPPENINGS: dict[K, Happening] = {
    K.AGENDA_ITEM_ADDED: Happening(
        _l("Innspillet ble satt på sakslista"),
        "BulletList",
        weight=Weight.WEIGHTY,
        tone="accent",
        letter=Letter(
            _l("%(about)s: på sakslista"),
            _l("Innspillet står på sakslista til et møte i %(council)s."),
            button=SEE_ISSUE,
        ),
        topic=Topic.MEETINGS,
        known_to_council=True,
    ),
    K.ADVICE_GIVEN: Happening(
        _l("Utvalget ga et råd"),
        "LightBulb",
        weight=Weight.WEIGHTY,
        tone="accent",
        letter=Letter(
            _l("%(about)s: råd fra utvalget"),
            _l("%(council)s har gitt et råd."),
            ask=_l("Svar på rådet fra %(council)s innen %(due)s."),
            button=_l("Les rådet"),
            ask_button=_l("Svar på rådet"),
            page=Page.FOLLOW_UP,
        ),
        topic=Topic.MEETINGS,
        tells_day=True,
        known_to_council=True,
    ),
}
