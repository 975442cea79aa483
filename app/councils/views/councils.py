"""The pages of councils: the public page, the overview, setting one up, its settings, and its end."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.assents import queries as assents
from app.core import clock
from app.core.authz import require
from app.core.roles import CouncilRoleKind
from app.councils import policy
from app.councils.forms.councils import EndCouncilForm, SettingsForm, SetUpForm, fill_settings
from app.councils.queries import councils, last_letters, overview, places
from app.councils.queries import seats as seats_queries
from app.councils.queries.needs_yes import asks_for_council
from app.councils.service import councils as councils_service
from app.councils.service import succession
from app.councils.service.settings import default_settings, standing_settings
from app.councils.views import proposals
from app.councils.views.blueprint import bp, load_managed
from app.models.councils import Council
from app.notices.words import proposal_text
from app.web.actor import current_actor
from app.web.pages import done, form_page
from app.web.public import public
from app.web.row_ids import key_asked

SHOWN_LINES = 50


@public(bp, "/utvalg/<slug>")
def show(slug: str) -> ResponseReturnValue:
    council = councils.council_page(slug)
    seats = seats_queries.seats(council.id)
    served = [office.name for office in council.offices] or [council.nav_region.name if council.nav_region else "Nav"]
    return render_template(
        "councils/show.html",
        council=council,
        served=", ".join(served),
        heir=councils.heir_of(council),
        seats=seats,
        public_people={one.person_id for seat in seats for one in seat.appointments if one.name_public},
        roles=[role for role in seats_queries.roles_in(council.id) if role.valid_from <= clock.today()],
        issues=councils.public_issues(council.id),
        meeting=councils.next_meeting(council.id),
        knows=policy.can_see_members(current_actor(), council),
        policy=policy,
    )


@bp.route("/utvalgene", endpoint="overview")
@login_required
def overview_page() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_see_overview(actor))
    every = overview.council_lines(actor)
    in_need = [line for line in every if line.needs_help]
    shown = every if "alle" in request.args else in_need
    start = key_asked("etter") or 0
    return render_template(
        "councils/overview.html",
        lines=shown[start : start + SHOWN_LINES],
        more=start + SHOWN_LINES if len(shown) > start + SHOWN_LINES else None,
        total=len(every),
        in_need=len(in_need),
        everything="alle" in request.args,
    )


@bp.route("/utvalgene/nytt", methods=["GET", "POST"])
@login_required
def set_up() -> ResponseReturnValue:
    actor = current_actor()
    require(policy.can_set_up(actor))
    counties = places.counties(actor)
    county_id = key_asked("fylke") or (counties[0][0] if counties else None)
    form = SetUpForm()
    form.offices.offer(councils.offices_to_serve(actor, county_id))
    form.region.offer(places.regions(actor))
    form.parent.offer(councils.possible_parents(actor))
    if not policy.can_set_up_wide(actor):
        del form.wide
    if request.method == "GET" and not form.is_brought_back:
        fill_settings(form, Council(**default_settings()))
    if council := form.carry_out(
        lambda: councils_service.set_up_council(
            actor,
            form.settings(),
            office_ids=form.offices.data,
            region_id=form.region.data,
            wide=form.wide.data if "wide" in form else None,
            name=form.name.data,
            mandate=form.mandate.data,
        )
    ):
        return done(
            _("Utvalget er satt opp. Nå kan du legge til plasser og invitere folk."),
            url_for("councils.manage", slug=council.result.slug),
        )
    return form_page("councils/set_up.html", form, counties=counties, county_id=county_id)


@bp.route("/utvalg/<slug>/styre")
@login_required
def manage(slug: str) -> ResponseReturnValue:
    council = load_managed(slug)
    roles = seats_queries.roles_in(council.id)
    seats, nominations = seats_queries.managed_seats(council.id)
    people = [role.person for role in roles] + [one.person for seat in seats for one in seat.appointments]
    missing = overview.missing_persons(council.id, current_actor())
    have = {role.kind for role in roles}
    return render_template(
        "councils/manage.html",
        council=council,
        seats=seats,
        last_letters=last_letters.last_letters(council.id, people),
        nominations=nominations,
        proposals=assents.waiting_in(current_actor(), council.id),
        proposal_words=proposal_text,
        roles=roles,
        missing_roles=[kind for kind in (CouncilRoleKind.LEADER, CouncilRoleKind.SECRETARY) if kind not in have],
        without_person=missing.offices,
        unanswered=missing.owners,
        today=clock.today(),
        policy=policy,
    )


@bp.route("/utvalg/<slug>/styre/innstillinger", methods=["GET", "POST"])
@login_required
def settings(slug: str) -> ResponseReturnValue:
    council = load_managed(slug)
    actor = current_actor()
    form = SettingsForm()
    parents = councils.possible_parents(actor) if policy.can_choose_parent(actor, council) else []
    standing = [(council.parent.id, council.parent.name)] if council.parent is not None else []
    form.parent.offer(dict([*standing, *(one for one in parents if one[0] != council.id)]).items())
    if request.method == "GET" and not form.is_brought_back:
        fill_settings(form, council)
    mandate = council.mandates[0].text if council.mandates else ""
    form.changes(standing_settings(council, mandate))
    if proposal := form.carry_out(
        lambda: councils_service.change_settings(
            actor, council, form.settings(), name=form.name.data, mandate=form.mandate.data, base=form.base
        )
    ):
        return proposals.proposed_or_done(council, proposal.result, _("Innstillingene er lagret."))
    asks = asks_for_council(actor, council)
    return form_page("councils/settings.html", form, council=council, asks=asks)


@bp.route("/utvalg/<slug>/styre/avslutt", methods=["GET", "POST"])
@login_required
def end(slug: str) -> ResponseReturnValue:
    """The heir and the day are chosen first; what follows is shown, and only then pressed."""
    council = load_managed(slug)
    actor = current_actor()
    require(policy.can_end(actor, council))
    form = EndCouncilForm(on=_asked_day() or clock.today(), heir=key_asked("arving"))
    form.heir.offer(councils.possible_heirs(council, actor))
    heir, on = _chosen_heir(form), form.on.data or clock.today()
    if form.is_ready() and heir is not None and not form.seen.data:
        return redirect(url_for("councils.end", slug=slug, arving=heir.id, dag=on.isoformat()), 303)
    if heir is not None and (
        proposal := form.carry_out(lambda: succession.end_council(actor, council, heir=heir, on=on))
    ):
        text = _("%(name)s er avsluttet. %(heir)s tar over.", name=council.name, heir=heir.name)
        return proposals.proposed_or_done(council, proposal.result, text, url_for("councils.show", slug=heir.slug))
    follows = succession.consequences_of_merger(council, heir) if heir is not None else None
    return form_page("councils/end.html", form, council=council, heir=heir, follows=follows)


def _asked_day() -> date | None:
    """The day that the address of the second step names."""
    try:
        return date.fromisoformat(request.args.get("dag", ""))
    except ValueError:
        return None


def _chosen_heir(form: EndCouncilForm) -> Council | None:
    """The council chosen in the first step, when it is one that may take over."""
    offered = {key for key, _name in form.heir.offered}
    chosen = form.heir.data
    return councils.council_by_id(chosen) if chosen is not None and str(chosen) in offered else None
