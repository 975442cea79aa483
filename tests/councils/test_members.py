"""Members from a file: every problem by its line before anything is written, then all or nothing."""

import io
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.core import clock
from app.core.errors import Invalid
from app.councils.service import members_file, table_file
from app.database import db, transaction
from app.models.councils import Appointment, Organisation, Seat
from app.models.people import Person

HEAD = "navn;e-post;organisasjon;side;rolle;fra;til"
GOOD = f"""{HEAD}
Kari Eksempel;kari@eksempel.no;Mental Helse;brukersiden;fast;01.01.2027;31.12.2028
Ola Døme;;mental helse;bruker;vara 1;;
Siri Prøve;siri@eksempel.no;Tønsberg kommune;kommunen;fast;2027-01-01;
"""


def plan(make, text, **given):
    make.organisation(name="Mental Helse")
    return members_file.plan_members(make.council(), text, own_email=given.get("own_email", ""))


def test_a_good_file_has_no_problems(make):
    made = plan(make, GOOD)

    assert made.problems == []
    assert [(one.name, one.place, one.rank) for one in made.members] == [
        ("Kari Eksempel", "Mental Helse", 0),
        ("Ola Døme", "Mental Helse", 1),
        ("Siri Prøve", "Tønsberg kommune", 0),
    ]
    assert made.new_seats == ["Mental Helse", "Tønsberg kommune"]


def test_commas_and_another_order_of_columns_are_read_too(make):
    made = plan(make, "Rolle,Namn,Side,Organisasjon\nfast,Kari,Brukarsida,Mental Helse\n")

    assert (made.problems, made.members[0].name) == ([], "Kari")


def test_an_organisation_may_be_called_as_the_pages_call_it(make):
    make.organisation(name="Norges Handikapforbund", short_name="NHF")
    made = plan(make, "navn;organisasjon;side;rolle\nKari;NHF;bruker;fast\n")

    assert (made.problems, made.members[0].place) == ([], "Norges Handikapforbund")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (";;Mental Helse;bruker;fast;;", "Navnet mangler."),
        ("Kari;kari(at)eksempel;Mental Helse;bruker;fast;;", "er ikke en e-postadresse"),
        ("Kari;;Mentalhelsa;bruker;fast;;", "«Mentalhelsa» står ikke i registeret"),
        ("Kari;;;bruker;fast;;", "Organisasjonen mangler."),
        ("Kari;;Mental Helse;venstre;fast;;", "Siden må være"),
        ("Kari;;Mental Helse;bruker;sjef;;", "Rollen må være"),
        ("Kari;;Mental Helse;bruker;vara 0;;", "Rollen må være"),
        ("Kari;;Mental Helse;bruker;fast;32.01.2027;", "«32.01.2027» i kolonnen fra er ingen dag i kalenderen"),
        ("Kari;;Mental Helse;bruker;fast;02.01.2027;01.01.2027", "Til-datoen er før fra-datoen."),
        ("Kari 13097248022;;Mental Helse;bruker;fast;;", "Dette ser ut som et fødselsnummer. Ta det bort."),
        ("Kari;jeg@eksempel.no;Mental Helse;bruker;fast;;", "Du kan ikke oppnevne deg selv."),
        ("Kari;kari,i@x.no;Mental Helse;bruker;fast;;", "er ikke en e-postadresse"),
        (f"Kari;{'k' * 200}@x.no;Mental Helse;bruker;fast;;", "er ikke en e-postadresse"),
        (f"{'Kari ' * 41};;Mental Helse;bruker;fast;;", "Kolonnen «navn» er lengre enn 200 tegn."),
        (f"Kari;;{'Kommunen ' * 23};kommunen;fast;;", "Kolonnen «organisasjon» er lengre enn 200 tegn."),
        ("Kari;stengt@eksempel.no;Mental Helse;bruker;fast;;", "«stengt@eksempel.no» kan ikke legges til."),
        ("Ola;OLA@eksempel.no;Mental Helse;bruker;fast;;", "Samme person og plass står på linje 2 også."),
        ("Siri;;mental helse;bruker;vara 2;;", "Samme plass og rolle står på linje 2 også."),
        ("Siri;;Frivilligsentralen;nav;fast;;", "«Frivilligsentralen» står på linje 3, for en annen side."),
        ("Vara;vara@eksempel.no;Andre;andre;fast;;", "Vara Vennlig sitter på denne plassen i den tiden."),
    ],
)
def test_each_problem_is_said_with_its_line(make, row, said):
    make.person(email="stengt@eksempel.no", active=False)
    make.organisation(name="Mental Helse")
    council = make.council()
    make.appointment(
        make.seat(council, organisation=make.organisation(name="Andre"), side="other"),
        make.person("Vara Vennlig", email="vara@eksempel.no"),
        rank=1,
    )
    first = "Ola;ola@eksempel.no;Mental Helse;bruker;vara 2;;\nPer;;Frivilligsentralen;andre;fast;;"

    made = members_file.plan_members(council, f"{HEAD}\n{first}\n{row}\n", own_email="jeg@eksempel.no")

    assert [line for line, _text in made.problems] == [4] * len(made.problems)
    assert any(said in text for _line, text in made.problems)


