"""Before one writes a comment, each choice says who reads it: as many as the rule of sight lets read it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core import clock
from app.core.roles import OfficeRoleKind, Side
from app.database import db, transaction
from app.issues.queries.readers import readers_of
from app.issues.service import comments
from app.models.issue_enums import CommentAudience, CommentTag, Visibility
from app.models.issues import Issue, IssueAudience

USERS, OFFICE, ALL = CommentAudience.USER_SIDE, CommentAudience.OFFICE, CommentAudience.ALL_COUNCILS


@pytest.fixture
def place(make):
    """Three user seats with a substitute, a leader on one of them, a Nav secretary, a director and a stand-in."""
    council = make.council()
    people = [make.representative(council) for _ in range(2)]
    make.appointment(make.seat(council), make.person())
    make.representative(council, rank=1)
    make.secretary(council)
    office = make.office_of(council)
    make.director(office)
    make.director(office, OfficeRoleKind.STAND_IN)
    db.session.commit()
    return council, people, make.issue(council)


def readers(issue):
    db.session.commit()
    query = select(Issue).where(Issue.id == issue.id).options(selectinload(Issue.audience))
    return readers_of(db.session.scalars(query.execution_options(populate_existing=True)).one())


def test_each_audience_is_told_with_its_number(app, place):
    _council, _people, issue = place
    with app.test_request_context():
        read_by = readers(issue)

        assert read_by.sentence(USERS) == "Leses av 5 brukerrepresentanter"
        assert read_by.sentence(OFFICE) == ("Leses av 5 brukerrepresentanter, Nav-leder og 2 andre fra Nav og kommunen")
        assert read_by.sentence(ALL) == "Leses av alle brukerutvalg i landet og av kontoret"


def test_whoever_sits_for_the_office_as_well_or_has_left_is_not_counted_among_the_users(app, make, place):
    council, people, issue = place
    make.appointment(make.seat(council, side=Side.NAV), people[0])
    gone = make.representative(council)
    gone.active = False
    with app.test_request_context():
        assert readers(issue).sentence(USERS) == "Leses av 4 brukerrepresentanter"


def test_an_issue_in_front_of_two_councils_is_read_by_both_but_not_what_was_written_before(app, make, place):
    _council, _people, issue = place
    before = clock.now()
    above = make.council(offices=[])
    make.representative(above)
    db.session.add(IssueAudience(issue_id=issue.id, council_id=above.id))
    with app.test_request_context():
        read_by = readers(issue)

        assert read_by.sentence(USERS) == "Leses av 6 brukerrepresentanter"
        assert read_by.sentence(USERS, at=before) == "Leses av 5 brukerrepresentanter"


def test_the_form_says_at_each_choice_who_reads_it_new_or_changed(make, visit, place):
    _council, people, issue = place
    issue.visibility = Visibility.SHARED
    db.session.commit()
    with transaction():
        said = comments.add_comment(
            make.actor(people[0]),
            db.session.get_one(Issue, issue.id),
            text="Slik er det.",
            tag=CommentTag.EXPERIENCE,
            audience=USERS,
        )
    browser = visit(people[0])

    for path in ("", "/kommentar", f"/kommentar/{said.id}"):
        page = browser.get(f"/innspill/{issue.reference}{path}").text
        assert "Bare brukersiden: Leses av 5 brukerrepresentanter." in page
        assert "Også kontoret: Leses av 5 brukerrepresentanter, Nav-leder og 2 andre" in page
        assert "Alle utvalg: Leses av alle brukerutvalg i landet og av kontoret." in page
