"""A council's contact address and telephone, and the random part of a mail's Message-ID. Nullable: old rows have none."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("council") as table:
        table.add_column(sa.Column("contact_email", sa.String(200), nullable=True))
        table.add_column(sa.Column("contact_phone", sa.String(64), nullable=True))
    with op.batch_alter_table("mail") as table:
        table.add_column(sa.Column("message_key", sa.String(64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mail") as table:
        table.drop_column("message_key")
    with op.batch_alter_table("council") as table:
        table.drop_column("contact_phone")
        table.drop_column("contact_email")
