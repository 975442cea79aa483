"""A file hangs on exactly one thing: an issue's text, a comment, an answer, a claim, a proposal, an agenda item,
advice or a summary. What hung on something in an issue named the issue as well, and names it no longer.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEW = {"agenda_item_id": "agenda_item", "advice_id": "advice", "summary_id": "summary"}
OWNERS = ("issue_id", "comment_id", "answer_id", "claim_id", "proposal_id", *NEW)
ONE_OWNER = " + ".join(f"(CASE WHEN {key} IS NULL THEN 0 ELSE 1 END)" for key in OWNERS) + " = 1"


def upgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.drop_constraint(op.f("ck_stored_file_one_owner"), type_="check")
        for column in NEW:
            table.add_column(sa.Column(column, sa.Integer(), nullable=True))
    op.execute(
        "UPDATE stored_file SET issue_id = NULL"
        " WHERE comment_id IS NOT NULL OR answer_id IS NOT NULL OR claim_id IS NOT NULL"
    )
    with op.batch_alter_table("stored_file") as table:
        for column, target in NEW.items():
            table.create_foreign_key(op.f(f"fk_stored_file_{column}"), target, [column], ["id"])
            table.create_index(op.f(f"ix_stored_file_{column}"), [column])
        table.create_check_constraint(op.f("ck_stored_file_one_owner"), ONE_OWNER)


def downgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.drop_constraint(op.f("ck_stored_file_one_owner"), type_="check")
    op.execute(
        "DELETE FROM stored_file WHERE agenda_item_id IS NOT NULL OR advice_id IS NOT NULL OR summary_id IS NOT NULL"
    )
    op.execute(
        "UPDATE stored_file SET issue_id = (SELECT issue_id FROM comment WHERE comment.id = stored_file.comment_id)"
        " WHERE comment_id IS NOT NULL"
    )
    op.execute(
        "UPDATE stored_file SET issue_id = (SELECT follow_up.issue_id FROM follow_up JOIN answer"
        " ON answer.follow_up_id = follow_up.id WHERE answer.id = stored_file.answer_id) WHERE answer_id IS NOT NULL"
    )
    op.execute(
        "UPDATE stored_file SET issue_id = (SELECT follow_up.issue_id FROM follow_up JOIN claim"
        " ON claim.follow_up_id = follow_up.id WHERE claim.id = stored_file.claim_id) WHERE claim_id IS NOT NULL"
    )
    with op.batch_alter_table("stored_file") as table:
        for column in NEW:
            table.drop_index(op.f(f"ix_stored_file_{column}"))
            table.drop_constraint(op.f(f"fk_stored_file_{column}"), type_="foreignkey")
            table.drop_column(column)
        table.create_check_constraint(op.f("ck_stored_file_one_owner"), "(issue_id IS NULL) <> (proposal_id IS NULL)")
