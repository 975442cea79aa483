"""A letter's words about one matter, in the language that is set: subject, first line, facts, button, why it came."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from app.models.assents import Proposal, ProposalState, SideAct
from app.models.councils import Appointment, CouncilRole, OfficeRole
from app.models.followups import FollowUp, FollowUpKind, Stance
from app.models.issues import Issue, Outcome
from app.models.notices import EventKind, Reason
from app.notices import proposal_words
from app.notices.letters import (
    ACTS,
    ASKED,
    LETTERS,
    NOBODY_ANSWERS,
    NOBODY_DECIDES,
    NOBODY_JUDGES,
    NOT_APPOINTED,
    ON_PAPER,
    ROLE_ENDED,
    ROLE_STARTED,
    ROLES,
    SOMEBODY_APPOINTED,
    SOMEBODY_ENDED,
    SOMEBODYS_ROLE_ENDED,
    SOMEBODYS_ROLE_STARTED,
    STILL_ENDING,
    WHY,
    Letter,
    Page,
    role_in_text,
)
from app.notices.links import absolute
from app.notices.matter import Matter
from app.notices.names import OUTCOMES, STANCES, THEMES
from app.notices.reminder_words import nobody_answers, number_of, reminder_letter

# These tell of a day that somebody has to keep. An answer does not: the day that was owed is past, and what it promises
# stands by itself.
DATED = frozenset(
    {
        EventKind.ISSUE_SENT,
        EventKind.MUNICIPALITY_ASKED,
        EventKind.ANSWER_CONTESTED,
        EventKind.CLARIFICATION_ASKED,
        EventKind.CLARIFICATION_GIVEN,
        EventKind.CLARIFICATION_LAPSED,
        EventKind.SENT_ON,
        EventKind.SENT_ON_ACCEPTED,
        EventKind.SENT_ON_DECLINED,
        EventKind.DUE_EXTENDED,
        EventKind.EXTENSION_ASKED,
        EventKind.EXTENSION_REFUSED,
        EventKind.ACTION_PROMISED,
        EventKind.ACTION_CLAIMED,
        EventKind.ACTION_CONTESTED,
        EventKind.COUNCIL_ASKED,
        EventKind.CHANGE_ANNOUNCED,
        EventKind.ISSUE_RAISED,
        EventKind.RAISE_REPLIED,
        EventKind.ISSUE_REOPENED,
        EventKind.RELAPSE_FOUND,
        EventKind.SLIP_REGISTERED,
        EventKind.REMINDER,
        EventKind.APPOINTMENT_ENDING,
    }
)
OF_REPORTS = {EventKind.TEXT_REPORTED: NOBODY_JUDGES, EventKind.REPORT_APPEALED: NOBODY_DECIDES}
# To whom it is about, and to the others who hear of it.
OF_ROLES = {
    EventKind.APPOINTMENT_STARTED: (ROLE_STARTED, SOMEBODYS_ROLE_STARTED),
    EventKind.APPOINTMENT_ENDED: (ROLE_ENDED, SOMEBODYS_ROLE_ENDED),
}
OF_SEATS = {
    EventKind.APPOINTMENT_STARTED: (LETTERS[EventKind.APPOINTMENT_STARTED], SOMEBODY_APPOINTED),
    EventKind.APPOINTMENT_ENDED: (LETTERS[EventKind.APPOINTMENT_ENDED], SOMEBODY_ENDED),
}


OWN_PAGE = frozenset({FollowUpKind.ANSWER, FollowUpKind.RELAPSE})  # the others are done from the page of the issue


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
    if matter.event.kind is EventKind.APPOINTMENT_ENDING and matter.event.data.get("reminds"):
        return STILL_ENDING
    if matter.event.kind is EventKind.MAIL_REFUSED and matter.event.data.get("given_up"):
        return ON_PAPER
    if matter.event.kind in OF_ROLES:
        is_role = matter.event.data.get("role") in ROLES
        of_self, of_another = (OF_ROLES if is_role else OF_SEATS)[matter.event.kind]
        return of_self if matter.notice.reason is Reason.SELF else of_another
    if matter.event.kind in OF_REPORTS and matter.notice.reason is Reason.ADMINISTRATOR:
        return OF_REPORTS[matter.event.kind]
    return LETTERS[matter.event.kind]


def asks(matter: Matter) -> bool:
    """Is the reader asked to do something?"""
    return letter_of(matter).asks(matter.notice.reason)


def subject(matter: Matter) -> str:
    """Reference, what happened, and the office where the rest does not name it."""
    said = str(letter_of(matter).subject_for(matter.notice.reason)) % {**_gaps(matter), "about": _about_in_full(matter)}
    office = matter.issue.office if matter.issue is not None else None
    return said if office is None or office.name in said else f"{said}, {office.name}"


def first_line(matter: Matter) -> str:
    said = str(letter_of(matter).first_line(matter.notice.reason)) % _gaps(matter)
    return said[:1].upper() + said[1:]  # a gap may stand first


def line(matter: Matter) -> str:
    """The first line, and what an answer says: for a list of many."""
    return " ".join([first_line(matter), *(f"{label}: {value}." for label, value in _answered(matter))])


def button(matter: Matter) -> str:
    return str(letter_of(matter).button)


def why(matter: Matter) -> str:
    return str(WHY[matter.notice.reason]) % _gaps(matter)


def about(matter: Matter) -> str:
    """Sak 12/26 when it has a number on an agenda, else Innspill 2026-0042, else the council."""
    if matter.case_number is not None:
        return _("Sak %(number)s", number=matter.case_number)
    if matter.issue is not None:
        return name_of_issue(matter.issue)
    return matter.council.name if matter.council else "Medvirk"


def place(matter: Matter) -> str:
    """Which office and which theme, for a list of many: "Nav Skien, Ungdom"."""
    if matter.issue is None:
        return ""
    office = matter.issue.office
    return ", ".join([*([office.name] if office is not None else []), str(THEMES[matter.issue.theme])])


def _about_in_full(matter: Matter) -> str:
    """A case number counts in its own council: it is named beside it."""
    if matter.case_number is None or matter.council is None:
        return about(matter)
    return _("%(council)s, sak %(number)s", council=matter.council.name, number=matter.case_number)


def name_of_issue(issue: Issue) -> str:
    return _("Innspill %(reference)s", reference=issue.reference)


def facts(matter: Matter) -> list[tuple[str, str]]:
    """What may stand under the first line: reference, theme, office, council, day. Nothing of what somebody wrote."""
    lines = [*_answered(matter), *_concerns(matter)]
    if matter.issue is not None:
        lines += [(_("Innspill"), matter.issue.reference), (_("Tema"), str(THEMES[matter.issue.theme]))]
        if matter.issue.office is not None:
            lines.append((_("Kontor"), matter.issue.office.name))
    if matter.council is not None:
        lines.append((_("Utvalg"), matter.council.name))
    due = due_day(matter)
    if due is not None:
        lines.append((_whose_day(matter), _in_full(due)))
    return lines


def _answered(matter: Matter) -> list[tuple[str, str]]:
    """What an answer says, and what it promises."""
    data = matter.event.data
    if matter.event.kind is EventKind.RAISE_REPLIED and "accepted" in data:
        return [(_("Svar"), _("Ja") if data["accepted"] else _("Nei"))]
    lines = [(_("Svar"), str(STANCES[Stance(data["stance"])]))] if "stance" in data else []
    for one in matter.promised:
        lines.append((_("Dato kommer innen") if one.awaits_date else _("Lovet gjort innen"), _in_full(one.due)))
    return lines


def _whose_day(matter: Matter) -> str:
    """The reader's own day is "Frist"; another's says whose it is."""
    owner = _owner(matter)
    own = matter.notice.reason in ASKED or matter.follow_up is None or not owner
    return _("Frist") if own else _("Frist for %(owner)s", owner=owner)


def _in_full(day: date) -> str:
    return str(format_date(day, "EEEE d. MMMM y"))


def _concerns(matter: Matter) -> list[tuple[str, str]]:
    """What is asked about, for who reads on paper and opens no page."""
    if matter.event.kind is EventKind.ASSENT_ASKED and "act" in matter.event.data:
        return [(_("Det gjelder"), str(ACTS[SideAct(matter.event.data["act"])]))]
    if isinstance(matter.thing, Proposal):
        return [
            (_("Forslaget"), proposal_words.sentence(matter.thing)),
            (_("Foreslått av"), proposal_words.by_whom(matter.thing)),
        ]
    if matter.event.kind in (EventKind.OUTCOME_ASKED, EventKind.OUTCOME_REMINDED):
        return [(_("Det gjelder"), _("om det som er gjort med innspillet, har hjulpet"))]
    asked = matter.follow_up.asked_due if matter.follow_up is not None else None
    if matter.event.kind is EventKind.EXTENSION_ASKED and asked is not None:
        return [(_("Ønsket frist"), _in_full(asked))]
    return []


def due_day(matter: Matter) -> date | None:
    if matter.event.kind not in DATED:
        return None
    if given := matter.event.data.get("due") or matter.event.data.get("counts_from"):
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
        case Page.PROPOSAL if council is not None and event.subject == "proposal":
            return "councils.proposal", {"slug": council.slug, "proposal_id": event.subject_id}
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
    return follow_up.kind in OWN_PAGE and follow_up.is_live and matter.notice.reason in ASKED


def _gaps(matter: Matter) -> dict[str, str]:
    due, data = due_day(matter), matter.event.data
    return {
        "about": about(matter),
        "due": format_date(due, "EEEE d. MMMM") if due else _("dagen som står på siden"),
        "short_due": format_date(due, "d. MMMM") if due else "",
        "council": matter.council.name if matter.council else _("utvalget"),
        "owner": _owner(matter) or _("kontoret"),
        "into": _("innspill %(reference)s", reference=data["into"]) if "into" in data else _("et annet innspill"),
        "outcome": str(OUTCOMES[Outcome(data["outcome"])]) if "outcome" in data else _("se resultatet på siden"),
        "number": str(_number(matter)),
        "role": role_in_text(data.get("role", "")),
        "place": str(data.get("place", "Medvirk")),
        "person": _person(matter),
        "seat": _seat(matter),
        "last_day": _last_day(matter),
        "state": _state(matter),
    }


def _number(matter: Matter) -> int:
    """Which reminder it is, of this date."""
    data = matter.event.data
    if matter.event.kind is not EventKind.REMINDER:
        return 1
    return int(data.get("number") or number_of(FollowUpKind(data["kind"]), int(data["step"])))


def _person(matter: Matter) -> str:
    """Whom it is about: the row's own person, else who the event names."""
    if isinstance(matter.thing, Appointment | CouncilRole | OfficeRole):
        return matter.thing.person.name
    return str(matter.event.data.get("name", ""))


def _seat(matter: Matter) -> str:
    return matter.thing.seat.label if isinstance(matter.thing, Appointment) else _("plassen")


def _last_day(matter: Matter) -> str:
    given = matter.event.data.get("last_day")
    return format_date(date.fromisoformat(given), "d. MMMM y") if given else ""


def _state(matter: Matter) -> str:
    """How a proposal ended, as the page says it."""
    state = matter.event.data.get("state")
    return str(proposal_words.STATES[ProposalState(state)]) if state in list(ProposalState) else ""


def _owner(matter: Matter) -> str:
    """Who owes it, or did; where nothing is owed, the office that the issue is about."""
    follow_up = matter.follow_up
    if follow_up is None:
        office = matter.issue.office if matter.issue is not None else None
        return str(matter.event.data.get("owner") or (office.name if office is not None else ""))
    places = (follow_up.office, follow_up.nav_region, follow_up.council)
    named = next((place.name for place in places if place is not None), "")
    return follow_up.municipality.display_name if follow_up.municipality is not None else named
