"""The kinds of things that are found by words: where their words lie, what they are, and who may see them.

A new kind costs an entry here, and a migration for its table of words and the index beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, TableClause, column, table
from sqlalchemy.orm import InstrumentedAttribute

from app.access.sight import issues_visible_to
from app.core.actor import Actor
from app.models.issues import Issue
from app.models.search import IssueText
from app.search.words import text_of


@dataclass(frozen=True)
class Searchable:
    """One kind. The words of a thing are folded, and so is what is asked for."""

    model: Any
    texts: Any  # its table of words: whose they are, `title`, `words`
    key: InstrumentedAttribute[int]  # there: whose they are
    fts: TableClause  # the index beside it on SQLite
    words_of: Callable[[Any], tuple[str, str]]  # of a thing: the title, and all the words that it is found by
    visible_to: Callable[[Actor], ColumnElement[bool]]

    @property
    def name(self) -> str:
        """Its table of words."""
        name: str = self.texts.__tablename__
        return name

    def sql(self, statement: str) -> str:
        """A statement of its own making, about this kind's tables."""
        return statement.format(texts=self.name, fts=self.fts.name, key=self.key.key)


def _of_issue(issue: Issue) -> tuple[str, str]:
    """Only the issue's own text, never a comment, which fewer may read; a hidden text by its reference alone."""
    if issue.hidden_at is not None:
        return "", text_of(issue.reference)
    return text_of(issue.title), text_of(issue.reference, issue.title, issue.body, issue.affected, issue.wanted)


ISSUES = Searchable(
    Issue,
    IssueText,
    IssueText.issue_id,
    table("issue_fts", column("rowid"), column("words")),
    _of_issue,
    issues_visible_to,
)
KINDS = {kind.model: kind for kind in (ISSUES,)}
