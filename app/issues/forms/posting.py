"""The words of an issue: posted, registered for somebody, asked by an office, edited; and the support of another's."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired

from app.core.language_detection import written_in
from app.core.text import squash
from app.core.words import (
    BOKMAAL,
    CHOOSE_THEME,
    ENGLISH,
    NYNORSK,
    THEME,
    THEME_MISSING,
)
from app.files.forms import AttachmentFields
from app.issues.queries.issues import Place
from app.issues.service.posting import AskedDays, Text, refusals_of_days
from app.issues.service.supports import LONGEST_EXAMPLE
from app.issues.words.phrases import (
    BODY_MISSING,
    CHANGE_DAY_MISSING,
    CONSENT_MISSING,
    SOURCE_MISSING,
    TITLE_MISSING,
    WHAT_SHOULD_CHANGE,
    WHOM_IT_AFFECTS,
)
from app.labels import choices, word
from app.models.issue_enums import Channel, IssueKind, OfficeAsk
from app.models.issues import Issue
from app.models.people import Draft
from app.models.themes import Theme
from app.web.actor import current_actor
from app.web.date_field import Day
from app.web.fields import Line, Pick, PickRadio, PickRow, Prose, Tick
from app.web.forms import GuardedForm, said_in

LANGUAGES = (
    ("", _l("Som teksten er skrevet")),
    ("nb", BOKMAAL),
    ("nn", NYNORSK),
    ("se", _l("Samisk")),
    ("en", ENGLISH),
)
WRITES_ISSUES = ("issues.post", "issues.register", "issues.ask", "issues.announce")
LONGEST_KEY = 64  # as the column is
ONE_CASE = _l(
    "Skriv «mange venter i to uker», ikke «Kari ventet i to uker». Ta ikke med navn, "
    "telefonnummer eller én persons sak."
)


class PickPlace(SelectField):
    """A council and an office, or a seat and an office: what the view offers, told apart by a text such as "3-17"."""

    def __init__(self, label: Any, *, missing: Any, **options: Any) -> None:
        super().__init__(label, [DataRequired(missing)], choices=[], **options)

    def offer(self, rows: Sequence[tuple[str, str]]) -> None:
        self.choices = list(rows)
        if len(rows) == 1 and not self.raw_data:
            self.data = rows[0][0]

    @property
    def is_choice(self) -> bool:
        """Is there anything to choose? One place is simply the place."""
        return len(self.choices or ()) > 1

    @property
    def ids(self) -> tuple[int, int | None]:
        first, _dash, second = str(self.data).partition("-")
        return int(first), int(second) if second else None


class TextForm(AttachmentFields):
    """The words of an issue: three that must be there, and what may be said more, with a file if there is one."""

    place = PickPlace(_l("Hvilket kontor gjelder det?"), missing=_l("Velg hvilket kontor det gjelder."))
    body = Prose(_l("Hva skjer?"), longest=4000, guarded=True, hint=ONE_CASE, missing=BODY_MISSING)
    title = Line(_l("Kort tittel"), longest=120, guarded=True, missing=TITLE_MISSING)
    theme = Pick(THEME, Theme, lambda: choices(Theme), empty=CHOOSE_THEME, missing=THEME_MISSING)
    affected = Prose(WHOM_IT_AFFECTS, longest=1000, required=False, guarded=True)
    language = SelectField(_l("Språket i teksten"), choices=[], default="")
    form_key = HiddenField()

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.sent_before: Issue | None = None  # the issue that this form has posted already, with other words
        self.language.choices = [(code, str(name)) for code, name in LANGUAGES]
        if len(self.form_key.data or "") > LONGEST_KEY:  # not one of ours
            self.form_key.data = ""

    def offer_places(self, places: Sequence[Place]) -> None:
        one_council = len({place.council_id for place in places}) == 1
        self.places = {place.value: place for place in places}
        self.place.offer(
            [(place.value, place.office if one_council else f"{place.office} – {place.council}") for place in places]
        )

    @property
    def chosen(self) -> Place | None:
        return self.places.get(str(self.place.data))

    def _written_in(self) -> str:
        """Nobody need choose: the text tells, else the writer's own language."""
        written = " ".join(said_in(self[name]) for name in ("title", "body", "affected", "wanted") if name in self)
        return written_in(written) or current_actor().locale

    def text(self) -> Text:
        return Text(
            title=squash(self.title.data),
            body=self.body.data,
            theme=self.theme.data,
            kind=IssueKind.QUESTION,
            affected=self.affected.data or None,
            language=self.language.data or self._written_in(),
        )


class RaisedForm(TextForm):
    """What a council raises, whoever writes it down."""

    wanted = Prose(WHAT_SHOULD_CHANGE, longest=2000, required=False, guarded=True)
    kind = PickRadio(
        _l("Hva slags innspill er det?"),
        IssueKind,
        lambda: choices(IssueKind),
        default=IssueKind.PROBLEM,
        missing=_l("Velg hva slags innspill det er."),
    )

    def text(self) -> Text:
        return replace(super().text(), kind=self.kind.data or IssueKind.PROBLEM, wanted=self.wanted.data or None)


