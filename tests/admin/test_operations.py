"""An administrator sees whether the house runs, and never what somebody wrote."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from app.admin.queries import health
from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.councils.commands import import_registers
from app.councils.service import roles, scopes
from app.councils.service.invitees import Invitee
from app.database import db, transaction
from app.models.notices import EventKind, Mail
from app.models.people import Heartbeat
from app.models.places import County
from app.notices.commands.outbox import PAUSES
from app.notices.policy.still_true import Untrue
from app.notices.service.record import post_letter, record
from app.notices.words.names import LETTERS
from app.worker import Worker

TELLING = "Køen på Storgata er full av vepsebol"
WORDS = "Ingen tør å gå inn døra når vepsene svermer."


@pytest.fixture
def administrator(make):
    return make.scope(ScopeKind.ADMINISTRATOR, person=make.person("Ali Maskinrom"))


def lost_mail(person, *, ago=timedelta(hours=1), **given):
    """A mail that was tried for two days and given up."""
    at = clock.now() - ago
    mail = Mail(
        letter="notice",
        person_id=person.id,
        address=person.email,
        data={"notice": 0},
        created_at=at - timedelta(days=2),
        due_at=at,
        tries=len(PAUSES) + 1,
        dropped_at=at,
        dropped_reason=Untrue.GIVEN_UP,
        last_error="SMTPDataError 451",
    )
    for name, value in given.items():
        setattr(mail, name, value)
    db.session.add(mail)
    db.session.flush()
    return mail


def beats(**seen):
    db.session.add_all(Heartbeat(name=name, at=at) for name, at in seen.items())
    db.session.flush()


def test_only_administrators_come_in(make, visit, administrator):
    council = make.council()

    assert visit(administrator).get("/drift").status_code == 200
    for other in (make.coordinator(), make.leader(council), make.director(make.office_of(council))):
        assert visit(other).get("/drift").status_code == 403
    assert visit(None).get("/drift").status_code == 302


def test_the_way_there_stands_in_the_menu_and_on_min_side(make, visit, administrator):
    page = visit(administrator).get("/min-side").text

    assert page.count('href="/drift"') == 2
    assert "Se driften" in page
    assert "/drift" not in visit(make.coordinator()).get("/min-side").text


def test_somebody_with_a_seat_too_keeps_the_button_of_the_seat(make, visit, administrator):
    make.appointment(make.seat(make.council()), administrator)

    page = visit(administrator).get("/min-side").text

    assert "Nytt innspill" in page
    assert "Se driften" not in page


def test_a_worker_that_goes_is_told_from_one_that_stands(visit, administrator):
    reader = visit(administrator)
    assert "Jobbene har aldri gått" in reader.get("/drift").text

    beats(worker=clock.now() - timedelta(minutes=1))
    assert "Jobbene går. De meldte seg sist for 1 minutt siden." in reader.get("/drift").text

    db.session.get_one(Heartbeat, "worker").at = clock.now() - health.QUIET
    assert "Jobbene står. De meldte seg sist for 2 minutter siden." in reader.get("/drift").text


def test_a_digest_that_was_not_folded_in_its_time_stands():
    now = clock.now()
    seen = {"worker": now, "digest_daily": now - timedelta(hours=28), "digest_weekly": now - timedelta(days=6)}

    assert [sign.state for sign in health.health_signs(seen, now)] == ["runs", "stands", "runs"]
    assert [sign.state for sign in health.health_signs({}, now)] == ["stands", "not_yet", "not_yet"]


def test_the_parts_are_called_what_the_worker_calls_them(app, clean):
    with clock.as_if(clock.start_of(clock.today()) + timedelta(hours=12)):
        Worker(app).once()

    assert set(db.session.scalars(select(Heartbeat.name))) == set(health.Part)


def test_every_letter_has_a_name(app):
    folders = {path.name for path in (Path(app.root_path).parent / "templates" / "emails").iterdir() if path.is_dir()}

    assert set(LETTERS) == folders


def test_the_outbox_is_counted(make, visit, administrator):
    now, person = clock.now(), make.person(email="kari.eksempel@example.org")
    lost_mail(person)
    lost_mail(person, dropped_reason=Untrue.MUTED, last_error="Muted")
    lost_mail(person, dropped_at=None, dropped_reason=None, sent_at=now - timedelta(hours=3))
    lost_mail(person, dropped_at=None, dropped_reason=None, sent_at=now - timedelta(hours=30))
    waiting = post_letter(person, letter="digest", data={})
    waiting.due_at = now - timedelta(minutes=3)
    beats(worker=now)

    page = visit(administrator).get("/drift").text

    assert "E-posten går, men 1 er gitt opp den siste uka." in page
    facts = " ".join(page[page.index('<dl class="facts"') :].split("</dl>")[0].split())
    assert "<dt>Venter</dt><dd>1</dd>" in facts
    assert "<dd>for 3 minutter siden</dd>" in facts
    assert "<dt>Sendt siste døgn</dt><dd>1</dd>" in facts
    assert "<dt>Gitt opp siste uke</dt><dd>1</dd>" in facts
    assert "k…@example.org" in page
    assert "kari.eksempel" not in page
    assert "SMTPDataError 451" in page
    assert "Muted" not in page


def test_a_mail_that_waits_too_long_is_told_of_with_the_reason(make, visit, administrator):
    waiting = post_letter(make.person(), letter="digest", data={})
    waiting.due_at = clock.now() - timedelta(hours=2)
    db.session.flush()
    reader = visit(administrator)
    assert "E-posten venter til bakgrunnsjobbene går igjen." in reader.get("/drift").text

    beats(worker=clock.now())

    assert "E-post har ventet for lenge. Den eldste skulle vært sendt for 2 timer siden" in reader.get("/drift").text


def test_the_registers_are_counted_and_an_import_leaves_a_trace(app, make, visit, administrator):
    make.office()
    make.office(valid_to=clock.today())
    make.organisation()
    reader = visit(administrator)
    page = reader.get("/drift").text
    assert "Vi vet ikke når registrene ble hentet inn." in page
    table = " ".join(page[page.index("Nav-kontor") :].split("</tr>")[0].split())
    assert table.count("<div>1</div>") == 2

    run = app.test_cli_runner().invoke
    refused: Result = run(import_registers)
    assert refused.exit_code == 1  # what was made here stands in no file
    assert "Den siste innhentingen ble stoppet" in reader.get("/drift").text
    result: Result = run(import_registers, ["--close-missing"])
    assert result.exit_code == 0, result.output

    page = reader.get("/drift").text
    assert "Registrene ble sist hentet inn " in page
    assert "ble stoppet" not in page


def test_the_log_tells_who_gave_whom_which_role_where(make, visit, administrator):
    council = make.council(name="Brukerutvalget i Nav Skien")
    coordinator = make.coordinator(db.session.get_one(County, make.office_of(council).county_id))
    coordinator.name = "Siri Samordner"
    leader = make.representative(council, name="Lars Leder")
    make.scope(ScopeKind.ADMINISTRATOR, person=coordinator)
    actor = make.actor(coordinator)
    with transaction():
        roles.give_role(
            actor,
            council,
            kind=CouncilRoleKind.LEADER,
            who=Invitee(person_id=leader.id),
            side=Side.USER,
            start=clock.today(),
        )

    page = visit(administrator).get("/drift").text

    line = page[page.index("Fikk rollen Utvalgsleder") :].split("</tr>")[0]
    for said in ("Siri Samordner", "Lars Leder", "Brukerutvalget i Nav Skien"):
        assert said in line


def test_the_log_names_a_reach_that_was_given_by_hand(make, visit, administrator):
    person = make.person("Mona Moderator")
    with transaction():
        scopes.give_scope(scopes.Reach(kind=ScopeKind.MODERATOR), email=person.email, name=person.name)

    page = visit(administrator).get("/drift").text

    line = page[page.index("Fikk rollen Moderator") :].split("</tr>")[0]
    assert "Mona Moderator" in line
    assert "<div>Medvirk</div>" in line


def test_the_log_goes_on_where_it_ended(make, visit, administrator):
    person = make.person()
    for _ in range(35):
        with transaction():
            record(EventKind.SIGN_IN_TRIED, ANYONE, to=[person.id])
    reader = visit(administrator)

    first = reader.get("/drift").text
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split("#")[0]

    assert first.count("Noen prøvde å logge inn") == 30
    assert reader.get(older).text.count("Noen prøvde å logge inn") == 5
    assert "Eldre" not in reader.last.text


def test_nothing_that_somebody_wrote_stands_on_the_page(make, visit, administrator):
    council = make.council()
    director = make.director(make.office_of(council))
    issue = make.issue(council, title=TELLING, body=WORDS)
    owed = make.owed(issue)
    with transaction():
        for kind in (EventKind.ISSUE_POSTED, EventKind.ISSUE_SENT, EventKind.TEXT_HIDDEN):
            record(kind, ANYONE, issue=issue, about=owed, to=[director.id], data={"name": TELLING})
    with transaction():
        for mail in db.session.scalars(select(Mail)):
            mail.dropped_at, mail.dropped_reason, mail.last_error = clock.now(), Untrue.GIVEN_UP, "TimeoutError"

    page = visit(administrator).get("/drift").text

    assert "TimeoutError" in page
    for hidden in (TELLING, WORDS, "vepse", issue.reference, "Innspillet ble", "En moderator"):
        assert hidden not in page


def test_a_full_page_is_light_and_takes_ten_statements(make, visit, administrator, count_queries):
    person, council = make.person(), make.council()
    reader = visit(administrator)
    lost_mail(person)
    reader.get("/drift")
    with count_queries() as few:
        reader.get("/drift")
    for _ in range(40):
        lost_mail(person)
        with transaction():
            record(EventKind.APPOINTMENT_STARTED, ANYONE, council_id=council.id, to=[person.id], data={"seat": 1})

    with count_queries() as many:
        page = reader.get("/drift")

    assert len(many) == len(few) <= 10
    assert len(page.data) < 60_000
