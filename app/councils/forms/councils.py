"""What is typed when a council is set up, changed or ended, and when a seat is made."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, ValidationError

from app.core.roles import Side
from app.core.text import by_name, fold
from app.core.words import CLARIFICATION_DAYS, CONFIRMATION_DAYS, JULY_PAUSE, RAISE_REPLY_DAYS, STATEMENT_DAYS
from app.councils.service.contact import is_phone
from app.councils.service.settings import Settings
from app.councils.words import LAST_DAY, LAST_DAY_MISSING, PHONE_MALFORMED
from app.labels import choices
from app.models.councils import Council, CouncilKind, CouncilLevel, Intake, LedBy, Profile
from app.models.people import Locale
from app.web.date_field import Day
from app.web.fields import Address, Line, Number, Pick, PickRadio, PickRow, PickRows, Prose, Tick
from app.web.forms import Form, GuardedForm


class SettingsForm(GuardedForm):
    """The questions of the first page, and behind a fold everything else."""

    meetings_per_year = Number(_l("Hvor mange møter har utvalget i året?"), least=1, most=24)
    led_by = PickRadio(
        _l("Hvem leder utvalget?"), LedBy, lambda: choices(LedBy), missing=_l("Velg hvem som leder utvalget.")
    )
    intake = PickRadio(
        _l("Hvor går et nytt innspill?"),
        Intake,
        lambda: choices(Intake),
        hint=_l("Rett til kontoret gir raskest svar. Først til utvalget passer når utvalget vil samle og prioritere."),
        missing=_l("Velg hvor et nytt innspill går."),
    )
    answer_days = Number(
        _l("Hvor mange arbeidsdager har kontoret til å svare?"), least=5, most=60, hint=_l("Vanlig er 20.")
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
    kind = Pick(
        _l("Hva slags utvalg er det?"),
        CouncilKind,
        lambda: choices(CouncilKind),
        missing=_l("Velg hva slags utvalg det er."),
    )
    language = Pick(
        _l("Utvalgets språk"), Locale, lambda: choices([Locale.NB, Locale.NN]), missing=_l("Velg utvalgets språk.")
    )
    profile = Pick(
        _l("Hvor mye møteregler vil utvalget ha?"),
        Profile,
        lambda: choices(Profile),
        hint=_l(
            "Valget bestemmer fristene under. Med forretningsorden får utvalget 30 dager i stedet for 20 "
            "til det som avgjøres i møte. Endrer du en frist, blir valget «Eget»."
        ),
        missing=_l("Velg hvor mye møteregler utvalget vil ha."),
    )
    parent = PickRow(_l("Utvalg dere kan sende saker videre til"), required=False, empty=_l("Ikke noe"))
    clarification_days = Number(CLARIFICATION_DAYS, least=3, most=60)
    confirmation_days = Number(CONFIRMATION_DAYS, least=5, most=120)
    statement_days = Number(STATEMENT_DAYS, least=5, most=120)
    raise_reply_days = Number(RAISE_REPLY_DAYS, least=5, most=120)
    july_pause = Tick(JULY_PAUSE)

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
        _l("Hvilke kontorer gjelder utvalget?"), required=False, hint=_l("✓ betyr at kontoret har et utvalg fra før.")
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
        hint=_l("Skriv navnet på utvalget. Et sentralt utvalg har ikke egne kontorer."),
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
        _l("Organisasjonen står ikke i lista"), required=False, guarded=True, hint=_l("Skriv hele navnet.")
    )
    title = Line(
        _l("Plass uten organisasjon"),
        required=False,
        guarded=True,
        hint=_l("For eksempel «Tønsberg kommune» eller «Ansattes representant»."),
    )
    side = PickRadio(_l("Hvem er plassen for?"), Side, lambda: choices(Side), missing=_l("Velg hvem plassen er for."))
    voting = Tick(_l("Plassen har stemmerett"), default=True)

    def offer(self, names: Iterable[str], suggested: Iterable[str]) -> None:
        """Confirmed and suggested ones in one alphabet; a suggestion that is confirmed by now stands once."""
        ordered = by_name({fold(name): name for name in (*suggested, *names)}.values(), str)
        self.organisation.choices = [("", _l("Velg organisasjon")), *((name, name) for name in ordered)]


class EndCouncilForm(Form):
    """Who takes over, and when."""

    on = Day(LAST_DAY, hint=_l("Utvalget arbeider som før til og med denne dagen."), missing=LAST_DAY_MISSING)
    heir = PickRow(
        _l("Hvilket utvalg tar over?"),
        empty=_l("Velg utvalg"),
        hint=_l("Innspill som ikke er avsluttet, og svar utvalget skal gi, flyttes dit."),
        missing=_l("Velg hvilket utvalg som tar over."),
    )
    seen = HiddenField()  # what follows has been shown


def fill_settings(form: SettingsForm, council: Council) -> None:
    """Show what a council has now."""
    for name in (
        "meetings_per_year", "led_by", "intake", "answer_days", "name", "contact",
        "contact_email", "contact_phone", "kind", "language", "profile",
        "clarification_days", "confirmation_days", "statement_days", "raise_reply_days", "july_pause",
    ):  # fmt: skip
        form[name].process_data(getattr(council, name))
    form.parent.process_data(council.parent_id)
    form.mandate.process_data(council.mandates[0].text if council.mandates else "")
