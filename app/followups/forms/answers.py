"""The forms of the office's answer: the answer itself, what it promises, a corrected version."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import Optional

from app.core.errors import Invalid
from app.core.text import whole_number
from app.files.forms import AttachmentFields
from app.followups.service.answers import Promise
from app.followups.service.owners import Owner
from app.followups.service.send_on import UNIT_MISSING
from app.followups.words.phrases import ANSWER_MISSING, DONE_BY, PROMISE_DATE_MISSING
from app.labels import choices
from app.models.states import AnswerLabel, Stance
from app.web.date_field import Day
from app.web.fields import Line, PickRadio, Prose, Tick
from app.web.forms import GuardedForm

GIVEN = (Stance.FOLLOWS_UP, Stance.PARTLY, Stance.DOES_NOT)  # the stances of a whole answer
OF_OWNERS = (*GIVEN, Stance.SENT_ON, Stance.ASKS_BACK)
OUTSIDE = "outside"  # in place of an owner: a unit that is not in Medvirk, one of these or another
UNITS = (
    _l("Nav kontaktsenter"),
    _l("Nav arbeid og ytelser (NAY)"),
    _l("Nav hjelpemiddelsentral"),
    _l("Arbeids- og velferdsdirektoratet"),
    _l("Statsforvalteren"),
)
PROMISES = (Stance.FOLLOWS_UP, Stance.PARTLY)  # the answers that ask who does what by when
FIELDS_OF = {
    PROMISES: ("promise_what", "promise_who", "promise_due", "promise_date_by"),
    GIVEN: ("label", "from_unit"),
    (Stance.SENT_ON,): ("to", "unit"),
}
KINDS_OF_OWNER = ("office", "municipality", "region")


class PromiseFields:
    """Who does what by when; without a date, by when a date will come."""

    promise_what = Line(_l("Hva skal gjøres?"), required=False, longest=300, guarded=True)
    promise_who = Line(
        _l("Hvem gjør det?"),
        required=False,
        guarded=True,
        hint=_l("En rolle, som «leder i mottaket»."),
    )
    promise_due = Day(DONE_BY, required=False)
    promise_date_by = Day(
        _l("Vet dere ikke datoen? Når kan dere si den?"),
        required=False,
        hint=_l("Fyll ut denne bare når du ikke kan sette en dato nå."),
    )


class PromiseForm(PromiseFields, GuardedForm):
    """What is promised; what is missing is asked for."""

    @property
    def is_begun(self) -> bool:
        return bool(
            self.promise_what.data or self.promise_who.data or self.promise_due.data or self.promise_date_by.data
        )

    def promise(self) -> Promise | None:
        """The promise, when it is whole; what is missing is said beside its field."""
        if not self.is_begun:
            return None
        return Promise(
            what=self.promise_what.data,
            who=self.promise_who.data,
            due=self.promise_due.data,
            date_by=self.promise_date_by.data,
        )

    @property
    def has_faulty_promise(self) -> bool:
        return any(
            field.errors for field in (self.promise_what, self.promise_who, self.promise_due, self.promise_date_by)
        )

    def asks_for_more(self) -> bool:
        """A promise that lacks its what, its who or its date."""
        asked = (
            (self.promise_what, self.promise_what.data, _("Skriv hva som skal gjøres.")),
            (self.promise_who, self.promise_who.data, _("Skriv hvem som gjør det.")),
            (self.promise_due, self.promise_due.data or self.promise_date_by.data, str(PROMISE_DATE_MISSING)),
        )
        for field, given, missing in asked:
            if not given:
                field.errors = [*field.errors, missing]
        return bool(self.promise_what.errors or self.promise_who.errors or self.promise_due.errors)


class ActionForm(PromiseForm):
    """One action more, on a page of its own: nothing of it may be missing."""

    def validate(self, extra_validators: Any = None) -> bool:
        return super().validate(extra_validators) and not self.asks_for_more()

    def whole_promise(self) -> Promise:
        """The promise of a form that is ready. Raises ValueError when it is not."""
        promised = self.promise()
        if promised is None:
            raise ValueError("The form is not ready")
        return promised


class AnswerForm(AttachmentFields, PromiseForm):
    """Svaret: one press says yes, partly, no, sends on or asks back. Each has its own fields (`FIELDS_OF`)."""

    stance = PickRadio(_l("Hva svarer dere?"), Stance, lambda: choices(OF_OWNERS), missing=_l("Velg hva dere svarer."))
    text = Prose(
        _l("Svar til utvalget"),
        longest=10_000,
        guarded=True,
        hint=_l("Er svaret nei, skriver du begrunnelsen her."),
        missing=ANSWER_MISSING,
    )
    label = PickRadio(_l("Hvem gjelder svaret?"), AnswerLabel, lambda: choices(AnswerLabel), required=False)
    to = SelectField(_l("Hvem sender dere det til?"), [Optional()], choices=[], validate_choice=False)
    unit = Line(
        _l("Navnet på enheten"),
        required=False,
        guarded=True,
        hint=_l("Fyll ut når enheten ikke står i lista over."),
    )
    from_unit = Tick(_l("Dette er svaret fra enheten vi sendte det til. Vi skriver det ned her."))
    draft = HiddenField()
    seen_same = HiddenField()
    without_promise = HiddenField()  # "1" from its button; "kept" when the page came back for another reason
    speaks_for_two = True  # does the owner have both a state and a municipal part?

    @property
    def not_asked(self) -> Collection[str]:
        """What goes with other answers than the one that is chosen."""
        return {name for stances, names in FIELDS_OF.items() if self.stance.data not in stances for name in names}

    @property
    def goes_outside(self) -> bool:
        return str(self.to.data or "").startswith(OUTSIDE)

    @property
    def unit_name(self) -> str:
        """The unit outside Medvirk: one of the list, or the one that was written."""
        return dict(self.units).get(str(self.to.data), "") or self.unit.data

    @property
    def lacks_promise(self) -> bool:
        """A yes without a promise, from somebody who has not said that there is none."""
        if self.is_begun or self.has_faulty_promise:
            return False
        return self.stance.data in PROMISES and not self.without_promise.data

    def validate(self, extra_validators: Any = None) -> bool:
        """What a stance asks for beyond the text: all of it at once."""
        super().validate(extra_validators)
        stance = self.stance.data
        if stance in GIVEN and self.speaks_for_two and not self.label.data:
            self.reject(Invalid(_("Velg hvem svaret gjelder."), field="label"))
        if stance is Stance.SENT_ON and self.goes_outside and not self.unit_name:
            self.reject(Invalid(str(UNIT_MISSING), field="unit"))
        elif stance is Stance.SENT_ON and not self.goes_outside and self.owner() is None:
            self.reject(Invalid(_("Velg hvem dere sender det til."), field="to"))
        elif stance in PROMISES and self.is_begun and self.without_promise.data == "1":
            begun = _("Du har begynt på et tiltak. Tøm feltene, eller trykk «Send svaret».")
            self.reject(Invalid(begun, field="promise_what"))
        elif stance in PROMISES and self.is_begun:
            self.asks_for_more()
        return not self.errors

    def owner(self) -> Owner | None:
        """Whom it is sent on to; none when nobody was chosen."""
        kind, _dash, row_id = str(self.to.data or "").partition("-")
        key = whole_number(row_id)
        if kind not in KINDS_OF_OWNER or key is None:
            return None
        if str(self.to.data) not in {value for value, _label in self.offered}:
            return None
        if kind == "office":
            return Owner(office_id=key)
        return Owner(municipality_id=key) if kind == "municipality" else Owner(nav_region_id=key)

    def offer(self, owners: Iterable[tuple[str, str]]) -> None:
        """The units outside Medvirk that offices send most to, another one, and those in Medvirk."""
        self.offered = list(owners)
        self.units = [(f"{OUTSIDE}-{number}", str(name)) for number, name in enumerate(UNITS)]
        outside = [(value, _("%(unit)s (utenfor Medvirk)", unit=name)) for value, name in self.units]
        other = (OUTSIDE, _("En annen enhet utenfor Medvirk"))
        self.to.choices = [("", _("Velg hvem")), *outside, other, *self.offered]


class CorrectForm(GuardedForm):
    """A new version of an answer."""

    text = Prose(_l("Svar til utvalget"), missing=ANSWER_MISSING, longest=10_000, guarded=True)
    note = Line(_l("Hva er rettet?"), guarded=True, missing=_l("Skriv kort hva som er rettet."))
