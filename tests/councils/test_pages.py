"""The pages of councils, as the people who read them see them."""

import html
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core import clock
from app.councils.queries import councils, search
from app.database import db, transaction
from app.models.councils import Appointment, Council, CouncilRole, OfficeRole, Seat
from app.models.issue_enums import Outcome, Visibility
from app.models.issues import PublicVersion
from app.models.places import OfficeMunicipality
from app.models.states import IssueState

TODAY = clock.today().isoformat()
YESTERDAY = (clock.today() - timedelta(days=1)).isoformat()


def test_a_visitor_reads_names_only_where_there_is_consent(make, visit):
    council = make.council()
    open_seat, closed_seat = make.seat(council), make.seat(council)
    make.appointment(open_seat, make.person("Kari Eksempel"), name_public=True)
    make.appointment(closed_seat, make.person("Ola Skjult"))

    page = visit().get(f"/utvalg/{council.slug}").text

    assert "Kari Eksempel" in page
    assert "Ola Skjult" not in page
    assert "Oppnevnt (navnet vises ikke)" in page


def test_a_member_reads_every_name(make, visit):
    council = make.council()
    member = make.representative(council)
    make.appointment(make.seat(council), make.person("Ola Skjult"))

    page = visit(member).get(f"/utvalg/{council.slug}").text

    assert "Ola Skjult" in page
    assert "Nytt innspill" in page


@pytest.mark.parametrize(("prefix", "word"), [("", "Sist oppdatert"), ("/nn", "Sist"), ("/en", "")])
def test_the_public_page_has_an_address_in_each_language(make, visit, prefix, word):
    council = make.council()

    answer = visit().get(f"{prefix}/utvalg/{council.slug}")

    assert answer.status_code == 200
    assert word in answer.text


def test_the_public_page_shows_the_public_words_of_an_issue_and_never_the_text_behind(make, visit):
    council = make.council()
    issue = make.issue(council, body="Det som bare utvalget leser.", title="Innsiden")
    issue.state, issue.outcome, issue.closed_at = IssueState.CLOSED, Outcome.SOLVED, clock.now()
    issue.visibility, issue.public_at = Visibility.PUBLIC, clock.now()
    db.session.add(
        PublicVersion(
            issue_id=issue.id,
            title="Åpent en ettermiddag",
            text="Utvalget ba om ettermiddagsåpent.",
            outcome_text="Kontoret har åpent til 18 på torsdager.",
            written_at=clock.now(),
            written_by_id=issue.author_id,
            approved_at=clock.now(),
        )
    )

    page = visit().get(f"/utvalg/{council.slug}").text

    assert "Kontoret har åpent til 18 på torsdager." in page
    assert "Hjalp – bekreftet av utvalget" in page
    assert "Det som bare utvalget leser." not in page
    assert "Innsiden" not in page


def test_a_council_nobody_has_heard_of_is_not_found(visit):
    assert visit().get("/utvalg/finnes-ikke").status_code == 404


@pytest.mark.parametrize("part", ["", "/innstillinger", "/ny-plass", "/ny-rolle", "/medlemmer-fra-fil"])
def test_only_those_who_run_a_council_manage_it(make, visit, part):
    council = make.council()
    address = f"/utvalg/{council.slug}/styre{part}"
    leader, secretary = make.leader(council), make.secretary(council)
    member, director, stranger = make.representative(council), make.director(make.office_of(council)), make.person()

    assert [visit(one).get(address).status_code for one in (leader, secretary)] == [200, 200]
    assert [visit(one).get(address).status_code for one in (member, director, stranger)] == [403, 403, 403]
    assert visit().get(address).status_code == 302


def test_the_manage_page_costs_the_same_for_one_seat_and_for_thirty(make, visit, count_queries):
    small, large = make.council(), make.council()
    coordinator = make.coordinator(None)
    for council, seats in ((small, 1), (large, 30)):
        make.scope("coordinator", person=coordinator, county_id=make.office_of(council).county_id)
        for _n in range(seats):
            make.representative(council)
    visitor = visit(coordinator)
    addresses = [f"/utvalg/{council.slug}" for council in (small, large)]
    for suffix in ("/styre", ""):
        with count_queries() as few:
            assert visitor.get(addresses[0] + suffix).status_code == 200
        with count_queries() as many:
            assert visitor.get(addresses[1] + suffix).status_code == 200
        assert len(few) == len(many)
        assert len(many) <= 8, "\n".join(one[:90] for one in many)


