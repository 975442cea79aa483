"""Min side begins with what waits for me; notices are mine alone; letters for those without e-mail."""

from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import ScopeKind, Side
from app.database import db, transaction
from app.followups.service import outcome_questions
from app.issues.service import closing, public_version
from app.models.councils import Appointment
from app.models.followups import Claim, FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Notice, PrintTask
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind, FollowUpState, Occasion, OutcomeWord
from app.notices.service.record import record


def test_the_director_sees_the_nearest_deadline_first(make, visit):
    council = make.council()
    director = make.director(make.office_of(council))
    later, sooner = make.issue(council, title="Senere"), make.issue(council, title="Snart")
    make.owed(later, due=clock.today() + timedelta(days=20))
    make.owed(sooner, due=clock.today() + timedelta(days=2))

    page = visit(director).get("/min-side").text

    assert page.index("Snart") < page.index("Senere")
    assert "Svar utvalget" in page


def test_a_representative_has_one_primary_button(make, visit):
    page = visit(make.representative(make.council())).get("/min-side").text

    assert page.count('data-variant="primary"') == 1
    assert "Nytt innspill" in page
    assert "Ingenting venter på deg nå" in page


def test_somebody_without_any_role_gets_a_page_too(make, visit):
    assert visit(make.person()).get("/min-side").status_code == 200


def test_what_waits_for_one_person_does_not_show_to_another(make, visit):
    council = make.council()
    make.director(make.office_of(council))
    issue = make.issue(council, title="Bare for oss")
    make.owed(issue)

    other = visit(make.director(make.office())).get("/min-side").text

    assert "Bare for oss" not in other


def test_min_side_costs_the_same_for_one_issue_and_for_thirty(make, visit, count_queries):
    council = make.council()
    author = make.representative(council)
    director = make.director(make.office_of(council))
    make.owed(make.issue(council, author=author))
    readers = [visit(author), visit(director)]
    few = []
    for reader in readers:
        with count_queries() as statements:
            reader.get("/min-side")
        few.append(len(statements))

    for _ in range(29):
        issue = make.issue(council, author=author)
        make.owed(issue)
        make.owed(issue, FollowUpKind.ACTION, what="Noe")
    many = []
    for reader in readers:
        with count_queries() as statements:
            reader.get("/min-side")
        many.append(len(statements))

    assert many == few


def test_notices_are_listed_and_marked_read(make, visit):
    council = make.council()
    issue = make.issue(council)
    leader = make.leader(council)
    with transaction():
        record(EventKind.ISSUE_CLOSED, make.actor(leader), about=issue)
    author = visit(db.session.get_one(type(leader), issue.author_id))
    page = author.get("/varsler").text
    assert issue.reference in page

    author.post("/varsler/lest")

    assert db.session.scalars(select(Notice.read_at).where(Notice.person_id == issue.author_id)).one() is not None
    assert "1 ulest" not in author.get("/varsler").text


def test_the_secretary_prints_what_a_person_without_an_address_must_know(make, visit):
    council = make.council()
    secretary = make.secretary(council, side=Side.NAV)
    author = make.representative(council, email=None, name="Uten Adresse")
    issue = make.issue(council, author=author, body="Det som står her, hører ikke hjemme i et varsel.")
    leader = make.leader(council)
    with transaction():
        record(EventKind.ISSUE_CLOSED, make.actor(leader), about=issue)
    task = db.session.scalars(select(PrintTask)).one()
    desk = visit(secretary)

    assert "Uten Adresse" in desk.get("/brev").text
    letter = desk.get(f"/brev/{task.id}").text
    assert issue.reference in letter
    assert issue.title in letter
    assert issue.body in letter
    desk.post(f"/brev/{task.id}")

    assert db.session.get(PrintTask, task.id).done_by_id == secretary.id
    assert "Uten Adresse" not in desk.get("/brev").text
    stranger = visit(make.secretary(make.council()))
    assert stranger.get(f"/brev/{task.id}").status_code == 404
    assert db.session.scalars(select(Issue)).one().id == issue.id