def test_two_on_one_place_are_found_in_the_file_and_in_the_council(make):
    council = make.council()
    seat = make.seat(council, organisation=make.organisation(name="Mental Helse"))
    make.appointment(seat, make.person("Sitter Allerede"))
    text = f"{HEAD}\nA;;Mental Helse;bruker;fast;;\nB;;Mental Helse;bruker;vara 1;;\nC;;Mental Helse;bruker;vara 1;;\n"

    made = members_file.plan_members(council, text, own_email="")

    assert made.problems == [
        (2, "Sitter Allerede er oppnevnt til plassen fra før."),
        (4, "Samme plass og rolle står på linje 3 også."),
    ]


def test_those_who_follow_each_other_on_a_place_are_no_fault_and_are_all_written(make):
    make.organisation(name="Mental Helse")
    county = make.county()
    council = make.council(office=make.office(county=county))
    text = (
        f"{HEAD}\nA;;Mental Helse;bruker;fast;01.01.2027;31.12.2028\nB;;Mental Helse;bruker;fast;01.01.2029;\n"
        "C;c@x.no;Mental Helse;bruker;vara 1;01.01.2027;31.12.2028\nC;c@x.no;Mental Helse;bruker;vara 2;01.01.2029;\n"
    )
    actor = make.actor(make.coordinator(county))

    made = members_file.plan_members(council, text, own_email="")
    with transaction():
        written = members_file.add_members(actor, council, made)

    assert (made.problems, len(written)) == ([], 4)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "tom"),
        (b"\x00\x01\x02", "ikke en tekstfil"),
        (b"x" * 200_001, "for stor"),
    ],
)
def test_what_is_no_such_file_is_refused(clean, raw, said):
    with pytest.raises(Invalid) as refused:
        table_file.text_of(raw)

    assert said in refused.value.text


def test_a_missing_column_is_named(make):
    with pytest.raises(Invalid) as refused:
        plan(make, "navn;side;rolle\nKari;bruker;fast\n")

    assert "organisasjon" in refused.value.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_is_seen_first_and_then_written_as_a_whole(make, visit, encoding):
    make.organisation(name="Mental Helse")
    county = make.county()
    council = make.council(office=make.office(county=county))
    visitor = visit(make.coordinator(county))
    address = f"/utvalg/{council.slug}/styre/medlemmer-fra-fil"

    visitor.post(address, {"file": (io.BytesIO(GOOD.encode(encoding)), "medlemmer.csv")})
    seen = visitor.follow().text
    before = db.session.scalar(select(func.count(Appointment.id)))
    visitor.post(address, {"text": GOOD})
    page = visitor.follow().text

    assert "3 personer i filen" in seen
    assert "Siri Prøve" in seen
    assert before == 0
    assert "3 personer er lagt til" in page
    assert db.session.scalar(select(func.count(Appointment.id))) == 3
    assert db.session.scalar(select(func.count(Seat.id))) == 2
    assert db.session.scalar(select(func.count(Organisation.id))) == 1


