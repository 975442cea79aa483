"""The same words on screen and on paper."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.actor import ANYONE
from app.database import db
from app.models.notices import Event, EventKind, Notice, PrintTask, Reason
from app.models.people import Locale
from app.models.states import FollowUpKind
from app.notices.queries.inbox_lines import inbox_lines_of


def test_lines_of_the_inbox_read_what_is_owed_once_for_all(app, make, tell, count_queries):
    council = make.council()
    issue = make.issue(council)
    director = make.director(make.office_of(council))
    owed = make.owed(issue)
    data = {"kind": FollowUpKind.ANSWER, "step": -5, "due": owed.due.isoformat(), "owner": "Nav Sted"}
    tell(EventKind.REMINDER, ANYONE, issue=issue, about=owed, to={director.id: Reason.OWES}, data=data)
    db.session.expunge_all()
    notice = db.session.scalars(
        select(Notice).options(joinedload(Notice.event).options(joinedload(Event.issue), joinedload(Event.council)))
    ).one()

    with app.test_request_context(), count_queries() as statements:
        line = inbox_lines_of([notice])
        said = line(notice)

    assert len(statements) == 1
    assert said.about == f"Innspill {issue.reference}"
    assert said.text.startswith("Påminnelse 1: Svar på innspillet innen ")
    assert said.url == f"/innspill/{issue.reference}/svar/{owed.id}"
    assert said.asks


def test_a_letter_on_paper_says_what_the_mail_would_have_said_in_its_readers_language(make, tell, visit):
    council = make.council()
    issue = make.issue(council)
    make.director(make.office_of(council), email=None, locale=Locale.NB, name="Kari Eksempel")
    owed = make.owed(issue)
    tell(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=owed)

    task = db.session.scalars(select(PrintTask)).one()
    text = visit(make.secretary(council)).get(f"/brev/{task.id}").text

    assert "Hei, Kari Eksempel" in text
    assert "Svar på innspillet innen " in text
    assert issue.reference in text
    assert "Du får denne fordi du er Nav-leder i Nav Sted " in text
    assert issue.title in text
