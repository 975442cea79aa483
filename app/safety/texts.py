"""Every kind of text that can be reported, read in one way: its words, its author, its issue. Pure."""

from dataclasses import dataclass
from datetime import datetime

from app.access.sight import Audience
from app.models.files import StoredFile
from app.models.followups import Answer, Claim
from app.models.issues import Comment, Issue, Support
from app.models.safety import Reported

Text = Issue | Comment | Support | Answer | Claim | StoredFile


@dataclass(frozen=True)
class ReportedText:
    """A text in an issue. `words`: all it says, part by part, as its readers see it."""

    subject: Reported
    row: Text
    issue: Issue

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def author_id(self) -> int | None:
        if isinstance(self.row, Issue):
            return self.row.author_id or self.row.registered_by_id
        return self.row.person_id

    @property
    def at(self) -> datetime:
        return self.row.posted_at if isinstance(self.row, Issue) else self.row.at

    @property
    def is_gone(self) -> bool:
        """Taken back by its author, or nothing was said."""
        if isinstance(self.row, Support):
            return self.row.withdrawn_at is not None or not self.row.example
        return isinstance(self.row, Comment) and self.row.withdrawn_at is not None

    @property
    def audience(self) -> Audience:
        return self.issue.in_front_of

    @property
    def words(self) -> list[str]:
        return [part for part in _parts(self.row) if part]


def _parts(row: Text) -> list[str | None]:
    match row:
        case Issue():
            return [row.title, row.body, row.affected, row.wanted]
        case Comment():
            return [row.text]
        case Support():
            return [row.example]
        case Answer():
            return [row.text, row.reason]
        case Claim():
            return [row.what_changed, row.where, row.how_noticed]
        case StoredFile():
            return [row.name, row.alt]
