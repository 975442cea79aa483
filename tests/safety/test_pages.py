"""The pages of safety, as the people around a reported text see them."""

from typing import Any

import pytest
from sqlalchemy import select

from app.access.hidden import hidden_reasons
from app.core import clock
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.issues.service.supports import carry_supports
from app.models.councils import CouncilOffice
from app.models.followups import Answer, FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue, Support
from app.models.meetings import Meeting
from app.models.people import Person
from app.models.safety import Report, ReportReason
from app.models.states import IssueState
from app.safety import policy, queries, service
from tests.make import Make
from tests.safety.test_reports import KINDS, Scene
from tests.safety.texts import text_in

SCRIPT = '<script>alert("1")</script>'


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_reports_a_text_from_its_own_page(make: Make, visit: Any, kind: str) -> None:
    scene = Scene(make, kind)
    browser = visit(scene.member)
    address = f"/meld-fra/{kind}/{scene.id}"

    page = browser.get(address)
    browser.post(address, {"reason": "threat", "words": "Se her."})

    assert "Kritikk skal ikke skjules" in page.text
    assert "det gjelder" in page.text or kind == "issue"
    assert "Venter på en moderator" in browser.follow().text
    assert browser.get(address).status_code == 303


def test_a_report_without_a_reason_comes_back_with_what_was_typed(make: Make, visit: Any) -> None:
    scene = Scene(make)

    page = visit(scene.member).post(f"/meld-fra/comment/{scene.row.id}", {"words": "Dette er skrevet."})

    assert page.status_code == 422
    assert "Dette er skrevet." in page.text
    assert db.session.scalars(select(Report)).all() == []


@pytest.mark.parametrize("address", ["/meld-fra/comment/999", "/meld-fra/person/1", "/meldinger/999"])
def test_what_is_not_there_is_not_found(make: Make, visit: Any, address: str) -> None:
    assert visit(Scene(make).member).get(address).status_code == 404


def test_who_does_not_see_the_text_cannot_report_it(make: Make, visit: Any) -> None:
    scene = Scene(make)
    stranger = make.representative(make.council())

    assert visit(stranger).get(f"/meld-fra/comment/{scene.row.id}").status_code == 404
    assert visit(scene.author).get(f"/meld-fra/comment/{scene.row.id}").status_code == 403
    assert visit(None).get(f"/meld-fra/comment/{scene.row.id}").status_code == 302


def test_a_moderator_sees_the_reported_text_and_nothing_else_of_the_issue(make: Make, visit: Any) -> None:
    scene = Scene(make, text=f"Meldt tekst {SCRIPT}")
    given = scene.report(words=f"Se {SCRIPT}")
    browser = visit(scene.moderator)

    queue = browser.get("/meldinger").text
    page = browser.get(f"/meldinger/{given.id}").text

    assert f"/meldinger/{given.id}" in queue
    assert "Meldt tekst" in page
    assert SCRIPT not in page
    assert scene.issue.title not in page
    assert scene.issue.reference not in page
    assert scene.author.name not in page
    assert scene.member.name not in page


def test_a_moderator_decides_and_the_author_reads_why_and_appeals(make: Make, visit: Any) -> None:
    scene = Scene(make)
    given = scene.report(reason=ReportReason.PERSONAL_DATA)
    address = f"/meldinger/{given.id}"
    moderator, author, other = visit(scene.moderator), visit(scene.author), visit(scene.coordinator)

    refused = moderator.post(f"{address}/avgjor", {"decision": "hide", "words": "Peker ut en person."})
    moderator.post(f"{address}/avgjor", {"decision": "hide", "code": "personal_data", "words": "Peker ut en person."})
    read = author.get(address).text
    author.post(f"{address}/klage", {"words": "Det er ikke en person."})
    looked = other.get(address).text
    other.post(f"{address}/klage/avgjor", {"decision": "keep", "words": "Enig med forfatteren."})

    assert refused.status_code == 422
    assert "Velg hvorfor" in refused.text
    assert "Peker ut en person." in read
    assert "Klag på avgjørelsen" in read
    assert "Det er ikke en person." in looked
    assert "Teksten vises igjen" in author.get(address).text
    assert not scene.is_hidden


