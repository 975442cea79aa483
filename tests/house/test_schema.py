"""Rules about the schema: nothing loads by surprise, states move along tables, and what is shown has a word."""

import inspect
import re
from enum import StrEnum
from itertools import combinations_with_replacement, product
from types import ModuleType, SimpleNamespace

import pytest
from sqlalchemy import DateTime, UniqueConstraint
from sqlalchemy.orm import configure_mappers

import app.models as schema
from app.accounts.queries import own_data
from app.core import guard, roles
from app.core.errors import Conflict
from app.labels import WORDS
from app.models import assents, councils, followups, issues, meetings, safety, votes
from app.models import states as states_module
from app.models.assents import Asked, AssentWay, ProposalAct, ProposalState, SideAct
from app.models.base import Base, UTCDateTime
from app.models.councils import NominationState, OrganisationCategory
from app.models.issue_enums import OfficeAsk, Outcome
from app.models.issues import Issue
from app.models.meetings import MeetingState
from app.models.notices import EventKind, Reason
from app.models.people import LinkPurpose
from app.models.reportable import Reported
from app.models.safety import ReportState
from app.models.states import (
    MOVES,
    FollowUpKind,
    FollowUpState,
    IssueState,
    Occasion,
    SlipState,
    Verdict,
    state_from_follow_ups,
)
from app.models.votes import VoteState
from app.notices.words import proposal_text
from tests.house.source import templates

ENUMS = sorted(
    {
        member
        for module in [*(getattr(schema, name) for name in schema.__all__), roles, guard]
        if isinstance(module, ModuleType)
        for _name, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, StrEnum) and member is not StrEnum
    },
    key=lambda enum: enum.__name__,
)
# These are told apart in code and said in whole sentences by the pages; a word alone would say too little.
SAID_IN_SENTENCES = {
    Asked,
    AssentWay,
    EventKind,
    LinkPurpose,
    MeetingState,
    NominationState,
    Occasion,
    OfficeAsk,
    OrganisationCategory,
    ProposalAct,
    ProposalState,
    Reason,
    Reported,
    ReportState,
    SideAct,
    SlipState,
    Verdict,
    VoteState,
    guard.Severity,
}
# These are states, and a state has its word, colour and icon in one component.
SAID_BY_TAGS = {IssueState, FollowUpState}
STATE_ENUMS = {enum for enum in ENUMS if enum.__name__.endswith("State")}


def relationships():
    configure_mappers()
    return [relation for mapper in Base.registry.mappers for relation in mapper.relationships]


def test_no_relationship_loads_by_surprise():
    surprising = [f"{relation}: {relation.lazy}" for relation in relationships() if relation.lazy != "raise_on_sql"]

    assert surprising == []


def test_every_instant_is_stored_aware():
    naive = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, DateTime) and not isinstance(column.type, UTCDateTime)
    ]

    assert naive == []


def test_every_reference_that_lists_follow_is_indexed():
    """A foreign key to a thing people open pages of: what hangs on it is listed there."""
    parents = {"issue", "council", "follow_up", "meeting", "seat"}
    bare = []
    for table in Base.metadata.tables.values():
        first = {next(iter(index.columns)).name for index in table.indexes} | {
            next(iter(constraint.columns)).name
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        }
        first.add(next(iter(table.primary_key.columns)).name)
        bare += [
            f"{table.name}.{column.name}"
            for column in table.columns
            if column.name in {f"{parent}_id" for parent in parents} and column.name not in first
        ]

    # Read by their person, never listed by their council, seat or issue; `ix_assent_open` begins with the issue.
    assert set(bare) <= {
        "agenda_item.meeting_id",
        "assent.council_id",
        "assent.seat_id",
        "comment.seat_id",
        "roll_entry.seat_id",
        "event.issue_id",
    }, bare


# What is kept about a person but is nobody's to take home: keys to doors, letters the secretary prints.
NOT_TAKEN_HOME = {"one_time_link", "print_task"}


