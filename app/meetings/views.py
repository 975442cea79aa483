"""The pages of meetings: plan, agenda, advice."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.access.hidden import HiddenReason, reasons_of
from app.access.sight import can_see_meeting, can_see_meetings_of
from app.assents import queries as assents
from app.core import clock
from app.core.authz import require, require_sight
from app.core.errors import NotFound
from app.database import transaction
from app.followups.views.loading import too_late
from app.issues import policy as issue_policy
from app.issues.queries import issues as issue_queries
from app.meetings import policy, queries, service
from app.meetings.forms import AdviceForm, BringForm, ItemForm, MeetingForm, OwnAdviceForm
from app.models.assents import Proposal, ProposalAct
from app.models.councils import Council
from app.models.meetings import AgendaItem, Meeting
from app.models.reportable import Reported
from app.web.actor import current_actor
from app.web.filters import moment_text
from app.web.pages import done, form_page

bp = Blueprint("meetings", __name__)


def load_council(slug: str) -> Council:
    """A council whose meetings the reader may see. Raises NotFound for any other."""
    council = queries.council_by_slug(slug)
    if council is None:
        raise NotFound
    require_sight(can_see_meetings_of(current_actor(), council.id))
    return council


def load_meeting(slug: str, meeting_id: int) -> Meeting:
    """A meeting of that council that the reader may see. Raises NotFound for any other."""
    meeting = queries.meeting_page(meeting_id)
    if meeting is None or meeting.council.slug != slug:
        raise NotFound
    require_sight(can_see_meeting(current_actor(), meeting))
    return meeting


def load_item(meeting: Meeting, item_id: int) -> AgendaItem:
    """An item on the meeting's agenda. Raises NotFound for another meeting's."""
    for item in meeting.items:
        if item.id == item_id:
            return item
    raise NotFound


def show_address(meeting: Meeting) -> str:
    return url_for("meetings.show", slug=meeting.council.slug, meeting_id=meeting.id)


@bp.route("/utvalg/<slug>/moter")
@login_required
def index(slug: str) -> ResponseReturnValue:
    council = load_council(slug)
    return render_template(
        "meetings/index.html",
        council=council,
        meetings=queries.meetings_of(current_actor(), council.id),
        may_plan=policy.can_plan(current_actor(), council.id),
    )


@bp.route("/utvalg/<slug>/moter/nytt", methods=["GET", "POST"])
@login_required
def plan(slug: str) -> ResponseReturnValue:
    council = load_council(slug)
    require(policy.can_plan(current_actor(), council.id))
    form = MeetingForm()
    if meeting := form.carry_out(
        lambda: service.plan_meeting(current_actor(), council.id, starts_at=form.starts_at, place=form.place.data)
    ):
        return done(_("Møtet er planlagt."), url_for("meetings.show", slug=slug, meeting_id=meeting.result.id))
    return form_page("meetings/plan.html", form, council=council)


@bp.route("/utvalg/<slug>/moter/<int:meeting_id>")
@login_required
def show(slug: str, meeting_id: int) -> ResponseReturnValue:
    meeting = load_meeting(slug, meeting_id)
    return render_template(
        "meetings/show.html",
        council=meeting.council,
        meeting=meeting,
        items=queries.agenda_of(meeting),
        votes=queries.votes_of(meeting),
        drafts=_drafts(meeting),
        hidden=_hidden(meeting),
        may_mark_held=policy.can_mark_held(current_actor(), meeting, clock.today()),
        policy=policy,
    )


def _hidden(meeting: Meeting) -> dict[tuple[str, int], HiddenReason]:
    """Why advice is hidden, or the issue that it made, in which its words stand."""
    advice = [one for item in meeting.items for one in item.advice]
    made = [one.issue.id for one in advice if one.issue is not None and one.issue.hidden_at]
    own = [one.id for one in advice if one.hidden_at]
    return reasons_of(Reported.ADVICE, own) | reasons_of(Reported.ISSUE, made)


def _drafts(meeting: Meeting) -> dict[int, list[Proposal]]:
    """Advice that waits for the user side's yes, by the item that it is about; for those who may read it."""
    found: dict[int, list[Proposal]] = defaultdict(list)
    for one in assents.waiting_in(current_actor(), meeting.council_id):
        if one.act is ProposalAct.GIVE_ADVICE:
            found[one.details["item"]].append(one)
    return found


