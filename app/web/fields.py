"""The house's form fields: they strip, bound, require, and are typed.

`missing`: what is said when a required one is not filled in. A form cannot be made without (`required.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field, ValidationError
from wtforms.fields import BooleanField, FileField, SelectField, SelectMultipleField
from wtforms.fields.choices import Choice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Optional, StopValidation
from wtforms.widgets import CheckboxInput, EmailInput, ListWidget, PasswordInput, RadioInput, TextArea, TextInput

from app.core import guard
from app.core.errors import Invalid
from app.core.markdown import to_text
from app.core.text import normalise_email, paragraphs, squash, whole_number
from app.core.words import CHOICE_MISSING
from app.labels import finding_text
from app.notices.policy.addresses import LONGEST, require_one_address
from app.web.date_field import Day as Day  # a house field like the others
from app.web.required import presence

Word = TypeVar("Word", bound=StrEnum)
COUNTED_FROM = 100  # a text that may be this long has a counter


class Line(Field):
    """One line of text, in which no number of one person or account may stand.

    What is longer than `longest` is refused and comes back whole: no browser is told to cut it (`maxlength`).
    `guarded`: a `GuardedForm` asks about the guard's warnings as well, as in every text that tells a story.
    `unread`: the guard does not read it at all. The house test that posts such a number into every field of every form
    has the list of these, and why.
    """

    widget: Any = TextInput()
    data: str
    stops: Sequence[guard.Finding]

    def __init__(
        self,
        label: Any,
        *,
        longest: int = 200,
        required: bool = True,
        guarded: bool = False,
        unread: bool = False,
        hint: Any = "",
        autocomplete: str | None = None,
        missing: Any = None,
        **options: Any,
    ) -> None:
        self.longest = longest
        self.guarded = guarded
        self.unread = unread
        self.stops = ()
        rules = presence(label, required=required, missing=missing)
        render = {"autocomplete": autocomplete} if autocomplete else {}
        super().__init__(
            label,
            [*rules, self._not_too_long, self._names_nobody],
            description=hint,
            render_kw={**render, **options.pop("render_kw", {})},
            **options,
        )

    @property
    def is_counted(self) -> bool:
        """Does the page count the letters while it is written? Not what is short by its nature, or only looked for."""
        return self.longest >= COUNTED_FROM and not self.unread

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = self.clean(str(valuelist[0])) if valuelist else ""

    def process_data(self, value: Any) -> None:
        self.data = value or ""

    def _value(self) -> str:
        return self.data or ""

    def clean(self, text: str) -> str:
        return squash(text)

    def shown(self) -> Sequence[str]:
        """The text in each way that somebody will see it: the guard reads them all."""
        return [self.data]

    @staticmethod
    def _not_too_long(_form: Any, field: Any) -> None:
        over = len(field.data) - field.longest
        if over > 0:
            raise StopValidation(
                ngettext(
                    "Teksten er %(num)d tegn for lang. Den kan være høyst %(most)d tegn.",
                    "Teksten er %(num)d tegn for lang. Den kan være høyst %(most)d tegn.",
                    over,
                    most=field.longest,
                )
            )

    @staticmethod
    def _names_nobody(_form: Any, field: Any) -> None:
        found = [] if field.unread else guard.check_all(field.shown(), field=field.short_name)
        field.stops = [finding for finding in found if finding.severity is guard.Severity.STOP]
        for kind in dict.fromkeys(finding.kind for finding in field.stops):
            raise ValidationError(finding_text(kind))


class Prose(Line):
    """Several lines of text. `markdown`: it will be shown as a page, and that page is what the guard reads too."""

    widget = TextArea()

    def __init__(self, label: Any, *, longest: int = 5000, markdown: bool = False, **options: Any) -> None:
        self.markdown = markdown
        super().__init__(label, longest=longest, **options)

    def clean(self, text: str) -> str:
        return paragraphs(text)

    def shown(self) -> Sequence[str]:
        return [self.data, to_text(self.data)] if self.markdown else [self.data]


class Address(Line):
    """An e-mail address that letters can be sent to, normalised."""

    widget = EmailInput()

    def __init__(self, label: Any, **options: Any) -> None:
        options.setdefault("autocomplete", "email")
        super().__init__(label, longest=LONGEST, **options)

    def clean(self, text: str) -> str:
        return normalise_email(text)

    def post_validate(self, form: Any, stop: bool) -> None:
        if not self.data or self.errors:
            return
        try:
            require_one_address(self.data)
        except Invalid as error:
            raise ValidationError(error.text) from error


class Secret(Line):
    """A password: never stripped, never shown again, and never stored as it was written."""

    widget = PasswordInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, unread=True, **options)

    def clean(self, text: str) -> str:
        return text


class Number(Line):
    """A whole number within bounds; `number` is it as int."""

    def __init__(self, label: Any, *, least: int, most: int, **options: Any) -> None:
        self.least, self.most = least, most
        self.bounds = _l("Skriv et tall fra %(least)d til %(most)d.", least=least, most=most)
        super().__init__(label, longest=6, missing=self.bounds, render_kw={"inputmode": "numeric"}, **options)

    @property
    def number(self) -> int:
        return int(self.data)

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else str(value)

    def post_validate(self, form: Any, stop: bool) -> None:
        number = whole_number(self.data or "")
        if self.data and (number is None or not self.least <= number <= self.most):
            raise ValidationError(str(self.bounds))


class Pick(SelectField, Generic[Word]):
    """One word of an enum, from a list. `words` gives (member, label) in the order shown."""

    data: Word

    def __init__(
        self,
        label: Any,
        enum: type[Word],
        words: Any,
        *,
        required: bool = True,
        missing: Any = None,
        hint: Any = "",
        empty: Any = None,
        **options: Any,
    ) -> None:
        self.enum = enum
        self.words = words
        self.empty = empty
        rules = presence(label, required=required, missing=missing)
        super().__init__(
            label, rules, description=hint, coerce=self._coerce, choices=[], validate_choice=False, **options
        )

    def _coerce(self, value: Any) -> Any:
        if value in ("", None):
            return None
        try:
            return self.enum(value)
        except ValueError as error:
            raise ValueError(str(CHOICE_MISSING)) from error

    def offered(self) -> list[tuple[Word, Any]]:
        return list(self.words() if callable(self.words) else self.words)

    def pre_validate(self, form: Any) -> None:
        chosen: Word | None = self.data
        if chosen is not None and chosen not in [member for member, _ in self.offered()]:
            raise ValidationError(str(CHOICE_MISSING))

    def iter_choices(self) -> Iterator[Any]:
        if self.empty is not None:
            yield Choice("", self.empty, self.data is None, {})
        for member, label in self.offered():
            yield Choice(member.value, label, self.data == member, {})

    def has_groups(self) -> bool:
        return False


class PickRadio(Pick[Word]):
    """The same as buttons: for up to seven choices that deserve to be read."""

    widget = ListWidget(prefix_label=False)
    option_widget = RadioInput()


class PickRow(SelectField):
    """One row of the database by id, from choices that the view sets: [(id, label)]; 0 or empty is none."""

    data: int | None

    def __init__(
        self,
        label: Any,
        *,
        required: bool = True,
        missing: Any = None,
        hint: Any = "",
        empty: Any = None,
        **options: Any,
    ) -> None:
        self.empty = empty
        self.offered: list[tuple[str, Any]] = []
        rules = presence(label, required=required, missing=missing)
        super().__init__(label, rules, description=hint, coerce=_row_id, choices=[], **options)

    @property
    def row_id(self) -> int:
        """What was chosen in a required field of a form that is whole. Raises ValueError when it is not."""
        if self.data is None:
            raise ValueError(self.name)
        return self.data

    def offer(self, rows: Iterable[tuple[int, Any]]) -> None:
        first = [("", self.empty)] if self.empty is not None else []
        self.offered = [*first, *((str(row_id), label) for row_id, label in rows)]

    def iter_choices(self) -> Iterator[Any]:
        for value, label in self.offered:
            yield Choice(value, label, str(self.data or "") == value, {})

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and str(self.data) not in [value for value, _ in self.offered]:
            raise ValidationError(str(CHOICE_MISSING))


class PickWord(SelectField):
    """One of the texts that the view offers, [(value, label)]; empty is none."""

    data: str | None

    def __init__(self, label: Any, *, empty: Any, **options: Any) -> None:
        self.empty = empty
        super().__init__(label, [Optional()], coerce=lambda value: value or None, choices=[], **options)

    def offer(self, rows: Iterable[tuple[str, Any]]) -> None:
        self.choices = [("", self.empty), *rows]


class PickRows(SelectMultipleField):
    """Several rows by id, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    data: list[int]

    def __init__(
        self, label: Any, *, required: bool = True, missing: Any = None, hint: Any = "", **options: Any
    ) -> None:
        rules = presence(label, required=required, missing=missing)
        super().__init__(label, rules, description=hint, coerce=_row_id, choices=[], **options)

    def offer(self, rows: Iterable[tuple[int, Any]]) -> None:
        self.choices = list(rows)


class Tick(BooleanField):
    """A box to tick; `required` means that it must be."""

    data: bool

    def __init__(self, label: Any, *, required: Any = None, hint: Any = "", **options: Any) -> None:
        rules = [DataRequired(required)] if required else []
        super().__init__(label, rules, description=hint, **options)


class Upload(FileField):
    """A file to send along; checked and stored by `files.service`."""

    def __init__(self, label: Any, *, hint: Any = "", **options: Any) -> None:
        super().__init__(label, [Optional()], description=hint, **options)


def _row_id(value: Any) -> int | None:
    if value in ("", None, "None"):
        return None
    row_id = whole_number(str(value))
    if row_id is None:
        raise ValueError
    return row_id
