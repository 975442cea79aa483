"""The errors that may rise from anywhere below the views; one handler makes pages of them."""


class DomainError(Exception):
    """Something a person asked for cannot be done. `text` is for people (translated); `field` names the form field."""

    status = 400

    def __init__(self, text: str = "", *, field: str | None = None) -> None:
        super().__init__(text)
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
    """Somebody was faster: the thing is no longer in the state that the act needs."""

    status = 409