def test_the_overview_costs_the_same_for_one_council_and_for_thirty(make, visit, count_queries):
    county = make.county()
    coordinator = make.coordinator(county)
    make.council(office=make.office(county=county))
    visitor = visit(coordinator)
    with count_queries() as few:
        assert "1 utvalg trenger hjelp" in visitor.get("/utvalgene").text
    for _n in range(29):
        make.council(office=make.office(county=county))
    with count_queries() as many:
        assert "30 utvalg trenger hjelp" in visitor.get("/utvalgene").text

    assert len(few) == len(many) <= 8


def test_the_overview_is_for_coordinators_and_shows_the_own_counties_only(make, visit):
    county = make.county()
    make.council(office=make.office(county=county), name="Mitt utvalg")
    make.council(name="Et annet fylke")

    assert "Mitt utvalg" in visit(make.coordinator(county)).get("/utvalgene").text
    assert "Et annet fylke" not in visit(make.coordinator(county)).get("/utvalgene").text
    assert visit(make.person()).get("/utvalgene").status_code == 403


def test_the_overview_says_what_each_council_lacks(make, visit):
    county = make.county()
    office = make.office(county=county)
    council = make.council(office=office)
    make.seat(council)
    issue = make.issue(council)
    make.owed(issue, due=clock.today().replace(year=2025))
    visitor = visit(make.coordinator(county))

    lacking = visitor.get("/utvalgene").text
    make.director(office)
    db.session.commit()
    answered_for = visitor.get("/utvalgene").text

    for words in ("Mangler mottaker", "1 svar for sent", "Har ikke hatt møte på et halvt år", "1 ledig plass"):
        assert words in lacking
    assert "Mangler mottaker" not in answered_for


def test_a_municipality_and_a_region_that_owe_and_have_nobody_are_named_where_one_can_be_given_the_role(make, visit):
    county, region = make.county(), make.region(name="Nav Vest")
    office = make.office(county=county, region=region)
    municipality = make.municipality(county, name="Lillevik")
    db.session.add(OfficeMunicipality(office_id=office.id, municipality_id=municipality.id, position=1))
    council = make.council(office=office)
    for owner in ({"municipality_id": municipality.id}, {"nav_region_id": region.id}):
        make.owed(make.issue(council), **owner)
    visitor, leader = visit(make.coordinator(county)), visit(make.leader(council))
    make.director(office)

    page = visitor.get(f"/utvalg/{council.slug}/styre").text
    role_page = f"/kontor/{office.slug}/roller?rolle=municipal_director&amp;kommune={municipality.id}"
    form = visitor.get(role_page.replace("&amp;", "&")).text
    seen_by_leader = leader.get(f"/utvalg/{council.slug}/styre").text
    make.municipal_director(municipality)
    make.regional_director(region)
    db.session.commit()

    for words in ("Kommunen Lillevik skal svare utvalget", "Nav Vest skal svare utvalget", role_page):
        assert words in page
    assert f'<option selected value="{municipality.id}">Lillevik' in form
    assert "Kommunen Lillevik skal svare utvalget" in seen_by_leader
    assert "Legg inn hvem som svarer" not in seen_by_leader
    assert "Mangler mottaker" not in visitor.get(f"/utvalg/{council.slug}/styre").text


def settings(**changed):
    return {
        "meetings_per_year": "3",
        "led_by": "users",
        "intake": "direct",
        "answer_days": "15",
        "kind": "user_council",
        "language": "nb",
        "profile": "simple",
        "parent": "",
        "clarification_days": "10",
        "confirmation_days": "20",
        "statement_days": "20",
        "raise_reply_days": "20",
        "contact_phone": "33 12 34 56",
        **changed,
    }


