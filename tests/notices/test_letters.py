"""Every kind of event has its line in both tables, and every letter can be written in every language."""

import re

import pytest

from app.core import clock
from app.core.actor import ANYONE
from app.database import db, transaction
from app.models.assents import SideAct
from app.models.meetings import AgendaItem, Meeting
from app.models.notices import Event, EventKind, Mail, Notice, Reason
from app.models.people import Delivery, Locale
from app.models.states import FollowUpKind
from app.notices.kinds.assents import ACTS
from app.notices.kinds.table import HAPPENINGS
from app.notices.queries.notices import load_notices
from app.notices.rules import REASONS, RULES
from app.notices.service.record import record
from app.notices.service.rendering import compose_notice, in_language_of
from app.notices.words import notice_text
from tests.notices.conftest import mail_rows

GAP = re.compile(r"%\(|\{\{|\{%")
DATA = {
    "kind": "answer",
    "step": -5,
    "due": "2026-12-04",
    "owner": "Nav Tønsberg",
    "slug": "troms-2026-1",
    "name": "Kari",
}


def test_every_act_of_the_user_side_has_words():
    assert set(ACTS) == set(SideAct)


@pytest.mark.parametrize("kind", list(EventKind))
def test_who_is_asked_for_something_is_told_at_once_and_nobody_else_is_asked(kind):
    asked = {who for who in RULES[kind].interest if HAPPENINGS[kind].letter.asks(REASONS[who])}

    assert asked == set()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("kind", list(EventKind))
def test_every_letter_is_written_for_who_must_act_and_for_who_need_only_know(make, kind, locale):
    council = make.council()
    author = make.representative(council, locale=locale)
    issue = make.issue(council, author=author, title="Jeg heter Ola", body="Min diagnose er hemmelig.")
    owed = make.owed(issue)
    about = "vote" if kind in (EventKind.VOTE_OPENED, EventKind.VOTE_CLOSED) else "follow_up"
    with transaction():
        event = Event(
            kind=kind,
            at=clock.now(),
            issue_id=issue.id,
            council_id=council.id,
            subject=about,
            subject_id=owed.id,
            data=DATA,
        )
        db.session.add(event)
        db.session.flush()
        for person, reason in ((author, Reason.OWES), (make.representative(council), Reason.FOLLOWER)):
            db.session.add(
                Notice(event_id=event.id, person_id=person.id, reason=reason, delivery=Delivery.NOW, at=event.at)
            )

    for matter in load_notices(db.session.scalars(db.select(Notice.id))):
        mail = Mail(id=42, letter="notice", address="x", locale=locale, data={}, person=None)
        with in_language_of(mail):
            letter = compose_notice(mail, matter, to=matter.person)

        assert letter.subject
        assert "\n" not in letter.subject
        assert letter.text.splitlines()[0].rstrip().endswith((".", "?"))
        for part in (letter.subject, letter.text, letter.html):
            assert not GAP.search(part)
            assert "Ola" not in part
            assert "diagnose" not in part
        assert f'lang="{locale}"' in letter.html
        assert "http://localhost/" in letter.text


@pytest.mark.parametrize("kind", list(FollowUpKind))
@pytest.mark.parametrize("step", [-5, 5])
def test_a_reminder_says_what_is_owed_before_and_after_the_day(make, kind, step):
    council = make.council()
    issue = make.issue(council)
    owed = make.owed(issue, kind, days=None)
    reader = make.director(make.office_of(council))
    data = {**DATA, "kind": kind.value, "step": step, "due": owed.due.isoformat()}
    with transaction():
        record(EventKind.REMINDER, ANYONE, issue=issue, about=owed, to={reader.id: Reason.OWES}, data=data)

    matter = load_notices(db.session.scalars(db.select(Notice.id)))[0]
    assert notice_text.asks_reader(matter)
    assert notice_text.subject_of(matter).startswith(f"Innspill {issue.reference}: påminnelse ")
    assert str(owed.due.day) in notice_text.first_line(matter)


def test_an_issue_on_an_agenda_is_called_by_its_case_number(make):
    council = make.council()
    issue = make.issue(council)
    reader = make.director(make.office_of(council))
    meeting = make._add(
        Meeting(council_id=issue.council_id, starts_at=clock.now(), place="Møterommet", created_at=clock.now())
    )
    make._add(
        AgendaItem(
            meeting_id=meeting.id, council_id=issue.council_id, year=2026, number=12, title="Sak", issue_id=issue.id
        )
    )
    with transaction():
        record(EventKind.CLARIFICATION_GIVEN, ANYONE, issue=issue, about=make.owed(issue))

    matter = load_notices(db.session.scalars(db.select(Notice.id).where(Notice.person_id == reader.id)))[0]
    assert (
        notice_text.subject_of(matter)
        == f"{council.name}, sak 12/26: utvalget har svart på spørsmålet, {issue.office.name}"
    )


def test_a_duty_to_somebody_without_an_address_becomes_a_letter_on_paper(make):
    council = make.council()
    issue = make.issue(council)
    director = make.director(make.office_of(council), email=None)
    with transaction():
        record(EventKind.STATEMENT_GIVEN, ANYONE, about=issue)

    assert [mail.person_id for mail in mail_rows() if mail.person_id == director.id] == []
    from_table = db.session.execute(db.text("SELECT person_id FROM print_task")).scalars().all()
    assert from_table == [director.id]
