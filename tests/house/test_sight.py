"""One rule of sight: page, list, count, search, likeness, file, notice, mail and own data agree for everybody."""

import ast
from datetime import timedelta
from hashlib import sha256
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.access.actors import actor_for
from app.access.sight import (
    RULES,
    can_see,
    can_see_comment,
    can_see_issue,
    comments_visible_to,
    issues_visible_to,
    meetings_visible_to,
    proposals_visible_to,
    summaries_visible_to,
    votes_visible_to,
)
from app.core import clock
from app.core.actor import ANYONE, Actor, Membership, SeatHeld
from app.core.roles import CouncilRoleKind, ScopeKind, Side
from app.database import db, transaction
from app.files.service import store
from app.issues.queries import issue_list
from app.models.assents import Proposal, ProposalAct
from app.models.base import Base
from app.models.comments import Comment
from app.models.files import StoredFile
from app.models.followups import VerdictWords
from app.models.issue_enums import CommentAudience, CommentTag, Visibility
from app.models.issues import Issue, IssueAudience
from app.models.meetings import AgendaItem, Meeting
from app.models.notices import EventKind, Mail, Notice
from app.models.people import Person
from app.models.reportable import Reportable, Reported
from app.models.states import IssueState
from app.models.summaries import Summary, SummaryCounty
from app.models.votes import Vote
from app.notices.policy.still_true import NoLongerTrue
from app.notices.queries.notices import TABLES
from app.notices.service.record import record
from app.notices.service.rendering import compose_letter
from app.search.index import similar_issues
from tests.house.source import modules
from tests.house.world import ROLES

SIGNED_IN = ROLES[1:]
HOUR = timedelta(hours=1)


def actor_of(world, role):
    person = db.session.get_one(Person, world.people[role].id)
    return actor_for(db.session(), person, clock.today())


def everything():
    return db.session.scalars(select(Issue).options(selectinload(Issue.audience)).order_by(Issue.id)).all()


def seen_by(actor):
    """What the rule for one thing says of each."""
    return {issue.reference for issue in everything() if can_see_issue(actor, issue, issue.in_front_of)}


@pytest.mark.parametrize("role", SIGNED_IN)
def test_list_count_and_search_show_just_what_one_may_see(world, role):
    with world.app.app_context():
        actor = actor_of(world, role)
        seen = seen_by(actor)
        whole, words = issue_list.Wanted(), issue_list.Wanted(words="åpningstiden")

        assert set(db.session.scalars(select(Issue.reference).where(issues_visible_to(actor)))) == seen
        assert {line.issue.reference for line in issue_list.issue_lines(actor, whole)} == seen
        assert {line.issue.reference for line in issue_list.issue_lines(actor, words)} == seen
        assert issue_list.count_issues(actor, whole) == issue_list.count_issues(actor, words) == len(seen)


@pytest.mark.parametrize("role", SIGNED_IN)
def test_the_page_of_a_thing_is_there_just_where_one_may_see_it(world, role):
    with world.app.app_context():
        seen = seen_by(actor_of(world, role))
        references = [issue.reference for issue in everything()]

    opened = {
        reference for reference in references if world.ask(role, "GET", f"/innspill/{reference}").status_code == 200
    }

    assert opened == seen


@pytest.mark.parametrize("role", SIGNED_IN)
def test_likeness_offers_nothing_that_one_may_not_see(world, role):
    with world.app.app_context():
        actor = actor_of(world, role)
        issue = everything()[0]
        visible = issues_visible_to(actor)
        alike = similar_issues(issue.title, issue.body, visible=visible, council_ids=actor.councils, limit=50)

        assert {one.reference for one in alike} <= seen_by(actor)


def attach(issue):
    key = store.new_key()
    store.write_file(key, b"Referat")
    db.session.add(
        StoredFile(
            key=key,
            name="referat.txt",
            content_type="text/plain",
            size=7,
            sha256=sha256(b"Referat").hexdigest(),
            at=clock.now(),
            issue_id=issue.id,
            person_id=issue.author_id,
        )
    )
    return key


