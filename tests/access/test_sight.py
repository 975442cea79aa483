"""Who reads what is shared: every representative of the users and every coordinator, and nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.sight import can_see_comment, can_see_issue, issues_visible_to
from app.core import clock
from app.core.roles import Side
from app.database import db
from app.issues.policy import audiences_for
from app.models.comments import Comment
from app.models.issue_enums import CommentAudience, CommentTag, Visibility
from app.models.issues import Issue, IssueAudience


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


def test_whoever_sits_in_two_of_its_councils_reads_what_the_first_one_said_before_the_second_had_it(make, visit):
    posted, hour = clock.now() - timedelta(hours=9), timedelta(hours=1)
    first, second = make.council(), make.council()
    issue = make.issue(first, posted_at=posted)
    both, late = make.representative(first), make.representative(second)
    make.appointment(make.seat(second), both)
    db.session.add(IssueAudience(issue_id=issue.id, council_id=second.id, since=posted + 2 * hour))
    words = {"by_title": "Representant", "tag": CommentTag.CONCERN, "text": "Bare for oss i det første utvalget."}
    to_users = {"audience": CommentAudience.USER_SIDE, "person_id": issue.author_id, "at": posted + hour}
    said = Comment(issue_id=issue.id, **words, **to_users)
    db.session.add(said)
    db.session.commit()

    audience = {first.id: posted, second.id: posted + 2 * hour}
    sees = [can_see_comment(make.actor(one), said, audience) for one in (both, late)]
    pages = [visit(one).get(f"/innspill/{issue.reference}").text for one in (both, late)]

    assert sees == [True, False]
    assert [words["text"] in page for page in pages] == [True, False]
