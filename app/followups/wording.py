"""The sentence that explains a date: from which day, how many working days, which holidays and pauses stood between."""

from datetime import date

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from app.core import clock, workdays
from app.models.followups import FollowUp, FollowUpKind, Slip, SlipState


def counted(row: FollowUp, *, july_pause: bool) -> str:
    """How the date was counted, whether or not it has been moved since. Needs pauses and slips."""
    if row.awaits_date:
        return _("Innen %(due)s skal det være sagt når dette blir gjort.", due=_day(row.due))
    first, moves = _moves(row)
    if row.round > 1 and row.kind is FollowUpKind.ACTION:
        parts = [_("Runde %(round)d. Utvalget satte fristen til %(due)s.", round=row.round, due=_day(first))]
    else:
        parts = [_start(row, first, july_pause=july_pause)]
    if moves:
        parts.append(_("Den første fristen var %(due)s.", due=_day(first)))
        moved = ngettext(
            "Den er flyttet %(num)d gang, til %(due)s.",
            "Den er flyttet %(num)d ganger, sist til %(due)s.",
            moves,
            due=_day(row.due),
        )
        parts.append(moved)
    if row.round > 1 and row.kind is not FollowUpKind.ACTION:
        parts.append(_("Dette er runde %(round)d.", round=row.round))
    return " ".join(parts)


def moved_late(slip: Slip, *, july_pause: bool) -> str:
    """That a date was moved only after it had passed, by how much; else nothing."""
    days = workdays.workdays_between(slip.from_due, clock.local_day(slip.at), july_pause=july_pause)
    if slip.state is not SlipState.MOVED or days <= 0:
        return ""
    return ngettext("Flyttet %(num)d arbeidsdag etter fristen.", "Flyttet %(num)d arbeidsdager etter fristen.", days)


def _moves(row: FollowUp) -> tuple[date, int]:
    """The date that stood first in this round, and how often it has been moved since.

    A pause moves both the date and the first one, and is told by itself; an earlier round had a date of its own.
    """
    if row.kind is not FollowUpKind.ACTION or row.round == 1:
        return row.original_due, len(row.moved)
    first, moves = row.due, 0
    for slip in reversed(row.moved):
        if slip.to_due != first:
            break
        first, moves = slip.from_due, moves + 1
    return first, moves


def _start(row: FollowUp, first: date, *, july_pause: bool) -> str:
    if row.days is None or row.kind is FollowUpKind.ACTION:
        return _("Lovet til %(due)s.", due=_day(first))
    pauses = [(pause.from_day, pause.to_day) for pause in row.pauses]
    count = workdays.explain(row.started_on, row.days, first, pauses=pauses, july_pause=july_pause)
    words = ngettext("%(num)d arbeidsdag", "%(num)d arbeidsdager", count.days)
    parts = [_("%(days)s regnet fra %(start)s.", days=words, start=_day(count.start))]
    if count.skipped_holidays:
        names = ", ".join(f"{_(name)} {_short(day)}" for day, name in count.skipped_holidays)
        parts.append(_("Helligdager er ikke regnet med: %(names)s.", names=names))
    if count.pauses:
        spans = ", ".join(f"{_short(first)}–{_short(last)}" for first, last in count.pauses)
        parts.append(_("Klokka sto stille %(spans)s, mens kontoret ventet på utvalget.", spans=spans))
    if count.july:
        parts.append(_("Juli er ikke regnet med."))
    return " ".join(parts)


def _day(day: date) -> str:
    return format_date(day, "d. MMMM y")


def _short(day: date) -> str:
    return format_date(day, "d. MMMM")