class PostForm(RaisedForm):
    """Nytt innspill."""

    show_to_organisation = Tick(_l("Vis innspillet for min organisasjon"))
    ask_reading = Tick(
        _l("Be noen i utvalget lese gjennom først"), hint=_l("Innspillet venter hos utvalgslederen til det er lest.")
    )


class RegisterForm(RaisedForm):
    """Post for somebody who phoned, wrote a letter or spoke in a meeting."""

    channel = PickRadio(
        _l("Hvordan kom innspillet?"),
        Channel,
        lambda: [(one, word(one)) for one in (Channel.PHONE, Channel.PAPER, Channel.MEETING, Channel.WRITTEN)],
        missing=_l("Velg hvordan innspillet kom."),
    )
    on_behalf_of = Line(
        _l("Hvem kommer det fra?"),
        guarded=True,
        hint=_l("Med vanlige ord, uten navn: «en pårørende», «en som bruker mottaket»."),
        missing=SOURCE_MISSING,
    )
    seat = PickRow(_l("Er det en representant i utvalget?"), required=False, empty=_l("Nei, noen utenfor utvalget"))
    consent = Tick(_l("Den som ga innspillet, har samtykket"), required=CONSENT_MISSING)


class OfficeAskForm(TextForm):
    """What an office writes to its council: what it is about, when it decides, when it needs the answer, and papers."""

    ask: OfficeAsk
    decide_on = Day(_l("Når bestemmer dere?"), missing=_l("Skriv når dere bestemmer."))
    answer_by = Day(
        _l("Når trenger dere svar fra utvalget?"),
        hint=_l("Utvalget må få tid til å snakke sammen. 20 arbeidsdager er vanlig."),
        missing=_l("Skriv når dere trenger svar."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """The days are asked for before the page that looks it over, together with what else is missing."""
        super().validate(extra_validators)
        for reject in refusals_of_days(self.ask, self.days()):
            if not self[str(reject.field)].errors:
                self.reject(reject)
        return not self.errors

    def days(self) -> AskedDays:
        return AskedDays(decide_on=self.decide_on.data, answer_by=self.answer_by.data)


class AskForm(OfficeAskForm):
    """Spør utvalget."""

    ask = OfficeAsk.QUESTION
    title = Line(_l("Hva spør dere om? Kort"), longest=120, guarded=True, missing=TITLE_MISSING)
    body = Prose(
        _l("Hva trenger dere råd om?"),
        longest=4000,
        guarded=True,
        hint=_l("Skriv hva som er bestemt, og hva utvalget kan påvirke."),
        missing=_l("Skriv hva dere trenger råd om."),
    )
    affected = Prose(WHOM_IT_AFFECTS, longest=1000, required=False, guarded=True)


class AnnounceForm(OfficeAskForm):
    """Varsle en endring."""

    ask = OfficeAsk.CHANGE
    title = Line(_l("Hva endrer dere? Kort"), longest=120, guarded=True, missing=TITLE_MISSING)
    body = Prose(
        _l("Hva blir annerledes, og hvorfor?"),
        longest=4000,
        guarded=True,
        missing=_l("Skriv hva som blir annerledes, og hvorfor."),
    )
    change_on = Day(_l("Når begynner endringen?"), missing=CHANGE_DAY_MISSING)
    decide_on = Day(
        _l("Når bestemmer dere?"), required=False, hint=_l("La det stå tomt hvis endringen er bestemt allerede.")
    )

    def days(self) -> AskedDays:
        return AskedDays(change_on=self.change_on.data, decide_on=self.decide_on.data, answer_by=self.answer_by.data)


class SupportForm(GuardedForm):
    """Samme hos oss."""

    place = PickPlace(_l("På hvilket kontor er det slik?"), missing=_l("Velg kontoret der det er slik."))
    example = Prose(
        _l("Et eksempel, gjerne kort"), longest=LONGEST_EXAMPLE, required=False, guarded=True, hint=ONE_CASE
    )
    instead = HiddenField()  # the draft of an issue that this takes the place of, as it was then


class EditForm(GuardedForm):
    """The words of an issue, changed by whoever wrote them. Takes what was written as a new one as well."""

    body = Prose(_l("Hva skjer?"), longest=4000, guarded=True, hint=ONE_CASE, missing=BODY_MISSING)
    title = Line(_l("Kort tittel"), longest=120, guarded=True, missing=TITLE_MISSING)
    affected = Prose(WHOM_IT_AFFECTS, longest=1000, required=False, guarded=True)
    wanted = Prose(WHAT_SHOULD_CHANGE, longest=2000, required=False, guarded=True)

    def takes(self, draft: Draft) -> bool:
        return super().takes(draft) or draft.form in WRITES_ISSUES