def test_a_new_council_says_how_people_reach_it(make, visit):
    county = make.county()
    office = make.office(county=county)
    visitor = visit(make.coordinator(county))
    new = {"offices": [str(office.id)], "contact_phone": "", "contact_email": ""}

    answer = visitor.post("/utvalgene/nytt", settings(**new))
    assert answer.status_code == 422
    assert "Skriv en e-postadresse eller et telefonnummer til utvalget." in answer.text

    visitor.post("/utvalgene/nytt", settings(**{**new, "contact_email": "Utvalget@Example.org"}))
    visitor.follow()
    council = db.session.scalars(select(Council)).one()
    assert council.contact_email == "utvalget@example.org"
    page = visit(None).get(f"/utvalg/{council.slug}").text
    assert 'href="mailto:utvalget@example.org"' in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("contact_email", "bjørn@example.org"),
        ("contact_email", "a@example.org,b@example.org"),
        ("contact_email", "a@example"),
        ("contact_phone", "spør i mottaket"),
        ("contact_phone", "01017012345"),
        ("contact_phone", "33²12"),
        ("contact_phone", "12"),
    ],
)
def test_what_is_no_address_or_no_telephone_is_said_beside_the_field_and_stays(make, visit, field, typed):
    council = make.council()
    visitor = visit(make.leader(council))

    answer = visitor.post(f"/utvalg/{council.slug}/styre/innstillinger", settings(**{"mandate": "M", field: typed}))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert typed in html.unescape(answer.text)


def test_a_wrong_telephone_is_said_together_with_what_else_is_wrong(make, visit):
    council = make.council()
    typed = settings(mandate="M", contact_phone="12", answer_days="3")

    answer = visit(make.leader(council)).post(f"/utvalg/{council.slug}/styre/innstillinger", typed)

    assert 'id="answer_days-error"' in answer.text
    assert 'id="contact_phone-error"' in answer.text


def test_whoever_runs_a_council_that_nobody_can_reach_is_asked_on_min_side(make, visit):
    council = make.council()
    asked = "Legg inn e-post eller telefon for utvalget"
    leader, member = make.leader(council), make.representative(council)

    assert asked in visit(leader).get("/min-side").text
    assert asked not in visit(member).get("/min-side").text
    with transaction():
        db.session.get_one(Council, council.id).contact_phone = "33 12 34 56"
    assert asked not in visit(leader).get("/min-side").text


def test_a_coordinator_sets_up_a_council_adds_a_seat_and_invites_its_holder(make, visit):
    county = make.county()
    office = make.office(county=county, name="Nav Prøvested")
    make.organisation(name="Mental Helse")
    visitor = visit(make.coordinator(county))

    assert "Seks spørsmål" in visitor.get("/utvalgene/nytt").text
    visitor.post("/utvalgene/nytt", settings(offices=[str(office.id)]))
    assert "Utvalget er satt opp" in visitor.follow().text
    council = db.session.query(Council).one()
    visitor.post(
        f"/utvalg/{council.slug}/styre/ny-plass", {"organisation": "Mental Helse", "side": "user", "voting": "y"}
    )
    assert "Oppnevn noen" in visitor.follow().text
    seat = db.session.query(Seat).one()
    visitor.post(
        f"/utvalg/{council.slug}/styre/plass/{seat.id}",
        {
            "name": "Kari Eksempel",
            "email": "Kari@Eksempel.no",
            "rank": "0",
            "start": TODAY,
            "locale": "nb",
        },
    )
    page = visitor.follow().text

    assert council.name == "Brukerutvalget i Nav Prøvested"
    assert council.slug == "nav-provested"
    assert (council.meetings_per_year, council.answer_days) == (3, 15)
    assert "Kari Eksempel" in page
    assert "Invitert" in page


def test_a_coordinator_runs_the_regional_council_that_they_have_just_set_up(make, visit):
    county, region = make.county(), make.region(name="Nav Nord")
    make.office(county=county, region=region)
    visitor = visit(make.coordinator(county))

    visitor.post("/utvalgene/nytt", settings(region=str(region.id)))

    assert "Utvalget er satt opp" in visitor.follow().text
    assert visitor.last.status_code == 200
    assert "Brukerutvalget i Nav Nord" in visitor.get("/utvalgene?alle").text


