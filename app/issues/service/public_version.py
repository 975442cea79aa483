"""The public version: words written apart, the author's yes, then the user side's yes to exactly these words."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.assents.service import assents
from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.core.optimistic_lock import require_unchanged
from app.database import db, hold
from app.followups.queries.state_text import issue_now
from app.issues import policy
from app.issues.service.required_text import required_text
from app.issues.words.phrases import PUBLIC_TEXT_MISSING, TITLE_MISSING
from app.models.assents import SideAct
from app.models.issue_enums import Origin, Visibility
from app.models.issues import Issue, PublicProposal, PublicVersion
from app.models.notices import Event, EventKind
from app.notices.queries.recipients import speakers_of
from app.notices.service.record import record

Words = PublicVersion | PublicProposal


def words_to_change(issue: Issue, words: Words | None) -> dict[str, str | None]:
    """What a new wording would take the place of, for the form that begins with it; empty where nothing is shown."""
    hidden = isinstance(words, PublicVersion) and words.hidden_at is not None
    if words is None or hidden or _stands(issue, words):
        return {"title": None, "text": None, "outcome_text": None}
    return {"title": words.title, "text": words.text, "outcome_text": words.outcome_text}


def propose_public_words(
    actor: Actor, issue: Issue, *, title: str, text: str, outcome_text: str | None = None, base: str | None = None
) -> Words:
    """Write the words outsiders would read. Every new wording needs both yeses anew.

    While the issue is public, the words that stand are read until the new ones have both.
    `base`: the fingerprint of the words that the writer was shown. Raises Changed where others stand by now.
    """
    hold(issue)
    require(policy.is_user_side(actor, issue) or policy.holds_the_words(actor, issue))
    if not policy.can_propose_public(actor, issue):
        raise Conflict(issue_now(issue))
    guard.refuse({"title": title, "text": text, "outcome_text": outcome_text})
    words = (
        required_text(title, "title", str(TITLE_MISSING)),
        required_text(text, "text", str(PUBLIC_TEXT_MISSING)),
        outcome_text or None,
    )
    version = _words_to_write(issue)
    standing = words_to_change(issue, version if version.title else None)
    require_unchanged(base, standing, dict(zip(("title", "text", "outcome_text"), words, strict=True)))
    version.title, version.text, version.outcome_text = words
    version.written_by_id = _writer(actor)
    version.written_at = clock.now()
    version.consented_at = version.declined_at = None
    version.show_author = False
    if isinstance(version, PublicVersion):
        version.approved_at = version.approved_by = None
        version.hidden_at = None  # other words, which nobody has looked at
    assents.forget_yeses(issue, SideAct.APPROVE_PUBLIC)
    db.session.flush()
    record(EventKind.PUBLIC_VERSION_PROPOSED, actor, about=issue, to=_who_speaks(issue))
    return version


def _who_speaks(issue: Issue) -> list[int]:
    """Who is asked where no author is: whoever noted the consent; of the council's own advice its user side."""
    if issue.standing_author_id is not None:
        return []
    if issue.origin is Origin.COUNCIL:
        return speakers_of(issue.council_id)
    return [issue.registered_by_id] if issue.registered_by_id is not None else []


def _words_to_write(issue: Issue) -> Words:
    """What stands is left alone while everybody reads it."""
    found: Words
    if issue.is_public:
        found = db.session.get(PublicProposal, issue.id, populate_existing=True) or PublicProposal(issue_id=issue.id)
    else:
        found = db.session.get(PublicVersion, issue.id, populate_existing=True) or PublicVersion(issue_id=issue.id)
    db.session.add(found)
    return found


def consent_to_public_words(
    actor: Actor, issue: Issue, version: Words, *, show_author: bool = False, seen: str | None = None
) -> None:
    """The author says yes to these words (`seen`: their wording on the page), with or without the name beside them."""
    hold(issue)
    hold(version)
    require(policy.speaks_for_author(actor, issue))
    _require_proposed(issue, version)
    _same_words(version, seen)
    if version.consented_at is not None:  # the same press once more
        return
    version.consented_at = clock.now()
    version.declined_at = None
    version.show_author = show_author and issue.author_id is not None
    record(EventKind.PUBLIC_VERSION_AGREED, actor, about=issue)


