"""The schema, whole: importing this package knows every table."""

from app.models import (
    councils,
    counters,
    files,
    followups,
    issues,
    meetings,
    notices,
    people,
    places,
    safety,
    summaries,
    themes,
    votes,
)
from app.models.base import Base

__all__ = [
    "Base",
    "councils",
    "counters",
    "files",
    "followups",
    "issues",
    "meetings",
    "notices",
    "people",
    "places",
    "safety",
    "summaries",
    "themes",
    "votes",
]