def test_a_letter_on_paper_that_is_no_longer_true_is_not_printed_any_more(make, visit):
    council = make.council()
    leader, secretary = make.leader(council, email=None, name="Uten Adresse"), make.secretary(council)
    issue = make.issue(council)
    row = make.owed(issue)
    with transaction():
        row.asked_due = row.due + timedelta(days=14)
        record(EventKind.EXTENSION_ASKED, make.actor(secretary), issue=issue, about=row)
    [task] = db.session.scalars(select(PrintTask)).all()
    desk = visit(secretary)
    assert task.person_id == leader.id
    assert "Uten Adresse" in desk.get("/brev").text
    assert "1 brev til dem e-post ikke når" in desk.get("/min-side").text

    with transaction():
        db.session.get(FollowUp, row.id).asked_due = None

    assert "Uten Adresse" not in desk.get("/brev").text
    assert "brev til dem e-post ikke når" not in desk.get("/min-side").text
    assert desk.get(f"/brev/{task.id}").headers["Location"].endswith("/brev")
    assert db.session.get(PrintTask, task.id).done_at is None


def test_a_letter_that_asks_whether_it_helped_is_printed_until_the_question_is_answered(make, visit):
    council = make.council()
    reader, secretary = make.representative(council, email=None, name="Uten Adresse"), make.secretary(council)
    issue = make.issue(council)
    seat_id = make.actor(reader).seats[0].seat_id
    asked = {"seat_id": seat_id, "occasion": Occasion.THREE_MONTHS, "asked_at": clock.now()}
    question = make._add(OutcomeQuestion(issue_id=issue.id, **asked))
    with transaction():
        record(EventKind.OUTCOME_ASKED, make.actor(secretary), about=issue, to=[reader.id])
    desk = visit(secretary)
    assert "Uten Adresse" in desk.get("/brev").text

    with transaction():
        question = db.session.get(OutcomeQuestion, question.id)
        question.word, question.answered_at = OutcomeWord.SOLVED, clock.now()

    assert "Uten Adresse" not in desk.get("/brev").text


def asked_on_paper(make, council):
    """A representative without an address who is asked whether what the office says is done has helped."""
    reader = make.representative(council, email=None, name="Uten Adresse")
    issue = make.issue(council, author=reader, title="Tørre sko i mottaket", body="Det regner inn.")
    action = make.owed(issue, FollowUpKind.ACTION, state=FollowUpState.CLAIMED, what="Tak over døra")
    claim = {
        "what_changed": "Det er satt opp tak.",
        "where": "Inngangen",
        "since": clock.today(),
        "how_noticed": "Tørt",
    }
    who = {"by_name": "Kari", "by_title": "Nav-leder", "at": clock.now(), "person_id": reader.id}
    make._add(Claim(follow_up_id=action.id, **claim, **who))
    with transaction():
        outcome_questions.ask_outcome(ANYONE, issue, follow_up=action)
    return reader, issue


def test_one_letter_on_paper_gathers_what_waits_for_a_person_with_its_content_boxes_and_return_address(make, visit):
    council = make.council(contact_phone="33 12 34 56", office=make.office(address="Stoltenbergs gate 38"))
    secretary = make.secretary(council)
    reader, issue = asked_on_paper(make, council)
    with transaction():
        record(
            EventKind.ISSUE_CLOSED, make.actor(secretary), about=make.issue(council, author=reader, title="Dørklokka")
        )
    desk = visit(secretary)

    listed = desk.get("/brev").text
    first, second = db.session.scalars(select(PrintTask).order_by(PrintTask.id)).all()
    letter = desk.get(f"/brev/{first.id}").text

    assert listed.count("Uten Adresse") == 1
    for said in (
        "Tørre sko i mottaket",
        "Det regner inn.",
        "Det er satt opp tak.",
        "Ja, det hjalp",
        "Dørklokka",
        "Stoltenbergs gate 38",
        "33 12 34 56",
    ):
        assert said in letter, said
    desk.post(f"/brev/{first.id}", {"printed": f"{first.id},{second.id}"})
    assert [task.done_at is not None for task in db.session.scalars(select(PrintTask))] == [True, True]
    assert issue.title in desk.get("/brev").text


def test_what_was_not_on_the_printed_letter_waits_for_the_next(make, visit):
    council = make.council()
    secretary = make.secretary(council)
    reader, _issue = asked_on_paper(make, council)
    desk = visit(secretary)
    [task] = db.session.scalars(select(PrintTask)).all()
    desk.get(f"/brev/{task.id}")
    with transaction():
        record(EventKind.ISSUE_CLOSED, make.actor(secretary), about=make.issue(council, author=reader))

    desk.post(f"/brev/{task.id}", {"printed": str(task.id)})

    assert len(db.session.scalars(select(PrintTask.id).where(PrintTask.done_at.is_(None))).all()) == 1


