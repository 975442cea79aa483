"""What was promised and whether it helped: actions, the question to the representatives, and what comes back."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import ANSWER_DID_IT_HELP, ANSWER_TO_DID_IT_HELP, OFFICE_SAYS_DONE
from app.models.notices import EventKind as K
from app.notices.kinds.happening import (
    CONCERNS,
    COUNCIL_DISAGREES,
    READ_REASONS,
    SEE_ISSUE,
    SEE_REASONS,
    Facts,
    Happening,
    History,
    Letter,
    Page,
    Weight,
)
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic


def _whether_it_helped(_loaded: LoadedNotice) -> Facts:
    return [(str(CONCERNS), _("om det som er gjort med innspillet, har hjulpet"))]


HAPPENINGS: dict[K, Happening] = {
    K.ACTION_PROMISED: Happening(
        _l("Kontoret lovet et tiltak"),
        "Tasklist",
        weight=Weight.IN_ITS_WORDS,
        tone="info",
        letter=Letter(
            _l("%(about)s: nytt tiltak fra %(owner)s"),
            _l("%(owner)s har lovet et tiltak innen %(due)s."),
            button=_l("Se tiltaket"),
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
        known_to_council=True,
    ),
    K.ACTION_CLAIMED: Happening(
        OFFICE_SAYS_DONE,
        "ClipboardCheckmark",
        weight=Weight.IN_ITS_WORDS,
        tone="warning",
        letter=Letter(
            _l("%(about)s: tiltaket er meldt gjort"),
            _l("Tiltaket er meldt gjort. Utvalget skal avgjøre om det hjalp."),
            ask=_l("Avgjør om det hjalp, innen %(due)s. Tiltaket er meldt gjort."),
            button=_l("Se hva som er gjort"),
        ),
        topic=Topic.OUTCOMES,
        tells_day=True,
        known_to_council=True,
        boxes=(_l("Ja, tiltaket er gjort, og det hjalp"), _l("Nei, det er ikke gjort, eller det hjalp ikke")),
    ),
    K.ACTION_CONFIRMED: Happening(
        _l("Utvalget bekreftet at det er gjort"),
        "SealCheckmark",
        weight=Weight.IN_ITS_WORDS,
        tone="success",
        letter=Letter(
            _l("%(about)s: bekreftet av utvalget"), _l("Utvalget har bekreftet at tiltaket er gjort."), button=SEE_ISSUE
        ),
        topic=Topic.OUTCOMES,
    ),
    K.ACTION_CONTESTED: Happening(
        _l("Utvalget er ikke enig i at det er gjort"),
        "ArrowUndo",
        weight=Weight.IN_ITS_WORDS,
        tone="danger",
        letter=Letter(
            COUNCIL_DISAGREES,
            _l("Utvalget er ikke enig i at tiltaket er gjort. Ny frist for %(owner)s er %(due)s."),
            ask=_l("Følg opp tiltaket innen %(due)s. Utvalget er ikke enig i at det er gjort."),
            button=READ_REASONS,
        ),
        topic=Topic.OUTCOMES,
        tells_day=True,
    ),
    K.OUTCOME_ASKED: Happening(
        _l("Representantene ble spurt om det hjalp"),
        "QuestionmarkCircle",
        tone="accent",
        letter=Letter(
            _l("%(about)s: hjalp det?"), ANSWER_DID_IT_HELP, button=ANSWER_TO_DID_IT_HELP, asks_everybody=True
        ),
        topic=Topic.OUTCOMES,
        tells_actor=True,
        known_to_council=True,
        bundled=True,
        facts=_whether_it_helped,
    ),
    K.OUTCOME_REMINDED: Happening(
        _l("Representantene ble spurt en gang til om det hjalp"),
        "QuestionmarkCircle",
        letter=Letter(
            _l("%(about)s: påminnelse om «Hjalp det?»"),
            _l("Påminnelse: Svar på «Hjalp det?»."),
            button=ANSWER_TO_DID_IT_HELP,
            asks_everybody=True,
        ),
        topic=Topic.OUTCOMES,
        history=History.NOBODY,
        known_to_council=True,
        bundled=True,
        facts=_whether_it_helped,
    ),
    K.OUTCOME_SAID: Happening(
        _l("En representant svarte på «Hjalp det?»"),
        "Chat",
        tone="accent",
        letter=Letter(
            _l("%(about)s: svar på «Hjalp det?»"),
            _l("%(who)s har svart på «Hjalp det?»."),
            button=_l("Se svarene"),
        ),
        topic=Topic.OUTCOMES,
    ),
    K.RELAPSE_FOUND: Happening(
        _l("Noen svarte at det ikke hjelper lenger"),
        "ArrowsCirclepath",
        weight=Weight.WEIGHTY,
        tone="warning",
        letter=Letter(
            _l("%(about)s: hjelper det fortsatt?"),
            _l("En representant sier at det ikke hjelper lenger. Utvalget vurderer å åpne innspillet igjen."),
            ask=_l(
                "Vurder innen %(due)s om innspillet skal åpnes igjen. En representant sier at det ikke hjelper lenger."
            ),
            button=_l("Se svarene"),
            page=Page.FOLLOW_UP,
        ),
        topic=Topic.OUTCOMES,
        tells_day=True,
        known_to_council=True,
    ),
    K.RELAPSE_LEFT: Happening(
        _l("Utvalget vurderte innspillet på nytt og åpnet det ikke"),
        "PersonGroup",
        weight=Weight.WEIGHTY,
        tone="accent",
        letter=Letter(
            _l("%(about)s: åpnes ikke igjen"),
            _l("Utvalget har vurdert innspillet på nytt og åpner det ikke igjen."),
            button=SEE_REASONS,
        ),
        topic=Topic.OUTCOMES,
    ),
}
