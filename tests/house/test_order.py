"""Lists of names are in Norwegian order, on both databases."""

import ast
import random

from app.core.text import by_name, sort_key
from tests.house.source import modules
from tests.security.reading import forms_of

IN_ORDER = [
    "2. bydel",
    "10. bydel",
    "Alta",
    "andebu",
    "Árdna",
    "Bodø",
    "čoahkkin",
    "Drammen",
    "Nav Zakariassen",
    "Nav Ærfugl",
    "Nav Øksnes",
    "Nav Aasen",
    "Nav Åsnes",
    "Zambia",
    "Ælgen",
    "Ørsta",
    "øyer",
    "Ålesund",
]


def test_names_are_ordered_as_a_norwegian_orders_them():
    mixed = random.Random(7).sample(IN_ORDER, len(IN_ORDER))

    assert by_name(mixed, str) == IN_ORDER


def test_the_order_is_whole():
    """Two names that differ stand in one order, whatever was fetched first."""
    assert sort_key("Haakon") != sort_key("Håkon")
    assert by_name(["ås", "Ås"], str) == by_name(["Ås", "ås"], str)


def test_no_statement_orders_by_a_name():
    """The databases do not know the order: what is shown by name is ordered after it is fetched."""
    wrong = [
        module.at(call)
        for module in modules()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call)
        and (ast.unparse(call.func).endswith("order_by") or any(word.arg == "order_by" for word in call.keywords))
        for argument in [*call.args, *(word.value for word in call.keywords if word.arg == "order_by")]
        if any(
            (isinstance(part, ast.Attribute) and part.attr in ("name", "display_name", "short_name"))
            or (isinstance(part, ast.Constant) and part.value == "name")
            for part in ([argument] if ast.unparse(call.func).endswith("order_by") else ast.walk(argument))
        )
    ]

    assert wrong == []


NAMES = ["Nav Ås", "Nav Øksnes", "Nav Ærøy", "Nav Zeta", "nav aasen", "Nav Alta", "NAV BODØ"]


def offered(visitor, path, name):
    forms = forms_of(visitor.get(path).text)
    return next(field.offered for form in forms for field in form.fields if field.name == name)


def test_organisations_stand_in_one_alphabet_confirmed_and_suggested(make, visit):
    for name in ("Åpen gruppe", "Ørret og venner", "mental helse", "Aa-laget"):
        make.organisation(name=name)
    council = make.council()

    found = offered(visit(make.secretary(council)), f"/utvalg/{council.slug}/styre/ny-plass", "organisation")[1:]

    assert {"Åpen gruppe", "Aa-laget"} <= set(found)
    assert len(found) > 20
    assert found == by_name(found, str)
    assert len({name.casefold() for name in found}) == len(found)


def test_offices_stand_in_order_where_a_council_is_set_up(make, visit):
    county = make.county()
    for name in NAMES:
        make.office(name=name, county=county)

    page = visit(make.coordinator(county)).get("/utvalgene/nytt").text

    assert sorted(NAMES, key=lambda name: page.index(f">{name}<")) == by_name(NAMES, str)


def test_the_offices_of_a_council_stand_in_order_wherever_they_are_listed(make, visit):
    council = make.council(offices=[make.office(name=name) for name in NAMES])

    page = visit(None).get(f"/utvalg/{council.slug}").text

    assert ", ".join(by_name(NAMES, str)) in page
