"""One sentence for everything that can happen to an issue: what its history says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.issues.bylines import Byline, of_event
from app.models.issues import ActReason, Issue, Outcome, Phase, Reopening
from app.models.notices import Event
from app.models.notices import EventKind as K
from app.web.words import word


@dataclass(frozen=True)
class Words:
    """What was said with an act, and what the text is called where it is reported."""

    text: str
    early_reason: str | None
    hidden_at: datetime | None
    subject: str
    subject_id: int


@dataclass(frozen=True)
class Entry:
    """A line of history, ready to show."""

    what: str
    who: Byline
    at: datetime
    icon: str
    tone: str
    official: bool
    words: "Words | None"
    by_id: int | None
    for_name: str | None


# What happened → (sentence, icon, tone). "accent" is the council, "info" the office.
SENTENCES: dict[K, tuple[object, str, str]] = {
    K.ISSUE_POSTED: (_l("Innspillet ble sendt inn"), "Megaphone", "accent"),
    K.ISSUE_HELD: (_l("Innspillet venter på at noen leser gjennom teksten"), "Eye", "neutral"),
    K.ISSUE_RELEASED: (_l("Teksten er lest gjennom, og innspillet går videre"), "Eye", "accent"),
    K.ISSUE_SENT: (_l("Innspillet ble sendt til kontoret"), "Paperplane", "accent"),
    K.ISSUE_EDITED: (_l("Teksten ble endret"), "Pencil", "neutral"),
    K.ISSUE_SHARED: (_l("Innspillet ble delt med andre utvalg"), "Globe", "accent"),
    K.ISSUE_SUPPORTED: (_l("En til sier at det er det samme hos dem"), "HandShakeHeart", "accent"),
    K.ISSUE_SUPPORT_WITHDRAWN: (_l("En støtte ble trukket"), "MinusCircle", "neutral"),
    K.ISSUE_PHASED: (_l("Utvalget sa hvilken fase det gjelder"), "Tasklist", "neutral"),
    K.PRAISE_PASSED_ON: (_l("Kontoret får vite om det som fungerer godt"), "ThumbUp", "success"),
    K.ISSUE_COMMENTED: (_l("Ny kommentar"), "Chat", "neutral"),
    K.ISSUE_MERGED: (_l("Innspillet ble slått sammen med et annet"), "Files", "neutral"),
    K.ISSUE_WITHDRAWN: (_l("Innspillet ble trukket"), "MinusCircle", "neutral"),
    K.ISSUE_NAME_REMOVED: (
        _l("Den som sendte innspillet, tok navnet sitt bort. Utvalget tar det videre"),
        "MinusCircle",
        "neutral",
    ),
    K.ISSUE_CLOSED: (_l("Utvalget lukket innspillet"), "CheckmarkCircle", "accent"),
    K.ISSUE_REOPENED: (_l("Utvalget åpnet innspillet igjen"), "ArrowUndo", "danger"),
    K.ISSUE_HANDED_OVER: (_l("Innspillet gikk over til et annet utvalg"), "ArrowForward", "neutral"),
    K.PUBLIC_VERSION_PROPOSED: (_l("En offentlig tekst ble foreslått"), "NotePencil", "neutral"),
    K.PUBLIC_VERSION_AGREED: (
        _l("Den som sendte innspillet, sa ja til den offentlige teksten"),
        "Checkmark",
        "success",
    ),
    K.PUBLIC_VERSION_REFUSED: (_l("Den som sendte innspillet, sa nei til den offentlige teksten"), "XMark", "neutral"),
    K.PUBLIC_VERSION_WITHDRAWN: (_l("Den offentlige teksten ble tatt bort"), "MinusCircle", "neutral"),
    K.ISSUE_PUBLISHED: (_l("Den offentlige teksten kan leses av alle"), "Globe", "success"),
    K.ASSENT_ASKED: (_l("En på brukersiden har sagt ja og venter på en til"), "Handshake", "accent"),
    K.MUNICIPALITY_ASKED: (_l("Kommunen ble bedt om å svare"), "Paperplane", "accent"),
    K.ANSWER_GIVEN: (_l("Kontoret svarte"), "Chat", "info"),
    K.ANSWER_CORRECTED: (_l("Svaret ble rettet"), "Pencil", "info"),
    K.ANSWER_CONTESTED: (_l("Utvalget er ikke enig i svaret"), "ArrowUndo", "danger"),
    K.CLARIFICATION_ASKED: (_l("Kontoret spurte utvalget om mer"), "QuestionmarkCircle", "warning"),
    K.CLARIFICATION_GIVEN: (_l("Utvalget svarte på spørsmålet fra kontoret"), "Chat", "accent"),
    K.CLARIFICATION_LAPSED: (_l("Kontoret svarer på det det har fått vite"), "Clock", "neutral"),
    K.SENT_ON: (_l("Kontoret sendte innspillet videre"), "ArrowForward", "info"),
    K.SENT_OUTSIDE: (_l("Innspillet ble sendt videre til en enhet utenfor Medvirk"), "ArrowForward", "info"),
    K.SENT_ON_ACCEPTED: (_l("Den nye mottakeren tok over"), "Checkmark", "info"),
    K.SENT_ON_DECLINED: (_l("Den nye mottakeren tok ikke over"), "ArrowUndo", "warning"),
    K.DUE_EXTENDED: (_l("Fristen ble flyttet"), "Calendar", "warning"),
    K.EXTENSION_ASKED: (_l("Kontoret ba om ny frist"), "Calendar", "warning"),
    K.EXTENSION_REFUSED: (_l("Utvalget sa nei til å flytte fristen"), "Calendar", "warning"),
    K.ACTION_PROMISED: (_l("Kontoret lovet et tiltak"), "Tasklist", "info"),
    K.ACTION_CLAIMED: (_l("Kontoret sier det er gjort"), "ClipboardCheckmark", "warning"),
    K.ACTION_CONFIRMED: (_l("Utvalget bekreftet at det er gjort"), "SealCheckmark", "success"),
    K.ACTION_CONTESTED: (_l("Utvalget er ikke enig i at det er gjort"), "ArrowUndo", "danger"),
    K.OUTCOME_ASKED: (_l("Representantene ble spurt om det hjalp"), "QuestionmarkCircle", "accent"),
    K.OUTCOME_REMINDED: (_l("Representantene ble spurt en gang til om det hjalp"), "QuestionmarkCircle", "neutral"),
    K.OUTCOME_SAID: (_l("En representant sa om det hjalp"), "Chat", "accent"),
    K.COUNCIL_ASKED: (_l("Kontoret spurte utvalget"), "QuestionmarkCircle", "info"),
    K.CHANGE_ANNOUNCED: (_l("Kontoret varslet en endring"), "Megaphone", "info"),
    K.STATEMENT_GIVEN: (_l("Utvalget ga sin uttalelse"), "FileText", "accent"),
    K.ISSUE_RAISED: (_l("Innspillet ble løftet til utvalget over"), "Upload", "accent"),
    K.RAISE_REPLIED: (_l("Utvalget over svarte"), "Chat", "accent"),
    K.RELAPSE_FOUND: (_l("Noen svarte at det ikke hjelper lenger"), "ArrowsCirclepath", "warning"),
    K.RELAPSE_LEFT: (_l("Utvalget vurderte å åpne igjen, og lar det ligge"), "PersonGroup", "accent"),
    K.REMINDER: (_l("Påminnelse om en frist"), "Bell", "neutral"),
    K.COUNCIL_STARTED: (_l("Utvalget ble opprettet"), "PersonGroup", "neutral"),
    K.COUNCIL_ENDED: (_l("Utvalget ble avsluttet"), "PersonGroup", "neutral"),
    K.APPOINTMENT_STARTED: (_l("En oppnevning begynte"), "PersonPlus", "neutral"),
    K.APPOINTMENT_ENDED: (_l("En oppnevning tok slutt"), "Person", "neutral"),
    K.APPOINTMENT_ENDING: (_l("En oppnevning går snart ut"), "Person", "neutral"),
    K.REPRESENTATIVE_PROPOSED: (_l("En organisasjon foreslo en representant"), "PersonPlus", "neutral"),
    K.NOMINATION_DECIDED: (_l("Utvalget svarte på et forslag til representant"), "Person", "neutral"),
    K.MEMBERS_ADDED: (_l("Medlemmer ble lagt til fra en fil"), "PersonPlus", "neutral"),
    K.PROPOSAL_ASKED: (_l("Noen ble bedt om å svare på et forslag som gjelder brukersiden"), "PersonGroup", "neutral"),
    K.PROPOSAL_DECIDED: (_l("Et forslag som gjelder brukersiden, ble avgjort"), "PersonGroup", "neutral"),
    K.SLIP_REGISTERED: (_l("En underskrift på papir ble registrert"), "PersonGroup", "neutral"),
    K.SCOPE_GIVEN: (_l("Noen fikk en ny oppgave i fylket eller organisasjonen"), "PersonPlus", "neutral"),
    K.AGENDA_ITEM_ADDED: (_l("Innspillet kom på en saksliste"), "BulletList", "accent"),
    K.VOTE_OPENED: (_l("En avstemning ble åpnet"), "Handshake", "accent"),
    K.VOTE_CLOSED: (_l("En avstemning ble avsluttet"), "Handshake", "accent"),
    K.ADVICE_GIVEN: (_l("Utvalget ga et råd"), "LightBulb", "accent"),
    K.SUMMARY_PUBLISHED: (_l("Innspillet ble med i et sammendrag"), "FileText", "neutral"),
    K.TEXT_REPORTED: (_l("En tekst ble meldt"), "ShieldCheckmark", "neutral"),
    K.TEXT_HIDDEN: (_l("En moderator skjulte en tekst"), "EyeSlash", "warning"),
    K.TEXT_HIDDEN_FOR_NOW: (_l("En tekst ble skjult til en moderator har sett på den"), "EyeSlash", "warning"),
    K.TEXT_KEPT: (_l("En moderator lot en meldt tekst stå"), "ShieldCheckmark", "neutral"),
    K.REPORT_APPEALED: (_l("Avgjørelsen om en tekst ble klaget på"), "ShieldCheckmark", "neutral"),
    K.APPEAL_DECIDED: (_l("Klagen om en tekst ble avgjort"), "ShieldCheckmark", "neutral"),
    K.PASSWORD_CHANGED: (_l("Passordet ble endret"), "PadlockLocked", "neutral"),
    K.ADDRESS_ASKED: (_l("Noen ba om å bytte e-postadresse"), "EnvelopeClosed", "neutral"),
    K.ADDRESS_CHANGED: (_l("E-postadressen ble byttet"), "EnvelopeClosed", "neutral"),
    K.MAIL_REFUSED: (_l("En e-post kom ikke fram"), "EnvelopeClosed", "warning"),
    K.MAILS_HANDLED: (_l("Køen med e-post ble endret"), "EnvelopeClosed", "neutral"),
    K.DRAFT_ENDING: (_l("Et utkast blir snart slettet"), "Pencil", "neutral"),
    K.SIGN_IN_TRIED: (_l("Noen prøvde å logge inn"), "PadlockLocked", "neutral"),
}

OFFICIAL = frozenset({K.ANSWER_GIVEN, K.ANSWER_CORRECTED})
# Told to those it concerns, never to all readers: reports of texts, reminders, and words that stand elsewhere.
NOT_IN_HISTORY = frozenset(
    {
        K.TEXT_REPORTED,
        K.TEXT_KEPT,
        K.REPORT_APPEALED,
        K.APPEAL_DECIDED,
        K.REMINDER,
        K.OUTCOME_REMINDED,
        K.PASSWORD_CHANGED,
        K.ADDRESS_ASKED,
        K.ADDRESS_CHANGED,
        K.SIGN_IN_TRIED,
        K.MAIL_REFUSED,
        K.MAILS_HANDLED,
        K.DRAFT_ENDING,
    }
)
# Each stands with name and date in its own list on the page; a history of dozens of them would say nothing else.
LISTED_ABOVE = frozenset({K.ISSUE_SUPPORTED, K.ISSUE_COMMENTED})
MOST_REPEATED = 20
USER_SIDE_ONLY = frozenset(
    {K.ASSENT_ASKED, K.PUBLIC_VERSION_PROPOSED, K.PUBLIC_VERSION_AGREED, K.PUBLIC_VERSION_REFUSED}
)


def entries(
    issue: Issue,
    events: Iterable[tuple[Event, ActReason | Reopening | None]],
    *,
    names: bool,
    user_side: bool,
    comment_ids: Collection[int],
) -> list[Entry]:
    """The history this reader may read: no comment, report or inner matter of the user side that is not theirs."""
    shown = [one for one in events if _is_shown(one[0], user_side=user_side, comment_ids=comment_ids)]
    if sum(event.kind in LISTED_ABOVE for event, _reason in shown) > MOST_REPEATED:
        shown = [one for one in shown if one[0].kind not in LISTED_ABOVE]
    return [_entry(issue, event, reason, names=names) for event, reason in shown]


def sentence(event: Event) -> str:
    """What happened, in the reader's language; with the outcome, the version or the other issue where it has one."""
    said = str(SENTENCES[event.kind][0])
    if is_about_question(event):
        return _("Spørsmålet ble rettet")
    if event.kind is K.ISSUE_CLOSED and "outcome" in event.data:
        return f"{said}: {word(Outcome(event.data['outcome']))}"
    if event.kind is K.ISSUE_PHASED and "phase" in event.data:
        return f"{said}: {word(Phase(event.data['phase']))}"
    if event.kind is K.ISSUE_MERGED and "into" in event.data:
        return f"{said}: {event.data['into']}"
    return said


