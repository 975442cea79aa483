"""The errors that may rise from anywhere below the views; one handler makes pages of them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class DomainError(Exception):
    """Something a person asked for cannot be done.

    `text` is for people: a translated sentence that says what is so; without one, the sentence of the class. `field`
    names the form field. `detail` is for developers, and goes to the log: never personal data.
    """

    status = 400
    words: LazyString = _l("Dette kan ikke gjøres nå")

    def __init__(self, text: str = "", *, field: str | None = None, detail: str = "") -> None:
        super().__init__(detail or text)
        self._text = text
        self.field = field
        self.detail = detail

    @property
    def text(self) -> str:
        return self._text or str(self.words)


class Invalid(DomainError):
    """What was typed breaks a rule."""

    status = 422
    words = _l("Noe manglet, eller skjemaet var for gammelt. Ingenting er lagret.")


class Denied(DomainError):
    """One sees it, but may not do this."""

    status = 403
    words = _l("Siden finnes, men rollen din gir ikke lov til å gjøre dette.")


class NotFound(DomainError):
    """It is not there, or one may not know that it is: the sentence is the same for both."""

    status = 404
    words = _l("Siden finnes ikke, eller du har ikke tilgang.")


class Conflict(DomainError):
    """It is one's to do, but not as it stands now. The text says what is so; without one, that somebody was faster."""

    status = 409
    words = _l("Noen andre har endret det samme siden du åpnet siden.")
