"""The forms of the text outsiders would read, and of the author's consent to it."""

from flask_babel import lazy_gettext as _l

from app.core.words import (
    PUBLIC_TEXT,
    TITLE,
)
from app.issues.forms.posting import ONE_CASE
from app.issues.words.phrases import (
    PUBLIC_TEXT_MISSING,
    TITLE_MISSING,
)
from app.web.fields import Line, Prose, Tick
from app.web.forms import Form, GuardedForm


class PublicForm(GuardedForm):
    """The words outsiders would read."""

    title = Line(TITLE, longest=120, guarded=True, missing=TITLE_MISSING)
    text = Prose(
        PUBLIC_TEXT,
        longest=4000,
        guarded=True,
        hint=ONE_CASE,
        missing=PUBLIC_TEXT_MISSING,
    )
    outcome_text = Prose(_l("Hva ble gjort, og hjalp det?"), longest=2000, required=False, guarded=True)


class ConsentForm(Form):
    show_author = Tick(_l("Navnet mitt og organisasjonen min kan vises"), hint=_l("Ellers vises bare rollen din."))