def test_the_reporter_reads_the_result_but_not_the_hidden_text(make: Make, visit: Any) -> None:
    scene = Scene(make)
    given = scene.report()
    scene.decide(given)

    page = visit(scene.member).get(f"/meldinger/{given.id}").text

    assert "Teksten peker ut en person." in page
    assert "Kommentaren det gjelder." not in page
    assert "Klag på avgjørelsen" not in page


def test_the_author_never_reads_what_the_reporter_wrote_or_who_it_was(make: Make, visit: Any) -> None:
    scene = Scene(make)
    given = scene.report(words="Hemmelige ord.")
    scene.decide(given)

    page = visit(scene.author).get(f"/meldinger/{given.id}").text

    assert "Hemmelige ord." not in page
    assert scene.member.name not in page


def test_a_case_is_closed_to_everybody_else(make: Make, visit: Any) -> None:
    scene = Scene(make)
    given = scene.report()
    for person in (scene.director, make.representative(scene.council), make.scope(ScopeKind.ADMINISTRATOR)):
        browser = visit(person)
        assert browser.get(f"/meldinger/{given.id}").status_code == 404
        assert browser.post(f"/meldinger/{given.id}/avgjor", {"decision": "hide"}).status_code == 404
        assert f"/meldinger/{given.id}" not in browser.get("/meldinger").text


def test_a_decision_that_came_too_late_is_a_conflict(make: Make, visit: Any) -> None:
    scene = Scene(make)
    given = scene.report()
    scene.decide(given)

    answer = visit(scene.moderator).post(f"/meldinger/{given.id}/avgjor", {"decision": "keep", "words": "Den kan stå."})

    assert answer.status_code == 409
    assert scene.is_hidden


def test_an_empty_queue_says_so(make: Make, visit: Any) -> None:
    assert "Ingen meldinger venter" in visit(make.scope(ScopeKind.MODERATOR)).get("/meldinger").text


def test_a_page_asks_the_database_a_bounded_number_of_times(make: Make, visit: Any, count_queries: Any) -> None:
    scene = Scene(make, "file")
    given = scene.report()
    browser = visit(scene.moderator)
    browser.get("/meldinger")

    for address in ("/meldinger", f"/meldinger/{given.id}"):
        with count_queries() as statements:
            browser.get(address)
        assert len(statements) <= 8, statements


def test_author_and_reporter_find_the_decision_again(make: Make, visit: Any, app: Any) -> None:
    scene = Scene(make)
    given = scene.report()
    author, reporter = visit(scene.author), visit(scene.member)
    address = f"/meldinger/{given.id}"

    assert address in reporter.get("/meldinger").text
    assert address not in author.get("/meldinger").text
    scene.decide(given)

    assert address in author.get("/meldinger").text
    reason = hidden_reasons(scene.issue.id)["comment", scene.row.id]
    assert reason.people == {scene.author.id, scene.member.id}
    assert reason.report_id == given.id


def test_a_note_stands_where_the_text_was(make: Make, app: Any) -> None:
    scene = Scene(make)
    scene.decide(scene.report())
    reasons = hidden_reasons(scene.issue.id)
    page = '{% from "safety/_hidden.html" import hidden_note %}{{ hidden_note(at, reason) }}'

    with app.test_request_context():
        template = app.jinja_env.from_string(page)
        decided = template.render(at=clock.now(), reason=reasons["comment", scene.row.id])
        unseen = template.render(at=clock.now(), reason=None)

    assert "Begrunnelse: Trakassering eller hets." in decided
    assert "til en moderator har vurdert teksten" in unseen
    assert "Se begrunnelsen" not in decided + unseen


ON_PAGE = {
    "outcome": "Ordet det gjelder.",
    "verdict": "Ordene det gjelder, fra utvalget.",
    "reason": "Grunnen det gjelder.",
    "reopening": "Døra det gjelder, er låst igjen.",
    "follow_up": "Løftet det gjelder.",
    "slip": "Grunnen til ny frist det gjelder.",
}