def is_about_question(event: Event) -> bool:
    """What was corrected is a question back, which is no answer."""
    return event.kind is K.ANSWER_CORRECTED and bool(event.data.get("question"))


def _is_shown(event: Event, *, user_side: bool, comment_ids: Collection[int]) -> bool:
    if event.kind in NOT_IN_HISTORY or event.data.get("skipped"):
        return False
    if event.kind in USER_SIDE_ONLY:
        return user_side
    if event.kind is K.ISSUE_COMMENTED:
        return event.subject_id in comment_ids
    return True


def _words(said: ActReason | Reopening | None) -> Words | None:
    if isinstance(said, Reopening):
        return Words(said.reason, None, said.hidden_at, "reopening", said.id)
    if said is None:
        return None
    return Words(said.text, said.early_reason, said.hidden_at, "reason", said.event_id)


def _entry(issue: Issue, event: Event, reason: ActReason | Reopening | None, *, names: bool) -> Entry:
    _said, icon, tone = SENTENCES[event.kind]
    return Entry(
        what=sentence(event),
        who=of_event(event, issue, names=names),
        at=event.at,
        icon=icon,
        tone=tone,
        official=event.kind in OFFICIAL and not is_about_question(event),
        words=_words(reason),
        by_id=event.actor_id,
        for_name=event.for_name if names else None,
    )
