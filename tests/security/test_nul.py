"""A NUL or half a character in an address or a field of a form is answered without an accident, on both databases."""

import pytest

ODD = ["%00", "%ED%A0%80", "a%00b", "%FF%FE", "%E2%80%AE"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "path",
    [
        "/innspill/{}",
        "/innspill?q={}",
        "/innspill?etter={}",
        "/utvalg/{}",
        "/sok?q={}",
        "/sammendrag/{}",
        "/filer/{}",
        "/innspill/nytt?kept={}",
        "/kontor/{}/roller",
        "/hjalp-det/{}",
        "/logg-inn/{}",
        "/?q={}",
    ],
)
def test_an_odd_address_is_a_page_or_not_there(make, visit, odd, path):
    person = make.leader(make.council())

    for somebody in (person, None):
        assert visit(somebody).get(path.format(odd)).status_code in (200, 302, 303, 400, 404, 422)


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ufffe", "\u202e"])
def test_odd_characters_in_every_field_are_no_accident(make, visit, odd):
    council = make.council()
    issue = make.issue(council)
    browser = visit(make.leader(council))
    fields = {"title": odd, "body": odd, "text": odd, "form_key": odd, "seen_warnings": odd, "kept_file": odd}
    fields |= {"q": odd, "place": odd, "name": odd, "email": odd, "confirmed": odd, "tag": odd, "audience": odd}

    for path in (
        f"/innspill/{issue.reference}/kommentar",
        f"/innspill/{issue.reference}/rediger",
        "/innspill/nytt",
        "/min-konto",
        f"/utvalg/{council.slug}/moter/nytt",
        f"/utvalg/{council.slug}/styre/ny-rolle",
    ):
        assert browser.post(path, fields).status_code < 500, path
    assert visit(None).post("/logg-inn", {"email": odd, "password": odd}).status_code < 500
    assert visit(None).post("/logg-inn/lenke", {"email": odd}).status_code < 500
