"""An administrator finds a letter in the outbox, sends it again or stops it, and leaves a trace; never a content."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.service import sign_in_links as accounts
from app.admin.commands import mails as command
from app.admin.queries.outbox import MailState
from app.admin.service import outbox
from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Conflict, Denied, Invalid
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.models.notices import Event, EventKind, Mail
from app.models.people import Heartbeat, LinkPurpose
from app.notices.commands.outbox import deliver_due
from app.notices.policy.still_true import Untrue
from app.notices.service.record import post_letter, record
from tests.admin.test_operations import TELLING, lost_mail
from tests.notices.conftest import postman, waiting_letter

__all__ = ["postman"]

WHY = "Ble sendt før gjenopprettingen"


@pytest.fixture
def administrator(make):
    return make.scope(ScopeKind.ADMINISTRATOR, person=make.person("Ali Maskinrom"))


@pytest.fixture
def reader(visit, administrator):
    return visit(administrator)


@pytest.fixture
def actor(make, administrator):
    return make.actor(administrator)


def handled():
    db.session.expire_all()
    rows = db.session.scalars(select(Event).where(Event.kind == EventKind.MAILS_HANDLED).order_by(Event.id))
    return [(event.actor_name, event.data["act"]) for event in rows]


def again(actor, mail):
    with transaction():
        outbox.send_again(actor, mail)


def a_mail_of_each_state(make):
    now = clock.now()
    given = {"dropped_at": None, "dropped_reason": None, "last_error": None}
    return {
        MailState.WAITING: lost_mail(make.person("Vera Venter"), **given),
        MailState.FAILED: lost_mail(make.person("Geir Gitt"), dropped_reason=Untrue.REFUSED),
        MailState.DROPPED: lost_mail(make.person("Liv Lest"), dropped_reason=Untrue.READ, last_error=None),
        MailState.SENT: lost_mail(make.person("Siv Sendt"), **{**given, "sent_at": now - timedelta(days=2)}),
    }


def test_each_state_is_a_list_of_its_own_with_the_reason_in_words(make, reader):
    rows = a_mail_of_each_state(make)
    names = {MailState.WAITING: "Vera", MailState.FAILED: "Geir", MailState.DROPPED: "Liv", MailState.SENT: "Siv"}
    said = {
        MailState.WAITING: "13 forsøk",
        MailState.FAILED: "E-postserveren til mottakeren avviste den (SMTPDataError 451).",
        MailState.DROPPED: "Mottakeren har lest det i Medvirk.",
        MailState.SENT: "Levert til e-postserveren.",
    }

    for state, mail in rows.items():
        page = reader.get(f"/drift/e-post?tilstand={state.value}").text
        assert {other for other, name in names.items() if f"{name} " in page} == {state}
        assert said[state] in page
        assert mail.address not in page
    assert "Vera Venter" in reader.get("/drift/e-post").text


@pytest.mark.parametrize("typed", ["åse", "ÅSE B", "Åse", "bjerke", "ase.bjerke@", "EXAMPLE.org"])
def test_a_letter_is_found_by_its_receivers_name_or_address(make, reader, typed):
    lost_mail(make.person("Åse Bjerke", email="ase.bjerke@example.org"))
    lost_mail(make.person("Ola Nordli", email="ola@example.com"))

    page = reader.get("/drift/e-post", query_string={"tilstand": "avvist", "q": typed}).text

    assert "Åse Bjerke" in page
    assert "Ola Nordli" not in page


@pytest.mark.parametrize("typed", ["%", "_%", "a" * 300, "' OR 1=1 --", "("])
def test_odd_words_find_nobody_and_break_nothing(make, reader, typed):
    lost_mail(make.person("Åse Bjerke"))

    assert reader.get("/drift/e-post", query_string={"tilstand": "avvist", "q": typed}).status_code == 200
    assert "Åse" not in reader.last.text or len(typed) < 2 or len(typed) > 200


def test_an_unknown_state_or_page_shows_what_waits(make, reader):
    a_mail_of_each_state(make)

    for address in ("", "?tilstand=alt", "?etter=-1", "?etter=x", "?tilstand="):
        assert "Vera Venter" in reader.get("/drift/e-post" + address).text
        assert "Rett denne feilen" not in reader.last.text


def test_the_list_goes_on_by_key_with_its_filter(make, reader):
    person = make.person("Åse Bjerke")
    for _ in range(35):
        lost_mail(person)

    first = reader.get("/drift/e-post?tilstand=avvist&q=bjerke").text
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")

    assert first.count("Åse Bjerke") == 30
    assert reader.get(older).text.count("Åse Bjerke") == 5


def test_thirty_rows_take_no_more_statements_than_one(make, reader, count_queries):
    lost_mail(make.person())
    reader.get("/drift/e-post?tilstand=avvist")
    with count_queries() as few:
        reader.get("/drift/e-post?tilstand=avvist")
    for _ in range(30):
        lost_mail(make.person())
    with count_queries() as many:
        page = reader.get("/drift/e-post?tilstand=avvist")

    assert len(many) == len(few) <= 8
    assert len(page.data) < 60_000


def test_no_page_or_command_shows_what_a_letter_is_about(app, make, reader):
    council = make.council()
    director = make.director(make.office_of(council))
    issue = make.issue(council, title=TELLING)
    with transaction():
        record(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=make.owed(issue), to=[director.id])
    mail = db.session.scalars(select(Mail)).first()

    said = [reader.get("/drift/e-post").text, reader.get(f"/drift/e-post/{mail.id}/stopp").text]
    said.append(app.test_cli_runner().invoke(command).output)

    for text in said:
        assert director.name in text
        for hidden in (TELLING, issue.reference, council.name, director.email):
            assert hidden not in text


# --- Send again ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [Untrue.GIVEN_UP, Untrue.REFUSED, Untrue.STOPPED])
def test_what_did_not_leave_is_sent_again_once_and_it_is_in_the_log(make, reader, reason):
    mail = lost_mail(make.person("Åse Bjerke"), dropped_reason=reason)
    state = "stoppet" if reason is Untrue.STOPPED else "avvist"
    address = f"/drift/e-post/{mail.id}/prov-igjen"
    assert address in reader.get(f"/drift/e-post?tilstand={state}").text

    assert reader.post(address).status_code == 303
    assert "E-posten blir sendt på nytt om litt." in reader.follow().text
    again = db.session.get_one(Mail, mail.id)
    assert (again.dropped_at, again.dropped_reason, again.last_error, again.tries) == (None, None, None, 0)
    assert again.due_at <= clock.now()
    assert reader.post(address).status_code == 409
    assert "E-posten venter allerede på å bli sendt." in reader.last.text
    assert handled() == [("Ali Maskinrom", "again")]
    line = reader.get("/drift").text
    line = line[line.index("Sendte e-post på nytt: Varsel") :].split("</tr>")[0]
    assert "Ali Maskinrom" in line
    assert "Åse Bjerke" in line


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ago": timedelta(days=8)}, "for gammel"),
        ({"dropped_reason": Untrue.MUTED}, "slått av varsler"),
        ({"dropped_reason": Untrue.TOO_OLD}, "for lenge siden"),
        ({"dropped_at": None, "dropped_reason": None}, "venter allerede"),
        ({"dropped_at": None, "dropped_reason": None, "sent_at": clock.now()}, "levert til e-postserveren"),
        ({"letter": "sign_in_link"}, "mer enn en time"),
        ({"letter": "password_link", "dropped_reason": Untrue.STOPPED}, "mer enn en time"),
        ({"letter": "new_address"}, "for gammel"),
        ({"letter": "invitation", "address": "gammel@example.org"}, "byttet adresse"),
    ],
)
def test_what_must_not_leave_again_does_not_and_the_reason_is_told(make, reader, given, said):
    mail = lost_mail(make.person(), **given)
    before = (mail.due_at, mail.dropped_at, mail.sent_at)

    assert reader.post(f"/drift/e-post/{mail.id}/prov-igjen").status_code == 409

    assert said in reader.last.text
    kept = db.session.get_one(Mail, mail.id)
    assert (kept.due_at, kept.dropped_at, kept.sent_at) == before
    assert handled() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"active": False}, "stengt"),
        ({"mail_refused_at": clock.now()}, "tar ikke imot"),
        ({"email": None}, "ingen e-postadresse"),
    ],
)
def test_a_receiver_whom_no_letter_reaches_is_sent_none(make, actor, given, said):
    person = make.person()
    mail = lost_mail(person)
    for name, value in given.items():
        setattr(person, name, value)
    db.session.commit()

    with pytest.raises(Conflict, match=said):
        again(actor, mail)


def test_an_invitation_to_an_address_that_refused_may_be_tried_again(make, actor):
    person = make.person(mail_refused_at=clock.now(), joined_at=None)

    again(actor, lost_mail(person, letter="invitation", dropped_reason=Untrue.REFUSED))

    assert handled() == [("Ali Maskinrom", "again")]


def test_a_letter_stopped_under_a_workers_hands_waits_until_the_worker_has_let_go(make, actor, postman):
    """The worker is in the middle of sending it: stopped and let go again, it must not arrive twice."""
    person = make.person()
    mail = waiting_letter(make, person)
    db.session.commit()
    ahead = clock.now() + timedelta(minutes=20)
    mail.tries, mail.due_at = 1, ahead  # as a claim leaves it
    db.session.commit()
    with transaction():
        outbox.stop_mail(actor, mail, reason=WHY)
    again(actor, mail)

    assert deliver_due() == 0
    db.session.expire_all()
    assert db.session.get_one(Mail, mail.id).due_at == ahead


def test_what_is_no_longer_true_is_dropped_when_it_is_sent_again(make, actor):
    mail = lost_mail(make.person())  # its notice is gone
    again(actor, mail)

    deliver_due()
    db.session.expire_all()

    assert db.session.get_one(Mail, mail.id).dropped_reason == Untrue.GONE


@pytest.mark.parametrize("purpose", [LinkPurpose.SIGN_IN, LinkPurpose.PASSWORD])
def test_a_link_that_leads_in_never_leaves_long_after_it_was_asked_for(make, postman, purpose):
    person = make.person()
    with transaction():
        accounts.ask_link(person.email, purpose=purpose, next_url=None)

    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        deliver_due()

    db.session.expire_all()
    assert postman.mails == []
    assert db.session.scalars(select(Mail.dropped_reason)).all() == [Untrue.TOO_OLD]


# --- Stop ------------------------------------------------------------------------------------------------------------


def test_one_that_waits_is_stopped_with_a_reason_that_is_kept(make, reader, postman):
    person = make.person("Åse Bjerke")
    mail = waiting_letter(make, person)
    db.session.commit()
    address = f"/drift/e-post/{mail.id}/stopp"
    assert address in reader.get("/drift/e-post").text
    assert reader.post(address, {"reason": "  "}).status_code == 422

    assert reader.post(address, {"reason": WHY}).status_code == 303

    deliver_due()
    assert postman.mails == []
    page = reader.get("/drift/e-post?tilstand=stoppet").text
    assert f"Stoppet av en administrator: {WHY}" in page
    assert handled() == [("Ali Maskinrom", "stopped")]
    assert f"Stoppet en e-post: Samlet varsel. Begrunnelse: {WHY}" in reader.get("/drift").text


@pytest.mark.parametrize("state", [MailState.SENT, MailState.FAILED, MailState.DROPPED])
def test_what_does_not_wait_is_not_stopped(make, reader, state):
    mail = a_mail_of_each_state(make)[state]

    assert reader.post(f"/drift/e-post/{mail.id}/stopp", {"reason": WHY}).status_code == 409
    assert handled() == []


def test_a_reason_with_somebodys_number_is_refused_beside_the_field(make, reader):
    mail = waiting_letter(make, make.person())

    page = reader.post(f"/drift/e-post/{mail.id}/stopp", {"reason": "Gjaldt 13097248022"})

    assert page.status_code == 422
    assert db.session.get_one(Mail, mail.id).dropped_at is None


def test_after_a_restore_all_that_was_written_before_is_stopped_at_once(make, reader, postman):
    person, now = make.person(), clock.now()
    for hours in (30, 20, 1):
        waiting_letter(make, person).created_at = now - timedelta(hours=hours)
    db.session.commit()
    before = clock.local(now - timedelta(hours=10))
    typed = {"day": before.date().isoformat(), "clock_time": f"{before:%H.%M}", "reason": WHY}
    assert "3 e-poster venter nå." in reader.get("/drift/e-post/stopp").text

    assert reader.post("/drift/e-post/stopp", typed).status_code == 303

    assert "2 e-poster er stoppet." in reader.follow().text
    assert deliver_due() == 1
    assert handled() == [("Ali Maskinrom", "stopped_before")]


@pytest.mark.parametrize(
    "given",
    [{"clock_time": "25.00"}, {"clock_time": "²"}, {"day": ""}, {"day": "2031-01-01"}, {"reason": ""}],
)
def test_a_moment_that_cannot_be_meant_stops_nothing_and_comes_back(make, reader, given):
    waiting_letter(make, make.person())
    db.session.commit()
    typed = {"day": clock.today().isoformat(), "clock_time": "00.00", "reason": WHY, **given}

    assert reader.post("/drift/e-post/stopp", typed).status_code == 422
    assert all(mail.dropped_at is None for mail in db.session.scalars(select(Mail)))


# --- Pause -----------------------------------------------------------------------------------------------------------


def test_the_queue_is_paused_and_started_by_hand_and_both_pages_say_so(make, reader):
    assert "står på pause" not in reader.get("/drift").text
    assert reader.post("/drift/e-post/pause").status_code == 303
    for page in ("/drift", "/drift/e-post"):
        assert "Køen med e-post står på pause" in reader.get(page).text
    assert reader.post("/drift/e-post/pause").status_code == 409

    assert reader.post("/drift/e-post/start").status_code == 303
    assert reader.post("/drift/e-post/start").status_code == 409
    assert "Noen har startet den igjen" in reader.last.text
    assert handled() == [("Ali Maskinrom", "paused"), ("Ali Maskinrom", "released")]
    assert db.session.get(Heartbeat, "mails_paused") is None


def test_nobody_else_acts_on_the_queue(make, visit):
    coordinator, mail_id = make.coordinator(), lost_mail(make.person()).id
    theirs = make.actor(coordinator)
    acts = (
        lambda: outbox.send_again(theirs, db.session.get_one(Mail, mail_id)),
        lambda: outbox.stop_mail(theirs, db.session.get_one(Mail, mail_id), reason=WHY),
        lambda: outbox.stop_written_before(theirs, clock.now(), reason=WHY),
        lambda: outbox.pause_mails(theirs),
        lambda: outbox.release_mails(theirs),
    )

    for act in acts:
        with pytest.raises(Denied), transaction():
            act()
    assert visit(coordinator).get("/drift/e-post?q=person").status_code == 403


def test_a_mail_that_is_not_there_is_not_found(reader):
    assert reader.post("/drift/e-post/42/prov-igjen").status_code == 404
    assert reader.get("/drift/e-post/42/stopp").status_code == 404


# --- flask mails -----------------------------------------------------------------------------------------------------


def test_the_command_lists_stops_and_sends_again_by_the_same_rules(app, make):
    mail = waiting_letter(make, make.person("Åse Bjerke", email="ase@example.org"))
    waiting_letter(make, make.person("Ola Nordli"))
    db.session.commit()

    def run(*words):
        result = app.test_cli_runner().invoke(command, [str(word) for word in words])
        db.session.expire_all()
        return result

    listed = run("--to", "ase@example.org").output
    assert listed.count("\n") == 1
    assert f"{mail.id}\t" in listed
    assert "a…@example.org" in listed
    refused = run("--drop", mail.id)
    assert (refused.exit_code, refused.output) == (1, "Error: Skriv en begrunnelse. Nothing was changed.\n")
    assert run("--drop", mail.id, "--reason", WHY).exit_code == 0
    assert WHY in run("--state", "dropped").output
    assert run("--again", mail.id).exit_code == 0
    assert run("--again", mail.id).exit_code == 1
    assert run("--pause").exit_code == run("--release").exit_code == 0
    assert "Nothing was changed" in run("--release").output
    assert run("--drop-before", "i går", "--reason", WHY).exit_code == 2
    assert run("--drop-before", clock.now().isoformat(), "--reason", WHY).output == "2 mails will not be sent.\n"
    assert run("--pause", "--release").exit_code == 2
    assert run("--again", 4242).exit_code == 1
    acts = ["stopped", "again", "paused", "released", "stopped_before"]
    assert handled() == [("Kommandolinjen", act) for act in acts]


def test_a_stop_without_a_reason_says_so_whoever_asks(make, actor):
    waits = post_letter(make.person(), letter="digest", data={})
    db.session.commit()
    mail_id = waits.id

    for reason in ("", "\u200b", "x" * 201):
        with pytest.raises(Invalid), transaction():
            outbox.stop_mail(actor, db.session.get_one(Mail, mail_id), reason=reason)
