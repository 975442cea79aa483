"""A file hangs on exactly one thing, of whatever kind: who sees that fetches it, and for nobody else it is there."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, update
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from app.core import clock
from app.core.actor import ANYONE
from app.core.errors import Denied
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.files import queries
from app.files.service import attachments
from app.issues.queries.issues import issue_page
from app.models.assents import Proposal, ProposalAct
from app.models.base import Base
from app.models.councils import CouncilOffice
from app.models.files import OWNERS, StoredFile, owner_of
from app.models.followups import Answer, Claim
from app.models.issue_enums import CommentAudience
from app.models.issues import Issue
from app.models.meetings import Advice, AgendaItem, Meeting
from app.models.people import Person
from app.models.places import County
from app.models.reportable import Reported
from app.models.safety import Report, ReportReason
from app.models.states import FollowUpKind, Stance
from app.models.summaries import Summary
from tests.files.test_download import comment_on
from tests.files.test_uploads import PDF
from tests.make import Make

KINDS = tuple(OWNERS.values())
IN_AN_ISSUE = ("issue", "comment", "answer", "claim")
BY_A_COUNCIL = (*IN_AN_ISSUE, "agenda_item", "advice")
SEEN_BY_ALL = ("summary",)


class Town:
    """A council and everybody around it, with one thing of each kind that a file can hang on."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.council = make.council()
        self.office = make.office_of(self.council)
        self.issue = make.issue(self.council)
        self.member = make.representative(self.council)
        self.leader = make.leader(self.council)
        self.director = make.director(self.office)
        self.coordinator = make.coordinator(db.session.get_one(County, self.office.county_id))
        self.moderator = make.scope(ScopeKind.MODERATOR)
        self.stranger = make.representative(make.council())
        self.meeting = self._add(
            Meeting(council_id=self.council.id, starts_at=clock.now(), place="Her", created_at=clock.now())
        )

    def thing(self, kind: str) -> Any:
        row = getattr(self, f"_{kind}")()
        db.session.commit()
        return row

    def _add(self, row: Any) -> Any:
        db.session.add(row)
        db.session.flush()
        return row

    def _issue(self) -> Issue:
        return self.issue

    def _comment(self) -> Any:
        return comment_on(self.issue, self.leader, CommentAudience.USER_SIDE)

    def _answer(self) -> Answer:
        owed = self.make.owed(self.issue)
        said = {"stance": Stance.PARTLY, "text": "Ja.", "by_name": "Dina", "by_title": "Nav-leder"}
        return self._add(Answer(follow_up_id=owed.id, at=clock.now(), person_id=self.director.id, **said))

    def _claim(self) -> Claim:
        owed = self.make.owed(self.issue, kind=FollowUpKind.ACTION)
        said = {"what_changed": "Rampe", "where": "Inngang", "how_noticed": "Ser den", "by_name": "D", "by_title": "N"}
        return self._add(
            Claim(follow_up_id=owed.id, since=clock.today(), at=clock.now(), person_id=self.director.id, **said)
        )

    def _proposal(self) -> Proposal:
        by = {"proposed_by_id": self.leader.id, "proposed_by_name": "Liv", "proposed_by_title": "Leder"}
        about = {"act": ProposalAct.REMOVE_SEAT, "details": {"title": "", "organisation": "X"}}
        return self._add(Proposal(council_id=self.council.id, at=clock.now(), **about, **by))

    def _agenda_item(self) -> AgendaItem:
        number = db.session.query(AgendaItem).count() + 1
        about = {"year": 2026, "number": number, "title": "Åpningstider"}
        return self._add(AgendaItem(meeting_id=self.meeting.id, council_id=self.council.id, **about))

    def _advice(self) -> Advice:
        item = self._agenda_item()
        return self._add(Advice(item_id=item.id, text="Hold åpent.", agreed_at=clock.now(), person_id=self.leader.id))

    def _summary(self, *, published: bool = True) -> Summary:
        html = {"html": "<p>Køen.</p>", "published_at": clock.now()} if published else {}
        period = {"period_from": clock.today(), "period_to": clock.today(), "saved_at": clock.now()}
        words = {"slug": f"fylket-{published}", "title": "Køen", "text": "Køen."}
        return self._add(Summary(person_id=self.coordinator.id, **words, **period, **html))

    def _draft(self) -> Summary:
        return self._summary(published=False)

    @property
    def everybody(self) -> tuple[Person, ...]:
        return (self.member, self.leader, self.director, self.coordinator, self.moderator, self.stranger)

    def readers(self, kind: str) -> set[Person]:
        """Who of them sees a thing of this kind."""
        council = {self.member, self.leader, self.director, self.coordinator}
        return {
            "comment": {self.member, self.leader},
            "proposal": council - {self.director},
            "summary": set(self.everybody),
            "draft": {self.coordinator},
        }.get(kind, council)


@pytest.fixture
def town(make: Make) -> Town:
    return Town(make)


def hang(town: Town, owner: Any, by: Person | None = None) -> StoredFile:
    checked = attachments.prepare_upload(FileStorage(io.BytesIO(PDF), filename="referat.pdf"))
    with transaction():
        return attachments.attach_upload(town.make.actor(by or town.leader), checked, owner=owner)


def test_a_file_is_fetched_by_those_who_see_what_it_hangs_on(town: Town, visit: Any) -> None:
    addresses = {kind: f"/filer/{hang(town, town.thing(kind)).key}" for kind in (*KINDS, "draft")}
    browsers = {person: visit(person) for person in town.everybody}

    for kind, address in addresses.items():
        answers = {person: browser.get(address) for person, browser in browsers.items()}
        seen = {person for person, answer in answers.items() if answer.status_code == 200 and answer.data == PDF}
        assert (kind, seen) == (kind, town.readers(kind))
        assert {answers[person].status_code for person in set(answers) - seen} <= {404}
        assert visit(None).get(address).status_code == (200 if kind in SEEN_BY_ALL else 302)


