"""What a secretary sees to before the next meeting: one line a thing, done or not, with where it is done."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.followups.queries.waiting_list import Part
from app.inbox.queries.looked_after import LookedAfter
from app.models.councils import Council
from app.web.filters import moment_text


@dataclass(frozen=True)
class Check:
    """A line of the list."""

    text: str
    url: str
    is_done: bool


@dataclass(frozen=True)
class Checklist:
    """The lines of one council."""

    council: Council
    checks: list[Check]


def checklist_of(one: LookedAfter) -> Checklist:
    """What was forgotten after the last meeting comes first, then the next one, its agenda, and whom to telephone."""
    return Checklist(one.council, [*_last(one), _planned(one), *_agenda(one), *_unreached(one), *_late(one)])


def _last(one: LookedAfter) -> list[Check]:
    if one.unheld is None:
        return []
    text = _("Møtet %(day)s er ikke registrert som holdt", day=moment_text(one.unheld.starts_at))
    return [Check(text, _page(one, one.unheld.id), is_done=False)]


def _planned(one: LookedAfter) -> Check:
    if one.meeting is None:
        return Check(_("Ikke noe møte er planlagt"), plan_url(one), is_done=False)
    text = _("Møte %(day)s, %(place)s", day=moment_text(one.meeting.starts_at), place=one.meeting.place)
    return Check(text, _page(one, one.meeting.id), is_done=True)


def _agenda(one: LookedAfter) -> list[Check]:
    if one.meeting is None:
        return []
    if not one.items:
        return [Check(_("Sakslista er tom"), _page(one, one.meeting.id), is_done=False)]
    text = ngettext("%(num)d sak på sakslista", "%(num)d saker på sakslista", one.items)
    return [Check(text, _page(one, one.meeting.id), is_done=True)]


def _unreached(one: LookedAfter) -> list[Check]:
    if not one.unreached:
        return []
    text = ngettext(
        "%(num)d medlem får ikke e-post: ring eller send brev",
        "%(num)d medlemmer får ikke e-post: ring eller send brev",
        one.unreached,
    )
    return [Check(text, url_for("councils.manage", slug=one.council.slug), is_done=False)]


def _late(one: LookedAfter) -> list[Check]:
    if not one.late:
        return []
    text = ngettext("%(num)d ting er for sent", "%(num)d ting er for sent", one.late)
    return [Check(text, url_for("followups.of_council", slug=one.council.slug, vis=Part.LATE.value), is_done=False)]


def plan_url(one: LookedAfter) -> str:
    return url_for("meetings.plan", slug=one.council.slug)


def _page(one: LookedAfter, meeting_id: int) -> str:
    return url_for("meetings.show", slug=one.council.slug, meeting_id=meeting_id)
