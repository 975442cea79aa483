"""What others say to an issue: the same here, a comment, raised to the council above, and the words all may read."""

from datetime import datetime, timedelta

from app.models.comments import Comment
from app.models.follows import Follow
from app.models.issue_enums import CommentAudience, CommentTag, Visibility
from app.models.issues import ActReason, IssueAudience, PublicVersion, Support
from app.models.notices import EventKind
from app.models.states import FollowUpKind, Stance
from bench.country.chain import Chain
from bench.country.people import Sitting

POPULAR = 0.002  # the share of issues that half the country has something to say about
AUDIENCES = tuple(CommentAudience)
TAGS = tuple(CommentTag)


def talk(chain: Chain) -> None:
    """Supports and comments in the first months, if they have come yet."""
    dice = chain.world.dice
    popular = dice.hits(POPULAR)
    if chain.body.office_id is not None and (popular or dice.hits(0.45)):
        chain.issue["visibility"] = Visibility.SHARED
        chain.tell(EventKind.ISSUE_SHARED, chain.author or chain.body.secretary)
        _supports(chain, 60 if popular else dice.choices(range(7), (30, 25, 18, 12, 8, 4, 3))[0], popular=popular)
    elif dice.hits(0.4):
        _supports(chain, dice.randint(1, 3), popular=False)
    talkers = [*chain.supporters, *chain.body.sittings]
    for _ in range(40 if popular else dice.choices(range(5), (45, 25, 15, 10, 5))[0]):
        _comment(chain, dice.choice(talkers))
    followers = {one.person_id for one in [*chain.supporters, *([chain.author] if chain.author else [])]}
    for person_id in sorted(followers):
        chain.world.rows.add(Follow, issue_id=chain.issue["id"], person_id=person_id, since=chain.issue["posted_at"])


def _supports(chain: Chain, most: int, *, popular: bool) -> None:
    dice, country = chain.world.dice, chain.world.country
    shared = chain.issue["visibility"] is Visibility.SHARED
    near = country.by_county[chain.body.county_id] if shared and chain.body.county_id else [chain.body]
    bodies = country.bodies if popular else near
    found = {one.seat_id: one for one in (dice.choice(dice.choice(bodies).sittings) for _ in range(most))}
    for seat_id in sorted(found):
        at = chain.issue["posted_at"] + timedelta(hours=dice.randint(3, 1500))
        if found[seat_id] != chain.author and found[seat_id].office_id and at <= chain.world.now:
            _support(chain, found[seat_id], at)


def _support(chain: Chain, sitting: Sitting, at: datetime) -> None:
    dice = chain.world.dice
    given = chain.world.rows.add(
        Support,
        issue_id=chain.issue["id"],
        seat_id=sitting.seat_id,
        person_id=sitting.person_id,
        office_id=sitting.office_id,
        organisation_id=sitting.organisation_id,
        example=dice.choice(chain.said.examples) if dice.hits(0.5) else None,
        at=at,
    )
    chain.supporters.append(sitting)
    subject = {"subject": "support", "subject_id": given["id"]}
    chain.tell(EventKind.ISSUE_SUPPORTED, sitting, at=at, data={"office": sitting.office_id}, **subject)


def _comment(chain: Chain, sitting: Sitting) -> None:
    dice = chain.world.dice
    at = chain.issue["posted_at"] + timedelta(hours=dice.randint(2, 1600))
    if at > chain.world.now:
        return
    own = sitting.council_id == chain.body.id
    said = chain.world.rows.add(
        Comment,
        issue_id=chain.issue["id"],
        person_id=sitting.person_id,
        seat_id=sitting.seat_id,
        by_title=sitting.title,
        tag=dice.choice(TAGS),
        audience=dice.choices(AUDIENCES, (50, 30, 20))[0] if own else CommentAudience.ALL_COUNCILS,
        text=dice.choice(chain.said.comments),
        language=chain.words.language,
        at=at,
    )
    chain.tell(EventKind.ISSUE_COMMENTED, sitting, at=at, subject="comment", subject_id=said["id"])


def raise_above(chain: Chain) -> None:
    """Lifted to the regional council, which answers whether it takes it on."""
    parent = chain.body.parent
    if parent is None:
        return
    chain.pass_days(1, 20)
    rows, leader = chain.world.rows, chain.body.leader
    why = chain.world.dice.choice(chain.said.comments)
    rows.add(IssueAudience, issue_id=chain.issue["id"], council_id=parent.id, since=chain.time)
    owed = chain.owe(FollowUpKind.RAISE_REPLY, {"council_id": parent.id}, what=why)
    subject = {"subject": "follow_up", "subject_id": owed["id"]}
    event = chain.tell(EventKind.ISSUE_RAISED, leader, data={"to": parent.id}, **subject)
    rows.add(ActReason, event_id=event["id"], issue_id=chain.issue["id"], text=why)
    chain.pass_days(5, 40)
    chain.answer(owed, parent.leader, chain.world.dice.choice(chain.said.comments), stance=Stance.TAKES_ON)
    chain.end(owed)
    chain.tell_of(EventKind.RAISE_REPLIED, parent.leader, owed, accepted=True)


def publish(chain: Chain) -> None:
    """The author and the user side have agreed to words that everybody may read."""
    chain.pass_days(3, 25)
    leader = chain.body.leader
    chain.world.rows.add(
        PublicVersion,
        issue_id=chain.issue["id"],
        title=chain.words.title,
        text=chain.world.texts.shorter(chain.words.body),
        outcome_text=chain.issue["outcome_text"],
        written_at=chain.time,
        written_by_id=leader.person_id,
        consented_at=chain.time,
        approved_at=chain.time,
        approved_by=leader.title,
    )
    chain.issue.update(visibility=Visibility.PUBLIC, public_at=chain.time)
    chain.tell(EventKind.ISSUE_PUBLISHED, leader)
