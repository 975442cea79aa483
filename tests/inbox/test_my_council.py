"""Mitt utvalg and the first day: one's part in the council, who the others are, when they meet, what is waited for."""

from datetime import timedelta

from app.core import clock
from app.core.roles import CouncilRoleKind, Side
from app.models.meetings import Meeting


def test_mitt_utvalg_says_ones_part_the_others_the_meeting_and_what_is_waited_for(make, visit):
    council = make.council()
    make.leader(council, name="Liv Leder")
    me = make.representative(council, rank=1, name="Vera Vara")
    make._add(
        Meeting(
            council_id=council.id,
            starts_at=clock.now() + timedelta(days=9),
            place="Biblioteket",
            created_at=clock.now(),
        )
    )
    make.owed(make.issue(council), due=clock.today() - timedelta(days=3))
    reader = visit(me)

    page = reader.get("/mitt-utvalg").text

    assert "Du er vara for" in page
    assert "Liv Leder" in page
    assert "Biblioteket" in page
    assert "1 ting venter." in page
    assert "1 er for sent" in page
    assert "/mitt-utvalg" in reader.get("/min-side").text  # in the menu


def test_whoever_sits_in_two_councils_switches_between_them_and_finds_no_other(make, visit):
    first, second, other = make.council(), make.council(), make.council()
    me = make.representative(first)
    make.appointment(make.seat(second), me)
    reader = visit(me)

    assert second.name in reader.get(f"/mitt-utvalg?utvalg={second.slug}").text
    assert f"utvalg={first.slug}" in reader.last.text
    assert reader.get(f"/mitt-utvalg?utvalg={other.slug}").status_code == 404


def test_the_first_day_says_what_one_is_and_names_the_others(make, visit):
    council = make.council()
    make.representative(council, name="Kari Kollega")
    me = make.representative(council, rank=1, name="Vera Vara")

    page = visit(me).get("/velkommen").text

    assert "Velkommen, Vera" in page
    assert f"i {council.name}." in page
    assert "Som vara" in page
    assert "Kari Kollega" in page
    assert page.count("Vera Vara") == 1  # her own name, in the menu alone


def test_a_secretary_without_a_seat_is_told_the_role(make, visit):
    council = make.council()
    secretary = make.secretary(council, side=Side.NAV)
    make.role(council, make.representative(council, name="Nils Nest"), CouncilRoleKind.DEPUTY, side=Side.USER)

    page = visit(secretary).get("/velkommen").text

    assert f"Du er sekretær i {council.name}." in page
    assert "Nestleder" in page


def test_whoever_sits_in_no_council_is_led_to_min_side(make, visit):
    council = make.council()
    director = visit(make.director(make.office_of(council)))

    assert director.get("/velkommen").headers["Location"].endswith("/min-side")
    assert 'href="/mitt-utvalg"' not in director.get("/min-side").text
