"""From a row in the outbox to a letter ready to leave: checked once more, in its reader's language, with headers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import css_inline
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.councils import Council
from app.models.notices import Mail
from app.models.people import Person
from app.notices.kinds.happening import Page
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.table import HAPPENINGS
from app.notices.policy.still_true import NoLongerTrue, Untrue, why_untrue
from app.notices.queries.notices import load_notices
from app.notices.queries.outcome_questions import LETTER as QUESTIONS
from app.notices.service.digest import digest_of
from app.notices.service.links import with_hint
from app.notices.service.outcome_questions import questions_context
from app.notices.service.unsubscribe import unsubscribe_url
from app.notices.words import notice_text
from app.notices.words.names import council_in_text
from app.notices.words.notice_text import message_host

BREAK_IN_DATE = re.compile(r"(?<=\d\.) (?=[a-zæøå])")  # "4. desember" stays on one line
SENTENCE_ENDS = re.compile(r"(?<=[.?]) (?=[A-ZÆØÅ])")  # the first sentence is the heading
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)  # but for the style that says to keep it


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


# Letters of other rooms (sign-in link, invitation …): a function that gives the templates of that name their values.
Written = dict[str, str]
Context = Callable[..., dict[str, Any]]  # of the mail, and by name of what was written first
CONTEXTS: dict[str, Context] = {}
WRITES: dict[str, Callable[[Mail], Written]] = {}


def register_letter(letter: str, context: Context, *, writes: Callable[[Mail], Written] | None = None) -> None:
    """Let a room write letters of its own: templates/emails/<letter>/ rendered with what `context(mail)` gives.

    `writes`: what is stored before the letter is made, in the open transaction; what it gives goes on to `context`.
    """
    CONTEXTS[letter] = context
    if writes is not None:
        WRITES[letter] = writes


def write_first(mail_id: int) -> Written:
    """What the letter stores before it is made, in the open transaction. Raises NoLongerTrue."""
    mail = _mail(mail_id)
    return WRITES[mail.letter](mail)


def compose_letter(mail_id: int, written: Written | None = None) -> Composed:
    """The letter as it should leave now, with what it wrote first. Raises NoLongerTrue when it should not."""
    mail = _mail(mail_id)
    with in_language_of(mail):
        match mail.letter:
            case "notice":
                return _notice(mail)
            case "digest":
                news = digest_of(mail)
                headers = unsubscribe_headers(news.way_out)
                return _to_person(mail, news.context, to=mail.person, headers=headers, council=news.council)
            case letter if letter == QUESTIONS:
                context, council = questions_context(mail)
                return _to_person(mail, context, to=mail.person, headers={}, council=council)
            case letter:
                # A new address may be mistyped: whoever reads there has nothing to do with the name.
                name = mail.person.name if mail.person and mail.person.email == mail.address else ""
                return write_letter(mail, CONTEXTS[letter](mail, **(written or {})), address=mail.address, name=name)


def _mail(mail_id: int) -> Mail:
    mail = db.session.scalar(
        select(Mail)
        .where(Mail.id == mail_id)
        .options(joinedload(Mail.person))
        .execution_options(populate_existing=True)
    )
    if mail is None:
        raise NoLongerTrue(Untrue.GONE)
    _require_reader(mail)
    return mail


def _require_reader(mail: Mail) -> None:
    """Whoever asks for a link themselves gets it, even where mails were refused before: it may work again."""
    person = mail.person
    if person is not None and not person.active:
        raise NoLongerTrue(Untrue.INACTIVE)
    if person is not None and person.mail_refused_at is not None and mail.letter not in CONTEXTS:
        raise NoLongerTrue(Untrue.REFUSED)


def _notice(mail: Mail) -> Composed:
    found = load_notices([mail.data["notice"]])
    if not found:
        raise NoLongerTrue(Untrue.GONE)
    loaded = found[0]
    reason = why_untrue(loaded)
    if reason is not None:
        raise NoLongerTrue(reason)
    return compose_notice(mail, loaded, to=mail.person)


def compose_notice(mail: Mail, loaded: LoadedNotice, *, to: Person | None) -> Composed:
    """The letter of one notice; mails of interest carry a link that stops them, duties none."""
    url = "" if loaded.notice.duty else unsubscribe_url(loaded.person.id, [HAPPENINGS[loaded.event.kind].topic])
    ask = notice_text.first_line(loaded)
    sentences = SENTENCE_ENDS.split(ask, maxsplit=1)
    context: dict[str, object] = {
        "subject": notice_text.subject_of(loaded),
        "ask": ask,
        "ask_first": sentences[0],
        "ask_rest": sentences[1] if len(sentences) > 1 else "",
        "facts": notice_text.notice_facts(loaded),
        "why": notice_text.why_told(loaded),
        "action_url": _link(loaded),
        "action_label": notice_text.button_text(loaded),
        "unsubscribe_url": url,
    }
    headers = unsubscribe_headers(url) if url else {}
    if HAPPENINGS[loaded.event.kind].to_old_address:
        return write_letter(mail, context, address=mail.address, name=loaded.person.name, headers=headers)
    # What moderators judge is not for a council to read.
    council = None if notice_text.letter_of(loaded).page is Page.SAFETY else loaded.council
    letter = _to_person(mail, context, to=to, headers=headers, council=council)
    if loaded.issue is None:
        return letter
    root = notice_text.thread_of(loaded.issue)
    return replace(letter, headers={**letter.headers, "References": root, "In-Reply-To": root})


def _link(loaded: LoadedNotice) -> str:
    """A duty is often opened on another device: there one press is to send the link that signs in."""
    url = notice_text.link_of(loaded)
    hinted = loaded.notice.duty and not HAPPENINGS[loaded.event.kind].to_old_address
    return with_hint(url, loaded.person.id) if hinted else url


def _to_person(
    mail: Mail, context: dict[str, object], *, to: Person | None, headers: dict[str, str], council: Council | None
) -> Composed:
    """To the address that the person has today: a mail that waited follows them."""
    if to is None or to.email is None:
        raise NoLongerTrue(Untrue.NO_ADDRESS)
    return write_letter(mail, context, address=to.email, name=to.name, headers=headers, council=council)


def write_letter(
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
        html=INLINER.inline(BREAK_IN_DATE.sub("\u00a0", _render(mail.letter, "body.html", values))),
        reply_to=council.contact_email if council is not None else None,
        to_refused=mail.person is not None and mail.person.email == address and mail.person.mail_refused_at is not None,
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", **(headers or {})},
    )


def on_replies(council: Council | None) -> str:
    """Where an answer to the letter goes: its last line."""
    if council is not None and council.contact_email:
        gaps = {"council": council_in_text(council.name), "email": council.contact_email}
        return _("Svar på denne e-posten går til %(council)s, %(email)s.", **gaps)
    if council is not None and council.contact_phone:
        gaps = {"council": council_in_text(council.name), "phone": council.contact_phone}
        return _("Denne adressen leses ikke. Ring %(council)s på %(phone)s.", **gaps)
    return _("Denne adressen leses ikke. Du kan ikke svare på denne e-posten.")


def message_id(mail: Mail) -> str:
    """The same however often the mail is tried, so that a receiver knows a repeat; never that of another mail."""
    key = f".{mail.message_key}" if mail.message_key else ""
    return f"<mail-{mail.id}{key}@{message_host()}>"


def unsubscribe_headers(url: str) -> dict[str, str]:
    """One press in the mail program, without a sign-in (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def in_language_of(mail: Mail) -> Any:
    """A context in which texts and dates are the reader's."""
    return force_locale(str(mail.locale))


def _render(letter: str, part: str, values: dict[str, Any]) -> str:
    # Not render_template: the pages' context (actor, menu) has no place in a mail and asks for a request.
    return current_app.jinja_env.get_template(f"emails/{letter}/{part}").render(values)
