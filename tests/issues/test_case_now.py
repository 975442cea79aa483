"""The card *Saken nå*: for every state and everybody around it a line, and with each line that asks, its button."""

import re
from datetime import timedelta

import pytest

from app.assents.service import assents
from app.core import clock
from app.core.roles import OfficeRoleKind
from app.database import db, transaction
from app.followups.queries.chain import chain
from app.followups.service import answers, claims, extensions, follow_ups, verdicts
from app.followups.service.answers import Words
from app.followups.views.buttons import TURN_BUTTONS
from app.followups.words.turn import YOURS, TurnAct, turn_of
from app.issues.queries.issues import issue_page
from app.issues.service import closing, sharing
from app.issues.views.case_now import CHOICES
from app.models.councils import Council
from app.models.issue_enums import IssueKind, OfficeAsk, Origin, Outcome, Visibility
from app.models.issues import Issue
from app.models.people import Person
from app.models.states import FollowUpKind, IssueState, Verdict
from tests.followups.chain import EARLY, EVIDENCE, load, nav_led, town

A = TurnAct
CARD = re.compile(r'<aside class="case-now.*?</aside>', re.DOTALL)
LINE = re.compile(r'class="case-turn-text">(.*?)</p>', re.DOTALL)
BUTTON = re.compile(r'<a class="ds-button" href="([^"]*)" data-variant="(primary|secondary)"[^>]*>(.*?)</a>', re.DOTALL)
YES = re.compile(r'action="(/innspill/[^"]*/ja/\d+)"')


def issue_of(here):
    return db.session.get_one(Issue, here.issue.id)


def unsent(here):
    council = db.session.get_one(Council, here.issue.council_id)
    here.issue = here.make.issue(council, author=db.session.get_one(Person, here.author))


def held(here):
    council = db.session.get_one(Council, here.issue.council_id)
    here.issue = here.make.issue(council, author=db.session.get_one(Person, here.author), state=IssueState.HELD)


def works_well(here):
    council = db.session.get_one(Council, here.issue.council_id)
    author = db.session.get_one(Person, here.author)
    here.issue = here.make.issue(council, author=author, kind=IssueKind.WORKS_WELL)


def statement(here):
    council = db.session.get_one(Council, here.issue.council_id)
    asks = {"origin": Origin.OFFICE, "office_ask": OfficeAsk.QUESTION}
    here.issue = here.make.issue(council, author=here.member, **asks)
    follow_ups.owe_statement(here.issue, 20)


def late(here):
    db.session.get_one(type(here.owed), here.owed.id).due = clock.today() - timedelta(days=9)


def paused(here):
    with transaction():
        answers.ask_back(here.make.actor(here.director), load(here.owed.id), words=Words(text="Hvilke dager?"))


def later_date(here):
    for days in (7, 21):
        with transaction():
            due = here.owed.due + timedelta(days=days)
            extensions.extend_date(here.make.actor(here.director), load(here.owed.id), due=due, reason="Sykdom.")


def contested(here):
    here.answer()
    with transaction():
        verdicts.contest_answer(here.make.actor(here.leader), here.row(FollowUpKind.ANSWER), reason="Nei.", days=5)


def claim_contested(here):
    action = here.claimed()
    with transaction():
        verdicts.contest_claim(here.make.actor(here.leader), load(action.id), reason="Døra er låst.", days=20)


def confirmed(here):
    action = here.claimed()
    with transaction():
        verdicts.confirm_action(
            here.make.actor(here.leader), action, verdict=Verdict.CONFIRMED, early_reason=EARLY, text=""
        )


def closed(here):
    here.answer()
    with transaction():
        closing.close_issue(here.make.actor(here.leader), issue_of(here), outcome=Outcome.NOT_PURSUED, text="Greit.")


def reopened(here):
    closed(here)
    with transaction():
        closing.reopen_issue(here.make.actor(here.leader), issue_of(here), reason="Det er ikke i orden.")


def raised(here):
    above = here.make.council(name="Det regionale utvalget")
    here.make.council_of(here.issue.council_id).parent_id = above.id
    here.make.leader(above)
    here.promised()
    with transaction():
        sharing.raise_issue(here.make.actor(here.leader), issue_of(here), reason="Det er likt overalt.")


SITUATIONS = {
    "held": (held, {"leader": A.READ_THROUGH, "author": None}),
    "open, not sent": (unsent, {"leader": A.SEND}),
    "works well": (works_well, {}),
    "with the office": (lambda here: None, {"director": A.ANSWER, "stand_in": A.ANSWER, "assistant": A.DRAFT}),
    "late": (late, {"director": A.ANSWER, "stand_in": A.ANSWER, "assistant": A.DRAFT}),
    "a later date is asked for": (
        later_date,
        {
            "director": A.ANSWER,
            "stand_in": A.ANSWER,
            "assistant": A.DRAFT,
            "leader": A.GRANT,
            "member": A.GRANT,
            "author": A.GRANT,
        },
    ),
    "the office has asked back": (
        paused,
        {"leader": A.CLARIFY, "member": A.CLARIFY, "author": A.CLARIFY, "secretary": A.CLARIFY},
    ),
    "answered": (lambda here: here.answer(), {"leader": A.JUDGE_ANSWER}),
    "contested": (contested, {"director": A.ANSWER, "stand_in": A.ANSWER, "assistant": A.DRAFT}),
    "in action": (lambda here: here.promised(), {"director": A.CLAIM, "stand_in": A.CLAIM}),
    "claimed": (lambda here: here.claimed(), {"leader": A.DECIDE, "member": A.DECIDE, "author": A.EXPERIENCE}),
    "the claim is contested": (claim_contested, {"director": A.CLAIM, "stand_in": A.CLAIM}),
    "confirmed": (confirmed, {"leader": A.CLOSE}),
    "closed": (closed, {}),
    "opened again": (reopened, {"director": A.ANSWER, "stand_in": A.ANSWER, "assistant": A.DRAFT}),
    "the office asks for a statement": (
        statement,
        {"leader": A.STATE, "member": A.STATE, "author": A.STATE, "secretary": A.STATE},
    ),
    "raised": (raised, {"director": A.CLAIM, "stand_in": A.CLAIM}),
}


