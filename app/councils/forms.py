"""The shape of what is written about councils: settings, seats, people, roles, files of members."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, ValidationError

from app.core import clock
from app.core.errors import Invalid
from app.core.roles import CouncilRoleKind, OfficeRoleKind, Side
from app.core.text import by_name, fold
from app.core.words import MUNICIPALITY, NAME, NEW_ADDRESS, TITLE, WHY_NOT
from app.councils.appointing import Placing
from app.councils.contact import is_phone
from app.councils.invitees import Invitee
from app.councils.settings import Settings
from app.councils.words import PHONE_MALFORMED
from app.files.forms import AttachmentFields
from app.models.councils import Council, CouncilKind, CouncilLevel, Intake, LedBy, Profile
from app.models.people import Locale
from app.web.fields import Address, Day, Line, Number, Pick, PickRadio, PickRow, PickRows, Prose, Tick, Upload
from app.web.forms import Form, GuardedForm
from app.web.words import choices

MOST_SUBSTITUTES = 5


class SettingsForm(GuardedForm):
    """The questions of the first page, and behind a fold everything else."""

    meetings_per_year = Number(_l("Hvor mange møter har utvalget i året?"), least=1, most=24)
    led_by = PickRadio(_l("Hvem leder utvalget?"), LedBy, lambda: choices(LedBy))
    intake = PickRadio(
        _l("Hvor går et nytt innspill?"),
        Intake,
        lambda: choices(Intake),
        hint=_l("Rett til kontoret gir raskest svar. Først til utvalget passer når utvalget vil samle og prioritere."),
    )
    answer_days = Number(
        _l("Hvor mange arbeidsdager har kontoret på seg til å svare?"), least=5, most=60, hint=_l("Vanlig er 20.")
    )
    contact_email = Address(
        _l("E-post til utvalget"),
        required=False,
        autocomplete="off",
        hint=_l("Vises for alle, og svar på e-post fra Medvirk går dit. Bruk en felles adresse, aldri en privat."),
    )
    contact_phone = Line(
        _l("Telefon til utvalget"),
        required=False,
        longest=20,
        hint=_l("Vises for alle. Skriv e-post, telefon eller begge. Bruk et felles nummer, aldri et privat."),
    )
    name = Line(_l("Navn på utvalget"), required=False, guarded=True)
    contact = Prose(
        _l("Mer om hvordan folk når utvalget"),
        required=False,
        guarded=True,
        longest=1000,
        hint=_l("Vises for alle. Bruk kontorets felles telefon eller e-post, aldri en privat adresse."),
    )
    mandate = Prose(_l("Mandat"), required=False, guarded=True, longest=5000)
    kind = Pick(_l("Hva slags utvalg er det?"), CouncilKind, lambda: choices(CouncilKind))
    language = Pick(_l("Utvalgets språk"), Locale, lambda: choices([Locale.NB, Locale.NN]))
    profile = Pick(
        _l("Hvor mye møteregler vil utvalget ha?"),
        Profile,
        lambda: choices(Profile),
        hint=_l(
            "Bestemmer fristene under. Med forretningsorden gir utvalget 30 dager i stedet for 20 til det som avgjøres "
            "i møte. Endrer du en av dem, blir det «Eget»."
        ),
    )
    parent = PickRow(_l("Utvalget over dette"), required=False, empty=_l("Ikke noe"))
    clarification_days = Number(_l("Arbeidsdager utvalget har når kontoret spør tilbake"), least=3, most=60)
    confirmation_days = Number(_l("Arbeidsdager utvalget har til å si om det hjalp"), least=5, most=120)
    statement_days = Number(_l("Arbeidsdager utvalget har til å uttale seg"), least=5, most=120)
    raise_reply_days = Number(_l("Arbeidsdager utvalget over har til å svare på en løftet sak"), least=5, most=120)
    july_pause = Tick(_l("Juli teller ikke i fristene"))

    def settings(self) -> Settings:
        return Settings(
            meetings_per_year=self.meetings_per_year.number,
            led_by=self.led_by.data,
            intake=self.intake.data,
            answer_days=self.answer_days.number,
            profile=self.profile.data,
            kind=self.kind.data,
            language=self.language.data,
            clarification_days=self.clarification_days.number,
            confirmation_days=self.confirmation_days.number,
            statement_days=self.statement_days.number,
            raise_reply_days=self.raise_reply_days.number,
            july_pause=self.july_pause.data,
            parent_id=self.parent.data,
            contact=self.contact.data or None,
            contact_email=self.contact_email.data or None,
            contact_phone=self.contact_phone.data or None,
        )

    def validate_contact_phone(self, field: Line) -> None:
        """Said in the same round as what else is wrong."""
        if field.data and not is_phone(field.data):
            raise ValidationError(str(PHONE_MALFORMED))

    @property
    def folded_errors(self) -> bool:
        """Is there an error among the fields behind the fold? Then it stands open."""
        first = ("offices", "meetings_per_year", "led_by", "intake", "answer_days", "contact_email", "contact_phone")
        return any(name not in first for name in self.errors)


class SetUpForm(SettingsForm):
    """Setting up a council in minutes."""

    offices = PickRows(
        _l("Hvilke kontor gjelder utvalget?"), required=False, hint=_l("✓ betyr at kontoret har et utvalg fra før.")
    )
    region = PickRow(
        _l("Gjelder utvalget en hel Nav-region?"),
        required=False,
        empty=_l("Nei, det gjelder kontor"),
        hint=_l("Velg regionen her, og la kontorene stå tomme."),
    )
    wide = Pick(
        _l("Er det et sentralt utvalg, eller for en spesialenhet?"),
        CouncilLevel,
        lambda: choices([CouncilLevel.CENTRAL, CouncilLevel.SPECIAL]),
        required=False,
        empty=_l("Nei, det gjelder kontor eller region"),
        hint=_l("Skriv navnet på utvalget over. Et sentralt utvalg har ikke egne kontor."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A new council says how people reach it; one that stands already is asked on Min side."""
        valid = super().validate(extra_validators)
        if self.contact_email.data or self.contact_phone.data:
            return valid
        self.contact_email.errors = [_("Skriv en e-postadresse eller et telefonnummer til utvalget.")]
        return False


