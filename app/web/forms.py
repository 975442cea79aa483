"""What every form can do: show a refusal beside its field, and let the guard read what others will read."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.core import guard
from app.core.errors import DomainError
from app.web import kept
from app.web.fields import Line, Secret


class Form(FlaskForm):
    """A form with the house's manners."""

    form_errors: list[str]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        typed = kept.kept_for(request.path)
        if typed is not None and self._was_sent_as(typed):
            self.process(typed)
            kept.given_back()

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
