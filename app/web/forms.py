"""What every form can do: show a refusal beside its field, and let the guard read what others will read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import flash, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.form import SUBMIT_METHODS
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.fields import SelectField

from app.core import guard
from app.core.errors import DomainError, Invalid
from app.core.optimistic_lock import Changed, Values, fingerprint
from app.core.text import excerpt
from app.core.words import NO, SEE_DRAFTS, YES
from app.database import transaction
from app.models.people import Draft
from app.web import ended_session, form_tickets
from app.web.date_field import Day
from app.web.drafts import Saved
from app.web.fields import Line, Prose, Secret, Tick
from app.web.request_data import sent_to

Result = TypeVar("Result")


@dataclass(frozen=True)
class Done(Generic[Result]):
    """It was done, and this is what the service gave back."""

    result: Result


class Form(FlaskForm):
    """A form with the house's manners: it keeps a draft while it is written, and brings it back."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return sent_to(form) if request.method in SUBMIT_METHODS else None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.standing: Values | None = None
        self.base = self._began = ""  # which version it was opened with; the same of what was brought back
        self.theirs: list[tuple[str, str, str]] = []  # what others have saved meanwhile: label, text, field
        self.goes_on: Draft | None = None  # the draft that is written on
        self.is_brought_back = False  # a view that fills a fresh form leaves this one alone
        if request.method == "GET" and named.get("formdata", self) is not None:
            self._bring_back()

    def _bring_back(self) -> None:
        """What was typed here earlier: as the draft that the address asks for, or before a session ended."""
        draft = form_tickets.asked_draft()
        if draft is not None and self.takes(draft):
            self.begin_with(draft, own=True)
            return
        fields = ended_session.kept_for(request.path)
        if fields is not None and all(name in fields for name in self._texts) and any(f.name in fields for f in self):
            self.is_brought_back = True
            self._fill(fields)
            ended_session.given_back()

    def begin_with(self, draft: Draft, *, own: bool) -> None:
        """Fill in what was written; its writer goes on with the same draft."""
        self._fill(form_tickets.as_typed(draft))
        self.is_brought_back = True
        self.goes_on = draft if own else None

    def _fill(self, fields: MultiDict[str, str]) -> None:
        """Take stored fields, of which any may be unreadable by now: then it is empty, and the reader is told."""
        self.process(fields)
        self._began = fields.get("base", "")
        unread = [field for field in self if field.process_errors]
        for field in unread:
            field.process_errors, field.data, field.raw_data = [], None, []
        if unread:
            told = ", ".join(_unread(field, fields) for field in unread)
            flash(_("Noe av det som var lagret, kan ikke leses. Fyll ut på nytt: %(fields)s.", fields=told), "warning")

    def takes(self, draft: Draft) -> bool:
        """Was this form what the draft was written in? A browser sends every text field of a form."""
        return draft.path == request.path and any(name in form_tickets.as_typed(draft) for name in self.long_texts)

    def changes(self, standing: Values) -> None:
        """This form changes what stands: from now on it says which version it was opened with."""
        self.standing = standing
        began = request.form.get("base", "") if request.method == "POST" else self._began
        self.base = began or fingerprint(standing)

    def merge(self, error: Changed) -> None:
        """Somebody saved meanwhile: the form comes back with their text beside the writer's, on the new version."""
        self.base = fingerprint(error.now)
        now = type(self)(formdata=None, data=dict(error.now))
        for field in self:
            if field.name not in error.now:
                continue
            theirs = now[field.name]
            for name in ("choices", "offered", "words"):  # what the view has offered
                if hasattr(field, name) and not callable(getattr(type(field), name, None)):
                    setattr(theirs, name, getattr(field, name))
            if said_in(theirs) != said_in(field):
                self.theirs.append((str(field.label.text), said_in(theirs), field.id))

    def ticket(self, action: str = "") -> str:
        """What the form carries on its page (`components/form_for.html`): whose it is, and which draft it writes."""
        sent = form_tickets.posted_form()
        is_sent = request.method == "POST" and sent is not None and sent.person_id == form_tickets.reader_id()
        if is_sent and sent is not None and bool(sent.key) == bool(self.long_texts):
            return form_tickets.ticket_of(sent)
        new = form_tickets.open_anew(action, self.long_texts)
        if new is None:
            return ""
        return form_tickets.ticket_of(new if self.goes_on is None else form_tickets.go_on_with(new, self.goes_on))

    @property
    def not_asked(self) -> Collection[str]:
        """Fields that the chosen answer does not have: they keep what was typed, and are neither read nor refused."""
        return ()

    @property
    def long_texts(self) -> tuple[str, ...]:
        """The text fields of a form that has one longer than a line; such a form saves itself."""
        return self._texts if any(isinstance(one, Prose) for one in self) else ()

    @property
    def _texts(self) -> tuple[str, ...]:
        return tuple(one.name for one in self if isinstance(one, Line) and not isinstance(one, Secret))

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for name in self.not_asked:
            self[name].errors = []
        whole = not self.errors
        if whole:
            form_tickets.mark_taken()
        return whole

    def is_ready(self) -> bool:
        """Was it sent, and is it whole?"""
        return bool(self.validate_on_submit())

    def carry_out(self, act: Callable[[], Result]) -> Done[Result] | None:
        """When it is ready: do what it asks for, in a transaction of its own. None when nothing was done.

        What is invalid stands beside its field, and what others have saved meanwhile beside the writer's (`merge`).
        Raises every other refusal (Denied, NotFound, Conflict): it has a page of its own.
        """
        if not self.is_ready():
            return None
        try:
            with transaction():
                return Done(act())
        except Changed as error:
            self.merge(error)
        except Invalid as error:
            self.reject(error)
        return None

    def reject(self, error: DomainError) -> None:
        """Put a refusal of the service where the person looks: beside the field it names, else above the form."""
        errors = self[error.field].errors if error.field in self else self.form_errors
        errors = list(errors)
        errors.append(error.text)
        if error.field in self:
            self[error.field].errors = errors
        else:
            self.form_errors = errors

    def reject_draft(self, saved: Saved, *, field: str | None = None) -> None:
        """Say why what was written could not be kept; where there are too many drafts, with the way to them.

        The way opens a new tab: here stands a text that is kept nowhere else.
        """
        if not saved.is_full:
            self.reject(Invalid(saved.refusal, field=field))
            return
        link = Markup('<a href="{}" target="_blank" rel="noopener">{}<span class="for-ears"> {}</span></a>')
        way = link.format(url_for("inbox.home", _anchor="utkast"), str(SEE_DRAFTS), _("(åpnes i et nytt vindu)"))
        self.form_errors = [*self.form_errors, Markup("{} {}").format(saved.refusal, way)]


