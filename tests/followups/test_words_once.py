"""What somebody wrote stands in one row: hiding and correcting it reaches every place that repeats it, and no other."""

import pytest
from sqlalchemy import select

from app.assents.service import assents
from app.core import clock
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.followups.queries.chain import follow_up_of
from app.followups.service import answers, claims, clarifications, send_on, statements, verdicts
from app.followups.service.answers import Words
from app.followups.service.owners import Owner
from app.issues.service import closing, public_version, sharing
from app.models.assents import Assent
from app.models.followups import Answer, Claim, FollowUp
from app.models.issue_enums import Outcome
from app.models.issues import ActReason, Issue, PublicVersion
from app.models.people import Person
from app.models.reportable import Reported
from app.models.safety import ReportReason
from app.models.states import DropReason, FollowUpKind, IssueState, Stance, Verdict
from app.safety import queries as safety
from app.safety import service as reports
from app.safety.queries import text_of
from tests.followups.chain import EARLY, EVIDENCE, load, town

JA = "Ja."


def issue_of(here):
    return db.session.get_one(Issue, here.issue.id)


def quote_of(here, row_id):
    """As the pages of one request read it."""
    db.session.expunge_all()
    return follow_up_of(here.issue.reference, row_id).quote


def hide(here, subject, row_id, *, hidden=True):
    """A moderator hides it, or a text that was hidden at once is let stand."""
    with transaction():
        member, moderator = here.make.actor(here.member), here.make.actor(here.make.scope(ScopeKind.MODERATOR))
        report = reports.report_text(member, text_of(subject, row_id), reason=ReportReason.PERSONAL_DATA)
        code = ReportReason.PERSONAL_DATA if hidden else None
        reports.decide_report(moderator, safety.case_of(report.id), hide=hidden, code=code, words="Slik er det.")


def two_answers(make):
    """Two owners say "Ja.": one has answered, the other sends it on, and the new owner is asked in these words."""
    here = town(make)
    other = make.owed(issue_of(here), municipality_id=make.municipality().id)
    db.session.add(
        Answer(
            follow_up_id=other.id,
            stance=Stance.FOLLOWS_UP,
            text=JA,
            by_name="Kommunen",
            by_title="Leder",
            at=clock.now(),
            person_id=make.person().id,
        )
    )
    to = Owner(office_id=make.office_of(make.council()).id)
    db.session.commit()
    with transaction():
        send_on.send_on(make.actor(here.director), load(here.owed.id), to=to, words=Words(text=JA))
    said = db.session.scalars(select(Answer.id).where(Answer.follow_up_id == here.owed.id)).one()
    first = db.session.scalars(select(Answer.id).where(Answer.follow_up_id == other.id)).one()
    return here, first, said, here.row(FollowUpKind.ANSWER).id


def test_of_two_answers_in_the_same_words_the_hidden_one_alone_is_hidden(make, visit):
    here, first, said, offer = two_answers(make)
    reader, page = visit(here.leader), f"/innspill/{here.issue.reference}"

    hide(here, Reported.ANSWER, first)
    assert quote_of(here, offer) == JA
    assert reader.get(page).text.count(f">{JA}<") == 2  # where it was said, and where it is quoted

    hide(here, Reported.ANSWER, said)
    assert quote_of(here, offer) is None
    assert f">{JA}<" not in reader.get(page).text


def test_what_is_let_stand_again_is_quoted_again(make):
    here, _first, said, offer = two_answers(make)

    hide(here, Reported.ANSWER, said, hidden=False)

    assert quote_of(here, offer) == JA


def test_a_corrected_answer_is_quoted_in_its_new_words_also_by_what_fell_away(make):
    here, first, said, offer = two_answers(make)
    with transaction():
        db.session.get_one(FollowUp, offer).drop(DropReason.DECLINED, clock.now())

    with transaction():
        old = db.session.get_one(Answer, said)
        answers.correct_answer(
            make.actor(here.director), old, load(here.owed.id), text="Dette er deres.", note="Tydeligere"
        )

    assert quote_of(here, offer) == "Dette er deres."
    assert db.session.get_one(Answer, first).text == JA


def test_a_question_asked_back_is_quoted_from_the_answer_in_which_it_was_asked(make):
    here = town(make)
    with transaction():
        answers.ask_back(make.actor(here.director), load(here.owed.id), words=Words(text=JA))
    question = here.row(FollowUpKind.CLARIFICATION)
    with transaction():
        clarifications.answer_clarification(make.actor(here.leader), question, text=JA)
    asked, given = question.id, db.session.scalars(select(Answer.id).where(Answer.follow_up_id == question.id)).one()

    hide(here, Reported.ANSWER, given)

    assert quote_of(here, asked) == JA


def test_what_was_done_before_it_was_promised_is_called_what_its_claim_says(make):
    here = town(make)
    here.answer()
    with transaction():
        claims.claim_unpromised(make.actor(here.director), issue_of(here), EVIDENCE)
    action = here.row(FollowUpKind.ACTION).id
    assert quote_of(here, action) == EVIDENCE.what_changed

    hide(here, Reported.CLAIM, db.session.scalars(select(Claim.id)).one())

    assert quote_of(here, action) is None


