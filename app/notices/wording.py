"""A letter's words about one matter, in the language that is set: subject, first line, facts, button, why it came."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from app.models.followups import FollowUp, FollowUpKind, SideAct
from app.models.issues import Issue
from app.models.notices import EventKind, Reason
from app.notices.letters import (
    ACTS,
    ASKED,
    LETTERS,
    NOBODY_ANSWERS,
    NOBODY_JUDGES,
    NOT_APPOINTED,
    ON_PAPER,
    ROLE_ENDED,
    ROLE_STARTED,
    ROLES,
    WHY,
    Letter,
    Page,
)
from app.notices.links import absolute
from app.notices.matter import Matter
from app.notices.reminder_words import nobody_answers, reminder_letter

# Whether it helped may be said at any time: the day of the action is the office's.
WITHOUT_A_DAY = frozenset({EventKind.OUTCOME_ASKED, EventKind.OUTCOME_REMINDED, EventKind.OUTCOME_SAID})
OF_ROLES = {EventKind.APPOINTMENT_STARTED: ROLE_STARTED, EventKind.APPOINTMENT_ENDED: ROLE_ENDED}


def letter_of(matter: Matter) -> Letter:
    """The words of the matter; who is next in line where nobody answers is asked to find somebody instead."""
    letter = _letter_of(matter)
    if letter.ask is None or not _nobody_is_there(matter):
        return letter
    if matter.event.kind is EventKind.REMINDER:
        return nobody_answers(step=int(matter.event.data["step"]))
    return NOBODY_ANSWERS


def _nobody_is_there(matter: Matter) -> bool:
    """Told for want of anybody at the office, the municipality or the region, for which nobody else can act."""
    owed = matter.follow_up
    return matter.notice.reason is Reason.FALLBACK and owed is not None and owed.council_id is None


def _letter_of(matter: Matter) -> Letter:
    """The line of the table; a reminder's words follow from what is owed and which step it is, a no has its own."""
    if matter.event.kind is EventKind.REMINDER:
        kind = FollowUpKind(matter.event.data["kind"])
        offered = matter.follow_up is not None and matter.follow_up.offered
        return reminder_letter(kind, step=int(matter.event.data["step"]), offered=offered)
    if matter.event.kind is EventKind.NOMINATION_DECIDED and not matter.event.data.get("appointed"):
        return NOT_APPOINTED
    if matter.event.kind is EventKind.MAIL_REFUSED and matter.event.data.get("given_up"):
        return ON_PAPER
    if matter.event.data.get("role") in ROLES and matter.event.kind in OF_ROLES:
        return OF_ROLES[matter.event.kind]
    reports = (EventKind.TEXT_REPORTED, EventKind.REPORT_APPEALED)
    if matter.event.kind in reports and matter.notice.reason is Reason.ADMINISTRATOR:
        return NOBODY_JUDGES
    return LETTERS[matter.event.kind]


def asks(matter: Matter) -> bool:
    """Is the reader asked to do something?"""
    return letter_of(matter).asks(matter.notice.reason)


def subject(matter: Matter) -> str:
    return str(letter_of(matter).subject) % _gaps(matter)


def first_line(matter: Matter) -> str:
    return str(letter_of(matter).first_line(matter.notice.reason)) % _gaps(matter)


def button(matter: Matter) -> str:
    return str(letter_of(matter).button)


def why(matter: Matter) -> str:
    return str(WHY[matter.notice.reason])


def about(matter: Matter) -> str:
    """Sak 12/26 when it has a number on an agenda, else Innspill 2026-0042, else the council."""
    if matter.case_number is not None:
        return _("Sak %(number)s", number=matter.case_number)
    if matter.issue is not None:
        return name_of_issue(matter.issue)
    return matter.council.name if matter.council else "Medvirk"


def name_of_issue(issue: Issue) -> str:
    return _("Innspill %(reference)s", reference=issue.reference)


def facts(matter: Matter) -> list[tuple[str, str]]:
    """What may stand under the first line: reference, office, council, day. Nothing of what somebody wrote."""
    lines = _concerns(matter)
    if matter.issue is not None:
        lines.append((_("Innspill"), matter.issue.reference))
        if matter.issue.office is not None:
            lines.append((_("Kontor"), matter.issue.office.name))
    if matter.council is not None:
        lines.append((_("Utvalg"), matter.council.name))
    due = due_day(matter)
    if due is not None:
        lines.append((_("Frist"), format_date(due, "EEEE d. MMMM y")))
    return lines


