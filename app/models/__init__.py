"""The schema, whole: importing this package knows every table."""

from app.models import (
    assents,
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
    "assents",
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
