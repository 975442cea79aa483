"""The page of a comment: nobody chooses its kind for its writer, and each choice of readers says who they are."""

import re


def test_no_kind_is_chosen_and_each_choice_says_who_reads(make, visit):
    council = make.council()
    make.director(make.office_of(council))
    issue = make.issue(council)

    page = visit(make.representative(council)).get(f"/innspill/{issue.reference}/kommentar").text

    assert not re.search(r'<input[^>]*name="tag"[^>]*checked|<input[^>]*checked[^>]*name="tag"', page)
    assert "Bare brukersiden: Leses av 2 brukerrepresentanter." in page
    assert "Også kontoret: Leses av 2 brukerrepresentanter og Nav-leder." in page


def test_where_there_is_one_choice_of_readers_it_is_said_and_not_asked(make, visit):
    council = make.council()
    director = make.director(make.office_of(council))
    issue = make.issue(council)

    page = visit(director).get(f"/innspill/{issue.reference}/kommentar").text

    assert '<input type="hidden" name="audience" value="office">' in page
    assert "Leses av" in page


def test_a_comment_without_a_kind_is_asked_for_one(make, visit):
    council = make.council()
    issue = make.issue(council)
    browser = visit(make.representative(council))

    back = browser.post(
        f"/innspill/{issue.reference}/kommentar", {"text": "Slik er det her også.", "audience": "user_side"}
    )

    assert back.status_code == 422
    assert 'href="#tag"' in back.text
