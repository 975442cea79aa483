"""What stands beside the form of an answer: who asks, how broad it is, and what was said last."""

from dataclasses import dataclass

from app.issues.queries import issues
from app.issues.service.supports import Breadth, breadth_of
from app.issues.views.blueprint import bp
from app.issues.words import bylines
from app.models.comments import Comment
from app.models.issues import Issue
from app.web.actor import current_actor

NEWEST = 3


@dataclass(frozen=True)
class Voices:
    """`comments`: the newest that this reader may read, each with whose it is; `more` stand on the issue's own page."""

    author: str
    registered: str
    breadth: Breadth
    comments: list[tuple[str, Comment]]
    more: int


@bp.app_template_global()
def issue_voices(issue: Issue) -> Voices:
    """Needs the audience."""
    actor = current_actor()
    names = bylines.sees_names(actor, issue, issue.in_front_of)
    issues.load_voices(issue)
    said = [one for one in issues.comments_of(actor, issue) if one.hidden_at is None and one.withdrawn_at is None]
    return Voices(
        author=bylines.of_issue(issue, names=names).line,
        registered=bylines.registered_by(issue, names=names),
        breadth=breadth_of(issue, issue.supports),
        comments=[(bylines.of_comment(one, names=names).line, one) for one in reversed(said[-NEWEST:])],
        more=max(len(said) - NEWEST, 0),
    )
