"""Changing one's text: freely at first, later as a new version beside the earlier ones; and the difference in words."""

import difflib
import re
from dataclasses import dataclass

from app.core import clock, guard
from app.core.actor import Actor
from app.core.authz import require
from app.core.errors import Conflict
from app.core.language_detection import written_in
from app.core.optimistic_lock import require_unchanged
from app.database import db, hold
from app.followups.queries.state_text import issue_now
from app.issues import policy
from app.issues.service.comments import require_standing
from app.issues.service.required_text import required_text
from app.issues.words.phrases import BODY_MISSING, COMMENT_MISSING, TITLE_MISSING
from app.models.comments import Comment
from app.models.issue_enums import CommentTag
from app.models.issues import Issue
from app.models.notices import EventKind
from app.models.revisions import CommentRevision, IssueRevision
from app.notices.service.record import record
from app.search import index_thing

WORDS_AND_GAPS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed ("same"), came ("added") or went ("gone")."""

    what: str
    text: str


def words_of(issue: Issue) -> dict[str, str | None]:
    """What the form that changes an issue begins with."""
    return {"title": issue.title, "body": issue.body, "affected": issue.affected, "wanted": issue.wanted}


def words_of_comment(comment: Comment) -> dict[str, str]:
    return {"text": comment.text, "tag": comment.tag.value}


def edit_issue(
    actor: Actor,
    issue: Issue,
    *,
    title: str,
    body: str,
    affected: str | None = None,
    wanted: str | None = None,
    base: str | None = None,
) -> Issue:
    """Change the words. After the first fifteen minutes the earlier words stay beside the new ones.

    `base`: the fingerprint of the words that the writer was shown. Raises Changed where others stand by now.
    """
    hold(issue)
    require(policy.holds_the_words(actor, issue))
    if not policy.can_edit(actor, issue):
        raise Conflict(issue_now(issue))
    guard.refuse({"title": title, "body": body, "affected": affected, "wanted": wanted})
    new = (
        required_text(title, "title", str(TITLE_MISSING)),
        required_text(body, "body", str(BODY_MISSING)),
        affected or None,
        wanted or None,
    )
    require_unchanged(base, words_of(issue), dict(zip(("title", "body", "affected", "wanted"), new, strict=True)))
    old = (issue.title, issue.body, issue.affected, issue.wanted)
    if new == old:
        return issue
    now = clock.now()
    if not policy.edits_freely(issue, now):
        db.session.add(
            IssueRevision(
                issue_id=issue.id,
                version=issue.version,
                title=old[0],
                body=old[1],
                affected=old[2],
                wanted=old[3],
                replaced_at=now,
            )
        )
        issue.version += 1
    issue.title, issue.body, issue.affected, issue.wanted = new
    issue.changed_at = now
    index_thing(issue)
    if issue.version > 1:
        record(EventKind.ISSUE_EDITED, actor, about=issue, data={"version": issue.version})
    return issue


def edit_comment(actor: Actor, comment: Comment, *, text: str, tag: CommentTag, base: str | None = None) -> None:
    """Change a comment, by the same rules as an issue: a version is kept when its words change. Raises Changed."""
    hold(comment)
    require_standing(actor, comment)
    guard.refuse({"text": text})
    new = required_text(text, "text", str(COMMENT_MISSING))
    require_unchanged(base, words_of_comment(comment), {"text": new, "tag": tag})
    comment.tag = tag
    if new == comment.text:
        return
    now = clock.now()
    if not policy.edits_comment_freely(comment, now):
        db.session.add(
            CommentRevision(
                comment_id=comment.id,
                version=comment.version,
                audience=comment.audience,
                text=comment.text,
                replaced_at=now,
            )
        )
        comment.version += 1
        comment.edited_at = now
    comment.text = new
    comment.language = written_in(new) or comment.language


def word_difference(old: str, new: str) -> list[Piece]:
    """What changed from one text to the next, word by word."""
    before, after = WORDS_AND_GAPS.findall(old), WORDS_AND_GAPS.findall(new)
    pieces: list[Piece] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(after[c:d])))
    return pieces
