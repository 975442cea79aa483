"""Everything two can do at once, and a page that has grown old: whoever comes second is told what is so, or done with.

Of each act one press is done whole while another stands between what it has read and what it writes; and the other
is sent once more afterwards, from the page as it was.
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.assents.service import assents
from app.core import clock
from app.core.roles import ScopeKind
from app.councils.queries import seats as council_queries
from app.councils.service import nominations
from app.database import db, transaction
from app.followups.service import answers as answers_service
from app.followups.service import extensions, follow_ups, send_on
from app.followups.service.answers import Words
from app.followups.service.owners import Owner
from app.issues.service import closing, comments, public_version
from app.meetings import service as meetings
from app.models import followups, states
from app.models.councils import Appointment, OfficeRole
from app.models.issue_enums import CommentAudience, CommentTag, Outcome
from app.models.issues import Issue, PublicVersion
from app.models.meetings import AgendaItem, Meeting
from app.models.outcomes import OutcomeQuestion
from app.models.people import Person
from app.models.places import OfficeMunicipality
from app.models.states import FollowUpKind
from app.notices.service.outcome_questions import link_to
from app.votes import service as votes
from tests.concurrency.together import overtaken, press
from tests.followups.chain import EVIDENCE, load, nav_led, town
from tests.safety.test_reports import Scene

LEAD = re.compile(r'<p class="lead">\s*(.*?)\s*</p>', re.DOTALL)
NOBODY_KNOWS_WHY = "Noen andre har endret det samme siden du åpnet siden."
LATER = (clock.today() + timedelta(days=60)).isoformat()

ANSWER = {"stance": "follows_up", "label": "both", "text": "Vi prøver åpent til 18.", "without_promise": "1"}
WORDS = {"text": "Det er slik hos oss alle."}
PROMISE = {"promise_what": "Åpent til 18", "promise_who": "Nav-leder", "promise_due": LATER}
CLAIM = {
    "what_changed": EVIDENCE.what_changed,
    "where": EVIDENCE.where,
    "since": "2026-01-05",
    "how_noticed": EVIDENCE.how_noticed,
}
IT_HELPED = {
    "verdict": "confirmed",
    "text": "Døra er åpen når vi kommer.",
    "days": "20",
    "early_reason": "Vi så det selv.",
}
PUBLIC = {"title": "Åpningstid", "text": "Mange kommer til stengt dør."}


class Told(list):
    """The acts of this file by name."""

    def __call__(self, act):
        self.append(pytest.param(act, id=act.__name__))
        return act


acts = Told()


def of(here, *parts):
    return "/".join([f"/innspill/{here.issue.reference}", *(str(part) for part in parts)])


def ask_back(here):
    with transaction():
        answers_service.ask_back(here.make.actor(here.director), load(here.owed.id), words=Words(text="Hvilken dag?"))
    return here.row(FollowUpKind.CLARIFICATION)


def ending(here):
    return here.leader, of(here, "valg", "enkeltsak"), {"text": "Dette hører hjemme i en klage."}


@acts
def answer(make):
    here = town(make)
    path = of(here, "svar", here.owed.id)
    return (here.director, path, ANSWER), (here.stand_in, path, ANSWER)


@acts
def answer_and_end(make):
    here = town(make)
    return ending(here), (here.director, of(here, "svar", here.owed.id), ANSWER)


@acts
def offer_a_draft_and_answer(make):
    here = town(make)
    assistant = make.director(make.office_of(make.council_of(here.issue.council_id)), "assistant")
    path = of(here, "svar", here.owed.id)
    return (here.director, path, ANSWER), (assistant, path, ANSWER)


@acts
def ask_back_and_answer(make):
    here = town(make)
    path = of(here, "svar", here.owed.id)
    return (here.director, path, {**ANSWER, "stance": "asks_back"}), (here.stand_in, path, ANSWER)


def sent_on(here):
    make = here.make
    other = make.office()
    make.council(office=other)
    people = make.director(other), make.director(other, "stand_in")
    with transaction():
        words = Words(text="Dette er deres.")
        send_on.send_on(make.actor(here.director), load(here.owed.id), to=Owner(office_id=other.id), words=words)
    return of(here, "svar", here.row(FollowUpKind.ANSWER).id), people


@acts
def take_over(make):
    path, people = sent_on(town(make))
    return (people[0], path, {"answer": "yes"}), (people[1], path, {"answer": "yes"})


@acts
def take_over_and_decline(make):
    path, people = sent_on(town(make))
    return (people[0], path, {"answer": "no", "reason": "Ikke vår."}), (people[1], path, {"answer": "yes"})


@acts
def take_over_what_the_first_has_answered(make):
    here = town(make)
    path, people = sent_on(here)
    return (here.director, of(here, "svar", here.owed.id), ANSWER), (people[1], path, {"answer": "yes"})


@acts
def clarify(make):
    here = town(make)
    path = of(here, "svar", ask_back(here).id)
    return (here.leader, path, WORDS), (here.member, path, WORDS)


@acts
def state(make):
    here = town(make, origin="office", office_ask="question")
    with transaction():
        follow_ups.owe_statement(db.session.get_one(Issue, here.issue.id), 20)
    path = of(here, "svar", here.row(FollowUpKind.STATEMENT).id)
    return (here.leader, path, WORDS), (here.member, path, WORDS)


@acts
def promise(make):
    here = town(make)
    here.answer()
    path = of(here, "svar", here.owed.id, "tiltak")
    return (here.director, path, PROMISE), (here.stand_in, path, PROMISE)


@acts
def promise_and_end(make):
    here = town(make)
    here.answer()
    return ending(here), (here.director, of(here, "svar", here.owed.id, "tiltak"), PROMISE)


@acts
def claim(make):
    here = town(make)
    path = of(here, "gjort", here.promised().id)
    return (here.director, path, CLAIM), (here.stand_in, path, CLAIM)


@acts
def claim_unpromised(make):
    here = town(make)
    here.answer()
    return (here.director, of(here, "gjort"), CLAIM), (here.stand_in, of(here, "gjort"), CLAIM)


@acts
def judge(make):
    here = town(make)
    path = of(here, "hjalp", here.claimed().id)
    return (here.leader, path, IT_HELPED), (here.leader, path, {**IT_HELPED, "verdict": "contested"})


@acts
def judge_and_end(make):
    here = town(make)
    path = of(here, "hjalp", here.claimed().id)
    return ending(here), (here.member, path, IT_HELPED)


@acts
def say_if_it_helped(make):
    here = town(make)
    action = here.claimed()
    question = db.session.scalars(select(OutcomeQuestion)).first()
    author = db.session.get_one(Person, here.author)
    path = of(here, "hjalp-det", question.id)
    return (here.leader, of(here, "hjalp", action.id), IT_HELPED), (author, path, {"word": "solved", "text": ""})


@acts
def contest_an_answer(make):
    here = town(make)
    here.answer()
    path = of(here, "svar", here.owed.id, "ikke-godt-nok")
    fields = {"reason": "Dere svarer ikke.", "days": "10"}
    return (here.leader, path, fields), (here.leader, path, {**fields, "reason": "Det holder ikke."})


@acts
def contest_an_answer_and_promise_more(make):
    here = town(make)
    here.answer()
    path = of(here, "svar", here.owed.id, "ikke-godt-nok")
    fields = {"reason": "Dere svarer ikke.", "days": "10"}
    return (here.director, of(here, "svar", here.owed.id, "tiltak"), PROMISE), (here.leader, path, fields)


@acts
def extend_and_answer(make):
    here = town(make)
    fields = {"due": LATER, "reason": "Vi venter på svar fra eieren av bygget."}
    return (here.director, of(here, "svar", here.owed.id), ANSWER), (
        here.stand_in,
        of(here, "frist", here.owed.id),
        fields,
    )


@acts
def grant(make):
    here = town(make)
    for days in (1, 2):
        with transaction():
            due = load(here.owed.id).due + timedelta(days=days)
            extensions.extend_date(make.actor(here.director), load(here.owed.id), due=due, reason="Vi trenger tid.")
    path = of(here, "ny-frist", here.owed.id)
    return (here.leader, path, {"answer": "yes"}), (here.member, path, {"answer": "no"})


@acts
def put_a_date(make):
    here = town(make)
    here.answer(
        promise=answers_service.Promise(what="Åpent", who="Nav-leder", date_by=clock.today() + timedelta(days=20))
    )
    path = of(here, "dato", here.row(FollowUpKind.ACTION).id)
    return (here.director, path, {"due": LATER}), (here.stand_in, path, {"due": LATER})


@acts
def correct(make):
    here = town(make)
    here.answer()
    given = here.row(FollowUpKind.ANSWER)
    answers = db.session.scalars(select(followups.Answer).where(followups.Answer.follow_up_id == given.id)).all()
    path = of(here, "svar", given.id, "rett", answers[0].id)
    fields = {"text": "Vi prøver åpent til 17.", "note": "Feil tid."}
    return (here.director, path, fields), (here.stand_in, path, fields)


@acts
def ask_the_municipality_and_end(make):
    here = town(make)
    place = db.session.scalars(select(OfficeMunicipality)).first()
    return ending(here), (here.leader, of(here, "kommunen"), {"municipality": str(place.municipality_id), "text": ""})


def choice(make, key, fields, *, prepare=lambda here: None, who="leader"):
    """One of the rarer choices, pressed twice."""
    here = town(make)
    prepare(here)
    person = db.session.get_one(Person, here.author) if who == "author" else getattr(here, who)
    path = of(here, "valg", key)
    return (person, path, fields), (person, path, fields)


def hold_back(here):
    here.owed.drop(states.DropReason.CLOSED, clock.now())
    here.issue.state, here.issue.held_reason, here.issue.sent_at = "held", "asked", None
    db.session.commit()


def unsend(here):
    here.owed.drop(states.DropReason.CLOSED, clock.now())
    here.issue.state, here.issue.sent_at = "open", None
    db.session.commit()


def shut(here):
    here.answer()
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        closing.close_issue(here.make.actor(here.leader), issue, outcome=Outcome.NOTED, text="Takk.")


@acts
def release(make):
    return choice(make, "les-gjennom", {}, prepare=hold_back)


@acts
def send(make):
    return choice(make, "send", {}, prepare=unsend)


@acts
def share(make):
    return choice(make, "del", {})


@acts
def raise_to_the_region(make):
    def place(here):
        here.make.council_of(here.issue.council_id).parent_id = here.make.council(offices=[]).id
        db.session.commit()

    return choice(make, "loft", WORDS, prepare=place)


@acts
def close(make):
    return choice(make, "lukk", {"outcome": "noted", **WORDS}, prepare=lambda here: here.answer())


@acts
def reopen(make):
    return choice(make, "apne", WORDS, prepare=shut)


@acts
def point_away(make):
    return choice(make, "enkeltsak", WORDS)


@acts
def withdraw(make):
    return choice(make, "trekk", {}, who="author")


@acts
def merge(make):
    here = town(make)
    into = make.issue(make.council_of(here.issue.council_id))
    path, fields = of(here, "valg", "sla-sammen"), {"into": str(into.id)}
    return (here.leader, path, fields), (here.leader, path, fields)


@acts
def set_the_phase_of_what_ends(make):
    here = town(make)
    return ending(here), (here.leader, of(here, "valg", "fase"), {"phase": "planning"})


@acts
def second_yes(make):
    here = nav_led(make)
    here.answer()
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        closing.close_issue(make.actor(here.leader), issue, outcome=Outcome.NOTED, text="Takk.")
    [asked] = db.session.scalars(select(assents.Assent)).all()
    author = db.session.get_one(Person, here.author)
    return (here.member, of(here, "ja", asked.id), {}), (author, of(here, "ja", asked.id), {})


@acts
def take_back_a_yes(make):
    here = nav_led(make)
    here.answer()
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        closing.close_issue(make.actor(here.leader), issue, outcome=Outcome.NOTED, text="Takk.")
    [asked] = db.session.scalars(select(assents.Assent)).all()
    return (here.member, of(here, "ja", asked.id), {}), (here.leader, of(here, "ja", asked.id, "ta-tilbake"), {})


def comment_of(here, who):
    with transaction():
        said = comments.add_comment(
            here.make.actor(who),
            db.session.get_one(Issue, here.issue.id),
            text="Slik er det her også.",
            tag=CommentTag.EXPERIENCE,
            audience=CommentAudience.USER_SIDE,
        )
    return of(here, "kommentar", said.id)


@acts
def comment_on_what_ends(make):
    here = town(make)
    fields = {"text": "Slik er det.", "tag": "experience", "audience": "user_side"}
    return ending(here), (here.member, of(here, "kommentar"), fields)


@acts
def change_a_comment_taken_back(make):
    here = town(make)
    path = comment_of(here, here.member)
    fields = {"text": "Slik var det.", "tag": "experience", "audience": "user_side"}
    return (here.member, path, {"act": "withdraw"}), (here.member, path, fields)


@acts
def take_back_a_comment(make):
    here = town(make)
    path = comment_of(here, here.member)
    return (here.member, path, {"act": "withdraw"}), (here.member, path, {"act": "withdraw"})


@acts
def edit_what_ends(make):
    here = town(make)
    author = db.session.get_one(Person, here.author)
    return ending(here), (author, of(here, "rediger"), {"title": "Ny", "body": "Helt ny tekst."})


@acts
def support_what_ends(make):
    here = town(make)
    seat = make.actor(here.member).seats[0]
    office = make.office_of(make.council_of(here.issue.council_id))
    return ending(here), (here.member, of(here, "samme-hos-oss"), {"place": f"{seat.seat_id}-{office.id}"})


def proposed(here):
    with transaction():
        issue = db.session.get_one(Issue, here.issue.id)
        public_version.propose_public_words(here.make.actor(here.leader), issue, **PUBLIC)


def wording_of(here):
    return {"seen": db.session.get_one(PublicVersion, here.issue.id, populate_existing=True).wording}


@acts
def agree_to_words_that_change(make):
    here = town(make)
    proposed(here)
    author = db.session.get_one(Person, here.author)
    other = {**PUBLIC, "text": "Noe helt annet."}
    return (here.leader, of(here, "offentlig"), other), (author, of(here, "offentlig", "ja"), wording_of(here))


@acts
def approve(make):
    here = town(make)
    proposed(here)
    with transaction():
        issue, version = (db.session.get_one(one, here.issue.id) for one in (Issue, PublicVersion))
        public_version.consent_to_public_words(make.actor(db.session.get_one(Person, here.author)), issue, version)
    path = of(here, "offentlig", "godkjenn")
    return (here.leader, path, wording_of(here)), (here.leader, path, wording_of(here))


def planned(make):
    council = make.council()
    leader = make.leader(council)
    with transaction():
        starts = clock.now() + timedelta(days=1)
        made = meetings.plan_meeting(make.actor(leader), council.id, starts_at=starts, place="Møterommet")
        item = meetings.add_item(make.actor(leader), made, title="Åpningstiden")
    return council, leader, made.id, f"/utvalg/{council.slug}/moter/{made.id}", item.id


def cancel(meeting_id):
    """There is no page for it yet; a council that ends does it."""
    with transaction():
        db.session.get_one(Meeting, meeting_id).state = "cancelled"


@acts
def hold_a_meeting(make):
    _council, leader, meeting_id, path, _item = planned(make)
    db.session.get_one(Meeting, meeting_id).starts_at = clock.start_of(clock.today())
    db.session.commit()
    return (leader, f"{path}/holdt", {}), (leader, f"{path}/holdt", {})


@acts
def fill_the_agenda_of_a_meeting_held(make):
    _council, leader, meeting_id, path, _item = planned(make)
    db.session.get_one(Meeting, meeting_id).starts_at = clock.start_of(clock.today())
    db.session.commit()
    return (leader, f"{path}/holdt", {}), (leader, f"{path}/ny-sak", {"title": "En sak til"})


@acts
def advise_in_a_meeting_cancelled(make):
    council, leader, meeting_id, path, item_id = planned(make)
    words = {"text": "Åpne på torsdager.", "theme": "apning", "place": f"{council.id}-{make.office_of(council).id}"}
    return lambda: cancel(meeting_id), (leader, f"{path}/saker/{item_id}/rad", words)


@acts
def vote_in_a_meeting_cancelled(make):
    _council, leader, meeting_id, path, item_id = planned(make)
    return lambda: cancel(meeting_id), (leader, f"{path}/saker/{item_id}/avstemning", {"question": "Skal vi?"})


def voting(make):
    council, leader, _meeting, _path, item_id = planned(make)
    member = make.representative(council)
    db.session.commit()
    with transaction():
        item = db.session.scalars(select(AgendaItem).where(AgendaItem.id == item_id)).one()
        vote = votes.open_vote(make.actor(leader), item, question="Skal vi?")
    return leader, member, f"/avstemninger/{vote.id}"


@acts
def say_a_word_in_a_vote_that_closes(make):
    leader, member, path = voting(make)
    return (leader, f"{path}/lukk", {}), (member, path, {"choice": "for"})


@acts
def close_a_vote(make):
    leader, _member, path = voting(make)
    return (leader, f"{path}/lukk", {}), (leader, f"{path}/lukk", {})


@acts
def report(make):
    scene = Scene(make)
    path, fields = f"/meld-fra/comment/{scene.id}", {"reason": "harassment", "words": ""}
    return (scene.member, path, fields), (scene.member, path, fields)


@acts
def decide_a_report(make):
    scene = Scene(make)
    path, fields = f"/meldinger/{scene.report().id}/avgjor", {"decision": "keep", "words": "Teksten kan stå."}
    return (scene.moderator, path, fields), (scene.coordinator, path, fields)


@acts
def appeal(make):
    scene = Scene(make)
    given = scene.report()
    scene.decide(given)
    path = f"/meldinger/{given.id}/klage"
    return (scene.author, path, {"words": "Den nevner ingen."}), (scene.author, path, {"words": "Den er grei."})


@acts
def decide_an_appeal(make):
    scene = Scene(make)
    third = make.scope(ScopeKind.MODERATOR)
    given = scene.report()
    scene.decide(given)
    scene.appeal(given)
    path, fields = f"/meldinger/{given.id}/klage/avgjor", {"decision": "keep", "words": "Den kan stå."}
    return (scene.coordinator, path, fields), (third, path, fields)


def nominated(make):
    organisation = make.organisation()
    council = make.council()
    seat, leader = make.seat(council, organisation=organisation), make.leader(council)
    contact = make.scope(ScopeKind.ORGANISATION_CONTACT, organisation_id=organisation.id)
    db.session.commit()
    with transaction():
        at = council_queries.seat_of_organisation(seat.id)
        made = nominations.nominate(
            make.actor(contact), at, name="Nye Navnesen", email="", start=clock.today(), reason=""
        )
    return contact, leader, f"/forslag/{made.id}/trekk", f"/utvalg/{council.slug}/styre/forslag/{made.id}/si-nei"


@acts
def resign(make):
    council = make.council()
    member = make.representative(council)
    one = db.session.scalars(select(Appointment.id).where(Appointment.person_id == member.id)).one()
    path, fields = f"/min-konto/verv/{one}/trekk-deg", {"on": clock.today().isoformat()}
    return (member, path, fields), (member, path, fields)


@acts
def end_an_office_role(make):
    office = make.office()
    director, helper = make.director(office), make.director(office, "assistant")
    role = db.session.scalars(select(OfficeRole.id).where(OfficeRole.person_id == helper.id)).one()
    path = f"/kontor/{office.slug}/roller/{role}/avslutt"
    return (director, path, {}), (director, path, {})


@acts
def take_a_nomination_back(make):
    contact, _leader, path, _no = nominated(make)
    return (contact, path, {}), (contact, path, {})


@acts
def decline_a_nomination_taken_back(make):
    contact, leader, path, no = nominated(make)
    return (contact, path, {}), (leader, no, {"reason": "Plassen er lovet bort."})


def told(answer):
    """What somebody who comes too late is told, as a sentence."""
    found = LEAD.search(answer.text)
    return found[1] if found else ""


def is_told(answer):
    if answer.status_code == 303:
        return True
    if answer.mimetype == "application/json":
        return answer.status_code == 409 and len(answer.json["error"]) > 10
    return answer.status_code == 409 and told(answer) not in ("", NOBODY_KNOWS_WHY)


@pytest.mark.parametrize("act", acts)
def test_whoever_comes_second_is_told_what_is_so_and_never_that_it_is_not_theirs(app, make, act):
    first, second = act(make)

    def first_press():
        if callable(first):
            first()
        else:
            assert press(app, [first], same_moment=False)[0].status_code == 303

    between = overtaken(app, second, first_press)
    afterwards = press(app, [second], same_moment=False)[0]

    for answer in (between, afterwards):
        assert is_told(answer), (answer.status_code, told(answer), answer.text[:1500])


def test_a_word_by_signed_link_that_comes_too_late_is_told_that_the_question_is_over(app, make):
    here = town(make)
    action = here.claimed()
    question = db.session.scalars(select(OutcomeQuestion.id)).first()
    author = db.session.get_one(Person, here.author)
    link = link_to(question, here.author)
    judged = (here.leader, of(here, "hjalp", action.id), IT_HELPED)

    def first_press():
        assert press(app, [judged], same_moment=False)[0].status_code == 303

    late = overtaken(app, (author, link, {"word": "solved"}), first_press)

    assert late.status_code == 410
    assert "Dette spørsmålet er avsluttet" in late.text
    assert db.session.scalars(select(OutcomeQuestion.word)).all() == [None]
