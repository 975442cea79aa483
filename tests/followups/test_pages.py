"""The pages of the chain as people meet them: three clicks to an answer, one to say whether it helped."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from babel.dates import format_date
from sqlalchemy import select

from app.core import clock
from app.core.roles import OfficeRoleKind, ScopeKind
from app.database import db, transaction
from app.followups.service import answers, claims, extensions, follow_ups, send_on, verdicts
from app.followups.service.answers import Words
from app.followups.service.owners import Owner
from app.labels import word
from app.models.councils import Appointment, Council
from app.models.followups import Answer, Claim
from app.models.issue_enums import OfficeAsk, Origin, Outcome, Visibility
from app.models.issues import Issue
from app.models.notices import Event, EventKind
from app.models.outcomes import OutcomeQuestion
from app.models.people import Draft, Locale, Person
from app.models.places import Municipality, Office, OfficeMunicipality
from app.models.reportable import Reported
from app.models.safety import ReportReason
from app.models.states import (
    DropReason,
    FollowUpKind,
    FollowUpState,
    IssueState,
    Occasion,
    OutcomeWord,
    Stance,
    Verdict,
)
from app.notices.service.links import sign_token
from app.notices.service.outcome_questions import link_to
from app.safety import service as safety
from app.safety.queries import case_of, text_of
from tests.filling import as_opened, save
from tests.followups.chain import EARLY, EVIDENCE, load, nav_led, told, town

ASKED = {"stance": "follows_up", "text": "Vi prøver åpent til 18.", "label": "both"}
YES = {**ASKED, "without_promise": "1"}
PROMISE = {"promise_what": "Åpent til 18", "promise_who": "Nav-leder", "promise_due": "2027-03-01"}
ASKS = "Dere sier ja. Hva skal gjøres, hvem gjør det, og når?"
CLAIM = {
    "what_changed": "Mottaket har åpent til 18 på torsdager.",
    "where": "Mottaket",
    "since": "2026-01-05",
    "how_noticed": "Det står på døra.",
}


def path(here, row, page="svar"):
    return f"/innspill/{here.issue.reference}/{page}/{row.id}"


def test_the_director_answers_with_a_promise_in_one_press(make, visit):
    here = town(make)
    director = visit(here.director)

    assert director.get(path(here, here.owed)).status_code == 200
    assert director.post(path(here, here.owed), {**ASKED, **PROMISE}).status_code == 303

    assert db.session.scalars(select(Answer.stance)).one() is Stance.FOLLOWS_UP
    assert here.row(FollowUpKind.ACTION).what == "Åpent til 18"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"stance": ""}, "stance"),
        ({"text": " "}, "text"),
        ({"label": ""}, "label"),
        ({"stance": "does_not_follow_up", "label": ""}, "label"),
        ({"stance": "sent_on"}, "to"),
        ({"stance": "sent_on", "to": "office-999"}, "to"),
        ({"promise_what": "Åpent til 18"}, "promise_who"),
        ({"promise_what": "Åpent til 18", "promise_who": "Nav-leder"}, "promise_due"),
        ({"promise_due": "i morgen"}, "promise_due"),
        ({"text": "Gjelder 13097248022."}, "text"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(make, visit, typed, field):
    here = town(make)

    page = visit(here.director).post(path(here, here.owed), {**ASKED, **typed})

    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert db.session.scalars(select(Answer)).all() == []


@pytest.mark.parametrize("stance", ["follows_up", "partly"])
def test_a_yes_without_a_promise_is_asked_for_it_once(make, visit, stance):
    here = town(make)
    director = visit(here.director)
    typed = {**ASKED, "stance": stance}

    page = director.post(path(here, here.owed), typed)

    assert page.status_code == 422
    assert ASKS in page.text
    assert ASKED["text"] in page.text
    assert re.search(r'name="without_promise" value="1">Send uten tiltak<', page.text)
    assert db.session.scalars(select(Answer)).all() == []
    assert director.post(path(here, here.owed), {**typed, "without_promise": "1"}).status_code == 303
    assert db.session.scalars(select(Answer.stance)).one() == stance


def test_who_said_that_there_is_no_promise_is_not_asked_again_when_the_guard_warns(make, visit):
    here = town(make)
    typed = {**YES, "text": "Ring oss på 99 88 77 66 for å avtale."}

    page = visit(here.director).post(path(here, here.owed), typed)

    assert page.status_code == 422
    assert ASKS not in page.text
    assert '<input type="hidden" name="without_promise" value="kept">' in page.text


def test_a_promise_that_is_written_is_not_lost_by_the_button_for_none(make, visit):
    here = town(make)

    page = visit(here.director).post(path(here, here.owed), {**YES, **PROMISE})

    assert page.status_code == 422
    assert PROMISE["promise_what"] in page.text
    assert "Tøm feltene" in page.text
    assert db.session.scalars(select(Answer)).all() == []


def test_the_button_says_one_more_only_when_something_is_promised(make, visit):
    here = town(make)
    here.answer()
    director = visit(here.director)
    issue, promise = f"/innspill/{here.issue.reference}/flere-valg", path(here, here.owed) + "/tiltak"
    before = [director.get(address).text for address in (issue, promise)]
    director.post(promise, PROMISE)

    after = [director.get(address).text for address in (issue, promise)]

    assert all("Lov et tiltak" in page and "Lov et tiltak til" not in page for page in before)
    assert all("Lov et tiltak til" in page for page in after)


def test_a_warning_of_the_guard_can_be_confirmed(make, visit):
    here = town(make)
    director = visit(here.director)
    typed = {**YES, "text": "Ring oss på 99 88 77 66 for å avtale."}

    page = director.post(path(here, here.owed), typed)
    assert page.status_code == 422
    seen = page.text.split('name="seen_warnings" value="')[1].split('"')[0]

    assert director.post(path(here, here.owed), {**typed, "seen_warnings": seen}).status_code == 303


def test_a_second_press_on_the_same_answer_is_a_conflict(make, visit):
    here = town(make)
    first, second = visit(here.director), visit(here.stand_in)
    first.post(path(here, here.owed), YES)

    assert second.post(path(here, here.owed), YES).status_code == 409
    assert second.get(path(here, here.owed)).status_code == 302


def test_strangers_find_nothing_and_members_may_not_answer(make, visit):
    here = town(make)

    assert visit(make.person()).get(path(here, here.owed)).status_code == 404
    assert visit(here.member).get(path(here, here.owed)).status_code == 403
    assert visit(here.secretary).post(path(here, here.owed), YES).status_code == 403
    assert visit(None).get(path(here, here.owed)).status_code == 302


def test_an_assistant_drafts_and_the_director_sends_with_both_names(make, visit):
    here = town(make)
    office = db.session.get_one(Office, here.issue.office_id)
    assistant = make.director(office, OfficeRoleKind.ASSISTANT, name="Asta Assistent")
    db.session.commit()
    assert visit(assistant).post(path(here, here.owed), YES).status_code == 303
    assert db.session.scalars(select(Answer)).all() == []
    draft = db.session.scalars(select(Draft)).one()

    director = visit(here.director)
    page = director.get(path(here, here.owed))
    assert "Asta Assistent" in page.text
    assert "Vi prøver åpent til 18." in page.text
    director.post(path(here, here.owed), {**YES, "text": "Vi prøver åpent til 17.", "draft": str(draft.id)})

    given = db.session.scalars(select(Answer)).one()
    assert (given.drafted_by_id, given.by_name) == (assistant.id, "Dag Direktør")
    assert db.session.scalars(select(Draft)).all() == []


@pytest.fixture
def drafting(make, visit):
    """A place, its assistant with a finished draft that is offered, and the director."""
    here = town(make)
    office = db.session.get_one(Office, here.issue.office_id)
    assistant = visit(make.director(office, OfficeRoleKind.ASSISTANT, name="Asta Assistent"))
    page = path(here, here.owed)
    assistant.post(page, {**as_opened(assistant.get(page), "text"), **YES, "text": "Ferdig utkast."})
    return SimpleNamespace(here=here, page=page, assistant=assistant, director=visit(here.director))


@pytest.mark.parametrize("text", ["Halv setning om en direktør som er", " "])
def test_what_an_assistant_goes_on_with_is_not_read_before_it_is_offered(drafting, text):
    form = as_opened(drafting.assistant.get(drafting.page), "text")
    assert form["text"] == "Ferdig utkast."

    save(drafting.assistant, form, **{**YES, "text": text, "reason": ""})

    page = drafting.director.get(drafting.page).text
    assert "Ferdig utkast." in page
    assert "Halv setning" not in page
    if text.strip():
        assert as_opened(drafting.assistant.get(drafting.page), "text")["text"] == text


def test_what_is_offered_next_takes_the_place_of_the_earlier_draft_also_for_who_has_begun_with_it(drafting):
    begun = as_opened(drafting.director.get(drafting.page), "text")
    form = as_opened(drafting.assistant.get(drafting.page), "text")
    save(drafting.assistant, form, **{**YES, "text": "Nytt utkast, halvt"})
    drafting.assistant.post(drafting.page, {**form, **YES, "text": "Nytt utkast."})

    page = drafting.director.get(drafting.page).text
    assert "Nytt utkast." in page
    assert "Ferdig utkast." not in page
    assert len(db.session.scalars(select(Draft)).all()) == 1
    drafting.director.post(drafting.page, {**begun, **YES, "text": "Vi prøver åpent til 17."})
    given = db.session.scalars(select(Answer)).one()
    assert given.drafted_by_id is not None


def test_what_is_typed_is_saved_and_opened_again_from_min_side(make, visit):
    here = town(make)
    director = visit(here.director)
    form = as_opened(director.get(path(here, here.owed)), "text")

    save(director, form, **{**YES, "text": "Halvferdig svar", "promise_due": "ikke en dato"})
    link = re.search(r'href="([^"]+\?utkast=[^"]+)"', director.get("/min-side").text).group(1)

    page = director.get(link).text
    assert "Halvferdig svar" in page
    assert "Fyll ut på nytt: Når skal det være gjort? «ikke en dato»." in page
    assert director.post(path(here, here.owed), {**form, **YES}).status_code == 303
    assert "Du har ett utkast" not in director.get("/min-side").text


def test_an_answer_in_old_words_is_pointed_out_and_can_be_sent_all_the_same(make, visit):
    here = town(make)
    director = visit(here.director)
    director.post(path(here, here.owed), YES)
    other = make.issue(db.session.get_one(Council, here.issue.council_id), sent_at=clock.now())
    owed = follow_ups.open_answer(other, days=20)
    db.session.commit()
    address = f"/innspill/{other.reference}/svar/{owed.id}"

    page = director.post(address, YES)

    assert page.status_code == 422
    assert here.issue.reference in page.text
    assert director.post(address, {**YES, "seen_same": "1"}).status_code == 303


def test_sending_on_and_taking_over(make, visit):
    here = town(make)
    office = make.office_of(make.council())
    other = make.director(office)
    db.session.commit()
    sent = visit(here.director).post(path(here, here.owed), {**YES, "stance": "sent_on", "to": f"office-{office.id}"})
    assert sent.status_code == 303
    offer = here.row(FollowUpKind.ANSWER)

    taker = visit(other)
    assert taker.get(path(here, offer)).status_code == 200
    assert taker.post(path(here, offer), {"answer": "no"}).status_code == 422
    assert visit(here.director).get(path(here, offer)).status_code == 403
    assert taker.post(path(here, offer), {"answer": "yes"}).status_code == 303
    assert taker.follow().status_code == 200


def test_asking_back_and_the_answer_of_the_council(make, visit):
    here = town(make)
    visit(here.director).post(path(here, here.owed), {**YES, "stance": "asks_back"})
    asked = here.row(FollowUpKind.CLARIFICATION)

    assert visit(here.director).get(path(here, asked)).status_code == 403
    assert visit(here.secretary).post(path(here, asked), {"text": "Alle dager."}).status_code == 422
    member = visit(here.member)
    assert member.get(path(here, asked)).status_code == 200
    assert member.post(path(here, asked), {"text": "Alle dager."}).status_code == 303
    assert here.row(FollowUpKind.ANSWER).state is FollowUpState.RUNNING


def test_a_claim_needs_all_four(make, visit):
    here = town(make)
    action = here.promised()
    director = visit(here.director)

    assert director.get(path(here, action, "gjort")).status_code == 200
    for name in CLAIM:
        assert director.post(path(here, action, "gjort"), {**CLAIM, name: ""}).status_code == 422
    assert director.post(path(here, action, "gjort"), {**CLAIM, "since": "2099-01-01"}).status_code == 422
    assert db.session.scalars(select(Claim)).all() == []
    assert director.post(path(here, action, "gjort"), CLAIM).status_code == 303
    assert db.session.scalars(select(Claim)).one().where == "Mottaket"


def test_done_without_a_promise_is_claimed_in_one_press(make, visit):
    here = town(make)
    here.answer()
    address = f"/innspill/{here.issue.reference}/gjort"

    assert visit(here.member).get(address).status_code == 403
    director = visit(here.director)
    assert director.get(address).status_code == 200
    assert director.post(address, CLAIM).status_code == 303
    assert here.row(FollowUpKind.ACTION).state is FollowUpState.CLAIMED


def test_the_leader_confirms_and_closes(make, visit):
    here = town(make)
    action = here.claimed()
    leader = visit(here.leader)

    assert leader.get(path(here, action, "hjalp")).status_code == 200
    done = leader.post(
        path(here, action, "hjalp"),
        {"verdict": "confirmed", "text": "Det virker.", "days": "20", "close": "y", "early_reason": EARLY},
    )

    assert done.status_code == 303
    issue = db.session.get_one(Issue, here.issue.id)
    assert (issue.state, issue.outcome) == (IssueState.CLOSED, Outcome.SOLVED)
    assert leader.post(path(here, action, "hjalp"), {"verdict": "confirmed", "days": "20"}).status_code == 409


def test_contesting_needs_a_reason(make, visit):
    here = town(make)
    action = here.claimed()
    leader = visit(here.leader)

    assert leader.post(path(here, action, "hjalp"), {"verdict": "contested", "days": "15"}).status_code == 422
    done = leader.post(path(here, action, "hjalp"), {"verdict": "contested", "text": "Døra er låst.", "days": "15"})

    assert done.status_code == 303
    assert here.row(FollowUpKind.ACTION).days == 15


def test_a_confirmation_in_a_mail_leads_to_the_page_of_the_claim(make, visit):
    here = town(make)
    here.claimed()

    leader = visit(here.leader)
    leader.get(path(here, here.row(FollowUpKind.CONFIRMATION)))

    assert leader.follow().status_code == 200


@pytest.mark.parametrize("who", ["director", "secretary", "stand_in"])
def test_where_nav_leads_its_leader_and_secretary_neither_confirm_nor_contest(make, visit, who):
    here = nav_led(make)
    action = here.claimed()
    person = visit(getattr(here, who))

    assert person.get(path(here, action, "hjalp")).status_code == 403
    for verdict in Verdict:
        typed = {"verdict": verdict.value, "text": "Ja.", "days": "20"}
        assert person.post(path(here, action, "hjalp"), typed).status_code == 403


def test_where_nav_leads_the_second_holder_sees_what_the_first_said_and_says_the_same(make, visit):
    here = nav_led(make)
    action = here.claimed()
    typed = {"verdict": "confirmed_partly", "text": "Nesten.", "days": "20", "early_reason": EARLY}
    visit(here.member).post(path(here, action, "hjalp"), typed)
    second = visit(here.leader)

    page = second.get(path(here, action, "hjalp"))
    assert "Mona Medlem har svart" in page.text
    second.post(path(here, action, "hjalp"), typed)

    assert db.session.scalars(select(Claim.verdict)).one() is Verdict.CONFIRMED_PARTLY


def test_the_second_holder_seconds_a_word_that_came_without_text(make, visit):
    here = nav_led(make)
    action = here.claimed()
    typed = {"verdict": "confirmed", "text": "", "days": "20", "early_reason": EARLY}
    visit(here.member).post(path(here, action, "hjalp"), typed)
    second = visit(here.leader)

    page = second.get(path(here, action, "hjalp"))

    assert page.status_code == 200
    assert "Mona Medlem har svart" in page.text
    assert "<p><strong>Ja, det hjalp</strong></p>" in page.text
    assert second.get(f"/innspill/{here.issue.reference}").status_code == 200
    assert second.post(path(here, action, "hjalp"), typed).status_code == 303
    assert db.session.scalars(select(Claim.verdict)).one() is Verdict.CONFIRMED


def test_a_plain_answer_is_sent_back_once(make, visit):
    here = town(make)
    here.answer()
    leader = visit(here.leader)
    address = path(here, here.owed) + "/ikke-godt-nok"

    assert leader.get(address).status_code == 200
    assert leader.post(address, {"reason": "Dere svarer ikke.", "days": "10"}).status_code == 303
    assert leader.get(address).status_code == 302  # to the issue, which says what has happened
    page = visit(here.director).get(path(here, here.row(FollowUpKind.ANSWER)))
    assert "Dere svarer ikke." in page.text


def test_a_second_extension_is_granted_by_the_user_side(make, visit):
    here = town(make)
    director = visit(here.director)
    for days, reason in ((7, "Vi venter på huseier."), (21, "Huseier er syk.")):
        due = (here.owed.due + timedelta(days=days)).isoformat()
        assert director.get(path(here, here.owed, "frist")).status_code == 200
        assert director.post(path(here, here.owed, "frist"), {"due": due, "reason": reason}).status_code == 303
    first = load(here.owed.id).due

    assert director.get(path(here, here.owed, "ny-frist")).status_code == 403
    leader = visit(here.leader)
    assert leader.get(path(here, here.owed, "ny-frist")).status_code == 200
    assert leader.post(path(here, here.owed, "ny-frist"), {"answer": "no"}).status_code == 303

    assert load(here.owed.id).due == first
    assert here.director.id in told(EventKind.EXTENSION_REFUSED)


def test_the_address_of_a_row_leads_each_reader_to_their_own_page(make, visit):
    here = town(make)
    action = here.claimed()
    leader = visit(here.leader)

    assert leader.get(path(here, action)).headers["Location"].endswith(f"/hjalp/{action.id}")
    assert visit(here.secretary).get(path(here, action)).headers["Location"].endswith(f"/gjort/{action.id}")


def test_where_nav_leads_a_contested_answer_is_seconded_with_one_press(make, visit):
    here = nav_led(make)
    here.answer()
    address = path(here, here.owed) + "/ikke-godt-nok"
    visit(here.member).post(address, {"reason": "Dere svarer ikke.", "days": "10"})

    second = visit(here.leader)
    assert "Mona Medlem har svart" in second.get(address).text
    second.post(address, {"reason": "Dere svarer ikke.", "days": "10"})

    assert here.row(FollowUpKind.ANSWER).round == 2


def test_more_promises_a_correction_and_a_missing_date(make, visit):
    here = town(make)
    here.answer()
    director = visit(here.director)
    answer = db.session.scalars(select(Answer)).one()

    assert director.get(path(here, here.owed) + "/tiltak").status_code == 200
    assert director.post(path(here, here.owed) + "/tiltak", {"promise_what": "Skilt"}).status_code == 422
    typed = {"promise_what": "Skilt", "promise_who": "Nav-leder", "promise_date_by": "2027-01-15"}
    assert director.post(path(here, here.owed) + "/tiltak", typed).status_code == 303
    action = here.row(FollowUpKind.ACTION)
    assert director.get(path(here, action, "dato")).status_code == 200
    assert director.post(path(here, action, "dato"), {"due": "2027-05-20"}).status_code == 303
    assert director.get(path(here, here.owed) + f"/rett/{answer.id}").status_code == 200
    typed = {"text": "Vi prøver åpent til 17.", "note": "Feil klokkeslett."}
    assert director.post(path(here, here.owed) + f"/rett/{answer.id}", typed).status_code == 303
    assert director.get(path(here, here.owed) + "/rett/999").status_code == 404
    assert load(action.id).due.isoformat() == "2027-05-20"


def test_one_promise_more_is_not_for_a_day_that_has_gone(make, visit):
    here = town(make)
    here.answer()
    typed = {"promise_what": "Skilt", "promise_who": "Nav-leder", "promise_due": "2020-01-15"}

    refused = visit(here.director).post(path(here, here.owed) + "/tiltak", typed)

    assert refused.status_code == 422
    assert "Datoen kan ikke være før i dag." in refused.text


def test_in_a_small_place_an_answer_about_the_few_is_asked_about(make, visit):
    here = town(make)
    near = select(Municipality).join(OfficeMunicipality).where(OfficeMunicipality.office_id == here.issue.office_id)
    db.session.scalars(near).one().small = True
    db.session.commit()

    asked = visit(here.director).post(
        path(here, here.owed),
        {"stance": "partly", "text": "Vi er bare tre her, og alle fikk nei.", "label": "both", "without_promise": "1"},
    )

    assert asked.status_code == 422
    assert 'name="seen_warnings"' in asked.text


def test_a_municipality_is_asked_by_the_council(make, visit):
    here = town(make)
    leader = visit(here.leader)
    address = f"/innspill/{here.issue.reference}/kommunen"
    page = leader.get(address)
    value = page.text.split('<option value="')[1].split('"')[0]

    assert leader.post(address, {"municipality": value, "text": "Gjelder bygget."}).status_code == 303
    assert leader.post(address, {"municipality": value}).status_code == 422
    assert here.row(FollowUpKind.ANSWER).municipality_id == int(value)


def test_statement_and_reply_have_their_page(make, visit):
    here = town(make)
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        statement = follow_ups.owe_statement(issue, 20)
        reply = follow_ups.owe_raise_reply(issue, issue.council_id, 20)
    leader = visit(here.leader)

    for row, typed in (
        (statement, {"text": "Vi støtter det."}),
        (reply, {"accept": "declines", "text": "Ta det lokalt."}),
    ):
        assert visit(here.director).get(path(here, row)).status_code == 403
        assert leader.get(path(here, row)).status_code == 200
        assert leader.post(path(here, row), typed).status_code == 303
        assert load(row.id).state is FollowUpState.DONE


def asked(here):
    here.claimed()
    question = db.session.scalars(select(OutcomeQuestion)).one()
    return question, link_to(question.id, here.author)


def test_a_signed_link_opens_without_sign_in_and_shows_title_and_claim_but_no_story(make, visit):
    here = town(make)
    question, address = asked(here)

    page = visit(None).get(address)

    assert page.status_code == 200
    assert "Din erfaring" in page.text
    for shown in (here.issue.reference, here.issue.title, EVIDENCE.what_changed, EVIDENCE.how_noticed):
        assert shown in page.text
    assert here.issue.body not in page.text
    assert here.director.name not in page.text
    assert db.session.get_one(OutcomeQuestion, question.id).word is None


def test_a_hidden_issue_and_a_hidden_claim_say_nothing_on_the_signed_link(make, visit):
    here = town(make)
    _question, address = asked(here)
    here.issue.hidden_at = db.session.scalars(select(Claim)).one().hidden_at = clock.now()
    db.session.commit()

    page = visit(None).get(address).text

    assert here.issue.title not in page
    assert EVIDENCE.what_changed not in page


@pytest.mark.parametrize(
    ("occasion", "heading"),
    [
        (Occasion.CLAIM, "Din erfaring: Hjalp det?"),
        (Occasion.THREE_MONTHS, "Din erfaring etter 3 måneder: Hjelper det fortsatt?"),
        (Occasion.TWELVE_MONTHS, "Din erfaring etter 12 måneder: Hjelper det fortsatt?"),
    ],
)
def test_page_and_task_say_when_it_is_asked_again_and_never_what_the_councils_own_page_says(
    make, visit, occasion, heading
):
    here = town(make)
    question, address = asked(here)
    question.occasion = occasion
    db.session.commit()
    action, author = here.row(FollowUpKind.ACTION), visit(db.session.get_one(Person, here.author))

    own, task = visit(None).get(address).text, author.get("/min-side").text
    councils = visit(here.leader).get(path(here, action, "hjalp")).text

    assert f"<h1>{heading}</h1>" in own
    assert heading in task
    assert "Utvalgets avgjørelse" not in own
    assert "<h1>Utvalgets avgjørelse</h1>" in councils
    assert "Hjalp det?" not in councils
    assert here.issue.title in councils


def test_a_button_on_the_link_answers_and_no_needs_words(make, visit):
    here = town(make)
    question, address = asked(here)

    assert visit(None).post(address, {"word": "not"}).status_code == 422
    assert visit(None).post(address, {"word": "not", "text": "Døra er låst."}).status_code == 303
    assert "Døra er låst." not in visit(None).get(address).text

    said = db.session.get_one(OutcomeQuestion, question.id)
    assert (said.word, said.person_id) == (OutcomeWord.NOT, here.author)


def test_the_link_leads_on_to_the_issue_and_a_second_visit_says_what_was_answered(make, visit):
    here = town(make)
    _question, address = asked(here)
    first = visit(None).get(address).text
    visit(None).post(address, {"word": "partly", "text": "Bare om torsdagen."})

    second = visit(None).get(address).text

    assert "Les innspillet (du må logge inn)" in first
    assert f'href="/innspill/{here.issue.reference}"' in first
    assert "Du har svart før" not in first
    assert "Du har svart før: " in second
    assert "Du kan endre svaret til utvalget har avgjort saken." in second
    assert "Bare om torsdagen." not in second


def said_by_seats(here, number):
    """So many more seats have answered "partly", each with its words."""
    action = here.claimed()
    council = db.session.get_one(Council, here.issue.council_id)
    for at in range(number):
        person = here.make.representative(council)
        db.session.add(
            OutcomeQuestion(
                issue_id=here.issue.id,
                follow_up_id=action.id,
                seat_id=here.make.actor(person).seats[0].seat_id,
                person_id=person.id,
                occasion=Occasion.CLAIM,
                round=action.round,
                asked_at=clock.now(),
                answered_at=clock.now(),
                word=OutcomeWord.PARTLY,
                text=f"Ord nummer {at}",
            )
        )
    db.session.commit()


@pytest.mark.parametrize(("number", "is_counted"), [(4, False), (5, True)])
def test_the_office_sees_how_many_said_what_only_when_five_have_answered(make, visit, number, is_counted):
    here = town(make)
    said_by_seats(here, number)
    address = f"/innspill/{here.issue.reference}"
    count = f"{word(OutcomeWord.PARTLY)}: {number}."

    users, office = visit(here.member).get(address).text, visit(here.director).get(address).text

    assert f"{number} av {number + 1} representanter har svart." in office
    assert count in users
    assert "Ord nummer 0" in users
    assert (count in office) is is_counted
    assert "Ord nummer" not in office


def test_a_link_of_somebody_who_left_the_seat_is_over(make, visit):
    here = town(make)
    _question, address = asked(here)
    db.session.scalars(select(Appointment).where(Appointment.person_id == here.author)).one().valid_to = (
        clock.today() - timedelta(days=1)
    )
    db.session.commit()

    assert visit(None).get(address).status_code == 410
    assert visit(None).post(address, {"word": "solved"}).status_code == 410


@pytest.mark.parametrize("change", ["x", "purpose"])
def test_a_forged_link_is_not_found(make, visit, change):
    here = town(make)
    _question, address = asked(here)

    token = address + "x" if change == "x" else f"/hjalp-det/{sign_token('unsubscribe', {'question': 1})}"

    assert visit(None).get(token).status_code == 404


def test_the_page_of_a_link_is_in_the_language_of_its_reader(make, visit):
    here = town(make)
    _question, address = asked(here)
    db.session.get_one(Person, here.author).locale = Locale.NN
    db.session.commit()

    assert '<html lang="nn"' in visit(None).get(address).text


def test_a_link_expires(make, visit, time_machine):
    time_machine.move_to("2026-03-02 09:00+00:00", tick=False)
    here = town(make)
    _question, address = asked(here)

    time_machine.move_to("2026-05-10 09:00+00:00", tick=False)

    assert visit(None).get(address).status_code == 404


def test_the_seat_answers_on_the_page_of_the_issue_too(make, visit):
    here = town(make)
    question, _address = asked(here)
    page = f"/innspill/{here.issue.reference}/hjalp-det/{question.id}"

    assert visit(here.member).get(page).status_code == 403
    author = visit(db.session.get_one(Person, here.author))
    assert author.get(page).status_code == 200
    assert author.post(page, {"word": "partly"}).status_code == 303
    assert db.session.get_one(OutcomeQuestion, question.id).word is OutcomeWord.PARTLY


def one_button(browser, here):
    """The words of the one primary button on the page of the issue."""
    page = browser.get(f"/innspill/{here.issue.reference}").text
    found = re.findall(r'<a[^>]*href="([^"]*)" data-variant="primary"[^>]*>(.*?)</a>', page, re.S)
    assert len(found) <= 1, found
    for address, _words in found:
        assert browser.get(address).status_code == 200
    return next((re.sub(r"<[^>]*>", "", words).strip() for _address, words in found), None)


def test_the_one_button_of_the_issue_is_what_this_reader_must_do_next(make, visit):
    here = town(make)
    people = {"leader": here.leader, "member": here.member, "director": here.director}
    browsers = {who: visit(person) for who, person in people.items()}

    def buttons():
        return {who: one_button(browser, here) for who, browser in browsers.items()}

    assert buttons() == {"leader": None, "member": None, "director": "Svar"}
    here.promised()
    assert buttons()["director"] == "Meld at tiltaket er gjort"
    action = here.row(FollowUpKind.ACTION)
    with transaction():
        claims.claim_done(make.actor(here.director), action, EVIDENCE)
    judge = "Avgjør om det hjalp"
    assert buttons() == {"leader": judge, "member": judge, "director": None}
    author = visit(db.session.get_one(Person, here.author))
    assert one_button(author, here) == "Svar: Hjalp det?"  # the own seat's word first, then the council's


def test_a_statement_and_a_question_to_the_council_are_the_one_button_of_who_owes_them(make, visit):
    here = town(make)
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text="Hvilke dager?"))
    assert one_button(visit(here.member), here) == "Svar kontoret"
    assert one_button(visit(here.director), here) is None

    council = db.session.get_one(Council, here.issue.council_id)
    asks = {"origin": Origin.OFFICE, "office_ask": OfficeAsk.QUESTION}
    here.issue = make.issue(council, author=here.member, **asks)
    follow_ups.owe_statement(here.issue, 20)
    db.session.commit()
    assert one_button(visit(here.leader), here) == "Gi utvalgets uttalelse"


def test_a_seat_elsewhere_has_the_question_as_its_one_button_until_the_council_has_judged(make, visit):
    here = town(make, visibility=Visibility.SHARED)
    action = here.claimed()
    neighbour = make.representative(make.council())
    seat_id = make.actor(neighbour).seats[0].seat_id
    question = OutcomeQuestion(
        issue_id=here.issue.id,
        follow_up_id=action.id,
        seat_id=seat_id,
        occasion=Occasion.CLAIM,
        round=action.round,
        asked_at=clock.now(),
    )
    db.session.add(question)
    db.session.commit()
    browser = visit(neighbour)
    before, waits = one_button(browser, here), browser.get("/min-side").text

    with transaction():
        verdicts.contest_claim(make.actor(here.leader), load(action.id), reason="Døra er låst.", days=20)

    assert (before, one_button(browser, here)) == ("Svar: Hjalp det?", None)
    assert "Hjalp det?" in waits
    assert "Hjalp det?" not in browser.get("/min-side").text
    assert f"/hjalp-det/{question.id}" not in browser.get(f"/innspill/{here.issue.reference}").text


@pytest.mark.parametrize("owe", ["statement", "reply"])
def test_whoever_runs_the_council_says_for_whom_they_write_its_word_down_and_the_user_side_is_not_asked(
    make, visit, owe
):
    here = nav_led(make)
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        row = (
            follow_ups.owe_statement(issue, 20)
            if owe == "statement"
            else follow_ups.owe_raise_reply(issue, issue.council_id, 20)
        )
    path = f"/innspill/{here.issue.reference}/svar/{row.id}"
    said = {"text": "Utvalget støtter planen.", "accept": "takes_on"}

    browser = visit(here.secretary)
    shown = browser.get(path).text
    refused = browser.post(path, said)
    done = browser.post(path, {**said, "for_name": "Brukerplassene"})

    assert "På vegne av hvem?" in shown
    assert refused.status_code == 422
    assert "Skriv hvem du registrerer dette på vegne av." in refused.text
    assert done.status_code == 303
    assert "Registrert av Siri Sekretær" in browser.follow().text


def test_the_user_side_says_the_councils_word_in_its_own_name(make, visit):
    here = town(make)
    with transaction():
        row = follow_ups.owe_statement(db.session.get_one(Issue, here.issue.id), 20)

    assert "På vegne av hvem?" not in visit(here.member).get(f"/innspill/{here.issue.reference}/svar/{row.id}").text


def test_what_a_hidden_text_said_is_not_quoted_to_who_owes_because_of_it(make, visit):
    here = town(make)
    with transaction():
        asked = answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text="Hvilke dager?"))
    leader = visit(here.leader)
    address = f"/innspill/{here.issue.reference}/svar/{asked.id}"
    before = leader.get(address).text

    moderator = make.actor(make.scope(ScopeKind.MODERATOR))
    with transaction():
        said = text_of(Reported.ANSWER, db.session.scalars(select(Answer.id)).one())
        given = safety.report_text(make.actor(here.leader), said, reason=ReportReason.THREAT)
    with transaction():
        case = case_of(given.id)
        safety.decide_report(moderator, case, hide=True, code=ReportReason.THREAT, words="Den truer en person.")

    assert "Hvilke dager?" in before
    assert "Hvilke dager?" not in leader.get(address).text


@pytest.mark.parametrize("reason", DropReason)
def test_why_something_fell_away_is_said_in_words(make, visit, reason):
    here = town(make)
    with transaction():
        load(here.owed.id).drop(reason, clock.now())
    page = visit(here.leader).get(f"/innspill/{here.issue.reference}").text

    assert f"{word(reason)}.</span>" in page
    assert f">{reason.value}" not in page


@pytest.mark.parametrize(("yes", "said"), [(True, "Flyttet fra"), (False, "Utvalget sa nei.")])
def test_why_a_later_date_was_asked_for_is_read_whatever_the_council_said(make, visit, yes, said):
    here = town(make)
    first, second = here.owed.due + timedelta(days=7), here.owed.due + timedelta(days=21)
    with transaction():
        extensions.extend_date(make.actor(here.director), load(here.owed.id), due=first, reason="Vi må spørre huseier.")
    with transaction():
        extensions.extend_date(make.actor(here.director), load(here.owed.id), due=second, reason="Huseier er borte.")
    leader, address = visit(here.leader), f"/innspill/{here.issue.reference}"
    asked, question = leader.get(address).text, leader.get(path(here, here.owed, "ny-frist")).text

    leader.post(path(here, here.owed, "ny-frist"), {"answer": "yes" if yes else "no"})
    page = leader.get(address).text

    assert "Ber om ny frist" in asked
    assert "Huseier er borte." in question
    assert said in page
    assert "Ber om ny frist" not in page
    assert "Huseier er borte." in page
    assert "20 arbeidsdager regnet fra" in page
    assert ("Fristen er flyttet 2 ganger." if yes else "Fristen er flyttet én gang.") in page
    assert f"Den første var {format_date(here.owed.original_due, 'd. MMMM y', locale='nb')}." in page


def test_a_later_date_that_was_asked_for_is_no_longer_asked_for_once_it_is_done(make, visit):
    here = town(make)
    action = here.promised()
    for days, why in ((7, "Vi må spørre huseier."), (21, "Huseier er borte.")):
        with transaction():
            due = action.due + timedelta(days=days)
            extensions.extend_date(make.actor(here.director), load(action.id), due=due, reason=why)
    with transaction():
        claims.claim_done(make.actor(here.director), load(action.id), EVIDENCE)
    page = visit(here.leader).get(f"/innspill/{here.issue.reference}").text

    assert "Ba om ny frist" in page
    assert "Utvalget sa nei" not in page


@pytest.mark.parametrize("act", ["promise", "ask the municipality", "contest", "decline"])
def test_words_of_one_s_own_in_the_chain_can_be_reported_there(make, visit, act):
    here = town(make)
    (subject, row_id), writer, reader = OWN_WORDS[act](here, make)
    report = f"/meld-fra/{subject}/{row_id}"
    address = f"/innspill/{here.issue.reference}"

    assert report in visit(reader).get(address).text
    assert report not in visit(writer).get(address).text
    assert visit(reader).get(report).status_code == 200
    assert visit(writer).get(report).status_code == 403


def _promises(here, _make):
    return ("follow_up", here.promised().id), here.director, here.leader


def _asks_municipality(here, make):
    municipality = make.municipality()
    db.session.add(OfficeMunicipality(office_id=here.issue.office_id, municipality_id=municipality.id))
    db.session.commit()
    with transaction():
        row = send_on.ask_municipality(
            make.actor(here.leader), load_issue(here), municipality_id=municipality.id, text="Hva sier helsetjenesten?"
        )
    return ("follow_up", row.id), here.leader, here.secretary


def _contests(here, make):
    here.answer()
    with transaction():
        verdicts.contest_answer(make.actor(here.leader), load(here.owed.id), reason="Det svarer ikke på spørsmålet.")
    return ("follow_up", here.row(FollowUpKind.ANSWER).id), here.leader, here.director


def _declines(here, make):
    other = make.director(office := make.office_of(make.council()))
    with transaction():
        to, words = Owner(office_id=office.id), Words(text="Dette er deres lokaler.")
        offer = send_on.send_on(make.actor(here.director), load(here.owed.id), to=to, words=words)
    with transaction():
        send_on.decline_answer_duty(make.actor(other), load(offer.id), reason="Dette er kommunens bygg.")
    event = select(Event.id).where(Event.kind == EventKind.SENT_ON_DECLINED)
    return ("reason", db.session.scalars(event).one()), other, here.leader


def load_issue(here):
    return db.session.get_one(Issue, here.issue.id)


OWN_WORDS = {
    "promise": _promises,
    "ask the municipality": _asks_municipality,
    "contest": _contests,
    "decline": _declines,
}