@pytest.mark.parametrize("kind", ON_PAGE)
def test_words_along_the_way_can_be_reported_where_they_stand_and_make_room_for_a_note(
    make: Make, visit: Any, kind: str
) -> None:
    scene = Scene(make, kind)
    address = f"/innspill/{scene.issue.reference}"
    reader = visit(scene.member)

    before, own = reader.get(address).text, visit(scene.author).get(address).text
    scene.decide(scene.report())
    after = reader.get(address).text

    assert ON_PAGE[kind] in before
    assert f"/meld-fra/{kind}/{scene.id}" in before
    assert f"/meld-fra/{kind}/{scene.id}" not in own
    assert ON_PAGE[kind] not in after
    assert "Begrunnelse: Trakassering eller hets." in after


def test_what_a_seat_said_is_reported_by_those_who_read_it(make: Make, visit: Any) -> None:
    scene = Scene(make, "outcome")

    assert visit(scene.director).get(f"/meld-fra/outcome/{scene.id}").status_code == 404
    assert visit(scene.member).get(f"/meld-fra/outcome/{scene.id}").status_code == 200


def test_hidden_public_words_are_nowhere_to_be_read(make: Make, visit: Any) -> None:
    scene = Scene(make, "public_version")
    address = f"/offentlig/{scene.issue.reference}"
    visitor, reader = visit(None), visit(make.person())

    assert "/meld-fra/" not in visitor.get(address).text
    assert f"/meld-fra/public_version/{scene.id}" in reader.get(address).text
    assert reader.get(f"/meld-fra/public_version/{scene.id}").status_code == 200
    scene.decide(scene.report())

    assert visitor.get(address).status_code == 404
    assert "Tittelen alle leser" not in visitor.get(f"/utvalg/{scene.council.slug}").text
    consented = db.session.get(Person, scene.issue.author_id)
    assert "Skjult" in visit(consented).get(f"/innspill/{scene.issue.reference}/offentlig").text


def test_words_that_ended_an_issue_are_hidden_wherever_they_stand(make: Make, visit: Any) -> None:
    scene = Scene(make, "verdict")
    scene.issue.state = IssueState.CLAIMED_DONE
    scene.issue.close(Outcome.NOT_SOLVED, clock.now(), said_in=scene.row)
    db.session.commit()
    address = f"/innspill/{scene.issue.reference}"
    browser = visit(scene.member)

    assert browser.get(address).text.count(ON_PAGE["verdict"]) == 2
    scene.decide(scene.report())

    assert ON_PAGE["verdict"] not in browser.get(address).text


def test_what_a_hidden_claim_said_is_not_the_heading_of_its_action_either(make: Make, visit: Any) -> None:
    scene = Scene(make, "claim")
    action = db.session.get_one(FollowUp, scene.row.follow_up_id)
    action.words_claim_id = scene.row.id
    db.session.commit()
    browser = visit(scene.member)
    address = f"/innspill/{scene.issue.reference}"

    assert "Rampen det gjelder." in browser.get(address).text
    scene.decide(scene.report())

    assert "Rampen det gjelder." not in browser.get(address).text


def test_the_words_that_ended_an_issue_are_reported_where_they_stand_first(make: Make, visit: Any) -> None:
    scene = Scene(make, "reason")
    scene.issue.state = IssueState.ANSWERED
    scene.issue.close(Outcome.NOT_PURSUED, clock.now())
    scene.issue.outcome_reason_id = scene.row.event_id
    db.session.commit()
    browser = visit(scene.member)
    address, report = f"/innspill/{scene.issue.reference}", f"/meld-fra/reason/{scene.id}"

    assert browser.get(address).text.count(report) == 2  # above the text, and in the history
    scene.decide(scene.report())

    assert browser.get(address).text.count("Begrunnelse: Trakassering eller hets.") == 2
    assert ON_PAGE["reason"] not in browser.get(address).text


