"""What reminders say, by what is owed: before the day, after it, and to those who only need to know."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.followups import FollowUpKind
from app.notices.letters import Letter, Page


@dataclass(frozen=True)
class ReminderWords:
    """The first line of a reminder; the gaps are due and owner."""

    before: Any
    after: Any
    others: Any


REMINDERS: dict[FollowUpKind, ReminderWords] = {
    FollowUpKind.ANSWER: ReminderWords(
        before=_l("Du blir bedt om å svare på et innspill innen %(due)s."),
        after=_l("Et innspill skulle hatt svar fra deg %(due)s. Du blir bedt om å svare nå."),
        others=_l("Et innspill skulle hatt svar fra %(owner)s %(due)s. Det er ikke kommet."),
    ),
    FollowUpKind.ACTION: ReminderWords(
        before=_l("Et tiltak du har lovet, skal være gjort %(due)s. Du blir bedt om å si fra når det er gjort."),
        after=_l("Et tiltak du har lovet, skulle vært gjort %(due)s. Du blir bedt om å si hvordan det står til."),
        others=_l("Et tiltak som %(owner)s har lovet, skulle vært gjort %(due)s. Det er ikke meldt ferdig."),
    ),
    FollowUpKind.CLARIFICATION: ReminderWords(
        before=_l("Kontoret har spurt utvalget om noe. Du blir bedt om å svare innen %(due)s."),
        after=_l("Fristen for å svare kontoret gikk ut %(due)s. Kontoret svarer nå på det det har."),
        others=_l("Fristen for å svare kontoret gikk ut %(due)s."),
    ),
    FollowUpKind.STATEMENT: ReminderWords(
        before=_l("Kontoret venter på en uttalelse fra utvalget. Du blir bedt om å svare innen %(due)s."),
        after=_l("Kontoret skulle hatt en uttalelse fra utvalget %(due)s. Du blir bedt om å svare nå."),
        others=_l("Utvalget skulle ha uttalt seg %(due)s."),
    ),
    FollowUpKind.CONFIRMATION: ReminderWords(
        before=_l("Kontoret sier at et tiltak er gjort. Du blir bedt om å bekrefte eller si fra innen %(due)s."),
        after=_l("Utvalget skulle ha bekreftet et tiltak %(due)s. Du blir bedt om å bekrefte eller si fra nå."),
        others=_l("Utvalget skulle ha bekreftet et tiltak %(due)s."),
    ),
    FollowUpKind.RAISE_REPLY: ReminderWords(
        before=_l("Et utvalg har løftet et innspill til dere. Du blir bedt om å svare innen %(due)s."),
        after=_l("Et utvalg som løftet et innspill til dere, skulle hatt svar %(due)s. Du blir bedt om å svare nå."),
        others=_l("Et løftet innspill skulle hatt svar %(due)s."),
    ),
}


def reminder_letter(kind: FollowUpKind, *, step: int) -> Letter:
    """The letter of one step; to whoever does not owe it, it is news."""
    words = REMINDERS[kind]
    return Letter(
        subject=_l("%(about)s: frist %(short_due)s") if step < 0 else _l("%(about)s: fristen er gått ut"),
        news=words.others,
        ask=words.before if step < 0 else words.after,
        button=_l("Åpne innspillet"),
        page=Page.FOLLOW_UP,
    )
