"""Whatever goes wrong with one letter is that letter's own failure: it waits, is given up, and stops nothing else."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import update

from app.core import clock
from app.core.actor import ANYONE
from app.database import db, transaction
from app.models.notices import Event, EventKind, Mail, Notice, PrintTask
from app.models.people import Person
from app.notices.commands.outbox import MARGIN, PAUSES, deliver_due
from app.notices.policy.still_true import Untrue
from app.notices.service.rendering import CONTEXTS
from app.notices.service.smtp import longest_letter
from tests.notices.conftest import free_port, mail_rows, make_due, waiting_letter

Break = Callable[[Person, Mail], None]


def address_that_no_server_takes(person: Person, _mail: Mail) -> None:
    person.email = f"bjørn{person.id}@example.org"


def event_that_says_no_day(_person: Person, mail: Mail) -> None:
    change_event(mail, data={"last_day": "i morgen"})


def event_without_what_its_words_need(_person: Person, mail: Mail) -> None:
    change_event(mail, kind=EventKind.REMINDER, data={})


def event_of_a_kind_nobody_knows(_person: Person, mail: Mail) -> None:
    db.session.execute(db.text("UPDATE event SET kind = 'unheard_of' WHERE id = :id"), {"id": event_of(mail)})


def letter_of_a_room_that_is_gone(_person: Person, mail: Mail) -> None:
    mail.letter = "questionnaire"


def letter_without_a_template(_person: Person, mail: Mail) -> None:
    mail.letter = "nowhere"


def letter_that_names_no_notice(_person: Person, mail: Mail) -> None:
    mail.data = {}


def letter_that_the_database_cannot_answer(_person: Person, mail: Mail) -> None:
    mail.data = {"notice": 2**70}


def event_of(mail: Mail) -> int:
    return db.session.scalars(db.select(Notice.event_id).where(Notice.mail_id == mail.id)).one()


def change_event(mail: Mail, **values: object) -> None:
    db.session.execute(update(Event).where(Event.id == event_of(mail)).values(**values))


BROKEN = [
    address_that_no_server_takes,
    event_that_says_no_day,
    event_without_what_its_words_need,
    event_of_a_kind_nobody_knows,
    letter_of_a_room_that_is_gone,
    letter_without_a_template,
    letter_that_names_no_notice,
    letter_that_the_database_cannot_answer,
]


@pytest.fixture(autouse=True)
def _room_without_templates(monkeypatch) -> None:
    monkeypatch.setitem(CONTEXTS, "nowhere", lambda _mail: {})


@pytest.fixture
def broken(make, tell) -> Callable[[Break], Mail]:
    """A duty in the outbox, broken in one way."""

    def breaking(act: Break) -> Mail:
        council = make.council()
        person = make.person()
        tell(EventKind.TEXT_KEPT, ANYONE, council_id=council.id, to=[person.id])
        mail = db.session.scalars(db.select(Mail).where(Mail.person_id == person.id)).one()
        with transaction():
            db.session.add(person)
            db.session.add(mail)
            act(person, mail)
        return mail

    return breaking


def in_vain_until_given_up() -> None:
    for _ in range(len(PAUSES) + 1):
        deliver_due()
        make_due()


@pytest.mark.parametrize("act", BROKEN)
def test_the_others_leave_in_the_same_pass(make, broken, postman, act, caplog):
    mails = [broken(act) for _ in range(3)]
    others = [make.person() for _ in range(2)]
    for one in others:
        waiting_letter(make, one)
    db.session.commit()

    assert deliver_due() == 2

    assert [len(postman.to(one)) for one in others] == [1, 1]
    rows = {mail.id: mail for mail in mail_rows()}
    for mail in mails:
        row = rows[mail.id]
        assert (row.tries, row.sent_at, row.dropped_at) == (1, None, None)
        assert row.due_at - clock.now() <= PAUSES[0]
        assert f"Mail {mail.id} " in caplog.text
    for secret in ("bjørn", "@example", "i morgen"):
        assert secret not in caplog.text


@pytest.mark.parametrize("act", [address_that_no_server_takes, event_that_says_no_day, letter_without_a_template])
def test_it_is_given_up_after_the_usual_tries_and_goes_on_paper(broken, postman, act):
    mail = broken(act)

    in_vain_until_given_up()

    row = next(one for one in mail_rows() if one.id == mail.id)
    assert row.dropped_reason == Untrue.GIVEN_UP
    assert row.tries == len(PAUSES) + 1
    assert [task.person_id for task in db.session.scalars(db.select(PrintTask))] == [mail.person_id]


def test_a_line_break_in_a_name_does_not_keep_a_letter_here(make, postman):
    person = make.person("Kari\r\nBcc: alle@example.org")
    waiting_letter(make, person)
    db.session.commit()

    assert deliver_due() == 1

    [mail] = postman.to(person)
    assert mail["Bcc"] is None


def test_a_letter_that_broke_half_way_leaves_no_half_letter_to_the_next(make, postman):
    """The address breaks after MAIL: on the same connection the next letter would be the second MAIL of one letter."""
    first, second = make.person(email="bjørn@example.org"), make.person()
    for one in (first, second):
        waiting_letter(make, one)
    db.session.commit()

    assert deliver_due() == 1
    assert mail_rows()[1].tries == 1


# A server that takes its time over the text


class Slow:
    """Takes every letter, and says so late."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        self.taken = 0
        self.port = free_port()
        self.door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _address = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(visitor,), daemon=True).start()

    def _talk(self, visitor: socket.socket) -> None:
        with visitor, visitor.makefile("rwb", buffering=0) as line:
            line.write(b"220 slow\r\n")
            in_text = False
            for said in line:
                if in_text and said == b".\r\n":
                    self.taken += 1
                    time.sleep(self.seconds)
                    in_text = False
                elif in_text:
                    continue
                elif said.upper().startswith(b"DATA"):
                    in_text = True
                    line.write(b"354 go on\r\n")
                    continue
                line.write(b"250 OK\r\n")