def decline_public_words(actor: Actor, issue: Issue, version: Words, *, seen: str | None = None) -> None:
    """The author says no to these words. What stands, stands; whoever will may propose others."""
    hold(issue)
    hold(version)
    require(policy.speaks_for_author(actor, issue))
    _require_proposed(issue, version)
    _same_words(version, seen)
    if version.declined_at is not None:
        return
    version.consented_at = None
    version.declined_at = clock.now()
    assents.forget_yeses(issue, SideAct.APPROVE_PUBLIC)
    _tell_no(actor, issue, version)


def withdraw_consent(actor: Actor, issue: Issue, version: PublicVersion) -> None:
    """The author may regret it: the words are no longer public."""
    hold(issue)
    hold(version)
    require(policy.gave_consent(actor, issue))
    was_public = issue.is_public
    if version.declined_at is not None and not was_public:
        return
    take_down(issue, version)
    version.declined_at = clock.now()
    if was_public:
        record(EventKind.PUBLIC_VERSION_WITHDRAWN, actor, about=issue)
    else:
        _tell_no(actor, issue, version)


def take_down(issue: Issue, version: PublicVersion) -> None:
    """The words are no longer public, and the issue is in front of those it was in front of before; no one new."""
    version.consented_at = version.approved_at = version.approved_by = None
    version.show_author = False
    proposal = db.session.get(PublicProposal, issue.id)
    if proposal is not None:
        db.session.delete(proposal)
    if issue.is_public:
        was_shared = select(Event.id).where(Event.issue_id == issue.id, Event.kind == EventKind.ISSUE_SHARED).limit(1)
        issue.visibility = Visibility.COUNCIL if db.session.scalar(was_shared) is None else Visibility.SHARED
        issue.changed_at = clock.now()


def approve_public_words(actor: Actor, issue: Issue, version: Words, *, seen: str | None = None) -> bool:
    """The user side says yes, word for word, and the words are public. False: one more yes is needed.

    Raises Conflict before the author has said yes to them.
    """
    hold(issue)
    hold(version)
    require(policy.is_user_side(actor, issue))
    _require_proposed(issue, version)
    if version.consented_at is None:
        raise Conflict(_("Den som sendte innspillet, har ikke samtykket til denne teksten."))
    _same_words(version, seen)
    these = {"wording": version.wording}
    if not assents.agree_to_act(actor, issue.council_id, SideAct.APPROVE_PUBLIC, about=issue, details=these):
        return False
    now = clock.now()
    if isinstance(version, PublicProposal):
        version = _put_in_place(version)
    version.approved_at = now
    version.approved_by = actor.title_in(issue.council_id)
    if not issue.is_public:
        issue.visibility = Visibility.PUBLIC
        issue.public_at = now
    issue.changed_at = now
    record(EventKind.ISSUE_PUBLISHED, actor, about=issue)
    return True


def _put_in_place(proposal: PublicProposal) -> PublicVersion:
    """The proposed words become those that everybody reads."""
    standing = db.session.get_one(PublicVersion, proposal.issue_id)
    standing.title, standing.text, standing.outcome_text = proposal.title, proposal.text, proposal.outcome_text
    standing.show_author = proposal.show_author
    standing.written_at, standing.written_by_id = proposal.written_at, proposal.written_by_id
    standing.consented_at = proposal.consented_at
    standing.hidden_at = None  # other words, which nobody has looked at
    db.session.delete(proposal)
    return standing


def _tell_no(actor: Actor, issue: Issue, version: Words) -> None:
    """The author's no: whoever wrote the words may write others."""
    record(EventKind.PUBLIC_VERSION_REFUSED, actor, about=issue, to=[version.written_by_id])


def _stands(issue: Issue, version: Words) -> bool:
    """Read by everybody now: past a yes or a no, and ended by taking the yes back."""
    return issue.is_public and isinstance(version, PublicVersion)


def _require_proposed(issue: Issue, version: Words) -> None:
    """Words that wait for a yes: neither hidden nor read by everybody already."""
    if issue.hidden_at is not None:
        raise Conflict(issue_now(issue))
    if isinstance(version, PublicVersion) and version.hidden_at is not None:
        raise Conflict(_("En moderator har skjult teksten."))
    if _stands(issue, version):
        raise Conflict(_("Teksten er allerede offentlig."))


def _same_words(version: Words, seen: str | None) -> None:
    if seen is not None and seen != version.wording:
        raise Conflict(_("Teksten er endret siden du leste den. Les den nye teksten før du svarer."))


def _writer(actor: Actor) -> int:
    require(actor.person_id is not None)
    return actor.person_id or 0
