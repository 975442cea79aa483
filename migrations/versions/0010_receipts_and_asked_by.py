"""Whoever owes an answer can say that it is received; what an office asks has the day on which it decides."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a copy of the tables: an older downgrade drops columns of theirs whose keys a copy would write elsewhere.
    op.add_column("follow_up", sa.Column("received_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("issue", sa.Column("decide_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("issue", "decide_on")
    op.drop_column("follow_up", "received_at")
