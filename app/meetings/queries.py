"""What the pages about meetings read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access.sight import meetings_visible_to
from app.core import clock
from app.core.actor import Actor
from app.database import db
from app.models.councils import Council
from app.models.meetings import Advice, AgendaItem, Meeting, MeetingState
from app.models.votes import Vote

LAST = frozenset({"eventuelt", "ymse"})  # what an agenda ends with, in bokmål and nynorsk


def council_by_slug(slug: str) -> Council | None:
    return db.session.scalar(select(Council).where(Council.slug == slug))


def meeting_page(meeting_id: int) -> Meeting | None:
    return db.session.scalar(
        select(Meeting)
        .options(
            joinedload(Meeting.council),
            selectinload(Meeting.items).options(
                joinedload(AgendaItem.issue), selectinload(AgendaItem.advice).joinedload(Advice.issue)
            ),
        )
        .where(Meeting.id == meeting_id)
    )


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The cases in the order of the meeting: one that came later keeps its number, and stands before «Eventuelt»."""
    return sorted(meeting.items, key=lambda item: (_ends_agenda(item), item.number))


def _ends_agenda(item: AgendaItem) -> bool:
    return item.issue_id is None and item.title.strip(" .:").casefold() in LAST


def votes_of(meeting: Meeting) -> dict[int, list[Vote]]:
    """Agenda item id → its votes with their rolls, oldest first."""
    rows = db.session.scalars(
        select(Vote)
        .join(AgendaItem, AgendaItem.id == Vote.item_id)
        .options(selectinload(Vote.roll))
        .where(AgendaItem.meeting_id == meeting.id)
        .order_by(Vote.id)
    )
    found: dict[int, list[Vote]] = {}
    for vote in rows:
        found.setdefault(vote.item_id, []).append(vote)
    return found


def meetings_of(actor: Actor, council_id: int) -> Sequence[Meeting]:
    """The meetings of a council that the actor may see, the newest first."""
    return db.session.scalars(
        select(Meeting)
        .where(Meeting.council_id == council_id, meetings_visible_to(actor))
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    ).all()


def next_meeting(council_id: int) -> Meeting | None:
    return db.session.scalar(
        select(Meeting)
        .where(
            Meeting.council_id == council_id, Meeting.state == MeetingState.PLANNED, Meeting.starts_at >= clock.now()
        )
        .order_by(Meeting.starts_at)
        .limit(1)
    )


def planned_meetings(council_ids: Sequence[int]) -> Sequence[Meeting]:
    """Coming meetings to which an issue can be brought."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.council_id.in_(council_ids),
            Meeting.state == MeetingState.PLANNED,
            Meeting.starts_at >= clock.start_of(clock.today()),
        )
        .order_by(Meeting.starts_at)
    ).all()
