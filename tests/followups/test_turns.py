"""Whose turn it is: the line, the one button and Min side say the same to the same person."""

from datetime import timedelta

from sqlalchemy import select

from app.assents.service import assents
from app.core import clock
from app.database import db, transaction
from app.followups.queries import chain as chain_queries
from app.followups.queries import owed_by_person
from app.followups.service import claims, extensions, verdicts
from app.inbox.queries.home import newest_issues
from app.issues.queries.issues import issue_page
from app.issues.views.case_now import case_now
from app.models.issue_enums import IssueKind, OfficeAsk, Origin
from app.models.issues import Issue
from app.models.people import Person
from app.models.states import FollowUpKind, IssueState, Verdict
from tests.followups.chain import EARLY, EVIDENCE, load, nav_led, town


def line(app, actor, issue_id):
    """The turn line and the button as the issue page shows them."""
    issue = issue_page(actor, db.session.get_one(Issue, issue_id).reference).issue
    chain = chain_queries.chain(issue_id)
    yeses = assents.waiting_yeses(db.session.get_one(Issue, issue_id))
    with app.test_request_context():
        now = case_now(actor, issue, chain, yeses)
    return now.turn.text, now.buttons[0].label if now.buttons else None


def test_a_later_date_is_the_user_sides_to_grant_in_the_line_as_on_the_button(app, make):
    here = town(make)
    for days in (7, 21):
        with transaction():
            due = here.owed.due + timedelta(days=days)
            extensions.extend_date(make.actor(here.director), load(here.owed.id), due=due, reason="Huseier er borte.")
    leader, director = make.actor(here.leader), make.actor(here.director)

    assert line(app, leader, here.issue.id) == ("Det er din tur: ta stilling til ny frist", "Ta stilling til ny frist")
    assert line(app, director, here.issue.id)[0] == "Det er din tur: svar utvalget"
    assert line(app, make.actor(here.secretary), here.issue.id)[0].startswith("Venter på svar fra")


def led(actor):
    return [issue.id for issue in newest_issues(actor).led]


def test_an_answered_issue_is_the_user_sides_leaders_to_take_on_and_information_to_the_others(app, make):
    here = town(make)
    here.answer()
    leader, member = make.actor(here.leader), make.actor(here.member)

    assert line(app, leader, here.issue.id)[0] == "Det er din tur: si om svaret er godt nok"
    assert line(app, member, here.issue.id)[0] == "Utvalget ser på svaret"
    assert led(leader) == [here.issue.id]
    assert led(member) == led(make.actor(here.secretary)) == led(make.actor(here.director)) == []


def test_min_side_lists_answered_issues_to_the_leader_without_a_date(make, visit):
    here = town(make)
    here.answer()

    page = visit(here.leader).get("/min-side").text

    assert "Si om svaret er godt nok" in page
    assert "Si om svaret er godt nok" not in visit(here.member).get("/min-side").text


def test_the_last_answered_stands_first_and_there_are_at_most_five(make):
    here = town(make)
    council = make.council_of(here.issue.council_id)
    author = db.session.get_one(Person, here.author)
    made = [make.issue(council, author=author, state=IssueState.ANSWERED).id for _n in range(7)]
    db.session.get_one(Issue, made[0]).changed_at = clock.now()
    db.session.commit()

    found = led(make.actor(here.leader))

    assert found[0] == made[0]
    assert len(found) == 5


def test_an_issue_that_was_not_sent_is_the_leaders_to_send_and_one_that_works_well_is_nobodys(app, make):
    here = town(make)
    council = make.council_of(here.issue.council_id)
    author = db.session.get_one(Person, here.author)
    unsent = make.issue(council, author=author).id
    well = make.issue(council, author=author, kind=IssueKind.WORKS_WELL).id
    db.session.commit()
    leader = make.actor(here.leader)

    assert line(app, leader, unsent)[0].startswith("Det er din tur")
    assert line(app, make.actor(here.member), unsent)[0] == line(app, leader, well)[0] == "Hos utvalget"
    assert led(leader) == [unsent]


def test_a_row_and_a_query_agree_on_what_waits_to_be_sent(make):
    council = make.council()
    cases = (
        {},
        {"sent_at": clock.now()},
        {"state": IssueState.HELD},
        {"state": IssueState.ANSWERED},
        {"kind": IssueKind.WORKS_WELL},
        {"origin": Origin.OFFICE, "office_ask": OfficeAsk.QUESTION},
    )
    issues = [make.issue(council, **case) for case in cases]

    assert db.session.scalars(select(Issue.id).where(Issue.is_unsent)).all() == [issues[0].id]
    assert [issue.is_unsent for issue in issues] == [True, False, False, False, False, False]


def said(make, here, person, **given):
    """Somebody on the user side says that it helped. Was that enough?"""
    with transaction():
        action = load(here.row(FollowUpKind.ACTION).id)
        return verdicts.confirm_action(
            make.actor(person), action, **{"verdict": Verdict.CONFIRMED, "early_reason": EARLY, **given}
        )


def test_who_has_said_yes_waits_for_one_more_and_the_others_still_have_their_turn(app, make):
    here = nav_led(make)
    here.claimed()
    first, other = make.actor(here.leader), make.actor(here.member)
    assert not said(make, here, here.leader)

    assert line(app, first, here.issue.id) == ("Svaret ditt er registrert. Én representant til må si seg enig.", None)
    assert line(app, other, here.issue.id) == ("Det er din tur: avgjør om det hjalp", "Avgjør om det hjalp")
    assert owed_by_person.owed_by(first) == []
    assert [row.follow_up.kind for row in owed_by_person.owed_by(other)] == [FollowUpKind.CONFIRMATION]


def test_the_page_says_it_too(make, visit):
    here = nav_led(make)
    here.claimed()
    said(make, here, here.leader)
    path = f"/innspill/{here.issue.reference}"

    to_first, to_other = visit(here.leader).get(path).text, visit(here.member).get(path).text

    assert "Det er din tur" not in to_first
    assert "Bekrefte at det er gjort: Du har godkjent." in to_first
    assert "Det er din tur: avgjør om det hjalp" in to_other
    assert "Liv Leder" in to_other


def test_a_new_claim_is_everybodys_turn_again(app, make, time_machine):
    time_machine.move_to("2026-03-02 09:00+00:00")
    here = nav_led(make)
    action = here.claimed()
    said(make, here, here.leader)
    for person in (here.member, db.session.get_one(Person, here.author)):
        with transaction():
            verdicts.contest_claim(make.actor(person), load(action.id), reason="Døra er låst.", days=20)
    time_machine.move_to("2026-03-03 09:00+00:00")
    with transaction():
        claims.claim_done(make.actor(here.director), load(action.id), EVIDENCE)

    assert line(app, make.actor(here.leader), here.issue.id)[0] == "Det er din tur: avgjør om det hjalp"
    assert assents.waiting_yeses(here.issue) == []


def test_a_yes_to_another_word_no_longer_waits_when_two_have_agreed(make):
    here = nav_led(make)
    here.claimed()
    said(make, here, here.leader, verdict=Verdict.CONFIRMED_PARTLY)
    said(make, here, here.member)

    assert said(make, here, db.session.get_one(Person, here.author))

    assert assents.waiting_yeses(here.issue) == []
