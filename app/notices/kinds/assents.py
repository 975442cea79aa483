"""What the user side must agree to: a second yes, and proposals about its own seats, roles and settings."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.assents import Assent, Proposal, SideAct
from app.models.notices import EventKind as K
from app.notices.kinds.happening import CONCERNS, SEE_PROPOSAL, YES_OR_NO, Facts, Happening, History, Letter, Page
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.topics import Topic
from app.notices.words import proposal_text

# A yes to these is of no use when the issue has ended in another way.
BEFORE_THE_END = frozenset({SideAct.CLOSE, SideAct.MERGE, SideAct.CONFIRM, SideAct.CONTEST, SideAct.RELEASE})
# What two on the user side must agree to, for a reader on paper as well: there is no page to look it up on.
ACTS: dict[SideAct, Any] = {
    SideAct.CONFIRM: _l("å bekrefte at et tiltak er gjort"),
    SideAct.CONTEST: _l("å svare at utvalget ikke er enig"),
    SideAct.CLOSE: _l("å avslutte innspillet"),
    SideAct.REOPEN: _l("å åpne innspillet igjen"),
    SideAct.LEAVE: _l("å ikke åpne innspillet igjen"),
    SideAct.MERGE: _l("å slå innspillet sammen med et annet"),
    SideAct.RELEASE: _l("å sende innspillet videre"),
    SideAct.APPROVE_PUBLIC: _l("å godkjenne den offentlige teksten"),
    SideAct.PROPOSAL: _l("å godkjenne et forslag som gjelder brukersiden"),
}


def _act(loaded: LoadedNotice) -> Facts:
    act = loaded.event.data.get("act")
    return [(str(CONCERNS), str(ACTS[SideAct(act)]))] if act is not None else []


def _proposal(loaded: LoadedNotice) -> Facts:
    proposal = loaded.thing
    if not isinstance(proposal, Proposal):
        return []
    return [
        (_("Forslaget"), proposal_text.proposal_sentence(proposal)),
        (_("Foreslått av"), proposal_text.by_whom(proposal)),
    ]


def _second_yes_given(loaded: LoadedNotice) -> bool:
    assent, issue = loaded.thing, loaded.issue
    if not isinstance(assent, Assent) or assent.spent_at is not None:
        return True
    if issue is None:  # what is about something else waits until it is spent
        return False
    if assent.act is SideAct.REOPEN:
        return not issue.is_closed
    return issue.is_closed and assent.act in BEFORE_THE_END


def _proposal_answered(loaded: LoadedNotice) -> bool:
    return not isinstance(loaded.thing, Proposal) or not loaded.thing.waits or loaded.has_said_yes


def _slip_is_void(loaded: LoadedNotice) -> bool:
    """Decided, or the signature was objected to: then the reader's yes does not stand any more."""
    return not isinstance(loaded.thing, Proposal) or not loaded.thing.waits or not loaded.has_said_yes


HAPPENINGS: dict[K, Happening] = {
    K.ASSENT_ASKED: Happening(
        _l("Én på brukersiden har svart, og én til må svare"),
        "Handshake",
        tone="accent",
        letter=Letter(
            _l("%(about)s: én til på brukersiden må svare"),
            _l("Ta stilling til et forslag fra en annen på brukersiden. Det gjelder først når to er enige."),
            button=_l("Se hva det gjelder"),
            asks_everybody=True,
        ),
        is_done=_second_yes_given,
        history=History.USER_SIDE,
        facts=_act,
        boxes=YES_OR_NO,
    ),
    K.PROPOSAL_ASKED: Happening(
        _l("Et forslag som gjelder brukersiden, trenger svar"),
        "PersonGroup",
        letter=Letter(
            _l("%(council)s: et forslag trenger svar fra deg"),
            _l("Svar ja eller nei på et forslag som gjelder brukersiden i %(council)s. Uten svar skjer ingenting."),
            button=_l("Se forslaget og svar"),
            page=Page.PROPOSAL,
            asks_everybody=True,
        ),
        topic=Topic.COUNCIL,
        is_done=_proposal_answered,
        facts=_proposal,
        boxes=YES_OR_NO,
    ),
    K.PROPOSAL_DECIDED: Happening(
        _l("Et forslag som gjelder brukersiden, ble avgjort"),
        "PersonGroup",
        letter=Letter(
            _l("%(council)s: svar på forslaget ditt"),
            _l("Forslaget ditt i %(council)s er avgjort: %(state)s."),
            button=_l("Se svaret"),
            page=Page.PROPOSAL,
        ),
        topic=Topic.COUNCIL,
        facts=_proposal,
    ),
    K.SLIP_REGISTERED: Happening(
        _l("En underskrift på papir ble registrert"),
        "PersonGroup",
        letter=Letter(
            _l("%(council)s: underskriften din er registrert"),
            _l(
                "Sekretæren har registrert at du har skrevet under på et forslag i %(council)s. "
                "Gi beskjed før %(due)s hvis det ikke stemmer. Da gjelder underskriften ikke."
            ),
            button=SEE_PROPOSAL,
            page=Page.PROPOSAL,
            asks_everybody=True,
        ),
        topic=Topic.COUNCIL,
        tells_day=True,
        is_done=_slip_is_void,
        facts=_proposal,
    ),
}