def test_a_letter_that_came_back_is_registered_in_three_presses_and_the_history_says_by_whom(make, visit):
    council = make.council()
    secretary = make.secretary(council)
    reader, issue = asked_on_paper(make, council)
    desk = visit(secretary)
    [task] = db.session.scalars(select(PrintTask)).all()
    assert desk.get(f"/brev/{task.id}/svar").status_code == 403  # nothing was sent yet
    desk.post(f"/brev/{task.id}")

    assert f'href="/brev/{task.id}/svar"' in desk.get("/brev").text  # 1: register the answer
    page = desk.get(f"/brev/{task.id}/svar").text
    desk.post(f"/brev/{task.id}/svar", {"word": "partly"})  # 2: tick, 3: save

    assert issue.title in page
    question = db.session.scalars(select(OutcomeQuestion)).one()
    assert (question.word, question.person_id) == (OutcomeWord.PARTLY, reader.id)
    event = db.session.scalars(select(Event).where(Event.kind == EventKind.OUTCOME_SAID)).one()
    assert (event.actor_id, event.for_name) == (secretary.id, reader.name)
    assert "Registrer svaret" not in desk.get("/brev").text
    assert desk.get(f"/brev/{task.id}/svar").status_code == 404
    assert visit(make.secretary(make.council())).get(f"/brev/{task.id}/svar").status_code == 404


def test_a_text_that_a_moderator_has_hidden_is_not_printed(make, visit):
    council = make.council()
    _reader, issue = asked_on_paper(make, council)
    [task] = db.session.scalars(select(PrintTask)).all()
    with transaction():
        db.session.get(Issue, issue.id).hidden_at = clock.now()

    letter = visit(make.secretary(council)).get(f"/brev/{task.id}").text

    assert "Det regner inn." not in letter
    assert "Det er satt opp tak." not in letter


def test_a_coordinator_sees_which_councils_need_help(make, visit):
    county = make.county()
    council = make.council(office=make.office(county=county), name="Brukerutvalget uten Nav-leder")
    make.seat(council)

    page = visit(make.coordinator(county)).get("/min-side").text

    assert "Utvalg som trenger hjelp" in page
    assert "Brukerutvalget uten Nav-leder" in page
    assert "Mangler mottaker" in page
    assert f'href="/utvalg/{council.slug}/styre#offices"' in page
    assert "Brukerutvalget uten Nav-leder" not in visit(make.coordinator()).get("/min-side").text


def test_an_organisations_contact_sees_its_seats_and_when_terms_end(make, visit):
    organisation = make.organisation(name="Mental Helse")
    council, other = make.council(name="Utvalg A"), make.council(name="Utvalg B")
    person = make.person("Kari Prøve")
    make.appointment(make.seat(council, organisation=organisation), person, valid_to=clock.today() + timedelta(days=25))
    make.seat(other, organisation=organisation)
    make.representative(make.council(name="Utvalg C"))

    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation.id)
    page = visit(contact).get("/min-side").text

    assert page.index("Ledig plass") < page.index("Kari Prøve")
    assert "Utvalg C" not in page


def test_a_coordinator_comes_to_write_a_summary_and_may_register_too(make, visit):
    county = make.county()
    make.council(office=make.office(county=county))

    page = visit(make.coordinator(county)).get("/min-side").text

    assert '<a class="ds-button" href="/sammendrag/nytt" data-variant="primary"' in page
    assert "Registrer innspill for noen" in page


def test_whoever_has_several_parts_meets_three_blocks_and_no_more(make, visit):
    organisation = make.organisation()
    council = make.council()
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation.id)
    make.appointment(make.seat(council, organisation=organisation), contact)
    make.issue(council, author=contact)
    make.issue(council, author=make.representative(council))

    page = visit(contact).get("/min-side").text

    assert page.count("<section") == 3
    assert "Representantene våre" in page
    assert "Nytt i utvalget" not in page


def test_a_second_extension_waits_for_the_user_side_on_min_side(make, visit):
    council = make.council()
    leader, secretary = make.leader(council), make.secretary(council)
    issue = make.issue(council, title="Lang ventetid")
    row = make.owed(issue)
    row.asked_due = row.due + timedelta(days=14)
    db.session.commit()

    assert f"/innspill/{issue.reference}/ny-frist/{row.id}" in visit(leader).get("/min-side").text
    assert "Ta stilling til ny frist" not in visit(secretary).get("/min-side").text


