"""How an issue comes in: posted from a seat, registered for somebody else, or asked by an office; held and released."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.assents.service import assents
from app.core import clock, guard
from app.core.actor import Actor, SeatHeld
from app.core.authz import require
from app.core.errors import Conflict, Invalid
from app.core.roles import Side
from app.core.words import CHOICE_MISSING
from app.councils.service.councils import require_running
from app.database import db, hold, next_number
from app.followups.queries.state_text import issue_now, when_it_was
from app.followups.service.date_limits import refuse_far, refuse_past
from app.followups.service.follow_ups import open_answer, owe_statement
from app.issues import policy
from app.issues.service.follows import take_part
from app.issues.service.required_text import required_text
from app.issues.words.phrases import (
    BODY_MISSING,
    CHANGE_DAY_MISSING,
    CONSENT_MISSING,
    OFFICE_NOT_FOLLOWED,
    SOURCE_MISSING,
    TITLE_MISSING,
)
from app.models.assents import SideAct
from app.models.councils import Council, CouncilOffice, Intake, Seat
from app.models.followups import FollowUp
from app.models.issue_enums import Channel, IssueKind, OfficeAsk, Origin
from app.models.issues import Issue, IssueAudience
from app.models.notices import EventKind
from app.models.states import IssueState
from app.models.themes import Theme
from app.notices.service.record import record
from app.search import index_thing


@dataclass(frozen=True)
class Text:
    """What somebody says: the words of an issue, and what they are about."""

    title: str
    body: str
    theme: Theme
    kind: IssueKind = IssueKind.PROBLEM
    affected: str | None = None
    wanted: str | None = None
    language: str = "nb"

    def written(self) -> dict[str, str | None]:
        return {"body": self.body, "title": self.title, "affected": self.affected, "wanted": self.wanted}


@dataclass(frozen=True)
class AskedDays:
    """The days of what an office asks or announces: when a change begins, when it decides, when it needs the answer."""

    change_on: date | None = None
    decide_on: date | None = None
    answer_by: date | None = None


NO_DAYS = AskedDays()


@dataclass(frozen=True)
class Source:
    """On whose behalf, by which way, and that they said yes; a seat when the words are a representative's."""

    channel: Channel
    on_behalf_of: str
    consent: bool
    seat_id: int | None = None
    person_id: int | None = None


def post_issue(
    actor: Actor,
    text: Text,
    *,
    council_id: int,
    office_id: int | None,
    show_to_organisation: bool = False,
    ask_reading: bool = False,
    key: str | None = None,
) -> Issue:
    """Post from one's own seat. Goes to the office at once, or waits for the council, or to be read through first."""
    council = _standing_council(council_id)
    require(policy.can_post_in(actor, council_id))
    seat = seat_of(actor, council_id)
    issue = _new_issue(
        text,
        council,
        office_id,
        author_id=actor.person_id,
        author_seat_id=seat.seat_id,
        author_organisation_id=seat.organisation_id,
        show_to_organisation=show_to_organisation,
        post_key=key,
    )
    take_part(actor, issue)
    _announce(actor, issue, council, held=ask_reading)
    return issue


def register_issue(
    actor: Actor,
    text: Text,
    *,
    council_id: int,
    office_id: int | None,
    source: Source,
    ask_reading: bool = False,
    key: str | None = None,
) -> Issue:
    """Post for somebody who phoned, wrote or spoke in a meeting; who did it for whom is always shown.

    Raises Invalid without consent, and for a seat in another council.
    """
    council = _standing_council(council_id)
    require(policy.can_register_in(actor, council_id))
    if not source.consent:
        raise Invalid(str(CONSENT_MISSING), field="consent")
    guard.refuse({"on_behalf_of": source.on_behalf_of})
    seat = db.session.get(Seat, source.seat_id) if source.seat_id is not None else None
    if source.seat_id is not None and (seat is None or seat.council_id != council_id):
        raise Invalid(_("Velg en representant i utvalget."), field="seat")
    issue = _new_issue(
        text,
        council,
        office_id,
        origin=Origin.REPRESENTATIVE if seat else Origin.PUBLIC,
        channel=source.channel,
        on_behalf_of=required_text(source.on_behalf_of, "on_behalf_of", str(SOURCE_MISSING)),
        consent_noted=True,
        author_id=source.person_id if seat else None,
        author_seat_id=seat.id if seat else None,
        author_organisation_id=seat.organisation_id if seat else None,
        registered_by_id=actor.person_id,
        post_key=key,
    )
    _announce(actor, issue, council, held=ask_reading, for_name=issue.on_behalf_of)
    return issue


