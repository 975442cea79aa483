"""Offices and themes are followed, and what a person has looked at is remembered. New tables, and one index wider."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_follow",
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_office_follow_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_office_follow_person_id")),
        sa.PrimaryKeyConstraint("office_id", "person_id", name=op.f("pk_office_follow")),
    )
    op.create_index(op.f("ix_office_follow_person_id"), "office_follow", ["person_id"])
    op.create_table(
        "theme_follow",
        sa.Column("theme", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_theme_follow_person_id")),
        sa.PrimaryKeyConstraint("theme", "person_id", name=op.f("pk_theme_follow")),
    )
    op.create_index(op.f("ix_theme_follow_person_id"), "theme_follow", ["person_id"])
    op.create_table(
        "look",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_look_issue_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_look_person_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_look_event_id")),
        sa.PrimaryKeyConstraint("issue_id", "person_id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_person_id"), "look", ["person_id"])
    op.create_index("ix_event_council_at", "event", ["council_id", "at"])
    op.drop_index("ix_event_council_id", "event")


def downgrade() -> None:
    op.create_index("ix_event_council_id", "event", ["council_id"])
    op.drop_index("ix_event_council_at", "event")
    for table in ("look", "theme_follow", "office_follow"):
        op.drop_table(table)