def test_a_visitor_is_not_told_whether_there_is_a_file(visit: Any) -> None:
    assert visit(None).get("/filer/there-is-none").status_code == 302


def test_an_office_that_joined_later_does_not_fetch_what_hangs_on_a_meeting_before(town: Town, visit: Any) -> None:
    keys = [hang(town, town.thing(kind)).key for kind in ("agenda_item", "advice")]
    joined = town.make.office()
    since = clock.now() + timedelta(days=1)
    db.session.add(CouncilOffice(council_id=town.council.id, office_id=joined.id, since=since))
    late = visit(town.make.director(joined))

    assert [late.get(f"/filer/{key}").status_code for key in keys] == [404, 404]


def test_what_is_hidden_takes_its_file_along_whatever_it_is(town: Town, visit: Any) -> None:
    reader = visit(town.member)
    for kind in ("comment", "answer", "claim", "advice", "summary", "issue"):
        owner = town.thing(kind)
        stored = hang(town, owner)
        assert (kind, reader.get(f"/filer/{stored.key}").status_code) == (kind, 200)
        owner.hidden_at = clock.now()
        db.session.commit()
        assert (kind, reader.get(f"/filer/{stored.key}").status_code) == (kind, 404)


def test_whoever_decides_a_report_of_a_file_looks_at_it(town: Town, visit: Any) -> None:
    moderator, stranger = visit(town.moderator), visit(town.stranger)
    for kind in BY_A_COUNCIL:
        stored = hang(town, town.thing(kind))
        assert (kind, moderator.get(f"/filer/{stored.key}").status_code) == (kind, 404)
        report = {"subject": Reported.FILE, "subject_id": stored.id, "key": f"file:{stored.id}"}
        why = {"reason": ReportReason.UNLAWFUL, "person_id": town.member.id, "at": clock.now()}
        db.session.add(Report(**report, **why))
        db.session.commit()
        assert (kind, moderator.get(f"/filer/{stored.key}").status_code) == (kind, 200)
        assert (kind, stranger.get(f"/filer/{stored.key}").status_code) == (kind, 404)


def test_the_owner_of_a_file_is_the_thing_it_hangs_on(town: Town) -> None:
    council_id = town.council.id
    things = {kind: town.thing(kind) for kind in KINDS}
    expected = {kind: (hang(town, owner).key, type(owner), owner.id) for kind, owner in things.items()}
    db.session.expunge_all()

    for kind, (key, model, number) in expected.items():
        stored = queries.file_by_key(key)
        assert stored is not None
        assert (type(owner_of(stored)), owner_of(stored).id) == (model, number)
        assert stored.council_id == (None if kind in SEEN_BY_ALL else council_id)
        assert (kind, stored.in_issue is not None) == (kind, kind in IN_AN_ISSUE)


def test_a_file_hangs_on_one_thing_and_not_on_two_or_none(town: Town) -> None:
    things = {kind: town.thing(kind) for kind in KINDS}
    numbers = {kind: (hang(town, owner).id, owner.id) for kind, owner in things.items()}

    for kind, (stored_id, _number) in numbers.items():
        other = "issue" if kind != "issue" else "summary"
        for change in ({f"{other}_id": numbers[other][1]}, {f"{kind}_id": None}):
            with pytest.raises(IntegrityError):
                db.session.execute(update(StoredFile).where(StoredFile.id == stored_id).values(change))
            db.session.rollback()


def test_sent_twice_it_hangs_there_once(town: Town) -> None:
    for kind in KINDS:
        owner = town.thing(kind)
        assert hang(town, owner).id == hang(town, owner).id
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == len(KINDS)


def test_a_visitor_attaches_nothing(town: Town) -> None:
    checked = attachments.prepare_upload(FileStorage(io.BytesIO(PDF), filename="referat.pdf"))

    with pytest.raises(Denied), transaction():
        attachments.attach_upload(ANYONE, checked, owner=town.issue)


def test_every_reference_of_a_file_but_its_uploader_is_an_owner_of_its_own_name() -> None:
    keys = {key.parent.name: key.column.table.name for key in StoredFile.__table__.foreign_keys}
    classes = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}

    assert keys.pop("person_id") == "person"
    assert keys == {f"{table}_id": table for table in keys.values()}  # `attach` goes by the name of the table
    assert set(keys) == set(OWNERS)
    relations = inspect(StoredFile).relationships
    assert {name: relations[name].mapper.class_ for name in OWNERS.values()} == {
        OWNERS[key]: classes[table] for key, table in keys.items()
    }


def test_the_page_of_an_issue_lists_the_files_of_its_texts(town: Town, count_queries: Callable[[], Any]) -> None:
    reader = town.make.actor(town.member)
    for kind in KINDS:
        town.issue = town.make.issue(town.council)
        owner = town.thing(kind)
        stored = hang(town, owner)

        with count_queries() as statements:
            found = queries.files_of([town.issue.id]).by_text

        assert len(statements) == 1
        hanging = {key: [one.id for one in files] for key, files in found.items()}
        assert hanging == ({(kind, owner.id): [stored.id]} if kind in IN_AN_ISSUE else {})
        assert issue_page(reader, town.issue.reference).has_files is (kind in IN_AN_ISSUE)


def test_a_download_asks_the_same_few_questions_for_each_kind(
    town: Town, visit: Any, count_queries: Callable[[], Any]
) -> None:
    reader = visit(town.member)
    for kind in KINDS:
        stored = hang(town, town.thing(kind))
        with count_queries() as statements:
            reader.get(f"/filer/{stored.key}")
        assert len(statements) <= 5
