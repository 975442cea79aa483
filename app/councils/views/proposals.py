"""The pages of what is proposed for a council's user side: yes, no, a signature on paper, a letter of appointment."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app.assents import policy as assents_policy
from app.assents import queries as assents
from app.assents.service import paper_yes, proposals
from app.assents.service.approvers import administrators_for, approvers
from app.core import clock
from app.core.authz import require
from app.councils.forms.members import AddressForm, RefuseForm
from app.councils.forms.paper import LetterForm, SlipForm
from app.councils.queries import councils, seats
from app.councils.queries.needs_yes import asks_for_seat
from app.councils.service import member_addresses
from app.councils.views.blueprint import bp, load_managed
from app.councils.words import PROPOSAL_WITHDRAWN
from app.database import transaction
from app.files.service import attachments as files
from app.models.assents import WAITING, AssentWay, Proposal, ProposalAct, ProposalState
from app.models.councils import Council
from app.notices.words import proposal_text
from app.web.actor import current_actor
from app.web.pages import done, form_page


def load_proposal(slug: str, proposal_id: int) -> tuple[Council, Proposal]:
    """404 for who may not know that something is proposed."""
    council = councils.council_page(slug)
    return council, assents.proposal(current_actor(), council.id, proposal_id)


def proposal_address(council: Council, proposal: Proposal) -> str:
    return url_for("councils.proposal", slug=council.slug, proposal_id=proposal.id)


def answer_proposed(council: Council, proposal: Proposal) -> Response:
    """What touches the user side waits for its yes; the page of the proposal says whose."""
    return done(
        _("Forslaget er sendt. Det gjelder når brukersiden har godkjent det."), proposal_address(council, proposal)
    )


def proposed_or_done(council: Council, proposal: Proposal | None, text: str | LazyString, url: str = "") -> Response:
    """The proposal that waits; or what was done instead, and where it shows (without an address: where one manages)."""
    if proposal is not None:
        return answer_proposed(council, proposal)
    return done(text, url or url_for("councils.manage", slug=council.slug))


@bp.get("/utvalg/<slug>/forslag/<int:proposal_id>")
@login_required
def proposal(slug: str, proposal_id: int) -> ResponseReturnValue:
    return _page(*load_proposal(slug, proposal_id), RefuseForm())


def _page(council: Council, proposal: Proposal, form: RefuseForm) -> ResponseReturnValue:
    actor = current_actor()
    given = assents.yeses_to(proposal)
    by = approvers(council.id, proposals.what_decides(proposal))
    open_slips = [one for one in given if one.way is AssentWay.SLIP and one.spent_at is None]
    registrars = (
        administrators_for(council.id, proposals.what_decides(proposal)) if by.nobody and proposal.waits else ()
    )
    said = any(
        one.person_id == actor.person_id and one.spent_at is None and one.way is not AssentWay.SLIP for one in given
    )
    registers = assents_policy.registers_slips(actor, council.id)
    can_answer = proposal.waits and actor.person_id in by and not said
    return form_page(
        "councils/proposal.html",
        form,
        council=council,
        proposal=proposal,
        words=proposal_text,
        holder=_holder_of_role(council, proposal),
        yeses=given,
        papers=assents.papers_of(proposal),
        can_answer=can_answer,
        can_object=proposal.waits and actor.person_id in by and bool(open_slips),
        can_register_slip=not can_answer and proposal.waits and registers and bool(by.holders),
        can_register_letter=actor.person_id in registrars,
        can_refuse=can_answer and actor.person_id != by.leader_id,
        can_withdraw=not can_answer and proposal.state in WAITING and proposals.can_withdraw(actor, proposal),
        only_one_administrator=len(registrars) == 1,
        AssentWay=AssentWay,
    )


def _holder_of_role(council: Council, proposal: Proposal) -> str:
    """Who has the role that somebody else is proposed for, and would lose it."""
    if proposal.act is not ProposalAct.GIVE_ROLE or not proposal.waits:
        return ""
    day, kind = clock.today(), proposal.details["kind"]
    return next(
        (one.person.name for one in seats.roles_in(council.id) if one.kind == kind and one.valid_from <= day), ""
    )


@bp.post("/utvalg/<slug>/forslag/<int:proposal_id>/ja")
@login_required
def approve_proposal(slug: str, proposal_id: int) -> Response:
    council, proposal = load_proposal(slug, proposal_id)
    with transaction():
        done = proposals.say_yes_to_proposal(current_actor(), council, proposal)
    if proposal.state is ProposalState.LAPSED:
        flash(_("Forslaget kan ikke gjennomføres lenger. Begrunnelsen står på siden."), "info")
    else:
        flash(_("Forslaget er godkjent.") if done else _("Svaret ditt er registrert. Én til må godkjenne."), "success")
    return redirect(proposal_address(council, proposal), 303)


@bp.post("/utvalg/<slug>/forslag/<int:proposal_id>/nei")
@login_required
def refuse_proposal(slug: str, proposal_id: int) -> ResponseReturnValue:
    council, proposal = load_proposal(slug, proposal_id)
    require(not proposal.waits or assents.can_answer(current_actor(), proposal))
    form = RefuseForm()
    if form.carry_out(lambda: proposals.refuse_proposal(current_actor(), proposal, reason=form.reason.data)):
        return done(
            _("Forslaget er ikke godkjent. Den som foreslo det, får begrunnelsen."), proposal_address(council, proposal)
        )
    return _page(council, proposal, form)


@bp.post("/utvalg/<slug>/forslag/<int:proposal_id>/trekk")
@login_required
def withdraw_proposal(slug: str, proposal_id: int) -> Response:
    council, proposal = load_proposal(slug, proposal_id)
    with transaction():
        proposals.withdraw_proposal(current_actor(), proposal)
    return done(PROPOSAL_WITHDRAWN, proposal_address(council, proposal))


@bp.post("/utvalg/<slug>/forslag/<int:proposal_id>/innsigelse")
@login_required
def object_to_slip(slug: str, proposal_id: int) -> Response:
    council, proposal = load_proposal(slug, proposal_id)
    with transaction():
        paper_yes.object_to_slip(current_actor(), proposal)
    return done(_("Underskriften gjelder ikke lenger."), proposal_address(council, proposal))


@bp.route("/utvalg/<slug>/forslag/<int:proposal_id>/papir", methods=["GET", "POST"])
@login_required
def register_slip(slug: str, proposal_id: int) -> ResponseReturnValue:
    """The secretary registers a yes that was signed on paper, with the paper."""
    council, proposal = load_proposal(slug, proposal_id)
    actor = current_actor()
    proposals.require_registrar(actor, proposal)
    by = approvers(council.id, proposals.what_decides(proposal))
    form = SlipForm(signed_on=clock.today())
    form.signers.offer(assents.names_of((*by.leaders, *by.holders)))

    def register() -> None:
        day = form.signed_on.data or clock.today()
        paper_yes.register_slip(actor, council, proposal, signers=form.signers.data, signed_on=day)
        files.attach_chosen(actor, form.file, owner=proposal)

    if form.carry_out(register):
        said = _("Underskriften er registrert. Den som har skrevet under, får beskjed.")
        return done(said, proposal_address(council, proposal))
    return form_page("councils/slip.html", form, council=council, proposal=proposal, words=proposal_text)


@bp.route("/utvalg/<slug>/forslag/<int:proposal_id>/brev", methods=["GET", "POST"])
@login_required
def register_letter(slug: str, proposal_id: int) -> ResponseReturnValue:
    """One administrator registers the organisation's letter, another approves it."""
    council, proposal = load_proposal(slug, proposal_id)
    actor = current_actor()
    require(actor.person_id in administrators_for(council.id, proposals.what_decides(proposal)))
    waits = proposal.paper_from is not None
    form = LetterForm(sender=proposal.paper_from or "", signed_on=proposal.paper_on)
    if waits:
        form.need_no_file()

    def register() -> bool:
        sender, day = form.sender.data, form.signed_on.data
        is_done = paper_yes.register_letter(actor, council, proposal, sender=sender, signed_on=day)
        files.attach_chosen(actor, form.file, owner=proposal)
        return is_done

    if registered := form.carry_out(register):
        waiting = _("Brevet er registrert. En annen administrator må godkjenne det.")
        said = _("Brevet er godkjent, og forslaget gjelder.") if registered.result else waiting
        return done(said, proposal_address(council, proposal))
    return form_page(
        "councils/letter_of_appointment.html",
        form,
        council=council,
        proposal=proposal,
        words=proposal_text,
        papers=assents.papers_of(proposal),
        waits=waits,
    )


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/e-post", methods=["GET", "POST"])
@login_required
def change_address(slug: str, appointment_id: int) -> ResponseReturnValue:
    """Another address for somebody whom mail does not reach."""
    council = load_managed(slug)
    one = seats.appointment(council.id, appointment_id)
    form = AddressForm()
    if proposal := form.carry_out(
        lambda: member_addresses.change_address(current_actor(), council, one, email=form.email.data)
    ):
        shown = url_for("councils.appointment", slug=slug, appointment_id=one.id)
        return proposed_or_done(council, proposal.result, _("E-postadressen er byttet."), shown)
    asks = asks_for_seat(current_actor(), council, one.seat, [one.person_id])
    return form_page("councils/change_address.html", form, council=council, one=one, asks=asks)
