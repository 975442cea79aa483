"""What an issue can be: kind, phase, origin, channel, visibility and outcome, and which outcomes end it how."""

from enum import StrEnum

from app.models.states import IssueState


class IssueKind(StrEnum):
    PROBLEM = "problem"
    PROPOSAL = "proposal"
    QUESTION = "question"
    WORKS_WELL = "works_well"


class Phase(StrEnum):
    """Nav-loven § 6: planning, carrying out, evaluation. Set by the council."""

    PLANNING = "planning"
    CARRYING_OUT = "carrying_out"
    EVALUATION = "evaluation"


class Origin(StrEnum):
    REPRESENTATIVE = "representative"
    ORGANISATION = "organisation"
    OFFICE = "office"
    PUBLIC = "public"
    COUNCIL = "council"  # its advice on an agenda item that is about no issue


class Channel(StrEnum):
    WRITTEN = "written"
    PHONE = "phone"
    PAPER = "paper"
    MEETING = "meeting"


class OfficeAsk(StrEnum):
    """Why an office opened the issue: it asks its council, or announces a change."""

    QUESTION = "question"
    CHANGE = "change"


class Visibility(StrEnum):
    COUNCIL = "council"
    SHARED = "shared"
    PUBLIC = "public"


class Outcome(StrEnum):
    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not_solved"
    NOT_PURSUED = "not_pursued"
    NOTED = "noted"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    INDIVIDUAL_CASE = "individual_case"


CLOSES_FROM = frozenset({IssueState.OPEN, IssueState.ANSWERED, IssueState.CLAIMED_DONE, IssueState.HELD})


# These ways out need no answer first: they end the issue wherever it stands.
CLOSES_ANYWHERE = frozenset({Outcome.MERGED, Outcome.WITHDRAWN, Outcome.INDIVIDUAL_CASE})


# Nobody takes these up again: it goes on elsewhere, or its author has taken it back.
STAYS_CLOSED = frozenset({Outcome.MERGED, Outcome.WITHDRAWN})


# Nobody is asked any more whether it helped. An announced change is noted before one knows how it turned out.
NO_QUESTION_LEFT = STAYS_CLOSED | {Outcome.INDIVIDUAL_CASE, Outcome.NOTED}


NEVER_RELEASED = "never_released"  # the held_reason of a text that ended before anybody let it through


class CommentTag(StrEnum):
    EXPERIENCE = "experience"
    QUESTION = "question"
    PROPOSAL = "proposal"
    CONCERN = "concern"


class CommentAudience(StrEnum):
    USER_SIDE = "user_side"
    OFFICE = "office"
    ALL_COUNCILS = "all_councils"