def refusals_of_days(ask: OfficeAsk, days: AskedDays) -> list[Invalid]:
    """All that is wrong with the days: each lies ahead, a change has one, and the answer comes before the decision."""
    found = []
    if ask is OfficeAsk.CHANGE and days.change_on is None:
        found.append(Invalid(str(CHANGE_DAY_MISSING), field="change_on"))
    for field, day in (("change_on", days.change_on), ("decide_on", days.decide_on), ("answer_by", days.answer_by)):
        try:
            refuse_past(**{field: day})
            refuse_far(**{field: day})
        except Invalid as error:
            found.append(error)
    until = days.decide_on or days.change_on
    if days.answer_by is not None and until is not None and days.answer_by > until:
        found.append(Invalid(_("Svaret må komme før dere bestemmer."), field="answer_by"))
    return found


def ask_council(
    actor: Actor,
    text: Text,
    *,
    council_id: int,
    office_id: int | None,
    ask: OfficeAsk,
    days: AskedDays = NO_DAYS,
    key: str | None = None,
) -> Issue:
    """Kontoret spør utvalget, or tells of a change: the council owes a statement by law and good manners.

    It is due on the day the office needs it; without one, after the council's own period (`Council.statement_days`,
    working days). Raises Invalid for days that do not hold together (`refusals_of_days`).
    """
    council = _standing_council(council_id)
    require(policy.can_ask_council(actor) and council_id in actor.office_councils)
    require(policy.asks_for(actor, office_id, council.nav_region_id))
    for refusal in refusals_of_days(ask, days):
        raise refusal
    issue = _new_issue(
        text,
        council,
        office_id,
        origin=Origin.OFFICE,
        office_ask=ask,
        change_on=days.change_on if ask is OfficeAsk.CHANGE else None,
        decide_on=days.decide_on,
        registered_by_id=actor.person_id,
        post_key=key,
    )
    take_part(actor, issue)
    owed = owe_statement(issue, council.statement_days, due=days.answer_by)
    kind = EventKind.COUNCIL_ASKED if ask is OfficeAsk.QUESTION else EventKind.CHANGE_ANNOUNCED
    record(kind, actor, issue=issue, about=owed)
    return issue


def open_advice(
    council: Council, text: Text, *, office_id: int | None, person_id: int | None
) -> tuple[Issue, FollowUp | None]:
    """What a council advises, as an issue of its own, and the answer that is owed to it: it has been taken up already,
    so it goes to the office at once.

    The answer is due after the council's own answer period (`Council.answer_days`, working days). A central council,
    which has neither office nor region, has nobody to send it to. `person_id`: who wrote the advice down. The caller
    holds the council, has asked whether advice may be given, and tells of it. Raises Conflict when the council has
    ended, Invalid(field="place") when it does not meet the office.
    """
    require_running(council)
    issue = _new_issue(
        text,
        council,
        office_id,
        origin=Origin.COUNCIL,
        channel=Channel.MEETING,
        registered_by_id=person_id,
    )
    if not _has_owner(issue, council):
        return issue, None
    issue.sent_at = clock.now()
    return issue, open_answer(issue, days=council.answer_days)


def release_issue(actor: Actor, issue: Issue) -> None:
    """A text that waited to be read through goes on its way. Raises Conflict for an issue that is not held."""
    hold(issue)
    require(policy.reads_through(actor, issue))
    if issue.state is not IssueState.HELD:
        raise Conflict(why_not_held(issue))
    assents.agree_to_act(actor, issue.council_id, SideAct.RELEASE, about=issue, details={})
    issue.release()
    issue.changed_at = clock.now()
    record(EventKind.ISSUE_RELEASED, actor, about=issue)
    _go_on(actor, issue, _council(issue.council_id))


