"""Makes a letter of its templates: subject, text, HTML with inlined style, and the headers that mail programs read."""

from dataclasses import dataclass, field
from typing import Any

import css_inline
from flask import current_app
from flask_babel import force_locale

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
    to_refused: bool = False  # the address has refused before
    headers: dict[str, str] = field(default_factory=dict)


def write(
    mail: Mail, context: dict[str, Any], *, address: str, name: str, headers: dict[str, str] | None = None
) -> Composed:
    """Render templates/emails/<letter>/ in the language that is set for the reader."""
    values = {"why": "", "unsubscribe_url": "", "action_url": "", "action_label": "", **context, "locale": mail.locale}
    return Composed(
        mail_id=mail.id,
        message_id=message_id(mail.id),
        address=address,
        name=" ".join(name.split()),  # a header is one line
        subject=" ".join(_render(mail.letter, "subject.txt", values).split()),
        text=_render(mail.letter, "body.txt", values).strip() + "\n",
        html=INLINER.inline(_render(mail.letter, "body.html", values)),
        to_refused=mail.person is not None and mail.person.email == address and mail.person.mail_refused_at is not None,
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", **(headers or {})},
    )


def message_id(mail_id: int) -> str:
    """The same however often the mail is tried, so that a receiver knows a repeat."""
    return f"<mail-{mail_id}@{host()}>"


def unsubscribe_headers(url: str) -> dict[str, str]:
    """One press in the mail program, without a sign-in (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def in_language_of(mail: Mail) -> Any:
    """A context in which texts and dates are the reader's."""
    return force_locale(str(mail.locale))


def _render(letter: str, part: str, values: dict[str, Any]) -> str:
    # Not render_template: the pages' context (actor, menu) has no place in a mail and asks for a request.
    return current_app.jinja_env.get_template(f"emails/{letter}/{part}").render(values)
