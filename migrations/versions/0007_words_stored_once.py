"""What somebody wrote stands in one row: what repeated it points at that row by a key.

A question asked back, an offer to take over, an action that was done before it was promised and a raised issue point at
the answer, the claim or the reason that they repeat; an answer that is owed again at the row that it takes up; an ended
issue at the act or the verdict with whose words it ended. Today's copies are found by equal text within the issue:
where several rows say the same, it is the latest one written before the copy. A copy whose source is not found, or
that has been reported itself, keeps its text. No column is dropped: a program that still runs shows no quote meanwhile.
"""

import json
from collections import defaultdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Table, new column, and the key that it points at.
KEYS = (
    ("follow_up", "words_answer_id", "answer (id)"),
    ("follow_up", "words_claim_id", "claim (id)"),
    ("follow_up", "words_reason_id", "act_reason (event_id)"),
    ("follow_up", "words_follow_up_id", "follow_up (id)"),
    ("issue", "outcome_reason_id", "act_reason (event_id)"),
    ("issue", "outcome_claim_id", "claim (id)"),
)
SAID_AS = {"clarification": "asks_back", "answer": "sent_on"}  # what repeats an answer, and the stance of that answer
WRITTEN = frozenset({"text", "reason", "early_reason"})  # what somebody wrote, among the details of a yes


def _table(name: str, plain: str, moments: str = "", **typed: Any) -> sa.TableClause:
    columns = [sa.column(one) for one in plain.split()]
    columns += [sa.column(one, sa.DateTime(timezone=True)) for one in moments.split()]
    return sa.table(name, *columns, *(sa.column(one, kind) for one, kind in typed.items()))


answer = _table("answer", "id follow_up_id turn version stance text reason unit", "at hidden_at")
claim = _table("claim", "id follow_up_id round what_changed verdict_text", "verdict_at hidden_at verdict_hidden_at")
act_reason = _table("act_reason", "event_id issue_id text", "hidden_at")
event = _table("event", "id kind issue_id subject subject_id", "at")
report = _table("report", "subject subject_id")
follow_up = _table(
    "follow_up",
    "id issue_id parent_id kind round what person_id drop_reason"
    " words_answer_id words_claim_id words_reason_id words_follow_up_id",
    "created_at hidden_at",
)
issue = _table("issue", "id outcome_text outcome_reason_id outcome_claim_id", "outcome_hidden_at")
assent = _table("assent", "id subject subject_id act fingerprint", "spent_at", details=sa.JSON())
# Words for everybody; those that would come instead of words that stand first.
PUBLIC_WORDS = [
    _table(name, "issue_id title text outcome_text", "written_at") for name in ("public_proposal", "public_version")
]


def upgrade() -> None:
    for table, column, parent in KEYS:  # by hand: a batch would rebuild tables that others refer to
        key = f"CONSTRAINT fk_{table}_{column} REFERENCES {parent}"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER {key}")
    connection = op.get_bind()
    _point_follow_ups(connection)
    _point_endings(connection)
    _say_replies_once(connection)
    _take_words_from_yeses(connection)


def downgrade() -> None:
    """The copies come back. What stood with yeses that are spent is gone for good."""
    connection = op.get_bind()
    _copy_into_follow_ups(connection)
    _copy_into_issues(connection)
    replies = sa.update(answer).where(answer.c.stance == "does_not_follow_up", answer.c.reason == "")
    connection.execute(replies.values(reason=answer.c.text))
    _copy_into_yeses(connection)
    for table, column, _parent in KEYS:
        op.drop_column(table, column)


