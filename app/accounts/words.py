"""What several pages and acts of this room say in the same words."""

from flask_babel import lazy_gettext as _l

LINK_SPENT = _l("Lenken er brukt eller for gammel.")
PASSWORD_CHANGED = _l("Passordet er byttet. Andre enheter er logget ut.")
