"""Makes a letter of its templates: subject, text, HTML with inlined style, and the headers that mail programs read."""

from dataclasses import dataclass, field
from typing import Any

import css_inline
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from app.models.councils import Council
from app.models.notices import Mail
from app.notices.wording import host

INLINER = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


@dataclass(frozen=True)
class Composed:
    """A letter ready to leave."""

    mail_id: int
    message_id: str
    address: str
    name: str
    subject: str
    text: str
    html: str
    reply_to: str | None = None  # where an answer goes; none: nobody reads it
    to_refused: bool = False  # the address has refused before
    headers: dict[str, str] = field(default_factory=dict)


def write(
    mail: Mail,
    context: dict[str, Any],
    *,
    address: str,
    name: str,
    headers: dict[str, str] | None = None,
    council: Council | None = None,
) -> Composed:
    """Render templates/emails/<letter>/ in the language that is set for the reader.

    `council`: the one that the letter is about, which takes the answers to it.
    """
    values = {"why": "", "unsubscribe_url": "", "action_url": "", "action_label": "", **context}
    values |= {"locale": mail.locale, "on_replies": on_replies(council)}
    return Composed(
        mail_id=mail.id,
        message_id=message_id(mail),
        address=address,
        name=" ".join(name.split()),  # a header is one line
        subject=" ".join(_render(mail.letter, "subject.txt", values).split()),
        text="\n".join([_render(mail.letter, "body.txt", values).strip(), values["on_replies"], ""]),
        html=INLINER.inline(_render(mail.letter, "body.html", values)),
        reply_to=council.contact_email if council is not None else None,
        to_refused=mail.person is not None and mail.person.email == address and mail.person.mail_refused_at is not None,
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", **(headers or {})},
    )


def on_replies(council: Council | None) -> str:
    """Where an answer to the letter goes: its last line."""
    if council is not None and council.contact_email:
        gaps = {"council": council.name, "email": council.contact_email}
        return _("Svar på denne e-posten går til %(council)s, %(email)s.", **gaps)
    if council is not None and council.contact_phone:
        gaps = {"council": council.name, "phone": council.contact_phone}
        return _("Denne adressen leses ikke. Ring %(council)s på %(phone)s.", **gaps)
    return _("Denne adressen leses ikke. Du kan ikke svare på denne e-posten.")


def message_id(mail: Mail) -> str:
    """The same however often the mail is tried, so that a receiver knows a repeat; never that of another mail."""
    key = f".{mail.message_key}" if mail.message_key else ""
    return f"<mail-{mail.id}{key}@{host()}>"


def unsubscribe_headers(url: str) -> dict[str, str]:
    """One press in the mail program, without a sign-in (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def in_language_of(mail: Mail) -> Any:
    """A context in which texts and dates are the reader's."""
    return force_locale(str(mail.locale))


def _render(letter: str, part: str, values: dict[str, Any]) -> str:
    # Not render_template: the pages' context (actor, menu) has no place in a mail and asks for a request.
    return current_app.jinja_env.get_template(f"emails/{letter}/{part}").render(values)
