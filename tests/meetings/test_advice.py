"""Advice on an agenda item that is about no issue makes one, and goes the same way as everything else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assents.service import proposals
from app.core import clock, workdays
from app.core.errors import Denied, Invalid
from app.database import db, transaction
from app.followups.service import answers, claims, verdicts
from app.followups.service.answers import Promise, Words
from app.issues import policy
from app.issues.queries.issues import issue_for
from app.issues.service import closing, public_version
from app.meetings import service
from app.models.assents import Proposal
from app.models.councils import Council
from app.models.followups import FollowUp
from app.models.issue_enums import Origin
from app.models.issues import Issue
from app.models.meetings import Advice, Meeting
from app.models.notices import Event, EventKind, Mail, Notice
from app.models.states import FollowUpKind, FollowUpState, IssueState, Stance, Verdict
from app.models.themes import Theme
from app.notices.policy.still_true import NoLongerTrue, Untrue
from app.notices.service.rendering import compose_letter
from tests.followups.chain import EARLY, EVIDENCE, load, told

ADVICE = "Utvalget rår kontoret til å holde åpent til klokka 18 på torsdager."


def meeting_of(council):
    day = clock.now() + timedelta(days=9)
    meeting = Meeting(council_id=council.id, starts_at=day, place="Her", created_at=clock.now())
    db.session.add(meeting)
    db.session.commit()
    return meeting


class Room:
    """A meeting with an item that is about no issue, and everybody who hears of the advice on it."""

    def __init__(self, make, **council):
        self.make = make
        self.council = make.council(**council)
        self.office = make.office_of(self.council)
        self.leader = make.leader(self.council)
        self.member = make.representative(self.council)
        self.secretary = make.secretary(self.council)
        self.director = make.director(self.office)
        self.meeting = meeting_of(self.council)
        with transaction():
            self.item = service.add_item(make.actor(self.leader), self.meeting, title="Åpningstider")

    @property
    def path(self):
        return f"/utvalg/{self.council.slug}/moter/{self.meeting.id}"

    @property
    def form(self):
        return f"{self.path}/saker/{self.item.id}/rad"

    @property
    def place(self):
        return f"{self.council.id}-{self.office.id}"

    def advise(self, who=None, *, text=ADVICE, item=None, **given):
        words = {"theme": Theme.APNING, "office_id": self.office.id, **given}
        actor = self.make.actor(who or self.leader)
        with transaction():
            return service.give_advice(actor, self.meeting, item or self.item, text=text, **words)

    def say_yes(self, draft):
        council, proposal = db.session.get_one(Council, self.council.id), db.session.get_one(Proposal, draft.id)
        with transaction():
            proposals.say_yes_to_proposal(self.make.actor(self.leader), council, proposal)


@pytest.fixture
def room(make):
    return Room(make)


def the_issue():
    return db.session.scalars(select(Issue).execution_options(populate_existing=True)).one()


def the_answer_owed():
    return load(db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.ANSWER)).one())


def letter_to(person):
    """The one letter about the advice."""
    ids = select(Mail.id).join(Notice, Notice.mail_id == Mail.id).join(Event)
    ids = ids.where(Event.kind == EventKind.ADVICE_GIVEN, Mail.person_id == person.id)
    return compose_letter(db.session.scalars(ids).one())


def test_advice_goes_from_the_meeting_to_the_confirmation(room, visit):
    visit(room.leader).post(room.form, {"text": ADVICE, "theme": "apning", "place": room.place})

    issue, owed = the_issue(), the_answer_owed()
    advice = db.session.scalars(select(Advice)).one()
    assert (issue.origin, issue.theme) == (Origin.COUNCIL, Theme.APNING)
    assert (issue.title, issue.body) == ("Åpningstider", ADVICE)

    assert (issue.council_id, issue.office_id, issue.state) == (room.council.id, room.office.id, IssueState.WITH_OFFICE)
    assert (advice.issue_id, advice.text, owed.advice_id) == (issue.id, None, advice.id)
    assert owed.office_id == room.office.id
    days, july = room.council.answer_days, room.council.july_pause
    assert owed.due == workdays.add_workdays(clock.today(), days, july_pause=july)

    page = visit(room.director).get(f"/innspill/{issue.reference}/svar/{owed.id}")
    assert ADVICE in page.text
    promise = Promise(what="Åpent til 18", who="Nav-leder", due=clock.today() + timedelta(days=40))
    with transaction():
        words = Words(text="Det gjør vi.")
        answers.answer_follow_up(
            room.make.actor(room.director), owed, stance=Stance.FOLLOWS_UP, words=words, promise=promise
        )
    action = load(db.session.scalars(select(FollowUp.id).where(FollowUp.kind == FollowUpKind.ACTION)).one())
    with transaction():
        claims.claim_done(room.make.actor(room.director), action, EVIDENCE)
    with transaction():
        verdicts.confirm_action(
            room.make.actor(room.leader), load(action.id), verdict=Verdict.CONFIRMED, early_reason=EARLY, text="Ja."
        )
    assert load(action.id).state is FollowUpState.DONE
    assert "Det gjør vi." in visit(room.member).get(f"/innspill/{issue.reference}").text


def test_one_letter_tells_the_office_what_it_owes_and_the_members_that_it_is_given(room):
    room.advise()

    assert told(EventKind.ADVICE_GIVEN) == {room.director.id, room.member.id}
    assert len(db.session.scalars(select(Mail.person_id)).all()) == 2
    issue, owed = the_issue(), the_answer_owed()
    to_office, to_member = letter_to(room.director), letter_to(room.member)
    assert to_office.subject == f"Innspill {issue.reference}: råd fra utvalget, {room.office.name}"
    assert f"svar på rådet fra {room.council.name} innen".lower() in to_office.text.lower()
    assert f"/innspill/{issue.reference}/svar/{owed.id}" in to_office.text
    assert f"{room.council.name} har gitt et råd." in to_member.text
    assert f"/innspill/{issue.reference}" in to_member.text
    assert "klokka 18" not in to_office.text + to_member.text


def test_the_letter_does_not_ask_for_an_answer_that_is_given(room):
    room.advise()
    with transaction():
        words = Words(text="Nei.", reason="Det koster for mye.")
        answers.answer_follow_up(room.make.actor(room.director), the_answer_owed(), stance=Stance.DOES_NOT, words=words)

    with pytest.raises(NoLongerTrue) as dropped:
        letter_to(room.director)

    assert dropped.value.reason is Untrue.DONE
    assert letter_to(room.member)


def test_the_meeting_shows_the_words_where_they_stand_and_the_way_to_what_became_of_them(room, visit):
    room.advise()
    issue = the_issue()
    reader = visit(room.member)

    page = reader.get(room.path).text
    assert ADVICE in page
    assert f"Følg rådet: innspill {issue.reference}" in page
    issue.hidden_at = clock.now()
    db.session.commit()
    page = reader.get(room.path).text
    assert ADVICE not in page
    assert "til en moderator har vurdert teksten" in page


def test_each_advice_on_the_item_is_answered_by_itself_and_sent_twice_it_is_given_once(room):
    first = room.advise()

    assert room.advise().id == first.id
    second = room.advise(text="Utvalget rår kontoret til å sette opp en benk.")
    assert second.issue_id not in (None, first.issue_id)
    assert len(db.session.scalars(select(FollowUp)).all()) == 2


def test_advice_about_an_issue_makes_no_other(room, visit):
    issue = room.make.issue(room.council)
    actor = room.make.actor(room.leader)
    with transaction():
        item = service.add_item(actor, room.meeting, title=issue.title, issue=issue_for(actor, issue.reference))

    page = visit(room.leader).get(f"{room.path}/saker/{item.id}/rad").text
    given = room.advise(item=item, theme=None, office_id=None)

    assert "Utvalgets råd" in page
    assert "Rådet blir et eget innspill" not in page
    assert (given.text, given.issue_id) == (ADVICE, None)
    assert db.session.scalars(select(FollowUp)).all() == []
    assert told(EventKind.ADVICE_GIVEN) == {issue.author_id, room.director.id, room.member.id}


def test_the_page_asks_for_a_theme_and_an_office_only_where_there_is_something_to_choose(room, visit):
    leader = visit(room.leader)
    page = leader.get(room.form).text
    assert "Rådet blir et eget innspill, som kontoret skal svare på innen 20 arbeidsdager." in page
    assert "Hvilket kontor skal svare?" not in page

    refused = leader.post(room.form, {"text": ADVICE, "place": room.place})
    assert refused.status_code == 422
    assert db.session.scalars(select(Issue)).all() == []

    two = Room(room.make, offices=[room.make.office(), room.make.office()])
    page = visit(two.leader).get(two.form).text
    assert "Hvilket kontor skal svare?" in page


@pytest.mark.parametrize("field", ["theme", "place"])
def test_advice_without_a_theme_or_to_an_office_of_others_is_refused(room, field):
    given = {"theme": None} if field == "theme" else {"office_id": room.make.office().id}

    with pytest.raises(Invalid) as refused:
        room.advise(**given)

    assert refused.value.field == field
    assert db.session.scalars(select(Advice)).all() == []


def test_what_another_side_writes_becomes_an_issue_with_the_yes_of_the_user_side(room):
    draft = room.advise(room.secretary)
    assert isinstance(draft, Proposal)
    assert db.session.scalars(select(Issue)).all() == []

    room.say_yes(draft)

    issue = the_issue()
    assert (issue.origin, issue.office_id) == (Origin.COUNCIL, room.office.id)
    assert issue.registered_by_id == room.secretary.id

    assert the_answer_owed().office_id == room.office.id


def test_a_draft_of_before_advice_had_a_theme_is_given_all_the_same(room):
    draft = room.advise(room.secretary)
    draft.details = {key: value for key, value in draft.details.items() if key not in ("theme", "office")}
    db.session.commit()

    room.say_yes(draft)

    assert the_issue().theme is Theme.MEDVIRKNING


def test_a_regional_council_is_answered_by_its_region_and_a_central_one_by_nobody(make):
    region = make.region()
    for given, owes in (({"nav_region_id": region.id}, True), ({}, False)):
        council = make.council(offices=[], **given)
        leader = make.actor(make.leader(council))
        meeting = meeting_of(council)

        with transaction():
            item = service.add_item(leader, meeting, title="Åpningstider")
            advice = service.give_advice(leader, meeting, item, text=ADVICE, theme=Theme.APNING)
        owed = db.session.scalars(select(FollowUp).where(FollowUp.issue_id == advice.issue_id)).all()
        assert [row.nav_region_id for row in owed] == ([region.id] if owes else [])


def test_the_councils_words_are_nobodys_to_change_or_take_back_and_its_user_side_speaks_for_them(room):
    room.advise()
    issue, writer, member = the_issue(), room.make.actor(room.leader), room.make.actor(room.member)

    assert not policy.can_edit(writer, issue)
    assert not policy.can_withdraw(writer, issue)
    assert policy.speaks_for_author(member, issue)
    assert not policy.speaks_for_author(room.make.actor(room.secretary), issue)
    with pytest.raises(Denied), transaction():
        closing.withdraw_issue(writer, issue)


def test_the_user_side_is_asked_for_the_yes_to_public_words_of_its_advice(room):
    room.advise()
    with transaction():
        public_version.propose_public_words(
            room.make.actor(room.member), the_issue(), title="Åpningstider", text="Utvalget ga et råd."
        )

    assert room.leader.id in told(EventKind.PUBLIC_VERSION_PROPOSED)
    assert room.secretary.id not in told(EventKind.PUBLIC_VERSION_PROPOSED)


def test_the_meeting_page_costs_the_same_for_one_advice_and_for_five(room, visit, count_queries):
    reader = visit(room.member)
    room.advise()
    with count_queries() as few:
        reader.get(room.path)
    for number in range(4):
        room.advise(text=f"{ADVICE} Og det {number + 1} dager i uka.")

    with count_queries() as many:
        reader.get(room.path)

    assert len(many) == len(few)