@pytest.fixture
def slow(app, monkeypatch) -> Iterator[Slow]:
    """Answers the text after three times as long as a command may take."""
    monkeypatch.setitem(app.config, "MAIL_SECONDS", {"command": 0.3, "end": 20})
    server = Slow(seconds=0.9)
    state = app.extensions["mail"]
    before = state.port, state.suppress
    state.port, state.suppress = server.port, False
    yield server
    state.port, state.suppress = before
    server.door.close()


def test_a_server_that_is_slow_to_say_yes_gets_the_letter_once(make, slow):
    for _ in range(2):
        waiting_letter(make, make.person())
    db.session.commit()

    assert deliver_due() == 2
    make_due()
    assert deliver_due() == 0

    assert slow.taken == 2
    assert all(mail.sent_at is not None and mail.tries == 1 for mail in mail_rows())


def test_while_the_server_thinks_the_letter_is_nobody_elses(app, make, slow):
    waiting_letter(make, make.person())
    db.session.commit()
    before = clock.now()

    def send() -> None:
        with app.app_context():
            deliver_due()

    sender = threading.Thread(target=send)
    sender.start()
    while slow.taken == 0:
        time.sleep(0.02)
    leases = [mail.due_at - before for mail in mail_rows()]
    db.session.commit()
    sender.join()

    assert leases[0] >= longest_letter() + MARGIN
    assert deliver_due() == 0
    assert slow.taken == 1


def test_ten_minutes_after_the_final_dot(app):
    """RFC 5321, 4.5.3.2.6."""
    with app.app_context():
        assert app.config["MAIL_SECONDS"]["end"] >= 600
        assert longest_letter().total_seconds() > app.config["MAIL_SECONDS"]["end"]
