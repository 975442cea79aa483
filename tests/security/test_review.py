"""What a reader with bad intent, or with a duty to protect, would try: each found once and kept shut."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from app.access.sight import can_see_issue, issues_visible_to
from app.accounts.service.one_time_links import new_link
from app.core import clock
from app.core.errors import Conflict, Denied
from app.core.roles import CouncilRoleKind, Side
from app.database import db, transaction
from app.followups.queries import chain
from app.followups.service import answers, claims, clarifications, verdicts
from app.followups.service.answers import Promise, Words
from app.followups.service.claims import Evidence
from app.issues import policy
from app.issues.service import closing, edits, posting, public_version, sharing
from app.issues.service.posting import Source, Text
from app.meetings import service as meetings
from app.models.councils import Appointment, CouncilRole, Seat
from app.models.followups import FollowUp
from app.models.issue_enums import Channel, Visibility
from app.models.issues import Issue, PublicVersion
from app.models.meetings import AgendaItem
from app.models.people import Draft, LinkPurpose
from app.models.states import FollowUpKind, IssueState, Stance, Verdict
from app.models.themes import Theme
from app.votes import service as votes
from tests.filling import as_opened, save

TEXT = Text("Åpningstiden passer ikke", "Kontoret har åpent to timer midt på dagen.", Theme.APNING)


@pytest.fixture
def words(app):
    """A request in whose language the services answer."""
    with app.test_request_context():
        yield


def post(make, author, council, **more):
    office_id = make.office_of(council).id
    actor = make.actor(author)
    with transaction():
        return posting.post_issue(actor, TEXT, council_id=council.id, office_id=office_id, **more)


def readers_of(issue, *actors):
    """What the page and the list say of each; they must agree."""
    found = []
    for actor in actors:
        thing = can_see_issue(actor, issue, {issue.council_id: issue.posted_at})
        rows = db.session.scalars(select(Issue.id).where(issues_visible_to(actor))).all()
        assert thing is (issue.id in rows)
        found.append(thing)
    return found


# ---- Held texts


@pytest.mark.parametrize("end", ["pointed_away", "withdrawn"])
def test_a_held_text_that_ends_unread_never_comes_before_the_office(make, words, end):
    council = make.council()
    author, leader, member = make.representative(council), make.leader(council), make.representative(council)
    director, secretary = make.director(make.office_of(council)), make.secretary(council)
    issue = post(make, author, council, ask_reading=True)

    with transaction():
        if end == "pointed_away":
            closing.point_away(make.actor(leader), issue, text="Ring Nav på 55 55 33 33.")
        else:
            closing.withdraw_issue(make.actor(author), issue)

    assert issue.state is IssueState.CLOSED
    outside = [make.actor(one) for one in (director, secretary, member)]
    assert readers_of(issue, *outside) == [False] * 3
    assert readers_of(issue, make.actor(author), make.actor(leader)) == [True, True]


def test_a_text_that_ended_held_is_held_again_when_it_is_reopened(make, words):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    director = make.director(make.office_of(council))
    issue = post(make, author, council, ask_reading=True)

    with transaction():
        closing.point_away(make.actor(leader), issue, text="Dette er en enkeltsak.")
    with transaction():
        closing.reopen_issue(make.actor(leader), issue, reason="Det gjelder flere.")

    assert issue.state is IssueState.HELD
    assert readers_of(issue, make.actor(director)) == [False]
    with transaction():
        posting.release_issue(make.actor(leader), issue)
    assert readers_of(issue, make.actor(director)) == [True]


# ---- Whose words they are


def registered_for(make, representative, council, registrar, *, whom="En representant"):
    seat_id = next(seat.seat_id for seat in make.actor(representative).seats)
    source = Source(Channel.PHONE, whom, True, seat_id=seat_id, person_id=representative.id)
    with transaction():
        return posting.register_issue(
            make.actor(registrar), TEXT, council_id=council.id, office_id=make.office_of(council).id, source=source
        )


def test_a_secretary_of_the_office_side_neither_edits_nor_withdraws_what_they_wrote_down_for_a_representative(
    make, words
):
    council = make.council()
    author, secretary = make.representative(council), make.secretary(council, side=Side.NAV)
    issue = registered_for(make, author, council, secretary)
    actor = make.actor(secretary)

    with pytest.raises(Denied), transaction():
        edits.edit_issue(actor, issue, title="Alt er bra", body="Ingenting å si.")
    with pytest.raises(Denied), transaction():
        closing.withdraw_issue(actor, db.session.get_one(Issue, issue.id))

    assert not policy.can_propose_public(actor, issue)
    assert policy.can_edit(make.actor(author), issue)


def test_whoever_wrote_it_down_may_put_it_right_only_while_they_have_that_part(make, words):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    issue = registered_for(make, author, council, leader)
    assert policy.can_edit(make.actor(leader), issue)

    end_everything(leader)

    assert not policy.can_edit(make.actor(leader), issue)
    assert not policy.can_withdraw(make.actor(leader), issue)


def test_who_has_left_the_council_reads_the_own_text_but_changes_and_shares_it_no_more(make, words):
    council = make.council()
    author = make.representative(council)
    issue = post(make, author, council)
    end_everything(author)
    actor = make.actor(author)

    assert can_see_issue(actor, issue, [council.id])
    assert not policy.can_edit(actor, issue)
    assert not policy.can_share(actor, issue)
    assert not policy.can_propose_public(actor, issue)


def end_everything(person):
    """The last day of every part was the day before yesterday."""
    day = clock.today() - timedelta(days=2)
    with transaction():
        for table in (Appointment, CouncilRole):
            db.session.execute(update(table).where(table.person_id == person.id).values(valid_to=day))


# ---- The agenda, which the office reads as well


def planned(make, council, leader):
    with transaction():
        return meetings.plan_meeting(
            make.actor(leader), council.id, starts_at=clock.now() + timedelta(days=20), place="Møterommet"
        )


def test_a_held_text_is_not_brought_to_an_agenda(make, visit, app):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    with app.test_request_context():
        issue = post(make, author, council, ask_reading=True)
        meeting = planned(make, council, leader)
    reference = issue.reference

    page = visit(leader).post(f"/innspill/{reference}/til-saksliste", {"meeting": meeting.id})

    assert page.status_code == 409
    assert "Innspillet venter på at noen i utvalget leser gjennom teksten." in page.text
    assert db.session.scalar(select(func.count(AgendaItem.id))) == 0


def test_an_issue_stands_on_the_agenda_of_a_council_that_it_is_in_front_of_only(make, words):
    council, other = make.council(), make.council()
    leader = make.leader(council)
    make.appointment(make.seat(other), leader)
    make.role(other, leader, CouncilRoleKind.LEADER, side=Side.USER)
    issue, meeting = make.issue(council), planned(make, other, leader)

    with pytest.raises(Denied), transaction():
        meetings.add_item(make.actor(leader), meeting, title=issue.title, issue=issue)


def test_what_a_moderator_hid_is_hidden_on_the_agenda_too(make, visit, app):
    council = make.council()
    leader = make.leader(council)
    issue = make.issue(council, title="Kari Nordmann får ikke svar")
    with app.test_request_context():
        meeting = planned(make, council, leader)
        with transaction():
            meetings.add_item(make.actor(leader), meeting, title=issue.title, issue=issue)
            issue.hidden_at = clock.now()

    page = visit(leader).get(f"/utvalg/{council.slug}/moter/{meeting.id}")

    assert page.status_code == 200
    assert "Kari Nordmann" not in page.text


# ---- Names, outside the council


def test_other_councils_read_parts_and_organisations_but_no_name_of_a_shared_issue(make, visit, app):
    council = make.council()
    author, leader = make.representative(council, name="Aud Forfatter"), make.leader(council, name="Liv Leder")
    secretary = make.secretary(council, name="Siv Sekretær")
    director = make.director(make.office_of(council))
    stranger = make.representative(make.council())
    with app.test_request_context():
        issue = registered_for(make, author, council, secretary, whom="Kari Nabokone")
        ask_and_answer(make, issue, director, secretary, for_name="Nils Nabo")
        promise_claim_and_confirm(make, issue, director, leader)
        with transaction():
            sharing.share_issue(make.actor(leader), issue)
    said_by = ["Aud Forfatter", "Liv Leder", "Siv Sekretær", "Kari Nabokone", "Nils Nabo"]

    inside, outside = visit(leader), visit(stranger)
    inside.get(f"/innspill/{issue.reference}")
    outside.get(f"/innspill/{issue.reference}")

    assert [name for name in said_by if name not in inside.last.text] == []
    assert outside.last.status_code == 200
    assert [name for name in said_by if name in outside.last.text] == []


def live(issue, kind):
    rows = select(FollowUp).where(FollowUp.issue_id == issue.id, FollowUp.kind == kind).order_by(FollowUp.id.desc())
    row = db.session.scalars(rows.options(*chain.OWNERS, joinedload(FollowUp.issue))).first()
    assert row is not None
    return row


def ask_and_answer(make, issue, director, secretary, *, for_name):
    with transaction():
        answers.ask_back(make.actor(director), live(issue, FollowUpKind.ANSWER), words=Words("Hvilke dager?"))
    with transaction():
        row = live(issue, FollowUpKind.CLARIFICATION)
        clarifications.answer_clarification(make.actor(secretary), row, text="Alle dager.", for_name=for_name)


def promise_claim_and_confirm(make, issue, director, leader):
    today = clock.today()
    with transaction():
        row = live(issue, FollowUpKind.ANSWER)
        promise = Promise("Åpent til kl. 18", "Nav-leder", due=today)
        answers.answer_follow_up(
            make.actor(director), row, stance=Stance.FOLLOWS_UP, words=Words("Ja."), promise=promise
        )
    with transaction():
        evidence = Evidence("Åpent til kl. 18", "Nav Sted", today, "Døra er åpen.")
        claims.claim_done(make.actor(director), live(issue, FollowUpKind.ACTION), evidence)
    with transaction():
        action = live(issue, FollowUpKind.ACTION)
        verdicts.confirm_action(make.actor(leader), action, verdict=Verdict.CONFIRMED, early_reason="Vi har sett det.")


# ---- What is kept without being sent


def test_no_draft_keeps_an_identity_number_and_its_writer_is_told(make, visit):
    council = make.council()
    author, director = visit(make.representative(council)), visit(make.director(make.office_of(council)))
    issue = make.issue(council)
    owed = make.owed(issue)
    for browser, path, field in (
        (author, "/innspill/nytt", "body"),
        (director, f"/innspill/{issue.reference}/svar/{owed.id}", "text"),
    ):
        form = as_opened(browser.get(path), field)
        saved = save(browser, form, **{field: "Saken til 13097248022 tar for lang tid."})
        refused = browser.post(path, {**form, field: "Saken til 13097248022 tar for lang tid."})

        assert (saved.status_code, refused.status_code) == (422, 422)
        assert "fødselsnummer" in saved.json["error"]
        assert "13097248022" in refused.text
    assert db.session.scalars(select(Draft)).all() == []


# ---- Pages that no cache may keep


def test_a_page_behind_a_link_from_a_mail_is_kept_by_no_cache(make, visit):
    person = make.person()
    with transaction():
        new_link(person, LinkPurpose.SIGN_IN, nonce="a-nonce", next_url=None)
    for path in ("/logg-inn/a-nonce", "/invitasjon/a-nonce", "/avmeld/forged", "/hjalp-det/forged"):
        assert visit(None).get(path).headers["Cache-Control"] == "no-store", path


def test_a_visitors_page_carries_a_session_and_is_kept_by_no_shared_cache(make, visit):
    assert visit(None).get("/").headers["Cache-Control"] == "private, no-cache"
    assert visit(None).get("/logg-inn").headers["Cache-Control"] == "private, no-cache"


# ---- What one may not see does not exist


def test_paging_from_an_issue_one_may_not_see_says_no_more_than_from_none(make, visit):
    stranger_council, council = make.council(), make.council()
    stranger = make.representative(stranger_council)
    own = make.issue(stranger_council, author=stranger, posted_at=clock.now() - timedelta(days=9))
    unseen = make.issue(council)

    visitor = visit(stranger)
    beyond_unseen = visitor.get(f"/innspill?etter={unseen.id}").text
    beyond_nothing = visitor.get("/innspill?etter=999999").text

    assert own.title in visitor.get("/innspill").text
    assert (own.title in beyond_unseen) == (own.title in beyond_nothing)


# ---- The yes to public words


def proposed(make, council, author, leader):
    issue = post(make, author, council)
    with transaction():
        version = public_version.propose_public_words(
            make.actor(leader), issue, title="Åpningstid", text="Kontoret åpnet lenger."
        )
    return issue, version


def published(make, council, author, leader):
    issue, version = proposed(make, council, author, leader)
    with transaction():
        public_version.consent_to_public_words(make.actor(author), issue, version)
        public_version.approve_public_words(make.actor(leader), issue, version)
    return issue, version


def test_a_yes_counts_for_the_words_that_were_read_and_for_no_later_ones(make, visit, app):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    with app.test_request_context():
        issue, version = proposed(make, council, author, leader)
    browser = visit(author)
    read = re.search(r'name="seen" value="([^"]+)"', browser.get(f"/innspill/{issue.reference}/offentlig").text)
    with app.test_request_context(), transaction():
        public_version.propose_public_words(
            make.actor(leader), issue, title="Åpningstid", text="Forfatteren er uføretrygdet."
        )

    answer = browser.post(f"/innspill/{issue.reference}/offentlig/ja", {"seen": read[1]})

    assert answer.status_code == 409
    assert db.session.get(PublicVersion, version.issue_id).consented_at is None


def test_taking_the_yes_back_opens_the_issue_for_nobody_new(make, words):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    issue, version = published(make, council, author, leader)

    with transaction():
        public_version.withdraw_consent(make.actor(author), issue, version)

    assert issue.visibility is Visibility.COUNCIL


def test_an_author_whose_name_is_taken_off_can_still_take_the_yes_back(make, words):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    issue, version = published(make, council, author, leader)
    with transaction():
        issue.anonymous = True

    with transaction():
        public_version.withdraw_consent(make.actor(author), issue, version)

    assert not issue.is_public


def test_what_its_author_withdraws_is_public_no_more(make, visit, app):
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    with app.test_request_context():
        issue, _version = published(make, council, author, leader)
        assert visit(None).get(f"/offentlig/{issue.reference}").status_code == 200
        with transaction():
            closing.withdraw_issue(make.actor(author), issue)

    assert visit(None).get(f"/offentlig/{issue.reference}").status_code == 404


# ---- What one may take home


def test_own_data_has_everything_of_ones_own_and_nothing_of_those_who_reported(make, visit):
    council = make.council()
    author, reporter = make.representative(council), make.representative(council)
    issue = make.issue(council, author=author)
    visit(reporter).post(f"/meld-fra/issue/{issue.id}", {"reason": "personal_data", "words": "Ser ut som meg."})
    visit(author).post(f"/innspill/{issue.reference}/folg", {"muted": "0"})

    of_author = json.loads(visit(author).get("/min-konto/mine-data").text)
    of_reporter = json.loads(visit(reporter).get("/min-konto/mine-data").text)

    assert [row["issue_id"] for row in of_author["follows"]] == [issue.id]
    assert len(of_author["reports_of_own_texts"]) == 1
    assert "Ser ut som meg." not in json.dumps(of_author["reports_of_own_texts"], ensure_ascii=False)
    assert "person_id" not in of_author["reports_of_own_texts"][0]
    assert [row["text"] for row in of_reporter["reports"]] == ["Ser ut som meg."]
    for name in ("files", "assents", "votes", "notices_received", "mails", "events", "sign_in_tries", "summaries"):
        assert name in of_author


def test_an_open_vote_of_a_council_one_has_left_is_not_on_ones_own_page(make, visit, app):
    council = make.council()
    leader, member = make.leader(council), make.representative(council)
    make.appointment(make.seat(make.council()), member)
    with app.test_request_context():
        meeting = planned(make, council, leader)
        with transaction():
            item = meetings.add_item(make.actor(leader), meeting, title="Flytte mottaket")
            item.meeting = meeting
            votes.open_vote(make.actor(leader), item, question="Skal mottaket flyttes?")
    assert "Skal mottaket flyttes?" in visit(member).get("/min-side").text
    with transaction():
        left = select(Seat.id).where(Seat.council_id == council.id)
        ended = update(Appointment).where(Appointment.person_id == member.id, Appointment.seat_id.in_(left))
        db.session.execute(ended.values(valid_to=clock.today() - timedelta(days=2)))

    assert "Skal mottaket flyttes?" not in visit(member).get("/min-side").text


# ---- Sides


@pytest.mark.parametrize("first", [Side.USER, Side.NAV])
def test_who_also_sits_for_nav_never_acts_for_the_users(make, first):
    council, person = make.council(), make.person()
    for side in (first, Side.NAV if first is Side.USER else Side.USER):
        make.appointment(make.seat(council, side=side), person)

    actor = make.actor(person)

    assert actor.side_in(council.id) is Side.NAV
    assert not actor.holds_user_seat(council.id)
    assert not actor.sits_for_users(council.id)


def test_a_held_text_is_not_raised_to_the_council_above(make, words):
    parent = make.council()
    council = make.council(parent_id=parent.id)
    author, leader = make.representative(council), make.leader(council)
    issue = post(make, author, council, ask_reading=True)

    with pytest.raises(Conflict), transaction():
        sharing.raise_issue(make.actor(leader), issue, reason="Det gjelder flere kontor.")
