"""What is owed on an issue: answers, questions back, sending on, dates, statements, raising, and reminders of them."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import ANSWER, NO, YES
from app.models.notices import Event
from app.models.notices import EventKind as K
from app.models.states import FollowUpKind, FollowUpState
from app.notices.kinds.happening import (
    ANSWER_ISSUE,
    COUNCIL_DISAGREES,
    READ_REASONS,
    SEE_ISSUE,
    SEE_REASONS,
    YES_OR_NO,
    Facts,
    Happening,
    History,
    Letter,
    Page,
    Weight,
)
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.reminders import nobody_answers, reminder_letter
from app.notices.kinds.topics import Topic
from app.notices.words.days import in_full


def _is_about_a_question(event: Event) -> bool:
    """What was corrected is a question back, which is no answer."""
    return bool(event.data.get("question"))


def _is_an_answer(event: Event) -> bool:
    return not _is_about_a_question(event)


def _always(_event: Event) -> bool:
    return True


def _about_a_question(event: Event) -> str | None:
    return _("Spørsmålet ble rettet") if _is_about_a_question(event) else None


def _yes_or_no(loaded: LoadedNotice) -> Facts:
    data = loaded.event.data
    return [(str(ANSWER), str(YES) if data["accepted"] else str(NO))] if "accepted" in data else []


def _day_wished(loaded: LoadedNotice) -> Facts:
    asked = loaded.follow_up.asked_due if loaded.follow_up is not None else None
    return [(_("Ønsket frist"), in_full(asked))] if asked is not None else []


def _nobody_asks_for_days(loaded: LoadedNotice) -> bool:
    return loaded.follow_up is None or not loaded.follow_up.is_live or loaded.follow_up.asked_due is None


def _reminder(loaded: LoadedNotice) -> Letter:
    """The words follow from what is owed and which step it is; who is next in line is asked to find somebody."""
    step = int(loaded.event.data["step"])
    if loaded.owner_is_missing:
        return nobody_answers(step=step)
    offered = loaded.follow_up is not None and loaded.follow_up.offered
    return reminder_letter(FollowUpKind(loaded.event.data["kind"]), step=step, offered=offered)


def _no_reminder_needed(loaded: LoadedNotice) -> bool:
    follow_up = loaded.follow_up
    if follow_up is None or follow_up.is_live:
        return False
    # The last step of a clarification tells that its time is over, and so it is.
    return follow_up.kind is not FollowUpKind.CLARIFICATION or loaded.event.data.get("step", 0) <= 0


def _reminds_of_another_day(loaded: LoadedNotice) -> bool:
    follow_up = loaded.follow_up
    if follow_up is None or not follow_up.is_live:
        return False
    return follow_up.state is not FollowUpState.RUNNING or follow_up.due.isoformat() != loaded.event.data.get("due")


HAPPENINGS: dict[K, Happening] = {
    K.MUNICIPALITY_ASKED: Happening(
        _l("Utvalget spurte kommunen"),
        "Paperplane",
        weight=Weight.WEIGHTY,
        tone="accent",
        letter=Letter(
            _l("%(about)s: %(owner)s skal svare"),
            _l("%(owner)s skal svare innen %(due)s."),
            ask=_l("Svar for %(owner)s innen %(due)s."),
            button=SEE_ISSUE,
            ask_button=ANSWER_ISSUE,
            page=Page.FOLLOW_UP,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.RECEIPT_GIVEN: Happening(
        _l("Kontoret har mottatt saken og ser på den"),
        "Eye",
        weight=Weight.WEIGHTY,
        tone="info",
        letter=Letter(
            _l("%(about)s: mottatt av %(owner)s"),
            _l("%(owner)s har mottatt saken og ser på den. Fristen for svar er fortsatt %(due)s."),
            button=SEE_ISSUE,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.ANSWER_GIVEN: Happening(
        _l("Kontoret svarte"),
        "Chat",
        weight=Weight.IN_ITS_WORDS,
        tone="info",
        letter=Letter(
            _l("%(about)s: nytt svar fra %(owner)s"), _l("%(owner)s har svart på innspillet."), button=_l("Les svaret")
        ),
        topic=Topic.ANSWERS,
        known_to_council=True,
        of_office=_always,
        tells_answer=True,
    ),
    K.ANSWER_CORRECTED: Happening(
        _l("Svaret ble rettet"),
        "Pencil",
        tone="info",
        letter=Letter(
            _l("%(about)s: rettet svar fra %(owner)s"),
            _l("%(owner)s har rettet svaret. Endringen er merket."),
            button=_l("Les svaret"),
        ),
        topic=Topic.ANSWERS,
        known_to_council=True,
        other_sentence=_about_a_question,
        of_office=_is_an_answer,
        tells_answer=True,
    ),
    K.ANSWER_CONTESTED: Happening(
        _l("Utvalget er ikke enig i svaret"),
        "ArrowUndo",
        weight=Weight.WEIGHTY,
        tone="danger",
        letter=Letter(
            COUNCIL_DISAGREES,
            _l("Utvalget er ikke enig i svaret. %(owner)s skal svare på nytt innen %(due)s."),
            ask=_l("Svar på nytt innen %(due)s. Utvalget er ikke enig i svaret."),
            button=READ_REASONS,
            ask_button=ANSWER_ISSUE,
            page=Page.FOLLOW_UP,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.CLARIFICATION_ASKED: Happening(
        _l("Kontoret spurte utvalget om mer"),
        "QuestionmarkCircle",
        weight=Weight.IN_ITS_WORDS,
        tone="warning",
        letter=Letter(
            _l("%(about)s: spørsmål til utvalget"),
            _l("Utvalget har fått et spørsmål om innspillet og svarer innen %(due)s."),
            ask=_l("Svar på et spørsmål om innspillet innen %(due)s."),
            button=_l("Se spørsmålet"),
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
        known_to_council=True,
    ),
    K.CLARIFICATION_GIVEN: Happening(
        _l("Utvalget svarte på spørsmålet fra kontoret"),
        "Chat",
        weight=Weight.IN_ITS_WORDS,
        tone="accent",
        letter=Letter(
            _l("%(about)s: utvalget har svart på spørsmålet"),
            _l("Utvalget har svart på spørsmålet. %(owner)s skal svare på innspillet innen %(due)s."),
            ask=_l("Svar på innspillet innen %(due)s. Utvalget har svart på spørsmålet."),
            button=_l("Les svaret"),
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.CLARIFICATION_LAPSED: Happening(
        _l("Utvalget svarte ikke i tide. Kontoret svarer ut fra det de vet"),
        "Clock",
        weight=Weight.WEIGHTY,
        letter=Letter(
            _l("%(about)s: utvalget svarte ikke i tide"),
            _l("Utvalget svarte ikke på spørsmålet i tide. %(owner)s svarer innen %(due)s, ut fra det de vet."),
            ask=_l("Svar på innspillet innen %(due)s, ut fra det dere vet. Utvalget svarte ikke på spørsmålet i tide."),
            button=SEE_ISSUE,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.SENT_ON: Happening(
        _l("Kontoret sendte innspillet videre"),
        "ArrowForward",
        weight=Weight.WEIGHTY,
        tone="info",
        letter=Letter(
            _l("%(about)s: sendt videre til %(owner)s"),
            _l("Innspillet er sendt videre til %(owner)s. Avsenderen har ansvaret fram til mottakeren har sagt ja."),
            ask=_l("Si ja eller nei til å ta over et innspill. Svarfristen er %(due)s."),
            button=SEE_ISSUE,
            page=Page.FOLLOW_UP,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.SENT_OUTSIDE: Happening(
        _l("Innspillet ble sendt videre til en enhet utenfor Medvirk"),
        "ArrowForward",
        weight=Weight.IN_ITS_WORDS,
        tone="info",
        letter=Letter(
            _l("%(about)s: sendt videre utenfor Medvirk"),
            _l("Innspillet er sendt videre til en enhet utenfor Medvirk. Den som sendte det, skriver ned svaret her."),
            button=SEE_ISSUE,
        ),
        topic=Topic.ANSWERS,
    ),
    K.SENT_ON_ACCEPTED: Happening(
        _l("Den nye mottakeren tok over"),
        "Checkmark",
        tone="info",
        letter=Letter(_l("%(about)s: %(owner)s tar over"), _l("%(owner)s har tatt over innspillet."), button=SEE_ISSUE),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.SENT_ON_DECLINED: Happening(
        _l("Den nye mottakeren tok ikke over"),
        "ArrowUndo",
        weight=Weight.WEIGHTY,
        tone="warning",
        letter=Letter(
            _l("%(about)s: sendt tilbake til %(owner)s"),
            _l("Innspillet er sendt tilbake. %(owner)s skal svare innen %(due)s."),
            ask=_l("Svar på innspillet innen %(due)s. Det er sendt tilbake til dere."),
            button=SEE_ISSUE,
            ask_button=ANSWER_ISSUE,
            page=Page.FOLLOW_UP,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.DUE_EXTENDED: Happening(
        _l("Fristen ble flyttet"),
        "Calendar",
        tone="warning",
        letter=Letter(
            _l("%(about)s: ny frist %(short_due)s"),
            _l("Fristen for %(owner)s er flyttet til %(due)s."),
            button=SEE_REASONS,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.EXTENSION_ASKED: Happening(
        _l("Kontoret ba om ny frist"),
        "Calendar",
        tone="warning",
        letter=Letter(
            _l("%(about)s: ønske om ny frist"),
            _l("Si ja eller nei til at %(owner)s får ny frist. Til du har svart, gjelder den gamle."),
            button=SEE_REASONS,
            asks_everybody=True,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
        is_done=_nobody_asks_for_days,
        facts=_day_wished,
        boxes=YES_OR_NO,
    ),
    K.EXTENSION_REFUSED: Happening(
        _l("Utvalget sa nei til å flytte fristen"),
        "Calendar",
        tone="warning",
        letter=Letter(
            _l("%(about)s: fristen er ikke flyttet"),
            _l("Utvalget sa nei til å flytte fristen. Den er fortsatt %(due)s."),
            button=SEE_ISSUE,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
    ),
    K.COUNCIL_ASKED: Happening(
        _l("Kontoret spurte utvalget"),
        "QuestionmarkCircle",
        tone="info",
        letter=Letter(
            _l("%(about)s: kontoret spør utvalget"),
            _l("Kontoret spør utvalget om råd. Utvalget svarer innen %(due)s."),
            ask=_l("Gi utvalgets råd innen %(due)s. Kontoret spør."),
            button=_l("Se spørsmålet"),
        ),
        tells_day=True,
        known_to_council=True,
    ),
    K.CHANGE_ANNOUNCED: Happening(
        _l("Kontoret varslet en endring"),
        "Megaphone",
        tone="info",
        letter=Letter(
            _l("%(about)s: kontoret varsler en endring"),
            _l("Kontoret varsler en endring. Utvalget kan uttale seg innen %(due)s."),
            ask=_l("Gi utvalgets uttalelse innen %(due)s. Kontoret varsler en endring."),
            button=_l("Les om endringen"),
        ),
        tells_day=True,
        known_to_council=True,
    ),
    K.STATEMENT_GIVEN: Happening(
        _l("Utvalget ga sin uttalelse"),
        "FileText",
        weight=Weight.IN_ITS_WORDS,
        tone="accent",
        letter=Letter(
            _l("%(about)s: uttalelse fra utvalget"),
            _l("%(council)s har gitt sin uttalelse."),
            button=_l("Les uttalelsen"),
        ),
        topic=Topic.ANSWERS,
        known_to_council=True,
    ),
    K.RAISE_REPLIED: Happening(
        _l("Det regionale utvalget svarte"),
        "Chat",
        weight=Weight.IN_ITS_WORDS,
        tone="accent",
        letter=Letter(
            _l("%(about)s: svar fra %(owner)s"),
            _l("%(owner)s har svart."),
            ask=_l("Svar innen %(due)s. Utvalget har sendt et innspill videre til dere."),
            button=_l("Les svaret"),
            ask_button=ANSWER_ISSUE,
            page=Page.FOLLOW_UP,
        ),
        topic=Topic.ANSWERS,
        tells_day=True,
        known_to_council=True,
        answer=_yes_or_no,
    ),
    K.REMINDER: Happening(
        _l("Påminnelse om en frist"),
        "Bell",
        letter=reminder_letter(FollowUpKind.ANSWER, step=1, offered=False),
        topic=Topic.ANSWERS,
        tells_day=True,
        is_done=_no_reminder_needed,
        history=History.NOBODY,
        known_to_council=True,
        other_letter=_reminder,
        has_moved=_reminds_of_another_day,
    ),
}
