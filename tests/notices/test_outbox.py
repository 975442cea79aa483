"""From the outbox over real SMTP: headers, languages, repeats, refusals, giving up, and many workers at once."""

import threading
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from app.admin.service.outbox import send_again
from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import ScopeKind, Side
from app.database import db, transaction
from app.models.follows import Follow
from app.models.notices import EventKind, Notice, PrintTask
from app.models.people import Delivery, DeliveryWish, Locale
from app.models.states import FollowUpState
from app.notices.commands.outbox import PAUSES, deliver_due
from app.notices.policy.still_true import Untrue
from app.notices.service.record import post_letter
from tests.notices.asking import Asking, appeal
from tests.notices.conftest import free_port, mail_rows, make_due, waiting_letter


@pytest.fixture
def council(make):
    return make.council()


@pytest.fixture
def issue(make, council):
    return make.issue(council)


def test_a_duty_leaves_once_with_the_ask_first_and_no_way_out(make, council, issue, tell, postman):
    director = make.director(make.office_of(council), name="Kari Eksempel")
    owed = make.owed(issue)
    tell(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=owed)

    deliver_due()
    deliver_due()

    [mail] = postman.to(director)
    assert mail["Subject"] == f"Innspill {issue.reference}: sendt til {make.office_of(council).name}"
    assert mail["To"] == f"Kari Eksempel <{director.email}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] is not None
    assert mail["References"] == f"<innspill-{issue.reference}@localhost>"
    assert mail["List-Unsubscribe"] is None
    text = mail.get_body(("plain",)).get_content()
    assert text.startswith("Svar på innspillet innen ")
    assert f"http://localhost/innspill/{issue.reference}/svar/{owed.id}" in text
    assert f"Du får denne fordi du er Nav-leder i {make.office_of(council).name}." in text
    html = mail.get_body(("html",)).get_content()
    assert 'lang="nb"' in html
    assert "style=" in html
    assert issue.title not in mail.as_string()


def test_an_interest_has_one_press_out(make, council, issue, tell, postman):
    leader = make.leader(council)
    tell(EventKind.ANSWER_GIVEN, ANYONE, about=issue)

    deliver_due()

    [mail] = postman.to(leader)
    assert mail["List-Unsubscribe"].startswith("<http://localhost/avmeld/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_goes_over_the_wire_is_short_lines_of_seven_bits_and_a_readable_way_out(
    make, council, issue, tell, postman
):
    make.leader(council, name="Åse Bjørnsdatter Øverås-Sæther")
    tell(EventKind.ANSWER_GIVEN, ANYONE, about=issue)

    deliver_due()

    [raw] = [raw for raw in postman.raw if b"List-Unsubscribe" in raw]
    assert b"List-Unsubscribe: <http://localhost/avmeld/" in raw
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert max(map(len, raw.split(b"\r\n"))) < 400
    assert max(raw) < 128


def test_each_reader_gets_their_own_language(make, council, issue, tell, postman):
    reader = make.leader(council, locale=Locale.NN)
    tell(EventKind.ANSWER_GIVEN, ANYONE, about=issue)

    deliver_due()

    assert 'lang="nn"' in postman.to(reader)[0].get_body(("html",)).get_content()


def test_many_mails_share_a_connection_and_a_new_one_begins_after_a_hundred(make, postman):
    person = make.person()
    for _ in range(101):
        waiting_letter(make, person)
    db.session.commit()

    assert deliver_due() == 101

    assert len(set(postman.sessions[:100])) == 1
    assert postman.sessions[100] != postman.sessions[0]


def test_a_server_that_does_not_answer_is_tried_again_with_growing_pauses_and_then_given_up(
    app, make, council, issue, tell
):
    make.director(make.office_of(council))
    tell(EventKind.STATEMENT_GIVEN, ANYONE, about=issue)
    state = app.extensions["mail"]
    before = state.port, state.suppress
    state.port, state.suppress = free_port(), False
    waits = []
    try:
        for _ in range(len(PAUSES) + 1):
            deliver_due()
            mail = mail_rows()[0]
            waits.append(mail.due_at - clock.now())
            make_due()
    finally:
        state.port, state.suppress = before

    assert waits[0] < waits[3] < waits[6] < waits[-2]
    assert timedelta(hours=47) <= sum(PAUSES, timedelta()) <= timedelta(hours=49)
    mail = mail_rows()[0]
    assert mail.dropped_reason == Untrue.GIVEN_UP
    assert mail.last_error == "ConnectionRefusedError"


def test_a_mail_from_while_the_clock_ran_ahead_is_sent_now_and_a_pause_is_still_a_pause(make, postman):
    with time_machine.travel(clock.now() + timedelta(days=400)):
        waiting_letter(make, make.person())
    paused = waiting_letter(make, make.person())
    paused.due_at = clock.now() + max(PAUSES)
    db.session.commit()

    assert deliver_due() == 1
    assert deliver_due() == 0


