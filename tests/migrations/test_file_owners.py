"""Every file of before hangs on one thing afterwards, the one it hung on, and finds its issue again on the way back."""

import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app.core import clock
from app.database import db
from app.files.service import store
from app.models.files import OWNERS, StoredFile
from tests.conftest import build_app
from tests.files.test_owners import Town
from tests.make import Make

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")
BEFORE = "0007"
KEYS = ("issue_id", "comment_id", "answer_id", "claim_id", "proposal_id")


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """A database of its own with a file on each kind of thing: by the kind, the thing's number."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"{worker}_owners")
    app = build_app(tmp_path)
    with app.app_context():
        town = Town(Make())
        numbers = {kind: town.thing(kind).id for kind in OWNERS.values()}
        facts = {"content_type": "application/pdf", "size": 3, "sha256": "x", "at": clock.now()}
        for kind, number in numbers.items():
            owner = {f"{kind}_id": number, "person_id": town.leader.id}
            db.session.add(StoredFile(key=store.new_key(), name=kind, **facts, **owner))
        db.session.commit()
        issue_id = town.issue.id
        db.session.remove()
        yield numbers, issue_id
        db.session.remove()
        db.engine.dispose()


def hanging(keys):
    """By the name of each file, the keys that are set."""
    table = sa.table("stored_file", sa.column("name"), *(sa.column(key) for key in keys))
    with db.engine.connect() as connection:
        rows = connection.execute(sa.select(table)).mappings()
        return {row["name"]: {key: row[key] for key in keys if row[key] is not None} for row in rows}


def test_a_file_names_its_issue_beside_the_text_before_and_only_the_text_afterwards(filled):
    numbers, issue_id = filled
    owned = {kind: {f"{kind}_id": number} for kind, number in numbers.items()}
    assert hanging(OWNERS) == owned

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    in_issue = {"issue_id": issue_id}
    older = {kind: keys for kind, keys in owned.items() if f"{kind}_id" in KEYS}
    assert hanging(KEYS) == {kind: keys if kind == "proposal" else {**in_issue, **keys} for kind, keys in older.items()}

    upgrade(directory=MIGRATIONS)
    assert hanging(OWNERS) == older
