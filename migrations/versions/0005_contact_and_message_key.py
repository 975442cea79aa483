"""A council's contact address and telephone, and the random part of a mail's Message-ID. Nullable: old rows have none."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("council", sa.Column("contact_email", sa.String(200), nullable=True))
    op.add_column("council", sa.Column("contact_phone", sa.String(64), nullable=True))
    op.add_column("mail", sa.Column("message_key", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("mail", "message_key")
    op.drop_column("council", "contact_phone")
    op.drop_column("council", "contact_email")
