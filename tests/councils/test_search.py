"""Finding a council by the names people use."""

import pytest

from app.councils.queries.search import find_councils
from app.models.places import OfficeMunicipality


def names(text):
    return [found.name for found in find_councils(text)]


@pytest.fixture
def north(make):
    county = make.county(name="Finnmark")
    place = make.municipality(
        county, name="Karasjok", name_sami="Kárášjohka", name_kven="Kaarasjoki", display_name="Karasjok"
    )
    office = make.office(county=county, name="Nav Ávjovárri")
    make._add(OfficeMunicipality(office_id=office.id, municipality_id=place.id, position=1))
    return make.council(office=office, name="Brukerutvalget i Nav Ávjovárri")


@pytest.mark.parametrize(
    "text",
    [
        "Karasjok", "karasjok", "Kárášjohka", "karasjohka", "Kaarasjoki", "Karasjoki", "Nav Ávjovárri", "avjovarri",
        "Brukerutvalget i Nav Ávjovárri", "utvalget avjo", "rasjok",
    ],
)  # fmt: skip
def test_a_council_answers_to_every_name_of_its_places(north, text):
    assert names(text) == ["Brukerutvalget i Nav Ávjovárri"]


@pytest.mark.parametrize(
    ("text", "office"), [("Tromso", "Nav Tromsø"), ("Ålesund", "Nav Aalesund"), ("baerum", "Nav Bærum")]
)
def test_letters_are_one_however_they_are_typed(make, text, office):
    make.office(name=office)

    assert names(text) == [office]


def test_an_office_without_a_council_is_found_and_has_no_address(make):
    make.office(name="Nav Vik")

    [found] = find_councils("Vik")

    assert (found.name, found.slug) == ("Nav Vik", None)


def test_the_nearest_name_comes_first(make):
    for name in ("Nav Sørvik", "Nav Vik og Ås", "Nav Vik"):
        make.office(name=name)

    assert names("vik") == ["Nav Vik", "Nav Vik og Ås", "Nav Sørvik"]


def test_a_regional_council_is_found_by_its_region(make):
    region = make.region(name="Nav Vestfold og Telemark")
    make.council(offices=[], nav_region_id=region.id, name="Det regionale brukerutvalget")

    assert names("telemark") == ["Det regionale brukerutvalget"]


@pytest.mark.parametrize("text", ["", "   ", "%", "xyz", "!!!", "' OR 1=1"])
def test_nothing_is_found_for_nothing(north, text):
    assert names(text) == []


def test_at_most_twenty_are_shown(make):
    for n in range(25):
        make.office(name=f"Nav Likt {n}")

    assert len(names("likt")) == 20


def test_a_search_asks_the_database_as_often_for_one_office_as_for_thirty(make, count_queries):
    make.office(name="Nav Likt")
    with count_queries() as few:
        find_councils("likt")
    for n in range(29):
        make.council(office=make.office(name=f"Nav Likt {n}"))
    with count_queries() as many:
        find_councils("likt")

    assert len(few) == len(many) == 2
