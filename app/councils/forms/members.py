"""What is typed about members: appointments, nominations, addresses, a file of members."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from app.core import clock
from app.core.errors import Invalid
from app.core.words import (
    FROM_DAY_MISSING,
    LANGUAGE_MISSING,
    NAME,
    NEW_ADDRESS,
    NEW_ADDRESS_MISSING,
    REASON,
    REASON_MISSING,
    WHY_NOT,
)
from app.councils.service.appointments import Placing
from app.councils.service.invitees import Invitee
from app.councils.words import EMAIL, FROM_DAY, LAST_DAY, LAST_DAY_MISSING, MAIL_LANGUAGE, PERSON_NAME_MISSING
from app.labels import choices
from app.models.people import Locale
from app.web.date_field import Day
from app.web.fields import Address, Line, Pick, Prose, Tick, Upload
from app.web.forms import Form, GuardedForm

MOST_SUBSTITUTES = 5


class PersonFields(Form):
    """Who it is: a name, and an address if there is one."""

    name = Line(NAME, missing=PERSON_NAME_MISSING, autocomplete="off")
    email = Address(
        EMAIL,
        required=False,
        autocomplete="off",
        hint=_l("Vi sender en invitasjon hit. Uten e-post får sekretæren brev å skrive ut i stedet."),
    )
    locale = Pick(MAIL_LANGUAGE, Locale, lambda: choices([Locale.NB, Locale.NN]), missing=LANGUAGE_MISSING)

    def invitee(self) -> Invitee:
        return Invitee(name=self.name.data, email=self.email.data, locale=self.locale.data)


class AppointForm(PersonFields):
    """Somebody on a seat."""

    rank = SelectField(_l("Fast eller vara"), coerce=int)
    start = Day(FROM_DAY, missing=FROM_DAY_MISSING)
    end = Day(_l("Til"), required=False, hint=_l("La det stå tomt når det ikke er noen sluttdato."))
    name_public = Tick(
        _l("Personen har samtykket på papir til at navnet vises for alle"),
        hint=_l("Bare for den som ikke har e-post. Alle andre svarer selv ja eller nei under Min konto."),
    )

    def placing(self, nomination_id: int | None) -> Placing:
        return Placing(
            self.invitee(),
            rank=self.rank.data,
            start=self.start.data or clock.today(),
            end=self.end.data,
            name_public=self.name_public.data,
            nomination_id=nomination_id,
        )

    def offer_ranks(self) -> None:
        ranks = [(n, _l("Vara %(n)d", n=n)) for n in range(1, MOST_SUBSTITUTES + 1)]
        self.rank.choices = [(0, _l("Fast medlem")), *ranks]


class NominateForm(GuardedForm):
    """Whom an organisation wants on its seat."""

    name = Line(
        _l("Hvem foreslår dere?"),
        missing=_l("Skriv hvem dere foreslår."),
        autocomplete="off",
        hint=_l("Spør personen først."),
    )
    email = Address(
        _l("E-posten til den dere foreslår"),
        required=False,
        autocomplete="off",
        hint=_l("Brukes til invitasjonen hvis personen blir oppnevnt. Den slettes når forslaget er avgjort."),
    )
    start = Day(_l("Fra når?"), missing=FROM_DAY_MISSING)
    reason = Prose(
        _l("Hvorfor passer personen?"),
        required=False,
        guarded=True,
        longest=1000,
        hint=_l("Bare det utvalget trenger å vite. Ikke skriv om helse."),
    )


class DeclineForm(GuardedForm):
    """Why not."""

    reason = Prose(
        _l("Hvorfor ikke nå?"),
        missing=REASON_MISSING,
        guarded=True,
        longest=1000,
        hint=_l("Organisasjonen får lese dette. Ikke skriv om personen."),
    )


class EndForm(GuardedForm):
    """The last day, and why."""

    on = Day(LAST_DAY, missing=LAST_DAY_MISSING)
    reason = Line(
        REASON,
        required=False,
        guarded=True,
        hint=_l("Bare det utvalget trenger å vite, for eksempel «Ny oppnevning». Ikke skriv om helse."),
    )


class RefuseForm(GuardedForm):
    """No to a proposal, and why."""

    reason = Prose(
        WHY_NOT,
        missing=REASON_MISSING,
        guarded=True,
        longest=1000,
        hint=_l("Den som foreslo det, får lese dette. Ikke skriv om personen."),
    )


class AddressForm(Form):
    """Another address for somebody whom mail does not reach."""

    email = Address(
        NEW_ADDRESS,
        missing=NEW_ADDRESS_MISSING,
        autocomplete="off",
        hint=_l("Spør personen hvilken adresse som virker."),
    )


class FactsForm(Form):
    """Training, and the name on the public page."""

    name_public = Tick(_l("Navnet vises på utvalgets offentlige side"))
    module_1 = Day(_l("Opplæring, modul 1"), required=False)
    module_2 = Day(_l("Opplæring, modul 2"), required=False)


class MembersForm(Form):
    """A file of members."""

    file = Upload(
        _l("Fil med medlemmer (Excel eller CSV)"),
        hint=_l("Kolonner: navn, e-post, organisasjon, side, rolle, fra, til."),
        render_kw={"accept": ".xlsx,.csv,.txt"},
    )
    text = HiddenField()  # the file once more, when what it does has been seen
    seen = HiddenField()  # what it was seen to do

    def content(self) -> bytes:
        return bytes(self.file.data.read()) if self.file.data else b""

    def require_seen(self, fingerprint: str) -> None:
        """Raises Invalid when it would do something else by now: a seat filled, a name registered, another day."""
        if self.seen.data and self.seen.data != fingerprint:
            raise Invalid(_("Noe er endret siden du så over filen. Se over én gang til."))