def test_a_file_with_a_fault_writes_nothing(make, visit):
    make.organisation(name="Mental Helse")
    council = make.council()
    visitor = visit(make.secretary(council))
    people = db.session.scalar(select(func.count(Person.id)))
    bad = GOOD + "Feil;;Mental Helse;bruker;sjef;;\n"
    address = f"/utvalg/{council.slug}/styre/medlemmer-fra-fil"

    seen = visitor.post(address, {"file": (io.BytesIO(bad.encode()), "medlemmer.csv")})
    forced = visitor.post(address, {"text": bad})

    assert (seen.status_code, forced.status_code) == (422, 422)
    assert "Linje 5: Rollen må være" in seen.text
    assert 'name="text"' not in seen.text
    assert db.session.scalar(select(func.count(Person.id))) == people


def test_what_a_file_would_do_has_an_address_of_its_own_for_an_hour_and_one_reader(make, visit):
    make.organisation(name="Mental Helse")
    council = make.council()
    leader, secretary = visit(make.leader(council)), visit(make.secretary(council))
    address = f"/utvalg/{council.slug}/styre/medlemmer-fra-fil"

    looked = leader.post(address, {"file": (io.BytesIO(GOOD.encode()), "medlemmer.csv")})
    preview = looked.headers["Location"]

    assert looked.status_code == 303
    assert "Siri Prøve" in leader.get(preview).text
    assert "Siri Prøve" in leader.get(preview).text
    assert secretary.get(preview).headers["Location"] == address
    assert leader.get(preview.replace(council.slug, make.council().slug)).status_code in (403, 404)
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        leader.get(preview)
        assert "Velg den en gang til." in leader.follow().text


def test_no_file_is_said_beside_the_field(make, visit):
    council = make.council()

    answer = visit(make.secretary(council)).post(f"/utvalg/{council.slug}/styre/medlemmer-fra-fil", {})

    assert answer.status_code == 422
    assert "Filen er tom" in answer.text


def test_who_got_the_seat_by_a_known_address_is_named_when_it_is_done(make, visit):
    make.organisation(name="Mental Helse")
    make.person("Marit Kjent", email="kari@eksempel.no")
    county = make.county()
    council = make.council(office=make.office(county=county))
    visitor, address = visit(make.coordinator(county)), f"/utvalg/{council.slug}/styre/medlemmer-fra-fil"

    visitor.post(address, {"file": (io.BytesIO(GOOD.encode()), "medlemmer.csv")})
    seen = visitor.follow().text
    visitor.post(address, {"text": GOOD})
    done = visitor.follow().text

    assert "Er en e-postadresse kjent fra før" in seen
    assert "Marit Kjent" not in seen
    assert "3 personer er lagt til." in done
    assert "den tilhører Marit Kjent, ikke Kari Eksempel." in done


def test_a_file_of_headings_alone_is_refused_with_a_sentence(make, visit):
    council = make.council()
    file = (io.BytesIO(HEAD.encode()), "medlemmer.csv")

    answer = visit(make.secretary(council)).post(f"/utvalg/{council.slug}/styre/medlemmer-fra-fil", {"file": file})

    assert answer.status_code == 422
    assert "Filen har bare overskrifter" in answer.text


def test_a_line_with_a_fault_does_not_stand_among_the_faultless(make, visit):
    make.organisation(name="Mental Helse")
    council = make.council()
    visitor = visit(make.secretary(council))
    twice = f"{HEAD}\nKari Eksempel;kari@eksempel.no;Mental Helse;brukersiden;fast;;\n"
    twice += "Ola Døme;ola@eksempel.no;Mental Helse;brukersiden;fast;;\nSiri Prøve;;Vik kommune;kommunen;fast;;\n"
    address = f"/utvalg/{council.slug}/styre/medlemmer-fra-fil"

    page = visitor.post(address, {"file": (io.BytesIO(twice.encode()), "medlemmer.csv")}).text

    table = page.split("Linjene uten feil", 1)[1].split("</table>", 1)[0]
    assert "Siri Prøve" in table
    assert "Ola Døme" not in table