def test_the_model_mandate_names_the_office_and_the_days(make, visit):
    county = make.county()
    office = make.office(county=county, name="Nav Prøvested")
    visitor = visit(make.coordinator(county))

    visitor.post("/utvalgene/nytt", settings(offices=[str(office.id)]))

    page = visit().get("/utvalg/nav-provested").text
    assert "rådgivende organ for Nav Prøvested" in page
    assert "innen 15 arbeidsdager" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"offices": []}, "Velg minst ett kontor"),
        ({"answer_days": "0"}, "Skriv et tall fra 5 til 60"),
        ({"answer_days": "tjue"}, "Skriv et tall fra 5 til 60"),
        ({"led_by": "konge"}, "Velg hvem som leder utvalget."),
        ({"contact": "Ring 01010150074 13097248022"}, "fødselsnummer"),
    ],
)
def test_a_bad_answer_is_said_beside_its_field_and_nothing_is_made(make, visit, changed, words):
    county = make.county()
    office = make.office(county=county)
    visitor = visit(make.coordinator(county))

    answer = visitor.post("/utvalgene/nytt", settings(**{"offices": [str(office.id)], **changed}))

    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.query(Council).count() == 0


def test_a_coordinator_cannot_set_up_a_council_in_another_county(make, visit):
    foreign = make.office()
    visitor = visit(make.coordinator(make.county()))

    visitor.post("/utvalgene/nytt", settings(offices=[str(foreign.id)]))

    assert visitor.last.status_code == 422
    assert db.session.query(Council).count() == 0


def test_settings_are_changed_and_a_new_mandate_is_a_new_version(make, visit):
    council = make.council(office=make.office())
    visitor = visit(make.leader(council))
    address = f"/utvalg/{council.slug}/styre/innstillinger"

    assert visitor.get(address).status_code == 200
    for text in ("Første mandat.", "Andre mandat.", "Andre mandat."):
        visitor.post(address, settings(name="Brukerutvalget", mandate=text))
        assert visitor.last.status_code == 303

    page = visit().get(f"/utvalg/{council.slug}").text
    assert "Andre mandat." in page
    assert "Versjon 2" in page


def test_an_administrator_sets_up_a_central_council_whose_pages_can_be_read_and_found(make, visit):
    make.office()
    visitor = visit(make.scope("administrator"))

    assert "spesialenhet" in visitor.get("/utvalgene/nytt").text
    visitor.post("/utvalgene/nytt", settings(name="Sentralt brukerutvalg", wide="central", profile="rules"))
    assert "Utvalget er satt opp" in visitor.follow().text
    council = db.session.query(Council).one()
    address = f"/utvalg/{council.slug}"

    assert council.statement_days == 30
    assert "Gir råd til Nav." in visit().get(address).text
    assert "Sentralt brukerutvalg" in visitor.get("/utvalgene").text
    assert [found.slug for found in search.find_councils("sentralt")] == [council.slug]


def test_a_coordinator_is_not_offered_what_reaches_beyond_the_county(make, visit):
    county = make.county()
    visitor = visit(make.coordinator(county))
    office = make.office(county=county)

    assert "spesialenhet" not in visitor.get("/utvalgene/nytt").text
    visitor.post("/utvalgene/nytt", settings(offices=[str(office.id)], wide="central", name="Sentralt"))

    assert db.session.query(Council).one().level == "office"


def test_an_appointment_is_ended_and_stays_in_the_history(make, visit):
    council = make.council()
    visitor = visit(make.leader(council))
    member = make.representative(council, name="Ola Gammel")
    one = db.session.query(Appointment).filter_by(person_id=member.id).one()
    address = f"/utvalg/{council.slug}/styre/oppnevning/{one.id}"

    assert visitor.get(address).status_code == 200
    assert visitor.get(f"{address}/avslutt").status_code == 200
    visitor.post(f"{address}/avslutt", {"on": YESTERDAY, "reason": "Ny oppnevning"})
    page = visitor.follow().text

    assert "Ledig plass" in page
    assert "Tidligere oppnevninger" in page
    assert "Ny oppnevning" in page


