"""Min side: what waits for me; every notice; the letters that a secretary prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import login_required

from app.admin import policy as admin_policy
from app.core import clock
from app.core.actor import Actor
from app.core.authz import require, require_sight
from app.core.errors import NotFound
from app.core.words import NEW_ISSUE
from app.councils import overview
from app.councils.overview import CouncilLine
from app.database import transaction
from app.followups.queries import turn
from app.inbox import draft_views, draft_words, policy, queries, service, unsubscribe
from app.inbox import home as waiting
from app.inbox.blueprint import bp
from app.issues import policy as issue_policy
from app.notices.queries import inbox_lines, print_letters
from app.safety import policy as safety_policy
from app.summaries import policy as summary_policy
from app.web import drafts
from app.web.actor import current_actor
from app.web.pagination import page_of
from app.web.row_ids import key_asked

__all__ = ["bp", "draft_views", "unsubscribe"]

PAGE = 30
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
    newest = queries.newest_issues(actor)
    waits = waiting.waits_for(actor, newest)
    represented = queries.represented(actor) if actor.organisations else []
    helped = _councils_that_need_help(actor)
    own = newest.own if policy.has_own_texts(actor) else []
    councils_met = [] if helped else list(actor.council_names.values())[: queries.BLOCK]
    news = [] if helped else newest.news
    begun = [draft_words.line(one) for one in drafts.all_of(actor.person_id)]
    return render_template(
        "inbox/home.html",
        waits=waits[: queries.BLOCK],
        more_waits=waits[queries.BLOCK :],
        begun=begun,
        many_begun=draft_words.how_many(len(begun)),
        own=own,
        news=news,
        helped=helped,
        councils_met=councils_met,
        represented=represented,
        blocks=_blocks(begun=begun, helped=helped, represented=represented, own=own, news=news or councils_met),
        is_late=lambda issue: any(row.is_late(clock.today()) for row in issue.follow_ups),
        turn=lambda issue: turn(issue, issue.follow_ups, actor, yeses=issue.assents),
        primary=_primary(actor, waits) or _proposing(represented),
        may_register=issue_policy.can_register(actor),
        may_ask=issue_policy.can_ask_council(actor),
    )


def _blocks(**rows: Sequence[Any]) -> list[str]:
    """Which blocks stand below what waits: the first ones that have something to show, and no more than fit."""
    return [name for name, found in rows.items() if found][:BLOCKS]


def _councils_that_need_help(actor: Actor) -> list[CouncilLine]:
    if not actor.coordinated:
        return []
    return [line for line in overview.council_lines(actor) if line.needs_help][: queries.BLOCK]


def _primary(actor: Actor, waits: list[waiting.Wait]) -> Primary | None:
    """What this person most likely came for."""
    if policy.answers_for_a_place(actor):
        return Primary(waits[0].what, waits[0].url) if waits else None
    if issue_policy.can_post(actor):
        return Primary(str(NEW_ISSUE), url_for("issues.post"))
    if summary_policy.can_write(actor):
        return Primary(_("Skriv sammendrag"), url_for("summaries.write"))
    if issue_policy.can_register(actor):
        return Primary(_("Registrer innspill for noen"), url_for("issues.register"))
    if safety_policy.works_with_reports(actor):
        return Primary(_("Behandle meldinger"), url_for("safety.index"))
    if admin_policy.can_see_operations(actor):
        return Primary(_("Se driften"), url_for("admin.operations"))
    return None


def _proposing(represented: list[queries.Represented]) -> Primary | None:
    """An organisation's contact proposes for the seat that needs it most: they come in that order."""
    seats = [seat for seat in represented if seat.takes_proposals]
    seat = next((seat for seat in seats if seat.wants_somebody), seats[0] if seats else None)
    return Primary(_("Foreslå representant"), url_for("councils.nominate", seat_id=seat.seat_id)) if seat else None


@bp.route("/varsler")
@login_required
def notices() -> ResponseReturnValue:
    actor = current_actor()
    before = key_asked("etter")
    rows = queries.notices_of(actor.person_id, before=before, size=PAGE)
    page = page_of(rows, size=PAGE, key=lambda notice: notice.id, came_from=before)
    return render_template("inbox/notices.html", page=page, line=inbox_lines.lines(page.rows))


@bp.route("/varsler/lest", methods=["POST"])
@login_required
def read_all() -> ResponseReturnValue:
    with transaction():
        service.mark_all_read(current_actor())
    flash(_("Alle varsler er lest."), "success")
    return redirect(url_for("inbox.notices"), 303)


@bp.route("/brev")
@login_required
def letters() -> ResponseReturnValue:
    """Letters to people without an e-mail address, to be printed and posted."""
    councils = policy.prints_for(current_actor())
    require(bool(councils))
    return render_template("inbox/letters.html", tasks=print_letters.still_true(queries.print_tasks(councils)))


@bp.route("/brev/<int:task_id>", methods=["GET", "POST"])
@login_required
def letter(task_id: int) -> ResponseReturnValue:
    task = queries.print_task(task_id)
    if task is None:
        raise NotFound
    require_sight(policy.can_print(current_actor(), task))
    if request.method == "POST":
        with transaction():
            service.mark_posted(current_actor(), task)
        flash(_("Brevet er ført som sendt."), "success")
        return redirect(url_for("inbox.letters"), 303)
    with force_locale(str(task.person.locale)):  # the letter speaks its reader's language, not the secretary's
        letter = print_letters.letter_still_true(task)
        if letter is not None:
            return render_template("inbox/letter.html", task=task, letter=letter)
    flash(_("Dette brevet trengs ikke lenger. Det som sto der, gjelder ikke nå."))
    return redirect(url_for("inbox.letters"), 303)