def around(make, here):
    office = db.session.get_one(Issue, here.issue.id).office_id
    place = make.office_of(make.council_of(here.issue.council_id))
    assert office in (None, place.id)
    return {
        "leader": here.leader,
        "member": here.member,
        "author": db.session.get_one(Person, here.author),
        "secretary": here.secretary,
        "director": here.director,
        "stand_in": here.stand_in,
        "assistant": make.director(place, OfficeRoleKind.ASSISTANT, name="Astrid Assistent"),
    }


def card_of(browser, here):
    """What the card says, and its buttons: (words, address)."""
    page = browser.get(f"/innspill/{here.issue.reference}")
    if page.status_code == 404:
        return None, []
    card = CARD.search(page.text)[0]
    buttons = [(re.sub(r"<[^>]*>", "", words).strip(), url) for url, _variant, words in BUTTON.findall(card)]
    return LINE.search(card)[1].strip(), buttons


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_state_has_a_line_and_every_line_that_asks_its_button(make, visit, situation):
    here = town(make)
    happens, acts = SITUATIONS[situation]
    people = around(make, here)
    happens(here)
    db.session.commit()

    for who, person in people.items():
        browser = visit(person)
        line, buttons = card_of(browser, here)
        act = acts.get(who)
        if act is None:
            assert line is None or not line.startswith("Det er din tur"), (who, line)
            assert buttons == [], (who, line)
            continue
        assert line == str(YOURS[act]), who
        assert 1 <= len(buttons) <= 2, (who, buttons)
        for _words, url in buttons:
            assert browser.get(url).status_code == 200, (who, url)


def test_a_yes_that_waits_for_a_second_one_is_pressed_in_the_card(make, visit):
    here = nav_led(make)
    here.answer()
    with transaction():
        assert not closing.close_issue(
            make.actor(here.member), issue_of(here), outcome=Outcome.NOT_PURSUED, text="Vi lar det ligge."
        )

    first, second = visit(here.member), visit(here.leader)
    page = second.get(f"/innspill/{here.issue.reference}").text
    card = CARD.search(page)[0]

    assert LINE.search(card)[1].strip() == str(YOURS[A.SECOND])
    assert second.post(YES.search(card)[1]).status_code == 303
    assert issue_of(here).is_closed
    assert "Saken er avsluttet." in first.get(f"/innspill/{here.issue.reference}").text


def test_each_act_that_a_line_asks_for_has_its_button():
    """The rest: the question to a seat, yes and no to an answer, and the second yes have forms of their own."""
    own = {A.EXPERIENCE, A.JUDGE_ANSWER, A.SECOND}

    assert set(TURN_BUTTONS) | set(CHOICES) | own == set(TurnAct) == set(YOURS)
    assert not set(TURN_BUTTONS) & set(CHOICES)


def test_yes_and_no_to_an_answer_stand_side_by_side_and_weigh_the_same(make, visit):
    here = town(make)
    here.answer()

    page = visit(here.leader).get(f"/innspill/{here.issue.reference}").text
    found = BUTTON.findall(CARD.search(page)[0])

    assert [re.sub(r"<[^>]*>", "", words).strip() for _url, _variant, words in found] == [
        "Ja, svaret er godt nok",
        "Nei, be om nytt svar",
    ]
    assert len({variant for _url, variant, _words in found}) == 1


def test_whoever_reads_a_shared_issue_elsewhere_is_asked_for_nothing_and_may_say_that_it_is_the_same(make, visit):
    here = town(make, visibility=Visibility.SHARED)
    neighbour = visit(make.representative(make.council()))

    line, buttons = card_of(neighbour, here)

    assert line.startswith("Venter på svar")
    assert buttons == []
    assert "Samme hos oss" in neighbour.get(f"/innspill/{here.issue.reference}").text


def test_moves_that_decide_nothing_wait_behind_a_link(make, visit):
    here = town(make)
    here.promised()
    with transaction():
        claims.claim_done(make.actor(here.director), here.row(FollowUpKind.ACTION), EVIDENCE)
    browser, address = visit(here.leader), f"/innspill/{here.issue.reference}"

    first, everything = browser.get(address).text, browser.get(f"{address}?vis=alt").text

    assert "Vis bare det viktigste" in everything
    assert "Vi prøver åpent til 18." in first
    assert EVIDENCE.what_changed in first
    assert first.count('class="entry"') <= everything.count('class="entry"')


def test_nobody_but_the_user_side_learns_that_one_of_them_has_said_yes(make):
    """Min side asks for the line with whatever yeses wait, whoever reads: also a secretary from Nav."""
    here = nav_led(make)
    here.answer()
    with transaction():
        closing.close_issue(make.actor(here.member), issue_of(here), outcome=Outcome.NOT_PURSUED, text="La det være.")
    yeses = assents.waiting_yeses(issue_of(here))

    def asked(person):
        actor = make.actor(person)
        issue = issue_page(actor, here.issue.reference).issue
        return turn_of(issue, chain(issue.id).follow_ups, actor, yeses=yeses).act

    assert len(yeses) == 1
    assert asked(here.leader) is A.SECOND
    assert asked(here.secretary) is asked(here.director) is asked(here.member) is None
