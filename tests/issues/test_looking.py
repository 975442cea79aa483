"""What is offered while somebody writes, and what the receipt leads to."""

import pytest

from app.core import clock
from app.models.issue_enums import Channel, Outcome
from app.models.states import IssueState
from app.search import index_thing

TITLE = "Skranken i mottaket er så åpen at alle hører samtalen"
BODY = "Alle som venter i mottaket, hører hva den foran i skranken forteller. Mange lar være å fortelle det viktigste."
ENDED = {"state": IssueState.CLOSED, "closed_at": clock.now(), "outcome_text": "Skranken er skjermet nå."}


def alike(make, visit, council):
    """The page on which a member looks over the same thing, up to its buttons."""
    place = f"{council.id}-{make.office_of(council).id}"
    written = {"title": TITLE, "body": BODY, "theme": "lokale", "kind": "problem", "language": "nb", "place": place}
    member = visit(make.representative(council))
    looked = member.post("/innspill/nytt", {**written, "act": "look"})
    assert looked.status_code == 303
    page = member.get(looked.headers["Location"]).text
    return page[page.index("Se over innspillet") :]


def test_an_ended_issue_can_be_read_and_not_joined_and_stands_after_the_open_ones(make, visit):
    council = make.council()
    ended = make.issue(council, title=TITLE, body=BODY, outcome=Outcome.SOLVED, **ENDED)
    standing = make.issue(council, title=f"{TITLE} her også", body=BODY)
    for one in (ended, standing):
        index_thing(one)

    part = alike(make, visit, council)

    assert part.index(f"/innspill/{standing.reference}") < part.index(f"/innspill/{ended.reference}")
    assert f"/innspill/{standing.reference}/samme-hos-oss" in part
    assert f"/innspill/{ended.reference}/samme-hos-oss" not in part
    assert "Les hva som ble gjort" in part
    assert "Hjalp – bekreftet av utvalget" in part


def test_with_ended_issues_alone_nobody_is_asked_to_join(make, visit):
    council = make.council()
    index_thing(make.issue(council, title=TITLE, body=BODY, outcome=Outcome.NOT_PURSUED, **ENDED))

    part = alike(make, visit, council)

    assert "Les hva som ble gjort" in part
    assert "Blir du med" not in part


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.INDIVIDUAL_CASE])
def test_what_ended_without_anything_being_done_is_not_offered(make, visit, outcome):
    council = make.council()
    index_thing(make.issue(council, title=TITLE, body=BODY, outcome=outcome, **ENDED))

    assert "Les hva som ble gjort" not in alike(make, visit, council)


def test_the_receipt_for_what_was_registered_for_somebody_leads_to_the_letter(make, visit):
    council = make.council()
    secretary = make.secretary(council)
    booked = {"registered_by_id": secretary.id, "channel": Channel.PHONE, "on_behalf_of": "En bruker av kontoret"}
    registered = make.issue(council, **booked)
    author = make.representative(council)
    own = make.issue(council, author=author)

    receipt = visit(secretary).get(f"/innspill/{registered.reference}/sendt").text

    assert f'href="/innspill/{registered.reference}/brev"' in receipt
    assert "/brev" not in visit(author).get(f"/innspill/{own.reference}/sendt").text
