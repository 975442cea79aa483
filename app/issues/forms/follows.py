"""What one chooses to follow."""

from flask_babel import lazy_gettext as _l

from app.core.words import CHOOSE_THEME, OFFICE, THEME
from app.labels import choices
from app.models.themes import Theme
from app.web.fields import Pick, PickRow
from app.web.forms import Form


class FollowForm(Form):
    """What one wants to hear of from now on: a theme, an office, or both."""

    theme = Pick(THEME, Theme, lambda: choices(Theme), required=False, empty=CHOOSE_THEME)
    office = PickRow(OFFICE, required=False, empty=_l("Velg kontor"))
