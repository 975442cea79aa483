"""A letter on paper, as plain text in its reader's language, for who prints it."""

from flask_babel import force_locale
from flask_babel import gettext as _

from app.models.notices import PrintTask
from app.notices.reading import letter


def letter_for(task: PrintTask) -> str:
    """The whole letter; `task.person` must be loaded."""
    with force_locale(str(task.person.locale)):
        paper = letter(task)
        lines = [_("Hei, %(name)s", name=paper.person.name), "", paper.text, ""]
        lines += [f"{label}: {value}" for label, value in paper.facts]
        lines += ["", _("Svar til sekretæren i utvalget, på papir eller telefon."), "", paper.why]
    return "\n".join(lines)
