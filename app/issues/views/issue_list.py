"""The page with the list of issues."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from app.core import clock
from app.core.actor import Actor
from app.core.words import ALL_COUNCILS, MY_COUNCIL, MY_COUNCILS
from app.issues import policy
from app.issues.forms.issue_list import FilterForm
from app.issues.queries import follows, issue_list
from app.issues.views.blueprint import bp
from app.issues.words.sheets import issues_sheet
from app.paper.sheets import csv_of, workbook_of
from app.search import Unusable
from app.web.actor import current_actor
from app.web.components import state_word
from app.web.context import NavItem
from app.web.downloads import download
from app.web.pages import done
from app.web.pagination import page_of
from app.web.row_ids import key_asked


@bp.route("/innspill")
@login_required
def index() -> ResponseReturnValue:
    actor = current_actor()
    scopes = bool(actor.council_names)
    form, wanted = _asked(actor)
    after, before = key_asked("etter"), key_asked("foran")
    try:
        rows = issue_list.issue_lines(actor, wanted, after=after, before=before)
        result = _result(issue_list.count_issues(actor, wanted))
    except Unusable:
        return _without_search(form)
    page = page_of(rows, size=issue_list.PAGE, key=lambda line: line.issue.id, came_from=after or before)
    if before is not None and len(rows) <= issue_list.PAGE:
        page = page_of(rows, size=issue_list.PAGE, key=lambda line: line.issue.id, came_from=None)
    older = page.older or (page.rows[-1].issue.id if before is not None and page.rows else None)
    return render_template(
        "issues/index.html",
        filters=form,
        page=page,
        older_url=_with(etter=older) if older else None,
        newer_url=_with(foran=page.newer) if page.newer else None,
        result=result,
        filtered=wanted != issue_list.Wanted(own_councils=wanted.own_councils, sort=wanted.sort),
        scopes=_scopes(actor, wanted) if scopes else [],
        own=wanted.own_councils,
        follows=follows.follows_any(actor, office_id=wanted.office_id, theme=wanted.theme),
        place=follows.office_by_id(wanted.office_id) if wanted.office_id is not None else None,
        here=request.full_path,
        wanted=wanted,
        can_post=policy.can_post(actor),
        can_register=policy.can_register(actor),
        can_ask=policy.can_ask_council(actor),
        file_urls={ending: url_for("issues.index_file", ending=ending, **_kept()) for ending in ("xlsx", "csv")},
    )


@bp.route("/innspill.<any(xlsx, csv):ending>")
@login_required
def index_file(ending: str) -> ResponseReturnValue:
    """All that the filters show, not one page of it."""
    actor = current_actor()
    form, wanted = _asked(actor)
    try:
        lines = issue_list.lines_for_file(actor, wanted)
    except Unusable:
        return _without_search(form)
    if len(lines) > issue_list.MOST_IN_A_FILE:
        return done(
            _("Lista er for lang for en fil. Filtrer den først."), url_for("issues.index", **_kept()), "warning"
        )
    sheet = issues_sheet(lines, state_word=state_word)
    content = csv_of(sheet) if ending == "csv" else workbook_of(sheet)
    return download(content, f"innspill-{clock.today().isoformat()}.{ending}")


def _asked(actor: Actor) -> tuple[FilterForm, issue_list.Wanted]:
    """The form of the filters, and what it asks for; the reader's own councils unless all are asked for."""
    form = FilterForm(request.args)
    councils, offices = issue_list.places_to_filter(actor)
    form.utvalg.offer(councils)
    form.kontor.offer(offices)
    own = bool(actor.council_names)
    return form, _wanted(form, own=own) if form.validate() else issue_list.Wanted(own_councils=own)


def _kept() -> dict[str, Any]:
    """What was asked for, without which page of it."""
    return {name: value for name, value in request.args.items() if value and name not in ("etter", "foran")}


def _without_search(form: FilterForm) -> ResponseReturnValue:
    """The search index is broken: the filters stand, and the list is there without the words."""
    return render_template("issues/search_down.html", filters=form, list_url=_with(q="")), 503


def _scopes(actor: Actor, wanted: issue_list.Wanted) -> list[NavItem]:
    """The reader's own councils, and all that they may read; what else is chosen stays from one to the other."""
    all_of_them = issue_list.Scope.ALL.value
    name = str(MY_COUNCIL if len(actor.council_names) == 1 else MY_COUNCILS)
    return [
        NavItem(name, _with(vis="", utvalg="", mine=""), wanted.own_councils),
        NavItem(str(ALL_COUNCILS), _with(vis=all_of_them, utvalg="", mine=""), request.args.get("vis") == all_of_them),
    ]


def _wanted(form: FilterForm, *, own: bool) -> issue_list.Wanted:
    """`own`: the reader has councils of their own, which are meant unless all, one of them or own texts are chosen."""
    return issue_list.Wanted(
        words=form.q.data,
        theme=form.tema.data,
        standing=form.stand.data,
        office_id=form.kontor.data,
        council_id=form.utvalg.data,
        period=form.tid.data,
        phase=form.fase.data,
        mine=form.mine.data,
        own_councils=own and not (form.vis.data or form.utvalg.data or form.mine.data),
        sort=form.sorter.data or issue_list.Sort.NEWEST,
    )


def _with(**keys: int | str) -> str:
    """The address of the list with what is chosen, other keys than now, and none of those that are empty."""
    kept = {name: value for name, value in request.args.items() if name not in ("etter", "foran")}
    chosen = {name: value for name, value in {**kept, **keys}.items() if value}
    return f"{url_for('issues.index')}?{urlencode(chosen)}" if chosen else url_for("issues.index")


def _result(found: int) -> str:
    if found > issue_list.MOST_COUNTED:
        return _("Over %(num)d innspill", num=issue_list.MOST_COUNTED)
    return ngettext("%(num)d innspill", "%(num)d innspill", found)