@bp.route("/utvalg/<slug>/moter/<int:meeting_id>/holdt", methods=["POST"])
@login_required
def held(slug: str, meeting_id: int) -> ResponseReturnValue:
    meeting = load_meeting(slug, meeting_id)
    with transaction():
        service.mark_held(current_actor(), meeting)
    return done(_("Møtet er registrert som holdt."), show_address(meeting))


@bp.route("/utvalg/<slug>/moter/<int:meeting_id>/ny-sak", methods=["GET", "POST"])
@login_required
def add_item(slug: str, meeting_id: int) -> ResponseReturnValue:
    meeting = load_meeting(slug, meeting_id)
    require(policy.can_plan(current_actor(), meeting.council_id))
    service.require_planned(meeting)
    form = ItemForm()
    if item := form.carry_out(lambda: service.add_item(current_actor(), meeting, title=form.title.data)):
        return done(_("Sak %(label)s står på sakslista.", label=item.result.label), show_address(meeting))
    return form_page("meetings/item.html", form, council=meeting.council, meeting=meeting)


@bp.route("/innspill/<reference>/til-saksliste", methods=["GET", "POST"])
@login_required
def bring(reference: str) -> ResponseReturnValue:
    """Bring an issue to a coming meeting: it becomes an agenda item with its title."""
    issue = issue_queries.issue_for(current_actor(), reference)
    actor = current_actor()
    audience = [row.council_id for row in issue.audience]
    councils = [council_id for council_id in audience if issue_policy.brings(actor, council_id, audience)]
    require(bool(councils))
    if not issue_policy.is_shown(issue):
        return too_late(issue)
    meetings = queries.planned_meetings(councils)
    form = BringForm()
    form.meeting.offer((meeting.id, f"{moment_text(meeting.starts_at)}, {meeting.place}") for meeting in meetings)
    if item := form.carry_out(lambda: service.add_item(actor, _chosen(form, meetings), title=issue.title, issue=issue)):
        return done(
            _("Innspillet er nå sak %(label)s.", label=item.result.label), show_address(_chosen(form, meetings))
        )
    own = [actor.council_names[council_id] for council_id in councils]
    return form_page("meetings/bring.html", form, issue=issue, councils_run=own)


def _chosen(form: BringForm, meetings: Sequence[Meeting]) -> Meeting:
    return next(one for one in meetings if one.id == form.meeting.data)


@bp.route("/utvalg/<slug>/moter/<int:meeting_id>/saker/<int:item_id>/rad", methods=["GET", "POST"])
@login_required
def advise(slug: str, meeting_id: int, item_id: int) -> ResponseReturnValue:
    meeting = load_meeting(slug, meeting_id)
    item = load_item(meeting, item_id)
    require(policy.can_plan(current_actor(), meeting.council_id))
    service.require_not_cancelled(meeting)
    form = _advice_form(item)
    if given := form.carry_out(
        lambda: service.give_advice(current_actor(), meeting, item, text=form.text.data, **_of_its_own(form))
    ):
        if isinstance(given.result, Proposal):
            flash(_("Utkastet er lagret. Det blir utvalgets råd når brukersiden har godkjent det."), "success")
            return redirect(url_for("councils.proposal", slug=slug, proposal_id=given.result.id), 303)
        return done(_("Rådet er lagret."), show_address(meeting))
    return form_page("meetings/advise.html", form, council=meeting.council, meeting=meeting, item=item)


def _advice_form(item: AgendaItem) -> AdviceForm:
    """On an item that is about no issue the advice makes one, at an office of the council."""
    if item.issue_id is not None:
        return AdviceForm()
    form = OwnAdviceForm()
    form.offer_places(issue_queries.places_of([item.council_id]))
    return form


def _of_its_own(form: AdviceForm) -> dict[str, Any]:
    return {"theme": form.theme.data, "office_id": form.place.ids[1]} if isinstance(form, OwnAdviceForm) else {}
