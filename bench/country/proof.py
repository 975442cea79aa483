"""From promise to proof: the action, the claim that it is done, did it help, and the council's verdict."""

from datetime import timedelta

from app.core import workdays
from app.models.followups import Claim
from app.models.issue_enums import Outcome
from app.models.notices import EventKind, Reason
from app.models.outcomes import OutcomeQuestion
from app.models.states import FollowUpKind, FollowUpState, Occasion, OutcomeWord, Verdict
from bench.country.chain import Chain, NotYet
from bench.country.people import Sitting
from bench.country.rows import Row

WORDS = tuple(OutcomeWord)
MOST_ASKED = 8
VERDICTS = (Verdict.CONFIRMED, Verdict.CONFIRMED_PARTLY, Verdict.CONTESTED)
OUTCOMES = {Verdict.CONFIRMED: Outcome.SOLVED, Verdict.CONFIRMED_PARTLY: Outcome.PARTLY}


def promised(chain: Chain, answer: Row) -> None:
    """The office promises something, and after its time says that it is done."""
    dice, director = chain.world.dice, chain.body.director
    promise = dice.choice(chain.said.promises)
    due = workdays.on_or_after_workday(chain.day + timedelta(days=dice.randint(25, 170)))
    facts = {"what": promise["what"], "who": promise["who"], "person_id": director.person_id, "parent_id": answer["id"]}
    action = chain.owe(FollowUpKind.ACTION, chain.body.owner, days=None, due=due, **facts)
    chain.tell_of(EventKind.ACTION_PROMISED, director, action, due=due.isoformat())
    ahead = (due - chain.day).days
    chain.pass_days(max(ahead - 20, 1), ahead + (120 if dice.hits(0.08) else 12))
    claimed(chain, action)


def claimed(chain: Chain, action: Row) -> None:
    """One round: said to be done, asked about, judged. A contested one runs again, once."""
    dice, director, leader = chain.world.dice, chain.body.director, chain.body.leader
    claim = _claim(chain, action)
    owner = {"council_id": chain.body.id}
    confirmation = chain.owe(FollowUpKind.CONFIRMATION, owner, parent_id=action["id"])
    chain.tell_of(EventKind.ACTION_CLAIMED, director, confirmation, claim=claim["id"], action=action["id"])
    _ask(chain, action)
    chain.pass_days(4, 34)
    weights = (60, 18, 22) if action["round"] == 1 else (80, 20, 0)
    verdict = dice.choices(VERDICTS, weights)[0]
    text = dice.choice(chain.said.verdicts)
    claim.update(verdict=verdict, verdict_text=text, verdict_at=chain.time)
    claim.update(verdict_by=leader.name, verdict_by_id=leader.person_id)
    chain.end(confirmation)
    if verdict is Verdict.CONTESTED:
        due = workdays.add_workdays(chain.day, 20)
        action.update(state=FollowUpState.RUNNING, round=2, due=due, days=20)
        chain.tell_of(EventKind.ACTION_CONTESTED, leader, action, round=2)
        chain.pass_days(10, 40)
        claimed(chain, action)
        return
    chain.end(action)
    chain.tell_of(EventKind.ACTION_CONFIRMED, leader, action, verdict=verdict.value)
    chain.tell_closed(OUTCOMES[verdict], text, leader)
    if chain.author is not None:
        _ask_later(chain, action, chain.author)


def _claim(chain: Chain, action: Row) -> Row:
    dice, director = chain.world.dice, chain.body.director
    said = dice.choice(chain.said.claims)
    action["state"] = FollowUpState.CLAIMED
    return chain.world.rows.add(
        Claim,
        follow_up_id=action["id"],
        round=action["round"],
        what_changed=said["what_changed"],
        where=f"Nav {chain.body.place}",
        since=chain.day - timedelta(days=dice.randint(0, 10)),
        how_noticed=said["how_noticed"],
        by_name=director.name,
        by_title=director.title,
        at=chain.time,
        person_id=director.person_id,
    )


def _ask(chain: Chain, action: Row) -> None:
    """Hjalp det? — the author's seat and those that said it is the same there; most say a word within ten days."""
    asked = [*([chain.author] if chain.author else []), *chain.supporters][:MOST_ASKED]
    people = [(one.person_id, Reason.SEAT, True) for one in asked]
    if not people:
        return
    chain.tell(EventKind.OUTCOME_ASKED, chain.body.director, to=people, subject="follow_up", subject_id=action["id"])
    for sitting in asked:
        _word(chain, _question(chain, action, sitting, Occasion.CLAIM), sitting)


def _ask_later(chain: Chain, action: Row, author: Sitting) -> None:
    """Three months on: does it still help?"""
    try:
        chain.pass_days(90, 91)
    except NotYet:
        return
    _word(chain, _question(chain, action, author, Occasion.THREE_MONTHS), author)


def _question(chain: Chain, action: Row, sitting: Sitting, occasion: Occasion) -> Row:
    return chain.world.rows.add(
        OutcomeQuestion,
        issue_id=chain.issue["id"],
        follow_up_id=action["id"],
        seat_id=sitting.seat_id,
        occasion=occasion,
        round=action["round"],
        asked_at=chain.time,
    )


def _word(chain: Chain, question: Row, sitting: Sitting) -> None:
    dice = chain.world.dice
    at = chain.time + timedelta(hours=dice.randint(5, 240))
    if at > chain.world.now or not dice.hits(0.75):
        return
    word = dice.choices(WORDS, (50, 25, 12, 10, 3))[0]
    text = dice.choice(chain.said.outcomes) if word is OutcomeWord.NOT or dice.hits(0.4) else None
    question.update(word=word, text=text, answered_at=at, person_id=sitting.person_id)
    subject = {"subject": "outcome_question", "subject_id": question["id"]}
    chain.tell(EventKind.OUTCOME_SAID, sitting, at=at, data={"word": word.value}, **subject)
