"""What is said of a text that somebody reported: hidden, kept, appealed."""

from flask_babel import lazy_gettext as _l

from app.models.notices import EventKind as K
from app.models.notices import Reason
from app.models.safety import Report, ReportState
from app.notices.kinds.happening import SEE_NOTICES, SEE_REASONS, Happening, History, Letter, Page
from app.notices.kinds.loaded import LoadedNotice

# For whoever can only find somebody to judge it.
NOBODY_JUDGES = Letter(
    _l("%(about)s: ingen kan vurdere en tekst noen har meldt fra om"),
    _l("Oppnevn en moderator. Noen har meldt fra om en tekst, og ingen kan avgjøre saken nå."),
    button=SEE_NOTICES,
    page=Page.NOTICES,
    asks_everybody=True,
)
# The same, of an appeal.
NOBODY_DECIDES = Letter(
    _l("%(about)s: ingen kan avgjøre en klage"),
    _l("Oppnevn en moderator. Ingen kan avgjøre klagen nå."),
    button=SEE_NOTICES,
    page=Page.NOTICES,
    asks_everybody=True,
)


def _nobody_judges(loaded: LoadedNotice) -> Letter | None:
    return NOBODY_JUDGES if loaded.notice.reason is Reason.ADMINISTRATOR else None


def _nobody_decides(loaded: LoadedNotice) -> Letter | None:
    return NOBODY_DECIDES if loaded.notice.reason is Reason.ADMINISTRATOR else None


def _report_decided(loaded: LoadedNotice) -> bool:
    return not isinstance(loaded.thing, Report) or loaded.thing.state is not ReportState.WAITING


def _appeal_decided(loaded: LoadedNotice) -> bool:
    return not isinstance(loaded.thing, Report) or loaded.thing.appeal_decided_at is not None


HAPPENINGS: dict[K, Happening] = {
    K.TEXT_REPORTED: Happening(
        _l("Noen meldte fra om en tekst"),
        "ShieldCheckmark",
        letter=Letter(
            _l("%(about)s: noen har meldt fra om en tekst"),
            _l("Vurder en tekst som noen har meldt fra om."),
            button=_l("Se meldingen"),
            page=Page.SAFETY,
            asks_everybody=True,
        ),
        is_done=_report_decided,
        history=History.NOBODY,
        other_letter=_nobody_judges,
    ),
    K.TEXT_HIDDEN: Happening(
        _l("En moderator skjulte en tekst"),
        "EyeSlash",
        tone="warning",
        letter=Letter(
            _l("%(about)s: en tekst er skjult"),
            _l("En tekst er skjult. Begrunnelsen står på siden, og den som skrev teksten, kan klage."),
            button=SEE_REASONS,
            page=Page.SAFETY,
        ),
    ),
    K.TEXT_HIDDEN_FOR_NOW: Happening(
        _l("En tekst ble skjult til en moderator har vurdert den"),
        "EyeSlash",
        tone="warning",
        letter=Letter(
            _l("%(about)s: en tekst er skjult for nå"),
            _l("En tekst er skjult til en moderator har vurdert den."),
            page=Page.SAFETY,
        ),
        is_done=_report_decided,
    ),
    K.TEXT_KEPT: Happening(
        _l("En moderator lot en tekst stå"),
        "ShieldCheckmark",
        letter=Letter(
            _l("%(about)s: en tekst blir stående"),
            _l("En tekst som noen meldte fra om, blir stående."),
            button=SEE_REASONS,
            page=Page.SAFETY,
        ),
        history=History.NOBODY,
    ),
    K.REPORT_APPEALED: Happening(
        _l("Noen klaget på avgjørelsen om en tekst"),
        "ShieldCheckmark",
        letter=Letter(
            _l("%(about)s: klage på at en tekst er skjult"),
            _l("Vurder en klage på at en tekst er skjult."),
            button=_l("Se klagen"),
            page=Page.SAFETY,
            asks_everybody=True,
        ),
        is_done=_appeal_decided,
        history=History.NOBODY,
        other_letter=_nobody_decides,
    ),
    K.APPEAL_DECIDED: Happening(
        _l("Klagen om en tekst ble avgjort"),
        "ShieldCheckmark",
        letter=Letter(
            _l("%(about)s: klagen er avgjort"),
            _l("Klagen på at en tekst er skjult, er avgjort."),
            button=SEE_REASONS,
            page=Page.SAFETY,
        ),
        history=History.NOBODY,
    ),
}