class SeatForm(GuardedForm):
    """A new seat."""

    organisation = SelectField(_l("Organisasjon"), default="")
    other_organisation = Line(
        _l("Organisasjonen står ikke i listen"), required=False, guarded=True, hint=_l("Skriv hele navnet.")
    )
    title = Line(
        _l("Plass uten organisasjon"),
        required=False,
        guarded=True,
        hint=_l("For eksempel «Tønsberg kommune» eller «Ansattes representant»."),
    )
    side = PickRadio(_l("Hvem sitter plassen for?"), Side, lambda: choices(Side))
    voting = Tick(_l("Plassen har stemme"), default=True)

    def offer(self, names: Iterable[str], suggested: Iterable[str]) -> None:
        """Confirmed and suggested ones in one alphabet; a suggestion that is confirmed by now stands once."""
        ordered = by_name({fold(name): name for name in (*suggested, *names)}.values(), str)
        self.organisation.choices = [("", _l("Velg organisasjon")), *((name, name) for name in ordered)]


class PersonFields(Form):
    """Who it is: a name, and an address if there is one."""

    name = Line(NAME, autocomplete="off")
    email = Address(
        _l("E-post"),
        required=False,
        autocomplete="off",
        hint=_l("Vi sender en invitasjon hit. Uten e-post får sekretæren brev å skrive ut i stedet."),
    )
    locale = Pick(_l("Språk i e-post og brev"), Locale, lambda: choices([Locale.NB, Locale.NN]))

    def invitee(self) -> Invitee:
        return Invitee(name=self.name.data, email=self.email.data, locale=self.locale.data)


class AppointForm(PersonFields):
    """Somebody on a seat."""

    rank = SelectField(_l("Fast eller vara"), coerce=int)
    start = Day(_l("Fra"))
    end = Day(_l("Til"), required=False, hint=_l("Tomt betyr at det gjelder til noen avslutter det."))
    name_public = Tick(
        _l("Personen har sagt ja på papir til at navnet vises for alle"),
        hint=_l("Bare for den som ikke har e-post. Alle andre sier selv ja eller nei under Min konto."),
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

    name = Line(_l("Hvem foreslår dere?"), autocomplete="off", hint=_l("Spør personen først."))
    email = Address(
        _l("E-posten til den dere foreslår"),
        required=False,
        autocomplete="off",
        hint=_l("Brukes til invitasjonen hvis personen blir oppnevnt. Den slettes når forslaget er avgjort."),
    )
    start = Day(_l("Fra når?"))
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
        guarded=True,
        longest=1000,
        hint=_l("Organisasjonen leser dette. Skriv om plassen, ikke om personen."),
    )


class EndForm(GuardedForm):
    """The last day, and why."""

    on = Day(_l("Siste dag"))
    reason = Line(
        _l("Grunn"),
        required=False,
        guarded=True,
        hint=_l("Bare det utvalget trenger å vite, for eksempel «Ny oppnevning». Ikke skriv om helse."),
    )


class RefuseForm(GuardedForm):
    """No to a proposal, and why."""

    reason = Prose(
        WHY_NOT,
        guarded=True,
        longest=1000,
        hint=_l("Den som foreslo det, leser dette. Skriv om plassen eller rollen, ikke om personen."),
    )


