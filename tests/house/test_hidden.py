"""What a moderator hid is read nowhere: the title of an issue, and every other text that can be hidden."""

import pytest
from sqlalchemy import false, select

from app.core import clock
from app.core.roles import Side
from app.database import db, transaction
from app.models.base import Base
from app.models.comments import Comment
from app.models.councils import Seat
from app.models.files import StoredFile
from app.models.followups import Answer, Claim, FollowUp, Slip
from app.models.issue_enums import Outcome
from app.models.issues import ActReason, Issue, PublicVersion, Reopening, Support
from app.models.meetings import Advice, AgendaItem
from app.models.notices import Event, EventKind
from app.models.outcomes import OutcomeQuestion
from app.models.reportable import Reportable
from app.models.revisions import CommentRevision
from app.models.states import Occasion, OutcomeWord, SlipState, Verdict
from app.models.summaries import Summary
from app.search.index import index_all
from tests.house.walk import cases, expectations

MARK = "Zebrafjell"
READERS = ("visitor", "stranger", "member", "leader", "secretary", "director", "coordinator")
# Whoever decides a report reads the text; and one's own data are one's own.
READ_BY_FEW = {"safety.show", "accounts.own_data"}
PAGES = [case for case in cases() if case.method == "GET" and case.endpoint not in READ_BY_FEW]


@pytest.fixture(scope="module")
def hidden(country):
    """The country with every issue hidden, and the same word in all that each says."""
    country.restore()
    with transaction():
        issues = db.session.scalars(select(Issue)).all()
        for issue in issues:
            issue.title = issue.body = issue.affected = issue.wanted = f"{MARK} {issue.reference}"
            issue.hidden_at = clock.now()
        for version in db.session.scalars(select(PublicVersion)):
            version.title = version.text = version.outcome_text = MARK
        for item in db.session.scalars(select(AgendaItem).where(AgendaItem.issue_id.is_not(None))):
            item.title = MARK
        index_all(issues)
    yield country
    country.restore()


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_no_page_shows_the_title_or_the_text_of_a_hidden_issue(hidden, case):
    path = case.path(hidden)
    readers = [role for role in READERS if expectations(case)[role] == "page"]

    shown = {role for role in readers if MARK.encode() in hidden.ask(role, "GET", path).data}

    assert shown == set()


def test_a_hidden_issue_is_called_so_where_its_title_stood(hidden):
    page = hidden.ask("leader", "GET", "/min-side").text

    assert "Skjult innspill" in page


# Every column that a hidden row keeps to itself, by the table it stands in.
HIDES = {
    Comment: ("text",),
    Support: ("example",),
    StoredFile: ("name", "alt"),
    Answer: ("text", "reason", "unit", "correction_note"),
    FollowUp: ("what", "who"),
    Slip: ("reason",),
    Claim: ("what_changed", "where", "how_noticed", "verdict_text", "early_reason"),
    OutcomeQuestion: ("text",),
    ActReason: ("text", "early_reason"),
    Reopening: ("reason",),
    PublicVersion: ("title", "text", "outcome_text"),
    Advice: ("text",),
    Summary: ("title", "text", "html"),
}


def test_every_text_that_can_be_hidden_is_walked():
    hiding = {mapper.class_ for mapper in Base.registry.mappers if "hidden_at" in mapper.columns}

    assert hiding == {*HIDES, Issue}


@pytest.mark.parametrize("kind", HIDES)
def test_all_that_a_text_says_goes_when_it_is_hidden(kind):
    assert issubclass(kind, Reportable)
    assert set(kind.words_in) <= set(HIDES[kind])
    assert all(hasattr(kind, name.split(".")[0]) for name in (*kind.said_by, *kind.said_on, kind.numbered))


@pytest.fixture(scope="module")
def hushed(country):
    """The country with every issue shown, and every other text in it hidden and marked."""
    country.restore()
    with transaction():
        for things in _more_texts(country.things, country.people):
            db.session.add(things)
    with transaction():
        for table, columns in HIDES.items():
            drafts = Summary.published_at.is_(None) if table is Summary else false()
            rows = db.session.scalars(select(table).where(~drafts)).all()
            assert rows, table
            for row in rows:
                _hush(row, columns)
        for earlier in db.session.scalars(select(CommentRevision)):
            earlier.text = MARK
    yield country
    country.restore()


def _hush(row, columns):
    for column in columns:
        setattr(row, column, f"{MARK} {column}")
    row.hidden_at = clock.now()
    if isinstance(row, Claim):
        row.verdict_hidden_at = row.hidden_at


def _more_texts(things, people):
    """What the country itself has none of."""
    now, issue = clock.now(), things["sent"]
    leader = {"person_id": people["leader"].id}
    yield Advice(item_id=things["voted_item"].id, text="Hold åpent.", agreed_at=now, **leader)
    told = [
        Event(kind=kind, at=now, actor_id=people["leader"].id, issue_id=issue.id)
        for kind in (EventKind.ISSUE_RAISED, EventKind.ISSUE_REOPENED)
    ]
    db.session.add_all(told)
    db.session.flush()
    yield ActReason(event_id=told[0].id, issue_id=issue.id, text="Gjelder flere.")
    yield Reopening(event_id=told[1].id, issue_id=issue.id, round=2, reason="Ikke løst.", at=now, **leader)
    for row in db.session.scalars(select(FollowUp).where(FollowUp.issue_id == issue.id)).all():
        dates = {"from_due": row.due, "to_due": row.due, "at": now}
        yield Slip(follow_up_id=row.id, state=SlipState.MOVED, reason="Ferie", **dates, **leader)
        seat = db.session.scalars(select(Seat.id).where(Seat.council_id == issue.council_id, Seat.side == Side.USER))
        given = {"word": OutcomeWord.PARTLY, "text": "Litt bedre.", "asked_at": now, "answered_at": now}
        yield OutcomeQuestion(
            issue_id=issue.id,
            follow_up_id=row.id,
            seat_id=seat.first(),
            occasion=Occasion.TWELVE_MONTHS,
            **given,
            **leader,
        )
    for claim in db.session.scalars(select(Claim)).all():
        claim.verdict, claim.verdict_at, claim.verdict_by_id = Verdict.CONTESTED, now, people["leader"].id
        claim.verdict_by = people["leader"].name
    for row in db.session.scalars(select(Answer)).all():
        row.version = 2
    ended = things["closed"]
    ended.outcome, ended.outcome_text, ended.outcome_hidden_at = Outcome.NOT_SOLVED, MARK, now


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_no_page_shows_any_other_text_that_is_hidden(hushed, case):
    path = case.path(hushed)

    shown = {role for role in READERS if MARK.encode() in hushed.ask(role, "GET", path).data}

    assert shown == set()


@pytest.mark.parametrize("page", ["", "/brev", "/versjoner", "/flere-valg"])
def test_no_issue_shows_what_is_hidden_in_it(hushed, page):
    issues = db.session.scalars(select(Issue.reference)).all()
    readers = ("member", "leader", "secretary", "director", "nav_leader")

    shown = {
        (role, reference)
        for reference in issues
        for role in readers
        if MARK in hushed.ask(role, "GET", f"/innspill/{reference}{page}").text
    }

    assert shown == set()


def test_where_a_hidden_text_stood_it_says_so(hushed):
    issue = hushed.things["promised"]

    assert "Teksten er skjult" in hushed.ask("leader", "GET", f"/innspill/{issue.reference}").text
    assert "Skjult sammendrag" in hushed.ask("visitor", "GET", "/sammendrag/summary").text
