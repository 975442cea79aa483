"""What every form can do: show a refusal beside its field, and let the guard read what others will read."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.form import SUBMIT_METHODS
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from app.core import guard
from app.core.errors import DomainError
from app.core.text import excerpt
from app.web import kept
from app.web.fields import Day, Line, Secret
from app.web.sent import sent_to, stored


class Form(FlaskForm):
    """A form with the house's manners. `draft`: the fields that were stored of it, which it begins with when shown."""

    form_errors: list[str]

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return sent_to(form) if request.method in SUBMIT_METHODS else None

    def __init__(self, *given: Any, draft: object = None, **named: Any) -> None:
        super().__init__(*given, **named)
        if draft is not None and request.method == "GET":
            self._begin_with(stored(draft))
        typed = kept.kept_for(request.path)
        if typed is not None and self._was_sent_as(typed):
            self._begin_with(typed)
            kept.given_back()

    def _begin_with(self, fields: MultiDict[str, str]) -> None:
        """Take stored fields, of which any may be unreadable by now: then it is empty, and the reader is told."""
        self.process(fields)
        unread = [field for field in self if field.process_errors]
        for field in unread:
            field.process_errors, field.data, field.raw_data = [], None, []
        if unread:
            told = ", ".join(_unread(field, fields) for field in unread)
            flash(_("Noe av det som var lagret, kan ikke leses. Fyll ut på nytt: %(fields)s.", fields=told), "warning")

    def _was_sent_as(self, typed: Mapping[str, Any]) -> bool:
        """Is this the form that was sent? A browser sends every text field of a form, empty or not."""
        texts = [field.name for field in self if isinstance(field, Line) and not isinstance(field, Secret)]
        return all(name in typed for name in texts) and any(field.name in typed for field in self)

    def reject(self, error: DomainError) -> None:
        """Put a refusal of the service where the person looks: beside the field it names, else above the form."""
        errors = self[error.field].errors if error.field in self else self.form_errors
        errors = list(errors)
        errors.append(error.text)
        if error.field in self:
            self[error.field].errors = errors
        else:
            self.form_errors = errors


def _unread(field: Any, fields: MultiDict[str, str]) -> str:
    """What a field is called, and the words, where somebody wrote words and did not choose."""
    typed = excerpt(fields.get(field.name, ""), 40) if isinstance(field, Day | Line) else ""
    return f"{field.label.text} «{typed}»" if typed else str(field.label.text)


class GuardedForm(Form):
    """A form whose texts the guard reads. Stops cannot be sent; warnings the writer may confirm once.

    Stops are refused when the form is validated, as in every form. A view calls `passes_guard()` after
    `validate_on_submit()`; when either says no, the page is shown again with the guard box (`findings`) and, for
    warnings, the hidden field that confirms just these.
    """

    seen_warnings = HiddenField()
    findings: Sequence[guard.Finding] = ()
    offered_warnings = ""

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        is_whole = super().validate(extra_validators)
        self.findings = [finding for field in self if isinstance(field, Line) for finding in field.stops]
        return is_whole

    def passes_guard(self, *, small_municipality: bool = False) -> bool:
        found = [
            finding
            for field in self
            if isinstance(field, Line) and field.guarded and field.data
            for finding in guard.check_all(field.shown(), small_municipality=small_municipality, field=field.short_name)
        ]
        self.findings = guard.unconfirmed(found, self.seen_warnings.data or "")
        self.offered_warnings = "" if guard.has_stop(found) else guard.fingerprint(found)
        return not self.findings


def page_status(form: FlaskForm) -> int:
    """A fresh form is 200; one that came back is 422."""
    return 422 if form.errors or getattr(form, "findings", None) else 200
