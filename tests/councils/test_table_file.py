"""A file of members is read as the program that saved it meant it, or refused with what to do instead."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from app.core import clock
from app.core.errors import Invalid
from app.councils.service import members_file
from app.councils.service.members_file_lines import read_lines
from app.councils.service.table_file import text_of
from app.database import db
from app.models.councils import Appointment

HEAD = ["navn", "e-post", "organisasjon", "side", "rolle", "fra", "til"]
BJORN = ["Bjørn Såheim", "bjorn.saheim@demo.invalid", "Tønsberg kommune", "kommunen", "vara 7"]
TEXT = f"{';'.join(HEAD)}\r\n{';'.join(BJORN)};01.01.2027;31.12.2028\r\n"


def names(raw: bytes) -> list[str]:
    return [cells["navn"] for _line, cells in read_lines(text_of(raw)).rows]


def workbook(*rows, more=None, title="Ark1") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for row in more or ():
        (book["Andre"] if "Andre" in book.sheetnames else book.create_sheet("Andre")).append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def refusal(raw: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_lines(text_of(raw))
    assert refused.value.field == "file"
    return refused.value.text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp865", "cp850", "mac_roman"]
)
@pytest.mark.parametrize("name", ["Bjørn Såheim", "ØYVIND ÆRLIG", "André Müller", "Åse Bø", "Ingebjørg Øverås-Næss"])
def test_norwegian_names_are_read_in_whatever_encoding_they_were_saved(encoding, name):
    assert names(TEXT.replace("Bjørn Såheim", name).encode(encoding)) == [name]


def test_utf_16_of_either_order_with_its_mark_is_read():
    assert names(b"\xfe\xff" + TEXT.encode("utf-16-be")) == names(b"\xff\xfe" + TEXT.encode("utf-16-le"))


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(";", "\t"),
        TEXT.replace(";", ","),
        TEXT.replace("\r\n", "\r"),
        "sep=;\r\n" + TEXT,
        '"sep=;"\r\n' + TEXT,
        "sep=\t\n" + TEXT.replace(";", "\t"),
        "sep=,\n" + TEXT.replace(";", ","),
        "\r\n\r\n" + TEXT,
        "Medlemmer i Nav Tønsberg, per 1.1;;;;;;\r\n;;;;;;\r\n" + TEXT,
        TEXT.replace("Bjørn Såheim", '"Bjørn\r\nSåheim"'),
        TEXT.replace("navn;", "NAVN: ;"),
    ],
)
def test_the_headings_are_found_whatever_stands_above_and_between_them(text):
    assert names(text.encode()) == ["Bjørn Såheim"]


def test_a_line_is_counted_as_the_file_has_it():
    text = "Medlemmer\n\n" + "navn;organisasjon;side;rolle\n" + '"A\nB";X;nav;fast\n\nC;Y;nav;fast\n'

    assert [line for line, _cells in read_lines(text).rows] == [4, 7]


@pytest.mark.parametrize(
    "heading", ["e-post", "E-postadresse", "e-mail", "E-Mail", "mail", "epost", "Epost adresse", "email", "E-post:"]
)
def test_the_address_is_found_under_every_usual_heading(heading):
    found = read_lines(TEXT.replace("e-post", heading))

    assert found.rows[0][1]["e-post"] == "bjorn.saheim@demo.invalid"
    assert found.unused == []


def test_first_and_last_name_make_the_name():
    found = read_lines("Fornavn;Etternavn;organisasjon;side;rolle\nBjørn;Såheim;X;nav;fast\n")

    assert found.rows[0][1]["navn"] == "Bjørn Såheim"
    assert found.unused == []


def test_every_heading_that_means_nothing_is_named():
    found = read_lines("navn;telefon;organisasjon;side;rolle;;\nA;4;X;nav;fast;noe;\n")

    assert found.unused == ["telefon", "kolonne 6, uten overskrift"]


def test_two_columns_that_mean_the_same_are_refused_by_name():
    assert "«navn», «Fullt navn»" in refusal(b"navn;Fullt navn;organisasjon;side;rolle\nA;B;X;nav;fast\n")
    assert "«navn», «navn»" in refusal(b"navn;navn;organisasjon;side;rolle\nA;B;X;nav;fast\n")


def test_cells_beyond_the_headings_are_a_problem_of_their_line():
    found = read_lines("navn;organisasjon;side;rolle\nHansen; Kari;X;nav;fast\n")

    assert [line for line, _text in found.problems] == [2]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "tom"),
        (b"\x00\x01\x02\x03", "ikke en tekstfil"),
        ("\ufeff%PDF-1.4\nnavn".encode(), "ikke en tekstfil"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "eldre Excel-fil (.xls)"),
        (b"PK\x03\x04damaged", "skadet"),
        (b"%PDF-1.4\n1 0 obj", "ikke en tekstfil"),
        (b"<html><body><table><tr><td>navn</td></tr></table>", "ingen linje med overskrifter"),
        (b"Kari;kari@eksempel.no;Mental Helse\n", "ingen linje med overskrifter"),
        (b'navn;organisasjon;side;rolle\n"Kari;X;nav;fast\n', "Linje 2 kan ikke leses"),
        (b"navn;side;rolle\nA;nav;fast\n", "«organisasjon» mangler"),
        (b"x;" * 300_000, "for stor"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_true_reason(clean, raw, said):
    assert said in refusal(raw)


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (zipped(**{"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), "(.ods)"),
        (zipped(**{"word__document.xml": b"<x/>"}), "ikke en tekstfil eller et regneark"),
        (zipped(**{"xl__workbook.xml": b"<x/>", "xl__sharedStrings.xml": b" " * 50_000_000}), "pakkes ut"),
        (zipped(**{"xl__workbook.xml": b"<x/>", **{f"p{n}": b"" for n in range(300)}}), "pakkes ut"),
        (zipped(**{"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "ikke en tekstfil"),
        (zipped(**{"xl__workbook.xml": b"<x/>"}), "skadet"),
        (workbook(HEAD, BJORN)[:2000], "skadet"),
        (workbook(HEAD, [*BJORN, "=TODAY()"]), "Celle F2 har en formel"),
        (workbook(HEAD, BJORN, more=[HEAD, BJORN]), "flere ark: «Ark1», «Andre»"),
        (workbook(HEAD, *([[]] * 6000), BJORN), "for mange linjer"),
    ],
)
def test_a_workbook_that_is_none_or_does_more_than_hold_text_is_refused(clean, raw, said):
    assert said in refusal(raw)


def test_a_workbook_is_read_with_its_dates_numbers_and_line_numbers():
    rows = [["Medlemsliste"], [], HEAD, [*BJORN, date(2027, 1, 1), 47118], [], ["Per\nHansen", None, 1.0, True]]
    found = read_lines(text_of(workbook(*rows)))

    assert [line for line, _cells in found.rows] == [4, 6]
    assert found.rows[0][1]["fra"] == "2027-01-01"
    assert found.rows[0][1]["til"] == "47118"
    assert (found.rows[1][1]["navn"], found.rows[1][1]["organisasjon"]) == ("Per Hansen", "1")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("46388", date(2027, 1, 1)),
        ("1.1.2027", date(2027, 1, 1)),
        ("2027-01-01", date(2027, 1, 1)),
        ("01.01.27", None),
        ("0027-01-01", None),
        ("01.01.1899", None),
        ("01.01.2199", None),
        ("²0.01.2027", None),
        ("1", None),
    ],
)
def test_a_day_is_one_that_can_be_meant(make, typed, day):
    text = f"navn;organisasjon;side;rolle;fra\nA;X;nav;fast;{typed}\n"

    made = members_file.plan_members(make.council(), text, own_email="")

    assert [one.start for one in made.members] == ([day] if day else [])
    assert len(made.problems) == (0 if day else 1)


@pytest.mark.parametrize("role", ["vara ٠", "vara 0", "vara ²"])
def test_no_substitute_becomes_holder_by_an_odd_digit(make, role):
    made = members_file.plan_members(make.council(), f"navn;organisasjon;side;rolle\nA;X;nav;{role}\n", own_email="")

    assert made.members == []


def test_the_template_is_filled_in_and_taken(make, visit):
    make.organisation(name="Mental Helse")
    council = make.council()
    visitor, address = visit(make.secretary(council)), f"/utvalg/{council.slug}/styre/medlemmer-fra-fil"

    assert f'href="{address}/mal"' in visitor.get(address).text
    raw = visitor.get(address + "/mal").data
    untouched = visitor.post(address, {"file": (io.BytesIO(raw), "medlemmer.xlsx")})
    book = load_workbook(io.BytesIO(raw))
    book.active["A2"], book.active["B2"], book.active["H1"] = "Bjørn Såheim", "bjorn@eksempel.no", "Telefon"
    filled = io.BytesIO()
    book.save(filled)
    visitor.post(address, {"file": (io.BytesIO(filled.getvalue()), "medlemmer.xlsx")})
    seen = visitor.follow()

    assert [cell.value for cell in book.active[1]][:7] == HEAD
    assert untouched.status_code == 422
    assert "Dette er eksemplet i malen. Slett linjen." in untouched.text
    assert seen.status_code == 200
    assert "Bjørn Såheim" in seen.text
    assert "Denne kolonnen blir ikke brukt: Telefon." in seen.text
    assert f"31. desember {clock.today().year + 2}" in seen.text


def test_what_is_confirmed_is_what_was_shown(make, visit):
    """Somebody else fills the seat between the look and the press, or the file is another by then."""
    council = make.council()
    visitor, address = visit(make.secretary(council)), f"/utvalg/{council.slug}/styre/medlemmer-fra-fil"
    visitor.post(address, {"file": (io.BytesIO(TEXT.encode("cp865")), "medlemmer.csv")})
    visitor.follow()
    seen = visitor.last.text.split('name="seen" value="')[1].split('"')[0]

    other = visitor.post(address, {"text": TEXT.replace("vara 7", "vara 1"), "seen": seen})
    none = db.session.scalar(select(func.count(Appointment.id)))
    same = visitor.post(address, {"text": TEXT, "seen": seen})

    assert (other.status_code, none) == (422, 0)
    assert "Noe er endret siden du så over filen." in other.text
    assert same.status_code == 303
    assert db.session.scalar(select(func.count(Appointment.id))) == 1


def test_a_stranger_gets_no_template(make, visit):
    council = make.council()

    assert visit(make.person()).get(f"/utvalg/{council.slug}/styre/medlemmer-fra-fil/mal").status_code in (403, 404)
