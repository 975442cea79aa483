"""Before the button: a page says that the user side is asked, to whom it is asked of and to nobody else."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.roles import Side
from app.database import db
from app.models.councils import Scope
from tests.councils.sides import appointment_of

FIRST = "Brukersiden må godkjenne"
PAGES = {
    "ny-plass": "når brukersiden har godkjent den",
    "plass/{free}": FIRST,
    "plass/{free}/fjern": FIRST,
    "oppnevning/{appointment}/avslutt": FIRST,
    "innstillinger": FIRST,
}
DONE_AT_ONCE = (
    "Oppnevn og inviter",
    "Legg til plassen",
    "Avslutt oppnevningen</button>",
    "Vi sender en invitasjon hit.",
)


@pytest.mark.parametrize("page", PAGES)
def test_the_secretary_reads_that_it_will_be_a_proposal(town, visit, page):
    free = town.make.seat(town.council)
    path = page.format(free=free.id, appointment=appointment_of(town.member).id)

    shown = visit(town.secretary).get(f"/utvalg/{town.council.slug}/styre/{path}").text

    assert PAGES[page] in shown
    assert not [text for text in DONE_AT_ONCE if text in shown]


@pytest.mark.parametrize("page", PAGES)
def test_whose_own_yes_is_enough_reads_nothing_of_it(town, visit, page):
    free = town.make.seat(town.council)
    path = page.format(free=free.id, appointment=appointment_of(town.member).id)

    shown = visit(town.leader).get(f"/utvalg/{town.council.slug}/styre/{path}").text

    assert PAGES[page] not in shown
    assert "Send forslaget" not in shown


def test_a_seat_of_another_side_is_filled_at_once(town, visit):
    nav = town.make.seat(town.council, side=Side.NAV)

    shown = visit(town.secretary).get(f"/utvalg/{town.council.slug}/styre/plass/{nav.id}").text

    assert "Oppnevn og inviter" in shown
    assert FIRST not in shown


def test_a_file_with_somebody_for_the_user_side_is_proposed(town, visit):
    visitor = visit(town.secretary)
    head = "navn;e-post;organisasjon;side;rolle;fra;til\n"
    address = f"/utvalg/{town.council.slug}/styre/medlemmer-fra-fil"
    organisation = town.make.organisation(name="Mental Helse").name

    for side, place, waits in (("brukersiden", organisation, True), ("kommunen", "Vik kommune", False)):
        text = f"{head}Ola Døme;ola@eksempel.no;{place};{side};fast;;\n"
        visitor.post(address, {"file": (BytesIO(text.encode()), "medlemmer.csv")})
        shown = visitor.follow().text
        assert ("Send forslaget" in shown) is waits
        assert ("Legg til alle" in shown) is not waits


@pytest.mark.parametrize("since", [0, 10])
@pytest.mark.parametrize("page", PAGES)
def test_a_coordinator_says_it_alone_from_the_day_the_yes_counts(town, visit, page, since):
    free = town.make.seat(town.council)
    path = page.format(free=free.id, appointment=appointment_of(town.member).id)
    for scope in db.session.scalars(select(Scope).where(Scope.person_id == town.coordinator.id)):
        scope.counts_from = clock.today() + timedelta(days=5 - since)
    db.session.commit()

    shown = visit(town.coordinator).get(f"/utvalg/{town.council.slug}/styre/{path}").text

    assert (PAGES[page] in shown) is (since == 0)
