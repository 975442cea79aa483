"""Advice that is about no issue makes its own, in which its words stand. Advice that has been given keeps its text."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("advice") as table:
        table.add_column(sa.Column("issue_id", sa.Integer(), nullable=True))
        table.alter_column("text", existing_type=sa.Text(), nullable=True)
        table.create_foreign_key(op.f("fk_advice_issue_id"), "issue", ["issue_id"], ["id"])
        table.create_unique_constraint(op.f("uq_advice_issue_id"), ["issue_id"])
        table.create_check_constraint(op.f("ck_advice_words_once"), "(text IS NULL) <> (issue_id IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("advice") as table:
        table.drop_constraint(op.f("ck_advice_words_once"), type_="check")
    op.execute(
        "UPDATE advice SET text = (SELECT body FROM issue WHERE issue.id = advice.issue_id) WHERE issue_id IS NOT NULL"
    )
    op.execute("UPDATE issue SET origin = 'representative' WHERE origin = 'council'")
    with op.batch_alter_table("advice") as table:
        table.drop_constraint(op.f("uq_advice_issue_id"), type_="unique")
        table.drop_constraint(op.f("fk_advice_issue_id"), type_="foreignkey")
        table.alter_column("text", existing_type=sa.Text(), nullable=False)
        table.drop_column("issue_id")
