"""An address that the house cannot send to is refused where it is typed, in every room."""

import io

import pytest
from sqlalchemy import func, select

from app.core.errors import Invalid
from app.core.text import normalise_email
from app.database import db
from app.models.people import Person
from app.notices.policy.addresses import require_addresses_in, require_one_address
from app.web.fields import Address
from app.web.forms import Form
from tests.house.walk import cases, expectations
from tests.security.reading import fill, forms_of

UNUSABLE = [
    "øyvind@eksempel.no",
    "kari.åse@eksempel.no",
    "kari hansen@eksempel.no",
    "kari@@eksempel.no",
    "kari@eksempel.no@x.no",
    "Kari Hansen <kari@eksempel.no>",
    "mailto:kari@eksempel.no",
    "kari@eksempel.no;ola@eksempel.no",
    ".kari@eksempel.no",
    "kari.@eksempel.no",
    "ka..ri@eksempel.no",
    "kari@.eksempel.no",
    "kari@eksempel.no.",
    "kari@eksempel..no",
    "kari@-eksempel.no",
    "kari@eksempel-.no",
    "kari@eksempel_no.no",
    "kari@eksempel",
    "kari@192.168.1.1",
    "kari@[192.168.1.1]",
    '"kari"@eksempel.no',
    "kari\x01@eksempel.no",
    "kari\x00@eksempel.no",
    "kari@eksem\tpel.no",
    "@eksempel.no",
    "kari@",
    "kari@straße.no",
    "k" * 65 + "@eksempel.no",
    "kari@" + "e" * 64 + ".no",
    "kari@" + "e.e" * 90 + ".no",
    "kari" + "\U0001f600" + "@eksempel.no",
]
USABLE = {
    "Kari.Hansen+medvirk@Eksempel.NO": "kari.hansen+medvirk@eksempel.no",
    " o'brien_x@sub.eksempel.co ": "o'brien_x@sub.eksempel.co",
    "post@Blåkors.no": "post@xn--blkors-jua.no",
    "post@blåkors.no": "post@xn--blkors-jua.no",
    "k" * 64 + "@eksempel.no": "k" * 64 + "@eksempel.no",
}


@pytest.mark.parametrize("typed", UNUSABLE)
def test_an_address_no_letter_can_be_sent_to_is_none(typed):
    with pytest.raises(Invalid):
        require_one_address(normalise_email(typed))


@pytest.mark.parametrize("typed", USABLE)
def test_an_address_is_kept_in_the_form_that_mail_servers_know(typed):
    require_one_address(normalise_email(typed))

    assert normalise_email(typed) == USABLE[typed]
    assert normalise_email(USABLE[typed]) == USABLE[typed]


def test_an_address_inside_a_longer_text_is_found():
    require_addresses_in(
        "Ring 55 55 33 33, eller skriv til post@eksempel.no. Eller: leder@blåkors.no!", field="contact"
    )

    with pytest.raises(Invalid) as refused:
        require_addresses_in("Skriv til øyvind@eksempel.no.", field="contact")
    assert "øyvind@eksempel.no" in refused.value.text


# Which language a letter has, and what is searched for in the queue of mails: no address is given.
CHOICES_ABOUT_MAIL = {f"{form}.locale" for form in ("PersonFields", "AppointForm", "OfficeRoleForm", "RoleForm")}
CHOICES_ABOUT_MAIL |= {"MailsForm.q", "MailsForm.tilstand"}


def shapes(of=Form):
    for shape in of.__subclasses__():
        yield shape
        yield from shapes(shape)


def test_every_field_for_an_address_is_the_field_that_checks_it(app):
    """By name, label or what a browser fills in: no other field takes an address."""
    with app.test_request_context():
        fields = [
            (f"{shape.__name__}.{name}", kind)
            for shape in set(shapes())
            for name in dir(shape)
            if hasattr(kind := getattr(shape, name), "field_class")
        ]
        asking = [
            (name, kind)
            for name, kind in fields
            if "mail" in name.lower()
            or "e-post" in str(kind.args[:1]).lower()
            or kind.kwargs.get("autocomplete") == "email"
        ]
        wrong = [name for name, kind in asking if not issubclass(kind.field_class, Address)]

    assert [one for one in wrong if one not in CHOICES_ABOUT_MAIL] == []
    assert len(asking) > 5


def doors():
    """Every page that somebody meets and that posts to itself, with the first role that sees it."""
    posted = {(case.endpoint, case.values) for case in cases() if case.method == "POST"}
    for case in cases():
        role = next((role for role, what in expectations(case).items() if what == "page"), None)
        if case.method == "GET" and role and (case.endpoint, case.values) in posted:
            yield case, role


EXPECTED_DOORS = {
    "accounts.sign_in",
    "accounts.ask_link",
    "accounts.forgot_password",
    "accounts.address",
    "councils.seat",
    "councils.new_role",
    "councils.office",
    "councils.nominate",
}


def test_every_page_that_asks_for_an_address_refuses_one_that_cannot_be_used_beside_the_field(world):
    found = set()
    for case, role in doors():
        path = case.path(world)
        for form in forms_of(world.ask(role, "GET", path).text):
            for field in [one for one in form.fields if one.kind == "email"]:
                found.add(case.endpoint)
                data = {**fill(form, "Hei"), field.name: "øyvind.ærø@eksempel.no"}
                answer = world.ask(role, "POST", form.action or path, data=data)
                assert answer.status_code == 422, case.name
                assert "særtegn foran @" in answer.text.split(f'id="{field.name}-error"')[1][:400], case.name
                assert "øyvind.ærø@eksempel.no" in answer.text

    assert found >= EXPECTED_DOORS, found


def test_no_account_is_opened_with_an_address_that_cannot_be_used(world):
    slug = world.things["council"].slug
    file = "navn;e-post;organisasjon;side;rolle\nØyvind Ærø;øyvind.ærø@demo.invalid;Gruppe A;andre;fast\n".encode(
        "cp1252"
    )

    with world.app.app_context():
        before = db.session.scalar(select(func.count(Person.id)))
        answer = world.ask(
            "secretary",
            "POST",
            f"/utvalg/{slug}/styre/medlemmer-fra-fil",
            data={"file": (io.BytesIO(file), "medlemmer.csv")},
        )

        assert answer.status_code == 422
        assert "Linje 2: «øyvind.ærø@demo.invalid»" in answer.text
        assert db.session.scalar(select(func.count(Person.id))) == before


def test_the_contact_of_a_council_names_no_address_that_cannot_be_used(world):
    path = f"/utvalg/{world.things['council'].slug}/styre/innstillinger"
    form = forms_of(world.ask("secretary", "GET", path).text)[-1]
    data = {one.name: one.value for one in form.fields if one.name and one.kind not in ("checkbox", "button")}
    data = {**data, "contact": "Skriv til øyvind@eksempel.no", "seen_warnings": ""}

    answer = world.ask("secretary", "POST", path, data=data)
    again = forms_of(answer.text)[-1]
    seen = next((one.value for one in again.fields if one.name == "seen_warnings"), "")
    answer = world.ask("secretary", "POST", path, data={**data, "seen_warnings": seen})

    assert answer.status_code == 422
    assert "særtegn foran @" in answer.text