def test_a_promise_is_hidden_in_the_lists_and_in_the_letter_too(make: Make, visit: Any) -> None:
    scene = Scene(make, "follow_up")
    leader = visit(make.leader(scene.council))
    addresses = (f"/utvalg/{scene.council.slug}/venter", f"/innspill/{scene.issue.reference}/brev")

    assert all(ON_PAGE["follow_up"] in leader.get(address).text for address in addresses)
    scene.decide(scene.report())

    assert not any(ON_PAGE["follow_up"] in leader.get(address).text for address in addresses)
    assert "Seksjonslederen" not in leader.get(f"/innspill/{scene.issue.reference}").text


def test_what_only_repeats_another_text_is_reported_there(make: Make, visit: Any) -> None:
    scene = Scene(make, "answer")
    owed = make.owed(scene.issue, office_id=scene.issue.office_id, words_answer_id=scene.row.id)
    db.session.commit()

    assert visit(scene.member).get(f"/meld-fra/follow_up/{owed.id}").status_code == 404
    assert f"/meld-fra/follow_up/{owed.id}" not in visit(scene.member).get(f"/innspill/{scene.issue.reference}").text


def test_an_advice_is_reported_in_its_meeting_and_by_nobody_who_does_not_read_it(make: Make, visit: Any) -> None:
    scene = Scene(make, "advice")
    meeting = db.session.scalars(select(Meeting.id)).one()
    place = f"/utvalg/{scene.council.slug}/moter/{meeting}"
    address = f"/meld-fra/advice/{scene.id}"
    reader, stranger = visit(scene.member), visit(make.representative(make.council()))

    before, asks = reader.get(place).text, reader.get(address).text
    refused = stranger.get(address).status_code
    scene.decide(scene.report())
    after = reader.get(place).text

    assert address in before
    assert f'href="{place}#sak-' in asks
    assert refused == 404
    assert address not in visit(scene.author).get(place).text
    assert "Rådet det gjelder." not in after
    assert "Begrunnelse: Trakassering eller hets." in after


def test_an_office_that_joined_later_reads_no_advice_of_a_meeting_before(make: Make, visit: Any) -> None:
    scene = Scene(make, "advice")
    joined = db.session.scalars(select(CouncilOffice).where(CouncilOffice.office_id == scene.office.id)).one()
    director = visit(scene.director)
    before = director.get(f"/meld-fra/advice/{scene.id}").status_code

    joined.since = clock.now()
    db.session.commit()

    assert (before, director.get(f"/meld-fra/advice/{scene.id}").status_code) == (200, 404)


@pytest.mark.parametrize(("who", "may"), [("coordinator", True), ("coordinator elsewhere", False), ("director", False)])
def test_an_advice_is_in_the_queue_of_the_council_s_coordinator_alone(
    make: Make, visit: Any, who: str, may: bool
) -> None:
    scene = Scene(make, "advice")
    given = scene.report()
    person = {
        "coordinator": lambda: scene.coordinator,
        "coordinator elsewhere": make.coordinator,
        "director": lambda: scene.director,
    }[who]()
    db.session.commit()
    browser = visit(person)

    assert (f"/meldinger/{given.id}" in browser.get("/meldinger").text) is may
    assert (browser.get(f"/meldinger/{given.id}").status_code == 200) is may


def test_a_summary_is_looked_at_by_a_moderator_and_hidden_from_everybody(make: Make, visit: Any) -> None:
    scene = Scene(make, "summary")
    address = f"/sammendrag/{scene.row.slug}"
    visitor, reader = visit(None), visit(make.person())

    assert "/meld-fra/" not in visitor.get(address).text
    assert f"/meld-fra/summary/{scene.id}" in reader.get(address).text
    given = scene.report()
    for person in (scene.coordinator, make.leader(scene.council)):
        assert visit(person).get(f"/meldinger/{given.id}").status_code == 404
    scene.decide(given)

    shown = visitor.get(address).text
    assert "Skjult sammendrag" in shown
    assert "Begrunnelse: Trakassering eller hets." in shown
    assert "det gjelder" not in shown
    for page in ("/", "/sammendrag"):
        assert "Vinteren det gjelder" not in visitor.get(page).text


def test_a_draft_of_a_summary_is_nobody_s_to_report(make: Make, visit: Any) -> None:
    scene = Scene(make, "summary")
    scene.row.published_at = None
    db.session.commit()

    assert visit(scene.member).get(f"/meld-fra/summary/{scene.id}").status_code == 404


