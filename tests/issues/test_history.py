"""The history of an issue: everything once, and never so long that the page cannot be read."""

from app.core import clock
from app.issues.words import history
from app.models.notices import Event, EventKind


def happened(*kinds: EventKind) -> list[tuple[Event, str | None]]:
    """Events of these kinds, as the page's query gives them."""
    return [
        (Event(id=number, kind=kind, at=clock.now(), actor_name="Kari", actor_title="FFO", data={}), None)
        for number, kind in enumerate(kinds, start=1)
    ]


def told(make, events: list[tuple[Event, str | None]]) -> list[str]:
    issue = make.issue()
    return [
        entry.icon for entry in history.history_entries(issue, events, names=True, user_side=True, comment_ids={None})
    ]


def test_a_support_stands_in_the_history(clean, make):
    assert told(make, happened(EventKind.ISSUE_POSTED, EventKind.ISSUE_SUPPORTED)) == ["Megaphone", "HandShakeHeart"]


def test_dozens_of_supports_and_comments_stand_in_their_own_lists_alone(clean, make):
    many = [EventKind.ISSUE_SUPPORTED, EventKind.ISSUE_COMMENTED] * 15

    assert told(make, happened(EventKind.ISSUE_POSTED, *many, EventKind.ANSWER_GIVEN)) == ["Megaphone", "Chat"]
