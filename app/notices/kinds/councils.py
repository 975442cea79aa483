"""What happens to a council and to who is in it: begun and ended, seats, roles, representatives proposed."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.councils import Appointment, CouncilRole, Nomination, NominationState, OfficeRole, Scope
from app.models.notices import Event, Reason
from app.models.notices import EventKind as K
from app.notices.kinds.happening import SEE_NOTICES, SEE_PROPOSAL, SEE_REASONS, Happening, Letter, Page
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic
from app.notices.words.names import ROLES

# Of an appointment, when the answer was no.
NOT_APPOINTED = Letter(
    _l("%(council)s: ikke oppnevnt nå"),
    _l("Den dere foreslo til %(council)s, blir ikke oppnevnt nå. Begrunnelsen står på siden."),
    button=SEE_REASONS,
    page=Page.OWN_PROPOSALS,
)
# Of an appointment that ends: to whom it is, and to those who find the next one; the second time is a reminder.
YOURS_ENDS = Letter(
    _l("%(council)s: oppnevningen din går ut"),
    _l("Oppnevningen din i %(council)s går ut %(due)s. Vil du fortsette?"),
    page=Page.COUNCIL,
    asks_everybody=True,
)
YOURS_STILL_ENDS = replace(
    YOURS_ENDS,
    subject=_l("%(council)s: påminnelse, oppnevningen din går ut"),
    news=_l("Påminnelse: Oppnevningen din i %(council)s går ut %(due)s. Vil du fortsette?"),
)
STILL_ENDING = Letter(
    _l("%(council)s: påminnelse, en oppnevning går ut"),
    _l("Påminnelse: Avklar hvem som skal representere %(seat)s videre. Oppnevningen av %(person)s går ut %(due)s."),
    page=Page.COUNCIL,
    asks_everybody=True,
)
# Where it is a role that is given or ended, which is no seat in a council.
ROLE_STARTED = Letter(
    _l("%(place)s: du har fått rollen %(role)s"), _l("Du har fått rollen %(role)s i %(place)s."), page=Page.COUNCIL
)
ROLE_ENDED = Letter(
    _l("%(place)s: rollen din er avsluttet"), _l("Rollen din som %(role)s i %(place)s er avsluttet."), page=Page.COUNCIL
)
# To those who are told about somebody else.
SOMEBODYS_ROLE_STARTED = Letter(
    _l("%(place)s: ny %(role)s"), _l("%(person)s har fått rollen %(role)s i %(place)s."), page=Page.COUNCIL
)
SOMEBODYS_ROLE_ENDED = Letter(
    _l("%(place)s: %(role)s har sluttet"),
    _l("%(person)s har ikke lenger rollen %(role)s i %(place)s."),
    page=Page.COUNCIL,
)
SOMEBODY_APPOINTED = Letter(
    _l("%(about)s: nytt medlem"), _l("%(person)s er oppnevnt for %(seat)s i %(about)s."), page=Page.COUNCIL
)
SOMEBODY_ENDED = Letter(
    _l("%(about)s: et medlem slutter"),
    _l("Oppnevningen av %(person)s for %(seat)s i %(about)s er avsluttet. Siste dag er %(last_day)s."),
    page=Page.COUNCIL,
)
TABLES_OF_ROLES = frozenset(model.__tablename__ for model in (CouncilRole, OfficeRole, Scope))


def _started(loaded: LoadedNotice) -> Letter | None:
    return _of_whom(loaded, seat=(None, SOMEBODY_APPOINTED), role=(ROLE_STARTED, SOMEBODYS_ROLE_STARTED))


def _ended(loaded: LoadedNotice) -> Letter | None:
    return _of_whom(loaded, seat=(None, SOMEBODY_ENDED), role=(ROLE_ENDED, SOMEBODYS_ROLE_ENDED))


def _of_whom(
    loaded: LoadedNotice, *, seat: tuple[Letter | None, Letter], role: tuple[Letter | None, Letter]
) -> Letter | None:
    """To whom it is about, and to the others who hear of it."""
    to_them, to_others = role if loaded.event.data.get("role") in ROLES else seat
    return to_them if loaded.notice.reason is Reason.SELF else to_others


def _got_role(event: Event) -> Any:
    """Which role or reach it is; a seat is an appointment."""
    role = _role(event)
    return None if role is None else _("Fikk rollen %(role)s", role=role)


def _lost_role(event: Event) -> Any:
    role = _role(event)
    return None if role is None else _("Har ikke lenger rollen %(role)s", role=role)


def _role(event: Event) -> Any:
    role = event.data.get("role") or event.data.get("scope")
    return ROLES.get(str(role)) if event.subject in TABLES_OF_ROLES else None


def _ending(loaded: LoadedNotice) -> Letter | None:
    reminds = bool(loaded.event.data.get("reminds"))
    if loaded.notice.reason is Reason.SELF:
        return YOURS_STILL_ENDS if reminds else YOURS_ENDS
    return STILL_ENDING if reminds else None


def _not_now(loaded: LoadedNotice) -> Letter | None:
    return NOT_APPOINTED if not loaded.event.data.get("appointed") else None


def _ends_another_day(loaded: LoadedNotice) -> bool:
    appointment = loaded.thing
    last_day = appointment.valid_to if isinstance(appointment, Appointment) else None
    return last_day is None or last_day.isoformat() != loaded.event.data.get("due")


def _nomination_decided(loaded: LoadedNotice) -> bool:
    return not isinstance(loaded.thing, Nomination) or loaded.thing.state is not NominationState.PROPOSED


HAPPENINGS: dict[K, Happening] = {
    K.COUNCIL_STARTED: Happening(
        _l("Utvalget ble opprettet"),
        "PersonGroup",
        letter=Letter(_l("%(council)s: nytt utvalg"), _l("%(council)s er kommet i gang."), page=Page.COUNCIL),
        topic=Topic.COUNCIL,
        in_log=True,
        known_to_council=True,
    ),
    K.COUNCIL_ENDED: Happening(
        _l("Utvalget ble avsluttet"),
        "PersonGroup",
        letter=Letter(
            _l("%(council)s: avsluttet"),
            _l("%(council)s er avsluttet. Saker som er i gang, er flyttet til et annet utvalg."),
            page=Page.COUNCIL,
        ),
        topic=Topic.COUNCIL,
        in_log=True,
        known_to_council=True,
        tells_of_end=True,
    ),
    K.APPOINTMENT_STARTED: Happening(
        _l("Ny oppnevning"),
        "PersonPlus",
        letter=Letter(
            _l("%(about)s: du er oppnevnt"), _l("Du er oppnevnt for %(seat)s i %(about)s."), page=Page.COUNCIL
        ),
        topic=Topic.COUNCIL,
        in_log=True,
        known_to_council=True,
        other_letter=_started,
        other_sentence=_got_role,
    ),
    K.APPOINTMENT_ENDED: Happening(
        _l("Oppnevningen er avsluttet"),
        "Person",
        letter=Letter(
            _l("%(about)s: oppnevningen din er avsluttet"),
            _l("Oppnevningen din for %(seat)s i %(about)s er avsluttet. Siste dag er %(last_day)s."),
            page=Page.COUNCIL,
        ),
        topic=Topic.COUNCIL,
        in_log=True,
        known_to_council=True,
        other_letter=_ended,
        other_sentence=_lost_role,
        tells_of_end=True,
    ),
    K.APPOINTMENT_ENDING: Happening(
        _l("En oppnevning går snart ut"),
        "Person",
        letter=Letter(
            _l("%(council)s: en oppnevning går ut"),
            _l("Avklar hvem som skal representere %(seat)s videre. Oppnevningen av %(person)s går ut %(due)s."),
            page=Page.COUNCIL,
            asks_everybody=True,
        ),
        topic=Topic.COUNCIL,
        tells_day=True,
        is_done=_ends_another_day,
        known_to_council=True,
        other_letter=_ending,
        tells_of_end=True,
        boxes=(_l("Ja, jeg vil fortsette"), _l("Nei, jeg vil ikke fortsette")),
    ),
    K.REPRESENTATIVE_PROPOSED: Happening(
        _l("En organisasjon foreslo en representant"),
        "PersonPlus",
        letter=Letter(
            _l("%(council)s: forslag til representant"),
            _l("Svar på et forslag fra en organisasjon: oppnevn representanten i %(council)s, eller si nei."),
            button=SEE_PROPOSAL,
            page=Page.PROPOSALS,
            asks_everybody=True,
        ),
        topic=Topic.COUNCIL,
        is_done=_nomination_decided,
    ),
    K.NOMINATION_DECIDED: Happening(
        _l("Utvalget svarte på et forslag til representant"),
        "Person",
        letter=Letter(
            _l("%(council)s: oppnevnt etter forslag"),
            _l("Den dere foreslo til %(council)s, er oppnevnt."),
            button=SEE_PROPOSAL,
            page=Page.OWN_PROPOSALS,
        ),
        topic=Topic.COUNCIL,
        other_letter=_not_now,
    ),
    K.MEMBERS_ADDED: Happening(
        _l("Medlemmer ble lagt til fra en fil"),
        "PersonPlus",
        letter=Letter(
            _l("%(council)s: nye medlemmer"),
            _l("Nye medlemmer er lagt til i %(council)s fra en fil."),
            page=Page.COUNCIL,
        ),
        topic=Topic.COUNCIL,
        known_to_council=True,
    ),
    K.SCOPE_GIVEN: Happening(
        _l("Noen fikk en ny oppgave i fylket eller organisasjonen"),
        "PersonPlus",
        letter=Letter(
            _l("%(place)s: ny %(role)s"),
            _l(
                "%(person)s er ny %(role)s: %(place)s. Om fem arbeidsdager kan %(person)s også godkjenne forslag som "
                "gjelder brukersiden. Gi beskjed til administratoren hvis noe ikke stemmer."
            ),
            button=SEE_NOTICES,
            page=Page.NOTICES,
        ),
        topic=Topic.COUNCIL,
    ),
}
