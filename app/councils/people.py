"""The pages for who sits where: seats, appointments, roles in the council, roles at an office."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from app.core import clock
from app.core.authz import require
from app.core.errors import Conflict, Invalid, NotFound
from app.core.roles import CouncilRoleKind, OfficeRoleKind, Side
from app.core.text import fold, squash
from app.core.versions import Changed
from app.core.words import SAVED
from app.councils import (
    appointing,
    members,
    nominations,
    office_roles,
    policy,
    queries,
    registers,
    roles,
    service,
    table_file,
)
from app.councils.asked_first import asks_for_council, asks_for_new_seat, asks_for_seat
from app.councils.blueprint import bp, load_managed
from app.councils.forms import AppointForm, EndForm, FactsForm, MembersForm, OfficeRoleForm, RoleForm, SeatForm
from app.councils.proposal_views import proposed
from app.councils.words import APPOINTMENT_ENDED, OWN_RIGHTS
from app.database import transaction
from app.models.assents import Proposal
from app.models.councils import Council, LedBy, Nomination, Seat
from app.models.people import Locale
from app.web import kept
from app.web.actor import current_actor
from app.web.forms import page_status
from app.web.row_ids import key_asked

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/utvalg/<slug>/styre/ny-plass", methods=["GET", "POST"])
@login_required
def new_seat(slug: str) -> ResponseReturnValue:
    council = load_managed(slug)
    form = SeatForm(side=Side.USER)
    names = [organisation.name for organisation in queries.organisations()]
    form.offer(names, (row.name for row in registers.suggested_organisations()))
    if form.validate_on_submit() and form.passes_guard():
        try:
            with transaction():
                made = service.add_seat(
                    current_actor(),
                    council,
                    organisation=form.other_organisation.data or form.organisation.data,
                    title=form.title.data,
                    side=form.side.data,
                    voting=form.voting.data,
                )
            if isinstance(made, Proposal):
                return proposed(council, made)
            flash(_("Plassen er lagt til. Hvem skal sitte der?"), "success")
            return redirect(url_for("councils.seat", slug=slug, seat_id=made.id), 303)
        except Invalid as error:
            form.reject(error)
    asks = asks_for_new_seat(current_actor(), council)
    return render_template("councils/new_seat.html", council=council, form=form, asks=asks), page_status(form)


@bp.route("/utvalg/<slug>/styre/plass/<int:seat_id>", methods=["GET", "POST"])
@login_required
def seat(slug: str, seat_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    seat = queries.seat(council.id, seat_id)
    nomination = _asked_nomination(council.id, seat)
    start = max(nomination.start, clock.today()) if nomination else clock.today()
    named = {"name": nomination.name, "email": nomination.email} if nomination else {}
    form = AppointForm(start=start, rank=_next_rank(seat, start), locale=council.language, **named)
    form.offer_ranks()
    if form.validate_on_submit():
        try:
            with transaction():
                placing = form.placing(nomination.id if nomination else None)
                one = appointing.appoint(current_actor(), council, seat, placing)
            if isinstance(one, Proposal):
                return proposed(council, one)
            flash(_appointed(queries.appointment(council.id, one.id).person.name, typed=form.name.data), "success")
            return redirect(url_for("councils.manage", slug=slug), 303)
        except Invalid as error:
            form.reject(error)
    return render_template(
        "councils/seat.html",
        council=council,
        seat=seat,
        nomination=nomination,
        asks=nomination is None and asks_for_seat(current_actor(), council, seat),
        form=form,
        today=clock.today(),
        policy=policy,
    ), page_status(form)  # fmt: skip


@bp.route("/utvalg/<slug>/styre/plass/<int:seat_id>/fjern", methods=["GET", "POST"])
@login_required
def remove_seat(slug: str, seat_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    seat = queries.seat(council.id, seat_id)
    refusal = None
    if request.method == "POST":
        try:
            with transaction():
                proposal = service.remove_seat(current_actor(), council, seat)
            if proposal is not None:
                return proposed(council, proposal)
            flash(_("Plassen er tatt bort. Historikken er bevart."), "success")
            return redirect(url_for("councils.manage", slug=slug), 303)
        except Conflict as error:
            refusal = error.text
    asks = asks_for_seat(current_actor(), council, seat)
    return render_template(
        "councils/remove_seat.html", council=council, seat=seat, refusal=refusal, asks=asks
    ), 409 if refusal else 200  # fmt: skip


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>", methods=["GET", "POST"])
@login_required
def appointment(slug: str, appointment_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    one = queries.appointment(council.id, appointment_id)
    form = FactsForm(
        name_public=one.name_public, module_1=one.trained_module_1, module_2=one.trained_module_2
    )  # fmt: skip
    if not one.name_public and not policy.can_note_yes(one.person):
        del form.name_public
    form.changes(appointing.facts_of(one))
    if form.validate_on_submit():
        try:
            with transaction():
                appointing.note_facts(
                    current_actor(),
                    council,
                    one,
                    name_public="name_public" in form and form.name_public.data,
                    module_1=form.module_1.data,
                    module_2=form.module_2.data,
                    base=form.base,
                )
            flash(str(SAVED), "success")
            return redirect(url_for("councils.manage", slug=slug), 303)
        except Changed as error:
            form.merge(error)
        except Invalid as error:
            form.reject(error)
    return render_template(
        "councils/appointment.html", council=council, one=one, form=form, today=clock.today(), policy=policy
    ), page_status(form)  # fmt: skip


@bp.route("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/avslutt", methods=["GET", "POST"])
@login_required
def end_appointment(slug: str, appointment_id: int) -> ResponseReturnValue:
    council = load_managed(slug)
    one = queries.appointment(council.id, appointment_id)
    require(policy.can_appoint(current_actor(), council, one.person_id), str(OWN_RIGHTS))
    form = EndForm(on=clock.today())
    if form.validate_on_submit() and form.passes_guard():
        try:
            with transaction():
                proposal = appointing.end_appointment(
                    current_actor(), council, one, on=form.on.data or clock.today(), reason=form.reason.data
                )
            if proposal is not None:
                return proposed(council, proposal)
            flash(str(APPOINTMENT_ENDED), "success")
            return redirect(url_for("councils.manage", slug=slug), 303)
        except Invalid as error:
            form.reject(error)
    return render_template(
        "councils/end_appointment.html",
        council=council,
        one=one,
        form=form,
        asks=asks_for_seat(current_actor(), council, one.seat, [one.person_id]),
        today=clock.today(),
        may_note_death=appointing.may_note_death(current_actor(), council, one),
    ), page_status(form)


@bp.post("/utvalg/<slug>/styre/oppnevning/<int:appointment_id>/inviter")
@login_required
def invite_again(slug: str, appointment_id: int) -> Response:
    council = load_managed(slug)
    one = queries.appointment(council.id, appointment_id)
    with transaction():
        appointing.invite_again(current_actor(), council, one)
    flash(_("Invitasjonen er sendt på nytt."), "success")
    return redirect(url_for("councils.manage", slug=slug), 303)


@bp.route("/utvalg/<slug>/styre/ny-rolle", methods=["GET", "POST"])
@login_required
def new_role(slug: str) -> ResponseReturnValue:
    council = load_managed(slug)
    actor = current_actor()
    side = Side.NAV if council.led_by is LedBy.NAV else Side.USER
    form = RoleForm(start=clock.today(), locale=council.language, side=side, kind=_asked_role())
    form.person.offer(row for row in queries.members(council.id) if not policy.is_self(actor, row[0]))
    if form.validate_on_submit():
        try:
            with transaction():
                given = roles.give_role(
                    actor,
                    council,
                    kind=form.kind.data,
                    who=form.invitee(),
                    side=form.side.data,
                    start=form.start.data or clock.today(),
                )
            if isinstance(given, Proposal):
                return proposed(council, given)
            flash(_("Rollen er gitt."), "success")
            return redirect(url_for("councils.manage", slug=slug), 303)
        except Invalid as error:
            form.reject(error)
    return render_template("councils/new_role.html", council=council, form=form), page_status(form)


@bp.route("/utvalg/<slug>/styre/rolle/<int:role_id>/avslutt", methods=["GET", "POST"])
@login_required
def end_role(slug: str, role_id: int) -> ResponseReturnValue:
    council = queries.council_page(slug)
    role = queries.role(council.id, role_id)
    require(policy.can_end_role(current_actor(), council, role))
    if request.method == "GET":
        return render_template("councils/end_role.html", council=council, role=role, policy=policy)
    with transaction():
        proposal = roles.end_role(current_actor(), council, role)
    if proposal is not None:
        return proposed(council, proposal)
    if policy.is_self(current_actor(), role.person_id):
        flash(_("Du har gitt fra deg rollen."), "success")
        return redirect(url_for("councils.show", slug=slug), 303)
    flash(_("Rollen er avsluttet."), "success")
    return redirect(url_for("councils.manage", slug=slug), 303)


@bp.route("/utvalg/<slug>/styre/medlemmer-fra-fil", methods=["GET", "POST"])
@login_required
def members_file(slug: str) -> ResponseReturnValue:
    """A file is chosen; what it would do has an address of its own, kept an hour; then all of it is done."""
    council = load_managed(slug)
    form = MembersForm()
    plan, text = None, form.text.data or ""
    if form.validate_on_submit():
        try:
            is_seen = bool(text)
            text = text or table_file.text_of(form.content())
            plan = _planned(council, text)
            if is_seen:
                form.require_seen(plan.fingerprint)
                return _added(council, plan)
            if not plan.problems:
                key = kept.keep({"text": text}, request.path, current_user.person.id)
                return redirect(url_for("councils.members_file", slug=slug, fil=key), 303)
        except Invalid as error:
            form.reject(error)
    elif chosen := request.args.get("fil"):
        found = kept.read(chosen, request.path)
        if found is None:
            flash(_("Det er for lenge siden du valgte filen. Velg den en gang til."))
            return redirect(url_for("councils.members_file", slug=slug), 303)
        plan, text = _planned(council, found["text"]), found["text"]
    users = plan is not None and any(one.side is Side.USER for one in plan.members)
    asks = users and asks_for_council(current_actor(), council)
    return render_template(
        "councils/members_file.html", council=council, form=form, plan=plan, text=text, asks=asks
    ), 422 if form.errors or (plan and plan.problems) else 200  # fmt: skip


def _planned(council: Council, text: str) -> members.Plan:
    return members.plan(council, text, own_email=current_user.person.email or "")


def _added(council: Council, plan: members.Plan) -> ResponseReturnValue:
    """All of the file, or a proposal of it, and to the page that shows which."""
    with transaction():
        added = members.add_members(current_actor(), council, plan)
    if isinstance(added, Proposal):
        return proposed(council, added)
    flash(ngettext("%(num)d person er lagt til.", "%(num)d personer er lagt til.", len(added)), "success")
    for member, name in added:
        if not _is_called(name, member.name):
            flash(_appointed(name, typed=member.name), "info")
    return redirect(url_for("councils.manage", slug=council.slug), 303)


@bp.route("/utvalg/<slug>/styre/medlemmer-fra-fil/mal")
@login_required
def members_template(slug: str) -> ResponseReturnValue:
    load_managed(slug)
    return send_file(BytesIO(members.template()), EXCEL, as_attachment=True, download_name="medlemmer.xlsx")


@bp.route("/kontor/<slug>/roller", methods=["GET", "POST"])
@login_required
def office(slug: str) -> ResponseReturnValue:
    """Who answers for an office: for its director, and for those who name directors."""
    actor = current_actor()
    office = queries.office(slug)
    named = queries.office_roles(office)
    kinds = [kind for kind in OfficeRoleKind if office_roles.may_name_somewhere(actor, office, kind, named)]
    require(bool(kinds) or policy.answers_for_office(actor, office.id))
    kind = _asked_office_role(kinds)
    form = OfficeRoleForm(start=clock.today(), locale=Locale.NB, kind=kind, municipality=key_asked("kommune"))
    form.offer_kinds(kinds)
    form.municipality.offer((place.municipality_id, place.municipality.name) for place in office.places)
    if form.validate_on_submit():
        try:
            with transaction():
                office_roles.name_office_role(
                    actor,
                    office,
                    kind=form.kind.data,
                    place=office_roles.place_for(office, form.kind.data, form.municipality.data, named, actor),
                    who=form.invitee(),
                    title=form.title.data,
                    start=form.start.data or clock.today(),
                )
            flash(_("Rollen er gitt."), "success")
            return redirect(url_for("councils.office", slug=slug), 303)
        except Invalid as error:
            form.reject(error)
    return render_template(
        "councils/office.html", office=office, roles=named, form=form, kinds=kinds, may_end=office_roles.may_end
    ), page_status(form)  # fmt: skip


@bp.route("/kontor/<slug>/roller/<int:role_id>/avslutt", methods=["GET", "POST"])
@login_required
def end_office_role(slug: str, role_id: int) -> ResponseReturnValue:
    office = queries.office(slug)
    role = queries.office_role(office, role_id)
    require(office_roles.may_end(current_actor(), office, role, queries.office_roles(office)))
    office_roles.require_standing(role)
    if request.method == "GET":
        return render_template("councils/end_office_role.html", office=office, role=role)
    with transaction():
        office_roles.end_office_role(current_actor(), office, role)
    flash(_("Rollen er avsluttet."), "success")
    return redirect(url_for("councils.office", slug=slug), 303)


def _appointed(name: str, *, typed: str) -> str:
    """Who has the seat now; an address decides who it is, whatever name was typed beside it."""
    if _is_called(name, typed):
        return _("%(name)s er oppnevnt.", name=name)
    return _(
        "%(name)s er oppnevnt. E-postadressen var kjent fra før, og den tilhører %(name)s, ikke %(typed)s.",
        name=name,
        typed=squash(typed),
    )


def _is_called(name: str, typed: str) -> bool:
    return fold(squash(typed)) == fold(squash(name))


def _asked_nomination(council_id: int, seat: Seat) -> Nomination | None:
    """The organisation's proposal that is to be appointed, when the address names one."""
    asked = key_asked("forslag")
    if asked is None:
        return None
    nomination = queries.nomination(asked, council_id=council_id)
    if nomination.seat_id != seat.id:
        raise NotFound
    nominations.require_open(nomination)
    return nomination


def _next_rank(seat: Seat, day: date) -> int:
    """Holder where nobody sits from that day, else the next substitute."""
    taken = {one.rank for one in seat.appointments if one.valid_to is None or one.valid_to >= day}
    return next(rank for rank in range(len(taken) + 1) if rank not in taken)


def _asked_role() -> CouncilRoleKind:
    asked = request.args.get("rolle", "")
    return CouncilRoleKind(asked) if asked in list(CouncilRoleKind) else CouncilRoleKind.LEADER


def _asked_office_role(kinds: Sequence[OfficeRoleKind]) -> OfficeRoleKind | None:
    """The role that a link names, else the first that the actor may give."""
    asked = request.args.get("rolle", "")
    return next((kind for kind in kinds if kind == asked), next(iter(kinds), None))
