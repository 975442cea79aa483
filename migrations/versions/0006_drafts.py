"""One draft per opened form; kept forms belong to a browser; an issue knows what it was posted with

What people are writing stays: each draft gets a key and the address of its form.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The name a draft was kept under → the endpoint that shows its form, and its address.
FORMS = {
    "issue_post": ("issues.post", "/innspill/nytt"),
    "issue_register": ("issues.register", "/innspill/pa-vegne"),
    "issue_ask": ("issues.ask", "/innspill/spor-utvalget"),
}
ANSWER = ("answer", "followups.answer")
NEW = ("key", "path", "excerpt", "writer", "digest")


def upgrade() -> None:
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("path", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("excerpt", sa.String(length=200), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("writer", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("digest", sa.String(length=64), nullable=False, server_default=""))
        batch_op.drop_constraint("uq_draft_person_id_form_subject", type_="unique")
    _give_addresses()
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(length=64), nullable=False)
        batch_op.alter_column("path", existing_type=sa.Text(), nullable=False)
        for name, length in (("excerpt", 200), ("writer", 64), ("digest", 64)):
            batch_op.alter_column(name, existing_type=sa.String(length=length), server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_draft_key"), ["key"])
        batch_op.create_index("ix_draft_person_id_form", ["person_id", "form"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_saved_at"), ["saved_at"], unique=False)
    with op.batch_alter_table("kept_form", schema=None) as batch_op:
        batch_op.add_column(sa.Column("browser_hash", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("kept_form", schema=None) as batch_op:
        batch_op.alter_column("browser_hash", existing_type=sa.String(length=64), server_default=None)
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("post_digest", sa.String(length=64), nullable=True))


def _give_addresses() -> None:
    """Each draft its key, its address, and the beginning of its text; what has no form any more goes."""
    draft = sa.table(
        "draft",
        *(sa.column(name) for name in ("id", "form", "subject", "key", "path", "excerpt")),
        sa.column("fields", sa.JSON()),
    )
    follow_up = sa.table("follow_up", sa.column("id"), sa.column("issue_id"))
    issue = sa.table("issue", sa.column("id"), sa.column("reference"))
    connection = op.get_bind()
    of_answers = sa.select(follow_up.c.id, issue.c.reference).join_from(
        follow_up, issue, follow_up.c.issue_id == issue.c.id
    )
    references = {str(row.id): row.reference for row in connection.execute(of_answers)}
    for row in connection.execute(sa.select(draft.c.id, draft.c.form, draft.c.subject, draft.c.fields)).all():
        form, path = FORMS.get(row.form, ("", ""))
        if row.form == ANSWER[0] and row.subject in references:
            form, path = ANSWER[1], f"/innspill/{references[row.subject]}/svar/{row.subject}"
        if not path:
            connection.execute(sa.delete(draft).where(draft.c.id == row.id))
            continue
        text = " ".join(str(row.fields.get("title") or row.fields.get("body") or row.fields.get("text") or "").split())
        connection.execute(
            sa.update(draft)
            .where(draft.c.id == row.id)
            .values(key=secrets.token_urlsafe(18), form=form, path=path, excerpt=text[:120])
        )


def downgrade() -> None:
    op.execute("ALTER TABLE issue DROP COLUMN post_digest")  # not in a batch: other tables point at the rows
    with op.batch_alter_table("kept_form", schema=None) as batch_op:
        batch_op.drop_column("browser_hash")
    _take_back_names()
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_saved_at"))
        batch_op.drop_index("ix_draft_person_id_form")
        batch_op.drop_constraint(batch_op.f("uq_draft_key"), type_="unique")
        for name in (*NEW, "warned_at", "ended_at"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint(
            batch_op.f("uq_draft_person_id_form_subject"), ["person_id", "form", "subject"]
        )


def _take_back_names() -> None:
    """One draft a person, form and subject, the newest; what had no draft before has none again."""
    draft = sa.table(
        "draft", *(sa.column(name) for name in ("id", "person_id", "form", "subject", "path", "saved_at", "ended_at"))
    )
    connection = op.get_bind()
    names = {form: name for name, (form, _path) in FORMS.items()} | {ANSWER[1]: ANSWER[0]}
    taken: set[tuple[int, str, str]] = set()
    for row in connection.execute(sa.select(draft).order_by(draft.c.saved_at.desc())).all():
        name = names.get(row.form, "")
        subject = row.path.rpartition("/")[2] if name == ANSWER[0] else ""
        if not name or row.ended_at is not None or (row.person_id, name, subject) in taken:
            connection.execute(sa.delete(draft).where(draft.c.id == row.id))
            continue
        taken.add((row.person_id, name, subject))
        connection.execute(sa.update(draft).where(draft.c.id == row.id).values(form=name, subject=subject))
