"""Meld fra: report a text, hide it or let it stand with a reason, tell those it concerns, one appeal."""

from collections.abc import Callable, Collection
from datetime import datetime

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.actors import actors_for
from app.access.sight import issue_of
from app.core import clock, guard
from app.core.actor import ANYONE, Actor
from app.core.authz import require, require_sight
from app.core.errors import Conflict, Invalid
from app.database import db, hold
from app.followups.queries.state_text import when_it_was
from app.models.issues import Issue
from app.models.notices import EventKind, Reason
from app.models.people import Person
from app.models.reportable import Reportable, Reported
from app.models.safety import Report, ReportReason, ReportState
from app.notices.queries.recipients import Occasion, administrators, coordinators_of, resolve_recipients
from app.notices.rules import Who
from app.notices.service.record import record
from app.safety import policy, queries
from app.safety.policy import audience_of, council_of
from app.safety.queries import Case, text_of
from app.search.index import index_thing

LONGEST_WORDS = 2000
May = Callable[[Actor, Reportable, Collection[Report]], bool]


def report_text(actor: Actor, text: Reportable, *, reason: ReportReason, words: str = "") -> Report:
    """Report a text. The same person's second report of it is the first one: nothing more happens."""
    hold(text.row)
    text = text_of(text.reported_as, text.reported_id)
    earlier = queries.waiting_report(text.reported_as, text.reported_id, actor.person_id)
    if earlier is not None:
        return earlier
    require_sight(policy.can_see_text(actor, text))
    require(policy.can_report(actor, text), _("Du kan ikke melde fra om denne teksten."))
    require_shown(text)
    _refuse_numbers(words)
    issue = issue_of(text)
    kept_before = queries.was_kept(text.reported_as, text.reported_id)
    given = Report(
        subject=text.reported_as,
        subject_id=text.reported_id,
        issue_id=issue.id if issue else None,
        council_id=council_of(text),
        reason=reason,
        text=words or None,
        at=clock.now(),
        person_id=actor.person_id,
        author_id=text.writer_id,
        key=f"{text.reported_as}:{text.reported_id}:{actor.person_id}",
    )
    db.session.add(given)
    db.session.flush()  # the event needs its id
    if policy.hides_at_once(actor, text, reason, kept_before=kept_before):
        _hide(text, given.at)
        _tell(EventKind.TEXT_HIDDEN_FOR_NOW, ANYONE, text, given, to=[text.writer_id])
    # Who reported stands in the report alone, so that no notice or history can give the name away.
    record(
        EventKind.TEXT_REPORTED,
        ANYONE,
        council_id=given.council_id,
        about=given,
        to=_who_may(policy.can_decide, queries.case_of(given.id)),
        data={"reason": reason.value, "text": given.subject.value},
    )
    return given


def decide_report(actor: Actor, case: Case, *, hide: bool, code: ReportReason | None, words: str) -> None:
    """Hide the text or let it stand, for every report of it that waits. Hiding needs a code, both need words.

    Raises Conflict when somebody else has decided, and Invalid(field="code") for hiding without one.
    """
    case = _held(case)
    require(policy.decides(actor, case.text, case.reports))
    if not case.is_waiting:
        raise Conflict(
            _("Meldingen er avgjort av noen andre %(when)s.", when=when_it_was(case.lead.decided_at or case.lead.at))
        )
    if hide and code is None:
        raise Invalid(_("Velg hvorfor teksten skjules."), field="code")
    _require_words(words)
    now = clock.now()
    for row in case.reports:
        row.move(ReportState.HIDDEN if hide else ReportState.KEPT)
        row.code = code if hide and code is not None else row.reason
        row.decision_text = words
        row.decided_at = now
        row.decided_by_id = actor.person_id
        row.key = f"{row.key}:{row.id}"
    if hide:
        _hide(case.text, case.text.hidden_at or now)
    else:
        _hide(case.text, None)
    kind = EventKind.TEXT_HIDDEN if hide else EventKind.TEXT_KEPT
    _tell(kind, actor, case.text, case.lead, to=_concerned(case))


def appeal_hiding(actor: Actor, case: Case, words: str) -> None:
    """The author's one appeal against hiding; somebody else decides it."""
    case = _held(case)
    require_appeal(actor, case)
    _require_words(words)
    case.lead.appealed_at = clock.now()
    case.lead.appeal_text = words
    record(
        EventKind.REPORT_APPEALED,
        actor,
        council_id=case.lead.council_id,
        about=case.lead,
        to=_who_may(policy.can_decide_appeal, case),
        data={"text": case.lead.subject.value},
    )


