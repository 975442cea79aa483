"""The page with the list of issues."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from app.core import clock
from app.issues import policy
from app.issues.forms import FilterForm
from app.issues.queries import issue_list
from app.issues.views.blueprint import bp
from app.issues.words.sheets import issues_sheet
from app.paper.sheets import csv_of, workbook_of
from app.search import Unusable
from app.web.actor import current_actor
from app.web.components import state_word
from app.web.downloads import download
from app.web.pages import done
from app.web.pagination import page_of
from app.web.row_ids import key_asked


@bp.route("/innspill")
@login_required
def index() -> ResponseReturnValue:
    actor = current_actor()
    form, wanted = _asked()
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
        filtered=wanted != issue_list.Wanted(),
        can_post=policy.can_post(actor),
        can_register=policy.can_register(actor),
        can_ask=policy.can_ask_council(actor),
        file_urls={ending: url_for("issues.index_file", ending=ending, **_kept()) for ending in ("xlsx", "csv")},
    )


@bp.route("/innspill.<any(xlsx, csv):ending>")
@login_required
def index_file(ending: str) -> ResponseReturnValue:
    """All that the filters show, not one page of it."""
    form, wanted = _asked()
    try:
        lines = issue_list.lines_for_file(current_actor(), wanted)
    except Unusable:
        return _without_search(form)
    if len(lines) > issue_list.MOST_IN_A_FILE:
        return done(
            _("Lista er for lang for en fil. Filtrer den først."), url_for("issues.index", **_kept()), "warning"
        )
    sheet = issues_sheet(lines, state_word=state_word)
    content = csv_of(sheet) if ending == "csv" else workbook_of(sheet)
    return download(content, f"innspill-{clock.today().isoformat()}.{ending}")


def _asked() -> tuple[FilterForm, issue_list.Wanted]:
    """The form of the filters, and what it asks for."""
    form = FilterForm(request.args)
    councils, offices = issue_list.places_to_filter(current_actor())
    form.utvalg.offer(councils)
    form.kontor.offer(offices)
    return form, _wanted(form) if form.validate() else issue_list.Wanted()


def _kept() -> dict[str, Any]:
    """What was asked for, without which page of it."""
    return {name: value for name, value in request.args.items() if value and name not in ("etter", "foran")}


def _without_search(form: FilterForm) -> ResponseReturnValue:
    """The search index is broken: the filters stand, and the list is there without the words."""
    kept = {name: value for name, value in request.args.items() if value and name not in ("q", "etter", "foran")}
    list_url = f"{url_for('issues.index')}?{urlencode(kept)}" if kept else url_for("issues.index")
    return render_template("issues/search_down.html", filters=form, list_url=list_url), 503


def _wanted(form: FilterForm) -> issue_list.Wanted:
    return issue_list.Wanted(
        words=form.q.data,
        theme=form.tema.data,
        standing=form.stand.data,
        office_id=form.kontor.data,
        council_id=form.utvalg.data,
        period=form.tid.data,
        phase=form.fase.data,
        mine=form.mine.data,
    )


def _with(**keys: int) -> str:
    return f"{url_for('issues.index')}?{urlencode({**_kept(), **keys})}"


def _result(found: int) -> str:
    if found > issue_list.MOST_COUNTED:
        return _("Over %(num)d innspill", num=issue_list.MOST_COUNTED)
    return ngettext("%(num)d innspill", "%(num)d innspill", found)
