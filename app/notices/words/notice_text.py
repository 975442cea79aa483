"""What one notice says, in the language that is set: subject, first line, button, why, facts, and where it leads."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.words import (
    A_REPRESENTATIVE,
    ANSWER,
    COUNCIL,
    DEADLINE,
    ISSUE,
    ISSUE_NUMBERED,
    OFFICE,
    THE_COUNCIL,
    THEME,
)
from app.models.assents import ProposalState
from app.models.councils import Appointment, CouncilRole, OfficeRole
from app.models.followups import FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.notices import EventKind, Reason
from app.models.places import Office
from app.models.states import FollowUpKind, Stance
from app.notices.kinds.happening import ASKED, Facts, Letter, Page
from app.notices.kinds.loaded import LoadedNotice
from app.notices.kinds.reminders import NOBODY_ANSWERS, number_of
from app.notices.kinds.table import HAPPENINGS
from app.notices.policy import parts
from app.notices.service.links import absolute_url
from app.notices.words import proposal_text
from app.notices.words.days import in_full
from app.notices.words.names import OUTCOMES, STANCES, THEMES, council_in_text, role_in_text

OWN_PAGE = frozenset({FollowUpKind.ANSWER, FollowUpKind.RELAPSE})  # the others are done from the page of the issue
MEMBER = _l("Du får denne fordi du er med i %(council)s.")
IN_OFFICE = _l("Du får denne fordi du er %(title)s i %(office)s.")
OF_OFFICES = frozenset({Reason.OWES, Reason.STANDS_IN, Reason.OFFICE})
WHY: dict[Reason, Any] = {
    Reason.OWES: _l("Du får denne fordi du svarer for %(owner)s."),
    Reason.STANDS_IN: _l("Du får denne fordi du er stedfortreder for %(owner)s."),
    Reason.AUTHOR: _l("Du får denne fordi du har sendt inn innspillet."),
    Reason.SUPPORTER: _l("Du får denne fordi du har meldt at dere opplever det samme."),
    Reason.FOLLOWER: _l("Du får denne fordi du følger innspillet, kontoret eller temaet."),
    Reason.SEAT: MEMBER,
    Reason.LEADER: _l("Du får denne fordi du er leder eller nestleder i %(council)s."),
    Reason.SECRETARY: _l("Du får denne fordi du er sekretær for %(council)s."),
    Reason.MEMBER: MEMBER,
    Reason.COORDINATOR: _l("Du får denne fordi du er koordinator i fylket."),
    Reason.MODERATOR: _l("Du får denne fordi du er moderator."),
    Reason.ADMINISTRATOR: _l("Du får denne fordi du er administrator."),
    Reason.ORGANISATION: _l("Du får denne fordi du er kontakt for organisasjonen."),
    Reason.OFFICE: _l("Du får denne fordi du svarer for kontoret eller kommunen."),
    Reason.SELF: _l("Du får denne fordi den gjelder deg og kontoen din i Medvirk."),
    Reason.FALLBACK: _l("Du får denne fordi ingen er registrert som ansvarlig, og du er neste i rekken."),
}


def letter_of(loaded: LoadedNotice) -> Letter:
    """The words of the loaded; who is next in line where nobody answers is asked to find somebody instead."""
    letter = HAPPENINGS[loaded.event.kind].letter_of(loaded)
    return NOBODY_ANSWERS if letter.ask is not None and loaded.owner_is_missing else letter


def asks_reader(loaded: LoadedNotice) -> bool:
    """Is the reader asked to do something?"""
    return letter_of(loaded).asks(loaded.notice.reason)


def subject_of(loaded: LoadedNotice) -> str:
    """Reference, what happened, and the office where the rest does not name it."""
    said = str(letter_of(loaded).subject_for(loaded.notice.reason)) % {**_gaps(loaded), "about": _about_in_full(loaded)}
    office = loaded.issue.office if loaded.issue is not None else None
    return _capital(said if office is None or office.name in said else f"{said}, {office.name}")


def first_line(loaded: LoadedNotice) -> str:
    return _capital(str(letter_of(loaded).first_line(loaded.notice.reason)) % _gaps(loaded))


def _capital(said: str) -> str:
    """A gap may stand first."""
    return said[:1].upper() + said[1:]


def line_in_list(loaded: LoadedNotice) -> str:
    """The first line, and what an answer says: for a list of many."""
    return " ".join([first_line(loaded), *(f"{label}: {value}." for label, value in _answered(loaded))])


def button_text(loaded: LoadedNotice) -> str:
    return str(letter_of(loaded).button_for(loaded.notice.reason))


def why_told(loaded: LoadedNotice) -> str:
    """The part that the reader has, as exactly as it is known: "Nav-leder i Nav Skien", "med i brukerutvalget …"."""
    reason, council = loaded.notice.reason, loaded.council
    office = _own_office(loaded) if reason in OF_OFFICES else None
    title = _title_in(loaded, office) if office is not None else ""
    if office is not None and title:
        return str(IN_OFFICE) % {"title": title, "office": office.name}
    if reason is Reason.SELF and council is not None and parts.is_there(loaded.actor, Reason.MEMBER, council.id):
        return str(MEMBER) % _gaps(loaded)
    if reason is Reason.OWES and loaded.follow_up is not None and loaded.follow_up.council_id is not None:
        return str(MEMBER) % _gaps(loaded)
    return str(WHY[reason]) % _gaps(loaded)


def _own_office(loaded: LoadedNotice) -> Office | None:
    """The office that the reader is told for: the one that owes, else the one that the issue is about."""
    owed = loaded.follow_up
    if owed is not None and loaded.notice.reason is not Reason.OFFICE:
        return owed.office
    return loaded.issue.office if loaded.issue is not None else None


def _title_in(loaded: LoadedNotice, office: Office) -> str:
    """What the reader is called there: "Nav-leder"; empty where nobody wrote it down."""
    title, _comma, place = loaded.actor.titles.get(f"office:{office.id}", "").rpartition(", ")
    return title if place == office.name else ""


def about_what(loaded: LoadedNotice) -> str:
    """Sak 12/26 when it has a number on an agenda, else Innspill 2026-0042, else the council."""
    if loaded.case_number is not None:
        return _("Sak %(number)s", number=loaded.case_number)
    if loaded.issue is not None:
        return name_of_issue(loaded.issue)
    return loaded.council.name if loaded.council else "Medvirk"


def _about_in_text(loaded: LoadedNotice) -> str:
    """The same within a sentence."""
    named = loaded.case_number is None and loaded.issue is None and loaded.council is not None
    return council_in_text(about_what(loaded)) if named else about_what(loaded)


def place_line(loaded: LoadedNotice) -> str:
    """Which office and which theme, for a list of many: "Nav Skien, Ungdom"."""
    if loaded.issue is None:
        return ""
    office = loaded.issue.office
    return ", ".join([*([office.name] if office is not None else []), str(THEMES[loaded.issue.theme])])


def _about_in_full(loaded: LoadedNotice) -> str:
    """A case number counts in its own council: it is named beside it."""
    if loaded.case_number is None or loaded.council is None:
        return _about_in_text(loaded)
    return _("%(council)s, sak %(number)s", council=loaded.council.name, number=loaded.case_number)


def name_of_issue(issue: Issue) -> str:
    return str(ISSUE_NUMBERED) % {"reference": issue.reference}


def notice_facts(loaded: LoadedNotice) -> Facts:
    """What may stand under the first line: reference, theme, office, council, day. Nothing of what somebody wrote."""
    lines = [*_answered(loaded), *_concerns(loaded)]
    if loaded.issue is not None:
        lines += [(str(ISSUE), loaded.issue.reference), (str(THEME), str(THEMES[loaded.issue.theme]))]
        if loaded.issue.office is not None:
            lines.append((str(OFFICE), loaded.issue.office.name))
    if loaded.council is not None:
        lines.append((str(COUNCIL), loaded.council.name))
    due = due_day(loaded)
    if due is not None:
        lines.append((_whose_day(loaded), in_full(due)))
    return lines


def _answered(loaded: LoadedNotice) -> Facts:
    """What an answer says, and what it promises."""
    answer = HAPPENINGS[loaded.event.kind].answer
    if answer is not None:
        return answer(loaded)
    data = loaded.event.data
    lines = [(str(ANSWER), str(STANCES[Stance(data["stance"])]))] if "stance" in data else []
    for one in loaded.promised:
        lines.append((_("Dato kommer innen") if one.awaits_date else _("Lovet gjort innen"), in_full(one.due)))
    return lines


def _whose_day(loaded: LoadedNotice) -> str:
    """The reader's own day is "Frist"; another's says whose it is."""
    owner = _owner(loaded)
    own = loaded.notice.reason in ASKED or loaded.follow_up is None or not owner
    return str(DEADLINE) if own else _("Frist for %(owner)s", owner=owner)


def _concerns(loaded: LoadedNotice) -> Facts:
    """What is asked about, for who reads on paper and opens no page."""
    facts = HAPPENINGS[loaded.event.kind].facts
    return facts(loaded) if facts is not None else []


def due_day(loaded: LoadedNotice) -> date | None:
    if not HAPPENINGS[loaded.event.kind].tells_day:
        return None
    if given := loaded.event.data.get("due") or loaded.event.data.get("counts_from"):
        return date.fromisoformat(given)
    return loaded.follow_up.due if loaded.follow_up else None


def link_of(loaded: LoadedNotice) -> str:
    """Where the button leads; a link in a mail carries no sign-in."""
    endpoint, values = _page(loaded)
    return absolute_url(endpoint, **values)


def path_of(loaded: LoadedNotice) -> str:
    """The same page for a reader who is on the site already."""
    endpoint, values = _page(loaded)
    return url_for(endpoint, **values)


def _page(loaded: LoadedNotice) -> tuple[str, dict[str, Any]]:
    issue, council, event = loaded.issue, loaded.council, loaded.event
    match letter_of(loaded).page:
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
        case Page.LETTERS if loaded.notice.reason is not Reason.COORDINATOR:  # who prints nothing sees no letters
            return "inbox.letters", {}
        case Page.NOTICES:
            return "inbox.notices", {}
        case Page.HOME:
            return "inbox.home", {}
        case Page.SETTINGS:
            return "accounts.settings", {}
        case Page.FOLLOW_UP if issue and loaded.follow_up and _answers_there(loaded, loaded.follow_up):
            return "followups.answer", {"reference": issue.reference, "follow_up_id": loaded.follow_up.id}
        case Page.PUBLIC_WORDS if issue is not None:
            return "issues.publish", {"reference": issue.reference}
    if issue is not None:
        return "issues.show", {"reference": issue.reference}
    return ("councils.show", {"slug": council.slug}) if council is not None else ("inbox.notices", {})


def message_host() -> str:
    """The right side of Message-ID: the name of the house."""
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"


def thread_of(issue: Issue) -> str:
    """The root that all mails of an issue refer to, so that they stand together."""
    return f"<innspill-{issue.reference}@{message_host()}>"


def _answers_there(loaded: LoadedNotice, follow_up: FollowUp) -> bool:
    return follow_up.kind in OWN_PAGE and follow_up.is_live and loaded.notice.reason in ASKED


def _gaps(loaded: LoadedNotice) -> dict[str, str]:
    due, data = due_day(loaded), loaded.event.data
    return {
        "about": _about_in_text(loaded),
        "due": format_date(due, "EEEE d. MMMM") if due else _("dagen som står på siden"),
        "short_due": format_date(due, "d. MMMM") if due else "",
        "council": council_in_text(loaded.council.name) if loaded.council else str(THE_COUNCIL),
        "owner": council_in_text(_owner(loaded)) or _("kontoret"),
        "into": _("innspill %(reference)s", reference=data["into"]) if "into" in data else _("et annet innspill"),
        "outcome": str(OUTCOMES[Outcome(data["outcome"])]) if "outcome" in data else _("se resultatet på siden"),
        "number": str(_number(loaded)),
        "role": role_in_text(data.get("role", "")),
        "place": str(data.get("place", "Medvirk")),
        "person": _person(loaded),
        "seat": _seat(loaded),
        "who": _who(loaded),
        "last_day": _last_day(loaded),
        "state": _state_word(loaded),
    }


def _number(loaded: LoadedNotice) -> int:
    """Which reminder it is, of this date."""
    data = loaded.event.data
    if loaded.event.kind is not EventKind.REMINDER:
        return 1
    return int(data.get("number") or number_of(FollowUpKind(data["kind"]), int(data["step"])))


def _person(loaded: LoadedNotice) -> str:
    """Whom it is about: the row's own person, else who the event names."""
    if isinstance(loaded.thing, Appointment | CouncilRole | OfficeRole):
        return loaded.thing.person.name
    return str(loaded.event.data.get("name") or _("en representant"))