def _point_follow_ups(connection: sa.Connection) -> None:
    rows = connection.execute(sa.select(follow_up).where(follow_up.c.what.is_not(None)).order_by(follow_up.c.id)).all()
    by_id = {row.id: row for row in rows}
    reported = set(connection.scalars(sa.select(report.c.subject_id).where(report.c.subject == "follow_up")))
    answers, claims, reasons = _answers(connection), _claims(connection), _reasons(connection)
    keys: dict[int, dict[str, int]] = {}
    for row in rows:
        found: dict[str, int] | None = None
        if _is_owed_again(row, by_id.get(row.parent_id)):
            found = keys.get(row.parent_id, {"words_follow_up_id": row.parent_id})
        elif row.person_id is None and row.kind in SAID_AS:
            found = _key("words_answer_id", answers[row.parent_id, SAID_AS[row.kind], row.what], row.created_at)
        elif row.person_id is None and row.kind == "action":
            found = _key("words_claim_id", claims[row.id, row.what], None)
        elif row.person_id is None and row.kind == "raise_reply":
            found = _key("words_reason_id", reasons[row.id, row.what], None)
        if found and row.id not in reported:
            keys[row.id] = found
    for row_id, key in keys.items():
        values = {"what": None, "person_id": None, "hidden_at": None, **key}
        connection.execute(sa.update(follow_up).where(follow_up.c.id == row_id).values(values))


def _is_owed_again(row: sa.Row[Any], before: sa.Row[Any] | None) -> bool:
    """It fell away when the issue ended, and was owed as it was when that was opened again."""
    if before is None or not row.kind == before.kind == "answer":
        return False
    same = (row.what, row.person_id, row.round) == (before.what, before.person_id, before.round)
    return same and before.drop_reason in ("closed", "individual_case")


def _key(name: str, said: list[tuple[int, datetime]], before: datetime | None) -> dict[str, int] | None:
    """The latest of those that say the same, of those that were there before."""
    fits = [row_id for row_id, at in said if before is None or _utc(at) <= _utc(before)]
    return {name: fits[-1]} if fits else None


def _answers(connection: sa.Connection) -> Any:
    """(Follow-up, stance, text of any version) → the newest version of each turn, and when the turn was said."""
    rows = connection.execute(
        sa.select(answer)
        .where(answer.c.stance.in_(SAID_AS.values()))
        .order_by(answer.c.follow_up_id, answer.c.turn, answer.c.version)
    ).all()
    turns: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        turns[row.follow_up_id, row.turn].append(row)
    said: Any = defaultdict(list)
    for versions in turns.values():
        for text in {one.text for one in versions}:
            first = versions[0]
            said[first.follow_up_id, first.stance, text].append((versions[-1].id, first.at))
    return said


def _claims(connection: sa.Connection) -> Any:
    """(Action, text) → its claims, the first last: what was done before it was promised says what that one says."""
    said: Any = defaultdict(list)
    for row in connection.execute(sa.select(claim).order_by(claim.c.round.desc())).all():
        said[row.follow_up_id, row.what_changed].append((row.id, None))
    return said


def _reasons(connection: sa.Connection) -> Any:
    """(Raised follow-up, text) → what was said when it was raised: its event names it."""
    query = (
        sa.select(event.c.subject_id, act_reason.c.text, event.c.id, event.c.at)
        .join_from(act_reason, event, event.c.id == act_reason.c.event_id)
        .where(event.c.kind == "issue_raised", event.c.subject == "follow_up")
    )
    said: Any = defaultdict(list)
    for row in connection.execute(query.order_by(event.c.id)).all():
        said[row.subject_id, row.text].append((row.id, row.at))
    return said


def _point_endings(connection: sa.Connection) -> None:
    """The words of the act that closed it last; else the user side's latest word on a claim, said with that act."""
    closings = (
        sa.select(event.c.issue_id, event.c.id, act_reason.c.text)
        .join_from(event, act_reason, act_reason.c.event_id == event.c.id, isouter=True)
        .where(event.c.kind == "issue_closed")
        .order_by(event.c.id)
    )
    closed = {row.issue_id: row for row in connection.execute(closings).all()}
    judged = (
        sa.select(follow_up.c.issue_id, claim.c.id, claim.c.verdict_text)
        .join_from(claim, follow_up, follow_up.c.id == claim.c.follow_up_id)
        .where(claim.c.verdict_text.is_not(None))
        .order_by(claim.c.verdict_at, claim.c.id)
    )
    verdicts = {(row.issue_id, row.verdict_text): row.id for row in connection.execute(judged).all()}
    for row in connection.execute(sa.select(issue).where(issue.c.outcome_text.is_not(None))).all():
        last, verdict = closed.get(row.id), verdicts.get((row.id, row.outcome_text))
        if last is not None and last.text == row.outcome_text:
            key = {"outcome_reason_id": last.id}
        elif verdict is not None:
            key = {"outcome_claim_id": verdict}
        else:
            continue
        values = {"outcome_text": None, "outcome_hidden_at": None, **key}
        connection.execute(sa.update(issue).where(issue.c.id == row.id).values(values))


