"""What a person can choose delivery for, and what that is called."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.words import COMMENTS, SUMMARY


class Topic(StrEnum):
    """What a person can choose delivery for."""

    ISSUES = "issues"
    COMMENTS = "comments"
    ANSWERS = "answers"
    OUTCOMES = "outcomes"
    COUNCIL = "council"
    MEETINGS = "meetings"
    SUMMARIES = "summaries"


TOPICS: dict[Topic, Any] = {
    Topic.ISSUES: _l("Nye innspill og det som skjer med dem"),
    Topic.COMMENTS: COMMENTS,
    Topic.ANSWERS: _l("Svar og frister"),
    Topic.OUTCOMES: _l("Tiltak og om det hjalp"),
    Topic.COUNCIL: _l("Utvalget og oppnevninger"),
    Topic.MEETINGS: _l("Møter, avstemninger og råd"),
    Topic.SUMMARIES: SUMMARY,
}