def test_whoever_asks_for_their_own_data_gets_every_table_that_names_them(make, count_queries):
    naming = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person" and key.parent.name == "person_id"
    }
    with count_queries() as statements:
        own_data(make.person())
    asked = set(re.findall(r"FROM (\w+)", " ".join(statements)))

    assert naming - NOT_TAKEN_HOME - asked == set()
    assert naming >= NOT_TAKEN_HOME


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_member_that_is_shown_has_a_word(enum):
    worded = {member for member in enum if (enum, member.value) in WORDS}
    tags = templates()["components/tag.html"]

    if enum in SAID_IN_SENTENCES:
        assert worded == set()
    elif enum in SAID_BY_TAGS:
        assert {member for member in enum if f'"{member.value}":' not in tags} == set()
    else:
        assert worded == set(enum)


def test_every_state_of_a_proposal_has_its_words():
    assert set(proposal_text.STATES) == set(ProposalState)


@pytest.mark.parametrize("act", ProposalAct)
def test_every_act_of_a_proposal_is_said_in_a_sentence_about_what_it_changes(app, act):
    day = "2026-11-30"
    details = {
        "organisation": "Foreningen",
        "title": "",
        "place": "Foreningen",
        "name": "Kari",
        "known": None,
        "who": {"name": "Kari"},
        "members": [{"name": "Kari"}],
        "rank": 0,
        "start": day,
        "end": None,
        "on": day,
        "kind": "leader",
        "before": {"july_pause": False},
        "changes": {"july_pause": True},
        "heir_name": "Nabolaget",
        "label": "12/26",
    }
    about = {
        ProposalAct.NEW_SEAT: "Foreningen",
        ProposalAct.REMOVE_SEAT: "Foreningen",
        ProposalAct.CHANGE_SETTINGS: "Juli",
        ProposalAct.END_COUNCIL: "Nabolaget",
        ProposalAct.GIVE_ADVICE: "12/26",
    }

    with app.test_request_context():
        assert about.get(act, "Kari") in proposal_text.proposal_sentence(assents.Proposal(act=act, details=details))


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_tag(outcome):
    assert f'"{outcome.value}":' in templates()["components/tag.html"]


def move_tables():
    """Every machine: its name, first state and table of moves."""
    for kind in FollowUpKind:
        yield f"follow-up: {kind}", FollowUpState, FollowUpState.RUNNING, MOVES[kind].table
    yield "vote", VoteState, VoteState.OPEN, votes.VOTE_MOVES.table
    yield "later date", SlipState, SlipState.ASKED, states_module.SLIP_MOVES.table
    yield "report", ReportState, ReportState.WAITING, safety.REPORT_MOVES.table
    yield "nomination", NominationState, NominationState.PROPOSED, councils.NOMINATION_MOVES.table
    yield "meeting", MeetingState, MeetingState.PLANNED, meetings.MEETING_MOVES.table
    yield "proposal", ProposalState, ProposalState.PROPOSED, assents.PROPOSAL_MOVES.table


MACHINES = {name: (states, first, table) for name, states, first, table in move_tables()}


def reachable(first, table):
    found, new = {first}, {first}
    while new:
        new = {to for state in new for to in table[state]} - found
        found |= new
    return found


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_is_reached_from_the_first_along_the_moves(name):
    states, first, table = MACHINES[name]
    # Only what was promised can be claimed done.
    claimed = {FollowUpState.CLAIMED} if name.startswith("follow-up") and not name.endswith(": action") else set()

    assert reachable(first, table) == set(states) - claimed


def test_every_state_enum_is_a_machine():
    assert {states for states, _first, _table in MACHINES.values()} | {IssueState} == STATE_ENUMS


# By hand, from the design: the tables in the code are what is tested. Follow-ups: tests/followups/test_rules.py.
HAND = {
    safety.Report: "waiting → hidden, waiting → kept",
    followups.Slip: "asked → moved, asked → refused, asked → lapsed",
    meetings.Meeting: "planned → held, planned → cancelled",
    councils.Nomination: "proposed → accepted, proposed → declined, proposed → withdrawn",
    votes.Vote: "open → closed, open → cancelled",
    assents.Proposal: "proposed → confirmed, proposed → in_force, proposed → refused, proposed → withdrawn, "
    "proposed → lapsed, confirmed → in_force, confirmed → withdrawn, confirmed → lapsed",
}
STEPS = [
    (model, start, to) for model in HAND for start, to in product(model.__table__.c.state.type.enum_class, repeat=2)
]


