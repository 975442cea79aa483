"""The public version: words written apart, the author's yes, then the user side's yes to exactly these words."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.core import clock
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.database import db, hold
from app.followups import assents
from app.issues import policy
from app.issues.texts import refuse_stops, required
from app.models.followups import SideAct
from app.models.issues import Issue, PublicVersion, Visibility
from app.models.notices import Event, EventKind
from app.notices.record import record


def propose(actor: Actor, issue: Issue, *, title: str, text: str, outcome_text: str | None = None) -> PublicVersion:
    """Write the words outsiders would read. Every new wording needs both yeses anew."""
    hold(issue)
    require(policy.can_propose_public(actor, issue))
    refuse_stops({"title": title, "text": text, "outcome_text": outcome_text})
    words = (
        required(title, "title", _("Skriv en kort tittel.")),
        required(text, "text", _("Skriv teksten som alle kan lese.")),
        outcome_text or None,
    )
    version = db.session.get(PublicVersion, issue.id)
    if version is None:
        version = PublicVersion(issue_id=issue.id)
        db.session.add(version)
    version.title, version.text, version.outcome_text = words
    version.written_by_id = _writer(actor)
    version.written_at = clock.now()
    version.consented_at = version.approved_at = version.approved_by = None
    version.show_author = False
    db.session.flush()
    record(EventKind.PUBLIC_VERSION_PROPOSED, actor, issue=issue)
    return version


def consent(
    actor: Actor, issue: Issue, version: PublicVersion, *, show_author: bool = False, seen: str | None = None
) -> None:
    """The author says yes to these words (`seen`: their wording on the page), with or without the name beside them."""
    hold(issue)
    hold(version)
    speaks = policy.is_author(actor, issue) or (issue.author_id is None and policy.is_registrar(actor, issue))
    require(speaks and not issue.is_public)
    _same_words(version, seen)
    version.consented_at = clock.now()
    version.show_author = show_author and issue.author_id is not None


def withdraw_consent(actor: Actor, issue: Issue, version: PublicVersion) -> None:
    """The author may regret it: the words are no longer public."""
    hold(issue)
    hold(version)
    require(policy.gave_consent(actor, issue))
    take_down(issue, version)


def take_down(issue: Issue, version: PublicVersion) -> None:
    """The words are no longer public, and the issue is in front of those it was in front of before; no one new."""
    version.consented_at = version.approved_at = version.approved_by = None
    version.show_author = False
    if issue.is_public:
        was_shared = select(Event.id).where(Event.issue_id == issue.id, Event.kind == EventKind.ISSUE_SHARED).limit(1)
        issue.visibility = Visibility.COUNCIL if db.session.scalar(was_shared) is None else Visibility.SHARED
        issue.changed_at = clock.now()


def approve(actor: Actor, issue: Issue, version: PublicVersion, *, seen: str | None = None) -> bool:
    """The user side says yes, word for word, and the words are public. False: one more yes is needed."""
    hold(issue)
    hold(version)
    require(policy.is_user_side(actor, issue))
    if version.consented_at is None or issue.is_public:
        raise Conflict("The author has not said yes to these words, or they are public already.")
    _same_words(version, seen)
    words = {"title": version.title, "text": version.text, "outcome_text": version.outcome_text}
    if not assents.agree(actor, issue, SideAct.APPROVE_PUBLIC, words):
        return False
    now = clock.now()
    version.approved_at = now
    version.approved_by = actor.title_in(issue.council_id)
    issue.visibility = Visibility.PUBLIC
    issue.public_at = now
    issue.changed_at = now
    record(EventKind.ISSUE_PUBLISHED, actor, issue=issue)
    return True


def _same_words(version: PublicVersion, seen: str | None) -> None:
    if seen is not None and seen != version.wording:
        raise Conflict("The words have changed since they were read.")


def _writer(actor: Actor) -> int:
    require(actor.person_id is not None)
    return actor.person_id or 0
