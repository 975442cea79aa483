"""One issue as a PDF file, for a meeting or for whoever reads on paper."""

from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.access.sight import can_see_outcome_words
from app.core.actor import ANYONE
from app.files import queries as file_queries
from app.followups import policy as chain_policy
from app.followups.queries.chain import chain
from app.followups.words.paper import Reader
from app.followups.words.turn import turn_of
from app.issues import policy
from app.issues.queries import issues
from app.issues.views.blueprint import bp
from app.issues.words import bylines, history
from app.issues.words.paper import Read, issue_paper
from app.models.comments import Comment
from app.models.followups import Answer, Claim
from app.models.issues import Issue
from app.paper.pdf import pdf_of
from app.web.actor import current_actor
from app.web.components import state_word
from app.web.downloads import download


@bp.route("/innspill/<reference>/pdf")
@login_required
def paper(reference: str) -> ResponseReturnValue:
    """What the reader's own page of the issue says; whose turn it is as anybody would say it. Raises NotFound."""
    actor = current_actor()
    shown = issues.issue_page(actor, reference)
    issue, links, comments = shown.issue, chain(shown.issue.id), issues.comments_of(actor, shown.issue)
    audience = set(issue.in_front_of)
    names = bylines.sees_names(actor, issue, audience)
    happened = history.history_entries(
        issue,
        issues.events_of(issue.id),
        names=names,
        user_side=policy.reads_user_side(actor, audience),
        comment_ids={comment.id for comment in comments},
    )
    read = Read(
        reader=Reader(
            names=names,
            reads_words=can_see_outcome_words(actor, issue),
            counts_words=chain_policy.counts_outcomes(actor, issue, links.said),
        ),
        turn=turn_of(issue, links.follow_ups, ANYONE),
        chain=links,
        supports=shown.supports,
        comments=comments,
        history=happened,
        reopening=shown.reopening,
        files=_Files(file_queries.files_of([issue.id]) if shown.has_files else file_queries.Attached({})).names,
        state_word=state_word,
    )
    return download(pdf_of(issue_paper(issue, read)), f"innspill-{reference}.pdf")


class _Files:
    """What is attached to the texts of an issue."""

    def __init__(self, attached: file_queries.Attached) -> None:
        self.attached = attached

    def names(self, text: object) -> str:
        """The names of the files that stand at a text; those that are hidden are left out."""
        match text:
            case Issue():
                files = self.attached.to_issue(text.id)
            case Comment():
                files = self.attached.to_comment(text.id)
            case Answer():
                files = self.attached.to_answer(text.id)
            case Claim():
                files = self.attached.to_claim(text.id)
            case _:
                files = []
        return ", ".join(one.name for one in files if one.hidden_at is None)
