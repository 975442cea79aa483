"""What letters carry: office and theme, what an answer says, which reminder it is, and where a reply goes."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import ScopeKind
from app.councils.due import due as council_due
from app.database import db, transaction
from app.followups.due import due as chain_due
from app.followups.service import answers, outcome_questions
from app.followups.service.answers import Promise, Words
from app.models.councils import Appointment
from app.models.followups import Claim
from app.models.notices import Event, EventKind, Mail, Notice
from app.models.people import Delivery, DeliveryWish, Person
from app.models.states import FollowUpKind, FollowUpState, Stance
from app.models.themes import Theme
from app.notices.commands.outbox import deliver_due
from app.notices.due import due as letters_due
from app.notices.kinds.reminders import OFFERED, REMINDERS
from app.notices.service.record import post_letter, record
from tests.followups.chain import town
from tests.notices.conftest import mail_rows, make_due

MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=clock.OSLO)


@pytest.fixture
def council(make):
    return make.council(office=make.office(name="Nav Skien"), name="Utvalget i Skien")


@pytest.fixture
def issue(make, council):
    return make.issue(council, theme=Theme.UNGDOM, title="Ola får ikke svar", author=make.representative(council))


def text_of(mail) -> str:
    return str(mail.get_body(("plain",)).get_content())


def answer(make, issue, *, stance=Stance.FOLLOWS_UP, promised=None):
    """The director answers an answer that was owed by an old date."""
    office = make.office_of(make.council_of(issue.council_id))
    director = make.actor(make.director(office))
    owed = make.owed(issue, due=date(2026, 3, 30), started_on=date(2026, 3, 2))
    db.session.commit()
    reason = "Vi har ikke lokaler." if stance is Stance.DOES_NOT else None
    promise = Promise(what="Kveldsåpent", who="Vi", due=promised) if promised else None
    with transaction():
        answers.answer_follow_up(
            director, owed, stance=stance, words=Words("Hemmelig tekst", reason=reason), promise=promise
        )


def test_an_answer_says_who_what_and_until_when_and_not_when_it_was_owed(make, issue, postman):
    author = db.session.get_one(Person, issue.author_id)
    with time_machine.travel(MONDAY, tick=False):
        answer(make, issue, promised=date(2026, 6, 1))
        deliver_due()

    [mail] = [one for one in postman.to(author) if "nytt svar" in one["Subject"]]
    assert mail["Subject"] == f"Innspill {issue.reference}: nytt svar fra Nav Skien"
    text = text_of(mail)
    assert text.startswith("Nav Skien har svart på innspillet.")
    for said in ("Svar: Ja, vi følger opp", "Lovet gjort innen: mandag 1. juni 2026", "Tema: Ungdom"):
        assert said in text
    assert "30. mars" not in text
    for hidden in ("Ola", "Hemmelig", "Kveldsåpent"):
        assert hidden not in mail.as_string()


def test_a_no_is_told_as_a_no_in_a_digest_too(make, council, issue, postman):
    leader = make.leader(council)
    make._add(DeliveryWish(person_id=leader.id, kind="answers", delivery=Delivery.DAILY))
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        answer(make, issue, stance=Stance.DOES_NOT)
    with time_machine.travel(MONDAY, tick=False):
        for use_case in letters_due(clock.now()):
            with transaction():
                use_case()
        deliver_due()

    [mail] = postman.to(leader)
    text = text_of(mail)
    assert f"Innspill {issue.reference}, Nav Skien, Ungdom" in text
    assert "Nav Skien har svart på innspillet. Svar: Nei, vi følger ikke opp." in text


def test_reminders_say_that_they_are_and_which_and_one_that_was_missed_does_not_count(make, council, issue, postman):
    director = make.director(make.office_of(council))
    coordinator = make.scope(ScopeKind.COORDINATOR, county_id=make.office_of(council).county_id)
    make.owed(issue, due=date(2026, 3, 30), started_on=date(2026, 3, 2))
    db.session.commit()
    # -5, then nobody worked on -1, then +1, +5 and +10 working days
    for day in ((2026, 3, 23), (2026, 3, 31), (2026, 4, 9), (2026, 4, 16)):
        with time_machine.travel(datetime(*day, 8, tzinfo=clock.OSLO), tick=False):
            for use_case in chain_due(clock.now()):
                with transaction():
                    use_case()
            deliver_due()

    subjects = [mail["Subject"] for mail in postman.to(director)]
    name = f"Innspill {issue.reference}"
    assert subjects == [
        f"{name}: påminnelse 1, frist 30. mars, Nav Skien",
        f"{name}: påminnelse 2, fristen er gått ut, Nav Skien",
        f"{name}: påminnelse 3, fristen er gått ut, Nav Skien",
    ]
    first, *_rest = (text_of(mail) for mail in postman.to(director))
    assert first.startswith("Påminnelse 1: Svar på innspillet innen mandag 30. mars.")
    [told] = postman.to(coordinator)
    assert told["Subject"] == f"{name}: fristen er gått ut, Nav Skien"
    assert text_of(told).startswith("Nav Skien skulle svart innen mandag 30. mars.")
    assert "Frist for Nav Skien: mandag 30. mars 2026" in text_of(told)


def test_the_second_letter_about_an_appointment_that_ends_is_a_reminder(make, council, postman):
    with time_machine.travel(datetime(2026, 1, 5, 8, tzinfo=clock.OSLO), tick=False):
        person = make.representative(council)
    row = db.session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()
    row.valid_from, row.valid_to = date(2025, 1, 1), date(2026, 6, 30)
    db.session.commit()
    for day in ((2026, 4, 7), (2026, 6, 1)):
        with time_machine.travel(datetime(*day, 8, tzinfo=clock.OSLO), tick=False):
            for use_case in council_due(clock.now()):
                with transaction():
                    use_case()
            deliver_due()

    first, second = (text_of(mail) for mail in postman.to(person))
    assert first.startswith("Oppnevningen din i utvalget i Skien går ut tirsdag 30. juni. Vil du fortsette?")
    assert second.startswith("Påminnelse: Oppnevningen din i utvalget i Skien går ut tirsdag 30. juni.")
    assert "påminnelse" in postman.to(person)[1]["Subject"]


@pytest.mark.parametrize("words", [*REMINDERS.values(), OFFERED])
def test_every_reminder_to_somebody_who_owes_says_that_it_is_one(words):
    lapsed = words is REMINDERS[FollowUpKind.CLARIFICATION]  # nothing is asked any more: the office answers without

    assert str(words.before).startswith("Påminnelse %(number)s: ")
    assert lapsed or str(words.after).startswith("Påminnelse %(number)s: ")


@pytest.mark.parametrize(
    ("contact", "reply_to", "foot"),
    [
        (
            {"contact_email": "a@skien.example"},
            "a@skien.example",
            "går til utvalget i Skien, a@skien.example.",
        ),
        ({"contact_phone": "33 12 34 56"}, None, "Denne adressen leses ikke. Ring utvalget i Skien på 33 12 34 56."),
        ({}, None, "Denne adressen leses ikke. Du kan ikke svare på denne e-posten."),
    ],
)
def test_every_letter_of_a_council_says_where_a_reply_goes(
    make, council, issue, tell, postman, contact, reply_to, foot
):
    for name, value in contact.items():
        setattr(council, name, value)
    leader = make.leader(council)
    tell(EventKind.ANSWER_GIVEN, ANYONE, about=issue)

    deliver_due()

    [mail] = postman.to(leader)
    assert mail["Reply-To"] == reply_to
    assert text_of(mail).rstrip().endswith(foot)
    assert foot in re.sub(r"\s+", " ", mail.get_body(("html",)).get_content())


def test_a_digest_of_two_councils_has_nobody_to_reply_to(make, postman):
    person = make.person()
    mail = post_letter(person, letter="digest", data={})
    db.session.flush()
    for address in ("a@example.org", "b@example.org"):
        council = make.council(contact_email=address)
        make.appointment(make.seat(council), person)
        record(EventKind.VOTE_CLOSED, ANYONE, about=make.issue(council))
    db.session.execute(db.update(Notice).where(Notice.person_id == person.id).values(mail_id=mail.id))
    db.session.commit()

    deliver_due()

    [sent] = [one for one in postman.to(person) if "nyheter: " in one["Subject"]]
    assert sent["Reply-To"] is None
    assert "Denne adressen leses ikke." in text_of(sent)


def test_a_letter_about_ones_account_has_nobody_to_reply_to(make, postman):
    person = make.person()
    post_letter(person, letter="sign_in_link", data={})
    db.session.commit()

    deliver_due()

    [sent] = postman.to(person)
    assert sent["Reply-To"] is None
    assert "Denne adressen leses ikke." in text_of(sent)


def test_after_a_restore_the_same_row_number_is_another_message(make, postman):
    """The number is used again for another letter; a reader's mail program would hide it as a copy."""
    person = make.person()
    sent = []
    for _ in range(2):
        mail = post_letter(person, letter="sign_in_link", data={})
        mail.id = 42
        db.session.commit()
        deliver_due()
        sent.append(postman.mails[-1]["Message-ID"])
        db.session.execute(db.delete(Mail))
        db.session.commit()

    assert sent[0] != sent[1]
    assert all(re.fullmatch(r"<mail-42\.[0-9a-f]{16}@localhost>", one) for one in sent)