def test_an_appointment_that_has_not_begun_is_called_off_by_its_page(make, visit):
    council = make.council()
    visitor = visit(make.leader(council))
    begins = clock.today() + timedelta(days=40)
    one = make.appointment(make.seat(council), make.person("Kommer Aldri"), valid_from=begins)
    address = f"/utvalg/{council.slug}/styre/oppnevning/{one.id}/avslutt"

    assert "begynner den aldri" in visitor.get(address).text
    visitor.post(address, {"on": TODAY, "reason": ""})

    assert "Kommer Aldri" not in visitor.follow().text
    assert visitor.get(address).status_code == 404


def test_a_leader_cannot_end_the_own_seat_or_take_a_role_but_may_give_up_the_own(make, visit):
    council = make.council()
    leader = make.leader(council)
    one = db.session.query(Appointment).filter_by(person_id=leader.id).one()
    role = db.session.query(CouncilRole).filter_by(person_id=leader.id).one()
    visitor = visit(leader)
    base = f"/utvalg/{council.slug}/styre"

    assert visitor.get(f"{base}/oppnevning/{one.id}/avslutt").status_code == 403
    assert visitor.post(f"{base}/oppnevning/{one.id}/avslutt", {"on": TODAY}).status_code == 403
    data = {
        "kind": "secretary",
        "person": str(leader.id),
        "side": "other",
        "locale": "nb",
        "start": TODAY,
    }
    assert visitor.post(f"{base}/ny-rolle", data).status_code == 422
    data |= {"person": "", "name": "Meg Selv", "email": leader.email}
    assert visitor.post(f"{base}/ny-rolle", data).status_code == 403
    assert [found.id for found in db.session.query(CouncilRole)] == [role.id]
    assert make.actor(leader).runs(council.id)
    assert visitor.get(f"{base}/rolle/{role.id}/avslutt").status_code == 200
    visitor.post(f"{base}/rolle/{role.id}/avslutt")
    assert "Du har gitt fra deg rollen." in visitor.follow().text
    assert not make.actor(leader).runs(council.id)


def test_a_role_is_handed_over_from_a_page_when_whoever_has_it_says_yes(make, visit):
    council = make.council()
    secretary = make.secretary(council)
    leader, heir = make.leader(council), make.representative(council, name="Ny Leder")
    visitor = visit(secretary)
    address = f"/utvalg/{council.slug}/styre/ny-rolle"

    assert "Ny Leder" in visitor.get(f"{address}?rolle=deputy").text
    visitor.post(
        address,
        {"kind": "leader", "person": str(heir.id), "side": "other", "locale": "nb", "start": TODAY},
    )
    proposal = visitor.last.headers["Location"]
    proposed = visitor.follow().text
    waits = (make.actor(leader).runs(council.id), make.actor(heir).runs(council.id))
    refused = visitor.post(f"{proposal}/ja").status_code
    asked = visit(leader)
    assert "Godkjenn forslaget" in asked.get(proposal).text
    asked.post(f"{proposal}/ja")

    assert "Ny Leder blir utvalgsleder" in proposed
    assert (waits, refused) == ((True, False), 403)
    assert asked.last.status_code == 303
    assert make.actor(heir).runs(council.id)
    assert not make.actor(leader).runs(council.id)


def test_things_of_another_council_are_not_found(make, visit):
    mine, other = make.council(), make.council()
    visitor = visit(make.leader(mine))
    foreign = make.representative(other)
    seat = db.session.query(Seat).filter_by(council_id=other.id).one()
    one = db.session.query(Appointment).filter_by(person_id=foreign.id).one()
    base = f"/utvalg/{mine.slug}/styre"

    assert visitor.get(f"{base}/plass/{seat.id}").status_code == 404
    assert visitor.get(f"{base}/oppnevning/{one.id}").status_code == 404
    assert visitor.post(f"{base}/plass/{seat.id}/fjern").status_code == 404


