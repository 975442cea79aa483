"""Every version of a text stands for those who read it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.core import clock
from app.database import db, transaction
from app.issues.service import comments
from app.models.issue_enums import CommentAudience, CommentTag
from app.models.issues import IssueAudience

TEXT = "Døra er låst."


@pytest.fixture
def here(make):
    council = make.council()
    author = make.representative(council)
    long_ago = clock.now() - timedelta(hours=2)
    issue = make.issue(council, author=author, posted_at=long_ago)
    db.session.execute(update(IssueAudience).values(since=long_ago))
    return council, author, issue


def said(make, author, issue, audience=CommentAudience.USER_SIDE):
    with transaction():
        comment = comments.add_comment(
            make.actor(author),
            issue,
            tag=CommentTag.EXPERIENCE,
            audience=audience,
            text=TEXT,
        )
        comment.at -= timedelta(hours=1)
    return comment


def change(visit, author, issue, comment, audience=CommentAudience.USER_SIDE):
    form = {"text": "Døra er åpen.", "tag": "experience", "audience": audience.value, "confirmed": audience.value}
    answer = visit(author).post(f"/innspill/{issue.reference}/kommentar/{comment.id}", form)
    assert answer.status_code == 303


def test_what_changed_in_whom_it_concerns_and_what_is_wanted_is_shown(make, visit, here):
    _council, author, issue = here
    issue.affected, issue.wanted = "Alle unge", "Åpent til 15"
    db.session.commit()
    form = {"title": issue.title, "body": issue.body, "affected": "Alle eldre", "wanted": "Åpent til 18"}

    visit(author).post(f"/innspill/{issue.reference}/rediger", form)
    page = visit(author).get(f"/innspill/{issue.reference}/versjoner")

    assert "Alle <del>unge</del><ins>eldre</ins>" in page.text
    assert "Åpent til <del>15</del><ins>18</ins>" in page.text


def test_an_earlier_text_of_a_comment_stands_below_it(make, visit, here):
    council, author, issue = here
    comment = said(make, author, issue)

    change(visit, author, issue, comment)
    page = visit(make.representative(council)).get(f"/innspill/{issue.reference}")

    assert "Døra er åpen." in page.text
    assert "Døra er låst." in page.text


def test_what_was_for_the_user_side_alone_reaches_nobody_by_a_comment_that_is_opened(make, visit, here):
    council, author, issue = here
    comment = said(make, author, issue)

    change(visit, author, issue, comment, CommentAudience.OFFICE)
    page = visit(make.director(make.office_of(council))).get(f"/innspill/{issue.reference}")

    assert "Døra er åpen." in page.text
    assert "Døra er låst." not in page.text


def test_a_comment_that_was_taken_back_shows_none_of_its_texts(make, visit, here):
    council, author, issue = here
    comment = said(make, author, issue)
    change(visit, author, issue, comment)

    with transaction():
        db.session.get(type(comment), comment.id).withdrawn_at = clock.now()
    page = visit(make.representative(council)).get(f"/innspill/{issue.reference}")

    assert "Døra er" not in page.text
