"""Letters say what is so: nobody is asked for what is not theirs, and no date stands there that is not one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import OfficeRoleKind
from app.database import db, transaction
from app.issues.service import closing, merging, supports
from app.models.assents import SideAct
from app.models.notices import EventKind, Notice, Reason
from app.models.people import Delivery, Person
from app.models.places import Municipality, OfficeMunicipality
from app.models.states import FollowUpKind
from app.notices.queries.notices import load_notices
from app.notices.service.digest import digest_of
from app.notices.service.record import post_letter, record
from app.notices.words import notice_text
from tests.notices.asking import Asking, second_yes

FIND = "Sørg for at noen kan svare for"
NOT_THERE = "ingen er registrert der."


@pytest.fixture
def council(make):
    return make.council()


@pytest.fixture
def issue(make, council):
    return make.issue(council)


def told(person):
    """The newest matter of which somebody was told."""
    newest = db.session.scalars(select(Notice.id).where(Notice.person_id == person.id).order_by(Notice.id.desc()))
    return load_notices([newest.first()])[0]


def reminds(owed, step):
    return {"kind": owed.kind.value, "step": step, "due": owed.due.isoformat()}


@pytest.mark.parametrize("kind", [EventKind.ISSUE_SENT, EventKind.SENT_ON, EventKind.ANSWER_CONTESTED])
def test_where_nobody_answers_for_the_office_the_next_in_line_is_asked_to_find_somebody(
    make, tell, council, issue, kind
):
    secretary = make.secretary(council)
    tell(kind, ANYONE, issue=issue, about=make.owed(issue))

    matter = told(secretary)
    assert matter.notice.reason is Reason.FALLBACK
    assert notice_text.first_line(matter) == f"{FIND} {make.office_of(council).name}. Innspillet venter, og {NOT_THERE}"
    assert notice_text.subject_of(matter).endswith(f"ingen svarer for {make.office_of(council).name}")
    assert notice_text.link_of(matter).endswith(f"/innspill/{issue.reference}")
    assert notice_text.asks_reader(matter)


@pytest.mark.parametrize(
    ("step", "begins"), [(-5, "Sørg for at noen kan svare for"), (1, "Sørg for at noen kan svare for")]
)
def test_a_reminder_for_want_of_anybody_asks_for_somebody_too(make, tell, council, issue, step, begins):
    secretary, owed = make.secretary(council), make.owed(issue)
    to = {secretary.id: Reason.FALLBACK}
    tell(EventKind.REMINDER, ANYONE, issue=issue, about=owed, to=to, data=reminds(owed, step))

    matter = told(secretary)
    assert notice_text.first_line(matter).startswith(FIND)
    assert notice_text.first_line(matter).endswith(NOT_THERE)
    assert notice_text.link_of(matter).endswith(f"/innspill/{issue.reference}")


def test_what_the_council_itself_owes_is_asked_of_the_next_in_line_as_before(make, tell, council, issue):
    secretary = make.secretary(council)
    owed = make.owed(issue, FollowUpKind.CLARIFICATION, council_id=council.id)
    to = {secretary.id: Reason.FALLBACK}
    tell(EventKind.REMINDER, ANYONE, issue=issue, about=owed, to=to, data=reminds(owed, -2))

    assert notice_text.first_line(told(secretary)).startswith("Påminnelse 1: Svar på spørsmålet om innspillet")


def test_what_is_only_offered_is_reminded_of_as_an_offer(make, tell, council, issue):
    director, owed = make.director(make.office_of(council)), make.owed(issue, offered=True)
    for step, asks in (
        (-5, "Svarfristen er "),
        (1, "Svarfristen var "),
    ):
        to = {director.id: Reason.OWES}
        tell(EventKind.REMINDER, ANYONE, issue=issue, about=owed, to=to, data=reminds(owed, step))

        assert "Si ja eller nei til å ta over et innspill." in notice_text.first_line(told(director))
        assert asks in notice_text.first_line(told(director))


@pytest.mark.parametrize("kind", [EventKind.OUTCOME_ASKED, EventKind.OUTCOME_REMINDED])
def test_the_question_whether_it_helped_carries_no_date_of_the_office_s(make, tell, council, issue, kind):
    reader, action = make.representative(council), make.owed(issue, FollowUpKind.ACTION, what="Rampe")
    tell(kind, ANYONE, issue=issue, about=action, to=[reader.id])

    facts = dict(notice_text.notice_facts(told(reader)))
    assert "Frist" not in facts
    assert facts["Det gjelder"] == "om det som er gjort med innspillet, har hjulpet"


def test_who_is_asked_for_a_second_yes_reads_to_what(make, clean):
    reader, _act = second_yes(scene := Asking(make))
    event = told(reader).event
    event.data = {"act": SideAct.CLOSE.value}
    db.session.commit()

    assert ("Det gjelder", "å avslutte innspillet") in notice_text.notice_facts(told(scene.leader))


def test_a_later_date_is_told_to_the_office_when_the_user_side_grants_it(make, tell, council, issue):
    office, leader = make.office_of(council), make.leader(council)
    director, stand_in = make.director(office), make.director(office, OfficeRoleKind.STAND_IN)
    owed = make.owed(issue)
    data = {"due": (clock.today() + timedelta(days=30)).isoformat()}
    tell(EventKind.DUE_EXTENDED, make.actor(leader), issue=issue, about=owed, data=data)

    assert [told(one).notice.duty for one in (director, stand_in)] == [False, False]
    assert not notice_text.asks_reader(told(director))


def test_a_merge_is_told_to_everybody_who_had_an_answer_to_give(make, council, issue):
    office = make.office_of(council)
    municipality = db.session.scalars(
        select(Municipality).join(OfficeMunicipality).where(OfficeMunicipality.office_id == office.id)
    ).one()
    director, municipal = make.director(office), make.municipal_director(municipality)
    make.owed(issue)
    make.owed(issue, municipality_id=municipality.id, office_id=None)
    with transaction():
        merging.merge_issue(make.actor(make.leader(council)), issue, make.issue(council))

    for one in (director, municipal):
        assert told(one).event.kind is EventKind.ISSUE_MERGED
        assert told(one).notice.reason is Reason.OFFICE


def test_who_takes_their_name_off_leaves_the_issue_standing_and_its_heir_is_told_so(make, council):
    author, leader = make.representative(council), make.leader(council)
    issue, director = make.issue(council, author=author), make.director(make.office_of(council))
    supporter = make.actor(make.representative(council))
    make.owed(issue)
    with transaction():
        supports.support_issue(
            supporter, issue, seat_id=supporter.seats[0].seat_id, office_id=make.office_of(council).id
        )
    with transaction():
        closing.withdraw_issue(make.actor(author), issue)

    assert issue.registered_by_id == leader.id
    assert told(leader).notice.duty
    assert notice_text.first_line(told(leader)).endswith("Du står for innspillet fra nå.")
    for one in (director, db.session.get(Person, supporter.person_id)):
        assert told(one).event.kind is EventKind.ISSUE_NAME_REMOVED
        assert notice_text.first_line(told(one)).endswith("Innspillet gjelder fortsatt.")


def test_a_merge_and_news_of_what_it_was_merged_with_stand_in_one_digest(make, tell, council):
    issue, into = make.issue(council, office=make.office()), make.issue(council, office=make.office(name="Nav Skien"))
    leader = make.leader(council)
    tell(EventKind.ISSUE_SUPPORTED, ANYONE, about=into)
    tell(EventKind.ISSUE_MERGED, ANYONE, about=into, issue=issue, to=[leader.id], data={"into": into.reference})
    of_leader = select(Notice.id).where(Notice.person_id == leader.id).order_by(Notice.id)
    db.session.expunge_all()

    news, _merge = load_notices(db.session.scalars(of_leader))

    assert notice_text.place_line(news).startswith("Nav Skien")


def test_equal_lines_of_a_digest_count_once(make, tell, council, issue):
    leader = make.leader(council)
    for _ in range(3):
        tell(EventKind.ISSUE_SUPPORTED, ANYONE, about=issue)
    mail = post_letter(leader, letter="digest", data={})
    db.session.flush()
    db.session.execute(
        db.update(Notice).where(Notice.person_id == leader.id).values(mail_id=mail.id, delivery=Delivery.DAILY)
    )

    context = digest_of(mail).context

    assert context["count"] == 1


def test_a_role_at_an_office_is_told_as_what_it_is(make):
    office = make.office(name="Nav Skien")
    council = make.council(office=office)
    person = make.person()
    with transaction():
        given = {"role": OfficeRoleKind.DIRECTOR.value, "place": "Nav Skien"}
        for kind in (EventKind.APPOINTMENT_STARTED, EventKind.APPOINTMENT_ENDED):
            record(kind, ANYONE, council_id=council.id, to=[person.id], data=given)

    told = load_notices(db.session.scalars(select(Notice.id).where(Notice.person_id == person.id)))
    assert [notice_text.first_line(matter) for matter in told] == [
        "Du har fått rollen Nav-leder i Nav Skien.",
        "Rollen din som Nav-leder i Nav Skien er avsluttet.",
    ]
    assert "Brukerutvalget" not in " ".join(notice_text.subject_of(matter) for matter in told)