def test_the_first_yes_of_one_waits_for_another_and_not_for_the_one_who_said_it(make, visit):
    council = make.council()
    one, other = make.representative(council), make.representative(council)
    issue = make.issue(council, author=make.representative(make.council()))
    with transaction():
        assert not closing.close_issue(make.actor(one), issue, outcome=Outcome.NOTED, text="Tatt imot.")

    assert "Avgjør om innspillet skal avsluttes" in visit(other).get("/min-side").text
    assert "Avgjør om innspillet skal avsluttes" not in visit(one).get("/min-side").text
    with transaction():
        closing.close_issue(
            make.actor(other), db.session.get(Issue, issue.id), outcome=Outcome.NOTED, text="Tatt imot."
        )
    assert "Avgjør om innspillet skal avsluttes" not in visit(make.representative(council)).get("/min-side").text


def test_public_words_wait_for_the_authors_yes_or_no(make, visit):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    issue = make.issue(council, author=author)
    waits = "Si ja eller nei til den offentlige teksten"
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Kort åpningstid.")

    assert waits in visit(author).get("/min-side").text
    assert waits not in visit(leader).get("/min-side").text
    visit(author).post(f"/innspill/{issue.reference}/offentlig/avsla")
    assert waits not in visit(author).get("/min-side").text


def test_words_the_author_agrees_to_wait_for_the_user_side_s_leader(make, visit):
    council = make.council()
    author, leader, other = make.representative(council), make.leader(council), make.representative(council)
    issue = make.issue(council, author=author)
    waits = "Ta stilling til den offentlige teksten"
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Kort åpningstid.")
    assert waits not in visit(leader).get("/min-side").text

    visit(author).post(f"/innspill/{issue.reference}/offentlig/ja")
    assert waits in visit(leader).get("/min-side").text
    assert waits not in visit(author).get("/min-side").text
    assert waits not in visit(other).get("/min-side").text

    visit(leader).post(f"/innspill/{issue.reference}/offentlig/godkjenn")
    assert waits not in visit(leader).get("/min-side").text


def test_words_the_author_agrees_to_wait_for_each_where_nobody_leads_for_the_users(make, visit):
    council = make.council()
    author, one, other = (make.representative(council) for _ in range(3))
    issue = make.issue(council, author=author)
    waits = "Ta stilling til den offentlige teksten"
    with transaction():
        public_version.propose_public_words(make.actor(one), issue, title="Åpningstid", text="Kort åpningstid.")
    visit(author).post(f"/innspill/{issue.reference}/offentlig/ja")
    assert all(waits in visit(person).get("/min-side").text for person in (one, other))

    visit(one).post(f"/innspill/{issue.reference}/offentlig/godkjenn")
    assert waits not in visit(one).get("/min-side").text
    assert waits in visit(other).get("/min-side").text


def test_public_words_wait_for_who_stands_for_the_issue_once_the_authors_name_is_off(make, visit):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    issue = make.issue(council, author=author, anonymous=True, registered_by_id=leader.id)
    waits = "Si ja eller nei til den offentlige teksten"
    with transaction():
        public_version.propose_public_words(
            make.actor(make.representative(council)), issue, title="Åpningstid", text="Kort."
        )

    assert waits in visit(leader).get("/min-side").text
    assert waits not in visit(author).get("/min-side").text
    assert visit(leader).post(f"/innspill/{issue.reference}/offentlig/ja").status_code == 303


def test_ones_own_texts_stand_on_min_side_after_the_appointment_has_ended(make, visit):
    council = make.council()
    person = make.representative(council)
    issue = make.issue(council, author=person)
    appointment = db.session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()
    appointment.valid_to = clock.today() - timedelta(days=1)
    db.session.commit()
    visitor = visit(person)

    assert f"/innspill/{issue.reference}" in visitor.get("/min-side").text
    assert visitor.get(f"/innspill/{issue.reference}").status_code == 200
    page = visitor.get(f"/innspill/{issue.reference}/valg/trekk")
    assert "blir stående uten navnet ditt" in page.text
    assert "Innspillet avsluttes" not in page.text


def test_a_late_answer_is_late_among_ones_own_texts_too(make, visit):
    council = make.council()
    person = make.representative(council)
    issue = make.issue(council, author=person)
    make.owed(issue, due=clock.today() - timedelta(days=3))

    page = visit(person).get("/min-side").text

    own = page.split("Mine innspill", 1)[1].split("</section>", 1)[0]
    assert 'data-color="danger"' in own
    assert "For sent" in own
