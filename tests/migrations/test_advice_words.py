"""Advice of before keeps its words; on the way back an advice that made an issue has its words again."""

import os
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app.core import clock
from app.database import db, transaction
from app.meetings import service
from app.models.meetings import Advice
from app.models.themes import Theme
from tests.conftest import build_app
from tests.make import Make
from tests.meetings.test_advice import Room

MIGRATIONS = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture
def given(tmp_path, monkeypatch):
    """A database of its own with an advice of before on an item, and one that made an issue."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    monkeypatch.setenv("PYTEST_XDIST_WORKER", f"{worker}_advice")
    app = build_app(tmp_path)
    with app.app_context():
        room = Room(Make())
        db.session.add(Advice(item_id=room.item.id, text="Det gamle rådet.", agreed_at=clock.now()))
        db.session.commit()
        new = {"text": "Det nye rådet.", "theme": Theme.APNING, "office_id": room.office.id}
        with transaction():
            service.give_advice(room.make.actor(room.leader), room.meeting, room.item, **new)
        db.session.remove()
        yield
        db.session.remove()
        db.engine.dispose()


def words():
    with db.engine.connect() as connection:
        return [row.text for row in connection.execute(sa.text("SELECT text FROM advice ORDER BY id"))]


def test_the_words_of_advice_stay_through_the_migration_and_back(given):
    assert words() == ["Det gamle rådet.", None]

    downgrade(directory=MIGRATIONS, revision="0008")
    assert words() == ["Det gamle rådet.", "Det nye rådet."]

    upgrade(directory=MIGRATIONS)
    assert words() == ["Det gamle rådet.", "Det nye rådet."]
