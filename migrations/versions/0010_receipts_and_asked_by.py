"""Whoever owes an answer can say that it is received; what an office asks has the day on which it decides."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("follow_up") as table:
        table.add_column(sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("issue") as table:
        table.add_column(sa.Column("decide_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("issue") as table:
        table.drop_column("decide_on")
    with op.batch_alter_table("follow_up") as table:
        table.drop_column("received_at")
