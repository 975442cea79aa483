"""What touches the user side is proposed and waits for its yes; a yes is keyed by council, act and row, not by issue."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("assent") as table:
        table.add_column(sa.Column("subject", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("subject_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("way", sa.String(length=32), nullable=False, server_default="pressed"))
        table.add_column(sa.Column("counts_from", sa.Date(), nullable=True))
        table.alter_column("seat_id", existing_type=sa.Integer(), nullable=True)
        table.drop_index("ix_assent_open")
    op.execute("UPDATE assent SET subject = 'issue', subject_id = issue_id")
    with op.batch_alter_table("assent") as table:
        table.alter_column("subject", existing_type=sa.String(length=64), nullable=False)
        table.alter_column("subject_id", existing_type=sa.Integer(), nullable=False)
        table.alter_column("way", existing_type=sa.String(length=32), server_default=None)
        table.drop_constraint("fk_assent_issue_id", type_="foreignkey")
        table.drop_column("issue_id")
        table.create_index("ix_assent_open", ["subject", "subject_id", "act", "spent_at"])
        table.create_index("ix_assent_person_id", ["person_id"])

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("takes_effect_on", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=200), nullable=False),
        sa.Column("proposed_by_title", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.String(length=32), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("by_one", sa.Boolean(), nullable=False),
        sa.Column("paper_from", sa.String(length=200), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state = 'proposed' OR decided_at IS NOT NULL", name=op.f("ck_proposal_decided_has_time")),
        sa.CheckConstraint("state != 'refused' OR refusal IS NOT NULL", name=op.f("ck_proposal_refused_has_reason")),
        sa.CheckConstraint(
            "state != 'confirmed' OR takes_effect_on IS NOT NULL", name=op.f("ck_proposal_confirmed_has_day")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_proposal_council_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_proposal_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal") as table:
        table.create_index("ix_proposal_waiting", ["state", "council_id"])
        table.create_index("ix_proposal_council_id", ["council_id"])
        table.create_index("ix_proposal_proposed_by_id", ["proposed_by_id"])

    with op.batch_alter_table("council_office") as table:
        table.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("scope") as table:
        table.add_column(sa.Column("counts_from", sa.Date(), nullable=True))
    with op.batch_alter_table("stored_file") as table:
        table.alter_column("issue_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("proposal_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_stored_file_proposal_id"), "proposal", ["proposal_id"], ["id"])
        table.create_index("ix_stored_file_proposal_id", ["proposal_id"])
        table.create_check_constraint(op.f("ck_stored_file_one_owner"), "(issue_id IS NULL) <> (proposal_id IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("stored_file") as table:
        table.drop_constraint(op.f("ck_stored_file_one_owner"), type_="check")
        table.drop_index("ix_stored_file_proposal_id")
        table.drop_constraint(op.f("fk_stored_file_proposal_id"), type_="foreignkey")
        table.drop_column("proposal_id")
        table.alter_column("issue_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("scope") as table:
        table.drop_column("counts_from")
    with op.batch_alter_table("council_office") as table:
        table.drop_column("since")
    op.drop_table("proposal")
    op.execute("DELETE FROM assent WHERE subject != 'issue'")
    with op.batch_alter_table("assent") as table:
        table.drop_index("ix_assent_person_id")
        table.drop_index("ix_assent_open")
        table.add_column(sa.Column("issue_id", sa.Integer(), nullable=True))
    op.execute("UPDATE assent SET issue_id = subject_id")
    with op.batch_alter_table("assent") as table:
        table.alter_column("issue_id", existing_type=sa.Integer(), nullable=False)
        table.alter_column("seat_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key("fk_assent_issue_id", "issue", ["issue_id"], ["id"])
        table.create_index("ix_assent_open", ["issue_id", "act", "spent_at"])
        for column in ("subject", "subject_id", "way", "counts_from"):
            table.drop_column(column)