def test_an_address_that_is_refused_for_good_is_remembered_told_and_printed_instead(
    make, council, issue, tell, postman
):
    director = make.director(make.office_of(council))
    secretary = make.secretary(council)
    postman.refuses[director.email] = "550 5.1.1 No such user"
    tell(EventKind.STATEMENT_GIVEN, ANYONE, about=issue)

    deliver_due()
    deliver_due()

    db.session.refresh(director)
    assert director.mail_refused_at is not None
    assert [mail.dropped_reason for mail in mail_rows() if mail.person_id == director.id] == [Untrue.REFUSED]
    assert [task.person_id for task in db.session.scalars(db.select(PrintTask))] == [director.id]
    [told] = postman.to(secretary)
    assert told["Subject"] == "En e-postadresse virker ikke"
    assert director.name in told.get_body(("plain",)).get_content()


def test_duties_that_waited_for_a_refused_address_are_printed_too(make, council, tell, postman):
    director = make.director(make.office_of(council))
    make.secretary(council)
    postman.refuses[director.email] = "550 5.1.1 No such user"
    for issue in (make.issue(council), make.issue(council)):
        tell(EventKind.STATEMENT_GIVEN, ANYONE, about=issue)

    deliver_due()

    assert [task.person_id for task in db.session.scalars(db.select(PrintTask))] == [director.id, director.id]


def test_a_link_one_asks_for_is_tried_anyway_and_when_it_arrives_the_address_works_again(make, postman):
    person = make.person(mail_refused_at=clock.now())
    post_letter(person, letter="sign_in_link", data={})
    db.session.commit()

    deliver_due()

    db.session.refresh(person)
    assert len(postman.to(person)) == 1
    assert person.mail_refused_at is None


def test_somebody_outside_every_council_is_told_of_to_an_administrator(make, postman):
    person = make.person()
    administrator = make.scope(ScopeKind.ADMINISTRATOR)
    postman.refuses[person.email] = "550 5.1.1 No such user"
    waiting_letter(make, person)
    db.session.commit()

    deliver_due()
    deliver_due()

    assert len(postman.to(administrator)) == 1


@pytest.mark.parametrize("words", ["450 4.2.0 Come back", "554 5.7.1 Relay access denied"])
def test_a_server_that_is_busy_or_mistrusts_us_is_asked_again_and_the_address_keeps_its_name(
    make, council, issue, tell, postman, words
):
    director = make.director(make.office_of(council))
    postman.refuses[director.email] = words
    tell(EventKind.STATEMENT_GIVEN, ANYONE, about=issue)
    deliver_due()
    postman.refuses.clear()
    make_due()

    deliver_due()

    db.session.refresh(director)
    assert director.mail_refused_at is None
    assert len(postman.to(director)) == 1


def test_one_refusal_does_not_keep_the_others_waiting(make, council, issue, tell, postman):
    first, second = (make.director(make.office_of(council)) for _ in range(2))
    postman.refuses[first.email] = "450 4.2.0 Come back"
    tell(EventKind.STATEMENT_GIVEN, ANYONE, about=issue)

    deliver_due()

    assert len(postman.to(second)) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_server_that_hangs_up_on_one_mail_gets_the_others_by_a_new_connection(make, postman, command):
    for _ in range(3):
        waiting_letter(make, make.person())
    db.session.commit()
    postman.hangs_up.append(command)

    assert deliver_due() == 2

    first, *others = mail_rows()
    assert (first.sent_at, first.dropped_at, first.tries) == (None, None, 1)
    assert first.last_error.endswith(" 421")
    assert all(mail.sent_at is not None and mail.tries == 1 for mail in others)
    make_due()
    assert deliver_due() == 1


def test_what_is_no_longer_true_is_dropped_with_a_reason(make, council, issue, tell, postman):
    ended, muted, silent, reader = (make.leader(council) for _ in range(4))
    tell(EventKind.ANSWER_GIVEN, ANYONE, about=issue)
    with transaction():
        for table in ("appointment", "council_role"):
            db.session.execute(
                db.text(f"UPDATE {table} SET valid_to = :day WHERE person_id = :person"),  # the name is ours
                {"day": clock.today() - timedelta(days=1), "person": ended.id},
            )
        db.session.add(Follow(issue_id=issue.id, person_id=muted.id, muted=True, since=clock.now()))
        db.session.add(DeliveryWish(person_id=silent.id, kind="answers", delivery=Delivery.NEVER))
        db.session.execute(update(Notice).where(Notice.person_id == reader.id).values(read_at=clock.now()))

    deliver_due()

    reasons = {mail.person_id: mail.dropped_reason for mail in mail_rows()}
    assert reasons[ended.id] == Untrue.NO_SIGHT
    assert reasons[muted.id] == Untrue.MUTED
    assert reasons[silent.id] == Untrue.UNSUBSCRIBED
    assert reasons[reader.id] == Untrue.READ
    assert postman.to(ended) + postman.to(muted) + postman.to(silent) + postman.to(reader) == []


