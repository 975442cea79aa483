"""What the pages of the chain begin with: the row or the issue, and 404 for what one may not see."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.access.sight import can_see_issue
from app.core.authz import require_sight
from app.core.errors import Conflict, NotFound
from app.core.words import ISSUE_NUMBERED
from app.followups.queries import chain
from app.followups.queries.state_text import follow_up_now, issue_now
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.web.actor import current_actor
from app.web.pages import done


def load_follow_up(reference: str, follow_up_id: int) -> FollowUp:
    """One follow-up of an issue that the reader may see. Raises NotFound for any other."""
    row = chain.follow_up_of(reference, follow_up_id)
    if row is None:
        raise NotFound
    _see(row.issue)
    return row


def load_issue(reference: str) -> Issue:
    """An issue that the reader may see. Raises NotFound for any other."""
    issue = chain.issue_of(reference)
    if issue is None:
        raise NotFound
    _see(issue)
    return issue


def issue_title(issue: Issue) -> str:
    """Innspill 2026-0042"""
    return str(ISSUE_NUMBERED) % {"reference": issue.reference}


def _see(issue: Issue) -> None:
    require_sight(can_see_issue(current_actor(), issue, issue.in_front_of))


def back_to_issue(issue: Issue, text: str, category: str = "success") -> Response:
    """To the page of the issue, which says what was done."""
    return done(text, url_for("issues.show", reference=issue.reference), category)


def too_late(thing: FollowUp | Issue, why: str = "") -> ResponseReturnValue:
    """Lead whoever comes too late to the issue, which says what has happened.

    Raises Conflict on a POST: nothing was done.
    """
    issue = thing.issue if isinstance(thing, FollowUp) else thing
    if request.method == "POST":
        now = follow_up_now(thing) if isinstance(thing, FollowUp) else issue_now(thing)
        raise Conflict(why or now)
    flash(_("Dette venter ikke på deg lenger. Her ser du hva som har skjedd."), "info")
    return redirect(url_for("issues.show", reference=issue.reference))
