"""The life of one issue, told forward from the day it is posted: each step takes its time, and today it stops."""

from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from app.models.councils import Intake
from app.models.issue_enums import Channel, IssueKind, OfficeAsk, Origin, Outcome
from app.models.issues import Issue, IssueAudience
from app.models.notices import EventKind
from app.models.states import IssueState, Stance
from bench.country.chain import Chain, NotYet
from bench.country.people import Body, Sitting
from bench.country.proof import promised
from bench.country.rows import Row
from bench.country.talk import publish, raise_above, talk
from bench.country.texts import Words
from bench.country.world import World

JUST_POSTED = timedelta(days=6)
TOLD = (Outcome.SOLVED, Outcome.PARTLY, Outcome.NOT_SOLVED)
PLAIN_ENDS = (Outcome.NOT_SOLVED, Outcome.NOT_PURSUED, Outcome.NOTED)
PUBLIC_SPEECH = {"nb": "En bruker som ringte til utvalget", "nn": "Ein brukar som ringde til utvalet"}


def live(world: World, body: Body, at: datetime) -> Row:
    """Post an issue at a council and let it live until today. Its row comes back."""
    words = world.texts.issue(body)
    who = world.dice.choices((Origin.REPRESENTATIVE, Origin.PUBLIC, Origin.OFFICE), (92, 5, 3))[0]
    author = world.dice.choice(body.sittings) if who is Origin.REPRESENTATIVE else None
    issue = _post(world, body, words, author, at=at, origin=who)
    chain = Chain(world, body, issue, words, author, at)
    try:
        _go(chain)
    except NotYet:
        chain.settle()
    return issue


def _post(world: World, body: Body, words: Words, author: Sitting | None, *, at: datetime, origin: Origin) -> Row:
    year = clock.local_day(at).year
    number = world.next_number(year)
    issue = world.rows.add(
        Issue,
        year=year,
        number=number,
        reference=f"{year}-{number:04d}",
        posted_at=at,
        changed_at=at,
        born_council_id=body.id,
        council_id=body.id,
        office_id=body.office_id,
        origin=origin,
        author_id=author.person_id if author else None,
        author_seat_id=author.seat_id if author else None,
        author_organisation_id=author.organisation_id if author else None,
        **vars(words),
        **_booked(world, body, words.language, at=at, origin=origin),
    )
    world.rows.add(IssueAudience, issue_id=issue["id"], council_id=body.id, since=at)
    return issue


def _booked(world: World, body: Body, language: str, *, at: datetime, origin: Origin) -> dict[str, Any]:
    """Who wrote it down, when it is not a representative's own."""
    if origin is Origin.PUBLIC:
        by = {"registered_by_id": body.secretary.person_id, "on_behalf_of": PUBLIC_SPEECH[language]}
        return {**by, "channel": Channel.PHONE, "consent_noted": True}
    if origin is Origin.OFFICE:
        ask = world.dice.choice(list(OfficeAsk))
        starts = clock.local_day(at) + timedelta(days=60) if ask is OfficeAsk.CHANGE else None
        return {"registered_by_id": body.director.person_id, "office_ask": ask, "change_on": starts}
    return {}


def _go(chain: Chain) -> None:
    """Ends when the issue does, or with NotYet."""
    dice, body = chain.world.dice, chain.body
    if chain.issue["origin"] is Origin.OFFICE:
        chain.stated()
        chain.pass_days(10, 80)
        chain.tell_closed(Outcome.NOTED, dice.choice(chain.said.closings), body.leader)
        return
    who = chain.author or body.secretary
    if chain.world.now - chain.time < JUST_POSTED and dice.hits(0.06):
        chain.issue["state"] = IssueState.HELD
        chain.tell(EventKind.ISSUE_HELD, who)
        return
    chain.tell(EventKind.ISSUE_POSTED, who, for_name=chain.issue["on_behalf_of"])
    talk(chain)
    if dice.hits(0.05):
        _leave_early(chain)
        return
    if chain.issue["kind"] is IssueKind.WORKS_WELL:
        chain.pass_days(5, 40)
        chain.tell_closed(Outcome.NOTED, dice.choice(chain.said.closings), body.leader)
        return
    chain.world.newest[body.id] = chain.issue
    if body.intake is Intake.AFTER_COUNCIL:
        chain.pass_days(1, 14)
    if dice.hits(0.015):
        raise_above(chain)
    _be_answered(chain)
    if chain.issue["outcome"] in TOLD and dice.hits(0.09):
        publish(chain)
    chain.settle()


def _be_answered(chain: Chain) -> None:
    dice = chain.world.dice
    answer, stance = chain.answered()
    if stance is not Stance.DOES_NOT and dice.hits(0.8):
        promised(chain, answer)
        return
    chain.pass_days(10, 60)
    if dice.hits(0.85):
        chain.tell_closed(
            dice.choices(PLAIN_ENDS, (50, 20, 30))[0], dice.choice(chain.said.closings), chain.body.leader
        )


def _leave_early(chain: Chain) -> None:
    """Merged into another, taken back, or pointed to where one person's case belongs."""
    dice, leader = chain.world.dice, chain.body.leader
    into = chain.world.newest.get(chain.body.id)
    chain.pass_days(1, 12)
    if into is not None and into["state"] is not IssueState.CLOSED and dice.hits(0.5):
        chain.issue["merged_into_id"] = into["id"]
        chain.close(Outcome.MERGED, None)
        subject = {"subject": "issue", "subject_id": into["id"]}
        chain.tell(EventKind.ISSUE_MERGED, leader, data={"into": into["reference"]}, **subject)
    elif chain.author is not None and not chain.supporters and dice.hits(0.5):
        chain.close(Outcome.WITHDRAWN, None)
        chain.tell(EventKind.ISSUE_WITHDRAWN, chain.author)
    else:
        chain.tell_closed(Outcome.INDIVIDUAL_CASE, dice.choice(chain.said.closings), leader)
