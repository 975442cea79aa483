"""What happens to an issue: posted, read through, sent, shared, supported, closed, made public."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.words import ISSUE_MERGED, ISSUE_SHARED, ISSUE_WITHDRAWN, READ_THROUGH
from app.models.comments import Comment
from app.models.issue_enums import Outcome, Phase
from app.models.issues import PublicProposal, PublicVersion
from app.models.notices import Event
from app.models.notices import EventKind as K
from app.models.states import IssueState
from app.notices.kinds.happening import (
    ANSWER_ISSUE,
    SEE_ISSUE,
    SEE_PROPOSAL,
    YES_OR_NO,
    Happening,
    History,
    Letter,
    Page,
    Weight,
)
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic
from app.notices.words.names import OUTCOMES, PHASES


def _outcome(event: Event) -> Any:
    return OUTCOMES[Outcome(event.data["outcome"])] if "outcome" in event.data else None


def _phase(event: Event) -> Any:
    return PHASES[Phase(event.data["phase"])] if "phase" in event.data else None


def _into(event: Event) -> Any:
    return event.data.get("into")


def _is_gone(loaded: LoadedNotice) -> bool:
    """The comment was taken back, or is hidden."""
    comment = loaded.comment
    if comment is None:
        return loaded.event.subject == Comment.__tablename__
    return comment.withdrawn_at is not None or comment.hidden_at is not None


def _nobody_holds(loaded: LoadedNotice) -> bool:
    return loaded.issue is not None and loaded.issue.state is not IssueState.HELD


def _author_judged(loaded: LoadedNotice) -> bool:
    words = _words(loaded)
    return words is None or words.consented_at is not None or words.declined_at is not None


def _users_judged(loaded: LoadedNotice) -> bool:
    """Approved, or the author has taken the yes back."""
    words = _words(loaded)
    return words is None or words.consented_at is None


def _words(loaded: LoadedNotice) -> PublicVersion | PublicProposal | None:
    """The words a letter asks about, while somebody still waits for a word on them; newer words have their own."""
    words = loaded.thing
    if not isinstance(words, PublicVersion | PublicProposal) or words.written_at > loaded.event.at:
        return None
    over = isinstance(words, PublicVersion) and (words.approved_at is not None or words.hidden_at is not None)
    return None if over else words


HAPPENINGS: dict[K, Happening] = {
    K.ISSUE_POSTED: Happening(
        _l("Innspillet ble sendt inn"),
        "Megaphone",
        tone="accent",
        letter=Letter(_l("%(about)s: nytt innspill"), _l("%(council)s har fått et nytt innspill."), button=SEE_ISSUE),
        known_to_council=True,
    ),
    K.ISSUE_HELD: Happening(
        _l("Innspillet venter på at noen leser gjennom teksten"),
        "Eye",
        letter=Letter(
            _l("%(about)s: venter på gjennomlesing"),
            _l("Les gjennom innspillet, og avgjør om det kan sendes videre."),
            button=READ_THROUGH,
            asks_everybody=True,
        ),
        is_done=_nobody_holds,
        boxes=YES_OR_NO,
    ),
    K.ISSUE_RELEASED: Happening(
        _l("Innspillet ble godkjent etter gjennomlesing"),
        "Eye",
        tone="accent",
        letter=Letter(
            _l("%(about)s: godkjent etter gjennomlesing"),
            _l("Innspillet er godkjent og går videre som vanlig."),
            button=SEE_ISSUE,
        ),
    ),
    K.ISSUE_SENT: Happening(
        _l("Innspillet ble sendt til kontoret"),
        "Paperplane",
        weight=Weight.WEIGHTY,
        tone="accent",
        letter=Letter(
            _l("%(about)s: sendt til %(owner)s"),
            _l("Innspillet er sendt til %(owner)s, som skal svare innen %(due)s."),
            ask=_l("Svar på innspillet innen %(due)s."),
            button=SEE_ISSUE,
            ask_button=ANSWER_ISSUE,
            page=Page.FOLLOW_UP,
        ),
        tells_day=True,
        known_to_council=True,
    ),
    K.ISSUE_RAISED: Happening(
        _l("Innspillet ble sendt til det regionale utvalget"),
        "Upload",
        weight=Weight.WEIGHTY,
        tone="accent",
        letter=Letter(
            _l("%(about)s: sendt til %(owner)s"),
            _l("Innspillet er sendt til %(owner)s, som skal svare innen %(due)s."),
            ask=_l("Svar ja eller nei innen %(due)s. Et annet utvalg har sendt et innspill til dere."),
            button=SEE_ISSUE,
        ),
        tells_day=True,
        known_to_council=True,
    ),
    K.ISSUE_EDITED: Happening(
        _l("Teksten ble endret"),
        "Pencil",
        letter=Letter(_l("%(about)s: endret tekst"), _l("Teksten i innspillet er endret."), button=SEE_ISSUE),
    ),
    K.ISSUE_SHARED: Happening(
        _l("Innspillet ble delt med andre utvalg"),
        "Globe",
        tone="accent",
        letter=Letter(_l("%(about)s: delt med andre utvalg"), ISSUE_SHARED, button=SEE_ISSUE),
        known_to_council=True,
    ),
    K.ISSUE_SUPPORTED: Happening(
        _l("En representant til opplever det samme"),
        "HandShakeHeart",
        tone="accent",
        letter=Letter(_l("%(about)s: flere opplever det samme"), _l("%(who)s opplever det samme."), button=SEE_ISSUE),
        in_own_list=True,
    ),
    K.ISSUE_SUPPORT_WITHDRAWN: Happening(
        _l("En støtte ble trukket"),
        "MinusCircle",
        letter=Letter(
            _l("%(about)s: støtte trukket"), _l("Noen har trukket tilbake at de opplever det samme."), button=SEE_ISSUE
        ),
    ),
    K.ISSUE_PHASED: Happening(
        _l("Utvalget valgte planlegging, gjennomføring eller evaluering"),
        "Tasklist",
        letter=Letter(
            _l("%(about)s: planlegging, gjennomføring eller evaluering"),
            _l("Utvalget har valgt om innspillet gjelder planlegging, gjennomføring eller evaluering."),
            button=SEE_ISSUE,
        ),
        detail=_phase,
    ),
    K.PRAISE_PASSED_ON: Happening(
        _l("Noe virker godt"),
        "ThumbUp",
        tone="success",
        letter=Letter(
            _l("%(about)s: noe som virker godt"),
            _l("Brukerutvalget har skrevet om noe som virker godt. Det trenger ikke svar."),
            button=SEE_ISSUE,
        ),
    ),
    K.ISSUE_COMMENTED: Happening(
        _l("Ny kommentar"),
        "Chat",
        weight=Weight.IN_ITS_WORDS,
        letter=Letter(
            _l("%(about)s: ny kommentar"), _l("Innspillet har fått en ny kommentar."), button=_l("Les kommentaren")
        ),
        topic=Topic.COMMENTS,
        history=History.ITS_READERS,
        in_own_list=True,
        is_gone=_is_gone,
    ),
    K.ISSUE_MERGED: Happening(
        ISSUE_MERGED,
        "Files",
        weight=Weight.WEIGHTY,
        letter=Letter(
            _l("%(about)s: slått sammen med %(into)s"),
            _l("Innspillet er slått sammen med %(into)s. Støtte og historikk følger med."),
            button=SEE_ISSUE,
        ),
        known_to_council=True,
        detail=_into,
    ),
    K.ISSUE_WITHDRAWN: Happening(
        ISSUE_WITHDRAWN,
        "MinusCircle",
        weight=Weight.WEIGHTY,
        letter=Letter(
            _l("%(about)s: trukket"), _l("Den som sendte inn innspillet, har trukket det."), button=SEE_ISSUE
        ),
    ),
    K.ISSUE_NAME_REMOVED: Happening(
        _l("Den som sendte innspillet, fjernet navnet sitt. Innspillet gjelder fortsatt"),
        "MinusCircle",
        letter=Letter(
            _l("%(about)s: navnet er fjernet"),
            _l("Den som sendte inn innspillet, har fjernet navnet sitt. Innspillet gjelder fortsatt."),
            ask=_l("Den som sendte inn innspillet, har fjernet navnet sitt. Du står for innspillet fra nå."),
            button=SEE_ISSUE,
        ),
    ),
    K.ISSUE_CLOSED: Happening(
        _l("Utvalget avsluttet innspillet"),
        "CheckmarkCircle",
        weight=Weight.WEIGHTY,
        tone="accent",
        letter=Letter(_l("%(about)s: avsluttet"), _l("Innspillet er avsluttet: %(outcome)s."), button=SEE_ISSUE),
        topic=Topic.OUTCOMES,
        known_to_council=True,
        detail=_outcome,
    ),
    K.ISSUE_REOPENED: Happening(
        _l("Utvalget åpnet innspillet igjen"),
        "ArrowUndo",
        weight=Weight.WEIGHTY,
        tone="danger",
        letter=Letter(
            _l("%(about)s: åpnet igjen"),
            _l("Utvalget har åpnet innspillet igjen."),
            ask=_l("Svar innen %(due)s. Utvalget har åpnet innspillet igjen."),
            button=SEE_ISSUE,
            ask_button=ANSWER_ISSUE,
            page=Page.FOLLOW_UP,
        ),
        tells_day=True,
        known_to_council=True,
    ),
    K.ISSUE_HANDED_OVER: Happening(
        _l("Innspillet gikk over til et annet utvalg"),
        "ArrowForward",
        weight=Weight.WEIGHTY,
        letter=Letter(
            _l("%(about)s: flyttet til et annet utvalg"), _l("Innspillet er flyttet til %(council)s."), button=SEE_ISSUE
        ),
    ),
    K.PUBLIC_VERSION_PROPOSED: Happening(
        _l("En offentlig tekst ble foreslått"),
        "NotePencil",
        letter=Letter(
            _l("%(about)s: forslag til offentlig tekst"),
            _l("Les en tekst som kan bli offentlig, og si ja eller nei."),
            button=_l("Les forslaget"),
            page=Page.PUBLIC_WORDS,
            asks_everybody=True,
        ),
        is_done=_author_judged,
        history=History.USER_SIDE,
        about_public_words=True,
        boxes=YES_OR_NO,
    ),
    K.PUBLIC_VERSION_AGREED: Happening(
        _l("Den som sendte innspillet, samtykket til den offentlige teksten"),
        "Checkmark",
        tone="success",
        letter=Letter(
            _l("%(about)s: den offentlige teksten må godkjennes"),
            _l(
                "Avgjør om brukersiden godkjenner den offentlige teksten. Den som sendte inn innspillet, har samtykket."
            ),
            button=_l("Les teksten"),
            page=Page.PUBLIC_WORDS,
            asks_everybody=True,
        ),
        is_done=_users_judged,
        history=History.USER_SIDE,
        about_public_words=True,
        boxes=YES_OR_NO,
    ),
    K.PUBLIC_VERSION_REFUSED: Happening(
        _l("Den som sendte innspillet, sa nei til den offentlige teksten"),
        "XMark",
        letter=Letter(
            _l("%(about)s: nei til den offentlige teksten"),
            _l("Den som sendte inn innspillet, har sagt nei til teksten. Brukersiden kan foreslå en annen."),
            button=SEE_PROPOSAL,
            page=Page.PUBLIC_WORDS,
        ),
        history=History.USER_SIDE,
    ),
    K.PUBLIC_VERSION_WITHDRAWN: Happening(
        _l("Den offentlige teksten ble tatt bort"),
        "MinusCircle",
        letter=Letter(
            _l("%(about)s: ikke lenger offentlig"),
            _l("Den som sendte inn innspillet, har trukket samtykket. Teksten er ikke lenger offentlig."),
            button=SEE_ISSUE,
        ),
    ),
    K.ISSUE_PUBLISHED: Happening(
        _l("Innspillet ble publisert for alle"),
        "Globe",
        weight=Weight.WEIGHTY,
        tone="success",
        letter=Letter(_l("%(about)s: offentlig"), _l("Innspillet er publisert for alle."), button=SEE_ISSUE),
    ),
}
