"""What is typed about roles in a council and at an office."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.core.roles import CouncilRoleKind, OfficeRoleKind, Side
from app.core.words import FROM_DAY_MISSING, LANGUAGE_MISSING, LAST_DAY, MUNICIPALITY, NAME, TITLE
from app.councils.forms.members import PersonFields
from app.councils.service.invitees import Invitee
from app.councils.words import EMAIL, FROM_DAY, MAIL_LANGUAGE, ROLE_MISSING
from app.labels import choices
from app.models.people import Locale
from app.web.date_field import Day
from app.web.fields import Address, Line, Pick, PickRadio, PickRow
from app.web.forms import Form


class RoleForm(Form):
    """A role in the council, handed over on a day."""

    kind = PickRadio(_l("Rolle"), CouncilRoleKind, lambda: choices(CouncilRoleKind), missing=ROLE_MISSING)
    person = PickRow(_l("Hvem?"), required=False, empty=_l("En annen person (skriv under)"))
    name = Line(NAME, required=False, autocomplete="off")
    email = Address(EMAIL, required=False, autocomplete="off")
    locale = Pick(MAIL_LANGUAGE, Locale, lambda: choices([Locale.NB, Locale.NN]), missing=LANGUAGE_MISSING)
    side = PickRadio(
        _l("Hvem representerer personen?"),
        Side,
        lambda: choices(Side),
        hint=_l("Et medlem representerer dem plassen er for. Valget her gjelder bare andre personer."),
        missing=_l("Velg hvem personen representerer."),
    )
    start = Day(FROM_DAY, hint=_l("Den som har rollen nå, slutter dagen før."), missing=FROM_DAY_MISSING)

    def invitee(self) -> Invitee:
        return Invitee(name=self.name.data, email=self.email.data, locale=self.locale.data, person_id=self.person.data)


class OfficeRoleForm(PersonFields):
    """Somebody who answers for an office, or drafts."""

    kind = PickRadio(_l("Rolle"), OfficeRoleKind, lambda: choices(OfficeRoleKind), missing=ROLE_MISSING)
    municipality = PickRow(MUNICIPALITY, required=False, empty=_l("Gjelder ikke"), hint=_l("Bare for kommunedirektør."))
    title = Line(TITLE, required=False, hint=_l("Slik den skal vises på svar, for eksempel «Nav-leder»."))
    start = Day(FROM_DAY, missing=FROM_DAY_MISSING)
    end = Day(
        LAST_DAY,
        required=False,
        hint=_l("For en stedfortreder i ferien. La det stå tomt når rollen ikke har noen sluttdato."),
    )

    def offer_kinds(self, kinds: Sequence[OfficeRoleKind]) -> None:
        self.kind.words = choices(kinds)


class PhoneForm(Form):
    phone = Line(
        _l("Vakttelefon"),
        longest=20,
        required=False,
        hint=_l("Nummeret folk ringer når det ikke kan vente. La det stå tomt hvis kontoret ikke har noe."),
    )
