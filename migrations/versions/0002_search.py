"""The index of issues: FTS5 with trigrams on SQLite, a trigram index on PostgreSQL. Empty: there are no issues yet."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE issue_fts USING fts5(words, tokenize='trigram')")
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")  # trusted: the owner of the database may
    op.execute("CREATE INDEX ix_search_issue_text_words ON issue_text USING gin (words gin_trgm_ops)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE issue_fts")
        return
    op.execute("DROP INDEX ix_search_issue_text_words")