def test_whoever_has_answered_is_not_asked_any_more(make, council, issue, tell, postman):
    director = make.director(make.office_of(council))
    owed = make.owed(issue)
    tell(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=owed)
    with transaction():
        owed.move(FollowUpState.DONE, clock.now())

    deliver_due()

    assert postman.to(director) == []
    assert Untrue.DONE in {mail.dropped_reason for mail in mail_rows()}


def test_four_workers_on_one_queue_send_each_mail_once(app, make, postman):
    people = [make.person() for _ in range(60)]
    for person in people:
        waiting_letter(make, person)
    db.session.commit()

    def work() -> None:
        with app.app_context():
            deliver_due()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    ids = [mail["Message-ID"] for mail in postman.mails]
    assert len(ids) == len(set(ids)) == 60
    assert all(mail.sent_at and mail.tries == 1 for mail in mail_rows())


@pytest.fixture
def lost(app, postman):
    """Everything that waits now is given up: nobody answers for two days; after that the server is there again."""

    def losing() -> None:
        state = app.extensions["mail"]
        state.port = free_port()
        for _ in range(len(PAUSES) + 1):
            for _mail in mail_rows():
                deliver_due()
            make_due()
        state.port = postman.port

    return losing


def given_up():
    return {mail.person_id for mail in mail_rows() if mail.dropped_reason == Untrue.GIVEN_UP}


def print_tasks():
    db.session.expire_all()
    return list(db.session.scalars(db.select(PrintTask).order_by(PrintTask.id)))


def test_a_duty_that_is_given_up_goes_on_paper_and_the_secretary_hears_of_all_of_them_once(
    make, council, tell, postman, lost
):
    director, author = make.director(make.office_of(council)), make.representative(council)
    secretary = make.secretary(council)
    for _ in range(2):
        tell(EventKind.STATEMENT_GIVEN, ANYONE, about=make.issue(council, author=author))

    lost()
    deliver_due()

    assert director.id in given_up()
    assert [task.person_id for task in print_tasks()] == [director.id, director.id]
    [told] = postman.to(secretary)
    assert told["Subject"] == f"{council.name}: brev må skrives ut"
    assert "http://localhost/brev" in told.get_body(("plain",)).get_content()


@pytest.mark.parametrize(("leader", "link"), [(True, "http://localhost/brev"), (False, "http://localhost/utvalg/")])
def test_where_nobody_is_secretary_the_leader_hears_of_it_or_the_coordinator(
    make, council, tell, postman, lost, leader, link
):
    office = make.office_of(council)
    make.director(office)
    coordinator = make.scope(ScopeKind.COORDINATOR, county_id=office.county_id)
    reader = make.leader(council, side=Side.NAV) if leader else coordinator
    tell(EventKind.TEXT_KEPT, ANYONE, council_id=council.id, to=[make.person().id])

    lost()
    deliver_due()

    [told] = postman.to(reader)
    assert postman.mails == [told]
    assert link in told.get_body(("plain",)).get_content()


def test_that_letters_must_be_printed_is_not_printed_itself(make, council, tell, lost):
    make.secretary(council)
    person = make.person()
    tell(EventKind.TEXT_KEPT, ANYONE, council_id=council.id, to=[person.id])

    lost()
    lost()

    assert [task.person_id for task in print_tasks()] == [person.id]
    assert len(mail_rows()) == 2


def test_what_a_moderator_judges_is_not_printed_by_a_councils_secretary(make, postman, lost):
    scene = Asking(make)
    with transaction():
        secretary = make.secretary(scene.council)
        moderator, _decide = appeal(scene)

    lost()
    deliver_due()

    assert given_up() == {moderator.id}
    assert print_tasks() == []
    assert postman.to(secretary) == []


def test_a_mail_that_is_tried_again_and_arrives_needs_no_paper_and_one_that_is_given_up_again_no_second(
    make, council, tell, postman, lost
):
    administrator = make.actor(make.scope(ScopeKind.ADMINISTRATOR))
    person = make.person()
    tell(EventKind.TEXT_KEPT, ANYONE, council_id=council.id, to=[person.id])
    lost()
    with transaction():
        send_again(administrator, mail_rows()[0])
    lost()
    assert [task.person_id for task in print_tasks()] == [person.id]

    with transaction():
        send_again(administrator, mail_rows()[0])
    deliver_due()

    assert len(postman.to(person)) == 1
    assert print_tasks() == []