def test_earlier_versions_of_a_hidden_answer_are_hidden_with_it_and_can_be_reported_themselves(
    make: Make, visit: Any
) -> None:
    scene = Scene(make, "answer")
    first = scene.row
    for version, text in ((2, "Andre versjon, som nevner noen."), (3, "Tredje versjon.")):
        fields = {"by_name": first.by_name, "by_title": first.by_title, "at": clock.now(), "person_id": scene.author.id}
        scene.row = make._add(
            Answer(follow_up_id=first.follow_up_id, version=version, text=text, correction_note="Rettet.", **fields)
        )
    second_id, scene.id = scene.row.id - 1, scene.row.id
    db.session.commit()
    reader, address = visit(scene.member), f"/innspill/{scene.issue.reference}"
    before = reader.get(address).text

    given = scene.report(reason=ReportReason.PERSONAL_DATA)
    hidden = reader.get(address).text
    with transaction():
        service.decide_report(
            make.actor(scene.moderator), queries.case_of(given.id), hide=False, code=None, words="Den står."
        )
    again = reader.get(address).text

    said = ("Svaret det gjelder.", "Andre versjon, som nevner noen.", "Tredje versjon.")
    assert all(words in before for words in said)
    assert f"/meld-fra/answer/{second_id}" in before
    assert not any(words in hidden for words in said)
    assert all(words in again for words in said)


def test_the_same_words_by_somebody_else_are_not_hidden_along(make: Make, visit: Any) -> None:
    scene = Scene(make, text="Løftet det gjelder.")
    promise = text_in(make, scene.issue, "follow_up", scene.director)
    db.session.commit()

    scene.report(reason=ReportReason.PERSONAL_DATA)

    assert db.session.get_one(FollowUp, promise.id).quote == "Løftet det gjelder."


def test_a_hidden_example_is_not_carried_along_when_issues_are_merged(make: Make, visit: Any) -> None:
    scene = Scene(make, "support")
    into = make.issue(scene.council)
    db.session.commit()
    scene.decide(scene.report())
    with transaction():
        carry_supports(scene.issue, db.session.get_one(Issue, into.id))

    carried = db.session.scalars(
        select(Support).where(Support.issue_id == into.id, Support.seat_id == scene.row.seat_id)
    )
    assert [one.example for one in carried] == [None]


@pytest.mark.parametrize("who", ["regional director", "municipal director", "Nav's secretary"])
def test_no_official_hides_a_summary_by_reporting_it_or_decides_on_it(make: Make, who: str) -> None:
    scene = Scene(make, "summary")
    person = {
        "regional director": lambda: make.regional_director(make.region()),
        "municipal director": lambda: make.municipal_director(make.municipality()),
        "Nav's secretary": lambda: make.secretary(make.council()),
    }[who]()
    make.scope(ScopeKind.MODERATOR, person=person)
    db.session.commit()

    scene.report(by=person, reason=ReportReason.PERSONAL_DATA)
    given = scene.report()

    assert not scene.is_hidden
    case = queries.case_of(given.id)
    assert not policy.can_decide(make.actor(person), case.text, case.reports)


def test_what_the_error_page_gives_back_is_what_somebody_typed(make: Make, visit: Any) -> None:
    scene = Scene(make)
    given = scene.report()
    scene.decide(given)
    page = visit(scene.moderator).post(
        f"/meldinger/{given.id}/avgjor", {"decision": "keep", "words": "Mine ord.", "seen": "2026", "form_key": "abc"}
    )

    assert page.status_code == 409
    assert "Mine ord." in page.text
    assert ">seen<" not in page.text
    assert ">form_key<" not in page.text


def test_who_listens_hears_which_text_is_reported_and_whose_it_is(make: Make, visit: Any) -> None:
    scene = Scene(make)

    page = visit(scene.member).get(f"/innspill/{scene.issue.reference}").text

    assert f'aria-label="Mer: {scene.author.name}' in page
    assert 'aria-label="Mer: innspillet"' in page
