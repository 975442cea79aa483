"""Who reads what is shared: every representative of the users and every coordinator, and nobody else."""

import pytest
from sqlalchemy import select

from app.access.sight import can_see_issue, issues_visible_to
from app.core.roles import Side
from app.database import db
from app.issues.policy import audiences_for
from app.models.issue_enums import CommentAudience, Visibility
from app.models.issues import Issue


def seated(side, rank=0):
    return lambda make, elsewhere: make.representative(elsewhere, side=side, rank=rank)


def director_on_a_user_seat(make, elsewhere):
    director = make.director(make.office_of(elsewhere))
    make.appointment(make.seat(elsewhere), director)
    return director


READERS = {
    "holder for the users": (seated(Side.USER), True),
    "substitute for the users": (seated(Side.USER, rank=1), True),
    "coordinator": (lambda make, _elsewhere: make.coordinator(), True),
    "Nav's seat": (seated(Side.NAV), False),
    "the municipality's seat": (seated(Side.MUNICIPALITY), False),
    "the staff's seat": (seated(Side.STAFF), False),
    "another seat": (seated(Side.OTHER), False),
    "director on a user seat": (director_on_a_user_seat, False),
    "secretary": (lambda make, elsewhere: make.secretary(elsewhere), False),
    "director": (lambda make, elsewhere: make.director(make.office_of(elsewhere)), False),
}


@pytest.mark.parametrize("who", READERS)
def test_what_is_shared_is_read_and_talked_about_by_the_users_side_and_coordinators(make, visit, who):
    made, may = READERS[who]
    issue = make.issue(visibility=Visibility.SHARED)
    person = made(make, make.council())
    actor, audience = make.actor(person), {issue.council_id: issue.posted_at}

    assert can_see_issue(actor, issue, audience) is may
    assert list(db.session.scalars(select(Issue).where(issues_visible_to(actor)))) == [issue] * may
    assert audiences_for(actor, issue, set(audience)) == [CommentAudience.ALL_COUNCILS] * may
    assert visit(person).get(f"/innspill/{issue.reference}").status_code == (200 if may else 404)
