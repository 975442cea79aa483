"""Every kind of text that can be reported, read in one way: its words, its author, its issue. Pure."""

from dataclasses import dataclass
from datetime import datetime

from app.access.sight import Audience
from app.models.files import StoredFile
from app.models.followups import Answer, Claim, FollowUp, OutcomeQuestion, Slip
from app.models.issues import ActReason, Comment, Issue, PublicVersion, Reopening, Support
from app.models.meetings import Advice
from app.models.safety import Reported
from app.models.summaries import Summary

InIssue = (
    Issue
    | Comment
    | Support
    | Answer
    | FollowUp
    | Slip
    | Claim
    | StoredFile
    | OutcomeQuestion
    | ActReason
    | Reopening
    | PublicVersion
)
Text = InIssue | Advice | Summary


@dataclass(frozen=True)
class ReportedText:
    """A text, and the issue it stands in if any. `words`: all it says, part by part, as its readers see it."""

    subject: Reported
    row: Text
    issue: Issue | None = None

    @property
    def id(self) -> int:
        match self.row:
            case ActReason():
                return self.row.event_id
            case PublicVersion():
                return self.row.issue_id
            case _:
                return self.row.id

    @property
    def author_id(self) -> int | None:
        match self.row:
            case Issue():
                return self.row.author_id or self.row.registered_by_id
            case ActReason():
                return self.row.event.actor_id
            case PublicVersion():
                return self.row.written_by_id
            case Claim() if self.subject is Reported.VERDICT:
                return self.row.verdict_by_id
            case _:
                return self.row.person_id

    @property
    def at(self) -> datetime:
        match self.row:
            case Issue():
                return self.row.posted_at
            case ActReason():
                return self.row.event.at
            case PublicVersion():
                return self.row.written_at
            case OutcomeQuestion():
                return self.row.answered_at or self.row.asked_at
            case FollowUp():
                return self.row.created_at
            case Advice():
                return self.row.agreed_at
            case Summary():
                return self.row.published_at or self.row.saved_at
            case Claim() if self.subject is Reported.VERDICT:
                return self.row.verdict_at or self.row.at
            case _:
                return self.row.at

    @property
    def is_gone(self) -> bool:
        """Taken back by its author, or nothing was said."""
        if isinstance(self.row, Support | Comment) and self.row.withdrawn_at is not None:
            return True
        return not self.words

    @property
    def hidden_at(self) -> datetime | None:
        """A claim has two texts: the office's own, and what the council said of it."""
        if isinstance(self.row, Claim) and self.subject is Reported.VERDICT:
            return self.row.verdict_hidden_at
        return self.row.hidden_at

    def hide(self, at: datetime | None) -> None:
        """Hide it, or show it again (none). What an issue ended with stands on the issue as well, and goes along."""
        if isinstance(self.row, Claim) and self.subject is Reported.VERDICT:
            self.row.verdict_hidden_at = at
        else:
            self.row.hidden_at = at
        ends = self.subject in (Reported.VERDICT, Reported.REASON)
        if self.issue and ends and self.issue.outcome_text in self.words:
            self.issue.outcome_hidden_at = at

    @property
    def council_id(self) -> int | None:
        """The council whose text it is; none where it is no council's."""
        if isinstance(self.row, Advice):
            return self.row.item.council_id
        return self.issue.council_id if self.issue else None

    @property
    def audience(self) -> Audience:
        """The councils that it is in front of, and since when."""
        if isinstance(self.row, Advice):
            return {self.row.item.council_id: self.row.agreed_at}
        return self.issue.in_front_of if self.issue else {}

    @property
    def words(self) -> list[str]:
        return [part for part in _parts(self.row, self.subject) if part]


def _parts(row: Text, subject: Reported) -> list[str | None]:
    match row:
        case Issue():
            return [row.title, row.body, row.affected, row.wanted]
        case ActReason():
            return [row.text, row.early_reason]
        case Comment() | OutcomeQuestion() | Advice():
            return [row.text]
        case Summary():
            return [row.title, row.text]
        case Slip() | Reopening():
            return [row.reason]
        case FollowUp():  # what only repeats another text is reported there
            return [row.what, row.who] if row.person_id is not None else []
        case Support():
            return [row.example]
        case Answer():
            return [row.text, row.reason, row.unit, row.correction_note]
        case PublicVersion():
            return [row.title, row.text, row.outcome_text]
        case Claim() if subject is Reported.VERDICT:
            return [row.verdict_text, row.early_reason]
        case Claim():
            return [row.what_changed, row.where, row.how_noticed]
        case StoredFile():
            return [row.name, row.alt]
