"""Min side: what waits for me."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.admin import policy as admin_policy
from app.core import clock
from app.core.actor import Actor
from app.core.words import NEW_ISSUE
from app.councils.queries import overview
from app.councils.queries.overview import CouncilLine
from app.followups.words.turn import turn_of
from app.inbox import policy
from app.inbox.queries import home as home_queries
from app.inbox.queries import looked_after as looked_after_queries
from app.inbox.queries.looked_after import LookedAfter
from app.inbox.views import checklist, draft_lines, told_rows, waiting
from app.inbox.views.blueprint import bp
from app.issues import policy as issue_policy
from app.models.followups import follow_ups_of
from app.safety import policy as safety_policy
from app.summaries import policy as summary_policy
from app.web import drafts
from app.web.actor import current_actor

BLOCKS = 2  # beside what waits: three blocks on a page of one's own, whatever parts one has


@dataclass(frozen=True)
class Primary:
    """The one button of Min side."""

    label: str
    url: str


@bp.route("/min-side")
@login_required
def home() -> ResponseReturnValue:
    actor = current_actor()
    newest = home_queries.newest_issues(actor)
    run = policy.looks_after(actor)
    looked_after = looked_after_queries.looked_after(run) if run else []
    waits = waiting.waits_for(actor, newest, looked_after)
    prepares = policy.sees_to_meetings_of(actor)
    prepared = [one for one in looked_after if one.council.id in prepares]
    represented = home_queries.seats_represented(actor) if actor.organisations else []
    helped = _councils_that_need_help(actor)
    own = newest.own if policy.has_own_texts(actor) else []
    councils_met = [] if helped else list(actor.council_names.values())[: home_queries.BLOCK]
    news = [] if helped else told_rows.news_rows(actor, newest.news)
    begun = [draft_lines.draft_line(one) for one in drafts.all_of(actor.person_id)]
    return render_template(
        "inbox/home.html",
        waits=waits[: home_queries.BLOCK],
        more_waits=waits[home_queries.BLOCK :],
        begun=begun,
        many_begun=draft_lines.how_many(len(begun)),
        own=own,
        news=news,
        checklists=[checklist.checklist_of(one) for one in prepared],
        helped=helped,
        councils_met=councils_met,
        represented=represented,
        blocks=_blocks(
            prepared=prepared, begun=begun, helped=helped, represented=represented, own=own, news=news or councils_met
        ),
        is_late=lambda issue: any(row.is_late(clock.today()) for row in follow_ups_of(issue)),
        turn=lambda issue: turn_of(issue, follow_ups_of(issue), actor, yeses=issue.assents),
        primary=_primary(actor, waits, prepared) or _proposing(represented),
        may_register=issue_policy.can_register(actor),
        may_ask=issue_policy.can_ask_council(actor),
    )


def _blocks(**rows: Sequence[Any]) -> list[str]:
    """Which blocks stand below what waits: the first ones that have something to show, and no more than fit."""
    return [name for name, found in rows.items() if found][:BLOCKS]


def _councils_that_need_help(actor: Actor) -> list[CouncilLine]:
    if not actor.coordinated:
        return []
    return [line for line in overview.council_lines(actor) if line.needs_help][: home_queries.BLOCK]


def _primary(actor: Actor, waits: list[waiting.Wait], prepared: list[LookedAfter]) -> Primary | None:
    """What this person most likely came for."""
    if policy.answers_for_a_place(actor):
        return Primary(waits[0].act, waits[0].url) if waits else None
    if issue_policy.can_post(actor):
        return Primary(str(NEW_ISSUE), url_for("issues.post"))
    if prepared:
        return _meeting(prepared[0])
    if summary_policy.can_write(actor):
        return Primary(_("Skriv sammendrag"), url_for("summaries.write"))
    if issue_policy.can_register(actor):
        return Primary(_("Registrer innspill for noen"), url_for("issues.register"))
    if safety_policy.works_with_reports(actor):
        return Primary(_("Behandle meldinger"), url_for("safety.index"))
    if admin_policy.can_see_operations(actor):
        return Primary(_("Se driften"), url_for("admin.operations"))
    return None


def _meeting(one: LookedAfter) -> Primary:
    """A secretary plans the next meeting, or goes on with it."""
    if one.meeting is None:
        return Primary(_("Planlegg møte"), checklist.plan_url(one))
    url = url_for("meetings.show", slug=one.council.slug, meeting_id=one.meeting.id)
    return Primary(_("Gjør klar neste møte"), url)


def _proposing(represented: list[home_queries.Represented]) -> Primary | None:
    """An organisation's contact proposes for the seat that needs it most, and never for one that is filled."""
    seat = next((seat for seat in represented if seat.wants_somebody), None)
    return Primary(_("Foreslå representant"), url_for("councils.nominate", seat_id=seat.seat_id)) if seat else None