def test_a_council_is_ended_and_its_page_leads_to_the_heir(make, visit):
    county = make.county()
    council, heir = (make.council(office=make.office(county=county)) for _n in range(2))
    issue = make.issue(council)
    visitor = visit(make.coordinator(county))
    address = f"/utvalg/{council.slug}/styre/avslutt"

    assert heir.name in visitor.get(address).text
    assert visitor.post(address, {"heir": ""}).status_code == 422
    visitor.post(address, {"heir": str(heir.id), "on": TODAY})
    follows = visitor.follow().text
    before = visit().get(f"/utvalg/{council.slug}").text
    visitor.post(address, {"heir": str(heir.id), "on": TODAY, "seen": "1"})
    visitor.follow()

    assert f"1 innspill som ikke er avsluttet, flyttes til {heir.name}." in follows
    assert "Utvalget er avsluttet" not in before
    assert "Utvalget er avsluttet" in visit().get(f"/utvalg/{council.slug}").text
    db.session.refresh(issue)
    assert issue.council_id == heir.id


def test_an_heir_that_has_ended_meanwhile_is_refused_beside_its_field(make, visit, monkeypatch):
    county = make.county()
    council, heir, other = (make.council(office=make.office(county=county)) for _n in range(3))
    heir.valid_to, heir.heir_id = clock.today(), other.id
    db.session.commit()
    visitor = visit(make.coordinator(county))
    address = f"/utvalg/{council.slug}/styre/avslutt"
    offered = visitor.get(address).text
    monkeypatch.setattr(councils, "possible_heirs", lambda *_given: [(heir.id, heir.name)])

    answer = visitor.post(address, {"heir": str(heir.id), "on": TODAY, "seen": "1"})

    assert heir.name not in offered
    assert answer.status_code == 422
    assert "Velg et annet utvalg, som ikke er avsluttet." in answer.text
    assert f'<option selected value="{heir.id}">' in answer.text


def test_whoever_is_appointed_by_a_known_address_is_called_by_their_own_name(make, visit):
    council = make.council()
    seat = make.seat(council)
    make.person("Marit Kjent", email="marit@eksempel.no")
    visitor = visit(make.leader(council))
    sent = {"name": "Feil Navn", "email": "marit@eksempel.no", "rank": "0", "start": TODAY, "locale": "nb"}

    visitor.post(f"/utvalg/{council.slug}/styre/plass/{seat.id}", sent)

    assert "Marit Kjent er oppnevnt. E-postadressen var kjent fra før" in visitor.follow().text


def test_why_a_seat_cannot_go_is_said_on_its_page(make, visit):
    council = make.council()
    make.representative(council)
    seat = db.session.query(Seat).one()

    answer = visit(make.secretary(council)).post(f"/utvalg/{council.slug}/styre/plass/{seat.id}/fjern")

    assert answer.status_code == 409
    assert "Noen sitter på plassen. Avslutt oppnevningen først." in answer.text
    assert f"/utvalg/{council.slug}/styre/plass/{seat.id}" in answer.text


def test_a_leader_cannot_end_the_council(make, visit):
    council = make.council()

    assert visit(make.leader(council)).get(f"/utvalg/{council.slug}/styre/avslutt").status_code == 403


def test_a_director_names_a_stand_in_but_not_a_director(make, visit):
    office = make.office()
    director = make.director(office)
    visitor = visit(director)
    address = f"/kontor/{office.slug}/roller"
    data = {
        "name": "Vik Ar",
        "email": "vik@eksempel.no",
        "locale": "nb",
        "municipality": "",
        "start": TODAY,
    }

    page = visitor.get(address).text
    visitor.post(address, {**data, "kind": "stand_in"})
    named = visitor.follow().text
    refused = visitor.post(address, {**data, "kind": "director"}).status_code

    assert "Stedfortreder" in page
    assert 'value="director"' not in page
    assert "Vik Ar" in named
    assert refused == 422  # not among the roles offered


