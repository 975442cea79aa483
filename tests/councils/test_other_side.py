"""Nobody acts for two sides of a council: who has a voice for the users keeps it, and who acts for others gets none."""

from app.core import clock
from app.core.roles import Side
from app.councils import members, queries
from tests.councils.test_sides import appointment_of, as_, leading, placing, seat_of, town  # noqa: F401


def line(name, email, place, side=Side.USER, rank=0, **given):
    return members.Member(2, name, email, place, side, rank, **{"start": clock.today(), "end": None, **given})


# ---- What the user side says yes to


def test_a_file_of_members_shows_whose_account_each_address_is_and_for_which_side(town, visit):
    town.make.person("Nils Nav", email="nils@nav.example")
    place = queries.seat_label(seat_of(town.member))
    plan = members.Plan([line("Kari Nordmann", "nils@nav.example", place, rank=1)])
    proposal = as_(town.make, town.secretary, members.add_members, town.council, plan)
    browser = visit(town.leader)
    address = f"/utvalg/{town.council.slug}/forslag/{proposal.id}"

    page = browser.get(address).text

    assert f"Nils Nav (nils@nav.example), {place}, brukersiden, vara 1" in page
    assert "Kari Nordmann" not in page
    browser.post(f"{address}/ja")
    assert f"Nils Nav, {place}, brukersiden, vara 1" in browser.get(address).text
