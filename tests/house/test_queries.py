"""Pages ask no more when there is more to show."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.actor import ANYONE
from app.database import db, transaction
from app.followups.service import answers, follow_ups
from app.models.comments import Comment
from app.models.councils import Appointment, Council, Seat
from app.models.issue_enums import CommentAudience, CommentTag, Visibility
from app.models.issues import Issue, PublicVersion, Support
from app.models.meetings import AgendaItem, Meeting
from app.models.notices import EventKind, PrintTask, Reason
from app.models.people import Person
from app.models.reportable import Reported
from app.models.safety import Report, ReportReason
from app.models.states import Stance
from app.models.summaries import Summary, SummaryCounty
from app.notices.service.record import record
from app.search.index import index_all
from tests.followups.chain import load
from tests.house.counting import statements_of
from tests.house.country import PROMISE, WORDS

# What shows rows: where thirty must cost what one costs. (who, address)
LISTS = [
    ("leader", "/innspill"),
    ("director", "/innspill"),
    ("coordinator", "/innspill"),
    ("stranger", "/innspill"),
    ("leader", "/innspill?q=kontoret"),
    ("leader", "/innspill/{sent}"),
    ("director", "/innspill/{sent}"),
    ("stranger", "/innspill/{shared}"),
    ("leader", "/innspill/{sent}/versjoner"),
    ("leader", "/innspill/{open}/valg/sla-sammen"),
    ("leader", "/min-side"),
    ("director", "/min-side"),
    ("author", "/min-side"),
    ("coordinator", "/min-side"),
    ("moderator", "/min-side"),
    ("leader", "/varsler"),
    ("author", "/varsler"),
    ("leader", "/venter"),
    ("director", "/venter"),
    ("leader", "/utvalg/{council}/venter"),
    ("director", "/kontor/{office}/venter"),
    ("leader", "/brev"),
    ("visitor", "/utvalg/{council}"),
    ("leader", "/utvalg/{council}"),
    ("leader", "/utvalg/{council}/styre"),
    ("leader", "/utvalg/{council}/moter"),
    ("leader", "/utvalg/{council}/moter/{meeting}"),
    ("coordinator", "/utvalgene"),
    ("coordinator", "/utvalgene?alle=1"),
    ("moderator", "/meldinger"),
    ("coordinator", "/meldinger"),
    ("visitor", "/sammendrag"),
    ("visitor", "/"),
    ("visitor", "/?q=nav"),
    ("member", "/min-konto/enheter"),
]


def path_in(world, path):
    things = world.things
    return path.format(
        **{name: things[name].reference for name in ("sent", "shared", "open")},
        council=things["council"].slug,
        office=things["office"].slug,
        meeting=things["meeting"].id,
    )


@pytest.fixture(scope="module")
def grown(country):
    """Statements of every list with a few rows, and with thirty more of everything."""
    country.restore()
    found = {}
    for more in (1, 30):
        with country.app.app_context():
            grow(country, more)
        for role, path in LISTS:
            seen = statements_of(country, role, path_in(country, path))
            found.setdefault((role, path), []).append(seen)
    yield found
    country.restore()


@pytest.mark.parametrize(("role", "path"), LISTS)
def test_thirty_rows_cost_what_one_costs(grown, role, path):
    few, many = grown[role, path]

    assert len(many) <= len(few), "\n".join(many)


def grow(world, more):
    """So many more of everything that a list shows."""
    for number in range(more):
        with transaction():
            _grow_council(world)
            issue = _grow_issue(world)
        with transaction():
            issue.sent_at = clock.now()
            row = follow_ups.open_answer(issue, days=20)
        director = world.make.actor(db.session.get_one(Person, world.people["director"].id))
        if number % 2:
            with transaction():
                answers.answer_follow_up(director, load(row.id), stance=Stance.FOLLOWS_UP, words=WORDS, promise=PROMISE)
    with transaction():
        index_all(db.session.scalars(select(Issue)).all())


def _grow_council(world):
    make, things, now = world.make, world.things, clock.now()
    council = db.session.get_one(Council, things["council"].id)
    make.representative(council)
    make.council(office=things["office"])
    made = Meeting(council_id=council.id, starts_at=now + timedelta(days=20), place="Møterom 1", created_at=now)
    summary = Summary(
        slug=f"sammendrag-{make._next()}",
        title="Halvåret",
        text="## Kort",
        html="<h2>Kort</h2>",
        period_from=clock.today(),
        period_to=clock.today(),
        saved_at=now,
        published_at=now,
        person_id=world.people["coordinator"].id,
    )
    db.session.add_all([made, summary])
    db.session.flush()
    db.session.add(SummaryCounty(summary_id=summary.id, county_id=things["county"].id))
    number = make._next()
    db.session.add(
        AgendaItem(
            meeting_id=things["meeting"].id,
            council_id=council.id,
            year=1999,
            number=number,
            title="Åpningstider",
            issue_id=things["open"].id,
        )
    )


def _grow_issue(world):
    """One more issue, and one more of everything on the old ones."""
    make, things, now = world.make, world.things, clock.now()
    council = db.session.get_one(Council, things["council"].id)
    writer = make.representative(council)
    seat = db.session.scalars(select(Seat).join(Appointment).where(Appointment.person_id == writer.id)).one()
    issue = make.issue(council, author=writer)
    make.issue(council, author=writer, visibility=Visibility.SHARED)
    public = make.issue(council, author=writer, visibility=Visibility.PUBLIC, public_at=now)
    db.session.add(
        PublicVersion(
            issue_id=public.id,
            title="Åpningstiden er for kort",
            text="Kontoret har åpent når de fleste er på jobb.",
            written_at=now,
            written_by_id=writer.id,
            consented_at=now,
            approved_at=now,
        )
    )
    for about in (things["sent"], things["shared"]):
        db.session.add(
            Support(issue_id=about.id, seat_id=seat.id, person_id=writer.id, office_id=things["office"].id, at=now)
        )
        for audience in CommentAudience:
            db.session.add(
                Comment(
                    issue_id=about.id,
                    person_id=writer.id,
                    seat_id=seat.id,
                    by_title="Representant",
                    tag=CommentTag.EXPERIENCE,
                    audience=audience,
                    text="Slik er det hos oss også.",
                    at=now,
                )
            )
    _grow_letters(world, writer)
    return issue


def _grow_letters(world, writer):
    people, things, now = world.people, world.things, clock.now()
    sent = db.session.get_one(Issue, things["sent"].id)
    everybody = [people[name].id for name in ("leader", "author", "director", "member")] + [writer.id]
    kept = record(EventKind.TEXT_KEPT, ANYONE, about=sent, to=everybody)
    db.session.add(
        PrintTask(
            event_id=kept.id,
            person_id=writer.id,
            council_id=things["council"].id,
            reason=Reason.AUTHOR,
            created_at=now,
        )
    )
    db.session.add(
        Report(
            subject=Reported.ISSUE,
            subject_id=sent.id,
            issue_id=sent.id,
            council_id=sent.council_id,
            reason=ReportReason.OFF_TOPIC,
            at=now,
            person_id=writer.id,
            author_id=sent.author_id,
            key=f"issue:{sent.id}:{writer.id}",
        )
    )
