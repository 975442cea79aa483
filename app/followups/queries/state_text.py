"""What is so now, in one sentence: for whoever does something that another has done, or ended, before them."""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.core import clock
from app.core.words import DAY_AND_TIME
from app.database import db
from app.language import format_date, format_datetime
from app.models.followups import Answer, Claim, FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.states import DropReason, FollowUpKind, FollowUpState, IssueState

_STATES = {
    IssueState.HELD: _l("Innspillet venter på at noen i utvalget leser gjennom teksten."),
    IssueState.OPEN: _l("Innspillet er hos utvalget."),
    IssueState.WITH_OFFICE: _l("Innspillet venter på svar."),
    IssueState.IN_ACTION: _l("Et tiltak er i gang og ikke meldt ferdig."),
    IssueState.CLAIMED_DONE: _l("Et tiltak er meldt ferdig, og utvalget skal si om det hjalp."),
    IssueState.ANSWERED: _l("Innspillet har fått svar."),
}
_DROPPED = {
    DropReason.MERGED: _l("Innspillet er slått sammen med et annet og følges opp der."),
    DropReason.WITHDRAWN: _l("Innspillet er trukket og trenger ikke svar."),
    DropReason.DECLINED: _l("Mottakeren har sagt nei til å ta over."),
    DropReason.FIRST_OWNER_ASKED: _l("De som sendte spørsmålet videre, har i stedet spurt utvalget om mer."),
    DropReason.FIRST_OWNER_ANSWERED: _l("De som sendte spørsmålet videre, har svart selv."),
    DropReason.LAPSED: _l("Fristen for å svare har gått ut."),
}
_OVER = _l("Innspillet er avsluttet og trenger ikke svar.")


def issue_now(issue: Issue) -> str:
    """Where the issue stands."""
    if issue.is_closed:
        return _ended(issue)
    if issue.hidden_at is not None:
        return _("En moderator har skjult innspillet.")
    if issue.is_unsent:
        return _("Innspillet er hos utvalget og er ikke sendt til kontoret.")
    return str(_STATES[issue.state])


def _ended(issue: Issue) -> str:
    if issue.outcome is Outcome.MERGED:
        return _("Innspillet er slått sammen med et annet og følges opp der.")
    at = when_it_was(issue.closed_at or issue.changed_at)
    if issue.outcome is Outcome.WITHDRAWN:
        return _("Innspillet ble trukket %(when)s.", when=at)
    return _("Innspillet ble avsluttet %(when)s.", when=at)


def follow_up_now(row: FollowUp) -> str:
    """What has become of something that is owed. Reads who answered or claimed."""
    match row.state:
        case FollowUpState.DONE:
            return _done(row)
        case FollowUpState.PAUSED:
            return _("Kontoret har spurt utvalget om mer. Fristen er satt på pause til utvalget har svart.")
        case FollowUpState.CLAIMED:
            return _claimed(row)
        case FollowUpState.HANDED_ON:
            return _("En annen mottaker har tatt over og skal svare.")
        case FollowUpState.DROPPED:
            return _dropped(row)
    if row.offered:
        return _("Spørsmålet er sendt videre og venter på ja eller nei fra mottakeren.")
    if row.asked_due is not None:
        return _("Utvalget er spurt om ny frist, %(due)s, og har ikke svart ennå.", due=_day(row.asked_due))
    if row.kind is FollowUpKind.ACTION and row.round > 1:
        return _("Utvalget er ikke enig i at tiltaket er gjort. Ny frist er %(due)s.", due=_day(row.due))
    return _("Dette er fortsatt i gang. Fristen er %(due)s.", due=_day(row.due))


def _done(row: FollowUp) -> str:
    if row.kind is FollowUpKind.ACTION:
        return _("Utvalget har allerede sagt at tiltaket er gjort.")
    given = db.session.scalar(
        select(Answer).where(Answer.follow_up_id == row.id, Answer.version == 1).order_by(Answer.id.desc()).limit(1)
    )
    if given is None:
        return _("Utvalget har allerede svart på dette.")
    return _("Et svar er allerede sendt av %(who)s %(when)s.", who=given.by_name, when=when_it_was(given.at))


def _claimed(row: FollowUp) -> str:
    claim = db.session.scalars(select(Claim).where(Claim.follow_up_id == row.id, Claim.round == row.round)).one()
    return _(
        "%(who)s meldte %(when)s at tiltaket er gjort. Nå skal utvalget si om det hjalp.",
        who=claim.by_name,
        when=when_it_was(claim.at),
    )


def _dropped(row: FollowUp) -> str:
    return str(_DROPPED.get(row.drop_reason or DropReason.CLOSED, _OVER))


def when_it_was(at: datetime) -> str:
    """i dag kl. 10.12 / 3. mars 2026 kl. 10.12"""
    if clock.local_day(at) == clock.today():
        return _("i dag kl. %(time)s", time=format_datetime(at, "HH.mm"))
    return format_datetime(at, str(DAY_AND_TIME))


def _day(day: date) -> str:
    return format_date(day, "d. MMMM y")