def test_the_reason_for_raising_is_hidden_where_the_council_above_is_asked(make):
    here = town(make)
    above = make.council(offices=[])
    make.council_of(here.issue.council_id).parent_id = above.id
    db.session.commit()
    with transaction():
        owed = sharing.raise_issue(make.actor(here.leader), issue_of(here), reason="Det er likt overalt.").id
    assert quote_of(here, owed) == "Det er likt overalt."

    hide(here, Reported.REASON, db.session.scalars(select(ActReason.event_id)).one())

    assert quote_of(here, owed) is None


def test_what_is_owed_again_is_reported_and_hidden_where_it_was_asked_first(make, visit):
    here = town(make)
    here.answer()
    with transaction():
        verdicts.contest_answer(make.actor(here.leader), load(here.owed.id), reason="Det svarer ikke.")
    first = here.row(FollowUpKind.ANSWER).id
    with transaction():
        closing.point_away(make.actor(here.leader), issue_of(here), text="Gjelder én person.")
    with transaction():
        closing.reopen_issue(make.actor(here.leader), issue_of(here), reason="Det gjelder flere.")
    again, page = here.row(FollowUpKind.ANSWER).id, f"/innspill/{here.issue.reference}"
    assert f"/meld-fra/follow_up/{first}" in visit(here.member).get(page).text
    assert f"/meld-fra/follow_up/{again}" not in visit(here.member).get(page).text

    hide(here, Reported.FOLLOW_UP, first)

    assert quote_of(here, again) is None
    assert "Det svarer ikke." not in visit(here.member).get(page).text


def test_an_ending_is_not_hidden_because_an_earlier_act_was_said_in_the_same_words(make, visit):
    here = town(make)
    office = make.office_of(make.council())
    chief = make.director(office)
    db.session.commit()
    with transaction():
        send_on.send_on(
            make.actor(here.director), load(here.owed.id), to=Owner(office_id=office.id), words=Words(text="Nei.")
        )
    offer = here.row(FollowUpKind.ANSWER)
    with transaction():
        send_on.decline_answer_duty(make.actor(chief), load(offer.id), reason=JA)
    here.answer()
    with transaction():
        closing.close_issue(make.actor(here.leader), issue_of(here), outcome=Outcome.NOTED, text=JA, early_reason=None)
    declined, closed = db.session.scalars(select(ActReason.event_id).order_by(ActReason.event_id)).all()
    reader, page = visit(here.leader), f"/innspill/{here.issue.reference}"

    hide(here, Reported.REASON, declined)
    assert JA in reader.get(f"{page}/brev").text
    assert reader.get(page).text.count(JA) == 2  # above the text, and in the history

    hide(here, Reported.REASON, closed)
    assert JA not in reader.get(f"{page}/brev").text
    assert JA not in reader.get(page).text


def test_an_issue_ends_with_what_was_said_of_the_claim_and_the_text_stands_once(make, visit):
    here = town(make)
    action = here.claimed()
    words = {"verdict": Verdict.CONFIRMED, "text": "Nå er det åpent.", "close": True, "early_reason": EARLY}
    with transaction():
        verdicts.confirm_action(make.actor(here.leader), load(action.id), **words)
    issue = issue_of(here)
    assert (issue.state, issue.outcome_text, issue.outcome_claim_id) == (
        IssueState.CLOSED,
        None,
        db.session.scalars(select(Claim.id)).one(),
    )

    assert visit(here.leader).get(f"/innspill/{issue.reference}").text.count("Nå er det åpent.") == 2


def test_the_no_of_a_unit_outside_is_said_once_in_the_letter(make, visit):
    here = town(make)
    row = make.owed(issue_of(here), council_id=here.issue.council_id)
    db.session.commit()
    said = {"unit": "Nav Hjelpemidler", "stance": Stance.DOES_NOT, "text": "Nei, dessverre."}
    with transaction():
        statements.write_down(make.actor(here.leader), load(row.id), **said)

    assert visit(here.leader).get(f"/innspill/{here.issue.reference}/brev").text.count("Nei, dessverre.") == 1


def test_a_yes_that_waits_for_nobody_keeps_no_words(make):
    here = town(make)
    here.answer()
    with transaction():
        for person_id in (here.member.id, here.author):
            actor = make.actor(db.session.get_one(Person, person_id))
            done = closing.close_issue(actor, issue_of(here), outcome=Outcome.NOTED, text="Takk for svaret.")

    assert done
    assert [one.details for one in db.session.scalars(select(Assent))] == [{"outcome": "noted"}]


@pytest.mark.parametrize("hidden", [False, True])
def test_a_yes_to_public_words_shows_them_from_where_they_stand(make, visit, hidden):
    here = town(make)
    with transaction():
        version = public_version.propose_public_words(
            make.actor(here.leader), issue_of(here), title="Åpent", text="Kort åpningstid."
        )
        public_version.consent_to_public_words(
            make.actor(db.session.get_one(Person, here.author)), issue_of(here), version
        )
    with transaction():
        assert not public_version.approve_public_words(make.actor(here.member), issue_of(here), version)
    if hidden:
        db.session.get_one(PublicVersion, here.issue.id).hidden_at = clock.now()
        db.session.commit()

    page = visit(here.member).get(f"/innspill/{here.issue.reference}").text

    assert ("<q>Kort åpningstid.</q>" in page) is not hidden
    assert [one.details for one in assents.waiting_yeses(issue_of(here))] == [{"wording": version.wording}]