def require_shown(text: Reportable) -> None:
    """Raises Conflict for a text that is hidden."""
    if text.hidden_at is not None:
        raise Conflict(_("Teksten er allerede skjult."))


def require_appeal(actor: Actor, case: Case) -> None:
    """The author's, once, of a text that is hidden, in time. Raises Denied for others, else Conflict."""
    require(policy.appeals(actor, case.lead))
    if case.lead.appealed_at is not None:
        raise Conflict(_("Du har klaget på dette før."))
    if not case.is_hidden or case.is_waiting:
        raise Conflict(_("Teksten er ikke skjult, så det er ingenting å klage på."))
    if not policy.can_appeal(actor, case.lead, clock.today()):
        last = format_date(policy.last_day_to_appeal(case.lead), "d. MMMM y")
        raise Conflict(_("Fristen for å klage gikk ut %(day)s.", day=last))


def _who_may(decide: May, case: Case) -> dict[int, Reason]:
    """Who may decide a report or an appeal, as what they are asked; where nobody may, who can appoint a moderator."""
    council_id = council_of(case.text)
    councils = [council_id] if council_id is not None else []
    asked = _deciders(decide, case, councils) or _deciders(decide, case, sorted(audience_of(case.text)))
    return asked or dict.fromkeys(administrators(), Reason.ADMINISTRATOR)


def _deciders(decide: May, case: Case, councils: list[int]) -> dict[int, Reason]:
    told = {person: Reason.COORDINATOR for council in councils for person in coordinators_of(council)}
    told |= dict.fromkeys(resolve_recipients(Who.MODERATOR, Occasion()), Reason.MODERATOR)
    people = db.session.scalars(select(Person).where(Person.id.in_(told), Person.active.is_(True))).all()
    actors = actors_for(db.session(), people, clock.today())
    return {one: told[one] for one in sorted(actors) if decide(actors[one], case.text, case.reports)}


def decide_appeal(actor: Actor, case: Case, *, uphold: bool, words: str) -> None:
    """The second look: the text stays hidden, or stands again. That is the end of it.

    Raises Conflict when it is decided.
    """
    case = _held(case)
    require(policy.looks_again(actor, case.text, case.reports))
    if not case.is_appealed:
        raise Conflict(_("Klagen er allerede avgjort."))
    _require_words(words)
    now = clock.now()
    for row in case.reports:
        row.appeal_upheld = uphold
    case.lead.appeal_decision_text = words
    case.lead.appeal_decided_at = now
    case.lead.appeal_decided_by_id = actor.person_id
    if not uphold:
        _hide(case.text, None)
    _tell(EventKind.APPEAL_DECIDED, actor, case.text, case.lead, to=[*_concerned(case), case.lead.decided_by_id])


def _held(case: Case) -> Case:
    """The same case as it is now: every report of a text is made and decided under the lock of the text."""
    hold(case.text.row)
    return queries.case_of(case.lead.id)


def _hide(text: Reportable, at: datetime | None) -> None:
    """Hide the text, or show it again (none), there and where its words stand once more.

    What an issue ended with stands on the issue as well, and goes along.
    What was hidden for its own sake has another time, and is left as it is.
    """
    before = text.hidden_at
    text.hidden_at = at
    issue = issue_of(text)
    ends = text.reported_as in (Reported.VERDICT, Reported.REASON)
    if issue is not None and ends and issue.outcome_text in text.words:
        issue.outcome_hidden_at = at
    for row in queries.goes_along(text):
        if row.hidden_at == before:
            row.hidden_at = at
    if isinstance(text, Issue):
        index_thing(text)


def _concerned(case: Case) -> list[int | None]:
    return [case.text.writer_id, *(row.person_id for row in case.reports)]


def _tell(kind: EventKind, actor: Actor, text: Reportable, lead: Report, *, to: list[int | None]) -> None:
    """Told without the issue: a result is for its people alone, and for an author who has since left the council."""
    record(
        kind,
        actor,
        council_id=council_of(text),
        about=lead,
        to=list(dict.fromkeys(person for person in to if person is not None)),
        data={"code": (lead.code or lead.reason).value, "text": lead.subject.value},
    )


def _require_words(words: str) -> None:
    if not words.strip():
        raise Invalid(_("Skriv en kort begrunnelse. Den blir lest av dem det gjelder."), field="words")
    _refuse_numbers(words)


def _refuse_numbers(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise Invalid(_("Teksten kan være høyst %(most)d tegn.", most=LONGEST_WORDS), field="words")
    guard.refuse({"words": words})
