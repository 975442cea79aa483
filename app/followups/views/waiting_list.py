"""Dette venter utvalget på: the pages of the list, for the reader, for a council and for an office."""

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from sqlalchemy import ColumnElement

from app.core import clock
from app.core.authz import require_sight
from app.core.errors import NotFound
from app.core.words import LATE, WHAT_THE_COUNCIL_WAITS_FOR
from app.followups.queries import waiting_list
from app.followups.queries.waiting_list import Part
from app.followups.views.blueprint import bp
from app.followups.words import dates
from app.models.followups import FollowUp
from app.web.actor import current_actor
from app.web.pagination import page_of
from app.web.row_ids import key_asked

SIZE = 30
_LABELS = {Part.WAITING: _l("Alt som venter"), Part.NEW: _l("Nye denne uka"), Part.LATE: LATE}


@bp.get("/venter")
@login_required
def index() -> ResponseReturnValue:
    """All that waits in the reader's own councils."""
    return _page(waiting_list.of_reader(current_actor()), title=str(WHAT_THE_COUNCIL_WAITS_FOR))


@bp.get("/utvalg/<slug>/venter")
@login_required
def of_council(slug: str) -> ResponseReturnValue:
    """What waits in one council. Raises NotFound."""
    council = waiting_list.council_by_slug(slug)
    if council is None:
        raise NotFound
    require_sight(council.id in current_actor().councils)
    return _page(
        waiting_list.of_council(council.id),
        title=str(WHAT_THE_COUNCIL_WAITS_FOR),
        eyebrow=council.name,
        slug=slug,
        met=waiting_list.last_meeting(council.id),
    )


@bp.get("/kontor/<slug>/venter")
@login_required
def of_office(slug: str) -> ResponseReturnValue:
    """What waits at one office. Raises NotFound."""
    office = waiting_list.office_by_slug(slug)
    if office is None:
        raise NotFound
    me = current_actor()
    require_sight(office.id in me.offices or not me.councils.isdisjoint(waiting_list.councils_of_office(office.id)))
    return _page(
        waiting_list.of_office(office.id),
        title=_("Dette venter brukerne på"),
        eyebrow=office.name,
        slug=slug,
        in_time=waiting_list.in_time(office.id),
    )


def _page(scope: ColumnElement[bool], *, title: str, met: datetime | None = None, **more: Any) -> ResponseReturnValue:
    """`met`: the last meeting, since which what is done is told; else the last ninety days."""
    me = current_actor()
    part = _part()
    since = met or waiting_list.lately_since()
    after = key_asked("etter")
    rows = waiting_list.owed_rows(me, scope, part=part, since=since, after=after, size=SIZE)
    page = page_of(rows, size=SIZE, key=lambda row: row.id, came_from=after)
    return render_template(
        "followups/index.html",
        **{"eyebrow": None, "in_time": None, **more},
        title=title,
        part=part,
        parts=[(one, _label(one, met), _url(vis=one.value)) for one in Part],
        figures=waiting_list.waiting_figures(me, scope, since=since),
        met=met,
        rows=page.rows,
        counted=_counted,
        today=clock.today(),
        older_url=_url(vis=part.value, etter=page.older) if page.older else None,
        first_url=_url(vis=part.value) if after else None,
    )


def _part() -> Part:
    asked = request.args.get("vis", "")
    return Part(asked) if asked in set(Part) else Part.WAITING


def _label(part: Part, met: datetime | None) -> str:
    if part is Part.DONE:
        return _("Gjort siden møtet") if met else _("Gjort siste 90 dager")
    return str(_LABELS[part])


def _url(**query: Any) -> str:
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **query})


def _counted(row: FollowUp) -> str:
    return dates.how_it_was_counted(row, july_pause=row.issue.council.july_pause)
