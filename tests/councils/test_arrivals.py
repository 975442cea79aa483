"""Whoever runs a council sees whether a letter reached a member, and nothing that is not theirs to know."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.service import invitations, sign_in_links
from app.accounts.service.invitations import InvitedTo
from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import Side
from app.councils.queries.last_letters import Arrival, last_letters
from app.database import db, transaction
from app.models.notices import Event, EventKind, Mail, Notice, Reason
from app.models.people import Delivery, LinkPurpose
from app.notices.commands.outbox import deliver_due
from app.notices.kinds.table import KNOWN_TO_COUNCIL
from app.notices.policy.still_true import Untrue
from app.notices.service.record import post_letter, record
from tests.notices.conftest import postman

__all__ = ["postman"]


@pytest.fixture
def council(make):
    return make.council()


def invited(make, council, **given):
    person = make.representative(council, joined_at=None, **given)
    with transaction():
        to = InvitedTo(council_id=council.id, place=council.name)
        invitations.invite_in(person, to=to, inviter_id=None)
    return person


def told(person, council, kind=EventKind.APPOINTMENT_STARTED, **given):
    with transaction():
        record(kind, ANYONE, council_id=council.id, to={person.id: Reason.SELF}, **given)
    return db.session.scalars(select(Mail).where(Mail.person_id == person.id).order_by(Mail.id.desc())).first()


def known(council, person):
    return last_letters(council.id, [person])[person.id].arrival


def test_a_bounced_invitation_is_what_the_secretary_sees_first(make, visit, council, postman):
    secretary = make.secretary(council)
    person = invited(make, council, name="Åse Bjerke")
    reader = visit(secretary)
    path = f"/utvalg/{council.slug}/styre"
    assert "Siste e-post venter på å bli sendt" in reader.get(path).text

    postman.refuses[person.email] = "550 5.1.1 No such user"
    deliver_due()

    page = reader.get(path).text
    assert "E-post kommer ikke fram" in page
    assert "Adressen avviste e-post" in page
    assert "550" not in page


def test_each_way_a_letter_can_fare_is_told_with_its_day(make, council):
    person = make.representative(council)
    assert known(council, person) is Arrival.NONE
    mail, at = told(person, council), clock.now() - timedelta(days=3)

    for given, arrival in (
        ({}, Arrival.WAITS),
        ({"sent_at": at}, Arrival.DELIVERED),
        ({"sent_at": None, "dropped_at": at, "dropped_reason": Untrue.GIVEN_UP}, Arrival.GIVEN_UP),
        ({"dropped_reason": Untrue.REFUSED}, Arrival.REFUSED),
    ):
        for name, value in given.items():
            setattr(mail, name, value)
        db.session.commit()
        found = last_letters(council.id, [person])[person.id]
        assert found.arrival is arrival
        assert found.at == (mail.created_at if arrival is Arrival.WAITS else at)
    person.email = None
    assert known(council, person) is Arrival.NO_ADDRESS


@pytest.mark.parametrize("reason", [Untrue.MUTED, Untrue.READ, Untrue.UNSUBSCRIBED, Untrue.NO_SIGHT, Untrue.STOPPED])
def test_why_a_letter_was_not_wanted_is_not_for_the_council(make, council, reason):
    person = make.representative(council)
    first = told(person, council)
    first.sent_at = clock.now()
    db.session.commit()
    second = told(person, council, EventKind.APPOINTMENT_ENDING)
    second.dropped_at, second.dropped_reason = clock.now(), reason
    db.session.commit()

    assert known(council, person) is Arrival.DELIVERED


def test_links_and_letters_of_other_councils_leave_no_trace(make, council):
    other, person = make.council(), make.representative(council)
    make.appointment(make.seat(other), person)
    told(person, other)
    with transaction():
        for purpose in (LinkPurpose.SIGN_IN, LinkPurpose.PASSWORD):
            sign_in_links.ask_link(person.email, purpose=purpose, next_url=None)
        invitations.invite_in(person, to=InvitedTo(council_id=other.id, place=other.name), inviter_id=None)
        invitations.invite_in(person, to=InvitedTo(role="moderator"), inviter_id=None)
        record(EventKind.PASSWORD_CHANGED, ANYONE, to=[person.id])
        post_letter(person, letter="digest", data={})

    assert known(council, person) is Arrival.NONE


@pytest.mark.parametrize("kind", [*sorted(set(EventKind) - set(KNOWN_TO_COUNCIL))[::6], EventKind.ISSUE_COMMENTED])
def test_what_not_the_whole_council_knows_of_is_not_told_by_a_date(make, council, kind):
    person = make.representative(council)
    mail = post_letter(person, letter="notice", data={})
    event = make._add(Event(kind=kind, at=clock.now(), council_id=council.id, data={}))
    given = {"reason": Reason.SELF, "delivery": Delivery.NOW, "at": clock.now(), "mail_id": mail.id}
    make._add(Notice(event_id=event.id, person_id=person.id, **given))

    assert known(council, person) is Arrival.NONE


def test_the_user_sides_own_matters_and_reports_are_not_among_what_is_known():
    private = {
        *(EventKind.ISSUE_COMMENTED, EventKind.ASSENT_ASKED, EventKind.PROPOSAL_ASKED, EventKind.SLIP_REGISTERED),
        *(EventKind.PUBLIC_VERSION_PROPOSED, EventKind.PUBLIC_VERSION_AGREED, EventKind.PUBLIC_VERSION_REFUSED),
        *(EventKind.TEXT_REPORTED, EventKind.TEXT_HIDDEN, EventKind.REPORT_APPEALED, EventKind.ISSUE_HELD),
        *(EventKind.SIGN_IN_TRIED, EventKind.PASSWORD_CHANGED, EventKind.ADDRESS_ASKED, EventKind.DRAFT_ENDING),
    }

    assert private.isdisjoint(KNOWN_TO_COUNCIL)


def test_members_of_another_side_and_roles_are_told_of_too(make, visit, council):
    make.representative(council, side=Side.NAV, email=None)
    secretary = make.secretary(council)

    page = visit(secretary).get(f"/utvalg/{council.slug}/styre").text

    assert "Uten e-post" in page
    assert "Ingen e-post fra utvalget det siste halvåret" in page