def _say_replies_once(connection: sa.Connection) -> None:
    """The no of a unit outside Medvirk, written down by a council, had its text as its reason too."""
    replies = sa.update(answer).where(answer.c.stance == "does_not_follow_up", answer.c.unit.is_not(None))
    connection.execute(replies.where(answer.c.reason == answer.c.text).values(reason=""))


def _take_words_from_yeses(connection: sa.Connection) -> None:
    """Of those that wait, a yes to public words names them by when they were written; the others keep what they say."""
    wordings = _wordings(connection)
    for row in connection.execute(sa.select(assent).where(assent.c.subject == "issue")).all():
        words = tuple(row.details.get(name) for name in ("title", "text", "outcome_text"))
        if row.spent_at is not None:
            kept = {} if row.act == "approve_public" else {k: v for k, v in row.details.items() if k not in WRITTEN}
            connection.execute(sa.update(assent).where(assent.c.id == row.id).values(details=kept))
        elif row.act == "approve_public" and (row.subject_id, *words) in wordings:
            _rewrite(connection, row.id, {"wording": wordings[row.subject_id, *words]})


def _wordings(connection: sa.Connection) -> dict[tuple[Any, ...], str]:
    rows = [row for table in PUBLIC_WORDS for row in connection.execute(sa.select(table)).all()]
    return {(row.issue_id, row.title, row.text, row.outcome_text): _utc(row.written_at).isoformat() for row in rows}


def _rewrite(connection: sa.Connection, assent_id: int, details: dict[str, Any]) -> None:
    fingerprint = sha256(json.dumps(details, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()
    changed = sa.update(assent).where(assent.c.id == assent_id)
    connection.execute(changed.values(details=details, fingerprint=fingerprint))


def _copy_into_follow_ups(connection: sa.Connection) -> None:
    before = follow_up.alias()
    nobody = sa.null().label("person_id")
    for key, source, text, person in (
        (follow_up.c.words_answer_id == answer.c.id, answer, answer.c.text, nobody),
        (follow_up.c.words_claim_id == claim.c.id, claim, claim.c.what_changed, nobody),
        (follow_up.c.words_reason_id == act_reason.c.event_id, act_reason, act_reason.c.text, nobody),
        (follow_up.c.words_follow_up_id == before.c.id, before, before.c.what, before.c.person_id),
    ):
        columns = (follow_up.c.id, text.label("what"), person, source.c.hidden_at)
        for row in connection.execute(sa.select(*columns).join_from(follow_up, source, key)).all():
            words = {"what": row.what, "person_id": row.person_id, "hidden_at": _utc(row.hidden_at)}
            connection.execute(sa.update(follow_up).where(follow_up.c.id == row.id).values(words))


def _copy_into_issues(connection: sa.Connection) -> None:
    for key, source, text, hidden in (
        (issue.c.outcome_reason_id == act_reason.c.event_id, act_reason, act_reason.c.text, act_reason.c.hidden_at),
        (issue.c.outcome_claim_id == claim.c.id, claim, claim.c.verdict_text, claim.c.verdict_hidden_at),
    ):
        rows = connection.execute(sa.select(issue.c.id, text, hidden).join_from(issue, source, key)).all()
        for issue_id, words, hidden_at in rows:
            values = {"outcome_text": words, "outcome_hidden_at": _utc(hidden_at)}
            connection.execute(sa.update(issue).where(issue.c.id == issue_id).values(values))


def _copy_into_yeses(connection: sa.Connection) -> None:
    words = {(key[0], wording): key[1:] for key, wording in _wordings(connection).items()}
    waiting = sa.select(assent).where(assent.c.act == "approve_public", assent.c.spent_at.is_(None))
    for row in connection.execute(waiting).all():
        said = words.get((row.subject_id, row.details.get("wording", "")))
        if said is not None:
            _rewrite(connection, row.id, dict(zip(("title", "text", "outcome_text"), said, strict=True)))


def _utc(at: Any) -> Any:
    """As the program reads it: SQLite keeps no zone."""
    if at is None:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