def test_a_mail_keeps_its_message_id_when_it_is_tried_again_and_an_old_one_the_id_it_had(make, postman):
    for key in ("abc", None):
        mail = post_letter(make.person(), letter="sign_in_link", data={})
        mail.message_key = key
        if key is None:
            db.session.flush()
            mail.message_key = None
    db.session.commit()
    postman.refuses_text = "451 4.3.0 Later"
    deliver_due()
    postman.refuses_text = ""
    make_due()

    deliver_due()

    first, second = mail_rows()
    assert [mail["Message-ID"] for mail in postman.mails] == [
        f"<mail-{first.id}.abc@localhost>",
        f"<mail-{second.id}@localhost>",
    ]


def test_an_answer_with_a_promise_is_one_letter_to_its_author(make):
    here = town(make)

    here.answer(promise=Promise(what="Åpne til 18", who="Nav", due=clock.today() + timedelta(days=30)))

    kinds = select(Event.kind).join(Notice).where(Notice.person_id == here.author)
    told = list(db.session.scalars(kinds.order_by(Notice.id)))
    assert told.count(EventKind.ANSWER_GIVEN) == 1
    assert EventKind.ACTION_PROMISED not in told


@pytest.mark.parametrize("hidden", ["nothing", "claim", "issue"])
def test_the_question_whether_it_helped_says_what_was_raised_and_what_the_office_did(make, council, postman, hidden):
    author = make.representative(council)
    issue = make.issue(council, author=author, title="Tørre sko i mottaket", body="Ola fryser.", theme=Theme.LOKALE)
    action = make.owed(issue, FollowUpKind.ACTION, state=FollowUpState.CLAIMED, what="Tak over døra")
    claim = {
        "what_changed": "Det er satt opp tak.",
        "where": "Inngangen",
        "since": clock.today(),
        "how_noticed": "Tørt",
    }
    said = make._add(
        Claim(
            follow_up_id=action.id, **claim, by_name="Kari", by_title="Nav-leder", at=clock.now(), person_id=author.id
        )
    )
    with transaction():
        outcome_questions.ask_outcome(ANYONE, issue, follow_up=action)
        post_letter(author, letter="questions", data={})
        for row in (said, issue):
            row.hidden_at = clock.now() if row.__tablename__ == hidden else None

    deliver_due()

    [mail] = [one for one in postman.to(author) if "Hjalp det" in one["Subject"]]
    assert mail["Subject"] == f"Innspill {issue.reference}, Nav Skien: Hjalp det?"
    text = text_of(mail)
    assert ("Tørre sko i mottaket" in text) == (hidden != "issue")
    assert ("Det er satt opp tak." in text) == (hidden == "nothing")
    assert "Tema: Lokaler" in text
    assert "Ola" not in mail.as_string()
