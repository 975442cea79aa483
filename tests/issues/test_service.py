"""What people do with an issue, and who hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.sight import can_read_held, can_see_issue
from app.core import clock
from app.core.errors import Conflict, Denied, Invalid
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.database import db, transaction
from app.issues import policy
from app.issues.queries import issue_list
from app.issues.queries import issues as issues_queries
from app.issues.service import closing, comments, edits, follows, merging, posting, public_version, sharing, supports
from app.issues.service.posting import AskedDays, Source, Text
from app.issues.views import act_table
from app.models.councils import Intake
from app.models.follows import Follow
from app.models.followups import FollowUp
from app.models.issue_enums import (
    Channel,
    CommentAudience,
    CommentTag,
    IssueKind,
    OfficeAsk,
    Origin,
    Outcome,
    Visibility,
)
from app.models.issues import ActReason, Issue, IssueAudience, Support
from app.models.notices import Event, EventKind, Notice
from app.models.revisions import IssueRevision
from app.models.states import FollowUpKind, FollowUpState, IssueState
from app.models.themes import Theme
from app.notices.queries.recipients import releasers_in
from tests.make import LONG_AGO

TEXT = Text("Åpningstiden passer ikke", "Kontoret har åpent to timer midt på dagen.", Theme.APNING)


@pytest.fixture(autouse=True)
def words_need_a_reader(app):
    with app.test_request_context():
        yield


def post(make, author, council, text=TEXT, **more):
    office = make.office_of(council)
    actor = make.actor(author)
    with transaction():
        return posting.post_issue(actor, text, council_id=council.id, office_id=office.id, **more)


def told(kind):
    rows = db.session.scalars(
        select(Notice.person_id).join(Event, Event.id == Notice.event_id).where(Event.kind == kind)
    )
    return sorted(set(rows))


def owed(issue):
    return list(db.session.scalars(select(FollowUp).where(FollowUp.issue_id == issue.id).order_by(FollowUp.id)))


# ---- Posting


def test_posting_goes_to_the_office_at_once_and_tells_its_director(make):
    council = make.council(answer_days=20)
    author, secretary = make.representative(council), make.secretary(council)
    director = make.director(make.office_of(council))

    issue = post(make, author, council)

    assert issue.state is IssueState.WITH_OFFICE
    assert [(row.kind, row.days) for row in owed(issue)] == [(FollowUpKind.ANSWER, 20)]
    assert told(EventKind.ISSUE_SENT) == [director.id]
    assert told(EventKind.ISSUE_POSTED) == [secretary.id]


def test_posting_waits_for_the_council_where_the_council_wants_to_look_first(make):
    council = make.council(intake=Intake.AFTER_COUNCIL)
    author, secretary = make.representative(council), make.secretary(council)
    director = make.director(make.office_of(council))

    issue = post(make, author, council)
    assert issue.state is IssueState.OPEN
    assert told(EventKind.ISSUE_SENT) == []
    with transaction():
        posting.send_to_office(make.actor(secretary), issue)

    assert issue.state is IssueState.WITH_OFFICE
    assert told(EventKind.ISSUE_SENT) == [author.id, director.id]


def test_what_works_well_asks_for_no_answer_and_closes_as_noted(make):
    council = make.council()
    leader = make.leader(council)
    author = make.representative(council)
    issue = post(make, author, council, Text("Vertene tar imot", "De møter folk.", Theme.APNING, IssueKind.WORKS_WELL))

    assert owed(issue) == []
    with transaction():
        assert closing.close_issue(make.actor(leader), issue, outcome=Outcome.NOTED, text="Fint å vite.")

    assert issue.outcome is Outcome.NOTED


def test_an_issue_of_a_region_is_answered_by_the_region(make):
    region = make.region()
    council = make.council(offices=[], nav_region_id=region.id)
    author = make.representative(council)

    with transaction():
        issue = posting.post_issue(make.actor(author), TEXT, council_id=council.id, office_id=None)

    assert owed(issue)[0].nav_region_id == region.id


def test_an_office_that_the_council_does_not_follow_is_refused(make):
    council = make.council()
    author, elsewhere = make.representative(council), make.office()
    actor = make.actor(author)

    with pytest.raises(Invalid), transaction():
        posting.post_issue(actor, TEXT, council_id=council.id, office_id=elsewhere.id)


@pytest.mark.parametrize("who", ["director", "secretary", "nav seat", "another council", "moderator"])
def test_only_a_seat_of_the_council_that_is_not_nav_posts(make, who):
    council = make.council()
    people = {
        "director": lambda: make.director(make.office_of(council)),
        "secretary": lambda: make.secretary(council),
        "nav seat": lambda: make.representative(council, side=Side.NAV),
        "another council": lambda: make.representative(make.council()),
        "moderator": lambda: make.scope(ScopeKind.MODERATOR),
    }
    actor = make.actor(people[who]())
    office = make.office_of(council)

    with pytest.raises(Denied), transaction():
        posting.post_issue(actor, TEXT, council_id=council.id, office_id=office.id)


@pytest.mark.parametrize("field", ["title", "body", "affected", "wanted"])
def test_an_identity_number_never_gets_in_by_any_field(make, field):
    council = make.council()
    actor = make.actor(make.representative(council))
    office = make.office_of(council)
    words = {"title": "Tittel", "body": "Tekst", "theme": Theme.APNING, field: "Gjelder 01010112377 i dag"}

    with pytest.raises(Invalid) as refused, transaction():
        posting.post_issue(actor, Text(**words), council_id=council.id, office_id=office.id)

    assert refused.value.field == field
    assert db.session.query(Issue).count() == 0


def test_a_held_text_is_read_by_the_user_sides_leader_and_goes_on_when_released(make):
    council = make.council()
    leader, author, other = make.leader(council), make.representative(council), make.representative(council)
    director = make.director(make.office_of(council))

    issue = post(make, author, council, ask_reading=True)
    audience = {council.id: issue.posted_at}
    seen = {
        person.id: can_see_issue(make.actor(person), issue, audience) for person in (leader, author, other, director)
    }
    with transaction():
        posting.release_issue(make.actor(leader), issue)

    assert seen == {leader.id: True, author.id: True, other.id: False, director.id: False}
    assert told(EventKind.ISSUE_HELD) == [leader.id]
    assert told(EventKind.ISSUE_RELEASED) == [author.id]
    assert issue.state is IssueState.WITH_OFFICE


def test_where_no_user_leads_the_coordinator_releases(make):
    county = make.county()
    office = make.office(county=county)
    council = make.council(office=office)
    nav_leader = make.representative(council, side=Side.NAV)
    make.role(council, nav_leader, CouncilRoleKind.LEADER, side=Side.NAV)
    coordinator, author = make.coordinator(county), make.representative(council)
    issue = post(make, author, council, ask_reading=True)

    with pytest.raises(Denied), transaction():
        posting.release_issue(make.actor(nav_leader), issue)
    issue = db.session.get(Issue, issue.id)
    with transaction():
        posting.release_issue(make.actor(coordinator), issue)

    assert told(EventKind.ISSUE_HELD) == [coordinator.id]
    assert issue.state is IssueState.WITH_OFFICE


@pytest.mark.parametrize("leads", [None, "holder", "substitute", "left", "from another side"])
def test_page_policy_and_service_agree_on_who_reads_a_held_text_through(make, leads):
    county = make.county()
    council = make.council(office=make.office(county=county))
    if leads is not None:
        side = Side.NAV if leads == "from another side" else Side.USER
        leader = make.representative(council, side=side, rank=1 if leads == "substitute" else 0)
        role = make.role(council, leader, CouncilRoleKind.DEPUTY, side=side)
        role.valid_to = LONG_AGO if leads == "left" else None
    coordinator, author = make.coordinator(county), make.representative(council)
    issue = post(make, author, council, ask_reading=True)
    actor = make.actor(coordinator)

    offered = [act.key for act in act_table.open_to(actor, issue)]
    may = coordinator.id in releasers_in(council.id)

    assert may == (leads not in ("holder", "substitute"))
    assert (offered == ["les-gjennom", "enkeltsak"]) == may == can_read_held(actor, issue)
    if not may:
        with pytest.raises(Denied), transaction():
            posting.release_issue(actor, issue)
        with pytest.raises(Denied), transaction():
            closing.point_away(actor, db.session.get(Issue, issue.id), text="Ring Nav.")


def test_a_secretary_registers_what_came_by_phone_and_it_shows_for_whom(make):
    council = make.council()
    secretary = make.secretary(council)
    actor = make.actor(secretary)
    source = Source(Channel.PHONE, "en pårørende", consent=True)

    with transaction():
        issue = posting.register_issue(
            actor, TEXT, council_id=council.id, office_id=make.office_of(council).id, source=source
        )

    assert (issue.origin, issue.author_id, issue.registered_by_id) == (Origin.PUBLIC, None, secretary.id)
    event = db.session.scalar(select(Event).where(Event.kind == EventKind.ISSUE_POSTED))
    assert event.for_name == "en pårørende"


def test_registering_for_a_representative_keeps_the_words_theirs(make):
    council = make.council()
    secretary, author = make.secretary(council), make.representative(council)
    seat = make.actor(author).seats[0]
    source = Source(Channel.MEETING, "representanten fra Mental Helse", True, seat.seat_id, author.id)

    with transaction():
        issue = posting.register_issue(
            make.actor(secretary), TEXT, council_id=council.id, office_id=make.office_of(council).id, source=source
        )

    assert (issue.author_id, issue.author_seat_id) == (author.id, seat.seat_id)


def test_registering_needs_a_yes_and_the_right_to_do_it(make):
    council = make.council()
    office = make.office_of(council)
    secretary, member = make.actor(make.secretary(council)), make.actor(make.representative(council))

    with pytest.raises(Invalid), transaction():
        posting.register_issue(
            secretary, TEXT, council_id=council.id, office_id=office.id, source=Source(Channel.PHONE, "en mor", False)
        )
    with pytest.raises(Denied), transaction():
        posting.register_issue(
            member, TEXT, council_id=council.id, office_id=office.id, source=Source(Channel.PHONE, "en mor", True)
        )


def test_an_office_asks_its_council_which_then_owes_a_statement(make):
    council = make.council(statement_days=15)
    office = make.office_of(council)
    director, leader = make.director(office), make.leader(council)

    with transaction():
        issue = posting.ask_council(
            make.actor(director), TEXT, council_id=council.id, office_id=office.id, ask=OfficeAsk.QUESTION
        )

    assert [(row.kind, row.council_id, row.days) for row in owed(issue)] == [(FollowUpKind.STATEMENT, council.id, 15)]
    assert leader.id in told(EventKind.COUNCIL_ASKED)
    assert issue.origin is Origin.OFFICE


def test_an_announced_change_has_a_day_and_only_the_office_announces_it(make):
    council = make.council()
    office = make.office_of(council)
    director, member = make.actor(make.director(office)), make.actor(make.leader(council))
    ask = {"council_id": council.id, "office_id": office.id, "ask": OfficeAsk.CHANGE}

    with pytest.raises(Invalid), transaction():
        posting.ask_council(director, TEXT, **ask)
    with pytest.raises(Invalid) as past, transaction():
        posting.ask_council(director, TEXT, **ask, days=AskedDays(clock.today() - timedelta(days=1)))
    assert past.value.field == "change_on"
    with pytest.raises(Denied), transaction():
        posting.ask_council(member, TEXT, **ask, days=AskedDays(clock.today()))


@pytest.mark.parametrize("ask", list(OfficeAsk))
def test_the_council_has_until_the_day_that_the_office_needs_the_answer(make, ask):
    council = make.council(statement_days=15)
    office = make.office_of(council)
    director, day = make.actor(make.director(office)), clock.today() + timedelta(days=30)
    days = AskedDays(change_on=day + timedelta(days=60), decide_on=day + timedelta(days=10), answer_by=day)

    with transaction():
        issue = posting.ask_council(director, TEXT, council_id=council.id, office_id=office.id, ask=ask, days=days)

    assert [(row.due, row.original_due, row.days) for row in owed(issue)] == [(day, day, None)]
    assert issue.decide_on == days.decide_on


def test_an_answer_that_comes_after_the_decision_is_not_asked_for(make):
    council = make.council()
    office = make.office_of(council)
    director, today = make.actor(make.director(office)), clock.today()
    days = AskedDays(decide_on=today + timedelta(days=10), answer_by=today + timedelta(days=11))

    with pytest.raises(Invalid) as late, transaction():
        posting.ask_council(
            director, TEXT, council_id=council.id, office_id=office.id, ask=OfficeAsk.QUESTION, days=days
        )

    assert late.value.field == "answer_by"


# ---- Editing


def test_the_first_quarter_of_an_hour_leaves_no_version_behind(make):
    council = make.council()
    author = make.representative(council)
    issue = post(make, author, council)

    with transaction():
        edits.edit_issue(make.actor(author), issue, title="Ny tittel", body="Ny tekst")

    assert (issue.title, issue.version) == ("Ny tittel", 1)
    assert db.session.query(IssueRevision).count() == 0


def test_a_later_change_keeps_the_earlier_words_and_tells_the_office(make):
    council = make.council()
    author, director = make.representative(council), make.director(make.office_of(council))
    issue = make.issue(council, author=author, posted_at=clock.now() - timedelta(minutes=16))
    old = issue.body

    with transaction():
        edits.edit_issue(make.actor(author), issue, title=issue.title, body="Nå er det tre timer.")

    kept = db.session.query(IssueRevision).one()
    assert (kept.version, kept.body, issue.version) == (1, old, 2)
    assert told(EventKind.ISSUE_EDITED) == [director.id]


@pytest.mark.parametrize("who", ["director", "secretary", "leader", "coordinator"])
def test_nobody_but_the_writer_changes_a_text(make, who):
    county = make.county()
    council = make.council(office=make.office(county=county))
    issue = make.issue(council)
    people = {
        "director": lambda: make.director(make.office_of(council)),
        "secretary": lambda: make.secretary(council),
        "leader": lambda: make.leader(council),
        "coordinator": lambda: make.coordinator(county),
    }
    actor = make.actor(people[who]())

    with pytest.raises(Denied), transaction():
        edits.edit_issue(actor, issue, title="Noe annet", body="Noe annet")


def test_a_difference_names_the_words_that_came_and_went():
    pieces = edits.word_difference("Åpent to timer", "Åpent tre timer")

    assert [(piece.what, piece.text) for piece in pieces] == [
        ("same", "Åpent "),
        ("gone", "to"),
        ("added", "tre"),
        ("same", " timer"),
    ]


# ---- Support


def test_support_names_one_office_and_breadth_counts_offices_and_organisations(make):
    council, other = make.council(), make.council()
    leader = make.leader(council)
    issue = make.issue(council, visibility=Visibility.SHARED)
    near, far = make.representative(council), make.representative(other)

    for person, place in ((near, council), (far, other)):
        actor = make.actor(person)
        with transaction():
            supports.support_issue(
                actor, issue, seat_id=actor.seats[0].seat_id, office_id=make.office_of(place).id, example="Slik er det."
            )

    found = supports.breadth_of(issue, db.session.query(Support).all())
    assert (found.offices, found.organisations) == (2, 3)
    assert set(told(EventKind.ISSUE_SUPPORTED)) == {leader.id, issue.author_id}


def test_a_council_above_says_that_it_is_the_same_at_the_offices_of_the_councils_under_it(make, visit):
    above = make.council(offices=[])
    below = make.council(parent_id=above.id)
    issue = make.issue(make.council(), visibility=Visibility.SHARED)
    person = make.representative(above)
    page, office = f"/innspill/{issue.reference}", make.office_of(below)
    browser = visit(person)

    assert "/samme-hos-oss" in browser.get(page).text
    assert office.name in browser.get(f"{page}/samme-hos-oss").text
    seat = make.actor(person).seats[0].seat_id
    browser.post(f"{page}/samme-hos-oss", {"place": f"{seat}-{office.id}"})

    assert db.session.query(Support).one().office_id == office.id


def test_where_no_office_can_be_named_nobody_is_asked_for_one(make, visit):
    issue = make.issue(make.council(), visibility=Visibility.SHARED)
    browser = visit(make.representative(make.council(offices=[])))

    assert "/samme-hos-oss" not in browser.get(f"/innspill/{issue.reference}").text
    assert browser.get(f"/innspill/{issue.reference}/samme-hos-oss").status_code == 403


def test_a_seat_stands_behind_an_issue_once_however_often_it_says_so(make):
    council = make.council()
    issue = make.issue(council)
    actor = make.actor(make.representative(council))
    where = {"seat_id": actor.seats[0].seat_id, "office_id": make.office_of(council).id}

    with transaction():
        _first, new = supports.support_issue(actor, issue, **where)
    with transaction():
        _again, again = supports.support_issue(actor, issue, **where)

    assert (new, again) == (True, False)
    assert db.session.query(Support).count() == 1


def test_support_can_be_taken_back_and_given_again(make):
    council = make.council()
    issue = make.issue(council)
    actor = make.actor(make.representative(council))
    where = {"seat_id": actor.seats[0].seat_id, "office_id": make.office_of(council).id}
    with transaction():
        given, _new = supports.support_issue(actor, issue, **where)

    with transaction():
        supports.withdraw_support(actor, issue, given)
    with transaction():
        _given, new = supports.support_issue(actor, issue, **where)

    assert new
    assert given.withdrawn_at is not None


@pytest.mark.parametrize("who", ["author", "director", "secretary", "nav seat"])
def test_only_other_user_seats_say_that_it_is_the_same(make, who):
    council = make.council()
    issue = make.issue(council)
    people = {
        "author": lambda: db.session.get(type(make.person()), issue.author_id),
        "director": lambda: make.director(make.office_of(council)),
        "secretary": lambda: make.secretary(council),
        "nav seat": lambda: make.representative(council, side=Side.NAV),
    }
    actor = make.actor(people[who]())
    seat_id = actor.seats[0].seat_id if actor.seats else 0
    office = make.office_of(council)

    with pytest.raises(Denied), transaction():
        supports.support_issue(actor, issue, seat_id=seat_id, office_id=office.id)


# ---- Comments


def test_a_comment_for_the_user_side_is_told_to_nobody_at_the_office(make):
    council = make.council()
    director = make.director(make.office_of(council))
    issue = again(make, director, make.issue(council))
    with transaction():
        follows.follow_issue(make.actor(director), issue, muted=False)
    writer = make.actor(make.representative(council))

    with transaction():
        comments.add_comment(
            writer,
            issue,
            text="Det er rommet.",
            tag=CommentTag.EXPERIENCE,
            audience=CommentAudience.USER_SIDE,
        )

    assert told(EventKind.ISSUE_COMMENTED) == [issue.author_id]
    assert issues_queries.comments_of(make.actor(director), issue) == []
    assert len(issues_queries.comments_of(writer, issue)) == 1


def test_the_office_cannot_write_for_the_user_side_alone_nor_narrow_a_comment(make):
    council = make.council()
    issue = make.issue(council)
    director = make.actor(make.director(make.office_of(council)))
    said = {"text": "Vi ser på det.", "tag": CommentTag.PROPOSAL}

    with pytest.raises(Invalid), transaction():
        comments.add_comment(director, issue, audience=CommentAudience.USER_SIDE, **said)
    issue = db.session.get(Issue, issue.id)
    with transaction():
        comment = comments.add_comment(director, issue, audience=CommentAudience.OFFICE, **said)
    with pytest.raises(Invalid), transaction():
        comments.widen_audience(director, issue, comment, CommentAudience.USER_SIDE)


def test_taking_part_follows_and_muting_stays(make):
    council = make.council()
    issue = make.issue(council)
    writer = make.actor(make.representative(council))
    with transaction():
        follows.follow_issue(writer, issue, muted=True)

    with transaction():
        comments.add_comment(
            writer,
            issue,
            text="Enig.",
            tag=CommentTag.EXPERIENCE,
            audience=CommentAudience.USER_SIDE,
        )

    assert db.session.query(Follow).one().muted is True


# ---- Ending


def nav_led(make):
    council = make.council()
    leader = make.representative(council, side=Side.NAV)
    make.role(council, leader, CouncilRoleKind.LEADER, side=Side.NAV)
    return council, leader, make.secretary(council), make.representative(council), make.representative(council)


@pytest.mark.parametrize("who", ["leader", "secretary", "director", "coordinator", "substitute", "municipality"])
@pytest.mark.parametrize("act", ["close", "reopen", "merge", "approve"])
def test_the_user_sides_acts_are_refused_to_everybody_else(make, who, act):
    county = make.county()
    council = make.council(office=make.office(county=county))
    nav_leader = make.representative(council, side=Side.NAV)
    make.role(council, nav_leader, CouncilRoleKind.LEADER, side=Side.NAV)
    people = {
        "leader": lambda: nav_leader,
        "secretary": lambda: make.secretary(council),
        "director": lambda: make.director(make.office_of(council)),
        "coordinator": lambda: make.coordinator(county),
        "substitute": lambda: make.representative(council, rank=1),
        "municipality": lambda: make.representative(council, side=Side.MUNICIPALITY),
    }
    closed = {"state": IssueState.CLOSED, "outcome": Outcome.NOTED, "closed_at": clock.now()} if act == "reopen" else {}
    issue, other = make.issue(council, **closed), make.issue(council)
    if act == "approve":
        with transaction():
            version = public_version.propose_public_words(
                make.actor(make.representative(council)), issue, title="Tittel", text="Tekst"
            )
        with transaction():
            version.consented_at = clock.now()
    actor = make.actor(people[who]())
    acts = {
        "close": lambda: closing.close_issue(actor, issue, outcome=Outcome.NOTED, text="Ferdig."),
        "reopen": lambda: closing.reopen_issue(actor, issue, reason="Det er ikke løst."),
        "merge": lambda: merging.merge_issue(actor, issue, other),
        "approve": lambda: public_version.approve_public_words(actor, issue, version),
    }

    with pytest.raises(Denied), transaction():
        acts[act]()


def test_where_nav_leads_two_user_seats_close_together(make):
    council, _leader, _secretary, first, second = nav_led(make)
    issue = make.issue(council)
    words = {"outcome": Outcome.NOTED, "text": "Vi har fått svar i møtet."}

    with transaction():
        alone = closing.close_issue(make.actor(first), issue, **words)
    with transaction():
        again = closing.close_issue(make.actor(first), issue, **words)
    with transaction():
        other_words = closing.close_issue(make.actor(second), issue, outcome=Outcome.NOTED, text="Noe annet.")
    with transaction():
        together = closing.close_issue(make.actor(second), issue, **words)

    assert (alone, again, other_words, together) == (False, False, False, True)
    assert issue.state is IssueState.CLOSED


def test_the_leader_on_a_user_seat_closes_alone_and_everybody_reads_why(make):
    council = make.council()
    leader = make.leader(council)
    director = make.director(make.office_of(council))
    issue = make.issue(council)

    with transaction():
        assert closing.close_issue(make.actor(leader), issue, outcome=Outcome.NOT_PURSUED, text="Vi prioriterer annet.")

    assert db.session.query(ActReason).one().text == "Vi prioriterer annet."
    assert told(EventKind.ISSUE_CLOSED) == sorted([issue.author_id, director.id])


def test_an_issue_is_not_closed_while_the_office_owes_an_answer(make):
    council = make.council()
    leader = make.actor(make.leader(council))
    issue = make.issue(council)
    make.owed(issue)

    with pytest.raises(Conflict), transaction():
        closing.close_issue(leader, issue, outcome=Outcome.NOTED, text="Ferdig.")


def test_an_issue_without_an_answer_is_not_called_solved(make):
    council = make.council()
    leader = make.actor(make.leader(council))
    issue = make.issue(council)

    with pytest.raises(Invalid), transaction():
        closing.close_issue(leader, issue, outcome=Outcome.SOLVED, text="Ferdig.")


def test_reopening_needs_words_and_tells_the_office_and_the_author(make):
    council = make.council()
    leader = make.leader(council)
    director = make.director(make.office_of(council))
    issue = make.issue(council, state=IssueState.CLOSED, outcome=Outcome.NOTED, closed_at=clock.now())

    with pytest.raises(Invalid), transaction():
        closing.reopen_issue(make.actor(leader), issue, reason=" ")
    issue = db.session.get(Issue, issue.id)
    with transaction():
        closing.reopen_issue(make.actor(leader), issue, reason="Det er like galt.")

    assert (issue.state, issue.outcome, issue.reopened) == (IssueState.WITH_OFFICE, None, 1)
    assert told(EventKind.ISSUE_REOPENED) == sorted([issue.author_id, director.id])


def test_what_was_with_the_office_is_owed_by_it_again_after_it_is_opened_again(make):
    council = make.council()
    leader = make.actor(make.leader(council))
    issue = post(make, make.representative(council), council)
    with transaction():
        closing.point_away(leader, issue, text="Dette er en enkeltsak.")
    with transaction():
        closing.reopen_issue(leader, issue, reason="Det gjelder mange likevel.")

    assert not policy.can_send(leader, issue)
    assert issue.state is IssueState.WITH_OFFICE
    assert [row.state for row in owed(issue)] == [FollowUpState.DROPPED, FollowUpState.RUNNING]


def test_what_has_an_answer_is_answered_anew_when_it_is_opened_again(make):
    council = make.council()
    leader = make.actor(make.leader(council))
    issue = post(make, make.representative(council), council)
    row = owed(issue)[0]
    row.move(FollowUpState.DONE, clock.now())
    issue.settle([row])
    db.session.commit()
    with transaction():
        closing.close_issue(leader, issue, outcome=Outcome.SOLVED, text="Det hjalp.")

    with transaction():
        closing.reopen_issue(leader, issue, reason="Det er like galt.")

    assert issue.state is IssueState.WITH_OFFICE
    assert [one.round for one in owed(issue)] == [1, 2]
    assert not policy.can_send(leader, issue)


def test_the_councils_word_is_owed_anew_when_an_offices_question_is_opened_again(make):
    council = make.council()
    office = make.office_of(council)
    director, leader = make.actor(make.director(office)), make.actor(make.leader(council))
    with transaction():
        issue = posting.ask_council(director, TEXT, council_id=council.id, office_id=office.id, ask=OfficeAsk.QUESTION)
    with transaction():
        closing.close_issue(leader, issue, outcome=Outcome.NOTED, text="Vi tar det i møtet.")

    with transaction():
        closing.reopen_issue(leader, issue, reason="Vi rakk det ikke.")

    assert [row.state for row in owed(issue)] == [FollowUpState.DROPPED, FollowUpState.RUNNING]


def test_merging_drops_what_is_owed_and_carries_the_support_along(make):
    council = make.council()
    leader = make.leader(council)
    issue, into = make.issue(council), make.issue(council)
    row = make.owed(issue)
    supporter = make.actor(make.representative(council))
    office = make.office_of(council)
    with transaction():
        supports.support_issue(supporter, issue, seat_id=supporter.seats[0].seat_id, office_id=office.id)

    with transaction():
        merging.merge_issue(make.actor(leader), issue, into)

    assert (issue.outcome, issue.merged_into_id, row.state) == (Outcome.MERGED, into.id, FollowUpState.DROPPED)
    stands = {one.seat_id for one in db.session.query(Support).filter_by(issue_id=into.id)}
    assert stands == {supporter.seats[0].seat_id, issue.author_seat_id}
    assert issue.author_id in told(EventKind.ISSUE_MERGED)


def test_an_issue_is_not_merged_with_itself_nor_with_another_councils(make):
    council = make.council()
    leader = make.actor(make.leader(council))
    issue, elsewhere = make.issue(council), make.issue(make.council())

    for target_id in (issue.id, elsewhere.id):
        with pytest.raises(Invalid), transaction():
            merging.merge_issue(leader, db.session.get(Issue, issue.id), db.session.get(Issue, target_id))


def test_withdrawing_an_issue_that_nobody_else_supports_ends_it(make):
    council = make.council()
    author = make.representative(council)
    issue = make.issue(council, author=author)
    row = make.owed(issue)

    with transaction():
        assert closing.withdraw_issue(make.actor(author), issue)

    assert (issue.outcome, row.state) == (Outcome.WITHDRAWN, FollowUpState.DROPPED)


def test_withdrawing_an_issue_that_others_support_takes_only_the_name_off(make):
    council = make.council()
    leader, author = make.leader(council), make.representative(council)
    issue = make.issue(council, author=author)
    supporter = make.actor(make.representative(council))
    with transaction():
        supports.support_issue(
            supporter, issue, seat_id=supporter.seats[0].seat_id, office_id=make.office_of(council).id
        )

    with transaction():
        assert not closing.withdraw_issue(make.actor(author), issue)

    assert issue.anonymous
    assert not issue.is_closed
    assert issue.registered_by_id == leader.id
    assert issue.author_seat_id == make.actor(leader).seats[0].seat_id


def supported_elsewhere(make, council, author):
    """An issue that somebody in another council stands behind."""
    issue = make.issue(council, author=author, visibility=Visibility.SHARED)
    other = make.council()
    supporter = make.actor(make.representative(other))
    with transaction():
        supports.support_issue(supporter, issue, seat_id=supporter.seats[0].seat_id, office_id=make.office_of(other).id)
    return issue


@pytest.mark.parametrize(
    ("there", "heir"),
    [
        (["old", "deputy", "leader"], "leader"),
        (["old", "deputy"], "deputy"),
        (["new", "old", "substitute", "nav"], "old"),
    ],
)
def test_who_takes_their_name_off_is_followed_by_the_users_leader_deputy_or_longest_holder(make, there, heir):
    council = make.council(office=make.office(county=(county := make.county())))
    make.coordinator(county)
    nav_leader = make.director(make.office_of(council))
    make.role(council, nav_leader, CouncilRoleKind.LEADER, side=Side.NAV)
    author = make.representative(council)
    people = {}
    for number, name in enumerate(there):
        people[name] = make.person(name=name)
        seat = make.seat(council, side=Side.NAV if name == "nav" else Side.USER)
        since = LONG_AGO + timedelta(days=0 if name in ("old", "substitute", "nav") else 10 + number)
        make.appointment(seat, people[name], valid_from=since, rank=int(name == "substitute"))
        if name in ("leader", "deputy"):
            make.role(council, people[name], CouncilRoleKind(name), side=Side.USER)
    issue = supported_elsewhere(make, council, author)

    with transaction():
        assert not closing.withdraw_issue(make.actor(author), issue)

    assert issue.registered_by_id == people[heir].id
    assert issue.author_seat_id == make.actor(people[heir]).seats[0].seat_id


def test_a_leader_who_takes_their_own_name_off_does_not_follow_themselves(make):
    council = make.council()
    leader, member = make.leader(council), make.representative(council)
    issue = supported_elsewhere(make, council, leader)

    with transaction():
        assert not closing.withdraw_issue(make.actor(leader), issue)

    assert issue.registered_by_id == member.id


def test_where_nobody_is_left_on_the_user_side_the_council_stands_for_it(make, visit):
    council = make.council(office=make.office(county=(county := make.county())))
    make.coordinator(county)
    author, secretary = make.representative(council, name="Ane Avsender"), make.secretary(council)
    issue = supported_elsewhere(make, council, author)

    with transaction():
        assert not closing.withdraw_issue(make.actor(author), issue)

    page = visit(secretary).get(f"/innspill/{issue.reference}").text
    assert (issue.registered_by_id, issue.author_seat_id) == (None, None)
    assert "brukersiden i utvalget" in page
    assert "Ane Avsender" not in page


def test_what_its_author_took_back_is_not_opened_again_by_the_user_side(make):
    council = make.council()
    leader = make.leader(council)
    author = make.representative(council)
    issue = make.issue(council, author=author)
    with transaction():
        closing.withdraw_issue(make.actor(author), issue)

    offered = [act.key for act in act_table.open_to(make.actor(leader), issue)]
    with pytest.raises(Conflict), transaction():
        closing.reopen_issue(make.actor(leader), issue, reason="Det gjelder flere.")

    assert "apne" not in offered


def test_an_individual_case_is_pointed_away_with_kind_words_wherever_it_stands(make):
    council = make.council()
    leader = make.leader(council)
    issue = make.issue(council)
    make.owed(issue)

    with transaction():
        closing.point_away(make.actor(leader), issue, text="Dette bør du klage på. Vi hjelper deg gjerne å finne fram.")

    assert issue.outcome is Outcome.INDIVIDUAL_CASE
    assert told(EventKind.ISSUE_CLOSED) == [issue.author_id]


def test_where_nav_leads_two_must_agree_that_it_is_one_persons_case(make):
    council, _leader, _secretary, first, second = nav_led(make)
    issue = make.issue(council)

    with transaction():
        alone = closing.point_away(make.actor(first), issue, text="Klag på vedtaket, så blir det sett på.")
    with transaction():
        together = closing.point_away(make.actor(second), issue, text="Klag på vedtaket, så blir det sett på.")

    assert (alone, together, issue.outcome) == (False, True, Outcome.INDIVIDUAL_CASE)


# ---- Reaching further


def test_a_shared_issue_is_read_by_representatives_elsewhere(make):
    council = make.council()
    author = make.representative(council)
    stranger = make.actor(make.representative(make.council()))
    issue = make.issue(council, author=author)
    before = can_see_issue(stranger, issue, {council.id: issue.posted_at})

    with transaction():
        sharing.share_issue(make.actor(author), issue)

    assert (before, can_see_issue(stranger, issue, {council.id: issue.posted_at})) == (False, True)


def test_raising_puts_the_issue_before_the_council_above_which_owes_a_reply(make):
    parent = make.council(offices=[])
    above = make.leader(parent)
    council = make.council(parent_id=parent.id)
    leader = make.leader(council)
    issue = make.issue(council)

    with transaction():
        row = sharing.raise_issue(make.actor(leader), issue, reason="Det er likt på alle kontorene.")

    assert (row.kind, row.council_id) == (FollowUpKind.RAISE_REPLY, parent.id)
    assert db.session.get(IssueAudience, (issue.id, parent.id)) is not None
    assert above.id in told(EventKind.ISSUE_RAISED)
    with pytest.raises(Conflict), transaction():
        sharing.raise_issue(make.actor(leader), db.session.get(Issue, issue.id), reason="En gang til.")


def test_what_was_for_the_user_side_alone_stays_there_when_the_issue_is_raised(make):
    parent = make.council(offices=[])
    above = make.leader(parent)
    council = make.council(parent_id=parent.id)
    leader, member = make.leader(council), make.representative(council)
    issue = again(make, leader, make.issue(council))
    with transaction():
        say(make, leader, issue, "Mellom oss.", CommentAudience.USER_SIDE)
        say(make, leader, issue, "Til kontoret.", CommentAudience.OFFICE)
        sharing.raise_issue(make.actor(leader), issue, reason="Det er likt på alle kontorene.")
    issue = again(make, leader, issue)
    with transaction():
        say(make, leader, issue, "Til begge brukersidene.", CommentAudience.USER_SIDE)

    assert read_by(make, above, issue) == ["Til kontoret.", "Til begge brukersidene."]
    assert read_by(make, member, issue) == ["Mellom oss.", "Til kontoret.", "Til begge brukersidene."]


def say(make, person, issue, text, audience):
    return comments.add_comment(
        make.actor(person),
        issue,
        text=text,
        tag=CommentTag.EXPERIENCE,
        audience=audience,
    )


def again(make, person, issue):
    db.session.expunge_all()
    return issues_queries.issue_for(make.actor(person), issue.reference)


def read_by(make, person, issue):
    return [one.text for one in issues_queries.comments_of(make.actor(person), issue)]


def test_the_public_words_need_the_authors_yes_and_the_user_sides(make):
    council = make.council()
    leader, author = make.leader(council), make.representative(council)
    issue = make.issue(council, author=author)
    with transaction():
        version = public_version.propose_public_words(
            make.actor(leader), issue, title="Åpningstid", text="Kort åpningstid."
        )

    with pytest.raises(Conflict), transaction():
        public_version.approve_public_words(make.actor(leader), issue, version)
    issue, version = db.session.get(Issue, issue.id), db.session.get(type(version), issue.id)
    with transaction():
        public_version.consent_to_public_words(make.actor(author), issue, version)
    with transaction():
        assert public_version.approve_public_words(make.actor(leader), issue, version)

    assert issue.is_public
    assert told(EventKind.PUBLIC_VERSION_PROPOSED) == [author.id]
    assert told(EventKind.PUBLIC_VERSION_AGREED) == [leader.id]


def test_who_waits_for_the_public_words_hears_of_a_no_and_of_a_yes_taken_back(make):
    council = make.council()
    office = make.office_of(council)
    leader, author, director = make.leader(council), make.representative(council), make.director(office)
    secretary = make.secretary(council)
    issue = make.issue(council, author=author, office=office)
    with transaction():
        version = public_version.propose_public_words(
            make.actor(author), issue, title="Åpningstid", text="Kort åpningstid."
        )
    with transaction():
        public_version.decline_public_words(make.actor(author), issue, version)
    assert told(EventKind.PUBLIC_VERSION_REFUSED) == [leader.id]
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Kort åpningstid.")
    with transaction():
        public_version.consent_to_public_words(make.actor(author), issue, version)
    with transaction():
        public_version.approve_public_words(make.actor(leader), issue, version)

    with transaction():
        public_version.withdraw_consent(make.actor(author), issue, version)

    assert not issue.is_public
    assert sorted(told(EventKind.PUBLIC_VERSION_WITHDRAWN)) == sorted([leader.id, director.id])
    assert secretary.id not in told(EventKind.PUBLIC_VERSION_AGREED)


def test_whoever_noted_the_consent_is_asked_for_the_public_words(make):
    council = make.council()
    leader, secretary = make.leader(council), make.secretary(council)
    issue = make.issue(council, registered_by_id=secretary.id, on_behalf_of="En pårørende")
    issue.author_id = issue.author_seat_id = None
    db.session.commit()
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Kort åpningstid.")

    assert told(EventKind.PUBLIC_VERSION_PROPOSED) == [secretary.id]


def test_new_public_words_need_both_yeses_anew(make):
    council = make.council()
    leader, author = make.leader(council), make.representative(council)
    issue = make.issue(council, author=author)
    with transaction():
        version = public_version.propose_public_words(
            make.actor(leader), issue, title="Åpningstid", text="Kort åpningstid."
        )
    with transaction():
        public_version.consent_to_public_words(make.actor(author), issue, version, show_author=True)

    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Noe helt annet.")

    assert (version.consented_at, version.show_author) == (None, False)


def test_nobody_else_consents_for_the_author(make):
    council = make.council()
    leader = make.actor(make.leader(council))
    issue = make.issue(council)
    with transaction():
        version = public_version.propose_public_words(leader, issue, title="Åpningstid", text="Kort åpningstid.")

    with pytest.raises(Denied), transaction():
        public_version.consent_to_public_words(leader, issue, version)


# ---- Sight


def test_the_list_and_the_thing_agree_on_who_sees_what(make):
    county = make.county()
    council, other = make.council(office=make.office(county=county)), make.council()
    author = make.representative(council)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=make.actor(author).seats[0].organisation_id)
    issues = [
        make.issue(council, author=author),
        make.issue(council, author=author, show_to_organisation=True),
        make.issue(council, author=author, state=IssueState.HELD),
        make.issue(other, visibility=Visibility.SHARED),
        make.issue(other),
        make.issue(other, visibility=Visibility.PUBLIC, public_at=clock.now()),
    ]
    people = [
        author,
        contact,
        make.leader(council),
        make.secretary(council),
        make.director(make.office_of(council)),
        make.coordinator(county),
        make.representative(other, rank=1),
        make.scope(ScopeKind.MODERATOR),
        make.scope(ScopeKind.ADMINISTRATOR),
    ]

    for person in people:
        actor = make.actor(person)
        listed = {line.issue.id for line in issue_list.issue_lines(actor, issue_list.Wanted())}
        seen = {issue.id for issue in issues if can_see_issue(actor, issue, {issue.council_id: issue.posted_at})}
        assert listed == seen, person.name
        assert issue_list.count_issues(actor, issue_list.Wanted()) == len(seen)