def test_an_office_without_anybody_gets_its_director_from_the_coordinator(make, visit):
    county = make.county()
    office = make.office(county=county)
    visitor = visit(make.coordinator(county))
    address = f"/kontor/{office.slug}/roller"

    assert "Ingen svarer for kontoret ennå" in visitor.get(address).text
    visitor.post(
        address,
        {
            "kind": "director",
            "name": "Nav Leder",
            "email": "leder@eksempel.no",
            "title": "Nav-leder",
            "locale": "nb",
            "municipality": "",
            "start": TODAY,
        },
    )
    visitor.follow()

    assert db.session.query(OfficeRole).filter_by(office_id=office.id).count() == 1
    assert visit(make.person()).get(address).status_code == 403


def test_a_role_and_a_seat_are_taken_away_after_being_asked_once(make, visit):
    council = make.council()
    secretary, seat = make.secretary(council), make.seat(council)
    role = db.session.query(CouncilRole).filter_by(person_id=secretary.id).one()
    visitor = visit(make.leader(council))
    base = f"/utvalg/{council.slug}/styre"
    addresses = [f"{base}/rolle/{role.id}/avslutt", f"{base}/plass/{seat.id}/fjern"]

    asked = [visitor.get(address).status_code for address in addresses]
    still_there = make.actor(secretary).runs(council.id)
    for address in addresses:
        visitor.post(address)
        visitor.follow()

    assert asked == [200, 200]
    assert still_there
    assert not make.actor(secretary).runs(council.id)
    assert db.session.get(Seat, seat.id).valid_to is not None


def test_a_stand_in_reads_who_answers_and_changes_nothing(make, visit):
    office = make.office()
    director, stand_in = make.director(office), make.director(office, "stand_in")
    role = db.session.query(OfficeRole).filter_by(person_id=director.id).one()
    visitor = visit(stand_in)

    page = visitor.get(f"/kontor/{office.slug}/roller").text

    assert director.name in page
    assert "Gi en rolle" not in page
    assert visitor.get(f"/kontor/{office.slug}/roller/{role.id}/avslutt").status_code == 403
    assert visitor.post(f"/kontor/{office.slug}/roller/{role.id}/avslutt").status_code == 403


def test_a_director_takes_a_helper_away_on_a_page(make, visit):
    office = make.office()
    director, helper = make.director(office), make.director(office, "assistant")
    role = db.session.query(OfficeRole).filter_by(person_id=helper.id).one()
    visitor = visit(director)
    address = f"/kontor/{office.slug}/roller/{role.id}/avslutt"

    assert helper.name in visitor.get(address).text
    visitor.post(address)

    assert "Rollen er avsluttet" in visitor.follow().text
    assert visitor.get(f"/kontor/{office.slug}/roller/999999/avslutt").status_code == 404


def test_whoever_runs_a_council_takes_a_public_name_off_and_cannot_put_it_on(make, visit):
    council = make.council()
    visitor = visit(make.secretary(council))
    one = make.appointment(make.seat(council), make.person("Kari Eksempel"), name_public=True)
    address = f"/utvalg/{council.slug}/styre/oppnevning/{one.id}"

    offered = visitor.get(address).text
    visitor.post(address, {"module_1": "2026-01-15"})
    off = db.session.get_one(Appointment, one.id).name_public
    not_offered = visitor.get(address).text
    answer = visitor.post(address, {"name_public": "y"})

    assert 'name="name_public"' in offered
    assert off is False
    assert 'name="name_public"' not in not_offered
    assert "Bare personen selv kan samtykke" in not_offered
    assert answer.status_code == 303
    assert db.session.get_one(Appointment, one.id).name_public is False


def test_a_yes_on_paper_is_noted_for_somebody_without_an_address(make, visit):
    council = make.council()
    visitor = visit(make.secretary(council))
    one = make.appointment(make.seat(council), make.person("Kari Eksempel", email=None))
    address = f"/utvalg/{council.slug}/styre/oppnevning/{one.id}"

    page = visitor.get(address).text
    visitor.post(address, {"name_public": "y"})

    assert "samtykke på papir" in page
    assert db.session.get_one(Appointment, one.id).name_public is True
    assert "Kari Eksempel" in visit().get(f"/utvalg/{council.slug}").text