def _seat(loaded: LoadedNotice) -> str:
    return loaded.thing.seat.label if isinstance(loaded.thing, Appointment) else _("organisasjonen")


def _who(loaded: LoadedNotice) -> str:
    """The organisation that spoke; never which person, and nobody on an issue whose sender is not named."""
    if loaded.issue is not None and loaded.issue.anonymous:
        return str(A_REPRESENTATIVE)
    said_for = loaded.event.data.get("seat_name") or loaded.event.actor_title
    return str(said_for or A_REPRESENTATIVE)


def _last_day(loaded: LoadedNotice) -> str:
    given = loaded.event.data.get("last_day")
    return format_date(date.fromisoformat(given), "d. MMMM y") if given else ""


def _state_word(loaded: LoadedNotice) -> str:
    """How a proposal ended, as the page says it."""
    state = loaded.event.data.get("state")
    return str(proposal_text.STATES[ProposalState(state)]) if state in list(ProposalState) else ""


def _owner(loaded: LoadedNotice) -> str:
    """Who owes it, or did; where nothing is owed, the office that the issue is about."""
    follow_up = loaded.follow_up
    if follow_up is None:
        office = loaded.issue.office if loaded.issue is not None else None
        return str(loaded.event.data.get("owner") or (office.name if office is not None else ""))
    places = (follow_up.office, follow_up.nav_region, follow_up.council)
    named = next((place.name for place in places if place is not None), "")
    return follow_up.municipality.display_name if follow_up.municipality is not None else named
