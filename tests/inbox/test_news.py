"""What is new is what one has not looked at; notices stand together by issue, and lead to the first not seen."""

import re

from sqlalchemy import select

from app.core.roles import Side
from app.database import db, transaction
from app.issues.service import comments, follows
from app.models.issue_enums import CommentAudience, CommentTag
from app.models.notices import Event, EventKind, Notice
from app.models.themes import Theme
from app.notices.service.record import record

NEWS = re.compile(r'id="news-title".*?</section>', re.DOTALL)


def news_of(reader):
    found = NEWS.search(reader.get("/min-side").text)
    return found.group(0) if found else ""


def happen(make, issue, person, kind=EventKind.ISSUE_SHARED):
    with transaction():
        return record(kind, make.actor(person), about=issue)


def test_what_others_did_is_new_until_the_issue_is_looked_at_and_again_when_more_happens(make, visit):
    council = make.council()
    reader, other = make.representative(council), make.leader(council, name="Liv Leder")
    issue = make.issue(council, author=other, title="Køen er lang")
    first = happen(make, issue, other)
    happen(make, issue, other, EventKind.ISSUE_CLOSED)
    desk = visit(reader)

    page = news_of(desk)
    assert "Køen er lang" in page
    assert "Liv Leder" in page
    assert f'href="/innspill/{issue.reference}?hendelse={first.id}#hendelse-{first.id}"' in page
    landed = desk.get(f"/innspill/{issue.reference}?hendelse={first.id}").text
    assert landed.count(f'id="hendelse-{first.id}"') == 1
    assert "Køen er lang" not in news_of(desk)
    later = happen(make, issue, other, EventKind.ISSUE_REOPENED)
    assert f"#hendelse-{later.id}" in news_of(desk)


def test_ones_own_acts_are_no_news_nor_those_of_a_council_one_is_not_in(make, visit):
    council = make.council()
    me, stranger = make.leader(council), make.leader(make.council())
    happen(make, make.issue(council, author=me, title="Køen er lang"), me)
    theirs = make.issue(make.council(), title="Ikke her")
    happen(make, theirs, stranger)

    page = visit(me).get("/min-side").text

    assert "Køen er lang" not in (NEWS.search(page) or [""])[0]
    assert "Ikke her" not in page


def test_a_comment_for_the_user_side_is_no_news_to_the_office(make, visit):
    council = make.council()
    writer, member = make.representative(council), make.representative(council)
    office = [make.director(make.office_of(council)), make.secretary(council, side=Side.NAV)]
    issue = make.issue(council, author=member, title="Køen er lang")
    with transaction():
        comments.add_comment(
            make.actor(writer), issue, text="Bare for oss.", tag=CommentTag.CONCERN, audience=CommentAudience.USER_SIDE
        )

    assert "#kommentar-" in news_of(visit(member))
    assert all("Køen er lang" not in news_of(visit(person)) for person in office)


def test_looking_at_an_issue_reads_the_notices_of_it_and_no_others(make, visit):
    council = make.council()
    leader, author = make.leader(council), make.representative(council)
    seen, unseen = make.issue(council, author=author), make.issue(council, author=author)
    for issue in (seen, unseen):
        happen(make, issue, leader, EventKind.ISSUE_CLOSED)

    visit(author).get(f"/innspill/{seen.reference}")

    unread = select(Event.issue_id).join(Notice).where(Notice.person_id == author.id, Notice.read_at.is_(None))
    assert db.session.scalars(unread).all() == [unseen.id]


def test_the_notices_of_one_issue_are_one_row_that_leads_to_the_first_unread(make, visit):
    council = make.council()
    leader, author = make.leader(council, name="Liv Leder"), make.representative(council)
    issue = make.issue(council, author=author, title="Køen er lang")
    events = [happen(make, issue, leader, kind) for kind in (EventKind.ISSUE_CLOSED, EventKind.ISSUE_REOPENED)]

    page = visit(author).get("/varsler").text

    assert page.count("Køen er lang") == 1
    assert "og 1 hendelse til" in page
    assert "Liv Leder" in page
    assert f"#hendelse-{events[0].id}" in page


def test_a_notice_of_an_issue_that_one_sees_no_longer_keeps_its_number_alone(make, visit):
    council = make.council()
    leader, reader = make.leader(council), make.person()
    issue = make.issue(council, title="Køen er lang")
    event = happen(make, issue, leader)
    with transaction():
        db.session.add(Notice(event_id=event.id, person_id=reader.id, reason="follower", delivery="never", at=event.at))

    page = visit(reader).get("/varsler").text

    assert "Køen er lang" not in page
    assert issue.reference in page


def told_of(person):
    return set(db.session.scalars(select(Event.issue_id).join(Notice).where(Notice.person_id == person.id)))


def test_who_follows_an_office_or_a_theme_hears_of_its_issues_that_they_may_see(make):
    council = make.council()
    office = make.office_of(council)
    leader, member, stranger = make.leader(council), make.representative(council), make.representative(make.council())
    with transaction():
        follows.follow_office(make.actor(member), office, follows=True)
        follows.follow_theme(make.actor(member), Theme.UNGDOM, follows=True)
        follows.follow_office(make.actor(stranger), office, follows=True)
    here = make.issue(council, theme=Theme.TOLK)
    elsewhere = make.issue(council, theme=Theme.UNGDOM, office_id=make.office().id)
    neither = make.issue(council, theme=Theme.TOLK, office_id=make.office().id)

    for issue in (here, elsewhere, neither):
        happen(make, issue, leader, EventKind.ISSUE_POSTED)

    assert told_of(member) == {here.id, elsewhere.id}
    assert told_of(stranger) == set()


def test_who_has_muted_an_issue_is_not_told_because_of_its_office(make):
    council = make.council()
    leader, member = make.leader(council), make.representative(council)
    issue = make.issue(council)
    with transaction():
        follows.follow_office(make.actor(member), make.office_of(council), follows=True)
        follows.follow_issue(make.actor(member), issue, muted=True)

    happen(make, issue, leader, EventKind.ISSUE_CLOSED)

    assert told_of(member) == set()