def test_every_machine_has_a_table_by_hand():
    states = {model.__table__.c.state.type.enum_class for model in HAND}

    assert states | {FollowUpState, IssueState} == STATE_ENUMS


@pytest.mark.parametrize(("model", "start", "to"), STEPS)
def test_a_state_moves_along_its_table_and_nowhere_else(model, start, to):
    row = model(state=start)

    if f"{start} → {to}" in HAND[model].split(", "):
        row.move(to)
        assert row.state is to
    else:
        with pytest.raises(Conflict) as refused:
            row.move(to)
        assert row.state is start
        assert refused.value.text.endswith(".")  # a sentence for people


def owed(kind, state):
    return SimpleNamespace(kind=kind, state=state)


def expected_state(rows):
    """The sentence of the design, read from the top: the first line that is true decides."""
    states = {(row.kind, row.state) for row in rows}
    answer, action = FollowUpKind.ANSWER, FollowUpKind.ACTION
    if {(answer, FollowUpState.RUNNING), (answer, FollowUpState.PAUSED)} & states:
        return IssueState.WITH_OFFICE
    if {(action, FollowUpState.RUNNING), (action, FollowUpState.PAUSED)} & states:
        return IssueState.IN_ACTION
    if (action, FollowUpState.CLAIMED) in states:
        return IssueState.CLAIMED_DONE
    if (answer, FollowUpState.DONE) in states:
        return IssueState.ANSWERED
    return IssueState.OPEN


def legal_rows():
    return [
        owed(kind, state)
        for kind in FollowUpKind
        for state in FollowUpState
        if state is not FollowUpState.CLAIMED or kind is FollowUpKind.ACTION
    ]


@pytest.mark.parametrize("many", [0, 1, 2, 3])
def test_settle_says_what_the_design_says_of_every_combination(many):
    seen = set()
    for rows in combinations_with_replacement(legal_rows(), many):
        assert state_from_follow_ups(rows) is expected_state(rows), [(row.kind, row.state) for row in rows]
        assert state_from_follow_ups(reversed(rows)) is state_from_follow_ups(rows)
        seen.add(state_from_follow_ups(rows))

    assert seen >= ({IssueState.OPEN} if many == 0 else {IssueState.OPEN, IssueState.WITH_OFFICE, IssueState.ANSWERED})


# By hand, from the design: what is still owed keeps an issue open, but for what ends it wherever it stands.
CLOSED_FROM = {"open", "answered", "claimed_done", "held"}
CLOSED_ANYWHERE = {"merged", "withdrawn", "individual_case"}


@pytest.mark.parametrize("state", IssueState)
@pytest.mark.parametrize("outcome", Outcome)
def test_an_issue_closes_from_where_the_design_lets_it(state, outcome):
    issue = Issue(state=state)
    allowed = state is not IssueState.CLOSED and (state in CLOSED_FROM or outcome in CLOSED_ANYWHERE)

    if allowed:
        issue.close(outcome, None)
        assert (issue.state, issue.outcome) == (IssueState.CLOSED, outcome)
    else:
        with pytest.raises(Conflict):
            issue.close(outcome, None)
        assert issue.state is state


@pytest.mark.parametrize("state", IssueState)
def test_only_a_closed_issue_opens_again_and_never_a_merged_or_withdrawn_one(state):
    closed = state is IssueState.CLOSED
    for outcome in Outcome if closed else [None]:
        issue = Issue(state=state, outcome=outcome, reopened=0)
        if closed and outcome not in (Outcome.MERGED, Outcome.WITHDRAWN):
            issue.reopen([])
            assert (issue.state, issue.reopened) == (IssueState.OPEN, 1)
        else:
            with pytest.raises(Conflict):
                issue.reopen([])


@pytest.mark.parametrize("state", IssueState)
def test_only_a_held_issue_is_released(state):
    issue = issues.Issue(state=state, held_reason="few people")

    if state is IssueState.HELD:
        issue.release()
        assert (issue.state, issue.held_reason) == (IssueState.OPEN, None)
    else:
        with pytest.raises(Conflict):
            issue.release()
