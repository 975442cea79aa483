"""Words without an end break, a text turns nothing round, and the counter says what the house will say."""

import pytest

from app.core.roles import Side
from app.models.issue_enums import CommentAudience
from tests.files.test_download import comment_on

ENDLESS = "Åpningstidene" * 9  # 117 letters, as a title may have
WRITING = "/innspill/nytt"


@pytest.fixture
def scene(make):
    council = make.council(name=f"Brukerutvalget {ENDLESS}")
    leader = make.leader(council)
    issue = make.issue(council, author=leader, title=ENDLESS, body="x" * 3900, wanted="y" * 1900)
    comment = comment_on(issue, make.representative(council), CommentAudience.OFFICE)
    comment.text = "z" * 2900
    return council, leader, issue


def test_words_without_an_end_stay_on_the_page(scene, desk, make):
    council, leader, issue = scene
    make.seat(council, side=Side.USER, title="Plass" * 30)
    me = desk(leader)

    for path in (
        f"/innspill/{issue.reference}",
        "/innspill",
        "/",
        f"/utvalg/{council.slug}",
        f"/innspill/{issue.reference}/rediger",
    ):
        me.open(path)
        assert me.page.title()


def test_the_counter_says_what_the_house_will_say(make, desk):
    me = desk(make.representative(make.council()))
    me.open(WRITING)
    counter = me.page.locator("[data-counter=body]")

    me.fill("Hva skjer?", "👍 linje\n" * 500)
    assert counter.inner_text() == "1 tegn igjen"

    me.fill("Hva skjer?", "👍" * 4002 + "\n\n\n")
    assert counter.inner_text() == "2 tegn for mye"


def test_any_text_that_nears_its_limit_is_counted_and_what_is_pasted_is_never_cut(make, desk):
    council = make.council()
    issue = make.issue(council)
    me = desk(make.representative(council))
    me.open(f"/innspill/{issue.reference}/kommentar")
    counter, spoken = me.page.locator("[data-counter=text]"), me.page.locator("#text-counter-spoken")

    me.fill("Kommentar", "å" * 2000)
    assert counter.is_hidden()

    me.fill("Kommentar", "å" * 2900)
    assert counter.inner_text() == "100 tegn igjen"
    spoken.get_by_text("100 tegn igjen").wait_for(state="attached")

    me.fill("Kommentar", "å" * 3100)
    assert counter.inner_text() == "100 tegn for mye"
    assert len(me.page.locator("[name=text]").input_value()) == 3100
