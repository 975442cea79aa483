"""Dates that were missing, reopenings with their words, units outside Medvirk, relapses, and why one judged early.

Rows older than this are filled from the history: a promise whose date came later has its event with that date, and
each reopening has its event with its words. A council's word on a raised issue gets a stance of its own.
"""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OSLO = ZoneInfo("Europe/Oslo")
MOMENT = sa.DateTime(timezone=True)
event = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("at", MOMENT),
    sa.column("actor_id", sa.Integer),
    sa.column("actor_name", sa.String),
    sa.column("issue_id", sa.Integer),
    sa.column("subject", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("data", sa.JSON),
)
act_reason = sa.table(
    "act_reason", sa.column("event_id", sa.Integer), sa.column("text", sa.Text), sa.column("hidden_at", MOMENT)
)
report = sa.table("report", sa.column("subject", sa.String), sa.column("subject_id", sa.Integer))
answer = sa.table("answer", sa.column("follow_up_id"), sa.column("stance", sa.String), sa.column("reason", sa.Text))
follow_up = sa.table(
    "follow_up",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("started_on", sa.Date),
    sa.column("due", sa.Date),
    sa.column("awaits_date", sa.Boolean),
)
missing_date = sa.table(
    "missing_date",
    sa.column("follow_up_id", sa.Integer),
    sa.column("promised_on", sa.Date),
    sa.column("date_by", sa.Date),
    sa.column("came_on", sa.Date),
    sa.column("due", sa.Date),
)
reopening = sa.table(
    "reopening",
    sa.column("id", sa.Integer),
    sa.column("issue_id", sa.Integer),
    sa.column("event_id", sa.Integer),
    sa.column("round", sa.Integer),
    sa.column("reason", sa.Text),
    sa.column("at", MOMENT),
    sa.column("by_name", sa.String),
    sa.column("person_id", sa.Integer),
    sa.column("hidden_at", MOMENT),
)
RAISED = sa.select(follow_up.c.id).where(follow_up.c.kind == "raise_reply")
WORDS_ON_RAISED = {"follows_up": "takes_on", "does_not_follow_up": "declines"}


def upgrade() -> None:
    _add_tables()
    _add_columns()
    connection = op.get_bind()
    _fill_missing_dates(connection)
    _fill_reopenings(connection)
    for old, new in WORDS_ON_RAISED.items():
        words = sa.update(answer).where(answer.c.stance == old, answer.c.follow_up_id.in_(RAISED))
        connection.execute(words.values(stance=new, reason=None))


def downgrade() -> None:
    connection = op.get_bind()
    for old, new in WORDS_ON_RAISED.items():
        reason = answer.c.reason if old == "follows_up" else sa.text("text")
        connection.execute(sa.update(answer).where(answer.c.stance == new).values(stance=old, reason=reason))
    for row in connection.execute(sa.select(reopening)).all():
        words = {"event_id": row.event_id, "issue_id": row.issue_id, "text": row.reason, "hidden_at": row.hidden_at}
        kept = sa.table("act_reason", *(sa.column(name) for name in words))
        connection.execute(sa.insert(kept).values(words))
        old_reports = sa.update(report).where(report.c.subject == "reopening", report.c.subject_id == row.id)
        connection.execute(old_reports.values(subject="reason", subject_id=row.event_id))
    _drop_columns()
    op.drop_table("reopening")
    op.drop_table("missing_date")


def _add_tables() -> None:
    op.create_table(
        "missing_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("date_by", sa.Date(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_missing_date_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missing_date")),
    )
    op.create_index(op.f("ix_missing_date_follow_up_id"), "missing_date", ["follow_up_id"])
    op.create_table(
        "reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_reopening_issue_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_reopening_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reopening_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
        sa.UniqueConstraint("event_id", name=op.f("uq_reopening_event_id")),
        sa.UniqueConstraint("issue_id", "round", name=op.f("uq_reopening_issue_id_round")),
    )
    op.create_index(op.f("ix_reopening_issue_id"), "reopening", ["issue_id"])


NEW_COLUMNS = (
    ("slip", "answered_at", MOMENT),
    ("answer", "unit", sa.String(length=200)),
    ("claim", "early_reason", sa.Text()),
    ("act_reason", "early_reason", sa.Text()),
)
NEW_KEYS = (("follow_up", "reopening_id", "reopening"), ("outcome_question", "relapse_id", "follow_up"))


def _add_columns() -> None:
    """By hand where a key comes along: a batch would rebuild a table that others refer to, which SQLite refuses."""
    for table, column, parent in NEW_KEYS:
        key = f"CONSTRAINT fk_{table}_{column} REFERENCES {parent} (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER {key}")
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for table, column, kind in NEW_COLUMNS:
        op.add_column(table, sa.Column(column, kind, nullable=True))


def _drop_columns() -> None:
    for table, column, _kind in NEW_COLUMNS:
        op.drop_column(table, column)
    for table, column, _parent in NEW_KEYS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.drop_column(table, column)


def _fill_missing_dates(connection: sa.Connection) -> None:
    """Only the event of a date that came later carries it. By when it was to come is known while it is missing."""
    promised = sa.select(event.c.at, event.c.data, follow_up.c.id, follow_up.c.started_on).join_from(
        event, follow_up, (event.c.subject == "follow_up") & (event.c.subject_id == follow_up.c.id)
    )
    came = connection.execute(promised.where(event.c.kind == "action_promised").order_by(event.c.id)).all()
    rows: list[dict[str, Any]] = [
        {
            "follow_up_id": row.id,
            "promised_on": row.started_on,
            "date_by": None,
            "came_on": _aware(row.at).astimezone(OSLO).date(),
            "due": date.fromisoformat(row.data["due"]),
        }
        for row in came
        if row.data and "due" in row.data
    ]
    waiting = connection.execute(sa.select(follow_up).where(follow_up.c.awaits_date)).all()
    rows += [
        {"follow_up_id": row.id, "promised_on": row.started_on, "date_by": row.due, "came_on": None, "due": None}
        for row in waiting
    ]
    if rows:
        connection.execute(sa.insert(missing_date), rows)


def _fill_reopenings(connection: sa.Connection) -> None:
    found = connection.execute(
        sa.select(event, act_reason.c.text, act_reason.c.hidden_at)
        .join_from(event, act_reason, act_reason.c.event_id == event.c.id)
        .where(event.c.kind == "issue_reopened")
        .order_by(event.c.id)
    ).all()
    rounds: Counter[int] = Counter()
    for row in found:
        rounds[row.issue_id] += 1
        words = {
            "issue_id": row.issue_id,
            "event_id": row.id,
            "round": rounds[row.issue_id] + 1,
            "reason": row.text,
            "at": _aware(row.at),
            "by_name": row.actor_name,
            "person_id": row.actor_id,
            "hidden_at": _aware(row.hidden_at) if row.hidden_at else None,
        }
        made = connection.execute(sa.insert(reopening).values(words).returning(reopening.c.id)).scalar_one()
        told = sa.update(report).where(report.c.subject == "reason", report.c.subject_id == row.id)
        connection.execute(told.values(subject="reopening", subject_id=made))
        connection.execute(sa.delete(act_reason).where(act_reason.c.event_id == row.id))


def _aware(moment: datetime) -> datetime:
    """SQLite keeps no zone: what it gives back is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
