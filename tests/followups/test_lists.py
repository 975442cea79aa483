"""The list of what is owed, and the chain on the issue page: sight as everywhere, and a constant number of queries."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import clock
from app.database import db, transaction
from app.followups.queries import chain as chain_queries
from app.followups.queries import owed_by_person, waiting_counts, waiting_list
from app.followups.queries.waiting_list import Grouping, Part
from app.followups.service import answers, claims, follow_ups, outcome_questions, verdicts
from app.followups.service.answers import Words
from app.followups.words import turn
from app.models.councils import Council
from app.models.files import StoredFile
from app.models.followups import Answer, Claim, FollowUp
from app.models.issues import Issue
from app.models.meetings import Meeting, MeetingState
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.places import Office
from app.models.states import DropReason, FollowUpKind, FollowUpState, OutcomeWord, Stance, Verdict
from tests.followups.chain import EARLY, EVIDENCE, load, nav_led, town
from tests.reading import as_read

BUDGET = 8  # statements a page, with the three of the frame


def late(make, here, number=1, **given):
    due = clock.today() - timedelta(days=10)
    council = db.session.get_one(Council, here.issue.council_id)
    author = here.member
    for _n in range(number):
        make.owed(make.issue(council, author=author, sent_at=clock.now()), due=due, **given)
    db.session.commit()


@pytest.mark.parametrize("who", ["leader", "member", "secretary", "director"])
def test_everybody_in_the_council_and_its_office_sees_what_waits(make, visit, who):
    here = town(make)

    page = visit(getattr(here, who)).get("/venter")

    assert page.status_code == 200
    assert here.issue.title in page.text
    assert "1 venter. 1 er ny denne uka." in page.text


def test_a_stranger_sees_an_empty_list_and_no_list_of_the_council_or_the_office(make, visit):
    here = town(make)
    council = db.session.get_one(Council, here.issue.council_id)
    office = db.session.get_one(Office, here.issue.office_id)
    stranger = visit(make.representative(make.council()))

    page = stranger.get("/venter")

    assert here.issue.title not in page.text
    assert "Ingenting her nå" in page.text
    assert stranger.get(f"/utvalg/{council.slug}/venter").status_code == 404
    assert stranger.get(f"/kontor/{office.slug}/venter").status_code == 404
    assert stranger.get("/utvalg/finnes-ikke/venter").status_code == 404
    assert visit(None).get("/venter").status_code == 302


def test_the_lists_of_council_and_office_hold_the_same_row(make, visit):
    here = town(make)
    council = db.session.get_one(Council, here.issue.council_id)
    office = db.session.get_one(Office, here.issue.office_id)
    leader = visit(here.leader)

    for address in (f"/utvalg/{council.slug}/venter", f"/kontor/{office.slug}/venter"):
        page = leader.get(address)
        assert page.status_code == 200
        assert here.issue.title in page.text


def test_late_new_and_done_are_parts_of_their_own(make, visit):
    here = town(make)
    late(make, here, created_at=clock.now() - timedelta(days=30))
    here.answer()
    leader = visit(here.leader)

    assert here.issue.title not in leader.get("/venter?vis=over-fristen").text
    assert here.issue.title in leader.get("/venter?vis=gjort").text
    assert "For sent" in leader.get("/venter?vis=over-fristen").text
    assert "Ingenting her nå" in leader.get("/venter?vis=nye").text
    assert leader.get("/venter?vis=tull").status_code == 200


def test_a_council_that_has_met_sees_what_is_done_since_then(make, visit):
    here = town(make)
    council = db.session.get_one(Council, here.issue.council_id)
    here.answer()
    for held, days in ((MeetingState.HELD, 5), (MeetingState.PLANNED, -5)):
        at = clock.now() - timedelta(days=days)
        db.session.add(Meeting(council_id=council.id, starts_at=at, place="Møterom 1", state=held, created_at=at))
    db.session.commit()
    leader, ours = visit(here.leader), f"/utvalg/{council.slug}/venter?vis=gjort"
    after = leader.get(ours).text
    for row in db.session.scalars(select(FollowUp).where(FollowUp.state == FollowUpState.DONE)):
        row.ended_at = clock.now() - timedelta(days=10)
    db.session.commit()

    before = leader.get(ours).text

    assert "1 er gjort siden møtet" in after
    assert "er gjort siden møtet" not in before
    assert here.issue.title not in before
    assert here.issue.title in leader.get("/venter?vis=gjort").text


def test_an_office_is_compared_with_itself(make, visit):
    here = town(make)
    here.answer()
    office = db.session.get_one(Office, here.issue.office_id)

    page = visit(here.director).get(f"/kontor/{office.slug}/venter")

    assert "kom 1 av 1 svar innen den første fristen" in page.text


@pytest.mark.parametrize("grouping", list(Grouping))
@pytest.mark.parametrize("part", list(Part))
def test_pages_of_the_list_follow_each_other_without_gap_or_double(make, part, grouping):
    here = town(make)
    late(make, here, 3)
    late(make, here, 2, kind=FollowUpKind.ACTION)
    late(make, here, 3, kind=FollowUpKind.STATEMENT, council_id=here.issue.council_id)
    if part is Part.DONE:
        for row in db.session.scalars(select(FollowUp)).all():
            row.state, row.ended_at = FollowUpState.DONE, clock.now() - timedelta(hours=row.id % 3)
        db.session.commit()
    actor = make.actor(here.leader)

    seen: list[int] = []
    after = None
    mine, since = waiting_list.of_reader(actor), waiting_list.lately_since()
    asked = {"part": part, "since": since, "grouping": grouping}
    while rows := list(waiting_list.owed_rows(actor, mine, **asked, after=after, size=3))[:3]:
        seen += [row.id for row in rows]
        after = rows[-1].id

    counts = waiting_counts.waiting_counts(actor, mine, since=since)
    assert seen == [row.id for row in waiting_list.owed_rows(actor, mine, **asked)]
    assert len(seen) == len(set(seen)) == waiting_counts.figures_of(counts).of(part)


@pytest.mark.parametrize("part", ["venter", "over-fristen", "gjort"])
def test_the_list_asks_as_much_for_thirty_rows_as_for_one(make, visit, count_queries, part):
    here = town(make)
    late(make, here)
    leader = visit(here.leader)
    leader.get("/venter")
    with count_queries() as few:
        leader.get(f"/venter?vis={part}")
    late(make, here, 30)
    with count_queries() as many:
        leader.get(f"/venter?vis={part}")

    assert len(few) == len(many) <= BUDGET


def test_no_page_of_the_chain_asks_too_much(make, visit, count_queries):
    here = town(make)
    leader, director = visit(here.leader), visit(here.director)
    reference = here.issue.reference

    def asked(visitor, address):
        visitor.get("/venter")
        with count_queries() as statements:
            assert visitor.get(address).status_code == 200
        return len(statements)

    counts = {"answer": asked(director, f"/innspill/{reference}/svar/{here.owed.id}")}
    here.answer()
    counts["contest"] = asked(leader, f"/innspill/{reference}/svar/{here.owed.id}/ikke-godt-nok")
    counts["unpromised"] = asked(director, f"/innspill/{reference}/gjort")
    with transaction():
        claims.claim_unpromised(make.actor(here.director), db.session.get_one(Issue, here.issue.id), EVIDENCE)
    counts["judge"] = asked(leader, f"/innspill/{reference}/hjalp/{here.row(FollowUpKind.ACTION).id}")

    assert max(counts.values()) <= BUDGET, counts


def test_min_side_gets_what_is_owed_in_one_statement(make, count_queries):
    here = town(make)
    late(make, here, 30)
    actor = make.actor(here.director)

    with count_queries() as asked:
        rows = owed_by_person.owed_by(actor)
        names = [(row.issue.title, row.follow_up.owner_name, row.due, row.is_late) for row in rows]

    assert len(asked) == 1
    assert len(names) == 31
    assert names[0][3]
    assert owed_by_person.owed_by(make.actor(here.leader)) == []


def test_min_side_knows_what_each_side_owes(make):
    here = town(make)
    action = here.claimed()

    owed = owed_by_person.owed_by(make.actor(here.leader))
    assert [row.follow_up.kind for row in owed] == [FollowUpKind.CONFIRMATION]
    assert owed_by_person.owed_by(make.actor(here.director)) == []
    assert owed_by_person.owed_by(make.actor(here.secretary)) == []
    author = make.actor(db.session.get_one(Person, here.author))
    assert [question.follow_up_id for question in owed_by_person.outcome_questions_for(author)] == [action.id]


def turn_for(actor, issue_id):
    """Whose turn it is, as the issue page says it to somebody."""
    issue = db.session.scalars(select(Issue).options(joinedload(Issue.council)).where(Issue.id == issue_id)).one()
    return turn.turn_of(issue, chain_queries.chain(issue_id).follow_ups, actor)


def test_the_chain_shows_answers_actions_claims_and_what_the_reader_may_do(make, visit):
    here = town(make)
    action = here.claimed()
    with transaction():
        question = db.session.scalars(select(OutcomeQuestion.id)).one()
        outcome_questions.answer_outcome_question(
            make.actor(db.session.get_one(Person, here.author)),
            outcome_questions.question_by_id(question),
            word=OutcomeWord.PARTLY,
            text="Bare på torsdager.",
        )

    line = turn_for(make.actor(here.leader), here.issue.id)
    page, to_office = (visit(who).get(f"/innspill/{here.issue.reference}").text for who in (here.leader, here.director))

    assert line.state == "claimed_done"
    assert line.text.startswith("Det er din tur")
    for words in ("Dag Direktør", "Åpent til 18", "Mottaket har åpent til klokka 18", "Bare på torsdager."):
        assert words in page
    assert f"/hjalp/{action.id}" in page
    assert f"/hjalp/{action.id}" not in to_office
    assert "Bare på torsdager." not in to_office
    assert "1 av 1 representant har svart." in to_office
    assert "Det hjalp delvis: 1" in page
    assert "Det hjalp delvis: 1" not in to_office


def test_the_turn_line_says_whose_turn_and_until_when(make, visit, time_machine):
    time_machine.move_to("2026-03-02 09:00+00:00", tick=False)
    here = town(make)

    to_leader, to_director = (turn_for(make.actor(who), here.issue.id) for who in (here.leader, here.director))
    page = visit(here.director).get(f"/innspill/{here.issue.reference}").text

    assert to_leader.text.startswith("Venter på svar fra Nav-leder ved Nav Sted")
    assert as_read(to_leader.until) == "Frist 30. mars · 20 arbeidsdager igjen"
    assert to_director.text == "Det er din tur: svar utvalget"
    assert "20 arbeidsdager regnet fra 2. mars 2026." in page


def test_every_step_of_the_chain_has_its_turn(make):
    here = nav_led(make)
    states = []

    def look():
        states.append(turn_for(make.actor(here.leader), here.issue.id).state)

    look()
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text="Hvilke dager?"))
    look()
    with transaction():
        answers.resume_clock(load(here.owed.id))
        follow_ups.drop_open(db.session.get_one(Issue, here.issue.id), DropReason.CLOSED)
        follow_ups.open_answer(db.session.get_one(Issue, here.issue.id), days=20)
    look()
    with transaction():
        answers.answer_follow_up(
            make.actor(here.director), here.row(FollowUpKind.ANSWER), stance=Stance.PARTLY, words=Words(text="Litt.")
        )
    look()
    with transaction():
        for person in (here.leader, here.member):
            verdicts.contest_answer(make.actor(person), here.row(FollowUpKind.ANSWER), reason="Nei.", days=5)
    look()

    assert states == ["with_office", "paused", "with_office", "answered", "contested"]


def test_the_chain_asks_the_same_for_one_and_for_many(make, count_queries):
    here = town(make)
    here.claimed()
    with count_queries() as few:
        chain_queries.chain(here.issue.id)
    issue = db.session.get_one(Issue, here.issue.id)
    for _n in range(30):
        make.owed(issue, FollowUpKind.ACTION)
    db.session.commit()
    db.session.expunge_all()
    with count_queries() as many:
        chain_queries.chain(here.issue.id)

    assert len(few) == len(many) == 2


def test_a_confirmed_claim_shows_the_word_of_the_council(make, visit):
    here = town(make)
    action = here.claimed()
    with transaction():
        verdicts.confirm_action(
            make.actor(here.leader), action, verdict=Verdict.CONFIRMED_PARTLY, early_reason=EARLY, text="Nesten i mål."
        )

    page = visit(here.member).get(f"/innspill/{here.issue.reference}").text

    assert "Nesten i mål." in page
    assert "Liv Leder" in page


def attach(here, claim):
    stored = StoredFile(
        key="a-key-of-the-claim",
        name="skilt.pdf",
        content_type="application/pdf",
        size=10,
        sha256="x",
        at=clock.now(),
        claim_id=claim.id,
        person_id=claim.person_id,
    )
    db.session.add(stored)
    db.session.commit()
    return stored


def test_what_was_said_and_claimed_can_be_reported_by_its_readers_and_not_by_who_wrote_it(make, visit):
    here = town(make)
    here.claimed()
    answer, claim = (db.session.scalars(select(kind.id)).one() for kind in (Answer, Claim))
    ways = [f"/meld-fra/answer/{answer}", f"/meld-fra/claim/{claim}"]
    member, director = visit(here.member), visit(here.director)

    to_member = member.get(f"/innspill/{here.issue.reference}").text
    to_director = director.get(f"/innspill/{here.issue.reference}").text

    assert all(way in to_member and way not in to_director for way in ways)
    assert [member.get(way).status_code for way in ways] == [200, 200]


def test_a_hidden_answer_or_claim_leaves_a_note_and_takes_its_words_and_file_along(make, visit):
    here = town(make)
    here.claimed()
    claim = db.session.scalars(select(Claim)).one()
    attach(here, claim)
    member = visit(here.member)
    assert "skilt.pdf" in member.get(f"/innspill/{here.issue.reference}").text
    assert "skilt.pdf" in visit(here.leader).get(f"/innspill/{here.issue.reference}/hjalp/{claim.follow_up_id}").text

    db.session.scalars(select(Claim)).one().hidden_at = clock.now()
    db.session.scalars(select(Answer)).one().hidden_at = clock.now()
    db.session.commit()

    page = member.get(f"/innspill/{here.issue.reference}").text
    assert page.count("til en moderator har vurdert teksten") == 2
    for words in ("skilt.pdf", "a-key-of-the-claim", EVIDENCE.what_changed, "Vi prøver åpent til 18."):
        assert words not in page


def test_a_hidden_file_of_a_claim_is_named_by_nobody(make, visit):
    here = town(make)
    here.claimed()
    attach(here, db.session.scalars(select(Claim)).one()).hidden_at = clock.now()
    db.session.commit()

    page = visit(here.member).get(f"/innspill/{here.issue.reference}").text

    assert "Vedlegget er skjult" in page
    assert "skilt.pdf" not in page
    assert "a-key-of-the-claim" not in page


@pytest.mark.parametrize("judged", ["not yet", "confirmed", "contested", "claimed again"])
def test_min_side_and_the_page_agree_on_which_claims_still_ask(make, judged):
    here = town(make)
    action = here.claimed()
    leader, author = make.actor(here.leader), make.actor(db.session.get_one(Person, here.author))
    with transaction():
        if judged == "confirmed":
            verdicts.confirm_action(leader, action, verdict=Verdict.CONFIRMED, early_reason=EARLY)
        elif judged != "not yet":
            verdicts.contest_claim(leader, action, reason="Døra er låst.", days=20)
    if judged == "claimed again":
        with transaction():
            claims.claim_done(make.actor(here.director), load(action.id), EVIDENCE)

    every = chain_queries.questions_of(here.issue.id)
    on_page = [one.id for one in every if outcome_questions.may_say(author, one)]
    on_min_side = [one.id for one in owed_by_person.outcome_questions_for(author)]

    assert on_page == on_min_side
    assert [one.round for one in every if one.id in on_page] == {"not yet": [1], "claimed again": [2]}.get(judged, [])
