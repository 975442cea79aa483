"""From a row in the outbox to a letter: whichever kind it is, checked once more, in its reader's language."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.models.councils import Council
from app.models.notices import EventKind, Mail
from app.models.people import Person
from app.notices import wording
from app.notices.digest import digest_of
from app.notices.letters import CONTEXTS, Page
from app.notices.matter import Matter, matters
from app.notices.questions import LETTER as QUESTIONS
from app.notices.questions import questions_context
from app.notices.rules import RULES
from app.notices.truth import NoLongerTrue, Untrue, untrue
from app.notices.unsubscribing import unsubscribe_url
from app.notices.writing import Composed, in_language_of, unsubscribe_headers, write

# Told to the address that the person had when it happened, not to the one they have now.
TO_THE_OLD_ADDRESS = frozenset({EventKind.ADDRESS_ASKED, EventKind.ADDRESS_CHANGED})


def compose(mail_id: int) -> Composed:
    """The letter as it should leave now. Raises NoLongerTrue when it should not."""
    mail = db.session.scalar(
        select(Mail)
        .where(Mail.id == mail_id)
        .options(joinedload(Mail.person))
        .execution_options(populate_existing=True)
    )
    if mail is None:
        raise NoLongerTrue(Untrue.GONE)
    _require_reader(mail)
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
                return write(mail, CONTEXTS[letter](mail), address=mail.address, name=name)


def _require_reader(mail: Mail) -> None:
    """Whoever asks for a link themselves gets it, even where mails were refused before: it may work again."""
    person = mail.person
    if person is not None and not person.active:
        raise NoLongerTrue(Untrue.INACTIVE)
    if person is not None and person.mail_refused_at is not None and mail.letter not in CONTEXTS:
        raise NoLongerTrue(Untrue.REFUSED)


def _notice(mail: Mail) -> Composed:
    found = matters([mail.data["notice"]])
    if not found:
        raise NoLongerTrue(Untrue.GONE)
    matter = found[0]
    reason = untrue(matter)
    if reason is not None:
        raise NoLongerTrue(reason)
    return compose_notice(mail, matter, to=mail.person)


def compose_notice(mail: Mail, matter: Matter, *, to: Person | None) -> Composed:
    """The letter of one notice; a duty has no way out, an interest has one."""
    url = "" if matter.notice.duty else unsubscribe_url(matter.person.id, [RULES[matter.event.kind].topic])
    context: dict[str, object] = {
        "subject": wording.subject(matter),
        "ask": wording.first_line(matter),
        "facts": wording.facts(matter),
        "why": wording.why(matter),
        "action_url": wording.link(matter),
        "action_label": wording.button(matter),
        "unsubscribe_url": url,
    }
    headers = unsubscribe_headers(url) if url else {}
    if matter.event.kind in TO_THE_OLD_ADDRESS:
        return write(mail, context, address=mail.address, name=matter.person.name, headers=headers)
    # What moderators judge is not for a council to read.
    council = None if wording.letter_of(matter).page is Page.SAFETY else matter.council
    letter = _to_person(mail, context, to=to, headers=headers, council=council)
    if matter.issue is None:
        return letter
    root = wording.thread(matter.issue)
    return replace(letter, headers={**letter.headers, "References": root, "In-Reply-To": root})


def _to_person(
    mail: Mail, context: dict[str, object], *, to: Person | None, headers: dict[str, str], council: Council | None
) -> Composed:
    """To the address that the person has today: a mail that waited follows them."""
    if to is None or to.email is None:
        raise NoLongerTrue(Untrue.NO_ADDRESS)
    return write(mail, context, address=to.email, name=to.name, headers=headers, council=council)
