"""What must be filled is never called optional, and each missing thing is named in the summary."""

import re

from tests.councils.sides import appointment_of, somebody_proposed


def labels(page: str) -> dict[str, str]:
    """What stands on each label or legend, by the start of it."""
    found = re.findall(r'<(?:label|legend) class="ds-label"[^>]*>(.*?)</(?:label|legend)>', page, re.S)
    texts = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", one)).strip() for one in found]
    return {re.sub(r" \(valgfritt\)$", "", one): one for one in texts}


def summary(page: str) -> list[str]:
    part = page.split('class="ds-error-summary"', 1)[1].split("</ul>", 1)[0]
    return [re.sub(r"<[^>]+>", "", one).strip() for one in re.findall(r"<li>(.*?)</li>", part, re.S)]


def test_a_paper_that_must_come_along_is_not_optional(town, visit):
    proposal = somebody_proposed(town)

    page = visit(town.secretary).get(f"/utvalg/{town.council.slug}/forslag/{proposal.id}/papir").text

    assert labels(page)["Vedlegg"] == "Vedlegg"


def test_an_attachment_elsewhere_is_optional(make, visit):
    page = visit(make.representative(make.council())).get("/innspill/nytt").text

    assert labels(page)["Vedlegg"] == "Vedlegg (valgfritt)"


def test_how_people_reach_a_council_is_not_optional(make, visit):
    county = make.county()
    make.office(county=county)

    page = visit(make.coordinator(county)).get("/utvalgene/nytt").text

    assert labels(page)["E-post til utvalget"] == "E-post til utvalget"
    assert labels(page)["Telefon til utvalget"] == "Telefon til utvalget"


def test_one_of_the_names_of_a_seat_must_be_filled_and_none_is_optional(town, visit):
    page = visit(town.secretary).get(f"/utvalg/{town.council.slug}/styre/ny-plass").text

    assert "(valgfritt)" not in page


def test_each_missing_field_is_named(town, visit):
    visitor = visit(town.secretary)

    page = visitor.post(f"/utvalg/{town.council.slug}/moter/nytt", {}).text

    assert summary(page) == ["Skriv datoen for møtet.", "Skriv klokkeslettet slik: 10.00", "Skriv hvor møtet er."]


def test_a_last_day_is_named_too(town, visit):
    path = f"/utvalg/{town.council.slug}/styre/oppnevning/{appointment_of(town.member).id}/avslutt"

    assert summary(visit(town.secretary).post(path, {"on": ""}).text) == ["Skriv siste dag."]
