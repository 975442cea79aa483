"""What no text about a council may hold."""

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.guard import check, has_stop


def refuse_stops(texts: dict[str, str]) -> None:
    """No text may hold a person's numbers, whichever way it came. Raises Invalid with the field's name."""
    for field, text in texts.items():
        if has_stop(check(text)):
            raise Invalid(_("Teksten inneholder et nummer som tilhører en person. Ta det bort."), field=field)
