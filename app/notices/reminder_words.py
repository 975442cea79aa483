"""What reminders say, by what is owed: before the day, after it, and to those who only need to know."""

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.followups import FollowUpKind
from app.notices.letters import NOBODY_ANSWERS, Letter, Page


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
        before=_l("Utvalget har fått et spørsmål om et innspill. Du blir bedt om å svare innen %(due)s."),
        after=_l(
            "Fristen for å svare på et spørsmål til utvalget gikk ut %(due)s. Svaret på innspillet kommer uten det."
        ),
        others=_l("Fristen for å svare på et spørsmål til utvalget gikk ut %(due)s."),
    ),
    FollowUpKind.STATEMENT: ReminderWords(
        before=_l("Kontoret venter på en uttalelse fra utvalget. Du blir bedt om å svare innen %(due)s."),
        after=_l("Kontoret skulle hatt en uttalelse fra utvalget %(due)s. Du blir bedt om å svare nå."),
        others=_l("Utvalget skulle ha uttalt seg %(due)s."),
    ),
    FollowUpKind.CONFIRMATION: ReminderWords(
        before=_l("Et tiltak er meldt gjort. Du blir bedt om å bekrefte eller si fra innen %(due)s."),
        after=_l("Utvalget skulle ha bekreftet et tiltak %(due)s. Du blir bedt om å bekrefte eller si fra nå."),
        others=_l("Utvalget skulle ha bekreftet et tiltak %(due)s."),
    ),
    FollowUpKind.RAISE_REPLY: ReminderWords(
        before=_l("Et utvalg har løftet et innspill til dere. Du blir bedt om å svare innen %(due)s."),
        after=_l("Et utvalg som løftet et innspill til dere, skulle hatt svar %(due)s. Du blir bedt om å svare nå."),
        others=_l("Et løftet innspill skulle hatt svar %(due)s."),
    ),
    FollowUpKind.RELAPSE: ReminderWords(
        before=_l("Noen har svart at det ikke hjelper lenger. Vurder innen %(due)s om innspillet skal åpnes igjen."),
        after=_l("Utvalget skulle ha vurdert å åpne et innspill igjen innen %(due)s. Vurder det nå."),
        others=_l("Utvalget skulle ha vurdert å åpne et innspill igjen innen %(due)s."),
    ),
}


# An answer that was sent on, and that nobody has said yes or no to yet: not owed, only offered.
OFFERED = ReminderWords(
    before=_l("Et innspill er sendt videre til dere. Svarfristen er %(due)s. Du blir bedt om å ta det eller si nei."),
    after=_l(
        "Et innspill er sendt videre til dere. Svarfristen var %(due)s. Du blir bedt om å ta det eller si nei nå."
    ),
    others=_l("Et innspill er sendt videre til %(owner)s. Svarfristen var %(due)s, og de har ikke sagt ja eller nei."),
)


def reminder_letter(kind: FollowUpKind, *, step: int, offered: bool) -> Letter:
    """The letter of one step; to whoever does not owe it, it is news."""
    words = OFFERED if offered else REMINDERS[kind]
    return Letter(
        subject=_subject(step),
        news=words.others,
        ask=words.before if step < 0 else words.after,
        button=_l("Åpne innspillet"),
        page=Page.FOLLOW_UP,
    )


def nobody_answers(*, step: int) -> Letter:
    """The same step, for whoever is next in line where nobody is there to answer."""
    over = _l(
        "Fristen for %(owner)s gikk ut %(due)s, og ingen er ført opp til å svare der. "
        "Du blir bedt om å sørge for at noen får rollen."
    )
    return replace(NOBODY_ANSWERS, subject=_subject(step), news=NOBODY_ANSWERS.news if step < 0 else over)


def _subject(step: int) -> Any:
    return _l("%(about)s: frist %(short_due)s") if step < 0 else _l("%(about)s: fristen er gått ut")