SOMEBODY = {"name": "Skrevet Navn", "rank": "0", "start": TODAY, "locale": "nb"}


@pytest.mark.parametrize(("email", "status"), [("ny@eksempel.no", 422), ("", 303)])
def test_a_yes_comes_with_an_appointment_only_on_paper(make, visit, email, status):
    council = make.council()
    seat = make.seat(council)
    visitor = visit(make.leader(council))

    answer = visitor.post(
        f"/utvalg/{council.slug}/styre/plass/{seat.id}", {**SOMEBODY, "email": email, "name_public": "y"}
    )

    assert answer.status_code == status
    found = [one.name_public for one in db.session.query(Appointment).filter_by(seat_id=seat.id)]
    assert found == ([True] if status == 303 else [])
    if status == 422:
        assert "sier selv ja under Min konto" in answer.text


def test_a_name_is_learnt_by_appointing_and_by_nothing_less(make, visit):
    """Who knows an address and runs a council reads no name behind it before the person is a colleague, and told."""
    council = make.council()
    seat = make.seat(council)
    make.person("Hemmelig Navn", email="kjent@eksempel.no")
    make.person("Stengt Navn", email="stengt@eksempel.no", active=False)
    visitor = visit(make.leader(council))
    address, role = f"/utvalg/{council.slug}/styre/plass/{seat.id}", f"/utvalg/{council.slug}/styre/ny-rolle"
    known = {**SOMEBODY, "email": "kjent@eksempel.no"}
    refusals = [
        (address, {**known, "end": YESTERDAY}),
        (address, {**known, "rank": "9"}),
        (address, {**known, "name": ""}),
        (address, {**known, "name_public": "y"}),
        (address, {**known, "email": "stengt@eksempel.no"}),
        (role, {**known, "kind": "observer", "side": "other", "person": "", "start": YESTERDAY}),
    ]

    refused = [visitor.post(path, data) for path, data in refusals]
    unlearnt = [one.text for one in refused] + [visitor.get(f"/utvalg/{council.slug}/styre").text]
    visitor.post(address, known)
    listed = visitor.follow().text

    assert [one.status_code for one in refused] == [422] * len(refusals)
    assert all("Hemmelig Navn" not in text and "Stengt Navn" not in text for text in unlearnt)
    assert "den tilhører Hemmelig Navn, ikke Skrevet Navn." in listed
    assert "Hemmelig Navn" in listed
    assert "Skrevet Navn er oppnevnt" not in visitor.get(f"/utvalg/{council.slug}/styre").text


def test_a_file_of_members_says_no_name_behind_an_address(make, visit):
    council = make.council()
    organisation = make.organisation(name="Foreningen i Vik")
    make.seat(council, organisation=organisation)
    make.person("Hemmelig Navn", email="kjent@eksempel.no")
    visitor = visit(make.leader(council))
    text = "navn;e-post;organisasjon;side;rolle\nSkrevet Navn;kjent@eksempel.no;Foreningen i Vik;bruker;fast\n"

    visitor.post(
        f"/utvalg/{council.slug}/styre/medlemmer-fra-fil",
        {"file": (BytesIO(text.encode()), "medlemmer.csv")},
        content_type="multipart/form-data",
    )
    seen = visitor.follow().text

    assert "Skrevet Navn" in seen
    assert "Hemmelig Navn" not in seen


def test_the_overview_counts_late_answers_and_late_actions_each_by_itself(make, visit):
    county = make.county()
    council = make.council(office=make.office(county=county))
    issue = make.issue(council)
    late = clock.today().replace(year=2025)
    make.owed(issue, due=late)
    for _ in range(2):
        make.owed(issue, kind="action", due=late)
    coordinator = visit(make.coordinator(county))

    for address in ("/utvalgene", "/min-side"):
        page = coordinator.get(address).text
        assert "1 svar for sent" in page
        assert "2 tiltak for sent" in page
