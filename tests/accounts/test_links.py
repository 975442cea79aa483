"""One-time links: asked for without giving anything away, opened without effect, used once, for one purpose."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.service import invitations, passwords, sign_in_links
from app.accounts.service.invitations import InvitedTo
from app.accounts.service.one_time_links import LETTER, LIFE
from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Denied, Invalid
from app.councils.queries import councils, seats
from app.councils.service.appointments import Placing, appoint_to_seat
from app.councils.service.invitees import Invitee
from app.database import db, transaction
from app.models.notices import Event, EventKind, Notice
from app.models.people import Device, LinkPurpose, Locale, OneTimeLink, Person
from app.notices.commands.outbox import make_letter
from tests.accounts.conftest import GOOD, added, mails, open_letter, rows, sign_in, token_in


def ask(visitor, email, path="/logg-inn/lenke", **options):
    return visitor.post(path, {"email": email}, **options)


@pytest.fixture
def link_for(visit):
    def asked(person, path="/logg-inn/lenke", **options):
        ask(visit(None), person.email, path, **options)
        return open_letter(mails("password_link" if path == "/glemt-passord" else "sign_in_link")[-1])

    return asked


@pytest.mark.parametrize("path", ["/logg-inn/lenke", "/glemt-passord"])
@pytest.mark.parametrize("whose", ["known", "unknown", "closed"])
def test_asking_for_a_link_gives_nothing_away(visit, make, path, whose):
    emails = {
        "known": make.person().email,
        "unknown": "nobody@example.org",
        "closed": make.person(active=False).email,
    }
    visitor = visit(None)
    visitor.get(path)
    before = rows()

    answer = ask(visitor, emails[whose], path)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/logg-inn/sendt")
    assert added(before) == 1
    assert emails[whose] not in visitor.follow().text


def test_a_postbox_cannot_be_filled_with_links(visit, make):
    person = make.person()

    answers = {ask(visit(None), person.email).status_code for _ in range(8)}

    assert answers == {303}
    assert len(mails("sign_in_link")) == sign_in_links.MAILS_AN_HOUR


def test_only_the_hash_of_a_link_is_kept(make, link_for):
    path = link_for(make.person())

    nonce = path.rsplit("/", 1)[1]
    link = db.session.scalars(select(OneTimeLink)).one()
    assert nonce not in link.nonce_hash
    assert "nonce" not in str(mails("sign_in_link")[0].data)
    assert len(nonce) >= 43


def test_opening_a_link_changes_nothing_and_pressing_the_button_signs_in(visit, make, link_for):
    path = link_for(make.person())
    visitor = visit(None)
    before = rows()

    for _ in range(3):
        assert visitor.get(path).status_code == 200
    assert rows() == before
    assert visitor.get("/min-konto").status_code == 302

    assert visitor.post(path).status_code == 303
    assert visitor.get("/min-konto").status_code == 200


def test_a_link_works_once(visit, make, link_for):
    path = link_for(make.person())
    visit(None).post(path)

    again = visit(None)

    assert again.get(path).status_code == 404
    assert again.post(path).status_code == 404
    assert "Få en ny lenke" in again.last.text
    assert again.get("/min-konto").status_code == 302


@pytest.mark.parametrize(
    ("asked_at", "life"), [("/logg-inn/lenke", timedelta(minutes=15)), ("/glemt-passord", timedelta(minutes=15))]
)
def test_a_link_lives_a_quarter_of_an_hour(visit, make, link_for, asked_at, life):
    path = link_for(make.person(), asked_at)

    with time_machine.travel(clock.now() + life - timedelta(seconds=5)):
        assert visit(None).get(path).status_code == 200
    with time_machine.travel(clock.now() + life + timedelta(seconds=5)):
        assert visit(None).get(path).status_code == 404
        assert visit(None).post(path, {"new_password": GOOD}).status_code == 404


def test_a_link_is_for_one_purpose(visit, make, link_for):
    person = make.person()
    nonces = {
        "/logg-inn/": link_for(person).rsplit("/", 1)[1],
        "/nytt-passord/": link_for(person, "/glemt-passord").rsplit("/", 1)[1],
    }

    for page in ("/logg-inn/", "/nytt-passord/", "/invitasjon/"):
        for own, nonce in nonces.items():
            expected = 200 if own == page else 404
            assert visit(None).get(page + nonce).status_code == expected


def test_a_link_without_a_person_opens_nothing(visit, clean):
    with transaction():
        sign_in_links.ask_link("nobody@example.org", purpose=LinkPurpose.SIGN_IN, next_url=None)

    link = db.session.scalars(select(OneTimeLink)).one()
    assert link.person_id is None
    assert visit(None).get(f"/logg-inn/{link.nonce_hash}").status_code == 404


def test_links_from_while_the_clock_ran_ahead_do_not_keep_back_the_next(visit, make):
    person = make.person()
    with time_machine.travel(clock.now() + timedelta(days=400)), transaction():
        for _ in range(sign_in_links.MAILS_AN_HOUR):
            sign_in_links.ask_link(person.email, purpose=LinkPurpose.SIGN_IN, next_url=None)

    with transaction():
        sign_in_links.ask_link(person.email, purpose=LinkPurpose.SIGN_IN, next_url=None)

    assert len(mails("sign_in_link")) == sign_in_links.MAILS_AN_HOUR + 1


def test_the_button_needs_a_token(visit, make, link_for, csrf_on):
    person = make.person()
    with transaction():
        sign_in_links.ask_link(person.email, purpose=LinkPurpose.SIGN_IN, next_url=None)
    path = open_letter(mails("sign_in_link")[0])
    visitor = visit(None)

    assert visitor.post(path).status_code == 422
    assert visitor.post(path, {"csrf_token": token_in(visitor.get(path))}).status_code == 303


def test_a_link_leads_to_the_page_that_was_asked_for_and_nowhere_else(visit, make, link_for):
    inside = link_for(make.person(), query_string={"next": "/min-konto/varsler"})
    outside = link_for(make.person(), query_string={"next": "//evil.example/x"})

    assert visit(None).post(inside).headers["Location"] == "/min-konto/varsler"
    assert visit(None).post(outside).headers["Location"] == "/min-side"


def test_a_link_gets_past_a_wait_and_ends_it(visit, make, with_password, link_for):
    person = with_password()
    for _ in range(3):
        sign_in(visit(None), person, "helt feil passord")
    assert sign_in(visit(None), person).status_code == 429

    assert visit(None).post(link_for(person)).status_code == 303
    assert sign_in(visit(None), person).status_code == 303


def test_a_new_password_ends_devices_and_old_links_and_tells_the_owner(visit, make, with_password, link_for):
    person = with_password()
    elsewhere = visit(person)
    other_link = link_for(person)
    path = link_for(person, "/glemt-passord")
    visitor = visit(None)

    answer = visitor.post(path, {"new_password": "fire blide elger danser"})

    assert answer.status_code == 303
    assert visitor.get("/min-konto").status_code == 200
    assert elsewhere.get("/min-konto").status_code == 302
    assert visit(None).get(other_link).status_code == 404
    assert sign_in(visit(None), person).status_code == 422
    assert sign_in(visit(None), person, "fire blide elger danser").status_code == 303
    told = select(Notice.person_id).join(Event).where(Event.kind == EventKind.PASSWORD_CHANGED)
    assert db.session.scalars(told).all() == [person.id]


def test_an_easy_new_password_is_refused_and_the_link_still_works(visit, make, link_for):
    path = link_for(make.person(), "/glemt-passord")
    visitor = visit(None)

    refused = visitor.post(path, {"new_password": "Passord12345"})

    assert refused.status_code == 422
    assert "lett å gjette" in refused.text
    assert "Passord12345" not in refused.text
    assert visitor.post(path, {"new_password": GOOD}).status_code == 303


TO_OBSERVE = InvitedTo(role="observer", place="Brukerutvalget i Vik")


def invite(make, email="ny@example.org", **given):
    inviter = make.person("Per Leder")
    db.session.flush()
    about = {"name": "Ny Person", "locale": Locale.NN, "to": TO_OBSERVE, "inviter_id": inviter.id}
    with transaction():
        return invitations.invite_address(**{"email": email, **about, **given})


def test_an_invitation_makes_the_person_and_posts_one_letter(make):
    first = invite(make, " Ny@Example.org ")
    second = invite(make, to=InvitedTo(role="secretary", place="Brukerutvalget i Ås"))

    assert first.id == second.id
    assert (first.email, first.name, first.locale, first.joined_at) == ("ny@example.org", "Ny Person", Locale.NN, None)
    assert [mail.locale for mail in mails("invitation")] == [Locale.NN]
    written = make_letter(mails("invitation")[0].id, "invitation").text
    for words in ("Per Leder", "observatør", "brukerutvalget i Vik", "sekretær", "brukerutvalget i Ås"):
        assert words in written


@pytest.mark.parametrize("wrong", ["", "a@b", "a@b.no,c@d.no", "<a@b.no>", "a" * 200 + "@b.no"])
def test_what_is_no_address_is_not_invited(make, wrong):
    with pytest.raises(Invalid):
        invite(make, wrong)

    assert mails("invitation") == []


def test_somebody_who_has_been_here_gets_no_invitation(make):
    person = make.person()

    assert invite(make, person.email).id == person.id
    assert mails("invitation") == []


def test_a_closed_account_is_not_invited_and_strangers_invite_nobody(make):
    person = make.person(active=False)

    with pytest.raises(Invalid):
        invite(make, person.email)
    seat, signed_in = make.seat(make.council()), make.actor(make.person())
    db.session.commit()
    seat_id, council_id = seat.id, seat.council_id
    placing = Placing(Invitee("X", "x@example.org"), rank=0, start=clock.today(), end=None)
    for stranger in (ANYONE, signed_in):
        with pytest.raises(Denied), transaction():
            appoint_to_seat(stranger, councils.council_by_id(council_id), seats.seat(council_id, seat_id), placing)

    assert mails("invitation") == []
    assert db.session.scalar(select(Person.id).where(Person.email == "x@example.org")) is None


def test_the_invited_say_who_they_are_and_are_in(visit, make):
    person = invite(make)
    path = open_letter(mails("invitation")[0])
    visitor = visit(None)

    assert "Ny Person" in visitor.get(path).text
    answer = visitor.post(path, {"name": "Nytt Namn", "locale": "nb", "new_password": ""})

    assert answer.status_code == 303
    assert visitor.get("/min-konto").status_code == 200
    person = db.session.get_one(Person, person.id, populate_existing=True)
    assert (person.name, person.locale, person.password_hash) == ("Nytt Namn", Locale.NB, None)
    assert person.joined_at is not None


def test_the_invited_may_choose_a_password(visit, make):
    person = invite(make)
    path = open_letter(mails("invitation")[0])

    refused = visit(None).post(path, {"name": "Ny", "locale": "nb", "new_password": "kort"})
    visit(None).post(path, {"name": "Ny", "locale": "nb", "new_password": GOOD})

    assert refused.status_code == 422
    assert sign_in(visit(None), person).status_code == 303


def test_an_invitation_lives_seven_days(visit, make):
    invite(make)
    path = open_letter(mails("invitation")[0])

    with time_machine.travel(clock.now() + timedelta(days=6, hours=23)):
        assert visit(None).get(path).status_code == 200
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert visit(None).get(path).status_code == 404


@pytest.mark.parametrize("purpose", list(LinkPurpose))
@pytest.mark.parametrize("locale", [Locale.NB, Locale.NN])
def test_a_letter_is_short_has_its_link_and_comes_in_the_readers_language(make, purpose, locale):
    person = make.person("Kari Eksempel", locale=locale, joined_at=None)
    with transaction():
        if purpose is LinkPurpose.INVITATION:
            inviter_id = make.person("Per Leder").id
            invitations.invite_address(email=person.email, name="", locale=locale, to=TO_OBSERVE, inviter_id=inviter_id)
        else:
            sign_in_links.ask_link(person.email, purpose=purpose, next_url=None)

    letter = make_letter(mails(LETTER[purpose])[0].id, LETTER[purpose])

    link = next(line for line in letter.text.splitlines() if line.startswith("http://localhost/"))
    assert link in letter.html
    assert f'lang="{locale}"' in letter.html
    assert letter.address == person.email
    assert len(letter.text) < 700
    assert letter.subject


def test_a_hash_made_with_weaker_settings_is_renewed_at_sign_in(visit, make, monkeypatch):
    weaker = passwords.PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash(GOOD)
    person = make.person(password_hash=weaker)

    sign_in(visit(None), person)

    assert not passwords.is_outdated(db.session.get_one(Person, person.id, populate_existing=True).password_hash)
    assert len(db.session.scalars(select(Device)).all()) == 1


def test_who_asks_for_somebody_elses_link_all_day_cannot_keep_the_owner_from_one(visit, make):
    """Five at once, then one in ten minutes: there is always one that lives, and the postbox is not filled."""
    person = make.person()
    with time_machine.travel(datetime(2026, 11, 23, 11, 0, tzinfo=UTC), tick=False) as clock:
        for _ in range(60):
            visit(None).post("/logg-inn/lenke", {"email": person.email})
            newest = max(mail.created_at for mail in mails("sign_in_link"))
            assert datetime.now(UTC) - newest < LIFE[LinkPurpose.SIGN_IN] - timedelta(minutes=4)
            clock.shift(timedelta(minutes=1))

    assert len(mails("sign_in_link")) <= 11


def test_opening_links_that_are_none_closes_no_door_to_who_has_one(limited, make, link_for):
    path = link_for(make.person())
    for n in range(60):
        assert limited.get(f"/logg-inn/{'x' * 43}{n}").status_code == 404

    assert limited.get(path).status_code == 200
