"""Rows that tell of an issue: its title first, who did what last, and how much more; of notices and of what is new."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.core.actor import Actor
from app.inbox.queries.news import News
from app.inbox.queries.notices import Told
from app.issues.words.bylines import of_event
from app.labels import title_of
from app.models.comments import Comment
from app.models.issues import Issue
from app.models.notices import Event, Notice
from app.notices.kinds.table import HAPPENINGS
from app.notices.queries.inbox_lines import Line
from app.notices.words.notice_text import name_of_issue


@dataclass(frozen=True)
class ToldRow:
    """One issue, or one thing that is about no issue."""

    title: str
    place: str
    said: str
    at: datetime
    url: str
    who: str = ""
    lang: str | None = None
    more: int = 0  # how many others are gathered here
    unread: bool = False


def news_rows(actor: Actor, news: Iterable[News]) -> list[ToldRow]:
    """What others have done, each row leading to the first that is not yet seen."""
    return [
        ToldRow(
            title=title_of(one.issue),
            place=place_of(one.issue),
            said=HAPPENINGS[one.last.kind].sentence_of(one.last),
            at=one.last.at,
            url=_link_to(one.first, one.issue),
            who=_who(actor, one.last, one.issue),
            lang=one.issue.language,
            more=one.number - 1,
        )
        for one in news
    ]


def notice_rows(actor: Actor, told: Sequence[Told], line: Callable[[Notice], Line]) -> list[ToldRow]:
    """The notices of a page, those of one issue together where the newest of them stands."""
    groups: dict[int, list[Told]] = {}
    for one in told:
        event = one.notice.event
        groups.setdefault(event.issue_id or -one.notice.id, []).append(one)
    return [_notice_row(actor, group, line(group[0].notice)) for group in groups.values()]


def _notice_row(actor: Actor, group: list[Told], line: Line) -> ToldRow:
    newest, unread = group[0].notice, [one.notice for one in group if one.notice.read_at is None]
    issue = newest.event.issue
    if issue is None:
        return ToldRow(line.text, line.about, "", newest.at, line.url, unread=bool(unread))
    to_page = url_for("issues.show", reference=issue.reference)
    first = (unread or [newest])[-1].event
    return ToldRow(
        title=title_of(issue) if group[0].sees_issue else name_of_issue(issue),
        place=place_of(issue),
        said=line.text,
        at=newest.at,
        url=_link_to(first, issue) if line.url == to_page else line.url,
        who=_who(actor, newest.event, issue) if group[0].sees_issue else "",
        lang=issue.language if group[0].sees_issue else None,
        more=len(group) - 1,
        unread=bool(unread),
    )


def _link_to(event: Event, issue: Issue) -> str:
    """To the comment, or to what tells of the event: the page is told which, for not all events are drawn on it."""
    asked = None if event.subject == Comment.__tablename__ else event.id
    return url_for("issues.show", reference=issue.reference, hendelse=asked, _anchor=event.anchor)


def place_of(issue: Issue) -> str:
    """2026-0042 · Nav Skien"""
    return f"{issue.reference} · {issue.office.name if issue.office is not None else issue.council.name}"


def _who(actor: Actor, event: Event, issue: Issue) -> str:
    """Name and part, as the history says it; nobody where a date came round."""
    if event.actor_id is None:
        return ""
    by = of_event(event, issue, names=issue.council_id in actor.councils)
    return f"{by.name}, {by.title}" if by.name and by.title else by.name or by.title