def _unread(field: Any, fields: MultiDict[str, str]) -> str:
    """What a field is called, and the words, where somebody wrote words and did not choose."""
    typed = excerpt(fields.get(field.name, ""), 40) if isinstance(field, Day | Line) else ""
    return f"{field.label.text} «{typed}»" if typed else str(field.label.text)


class GuardedForm(Form):
    """A form whose texts the guard reads. Stops cannot be sent; warnings the writer may confirm once.

    Stops are refused when the form is validated, as in every form; warnings make it less than ready. When either says
    no, the page is shown again with the guard box (`findings`) and, for warnings, the hidden field that confirms just
    these.
    """

    seen_warnings = HiddenField()
    findings: Sequence[guard.Finding] = ()
    offered_warnings = ""
    is_of_few: Callable[[], bool] = staticmethod(lambda: False)  # of a municipality with few inhabitants?

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        is_whole = super().validate(extra_validators)
        self.findings = [finding for field in self._read() for finding in field.stops]
        return is_whole

    def _read(self) -> list[Line]:
        """The texts that are sent."""
        return [field for field in self if isinstance(field, Line) and field.name not in self.not_asked]

    def is_ready(self) -> bool:
        """Was it sent, is it whole, and has its writer confirmed what the guard warns of? Both are said at once."""
        if not self.is_submitted():
            return False
        whole = super().is_ready()
        return self.passes_guard(small_municipality=self.is_of_few()) and whole

    def passes_guard(self, *, small_municipality: bool = False) -> bool:
        found = [
            finding
            for field in self._read()
            if field.guarded and field.data
            for finding in guard.check_all(field.shown(), small_municipality=small_municipality, field=field.short_name)
        ]
        stops = [finding for field in self._read() if not field.guarded for finding in field.stops]
        self.findings = [*stops, *guard.unconfirmed(found, self.seen_warnings.data or "")]
        self.offered_warnings = "" if guard.has_stop(found) else guard.fingerprint(found)
        return not self.findings


def said_in(field: Any) -> str:
    """What stands in a field, in words."""
    if isinstance(field, Tick):
        return str(YES) if field.data else str(NO)
    if isinstance(field, SelectField):
        return ", ".join(str(label) for _value, label, chosen, *_more in field.iter_choices() if chosen)
    return str(field._value() or "")


def page_status(form: FlaskForm) -> int:
    """A fresh form is 200; one that came back is 422, and 409 where somebody has saved meanwhile."""
    if getattr(form, "theirs", None):
        return 409
    return 422 if form.errors or getattr(form, "findings", None) else 200