def send_to_office(actor: Actor, issue: Issue) -> None:
    """The council has looked at it and passes it on; the answer clock starts.

    Raises Conflict for an issue that is not waiting to be sent.
    """
    hold(issue)
    require(policy.sends(actor, issue))
    if not policy.can_send(actor, issue):
        raise Conflict(why_not_sent(issue))
    _send(actor, issue, _council(issue.council_id))


def why_not_sent(issue: Issue) -> str:
    if issue.sent_at is not None and not issue.is_closed:
        return _("Innspillet ble sendt til kontoret %(when)s.", when=when_it_was(issue.sent_at))
    return issue_now(issue)


def why_not_held(issue: Issue) -> str:
    if issue.is_closed:
        return issue_now(issue)
    return _("Teksten er allerede godkjent, og innspillet er sendt videre.")


def posted_with(actor: Actor, key: str) -> Issue | None:
    """The issue that this very form has posted already, by the same person."""
    if not key or actor.person_id is None:
        return None
    mine = or_(Issue.author_id == actor.person_id, Issue.registered_by_id == actor.person_id)
    return db.session.scalar(select(Issue).where(Issue.post_key == key, mine))


def seat_of(actor: Actor, council_id: int) -> SeatHeld:
    """The seat the actor speaks from: a user seat before another, a held one before a substitute's.

    Raises Invalid where there is none.
    """
    seats = sorted(actor.seats_in(council_id), key=lambda seat: (seat.side is not Side.USER, seat.rank, seat.seat_id))
    if not seats:
        raise Invalid(_("Du er ikke representant i dette utvalget."))
    return seats[0]


def _council(council_id: int) -> Council:
    council = db.session.get(Council, council_id)
    if council is None:
        raise Invalid(str(CHOICE_MISSING), field="place")
    return council


def _standing_council(council_id: int) -> Council:
    """Held, so that it does not end meanwhile and leave the issue with nobody."""
    council = _council(council_id)
    hold(council)
    require_running(council)
    return council


def _new_issue(text: Text, council: Council, office_id: int | None, **facts: Any) -> Issue:
    guard.refuse(text.written())
    if office_id is not None and db.session.get(CouncilOffice, (council.id, office_id)) is None:
        raise Invalid(str(OFFICE_NOT_FOLLOWED), field="place")
    now = clock.now()
    year = clock.today().year
    number = next_number(f"issue:{year}")
    issue = Issue(
        year=year,
        number=number,
        reference=f"{year}-{number:04d}",
        title=required_text(text.title, "title", str(TITLE_MISSING)),
        body=required_text(text.body, "body", str(BODY_MISSING)),
        affected=text.affected or None,
        wanted=text.wanted or None,
        theme=text.theme,
        kind=text.kind,
        language=text.language,
        posted_at=now,
        changed_at=now,
        born_council_id=council.id,
        council_id=council.id,
        office_id=office_id,
        **facts,
    )
    db.session.add(issue)
    db.session.flush()  # the audience needs its id
    db.session.add(IssueAudience(issue_id=issue.id, council_id=council.id))
    index_thing(issue)
    return issue


def _announce(actor: Actor, issue: Issue, council: Council, *, held: bool, for_name: str | None = None) -> None:
    if held:
        issue.state = IssueState.HELD
        db.session.flush()
        record(EventKind.ISSUE_HELD, actor, about=issue, for_name=for_name)
        return
    record(EventKind.ISSUE_POSTED, actor, about=issue, for_name=for_name)
    _go_on(actor, issue, council)


def _go_on(actor: Actor, issue: Issue, council: Council) -> None:
    if issue.kind is IssueKind.WORKS_WELL:
        record(EventKind.PRAISE_PASSED_ON, actor, about=issue)
    if council.intake is Intake.DIRECT and issue.kind is not IssueKind.WORKS_WELL and _has_owner(issue, council):
        _send(actor, issue, council)


def _has_owner(issue: Issue, council: Council) -> bool:
    return issue.office_id is not None or council.nav_region_id is not None


def _send(actor: Actor, issue: Issue, council: Council) -> None:
    if not _has_owner(issue, council):
        raise Conflict(_("Utvalget har ikke noe kontor å sende innspillet til."))
    issue.sent_at = clock.now()
    owed = open_answer(issue, days=council.answer_days)
    record(EventKind.ISSUE_SENT, actor, issue=issue, about=owed)