@pytest.mark.parametrize("role", SIGNED_IN)
def test_a_file_is_fetched_just_where_its_issue_is_read(world, role):
    with world.app.app_context():
        with transaction():
            keys = {issue.reference: attach(issue) for issue in everything()}
        seen = seen_by(actor_of(world, role))

    fetched = {name for name, key in keys.items() if world.ask(role, "GET", f"/filer/{key}").status_code == 200}

    assert fetched == seen


def test_a_notice_goes_just_to_those_who_may_see(world):
    with world.app.app_context():
        told, may = {}, {}
        everybody = [person.id for person in world.people.values()]
        for issue in everything():
            with transaction():
                event = record(EventKind.OUTCOME_REMINDED, ANYONE, about=issue, to=everybody)
            told[issue.reference] = set(db.session.scalars(select(Notice.person_id).where(Notice.event_id == event.id)))
        for role in SIGNED_IN:
            for reference in seen_by(actor_of(world, role)):
                may.setdefault(reference, set()).add(world.people[role].id)

    assert told == may


def test_a_mail_that_waited_is_not_sent_to_whoever_lost_sight_of_it(world):
    with world.app.app_context():
        issue = db.session.get_one(Issue, world.things["shared"].id)
        reader = world.people["stranger"]
        with transaction():
            event = record(EventKind.TEXT_KEPT, ANYONE, about=issue, to=[reader.id])
        mail = db.session.scalars(
            select(Mail).join(Notice, Notice.mail_id == Mail.id).where(Notice.event_id == event.id)
        ).one()
        assert compose_letter(mail.id).subject
        with transaction():
            db.session.get_one(Issue, issue.id).visibility = Visibility.COUNCIL

        with pytest.raises(NoLongerTrue):
            compose_letter(mail.id)


@pytest.mark.parametrize("role", SIGNED_IN)
def test_own_pages_and_own_data_name_nothing_that_one_may_not_see(world, role):
    with world.app.app_context():
        seen = seen_by(actor_of(world, role))
        titles = {issue.title for issue in everything() if issue.reference not in seen}
        slugs = [world.things["council"].slug, world.things["nav_council"].slug]
    paths = ["/min-side", "/varsler", "/venter", "/innspill", "/min-konto/mine-data", "/meldinger"]
    paths += [f"/utvalg/{slug}" for slug in slugs]

    told = {path: world.ask(role, "GET", path).text for path in paths}

    assert {path: [title for title in titles if title in text] for path, text in told.items()} == {
        path: [] for path in paths
    }


@pytest.mark.parametrize("role", ["visitor", *SIGNED_IN])
def test_what_is_for_the_user_side_is_read_by_nobody_else(world, role):
    with world.app.app_context(), transaction():
        comment = db.session.get_one(Comment, world.things["own_comment"].id)
        comment.text = "Bare for oss på brukersiden."
        sent = world.things["sent"].reference
    page = world.ask(role, "GET", f"/innspill/{sent}")

    reads = "Bare for oss på brukersiden." in page.text

    assert reads == (role in {"author", "member", "substitute", "leader", "deputy"})


# Random actors against every kind of issue there is, without regard to whether such people exist.

COUNCILS = (1, 2, 3)
PEOPLE = (None, 11, 12)
ORGANISATIONS = (None, 21, 22)
HOURS = (-4, -2, 0)  # when an office joined a council with a past


def members():
    seats = st.builds(
        SeatHeld,
        seat_id=st.just(1),
        council_id=st.just(1),
        side=st.sampled_from(Side),
        voting=st.booleans(),
        rank=st.integers(0, 1),
        label=st.just(""),
        organisation_id=st.none(),
    )
    return st.builds(
        Membership,
        side=st.sampled_from(Side),
        seats=st.lists(seats, max_size=2).map(tuple),
        roles=st.frozensets(st.sampled_from(CouncilRoleKind), max_size=2),
    )


