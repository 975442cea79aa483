"""What reminders say, by what is owed: before the day, after it, and to those who only need to know."""

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.states import FollowUpKind
from app.notices.kinds.happening import ANSWER_ISSUE, SEE_ISSUE, Letter, Page
from app.notices.policy.ladder import LADDER


@dataclass(frozen=True)
class ReminderWords:
    """The first line of a reminder; the gaps are number, due and owner."""

    before: Any
    after: Any
    others: Any


REMINDERS: dict[FollowUpKind, ReminderWords] = {
    FollowUpKind.ANSWER: ReminderWords(
        before=_l("Påminnelse %(number)s: Svar på innspillet innen %(due)s."),
        after=_l("Påminnelse %(number)s: Svar på innspillet nå. Fristen var %(due)s."),
        others=_l("%(owner)s skulle svart innen %(due)s. Svaret har ikke kommet."),
    ),
    FollowUpKind.ACTION: ReminderWords(
        before=_l("Påminnelse %(number)s: Gjør tiltaket innen %(due)s, og meld at det er gjort."),
        after=_l("Påminnelse %(number)s: Meld hva som er gjort med tiltaket. Det skulle vært gjort %(due)s."),
        others=_l("%(owner)s har lovet et tiltak innen %(due)s. Det er ikke meldt gjort."),
    ),
    FollowUpKind.CLARIFICATION: ReminderWords(
        before=_l("Påminnelse %(number)s: Svar på spørsmålet om innspillet innen %(due)s."),
        after=_l("Fristen for å svare på spørsmålet gikk ut %(due)s. Kontoret svarer ut fra det de vet."),
        others=_l("Fristen for å svare på spørsmålet gikk ut %(due)s."),
    ),
    FollowUpKind.STATEMENT: ReminderWords(
        before=_l("Påminnelse %(number)s: Gi utvalgets uttalelse innen %(due)s."),
        after=_l("Påminnelse %(number)s: Gi utvalgets uttalelse nå. Fristen var %(due)s."),
        others=_l("%(owner)s skulle uttalt seg innen %(due)s. Uttalelsen har ikke kommet."),
    ),
    FollowUpKind.CONFIRMATION: ReminderWords(
        before=_l("Påminnelse %(number)s: Avgjør om tiltaket hjalp, innen %(due)s."),
        after=_l("Påminnelse %(number)s: Avgjør om tiltaket hjalp. Fristen var %(due)s."),
        others=_l("%(owner)s skulle avgjort om tiltaket hjalp innen %(due)s."),
    ),
    FollowUpKind.RAISE_REPLY: ReminderWords(
        before=_l("Påminnelse %(number)s: Svar ja eller nei til et innspill fra et annet utvalg innen %(due)s."),
        after=_l("Påminnelse %(number)s: Svar ja eller nei til et innspill fra et annet utvalg. Fristen var %(due)s."),
        others=_l("%(owner)s skulle svart innen %(due)s. Svaret har ikke kommet."),
    ),
    FollowUpKind.RELAPSE: ReminderWords(
        before=_l("Påminnelse %(number)s: Vurder innen %(due)s om innspillet skal åpnes igjen."),
        after=_l("Påminnelse %(number)s: Vurder om innspillet skal åpnes igjen. Fristen var %(due)s."),
        others=_l("Utvalget skulle ha vurdert å åpne et innspill igjen innen %(due)s."),
    ),
}


# An answer that was sent on, and that nobody has said yes or no to yet: not owed, only offered.
OFFERED = ReminderWords(
    before=_l("Påminnelse %(number)s: Si ja eller nei til å ta over et innspill. Svarfristen er %(due)s."),
    after=_l("Påminnelse %(number)s: Si ja eller nei til å ta over et innspill. Svarfristen var %(due)s."),
    others=_l("Innspillet er sendt videre til %(owner)s, som ikke har svart ja eller nei. Svarfristen var %(due)s."),
)


# For whoever is next in line where an office, a municipality or a region owes and nobody is there: not theirs to do.
NOBODY_ANSWERS = Letter(
    _l("%(about)s: ingen svarer for %(owner)s"),
    _l("Sørg for at noen kan svare for %(owner)s. Innspillet venter, og ingen er registrert der."),
    button=SEE_ISSUE,
    asks_everybody=True,
)


def reminder_letter(kind: FollowUpKind, *, step: int, offered: bool) -> Letter:
    """The letter of one step; to whoever does not owe it, it is news."""
    words = OFFERED if offered else REMINDERS[kind]
    return Letter(
        subject=_subject(step),
        news=words.others,
        ask=words.before if step < 0 else words.after,
        button=SEE_ISSUE,
        ask_button=ANSWER_ISSUE if kind is FollowUpKind.ANSWER and not offered else None,
        page=Page.FOLLOW_UP,
        ask_subject=_own_subject(step),
    )


def nobody_answers(*, step: int) -> Letter:
    """The same step, for whoever is next in line where nobody is there to answer."""
    over = _l("Sørg for at noen kan svare for %(owner)s. Fristen gikk ut %(due)s, og ingen er registrert der.")
    return replace(NOBODY_ANSWERS, subject=_subject(step), news=NOBODY_ANSWERS.news if step < 0 else over)


def number_of(kind: FollowUpKind, step: int) -> int:
    """Which reminder of its ladder a step is, where nobody counted them when it was recorded."""
    return 1 + sum(one.days < step for one in LADDER.get(kind, ()))


def _own_subject(step: int) -> Any:
    before = _l("%(about)s: påminnelse %(number)s, frist %(short_due)s")
    return before if step < 0 else _l("%(about)s: påminnelse %(number)s, fristen er gått ut")


def _subject(step: int) -> Any:
    return _l("%(about)s: frist %(short_due)s") if step < 0 else _l("%(about)s: fristen er gått ut")