def _concerns(matter: Matter) -> list[tuple[str, str]]:
    """What is asked about, for who reads on paper and opens no page."""
    if matter.event.kind is EventKind.ASSENT_ASKED and "act" in matter.event.data:
        return [(_("Det gjelder"), str(ACTS[SideAct(matter.event.data["act"])]))]
    if matter.event.kind in (EventKind.OUTCOME_ASKED, EventKind.OUTCOME_REMINDED):
        return [(_("Det gjelder"), _("om det som er gjort med innspillet, har hjulpet"))]
    asked = matter.follow_up.asked_due if matter.follow_up is not None else None
    if matter.event.kind is EventKind.EXTENSION_ASKED and asked is not None:
        return [(_("Ønsket frist"), format_date(asked, "EEEE d. MMMM y"))]
    return []


def due_day(matter: Matter) -> date | None:
    if matter.event.kind in WITHOUT_A_DAY:
        return None
    if given := matter.event.data.get("due"):
        return date.fromisoformat(given)
    return matter.follow_up.due if matter.follow_up else None


def link(matter: Matter) -> str:
    """Where the button leads; a link in a mail carries no sign-in."""
    endpoint, values = _page(matter)
    return absolute(endpoint, **values)


def path(matter: Matter) -> str:
    """The same page for a reader who is on the site already."""
    endpoint, values = _page(matter)
    return url_for(endpoint, **values)


def _page(matter: Matter) -> tuple[str, dict[str, Any]]:
    issue, council, event = matter.issue, matter.council, matter.event
    match letter_of(matter).page:
        case Page.VOTE if event.subject == "vote":
            return "votes.show", {"vote_id": event.subject_id}
        case Page.SUMMARY if "slug" in event.data:
            return "summaries.show", {"slug": event.data["slug"]}
        case Page.SAFETY if event.subject == "report":
            return "safety.show", {"report_id": event.subject_id}
        case Page.SAFETY:
            return "safety.index", {}
        case Page.PROPOSALS if council is not None:
            return "councils.manage", {"slug": council.slug, "_anchor": "proposals"}
        case Page.OWN_PROPOSALS if "seat" in event.data:
            return "councils.nominate", {"seat_id": event.data["seat"]}
        case Page.LETTERS if matter.notice.reason is not Reason.COORDINATOR:  # who prints nothing sees no letters
            return "inbox.letters", {}
        case Page.NOTICES:
            return "inbox.notices", {}
        case Page.HOME:
            return "inbox.home", {}
        case Page.SETTINGS:
            return "accounts.settings", {}
        case Page.FOLLOW_UP if issue and matter.follow_up and _answers_there(matter, matter.follow_up):
            return "followups.answer", {"reference": issue.reference, "follow_up_id": matter.follow_up.id}
        case Page.PUBLIC_WORDS if issue is not None:
            return "issues.publish", {"reference": issue.reference}
    if issue is not None:
        return "issues.show", {"reference": issue.reference}
    return ("councils.show", {"slug": council.slug}) if council is not None else ("inbox.notices", {})


def host() -> str:
    """The right side of Message-ID: the name of the house."""
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"


def thread(issue: Issue) -> str:
    """The root that all mails of an issue refer to, so that they stand together."""
    return f"<innspill-{issue.reference}@{host()}>"


def _answers_there(matter: Matter, follow_up: FollowUp) -> bool:
    return follow_up.kind is FollowUpKind.ANSWER and follow_up.is_live and matter.notice.reason in ASKED


def _gaps(matter: Matter) -> dict[str, str]:
    due = due_day(matter)
    return {
        "about": about(matter),
        "due": format_date(due, "EEEE d. MMMM") if due else _("dagen som står på siden"),
        "short_due": format_date(due, "d. MMMM") if due else "",
        "council": matter.council.name if matter.council else "",
        "owner": _owner(matter.follow_up) or str(matter.event.data.get("owner", "")),
        "role": str(ROLES.get(matter.event.data.get("role", ""), "")),
        "place": str(matter.event.data.get("place", "Medvirk")),
        "person": str(matter.event.data.get("name", "")),
    }


def _owner(follow_up: FollowUp | None) -> str:
    if follow_up is None:
        return ""
    places = (follow_up.office, follow_up.nav_region, follow_up.council)
    named = next((place.name for place in places if place is not None), "")
    return follow_up.municipality.display_name if follow_up.municipality is not None else named
