"""The errors that may rise from anywhere below the views; one handler makes pages of them."""


class DomainError(Exception):
    """Something a person asked for cannot be done.

    `text` is for people (translated); `field` names the form field; `detail` is for who reads the trace.
    """

    status = 400

    def __init__(self, text: str = "", *, field: str | None = None, detail: str = "") -> None:
        super().__init__(text or detail)
        self.text = text
        self.field = field


class Invalid(DomainError):
    """What was typed breaks a rule."""

    status = 422


class Denied(DomainError):
    """One sees it, but may not do this."""

    status = 403


class NotFound(DomainError):
    """It is not there, or one may not know that it is."""

    status = 404


class Conflict(DomainError):
    """It is one's to do, but not as it stands now. The text says what is so; without one, that somebody was faster."""

    status = 409