ACTORS = st.builds(
    Actor,
    person_id=st.sampled_from(PEOPLE),
    memberships=st.dictionaries(st.sampled_from(COUNCILS), members(), max_size=3),
    office_councils=st.frozensets(st.sampled_from(COUNCILS), max_size=2),
    joined=st.dictionaries(st.sampled_from(COUNCILS), st.sampled_from(HOURS), max_size=2),
    counties=st.frozensets(st.just(1)),
    coordinated=st.frozensets(st.sampled_from(COUNCILS), max_size=2),
    organisations=st.frozensets(st.sampled_from(ORGANISATIONS[1:])),
    scopes=st.frozensets(st.sampled_from(ScopeKind)),
)


@pytest.fixture(scope="module")
def every_kind(country):
    """Every combination of state, sight, audience, author, tick and organisation, as rows."""
    country.restore()
    with country.app.app_context():
        model, begun = everything()[0], clock.now() - 3 * HOUR
        councils = [country.things[name].id for name in ("council", "far_council", "nav_council")]
        people = [country.people[name].id for name in ("author", "member")]
        organisations = [country.things["organisation"].id, None]
        with transaction():
            for number, (state, visibility, audience, ticked, author, organisation) in enumerate(
                product(
                    (IssueState.HELD, IssueState.OPEN),
                    Visibility,
                    ([0], [1], [0, 2]),
                    (True, False),
                    people,
                    organisations,
                )
            ):
                issue = Issue(
                    year=1999,
                    number=number,
                    reference=f"1999-{number:04d}",
                    theme=model.theme,
                    title="Prøve",
                    body="Prøve",
                    posted_at=clock.now(),
                    changed_at=clock.now(),
                    state=state,
                    visibility=visibility,
                    public_at=clock.now() if visibility is Visibility.PUBLIC else None,
                    show_to_organisation=ticked,
                    author_id=author,
                    author_organisation_id=organisation,
                    registered_by_id=people[1] if number % 5 == 0 else None,
                    born_council_id=councils[audience[0]],
                    council_id=councils[audience[0]],
                )
                db.session.add(issue)
                db.session.flush()
                db.session.add_all(
                    IssueAudience(issue_id=issue.id, council_id=councils[one], since=begun + place * HOUR)
                    for place, one in enumerate(audience)
                )
            for audience, hours in product(CommentAudience, (0, 2)):
                db.session.add(
                    Comment(
                        issue_id=issue.id,  # the last one: in front of two councils, of the second an hour later
                        person_id=people[1],
                        by_title="",
                        tag=CommentTag.EXPERIENCE,
                        audience=audience,
                        text="Prøve",
                        at=begun + hours * HOUR,
                    )
                )
            _things(councils, people, country.things["county"].id, organisations[0])
        rows = everything()
        yield {
            "councils": councils,
            "people": people,
            "organisation": organisations[0],
            "county": country.things["county"].id,
            "lists": {kind: _loaded(kind) for kind in LISTS},
            "rows": rows,
            "talked": rows[-1],
        }
    country.restore()


def _things(councils, people, county_id, organisation_id):
    """Meetings with a vote at several hours, summaries and proposals, each of them told apart by what sight asks."""
    now = clock.now()
    for number, (council_id, hours) in enumerate(product(councils, (-3, -1, 5))):
        meeting = Meeting(council_id=council_id, starts_at=now + hours * HOUR, place="Møterom", created_at=now)
        db.session.add(meeting)
        db.session.flush()
        item = AgendaItem(meeting_id=meeting.id, council_id=council_id, year=1998, number=number, title="Prøve")
        db.session.add(item)
        db.session.flush()
        db.session.add(Vote(item_id=item.id, question="Prøve?", opened_at=now))
    period = {"period_from": clock.today(), "period_to": clock.today(), "saved_at": now}
    for writer, published, has_county in product(people, (True, False), (True, False)):
        told = {"html": "<p>Prøve</p>", "published_at": now} if published else {}
        summary = Summary(
            slug=f"{writer}-{published}-{has_county}", title="Prøve", text="Prøve", person_id=writer, **period, **told
        )
        db.session.add(summary)
        db.session.flush()
        if has_county:
            db.session.add(SummaryCounty(summary_id=summary.id, county_id=county_id))
    acts = (ProposalAct.NEW_SEAT, ProposalAct.GIVE_ADVICE)
    for council_id, writer, act, organisation in product(councils, people, acts, (None, organisation_id)):
        named = {"proposed_by_id": writer, "proposed_by_name": "Kari", "proposed_by_title": "Leder"}
        rest = {"details": {}, "at": now}
        db.session.add(Proposal(council_id=council_id, act=act, organisation_id=organisation, **named, **rest))


