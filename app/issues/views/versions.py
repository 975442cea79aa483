"""The page with the versions of a text and what was changed between them."""

from itertools import pairwise

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from app.core.authz import require
from app.issues import policy
from app.issues.queries import issues
from app.issues.service.edits import Piece, word_difference
from app.issues.views.blueprint import bp
from app.issues.words.phrases import WHAT_SHOULD_CHANGE, WHOM_IT_AFFECTS
from app.models.issues import Issue
from app.models.revisions import IssueRevision
from app.web.actor import current_actor


@bp.route("/innspill/<reference>/versjoner")
@login_required
def versions(reference: str) -> ResponseReturnValue:
    """Every text the issue has had, each with what changed in words."""
    actor = current_actor()
    issue = issues.issue_with_versions(actor, reference)
    require(issue.hidden_at is None or policy.is_author(actor, issue))
    texts: list[Issue | IssueRevision] = [*issue.revisions, issue]
    steps = [(new.version, _changes(old, new)) for old, new in pairwise(texts)]
    return render_template("issues/versions.html", issue=issue, steps=list(reversed(steps)), first=_parts(texts[0]))


def _parts(text: Issue | IssueRevision) -> list[tuple[str, str]]:
    """All that the text says, each part with its heading; title and body speak for themselves."""
    return [
        ("", text.title),
        ("", text.body),
        (str(WHOM_IT_AFFECTS), text.affected or ""),
        (str(WHAT_SHOULD_CHANGE), text.wanted or ""),
    ]


def _changes(old: Issue | IssueRevision, new: Issue | IssueRevision) -> list[tuple[str, list[Piece]]]:
    pairs = zip(_parts(old), _parts(new), strict=True)
    return [(heading, word_difference(before, after)) for (heading, before), (_heading, after) in pairs]
