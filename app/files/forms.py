"""The fields of an attachment, for every form that takes one; a chosen file stays with a form that comes back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField

from app.core.errors import Invalid
from app.core.words import ATTACHMENT
from app.files.service.attachments import Checked, prepare_upload, ticket_of, waiting_upload
from app.web.actor import current_actor
from app.web.fields import Line, Tick, Upload
from app.web.forms import GuardedForm


class AttachmentFields(GuardedForm):
    """Mixed into a form before its own base. `file` is what comes along: chosen now, or before the form came back.

    Validating checks and stores an upload (slow: no transaction) and puts its ticket in `kept_file`.
    """

    attachment = Upload(
        ATTACHMENT,
        hint=_l("PDF, bilde, tekst eller kontorfil, høyst 10 MB. Sted og kamera tas bort fra bilder."),
    )
    alt = Line(
        _l("Hva viser bildet?"),
        required=False,
        longest=300,
        guarded=True,
        hint=_l("Fyll ut når vedlegget er et bilde. For dem som ikke ser det."),
    )
    kept_file = HiddenField()
    drop_file = Tick(_l("Ta bort vedlegget"))
    file: Checked | None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        token = self.kept_file.data
        self.file = waiting_upload(current_actor(), token) if token else None

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """The file comes along also when something else is wrong."""
        is_whole = super().validate(extra_validators)
        return self.take_file() and self._is_told() and is_whole

    def take_file(self) -> bool:
        """Take along what was chosen now or before; what is wrong with it stands beside its field."""
        try:
            self._take()
        except Invalid as error:
            self.reject(error)
            return False
        return True

    def _take(self) -> None:
        if isinstance(self.attachment.data, FileStorage) and self.attachment.data.filename:
            self._wait_with(prepare_upload(self.attachment.data))
        elif self.drop_file.data:
            self._wait_with(None)
            self.alt.data = ""
        elif self.kept_file.data and self.file is None:
            raise Invalid(_("Filen du valgte, er ikke med lenger. Velg den på nytt."), field="attachment")

    def _is_told(self) -> bool:
        if self.file is None or self.alt.errors:
            return not self.alt.errors
        try:
            self.file = self.file.told(self.alt.data)
        except Invalid as error:
            self.reject(error)
            return False
        return True

    def _wait_with(self, checked: Checked | None) -> None:
        self.file = checked
        self.kept_file.data = ticket_of(current_actor(), checked) if checked else ""
        self.drop_file.data = False
