"""Members from a file, and a date that is asked again, as people meet them."""

from pathlib import Path

from app.core import clock
from app.paper.sheets import Sheet, workbook_of


def test_a_file_with_an_unknown_column_is_looked_over(make, desk, tmp_path: Path):
    make.organisation(name="Mental Helse")
    council = make.council(name="Brukerutvalget i Nav Ørland og Åfjord")
    file = tmp_path / "medlemmer.xlsx"
    headings = ("Fullt navn", "E-postadresse", "Organisasjon", "Side", "Rolle", "Fra", "Til", "Mobil")
    person = ("Ingebjørg Øverås-Næss", "ingebjorg@eksempel.no", "Mental Helse", "brukersiden", "fast", "1.1.2027")
    file.write_bytes(workbook_of(Sheet("Medlemmer", headings, [(*person, "", "4")])))
    screen = desk(make.leader(council))

    screen.open(f"/utvalg/{council.slug}/styre/medlemmer-fra-fil")
    screen.page.set_input_files("input[type=file]", file)
    screen.press("Se hva filen gjør")
    screen.sees("Ingebjørg Øverås-Næss")
    screen.sees("Denne kolonnen blir ikke brukt: Mobil.")
    screen.press("Legg til alle")

    screen.sees("1 person er lagt til.")


def test_a_date_four_years_ahead_is_confirmed_with_a_box(make, desk):
    council = make.council()
    screen = desk(make.secretary(council))
    year = clock.today().year + 4

    screen.open(f"/utvalg/{council.slug}/moter/nytt")
    screen.page.locator("[data-date]").fill(f"{year}-03-01")
    screen.fill("Klokkeslett", "10.00")
    screen.fill("Sted", "Storgata 1")
    screen.page.locator("main form button[type=submit], main form button:not([type])").first.click()
    screen.page.wait_for_load_state("load")
    screen.check()
    screen.page.get_by_label(f"Ja, datoen er riktig: 1. mars {year}").check()
    screen.page.locator("main form button[type=submit], main form button:not([type])").first.click()
    screen.page.wait_for_load_state("load")

    assert "/moter/nytt" not in screen.page.url
