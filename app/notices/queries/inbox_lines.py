"""Notices as lines of the inbox."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core.actor import ANYONE
from app.core.failures import describe_error
from app.models.followups import FollowUp
from app.models.notices import Notice
from app.models.people import Person
from app.notices.kinds.loaded import LoadedNotice
from app.notices.queries.notices import follow_ups
from app.notices.words import notice_text

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """A notice in the inbox."""

    text: str
    about: str
    url: str
    asks: bool


def inbox_lines_of(notices: Iterable[Notice]) -> Callable[[Notice], Line]:
    """The line of each; the list has loaded their events with issue and council, what is owed is read for all."""
    owed = follow_ups(notice.event for notice in notices)
    return lambda notice: _line_or_less(notice, owed)


def _line_or_less(notice: Notice, owed: Mapping[int, FollowUp]) -> Line:
    """One that cannot be put into words does not take the others with it."""
    try:
        return _line(notice, owed)
    except Exception as error:
        log.error("Notice %s cannot be shown: %s", notice.id, describe_error(error))
        issue = notice.event.issue
        url = url_for("issues.show", reference=issue.reference) if issue else url_for("inbox.notices")
        about = notice_text.name_of_issue(issue) if issue else "Medvirk"
        return Line(text=_("Dette varselet kan ikke vises."), about=about, url=url, asks=False)


def _line(notice: Notice, owed: Mapping[int, FollowUp]) -> Line:
    event = notice.event
    loaded = LoadedNotice(
        notice=notice,
        event=event,
        person=Person(id=notice.person_id),
        actor=ANYONE,
        issue=event.issue,
        council=event.council,
        thing=owed.get(event.subject_id or 0) if event.subject == "follow_up" else None,
        case_number=None,
        audience={},
        muted=False,
        wish=None,
    )
    return Line(
        text=notice_text.first_line(loaded),
        about=notice_text.about_what(loaded),
        url=notice_text.path_of(loaded),
        asks=notice_text.asks_reader(loaded),
    )
