"""The pages of what is proposed for a council's user side: yes, no, a signature on paper, a letter of appointment."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app.assents import policy as assents_policy
from app.assents import queries as assents
from app.assents.service import paper_yes, proposals
from app.assents.service.sayers import administrators_for, sayers
from app.core import clock
from app.core.authz import require
from app.core.errors import Invalid
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
from app.web.forms import page_status


def load_proposal(slug: str, proposal_id: int) -> tuple[Council, Proposal]:
    """404 for who may not know that something is proposed."""
    council = councils.council_page(slug)
    return council, assents.proposal(current_actor(), council.id, proposal_id)


def proposal_address(council: Council, proposal: Proposal) -> str:
    return url_for("councils.proposal", slug=council.slug, proposal_id=proposal.id)


def answer_proposed(council: Council, proposal: Proposal) -> Response:
    """What touches the user side waits for its yes; the page of the proposal says whose."""
    flash(_("Forslaget er sendt. Det gjelder når brukersiden har godkjent det."), "success")
    return redirect(url_for("councils.proposal", slug=council.slug, proposal_id=proposal.id), 303)


@bp.get("/utvalg/<slug>/forslag/<int:proposal_id>")
@login_required
def proposal(slug: str, proposal_id: int) -> ResponseReturnValue:
    return _page(*load_proposal(slug, proposal_id), RefuseForm())


def _page(council: Council, proposal: Proposal, form: RefuseForm) -> ResponseReturnValue:
    actor = current_actor()
    given = assents.yeses_to(proposal)
    by = sayers(council.id, proposals.what_decides(proposal))
    open_slips = [one for one in given if one.way is AssentWay.SLIP and one.spent_at is None]
    registrars = (
        administrators_for(council.id, proposals.what_decides(proposal)) if by.nobody and proposal.waits else ()
    )
    said = any(
        one.person_id == actor.person_id and one.spent_at is None and one.way is not AssentWay.SLIP for one in given
    )
    registers = assents_policy.registers_slips(actor, council.id)
    can_answer = proposal.waits and actor.person_id in by and not said
    return render_template(
        "councils/proposal.html",
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
        form=form,
        AssentWay=AssentWay,
    ), page_status(form)


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
        flash(_("Forslaget kan ikke gjennomføres lenger. Grunnen står på siden."), "info")
    else:
        flash(_("Forslaget er godkjent.") if done else _("Svaret ditt er registrert. Én til må godkjenne."), "success")
    return redirect(proposal_address(council, proposal), 303)


@bp.post("/utvalg/<slug>/forslag/<int:proposal_id>/nei")
@login_required
def refuse_proposal(slug: str, proposal_id: int) -> ResponseReturnValue:
    council, proposal = load_proposal(slug, proposal_id)
    require(not proposal.waits or assents.can_answer(current_actor(), proposal))
    form = RefuseForm()
    if form.validate_on_submit() and form.passes_guard():
        try:
            with transaction():
                proposals.refuse_proposal(current_actor(), proposal, reason=form.reason.data)
            flash(_("Forslaget er ikke godkjent. Den som foreslo det, får begrunnelsen."), "success")
            return redirect(proposal_address(council, proposal), 303)
        except Invalid as error:
            form.reject(error)
    return _page(council, proposal, form)


@bp.post("/utvalg/<slug>/forslag/<int:proposal_id>/trekk")
@login_required
def withdraw_proposal(slug: str, proposal_id: int) -> Response:
    council, proposal = load_proposal(slug, proposal_id)
    with transaction():
        proposals.withdraw_proposal(current_actor(), proposal)
    flash(str(PROPOSAL_WITHDRAWN), "success")
    return redirect(proposal_address(council, proposal), 303)


@bp.post("/utvalg/<slug>/forslag/<int:proposal_id>/innsigelse")
@login_required
def object_to_slip(slug: str, proposal_id: int) -> Response:
    council, proposal = load_proposal(slug, proposal_id)
    with transaction():
        paper_yes.object_to_slip(current_actor(), proposal)
    flash(_("Underskriften gjelder ikke lenger."), "success")
    return redirect(proposal_address(council, proposal), 303)


@bp.route("/utvalg/<slug>/forslag/<int:proposal_id>/papir", methods=["GET", "POST"])
@login_required
def register_slip(slug: str, proposal_id: int) -> ResponseReturnValue:
    """The secretary registers a yes that was signed on paper, with the paper."""
    council, proposal = load_proposal(slug, proposal_id)
    actor = current_actor()
    proposals.require_registrar(actor, proposal)
    by = sayers(council.id, proposals.what_decides(proposal))
    form = SlipForm(signed_on=clock.today())
    form.signers.offer(assents.names_of((*by.leaders, *by.holders)))
    if form.validate_on_submit() and form.passes_guard() and form.file is not None:
        try:
            with transaction():
                paper_yes.register_slip(
                    actor, council, proposal, signers=form.signers.data, signed_on=form.signed_on.data or clock.today()
                )
                files.attach_upload(actor, form.file, owner=proposal)
            flash(_("Underskriften er registrert. Den som har skrevet under, får beskjed."), "success")
            return redirect(proposal_address(council, proposal), 303)
        except Invalid as error:
            form.reject(error)
    return render_template(
        "councils/slip.html", council=council, proposal=proposal, words=proposal_text, form=form
    ), page_status(form)  # fmt: skip


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
    if form.validate_on_submit() and form.passes_guard() and (waits or form.file is not None):
        try:
            with transaction():
                done = paper_yes.register_letter(
                    actor, council, proposal, sender=form.sender.data, signed_on=form.signed_on.data
                )
                if form.file is not None:
                    files.attach_upload(actor, form.file, owner=proposal)
            flash(
                _("Brevet er godkjent, og forslaget gjelder.")
                if done
                else _("Brevet er registrert. En annen administrator må godkjenne det."),
                "success",
            )
            return redirect(proposal_address(council, proposal), 303)
        except Invalid as error:
            form.reject(error)
    return render_template(
        "councils/letter_of_appointment.html",
        council=council,
        proposal=proposal,
        words=proposal_text,
        papers=assents.papers_of(proposal),
        waits=waits,
        form=form,
    ), page_status(form)


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/e-post", methods=["GET", "POST"])
@login_required
def change_address(slug: str, appointment_id: int) -> ResponseReturnValue:
    """Another address for somebody whom mail does not reach."""
    council = load_managed(slug)
    one = seats.appointment(council.id, appointment_id)
    form = AddressForm()
    if form.validate_on_submit():
        try:
            with transaction():
                proposal = member_addresses.change_address(current_actor(), council, one, email=form.email.data)
            if proposal is not None:
                return answer_proposed(council, proposal)
            flash(_("E-postadressen er byttet."), "success")
            return redirect(url_for("councils.appointment", slug=slug, appointment_id=one.id), 303)
        except Invalid as error:
            form.reject(error)
    asks = asks_for_seat(current_actor(), council, one.seat, [one.person_id])
    return render_template(
        "councils/change_address.html", council=council, one=one, form=form, asks=asks
    ), page_status(form)  # fmt: skip
