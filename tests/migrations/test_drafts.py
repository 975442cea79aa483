"""The drafts of today stay when there is one for each opened form: with a key, an address and their text."""

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text

from app.core import clock
from app.database import db, transaction
from app.models.people import Draft
from tests.conftest import build_app
from tests.make import Make


def test_drafts_keep_their_text_through_the_migration_and_back(tmp_path):
    app = build_app(tmp_path)
    folder = app.extensions["migrate"].directory
    with app.app_context():
        with transaction():
            make = Make()
            council = make.council()
            person = make.representative(council)
            issue = make.issue(council)
            owed = make.owed(issue)
        reference, owed_id, person_id = issue.reference, owed.id, person.id
        db.session.remove()
        downgrade(directory=folder, revision="0002")
        rows = [
            {"form": "issue_post", "subject": "", "fields": '{"title": "Køen", "body": "Lang.", "form_key": "k"}'},
            {"form": "answer", "subject": str(owed_id), "fields": '{"text": "Vi prøver."}'},
            {"form": "answer", "subject": "999999", "fields": '{"text": "Uten sak."}'},
        ]
        with db.engine.begin() as connection:
            for row in rows:
                connection.execute(
                    text(
                        "INSERT INTO draft (person_id, form, subject, fields, saved_at) "
                        "VALUES (:person, :form, :subject, :fields, :at)"
                    ),
                    {**row, "person": person_id, "at": clock.now()},
                )

        upgrade(directory=folder)

        post, answer = db.session.scalars(select(Draft).order_by(Draft.id)).all()
        assert (post.form, post.path, post.excerpt) == ("issues.post", "/innspill/nytt", "Køen")
        assert post.fields["form_key"] == "k"
        assert (answer.form, answer.path) == ("followups.answer", f"/innspill/{reference}/svar/{owed_id}")
        assert len({post.key, answer.key}) == 2
        db.session.remove()
        downgrade(directory=folder, revision="0002")
        with db.engine.connect() as connection:
            names = connection.execute(text("SELECT form, subject FROM draft ORDER BY id")).all()
            assert "key" not in {column["name"] for column in inspect(connection).get_columns("draft")}
        assert [tuple(row) for row in names] == [("issue_post", ""), ("answer", str(owed_id))]
        upgrade(directory=folder)
        db.engine.dispose()
