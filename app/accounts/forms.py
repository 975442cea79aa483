"""What is typed when signing in and on one's own pages."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.words import LANGUAGE_MISSING, NAME, NEW_ADDRESS, NEW_ADDRESS_MISSING
from app.labels import choices
from app.models.people import Delivery, Locale
from app.notices.kinds.topics import TOPICS, Topic
from app.web.fields import Address, Line, Pick, PickRadio, PickRows, Secret, Tick
from app.web.forms import Form

WRITTEN = (Locale.NB, Locale.NN)
NEW_PASSWORD_HINT = _l("Minst 12 tegn. Tre–fire ord som ikke hører sammen, er lett å huske og vanskelig å gjette.")


def remember_field() -> Tick:
    return Tick(
        _l("Husk meg på denne enheten"),
        hint=_l(
            "Du trenger ikke logge inn så lenge du bruker Medvirk hver måned. Ikke velg dette på "
            "en maskin du deler med andre."
        ),
    )


def new_password(label: Any, *, required: bool = True) -> Secret:
    return Secret(
        label,
        required=required,
        hint=NEW_PASSWORD_HINT,
        autocomplete="new-password",
        missing=_l("Skriv et passord."),
        longest=1000,
    )


class SignInForm(Form):
    email = Address(_l("E-postadresse"), autocomplete="username", missing=_l("Skriv e-postadressen din."), unread=True)
    password = Secret(_l("Passord"), autocomplete="current-password", missing=_l("Skriv passordet ditt."), longest=1000)
    remember = remember_field()


class AddressForm(Form):
    email = Address(_l("E-postadresse"), autocomplete="username", missing=_l("Skriv e-postadressen din."), unread=True)


class LinkForm(Form):
    remember = remember_field()


class NewPasswordForm(Form):
    new_password = new_password(_l("Nytt passord"))
    remember = remember_field()


class InvitationForm(Form):
    name = Line(_l("Navnet ditt"), autocomplete="name", missing=_l("Skriv navnet ditt."))
    locale = PickRadio(_l("Språk"), Locale, lambda: choices(WRITTEN), missing=LANGUAGE_MISSING)
    new_password = new_password(_l("Passord"), required=False)
    remember = remember_field()


class ProfileForm(Form):
    name = Line(NAME, autocomplete="name", missing=_l("Skriv navnet ditt."))
    locale = PickRadio(_l("Språk"), Locale, lambda: choices(WRITTEN), missing=LANGUAGE_MISSING)
    large_text = Tick(_l("Stor skrift"), hint=_l("Gjør teksten større på alle sidene når du er logget inn."))


class NewAddressForm(Form):
    """`password` is asked for only where there is one."""

    email = Address(NEW_ADDRESS, missing=NEW_ADDRESS_MISSING)
    password = Secret(
        _l("Passordet ditt"), autocomplete="current-password", missing=_l("Skriv passordet ditt."), longest=1000
    )


class PublicNamesForm(Form):
    """One tick an appointment, by its id."""

    public = PickRows(
        _l("Navnet mitt kan vises på utvalgets offentlige side"),
        required=False,
        hint=_l("Siden er offentlig. Sier du nei, vises bare organisasjonen."),
    )


class PasswordForm(Form):
    """`password` is the one in use, asked for only where there is one."""

    password = Secret(
        _l("Passordet du har nå"), autocomplete="current-password", missing=_l("Skriv passordet ditt."), longest=1000
    )
    new_password = new_password(_l("Nytt passord"))


def _wish(topic: Topic) -> Pick[Delivery]:
    return Pick(TOPICS[topic], Delivery, lambda: choices(Delivery), required=False, empty=_l("Slik vi anbefaler"))


class DeliveryForm(Form):
    """One choice a topic; the field is named as the topic."""

    issues = _wish(Topic.ISSUES)
    comments = _wish(Topic.COMMENTS)
    answers = _wish(Topic.ANSWERS)
    outcomes = _wish(Topic.OUTCOMES)
    council = _wish(Topic.COUNCIL)
    meetings = _wish(Topic.MEETINGS)
    summaries = _wish(Topic.SUMMARIES)

    def wishes(self) -> dict[Topic, Delivery | None]:
        return {topic: self[topic.value].data for topic in Topic}
