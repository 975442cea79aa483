"""The pages of the issues as people meet them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.database import db
from app.models.comments import Comment
from app.models.councils import Council, Intake
from app.models.follows import Follow
from app.models.followups import FollowUp
from app.models.issue_enums import CommentTag, Visibility
from app.models.issues import Issue, Support
from app.models.people import Draft
from app.models.places import Municipality, OfficeMunicipality
from app.models.states import IssueState
from app.models.themes import Theme
from tests.files.pages import COMES_ALONG, a_file, as_it_stands, offered, stored
from tests.files.test_uploads import picture

WORDS = {
    "title": "Åpningstiden passer ikke for dem som jobber",
    "body": "Kontoret har åpent fra 10 til 12. Folk i arbeid rekker det ikke.",
    "theme": Theme.APNING.value,
    "kind": "problem",
    "language": "nb",
    "form_key": "a-key-of-its-own",
}


NEXT_YEAR = clock.today().year + 1
DAYS = {"decide_on": f"{NEXT_YEAR}-03-10", "answer_by": f"{NEXT_YEAR}-03-01"}


def words(council, office, **more):
    return {**WORDS, "place": f"{council.id}-{office.id}", **more}


def newest() -> Issue | None:
    return db.session.query(Issue).order_by(Issue.id.desc()).first()


def test_an_issue_is_written_looked_over_and_sent_in_two_pages(make, visit):
    council = make.council()
    office = make.office_of(council)
    make.director(office)
    browser = visit(make.representative(council))

    assert browser.get("/innspill/nytt").status_code == 200
    browser.post("/innspill/nytt", words(council, office, act="look"))
    look = browser.follow()
    assert "Se over innspillet" in look.text
    assert newest() is None
    browser.post("/innspill/nytt", words(council, office, act="send"))
    receipt = browser.follow()

    issue = newest()
    assert issue.state is IssueState.WITH_OFFICE
    assert issue.reference in receipt.text
    assert "Kontoret har frist til" in receipt.text
    page = browser.get(f"/innspill/{issue.reference}")
    assert WORDS["body"] in page.text
    assert "Venter på svar fra Nav-leder" in page.text


def test_the_same_form_sent_twice_posts_once_and_leads_to_the_same_receipt(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    sent = words(council, make.office_of(council), act="send")

    first = browser.post("/innspill/nytt", sent).headers["Location"]
    second = browser.post("/innspill/nytt", sent).headers["Location"]

    assert first == second
    assert db.session.query(Issue).count() == 1


def test_a_missing_title_gives_back_what_was_written(make, visit):
    council = make.council()
    browser = visit(make.representative(council))

    page = browser.post("/innspill/nytt", words(council, make.office_of(council), title="  "))

    assert page.status_code == 422
    assert "Skriv en kort tittel." in page.text
    assert WORDS["body"] in page.text


def test_an_identity_number_stops_the_text_and_keeps_it(make, visit):
    council = make.council()
    browser = visit(make.representative(council))

    page = browser.post(
        "/innspill/nytt", words(council, make.office_of(council), body="Det gjelder 01010112377.", act="send")
    )

    assert page.status_code == 422
    assert "Teksten kan ikke sendes slik den er" in page.text
    assert "Det gjelder 01010112377." in page.text
    assert newest() is None


def test_a_warning_is_confirmed_once_and_the_confirmation_is_carried_to_the_end(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    doubtful = words(council, make.office_of(council), body="Saken min har ligget i fire måneder.")

    page = browser.post("/innspill/nytt", doubtful)
    assert page.status_code == 422
    offered = page.text.split('name="seen_warnings" value="')[1].split('"')[0]
    browser.post("/innspill/nytt", {**doubtful, "seen_warnings": offered})
    look = browser.follow()
    assert f'name="seen_warnings" value="{offered}"' in look.text
    browser.post("/innspill/nytt", {**doubtful, "seen_warnings": offered, "act": "send"})

    assert newest().body == doubtful["body"]


def test_what_is_like_it_can_be_joined_instead_and_the_text_becomes_an_example(make, visit):
    council = make.council()
    office = make.office_of(council)
    first, second = visit(make.representative(council)), visit(make.representative(council))
    first.post("/innspill/nytt", words(council, office, act="send"))
    issue = newest()

    second.post("/innspill/nytt", words(council, office, form_key="another", act="look"))
    assert "Bli med i stedet" in second.follow().text
    second.post(f"/innspill/{issue.reference}/samme-hos-oss", words(council, office, act="instead"))
    page = second.follow()
    assert WORDS["body"] in page.text
    seat = make.actor(second.person).seats[0].seat_id
    second.post(
        f"/innspill/{issue.reference}/samme-hos-oss",
        {"place": f"{seat}-{office.id}", "example": "Slik er det hos oss."},
    )

    assert db.session.query(Support).one().example == "Slik er det hos oss."
    assert "Slik er det hos oss." in second.follow().text


def test_a_comment_for_more_than_the_user_side_is_confirmed_in_the_page(make, visit):
    council = make.council()
    issue = make.issue(council)
    browser = visit(make.representative(council))
    said = {"text": "Det er rommet.", "tag": "experience", "audience": "office"}
    address = f"/innspill/{issue.reference}/kommentar"

    asked = browser.post(address, said)
    assert asked.status_code == 422
    assert "Flere får lese kommentaren" in asked.text
    browser.post(address, {**said, "confirmed": "office"})

    assert db.session.query(Comment).one().text == "Det er rommet."
    assert "Leses av 2 brukerrepresentanter" in browser.follow().text


def test_other_words_and_more_readers_in_one_press_are_both_kept(make, visit):
    council = make.council()
    issue = make.issue(council)
    browser = visit(make.representative(council))
    said = {"text": "Det er rommet.", "tag": "experience", "audience": "user_side"}
    browser.post(f"/innspill/{issue.reference}/kommentar", said)
    comment = db.session.query(Comment).one()

    wider = {"text": "Det er lyset.", "tag": "concern", "audience": "office", "confirmed": "office"}
    browser.post(f"/innspill/{issue.reference}/kommentar/{comment.id}", wider)

    comment = db.session.query(Comment).one()
    assert (comment.text, comment.tag, comment.audience) == ("Det er lyset.", "concern", "office")


def test_another_tag_is_kept_without_a_version(make, visit):
    council = make.council()
    issue = make.issue(council)
    browser = visit(make.representative(council))
    said = {"text": "Det er rommet.", "tag": "experience", "audience": "user_side"}
    browser.post(f"/innspill/{issue.reference}/kommentar", said)
    comment = db.session.query(Comment).one()

    changed = browser.post(f"/innspill/{issue.reference}/kommentar/{comment.id}", {**said, "tag": "proposal"})

    assert changed.status_code == 303

    comment = db.session.query(Comment).one()
    assert (comment.tag, comment.version) == (CommentTag.PROPOSAL, 1)


NYNORSK = "Eg veit ikkje kva eg skal gjere når kontoret berre er ope frå ti til tolv."


def test_a_text_in_nynorsk_is_nynorsk_though_nobody_chose_it(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    written = words(council, make.office_of(council), title="Ope for kort", body=NYNORSK, language="", act="send")

    browser.post("/innspill/nytt", written)
    issue = newest()
    comment = {"text": NYNORSK, "tag": "experience", "audience": "user_side"}
    browser.post(f"/innspill/{issue.reference}/kommentar", comment)

    assert issue.language == "nn"
    assert db.session.query(Comment).one().language == "nn"


def test_a_text_that_does_not_tell_has_the_language_of_its_writer_unless_another_is_chosen(make, visit):
    council = make.council()
    browser = visit(make.representative(council, locale="nn"))
    told = words(council, make.office_of(council), title="Trapper", body="Trapper overalt.", act="send")

    browser.post("/innspill/nytt", {**told, "language": ""})
    assert newest().language == "nn"
    browser.post("/innspill/nytt", {**told, "language": "se", "form_key": "another"})
    assert newest().language == "se"


def small_place(make):
    """A council whose office lies where people know each other, with its leader and an issue."""
    council = make.council()
    office = make.office_of(council)
    db.session.scalars(
        select(Municipality).join(OfficeMunicipality).where(OfficeMunicipality.office_id == office.id)
    ).one().small = True
    leader = make.leader(council)
    return council, leader, make.issue(council, author=leader)


FEW = "Vi er bare tre her, og alle fikk nei."


@pytest.mark.parametrize(
    ("where", "typed"),
    [
        ("kommentar", {"text": FEW, "tag": "experience", "audience": "user_side"}),
        ("rediger", {"title": "Tilbudet", "body": FEW}),
        ("offentlig", {"title": "Tilbudet", "text": FEW}),
        ("valg/lukk", {"outcome": "noted", "text": FEW}),
    ],
)
def test_in_a_small_place_the_guard_asks_about_the_few_in_every_text(make, visit, where, typed):
    _council, leader, issue = small_place(make)
    browser = visit(leader)

    asked = browser.post(f"/innspill/{issue.reference}/{where}", typed)

    assert asked.status_code == 422
    assert 'name="seen_warnings"' in asked.text


def test_a_support_from_a_small_place_is_read_closely_wherever_the_issue_is_from(make, visit):
    council, leader, _issue = small_place(make)
    issue = make.issue(make.council(), visibility=Visibility.SHARED)
    place = f"{make.actor(leader).seats[0].seat_id}-{make.office_of(council).id}"

    asked = visit(leader).post(f"/innspill/{issue.reference}/samme-hos-oss", {"place": place, "example": FEW})

    assert asked.status_code == 422
    assert db.session.query(Support).count() == 0


def test_the_page_of_a_comment_says_who_reads_it(make, visit):
    council = make.council()
    issue = make.issue(council)
    writer, _other = make.representative(council), make.representative(council)

    page = visit(writer).get(f"/innspill/{issue.reference}/kommentar").text

    assert "Leses av 3 brukerrepresentanter" in page  # the author of the issue sits there as well
    assert "alle brukerutvalg" not in page


def test_the_office_sees_no_comment_of_the_user_side_and_no_count_of_it(make, visit):
    council = make.council()
    issue = make.issue(council)
    member, director = visit(make.representative(council)), visit(make.director(make.office_of(council)))
    member.post(
        f"/innspill/{issue.reference}/kommentar",
        {"text": "Bare for oss.", "tag": "concern", "audience": "user_side"},
    )

    page = director.get(f"/innspill/{issue.reference}")

    assert "Bare for oss." not in page.text
    assert 'id="kommentar-' not in page.text
    assert "Ny kommentar" not in page.text


def test_the_list_shows_and_counts_what_one_may_see_and_nothing_else(make, visit):
    council, other = make.council(), make.council()
    make.issue(council, title="Denne ser vi")
    make.issue(other, title="Denne ser vi ikke")
    browser = visit(make.representative(council))

    page = browser.get("/innspill")

    assert "Denne ser vi" in page.text
    assert "Denne ser vi ikke" not in page.text
    assert "1 innspill" in page.text


def test_the_list_filters_by_theme_state_and_owner_and_says_when_nothing_fits(make, visit):
    council = make.council()
    author = make.representative(council)
    make.issue(council, title="Tolken kom ikke", theme=Theme.TOLK)
    late = make.issue(council, title="Sent svar", author=author)
    make.owed(late, due=late.posted_at.date().replace(year=2020))
    browser = visit(author)

    assert "Sent svar" not in browser.get("/innspill?tema=tolk").text
    assert "Tolken kom ikke" not in browser.get("/innspill?stand=late").text
    assert "Tolken kom ikke" not in browser.get("/innspill?mine=y").text
    assert "Ingen innspill passer" in browser.get("/innspill?tema=samisk").text


def test_the_list_pages_by_key_both_ways_without_skipping(make, visit):
    council = make.council()
    author = make.representative(council)
    for number in range(45):
        make.issue(council, author=author, title=f"Nummer {number:02d}.")
    browser = visit(author)

    def titles(text):
        return [number for number in range(44, -1, -1) if f"Nummer {number:02d}." in text]

    first = browser.get("/innspill").text
    third_key = db.session.query(Issue).filter_by(title="Nummer 05.").one().id
    middle_key = db.session.query(Issue).filter_by(title="Nummer 25.").one().id
    second = browser.get(f"/innspill?etter={middle_key}").text
    third = browser.get(f"/innspill?etter={third_key}").text
    back = browser.get(f"/innspill?foran={third_key - 1}").text

    assert titles(first) == list(range(44, 24, -1))
    assert titles(second) == list(range(24, 4, -1))
    assert titles(third) == list(range(4, -1, -1))
    assert titles(back) == list(range(24, 4, -1))


def test_the_list_costs_the_same_for_one_issue_and_for_thirty(make, visit, count_queries):
    council = make.council()
    author = make.representative(council)
    browser = visit(author)

    def cost():
        with count_queries() as statements:
            browser.get("/innspill")
        return len(statements)

    make.issue(council, author=author)
    one = cost()
    for _number in range(29):
        make.issue(council, author=author)

    assert cost() == one
    assert one <= 8


def test_the_page_costs_the_same_for_one_comment_and_support_and_for_thirty(make, visit, count_queries):
    council = make.council()
    office = make.office_of(council)
    issue = make.issue(council)
    address = f"/innspill/{issue.reference}"
    browser = visit(make.leader(council))

    def take_part():
        person = make.representative(council)
        seat = make.actor(person).seats[0]
        db.session.add(
            Support(
                issue_id=issue.id,
                seat_id=seat.seat_id,
                person_id=person.id,
                office_id=office.id,
                organisation_id=seat.organisation_id,
                example="Slik er det.",
                at=issue.posted_at,
            )
        )
        db.session.add(
            Comment(
                issue_id=issue.id,
                person_id=person.id,
                by_title="FFO",
                tag="experience",
                audience="user_side",
                text="Enig.",
                at=issue.posted_at,
            )
        )

    def cost():
        db.session.commit()
        with count_queries() as statements:
            browser.get(address)
        return len(statements)

    take_part()
    one = cost()
    for _number in range(29):
        take_part()

    assert cost() == one
    assert one <= 8


def test_what_one_may_not_see_is_not_there(make, visit):
    issue = make.issue()
    stranger = visit(make.representative(make.council()))

    for path in ("", "/flere-valg", "/rediger", "/versjoner", "/samme-hos-oss", "/kommentar", "/valg/lukk", "/brev"):
        assert stranger.get(f"/innspill/{issue.reference}{path}").status_code == 404, path


def test_a_nav_led_councils_leader_and_secretary_may_not_end_what_users_began(make, visit):
    council = make.council()
    issue = make.issue(council)
    held = make.issue(council, state=IssueState.HELD)
    leader = make.representative(council, side="nav")
    make.role(council, leader, "leader", side="nav")

    for person in (leader, make.secretary(council)):
        browser = visit(person)
        for key in ("lukk", "apne", "sla-sammen", "enkeltsak"):
            assert browser.post(f"/innspill/{issue.reference}/valg/{key}").status_code == 403, key
        assert browser.post(f"/innspill/{held.reference}/valg/les-gjennom").status_code == 404


def test_two_user_seats_close_from_the_page_where_nav_leads(make, visit):
    council = make.council()
    issue = make.issue(council)
    first, second = visit(make.representative(council)), visit(make.representative(council))

    first.post(f"/innspill/{issue.reference}/valg/lukk", {"outcome": "noted", "text": "Tatt opp i møtet."})
    assert "Svaret ditt er registrert" in first.follow().text
    page = second.get(f"/innspill/{issue.reference}").text
    address = page.split(f'action="/innspill/{issue.reference}/ja/')[1].split('"')[0]
    second.post(f"/innspill/{issue.reference}/ja/{address}")

    assert db.session.get(Issue, issue.id).state is IssueState.CLOSED
    assert "Tatt opp i møtet." in second.follow().text


def test_who_comes_too_late_with_an_act_is_told_so_and_keeps_the_words(make, visit):
    council = make.council()
    issue = make.issue(council)
    leader, secretary = visit(make.leader(council)), visit(make.secretary(council))
    done = {"outcome": "noted", "text": "Tatt opp i møtet."}
    leader.post(f"/innspill/{issue.reference}/valg/lukk", done)

    late = leader.post(f"/innspill/{issue.reference}/valg/enkeltsak", {"text": "Ring 55 55 33 33."})
    opened = leader.get(f"/innspill/{issue.reference}/valg/lukk")

    assert late.status_code == 409
    assert "Ring 55 55 33 33." in late.text
    assert (opened.status_code, opened.headers["Location"]) == (302, f"/innspill/{issue.reference}")
    assert secretary.post(f"/innspill/{issue.reference}/valg/lukk", done).status_code == 403


def test_merging_offers_the_councils_other_issues_and_leads_on(make, visit):
    council = make.council()
    leader = visit(make.leader(council))
    issue, into = make.issue(council), make.issue(council)
    elsewhere = make.issue(make.council())
    address = f"/innspill/{issue.reference}/valg/sla-sammen"

    assert leader.post(address, {"into": str(elsewhere.id)}).status_code == 422
    leader.post(address, {"into": str(into.id)})

    assert f"/innspill/{into.reference}" in leader.follow().text


def test_an_edited_text_shows_what_came_and_went(make, visit):
    council = make.council()
    author = make.representative(council)
    issue = make.issue(council, author=author, posted_at=clock.now() - timedelta(hours=1))
    browser = visit(author)

    browser.post(
        f"/innspill/{issue.reference}/rediger",
        {"title": issue.title, "body": "Kontoret har åpent tre timer midt på dagen."},
    )
    page = browser.get(f"/innspill/{issue.reference}/versjoner")

    assert "<del>to</del><ins>tre</ins>" in page.text


def test_a_hidden_text_is_replaced_by_a_note_everywhere(make, visit):
    council = make.council()
    issue = make.issue(council, title="Tittel som er skjult", hidden_at=clock.now())
    browser = visit(make.representative(council))

    for path in (f"/innspill/{issue.reference}", "/innspill"):
        page = browser.get(path)
        assert "Tittel som er skjult" not in page.text
        assert issue.body not in page.text


def test_outside_the_council_a_shared_issue_shows_no_names(make, visit):
    council = make.council()
    author = make.representative(council, name="Kari Navnesen")
    issue = make.issue(council, author=author, visibility="shared")

    inside = visit(make.representative(council)).get(f"/innspill/{issue.reference}")
    outside = visit(make.representative(make.council())).get(f"/innspill/{issue.reference}")

    assert "Kari Navnesen" in inside.text
    assert "Kari Navnesen" not in outside.text


def test_everybody_reads_the_public_words_and_never_the_issue_behind_them(make, visit):
    council = make.council()
    author, leader = make.representative(council, name="Kari Navnesen"), make.leader(council)
    issue = make.issue(council, author=author, body="De interne ordene.")
    words = {"title": "Åpningstiden er kort", "text": "Mange rekker ikke kontoret.", "outcome_text": ""}
    stranger, writer, closer = visit(), visit(author), visit(leader)
    assert stranger.get(f"/offentlig/{issue.reference}").status_code == 404

    closer.post(f"/innspill/{issue.reference}/offentlig", words)
    assert closer.post(f"/innspill/{issue.reference}/offentlig/godkjenn").status_code == 409
    writer.post(f"/innspill/{issue.reference}/offentlig/ja")
    closer.post(f"/innspill/{issue.reference}/offentlig/godkjenn")

    for path in ("", "/nn", "/en"):
        page = stranger.get(f"{path}/offentlig/{issue.reference}")
        assert page.status_code == 200
        assert "Mange rekker ikke kontoret." in page.text
        assert "De interne ordene." not in page.text
        assert "Kari Navnesen" not in page.text
        for other in ("", "/nn", "/en"):
            assert f'href="{other}/offentlig/{issue.reference}"' in page.text
    assert f'href="/nn/offentlig/{issue.reference}"' in stranger.get(f"/nn/utvalg/{council.slug}").text


def test_a_secretary_registers_for_somebody_and_prints_the_letter(make, visit):
    council = make.council()
    office = make.office_of(council)
    browser = visit(make.secretary(council))
    form = words(council, office, channel="phone", on_behalf_of="en pårørende", consent="y")

    assert browser.get("/innspill/pa-vegne").status_code == 200
    assert browser.post("/innspill/pa-vegne", {**form, "act": "look"}).status_code == 303
    browser.post("/innspill/pa-vegne", {**form, "act": "send"})
    issue = newest()
    page = browser.get(f"/innspill/{issue.reference}")
    letter = browser.get(f"/innspill/{issue.reference}/brev")

    assert "etter telefonsamtale med en pårørende, som har samtykket." in page.text
    assert "Til: en pårørende" in letter.text


def test_the_office_asks_its_council_and_members_may_not(make, visit):
    council = make.council()
    office = make.office_of(council)
    director, member = visit(make.director(office)), visit(make.representative(council))
    form = words(council, office, **DAYS)

    assert member.get("/innspill/spor-utvalget").status_code == 403
    assert director.get("/innspill/spor-utvalget").status_code == 200
    director.post("/innspill/spor-utvalget", {**form, "act": "send"})

    assert "Utvalget har frist til" in director.follow().text
    assert db.session.query(FollowUp).one().council_id == council.id


def test_after_the_councils_look_the_secretary_sends_it(make, visit):
    council = make.council(intake=Intake.AFTER_COUNCIL)
    issue = make.issue(council)
    browser = visit(make.secretary(council))

    assert "Send til kontoret" in browser.get(f"/innspill/{issue.reference}").text
    browser.post(f"/innspill/{issue.reference}/valg/send")

    assert "Innspillet er sendt til kontoret." in browser.follow().text


def test_a_council_with_neither_office_nor_region_is_not_offered_to_send_it(make, visit):
    council = make.council(offices=[], level="central", intake=Intake.AFTER_COUNCIL)
    issue = make.issue(council)
    browser = visit(make.secretary(council))

    assert "Send til kontoret" not in browser.get(f"/innspill/{issue.reference}").text
    assert browser.post(f"/innspill/{issue.reference}/valg/send").status_code == 409


def test_the_council_says_which_phase_it_is_and_the_list_filters_by_it(make, visit):
    council = make.council()
    issue, other = make.issue(council), make.issue(council)
    secretary, director = visit(make.secretary(council)), visit(make.director(make.office_of(council)))
    address = f"/innspill/{issue.reference}"

    assert "valg/fase" in secretary.get(f"{address}/flere-valg").text
    assert secretary.post(f"{address}/valg/fase", {"phase": "evaluation"}).status_code == 303
    assert director.post(f"{address}/valg/fase", {"phase": "planning"}).status_code == 403

    page = secretary.get(f"{address}?vis=alt").text
    assert "· Evaluering ·" in page
    assert "Utvalget valgte planlegging, gjennomføring eller evaluering: Evaluering" in page
    listed = secretary.get("/innspill?fase=evaluation").text
    assert issue.title in listed
    assert other.title not in listed


def test_following_and_muting_is_one_press(make, visit):
    issue = make.issue()
    browser = visit(make.representative(db.session.get(Council, issue.council_id)))

    browser.post(f"/innspill/{issue.reference}/folg", {"follow": "1"})
    assert "Slutt å følge innspillet" in browser.follow().text
    browser.post(f"/innspill/{issue.reference}/folg", {"follow": "0"})

    assert "Du følger ikke innspillet lenger." in browser.follow().text
    assert "Følg innspillet" in browser.last.text


@pytest.mark.parametrize("part", ["member", "director", "supporter", "reader elsewhere"])
def test_who_hears_of_it_without_following_may_mute_it_too(make, visit, part):
    issue = make.issue(visibility=Visibility.SHARED)
    council = db.session.get(Council, issue.council_id)
    elsewhere = make.council()
    people = {
        "member": lambda: make.representative(council),
        "director": lambda: make.director(make.office_of(council)),
        "supporter": lambda: make.representative(elsewhere),
        "reader elsewhere": lambda: make.representative(elsewhere),
    }
    person = people[part]()
    if part == "supporter":
        seat = make.actor(person).seats[0]
        make._add(
            Support(
                issue_id=issue.id, seat_id=seat.seat_id, person_id=person.id, office_id=issue.office_id, at=clock.now()
            )
        )
    browser = visit(person)

    page = browser.get(f"/innspill/{issue.reference}").text

    assert "Følg innspillet" in page
    browser.post(f"/innspill/{issue.reference}/folg", {"follow": "0"})
    assert "Følg innspillet" in browser.follow().text
    assert db.session.get(Follow, (issue.id, person.id)).muted


def test_a_strangers_filter_is_no_error(make, visit):
    browser = visit(make.representative(make.council()))

    assert browser.get("/innspill?tema=finnes-ikke&kontor=abc&etter=x&foran=9999999").status_code == 200


def test_an_attachment_is_chosen_where_the_text_is_written_and_named_where_it_is_looked_over(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    written = words(council, make.office_of(council), act="look")
    assert 'type="file"' in browser.get("/innspill/nytt").text

    refused = browser.post("/innspill/nytt", {**written, **a_file("program.exe", b"MZ\x90\x00")})
    assert refused.status_code == 422
    assert WORDS["body"] in refused.text
    browser.post("/innspill/nytt", {**written, **a_file("tider.txt", "Åpningstider".encode())})
    look = browser.follow()
    assert "Vedlegg: tider.txt (tas med)" in look.text
    assert 'type="file"' not in look.text
    browser.post("/innspill/nytt", {**as_it_stands(look), "act": "send"})

    page = browser.get(f"/innspill/{newest().reference}")
    assert "tider.txt" in page.text


def test_an_attachment_follows_from_page_to_page_until_the_issue_is_sent(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    browser.post("/innspill/nytt", {**words(council, make.office_of(council)), **a_file()})
    look = browser.follow()
    assert COMES_ALONG in look.text

    write = browser.get(re.search(r'href="(/innspill/nytt\?utkast=[^"]+)"', look.text).group(1))
    assert COMES_ALONG in write.text
    refused = browser.post("/innspill/nytt", {**as_it_stands(write), "title": " "})
    assert COMES_ALONG in refused.text
    browser.post("/innspill/nytt", {**as_it_stands(refused), "title": "Bedre tittel"})
    look = browser.follow()
    assert COMES_ALONG in look.text
    browser.post("/innspill/nytt", {**as_it_stands(look), "act": "send"})

    assert newest().title == "Bedre tittel"
    assert [(one.name, one.issue_id) for one in stored()] == [("referat.pdf", newest().id)]
    assert db.session.query(Draft).filter(Draft.ended_at.is_(None)).count() == 0


def test_a_picture_is_asked_about_where_it_is_chosen_and_comes_along(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    written = words(council, make.office_of(council))

    asked = browser.post("/innspill/nytt", {**written, **a_file("rampe.jpg", picture())})
    assert asked.status_code == 422
    assert "Skriv kort hva bildet viser" in asked.text
    browser.post("/innspill/nytt", {**as_it_stands(asked), "alt": "En rampe", "act": "look"})
    look = browser.follow()
    assert "Se over innspillet" in look.text
    browser.post("/innspill/nytt", {**as_it_stands(look), "act": "send"})

    assert [one.alt for one in stored()] == ["En rampe"]


def test_a_warning_about_the_words_for_a_picture_keeps_both(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    written = {**words(council, make.office_of(council)), "alt": "Brevet i saken min"}

    warned = browser.post("/innspill/nytt", {**written, **a_file("brev.jpg", picture())})
    assert "Se over teksten før du sender" in warned.text
    browser.post("/innspill/nytt", {**as_it_stands(warned), **offered(warned, "seen_warnings")})
    look = browser.follow()
    browser.post("/innspill/nytt", {**as_it_stands(look), "act": "send"})

    assert [one.alt for one in stored()] == ["Brevet i saken min"]


def test_the_letter_that_somebody_sent_on_paper_is_attached_when_it_is_registered(make, visit):
    council = make.council()
    browser = visit(make.secretary(council))
    came = {"channel": "paper", "on_behalf_of": "en pårørende", "consent": "y"}

    browser.post("/innspill/pa-vegne", {**words(council, make.office_of(council)), **came, **a_file()})
    look = browser.follow()
    assert COMES_ALONG in look.text
    browser.post("/innspill/pa-vegne", {**as_it_stands(look), "act": "send"})

    assert [(one.name, one.issue_id) for one in stored()] == [("referat.pdf", newest().id)]


def test_an_office_attaches_what_it_asks_about(make, visit):
    council = make.council()
    office = make.office_of(council)
    make.leader(council)
    browser = visit(make.director(office))
    asked = words(council, office, **DAYS)

    browser.post("/innspill/spor-utvalget", {**asked, **a_file()})
    look = browser.follow()
    browser.post("/innspill/spor-utvalget", {**as_it_stands(look), "act": "send"})

    assert [(one.name, one.issue_id) for one in stored()] == [("referat.pdf", newest().id)]


def test_an_issue_may_be_shown_to_the_organisation_and_read_through_first(make, visit):
    council = make.council()
    make.leader(council)
    browser = visit(make.representative(council))
    page = browser.get("/innspill/nytt")
    assert 'name="show_to_organisation"' in page.text
    assert 'name="ask_reading"' in page.text

    ticked = {"show_to_organisation": "y", "ask_reading": "y"}
    browser.post("/innspill/nytt", words(council, make.office_of(council), act="send", **ticked))

    assert newest().show_to_organisation
    assert newest().state is IssueState.HELD


@pytest.mark.parametrize(
    ("day", "said"), [("", "Skriv når endringen begynner."), ("2020-01-01", "Datoen kan ikke være")]
)
def test_a_change_without_a_day_ahead_is_refused_before_it_is_looked_over(make, visit, day, said):
    council = make.council()
    office = make.office_of(council)
    director = visit(make.director(office))

    page = director.post("/innspill/varsle-endring", words(council, office, **{**DAYS, "change_on": day}, act="look"))

    assert page.status_code == 422
    assert said in page.text
    assert WORDS["body"] in page.text


def test_what_an_office_asks_is_looked_over_as_what_it_is(make, visit):
    council = make.council()
    office = make.office_of(council)
    director = visit(make.director(office))
    asked = words(council, office, act="look", **DAYS)

    director.post("/innspill/varsle-endring", {**asked, "change_on": f"{NEXT_YEAR}-05-01"})
    change = director.follow().text
    director.post("/innspill/spor-utvalget", asked)
    question = director.follow().text

    assert "Se over varselet" in change
    assert f"1. mai {NEXT_YEAR}" in change
    assert "Se over spørsmålet" in question
    for page in (change, question):
        assert f"10. mars {NEXT_YEAR}" in page
        assert f"1. mars {NEXT_YEAR}" in page
    assert "Type" not in change + question


def test_all_that_is_wrong_is_said_at_once(make, visit):
    council = make.council()
    browser = visit(make.representative(council))
    typed = words(council, make.office_of(council), title="", body="Ring oss på 99 88 77 66.", act="look")

    page = browser.post("/innspill/nytt", {**typed, **a_file("rampe.jpg", picture())})

    assert page.status_code == 422
    for said in ("Skriv en kort tittel.", 'href="#alt"', 'href="#guard"'):
        assert said in page.text
    assert "99 88 77 66" in page.text


def test_the_guard_speaks_of_one_field_while_it_is_written(make, visit):
    council = make.council()
    browser = visit(make.representative(council))

    typed = {"body": "Ring meg på 99 88 77 66.", "title": "Åpent"}
    part = {"headers": {"HX-Request": "true"}}

    warned = browser.post("/innspill/vakt?felt=body", typed, **part)
    quiet = browser.post("/innspill/vakt?felt=title", typed, **part)

    assert "Et telefonnummer kan peke på en person." in warned.text
    assert quiet.text.strip() == ""
