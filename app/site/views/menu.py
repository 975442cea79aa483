"""The main menu: what the reader can use of every room."""

from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _

from app.admin import policy as admin
from app.core.actor import Actor
from app.core.words import ISSUE, MY_COUNCIL, MY_COUNCILS, WHAT_THE_COUNCIL_WAITS_FOR
from app.councils import policy as councils
from app.safety import policy as safety
from app.web.actor import current_actor
from app.web.context import NavItem


def install(app: Flask) -> None:
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    return {"nav": main_menu(current_actor())}


def main_menu(actor: Actor) -> list[NavItem]:
    """By what the actor can use; five lines at most for any one part."""
    if not actor.is_authenticated:
        return []
    lines = [("inbox.home", _("Min side"))]
    if actor.memberships:
        lines.append(("inbox.my_council", str(MY_COUNCIL if len(actor.memberships) == 1 else MY_COUNCILS)))
    lines += [
        ("issues.index", str(ISSUE)),
        ("followups.index", str(WHAT_THE_COUNCIL_WAITS_FOR)),
    ]
    if councils.can_see_overview(actor):
        lines.append(("councils.overview", _("Utvalgene")))
    if safety.works_with_reports(actor):
        lines.append(("safety.index", _("Meldinger")))
    if admin.can_see_operations(actor):
        lines.append(("admin.operations", _("Drift")))
    return [NavItem(label, url_for(endpoint), request.endpoint == endpoint) for endpoint, label in lines]