class PaperFields(AttachmentFields):
    """A signed paper: it must come along."""

    needs_file = True

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        is_whole = super().validate(extra_validators)
        if self.needs_file and self.file is None and not self.attachment.errors:
            self.attachment.errors = [_("Legg ved papiret, skannet eller som bilde.")]
            return False
        return is_whole

    def need_no_file(self) -> None:
        self.needs_file = False


class SlipForm(PaperFields):
    """A yes on paper."""

    signers = PickRows(_l("Hvem har skrevet under?"))
    signed_on = Day(_l("Datoen på papiret"))


class LetterForm(PaperFields):
    """An organisation's letter of appointment, or a person's consent."""

    sender = Line(_l("Hvem er brevet fra?"), guarded=True, hint=_l("Organisasjonen, eller personen selv."))
    signed_on = Day(_l("Datoen på brevet"))


class ResignForm(Form):
    """One's own last day."""

    on = Day(_l("Siste dag"))


class AddressForm(Form):
    """Another address for somebody whom mail does not reach."""

    email = Address(NEW_ADDRESS, autocomplete="off", hint=_l("Spør personen hvilken adresse som virker."))


class DeathForm(Form):
    """One press: nothing more is asked."""


class PaperResignationForm(PaperFields):
    """A letter in which somebody resigns."""

    on = Day(_l("Siste dag"))
    signed_on = Day(_l("Datoen på brevet"))


class FactsForm(Form):
    """Training, and the name on the public page."""

    name_public = Tick(_l("Navnet vises på utvalgets offentlige side"))
    module_1 = Day(_l("Opplæring, modul 1"), required=False)
    module_2 = Day(_l("Opplæring, modul 2"), required=False)


class RoleForm(Form):
    """A role in the council, handed over on a day."""

    kind = PickRadio(_l("Rolle"), CouncilRoleKind, lambda: choices(CouncilRoleKind))
    person = PickRow(_l("Hvem?"), required=False, empty=_l("En annen person (skriv under)"))
    name = Line(NAME, required=False, autocomplete="off")
    email = Address(_l("E-post"), required=False, autocomplete="off")
    locale = Pick(_l("Språk i e-post og brev"), Locale, lambda: choices([Locale.NB, Locale.NN]))
    side = PickRadio(
        _l("Hvem er personen der for?"),
        Side,
        lambda: choices(Side),
        hint=_l("Den som sitter i utvalget, er der for dem plassen er for. For alle andre gjelder det du velger her."),
    )
    start = Day(_l("Fra"), hint=_l("Den som har rollen nå, går ut dagen før."))

    def invitee(self) -> Invitee:
        return Invitee(name=self.name.data, email=self.email.data, locale=self.locale.data, person_id=self.person.data)


class OfficeRoleForm(PersonFields):
    """Somebody who answers for an office, or drafts."""

    kind = PickRadio(_l("Rolle"), OfficeRoleKind, lambda: choices(OfficeRoleKind))
    municipality = PickRow(MUNICIPALITY, required=False, empty=_l("Gjelder ikke"), hint=_l("Bare for kommunedirektør."))
    title = Line(TITLE, required=False, hint=_l("Slik den skal stå på svar, for eksempel «Nav-leder»."))
    start = Day(_l("Fra"))

    def offer_kinds(self, kinds: Sequence[OfficeRoleKind]) -> None:
        self.kind.words = choices(kinds)


class PhoneForm(Form):
    phone = Line(
        _l("Vakttelefon"),
        longest=20,
        required=False,
        hint=_l("Nummeret folk ringer når det ikke kan vente. La det stå tomt hvis kontoret ikke har noe."),
    )


class EndCouncilForm(Form):
    """Who takes over, and when."""

    on = Day(_l("Siste dag"), hint=_l("Utvalget arbeider som før til og med denne dagen."))
    heir = PickRow(
        _l("Hvilket utvalg tar over?"),
        empty=_l("Velg utvalg"),
        hint=_l("Åpne innspill og det utvalget skylder svar på, flyttes dit."),
    )
    seen = HiddenField()  # what follows has been shown


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


def fill(form: SettingsForm, council: Council) -> None:
    """Show what a council has now."""
    for name in (
        "meetings_per_year", "led_by", "intake", "answer_days", "name", "contact",
        "contact_email", "contact_phone", "kind", "language", "profile",
        "clarification_days", "confirmation_days", "statement_days", "raise_reply_days", "july_pause",
    ):  # fmt: skip
        form[name].process_data(getattr(council, name))
    form.parent.process_data(council.parent_id)
    form.mandate.process_data(council.mandates[0].text if council.mandates else "")
