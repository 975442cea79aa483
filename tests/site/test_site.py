"""The public pages: found by name, in three languages, without a cookie; and whether the house is well."""

from datetime import timedelta

import pytest

from app.core import clock
from app.database import db, transaction
from app.models.issue_enums import Outcome, Visibility
from app.models.issues import PublicVersion
from app.models.notices import Mail
from app.models.people import Heartbeat
from app.models.states import IssueState
from app.notices.policy.still_true import Untrue


@pytest.mark.parametrize("path", ["/", "/om", "/personvern", "/tilgjengelighet"])
def test_public_pages_stand_in_three_languages_without_a_cookie(visit, clean, path):
    visitor = visit(None)
    for prefix, language in (("", "nb"), ("/nn", "nn"), ("/en", "en")):
        page = visitor.get(prefix + path)
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        assert 'hreflang="nn"' in page.text
        assert "Set-Cookie" not in page.headers


def test_one_search_finds_the_council_by_the_sami_name_of_the_municipality(make, visit):
    county = make.county()
    office = make.office(county=county, name="Nav Tromsø")
    make.council(office=office, name="Brukerutvalget i Nav Tromsø", slug="nav-tromso")
    office.slug = "nav-tromso"
    from_sami = "Romsa"
    db.session.flush()
    for place in db.session.query(type(make.municipality(county))).all():
        place.name_sami = from_sami

    page = visit(None).get("/?q=romsa").text

    assert "/utvalg/nav-tromso" in page


def test_a_search_without_a_hit_says_what_to_try(visit, clean):
    assert "Prøv navnet på kommunen" in visit(None).get("/?q=finnesikke").text


def test_the_front_page_tells_only_what_the_council_has_confirmed_and_approved(make, visit):
    council = make.council()
    closed = {"state": IssueState.CLOSED, "closed_at": clock.now(), "public_at": clock.now()}
    for title, visibility, outcome, approved in (
        ("Synlig", Visibility.PUBLIC, Outcome.SOLVED, True),
        ("Ikke godkjent", Visibility.PUBLIC, Outcome.SOLVED, False),
        ("Bare delt", Visibility.SHARED, Outcome.SOLVED, True),
        ("Bare notert", Visibility.PUBLIC, Outcome.NOTED, True),
    ):
        issue = make.issue(council, visibility=visibility, outcome=outcome, **closed)
        version = PublicVersion(
            issue_id=issue.id, title=title, text="…", written_at=clock.now(), written_by_id=issue.author_id
        )
        version.approved_at = clock.now() if approved else None
        db.session.add(version)
    db.session.flush()

    page = visit(None).get("/").text

    assert "Synlig" in page
    for hidden in ("Ikke godkjent", "Bare delt", "Bare notert"):
        assert hidden not in page


def test_health_is_bad_without_a_worker_and_good_with_one(visit, clean):
    assert visit(None).get("/healthz").status_code == 503
    with transaction():
        db.session.add(Heartbeat(name="worker", at=clock.now()))

    answer = visit(None).get("/healthz")

    assert answer.status_code == 200
    assert answer.json["migrations"] == "at head"


def test_a_mail_that_waits_too_long_is_a_fault(visit, clean):
    old = clock.now() - timedelta(hours=1)
    with transaction():
        db.session.add(Heartbeat(name="worker", at=clock.now()))
        db.session.add(Mail(letter="notice", address="a@example.org", created_at=old, due_at=old))

    answer = visit(None).get("/healthz")

    assert answer.status_code == 503
    assert answer.json["oldest_waiting_mail_seconds"] >= 3600


def test_a_mail_that_waits_for_its_next_try_is_no_fault(visit, clean):
    now = clock.now()
    with transaction():
        db.session.add(Heartbeat(name="worker", at=now))
        later, long_ago = now + timedelta(hours=4), now - timedelta(hours=9)
        db.session.add(Mail(letter="notice", address="a@example.org", created_at=long_ago, due_at=later, tries=7))

    answer = visit(None).get("/healthz")

    assert answer.status_code == 200
    assert answer.json["mails_waiting"] == 1
    assert answer.json["oldest_waiting_mail_seconds"] == 0


def test_a_sign_of_life_that_lies_ahead_is_none(visit, clean):
    """The clock was set back, and the worker is not there to say so."""
    with transaction():
        db.session.add(Heartbeat(name="worker", at=clock.now() + timedelta(hours=3)))

    assert visit(None).get("/healthz").status_code == 503


def test_mails_that_were_given_up_are_counted_for_whoever_watches(visit, clean):
    now = clock.now()
    given = {"letter": "notice", "address": "a@example.org", "created_at": now, "due_at": now, "dropped_at": now}
    with transaction():
        db.session.add(Heartbeat(name="worker", at=now))
        db.session.add_all(Mail(dropped_reason=reason, **given) for reason in (Untrue.GIVEN_UP, Untrue.MUTED))

    assert visit(None).get("/healthz").json["mails_given_up_last_week"] == 1


def test_an_unknown_page_says_so_and_shows_the_way(visit, clean):
    page = visit(None).get("/finnes-ikke")

    assert page.status_code == 404
    assert "Vi finner ikke siden" in page.text