# Of what there are lists, with what the rule of one of them needs.
LISTS = {
    Issue: (issues_visible_to, (selectinload(Issue.audience),)),
    Meeting: (meetings_visible_to, ()),
    Vote: (votes_visible_to, (joinedload(Vote.item).joinedload(AgendaItem.meeting),)),
    Summary: (summaries_visible_to, (selectinload(Summary.counties),)),
    Proposal: (proposals_visible_to, ()),
}


def _loaded(kind):
    return db.session.scalars(select(kind).options(*LISTS[kind][1])).all()


def placed(actor, kinds):
    """The random actor's small numbers as ids of rows."""
    council = dict(zip(COUNCILS, kinds["councils"], strict=True))
    person = dict(zip(PEOPLE, [None, *kinds["people"]], strict=True))
    return Actor(
        person_id=person[actor.person_id],
        memberships={council[one]: member for one, member in actor.memberships.items()},
        office_councils=frozenset(council[one] for one in actor.office_councils),
        joined={council[one]: clock.now() + hours * HOUR for one, hours in actor.joined.items()},
        counties=frozenset([kinds["county"]] if actor.counties else []),
        coordinated=frozenset(council[one] for one in actor.coordinated),
        organisations=frozenset([kinds["organisation"]]) if 21 in actor.organisations else frozenset(),
        scopes=actor.scopes,
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ACTORS)
def test_the_rule_for_a_thing_and_the_rule_for_a_list_are_one(every_kind, drawn):
    actor = placed(drawn, every_kind)

    by_thing = {issue.id for issue in every_kind["rows"] if can_see_issue(actor, issue, issue.in_front_of)}

    assert set(db.session.scalars(select(Issue.id).where(issues_visible_to(actor)))) == by_thing


@pytest.mark.parametrize("kind", LISTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ACTORS)
def test_the_rule_of_every_kind_and_the_rule_of_its_lists_are_one(every_kind, kind, drawn):
    actor = placed(drawn, every_kind)

    by_thing = {row.id for row in every_kind["lists"][kind] if can_see(actor, row)}

    assert len(every_kind["lists"][kind]) > 5
    assert set(db.session.scalars(select(kind.id).where(LISTS[kind][0](actor)))) == by_thing


def test_every_kind_of_thing_that_is_reported_or_told_of_has_a_rule_of_sight():
    mapped = {mapper.class_ for mapper in Base.registry.mappers}
    tables = {one.__tablename__: one for one in mapped}
    reportable = {one for one in mapped if issubclass(one, Reportable)} | {VerdictWords}
    told = {tables[name] for name in _subjects()} | set(TABLES.values())

    assert len(reportable) == len(Reported)
    assert reportable | told <= set(RULES)


def _subjects():
    """The tables that the code names as what an event is about."""
    for module in modules():
        for _name, call in module.calls():
            for one in call.keywords:
                named = one.value.elts[0] if one.arg == "subject" and isinstance(one.value, ast.Tuple) else None
                if isinstance(named, ast.Constant):
                    yield named.value


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ACTORS)
def test_the_rule_for_a_comment_and_the_rule_for_comments_are_one(every_kind, drawn):
    actor = placed(drawn, every_kind)
    issue = every_kind["talked"]
    audience = issue.in_front_of
    comments = db.session.scalars(select(Comment).where(Comment.issue_id == issue.id)).all()

    by_thing = {one.id for one in comments if can_see_comment(actor, one, audience)}

    visible = select(Comment.id).where(Comment.issue_id == issue.id, comments_visible_to(actor, audience))
    assert comments
    assert set(db.session.scalars(visible)) == by_thing


def test_a_visitor_sees_no_issue_at_all(world):
    with world.app.app_context():
        assert seen_by(ANYONE) == set()
        assert set(db.session.scalars(select(Issue.id).where(issues_visible_to(ANYONE)))) == set()
