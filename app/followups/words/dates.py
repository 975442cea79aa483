"""The sentences that explain a date: from which day, how many working days, what stood between, how it was moved."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core import clock, workdays
from app.core.words import TODAY
from app.followups.service.outcome_questions import Asked
from app.language import format_date
from app.models.followups import FollowUp, MissingDate, Slip
from app.models.states import FollowUpKind

# The holidays that can fall on a working day, by the names that the calendar gives them.
HOLIDAYS = {
    "Første nyttårsdag": _l("Første nyttårsdag"),
    "Skjærtorsdag": _l("Skjærtorsdag"),
    "Langfredag": _l("Langfredag"),
    "Andre påskedag": _l("Andre påskedag"),
    "Arbeidernes dag": _l("Arbeidernes dag"),
    "Grunnlovsdag": _l("Grunnlovsdag"),
    "Kristi himmelfartsdag": _l("Kristi himmelfartsdag"),
    "Andre pinsedag": _l("Andre pinsedag"),
    "Første juledag": _l("Første juledag"),
    "Andre juledag": _l("Andre juledag"),
}


def how_it_was_counted(row: FollowUp, *, july_pause: bool, moves: bool = True) -> str:
    """How the date was counted, moved or not. Needs pauses, slips and missing dates.

    `moves`: with each move in full; a page that lists them beside it says only that there were some.
    """
    parts = [_start(row, july_pause=july_pause)]
    if moves:
        parts += [moved_date(slip, july_pause=july_pause) for slip in row.moved]
    elif row.moved:
        slips = ngettext("Fristen er flyttet én gang.", "Fristen er flyttet %(num)d ganger.", len(row.moved))
        parts.append(_("%(slips)s Den første var %(due)s.", slips=slips, due=_day(row.original_due)))
    if row.round > 1 and row.kind is not FollowUpKind.ACTION:
        parts.append(_("Dette er runde %(round)d.", round=row.round))
    return " ".join(parts)


def moved_date(slip: Slip, *, july_pause: bool) -> str:
    """Flyttet fra 3. mars til 24. mars 2026, 16 arbeidsdager etter fristen."""
    days = {"old": _day(slip.from_due), "new": _day(slip.to_due)}
    late = workdays.workdays_between(slip.from_due, moved_on(slip), july_pause=july_pause)
    if late > 0:
        words = ngettext("%(num)d arbeidsdag", "%(num)d arbeidsdager", late)
        return _("Flyttet fra %(old)s til %(new)s, %(late)s etter fristen.", late=words, **days)
    return _("Flyttet fra %(old)s til %(new)s.", **days)


def moved_on(slip: Slip) -> date:
    """The day on which the date was moved: when the user side said yes, or when the office moved it by itself."""
    return clock.local_day(slip.answered_at or slip.at)


def days_left(due: date, *, july_pause: bool) -> str:
    """6 arbeidsdager igjen / i dag / 9 arbeidsdager for sent"""
    left = workdays.workdays_between(clock.today(), due, july_pause=july_pause)
    if due == clock.today():
        return str(TODAY)
    if due > clock.today():
        return ngettext("%(num)d arbeidsdag igjen", "%(num)d arbeidsdager igjen", max(left, 0))
    return ngettext("%(num)d arbeidsdag for sent", "%(num)d arbeidsdager for sent", max(-left, 0))


def deadline_line(due: date, *, july_pause: bool = False) -> str:
    """Frist 4. desember · 6 arbeidsdager igjen"""
    day = format_date(due, "d. MMMM" if due.year == clock.today().year else "d. MMMM y")
    if due == clock.today():
        return _("Frist i dag, %(day)s", day=day)
    return _("Frist %(day)s · %(left)s", day=day, left=days_left(due, july_pause=july_pause))


def asked_line(asked: Asked) -> str:
    """0 av 5 har svart, spurt for 2 dager siden."""
    if asked.on is None:
        return ""
    ago = (clock.today() - asked.on).days
    when = (
        _("spurt i dag") if ago == 0 else ngettext("spurt for %(num)d dag siden", "spurt for %(num)d dager siden", ago)
    )
    return _("%(said)d av %(seats)d har svart, %(when)s.", said=asked.said, seats=asked.seats, when=when)


def _start(row: FollowUp, *, july_pause: bool) -> str:
    if row.round > 1 and row.kind is FollowUpKind.ACTION:
        return _("Runde %(round)d. Utvalget satte fristen til %(due)s.", round=row.round, due=_day(_before_moves(row)))
    if row.missing_dates:
        return " ".join(_missing(one) for one in row.missing_dates)
    if row.days is None and row.kind is FollowUpKind.STATEMENT:
        return _("Kontoret trenger svaret innen %(due)s.", due=_day(row.original_due))
    if row.days is None:
        return _("Lovet til %(due)s.", due=_day(row.original_due))
    return _count(row, row.days, july_pause=july_pause)


def _before_moves(row: FollowUp) -> date:
    """The date that was set before the moves that led to the one that stands."""
    first = row.due
    for slip in reversed(row.moved):
        first = slip.from_due if slip.to_due == first else first
    return first


def _missing(one: MissingDate) -> str:
    promised = _("Lovet %(day)s uten dato.", day=_day(one.promised_on))
    if one.came_on is not None and one.due is not None:
        came = _("Datoen ble satt %(day)s: %(due)s.", day=_day(one.came_on), due=_day(one.due))
    elif one.date_by is not None:
        came = _("Innen %(due)s skal tiltaket få en dato.", due=_day(one.date_by))
    else:
        came = ""
    return f"{promised} {came}".rstrip()


def _count(row: FollowUp, days: int, *, july_pause: bool) -> str:
    """The first date, as it was counted."""
    pauses = [(pause.from_day, pause.to_day) for pause in row.pauses]
    count = workdays.explain_due(row.started_on, days, row.original_due, pauses=pauses, july_pause=july_pause)
    words = ngettext("%(num)d arbeidsdag", "%(num)d arbeidsdager", count.days)
    parts = [_("%(days)s regnet fra %(start)s.", days=words, start=_day(count.start))]
    if count.skipped_holidays:
        names = ", ".join(f"{_holiday(name)} {_short(day)}" for day, name in count.skipped_holidays)
        parts.append(_("Helligdager er ikke regnet med: %(names)s.", names=names))
    if count.pauses:
        spans = ", ".join(f"{_short(first)}–{_short(last)}" for first, last in count.pauses)
        parts.append(_("Fristen var satt på pause %(spans)s, mens kontoret ventet på svar fra utvalget.", spans=spans))
    if count.july:
        parts.append(_("Juli er ikke regnet med."))
    return " ".join(parts)


def _holiday(name: str) -> str:
    one, *other = (str(HOLIDAYS.get(part, part)) for part in name.split(workdays.TWO_ON_ONE_DAY))
    return _("%(one)s og %(other)s", one=one, other=other[0]) if other else one


def _day(day: date) -> str:
    return format_date(day, "d. MMMM y")


def _short(day: date) -> str:
    return format_date(day, "d. MMMM")
