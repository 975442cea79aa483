"""An office's emergency telephone: its director writes it, and it stands where people write."""


def test_the_director_writes_the_number_and_a_representative_finds_it_where_it_is_needed(make, visit):
    council = make.council()
    office = make.office_of(council)
    director, member = make.director(office), make.representative(council)

    answer = visit(director).post(f"/kontor/{office.slug}/vakttelefon", {"phone": "33 12 34 56"})

    assert answer.status_code == 303
    assert "Kontorets vakttelefon: 33 12 34 56" in visit(member).get("/innspill/nytt").text
    assert "Vakttelefon: 33 12 34 56" in visit(director).get(f"/kontor/{office.slug}/roller").text


def test_what_is_no_number_is_refused_beside_the_field_and_empty_takes_it_away(make, visit):
    office = make.office_of(make.council())
    browser = visit(make.director(office))
    page = f"/kontor/{office.slug}/vakttelefon"

    refused = browser.post(page, {"phone": "ring meg"})
    browser.post(page, {"phone": "33 12 34 56"})
    browser.post(page, {"phone": ""})

    assert refused.status_code == 422
    assert "Skriv nummeret med tall" in refused.text
    assert "ikke lagt inn" in browser.get(f"/kontor/{office.slug}/roller").text


def test_only_who_answers_for_the_office_says_its_number(make, visit):
    council = make.council()
    office = make.office_of(council)

    for person in (make.leader(council), make.director(make.office())):
        assert visit(person).post(f"/kontor/{office.slug}/vakttelefon", {"phone": "33 12 34 56"}).status_code == 403


def test_too_few_digits_are_no_number(make, visit):
    office = make.office_of(make.council())

    refused = visit(make.director(office)).post(f"/kontor/{office.slug}/vakttelefon", {"phone": "12"})

    assert refused.status_code == 422
