"""Meld fra: who may, what hides at once, who decides, who is told, and one appeal."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.access.hidden import hidden_reasons
from app.core import clock
from app.core.errors import Conflict, Denied, Invalid, NotFound
from app.core.roles import ScopeKind
from app.database import db, transaction
from app.models.councils import Scope
from app.models.issue_enums import CommentAudience
from app.models.issues import Issue
from app.models.notices import Event, EventKind, Notice
from app.models.people import Person
from app.models.reportable import Reported
from app.models.safety import Report, ReportReason, ReportState
from app.notices.queries.notices import load_notices
from app.notices.words import notice_text
from app.safety import policy, queries, service
from app.safety.queries import text_of
from app.search import index_thing, matching
from tests.make import Make
from tests.safety.texts import text_in

KEYS = {"reason": "event_id", "public_version": "issue_id"}
KINDS = [one.value for one in Reported]


def told(kind: EventKind) -> set[int]:
    return set(db.session.scalars(select(Notice.person_id).join(Event).where(Event.kind == kind)))


class Scene:
    """An issue in a council, a text in it, its author, another member, the director, a moderator and a coordinator."""

    def __init__(self, make: Make, kind: str = "comment", **given: Any) -> None:
        self.make = make
        self.county = make.county()
        self.office = make.office(county=self.county)
        self.council = make.council(office=self.office)
        self.issue = make.issue(self.council)
        self.author = make.representative(self.council)
        self.member = make.representative(self.council)
        self.director = make.director(self.office)
        self.moderator = make.scope(ScopeKind.MODERATOR)
        self.coordinator = make.coordinator(self.county)
        # Who looks at it again: a coordinator's own text is no coordinator's to judge.
        self.second = self.coordinator if kind != "summary" else make.scope(ScopeKind.MODERATOR)
        self.row = text_in(make, self.issue, kind, self.author, **given)
        self.subject = Reported(kind)
        self.id: int = getattr(self.row, KEYS.get(kind, "id"))
        db.session.commit()

    def report(
        self, by: Person | None = None, reason: ReportReason = ReportReason.HARASSMENT, words: str = ""
    ) -> Report:
        with transaction():
            text = text_of(self.subject, self.id)
            return service.report_text(self.make.actor(by or self.member), text, reason=reason, words=words)

    def decide(self, report: Report, *, by: Person | None = None, hide: bool = True) -> None:
        with transaction():
            service.decide_report(
                self.make.actor(by or self.moderator),
                queries.case_of(report.id),
                hide=hide,
                code=ReportReason.HARASSMENT,
                words="Teksten peker ut en person.",
            )

    def appeal(self, report: Report, by: Person | None = None) -> None:
        with transaction():
            service.appeal_hiding(self.make.actor(by or self.author), queries.case_of(report.id), "Den nevner ingen.")

    def decide_appeal(self, report: Report, *, by: Person, uphold: bool) -> None:
        with transaction():
            service.decide_appeal(
                self.make.actor(by), queries.case_of(report.id), uphold=uphold, words="Vi har sett på den igjen."
            )

    @property
    def is_hidden(self) -> bool:
        db.session.expire_all()
        return text_of(self.subject, self.id).hidden_at is not None


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_text_can_be_reported_hidden_appealed_and_shown_again(make: Make, kind: str) -> None:
    scene = Scene(make, kind)

    given = scene.report(words="Se på denne.")
    assert not scene.is_hidden
    scene.decide(given)
    assert scene.is_hidden
    scene.appeal(given)
    assert scene.is_hidden
    scene.decide_appeal(given, by=scene.second, uphold=False)

    assert not scene.is_hidden
    assert told(EventKind.TEXT_REPORTED) == {scene.moderator.id, scene.second.id}
    assert told(EventKind.TEXT_HIDDEN) == {scene.author.id, scene.member.id}
    assert told(EventKind.REPORT_APPEALED) == {scene.second.id}
    assert told(EventKind.APPEAL_DECIDED) == {scene.author.id, scene.member.id, scene.moderator.id}


def test_a_second_report_by_the_same_person_is_the_first(make: Make) -> None:
    scene = Scene(make)

    first = scene.report()
    second = scene.report(reason=ReportReason.THREAT)

    assert first.id == second.id
    assert len(db.session.scalars(select(Report)).all()) == 1
    assert len(db.session.scalars(select(Event).where(Event.kind == EventKind.TEXT_REPORTED)).all()) == 1


def test_several_persons_reports_are_decided_together(make: Make) -> None:
    scene = Scene(make)
    other = make.representative(scene.council)
    scene.report()
    second = scene.report(by=other)

    scene.decide(second, hide=False)

    assert {row.state for row in db.session.scalars(select(Report))} == {ReportState.KEPT}
    assert told(EventKind.TEXT_KEPT) == {scene.author.id, scene.member.id, other.id}


def test_a_person_s_data_is_hidden_until_somebody_has_looked(make: Make) -> None:
    scene = Scene(make)

    given = scene.report(reason=ReportReason.PERSONAL_DATA)

    assert scene.is_hidden
    assert told(EventKind.TEXT_HIDDEN_FOR_NOW) == {scene.author.id}
    assert told(EventKind.TEXT_HIDDEN) == set()
    assert hidden_reasons(scene.issue.id)["comment", scene.row.id].code is None
    scene.decide(given, hide=False)
    assert not scene.is_hidden
    assert told(EventKind.TEXT_KEPT) == {scene.author.id, scene.member.id}
    assert hidden_reasons(scene.issue.id) == {}


def test_what_somebody_has_looked_at_and_kept_is_not_hidden_by_the_next_report(make: Make) -> None:
    scene = Scene(make)
    scene.decide(scene.report(reason=ReportReason.PERSONAL_DATA), hide=False)

    again = scene.report(reason=ReportReason.PERSONAL_DATA)

    assert again.state is ReportState.WAITING
    assert not scene.is_hidden


def test_the_office_hides_nothing_by_reporting_it(make: Make) -> None:
    scene = Scene(make)

    scene.report(by=scene.director, reason=ReportReason.PERSONAL_DATA)

    assert not scene.is_hidden


def test_the_office_s_report_hides_what_the_guard_finds_too(make: Make) -> None:
    scene = Scene(make, text="Ring meg på 912 34 567.")

    scene.report(by=scene.director, reason=ReportReason.PERSONAL_DATA)

    assert scene.is_hidden


def test_a_hidden_issue_is_not_found_and_is_found_again_when_it_is_shown(make: Make) -> None:
    scene = Scene(make, "issue")
    with transaction():
        scene.issue.title = "Skiltingen mangler"
        index_thing(scene.issue)
    given = scene.report(reason=ReportReason.PERSONAL_DATA)

    def found() -> Sequence[int]:
        return db.session.scalars(select(Issue.id).where(matching("skilting"))).all()

    assert found() == []
    scene.decide(given, hide=False)
    assert found() == [scene.issue.id]


def test_nobody_reports_what_they_cannot_see_or_wrote_themselves(make: Make) -> None:
    scene = Scene(make, audience=CommentAudience.USER_SIDE)
    stranger = make.representative(make.council())

    for person in (stranger, scene.director, scene.moderator):
        with pytest.raises(NotFound):
            scene.report(by=person)
    with pytest.raises(Denied):
        scene.report(by=scene.author)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("moderator", True),
        ("coordinator", True),
        ("author", False),
        ("member", False),
        ("director", False),
        ("leader", False),
        ("secretary", False),
        ("coordinator elsewhere", False),
        ("moderator who reported", False),
        ("moderator who wrote it", False),
        ("moderator of the office side", False),
        ("administrator", False),
    ],
)
def test_only_somebody_outside_the_office_who_neither_wrote_nor_reported_it_decides(
    make: Make, who: str, may: bool
) -> None:
    scene = Scene(make)
    given = scene.report()
    person = {
        "moderator": lambda: scene.moderator,
        "coordinator": lambda: scene.coordinator,
        "author": lambda: scene.author,
        "member": lambda: scene.member,
        "director": lambda: scene.director,
        "leader": lambda: make.leader(scene.council),
        "secretary": lambda: make.secretary(scene.council),
        "coordinator elsewhere": make.coordinator,
        "moderator who reported": lambda: make.scope(ScopeKind.MODERATOR, person=scene.member),
        "moderator who wrote it": lambda: make.scope(ScopeKind.MODERATOR, person=scene.author),
        "moderator of the office side": lambda: make.scope(ScopeKind.MODERATOR, person=scene.director),
        "administrator": lambda: make.scope(ScopeKind.ADMINISTRATOR),
    }[who]()
    case = queries.case_of(given.id)

    allowed = policy.can_decide(make.actor(person), case.text, case.reports)

    assert allowed is may
    assert bool(queries.waiting_reports(make.actor(person))) is may
    db.session.commit()
    if not may:
        with pytest.raises(Denied):
            scene.decide(given, by=person)
        assert not scene.is_hidden


def test_only_the_author_appeals_once_and_within_fourteen_days(make: Make, freeze_days: Any) -> None:
    scene = Scene(make)
    given = scene.report()
    scene.decide(given)

    with pytest.raises(Denied):
        scene.appeal(given, by=scene.member)
    freeze_days(15)
    with pytest.raises(Conflict, match="gikk ut"):
        scene.appeal(given)
    freeze_days(14)
    scene.appeal(given)
    with pytest.raises(Conflict):
        scene.appeal(given)


def test_an_appeal_is_decided_by_another_person(make: Make) -> None:
    scene = Scene(make)
    given = scene.report()
    scene.decide(given)
    scene.appeal(given)

    with pytest.raises(Denied):
        scene.decide_appeal(given, by=scene.moderator, uphold=True)
    assert queries.waiting_reports(make.actor(scene.moderator)) == []
    assert [line.is_appeal for line in queries.waiting_reports(make.actor(scene.coordinator))] == [True]
    scene.decide_appeal(given, by=scene.coordinator, uphold=True)

    assert scene.is_hidden
    assert hidden_reasons(scene.issue.id)["comment", scene.row.id].code is ReportReason.HARASSMENT
    with pytest.raises(Conflict):
        scene.decide_appeal(given, by=make.scope(ScopeKind.MODERATOR), uphold=False)


def test_an_appeal_that_nobody_may_decide_is_told_to_whoever_can_appoint_a_moderator(make: Make) -> None:
    scene = Scene(make, "summary")
    administrator = make.scope(ScopeKind.ADMINISTRATOR)
    with transaction():
        role = db.session.scalars(
            select(Scope).where(Scope.person_id == scene.second.id, Scope.kind == ScopeKind.MODERATOR)
        ).one()
        role.valid_to = clock.today() - timedelta(days=1)
    given = scene.report()
    scene.decide(given)

    scene.appeal(given)

    assert told(EventKind.REPORT_APPEALED) == {administrator.id}
    [notice] = db.session.scalars(select(Notice).where(Notice.person_id == administrator.id))
    [matter] = load_notices([notice.id])
    assert notice_text.asks_reader(matter)
    assert "Ingen kan avgjøre klagen nå" in notice_text.first_line(matter)
    assert notice_text.link_of(matter).endswith("/varsler")


def test_a_decision_needs_words_a_code_and_happens_once(make: Make) -> None:
    scene = Scene(make)
    given = scene.report()

    def decide(**changed: Any) -> None:
        values = {"hide": True, "code": ReportReason.THREAT, "words": "Truer.", **changed}
        with transaction():
            service.decide_report(make.actor(scene.moderator), queries.case_of(given.id), **values)

    for field, changed in {"words": {"words": " "}, "code": {"code": None}}.items():
        with pytest.raises(Invalid) as refusal:
            decide(**changed)
        assert refusal.value.field == field
    with pytest.raises(Invalid):
        decide(words="Gjelder 15108695088.")
    decide()
    with pytest.raises(Conflict):
        decide()


def test_who_reported_is_said_in_no_event(make: Make) -> None:
    scene = Scene(make)

    scene.report(reason=ReportReason.PERSONAL_DATA)

    assert {event.actor_id for event in db.session.scalars(select(Event))} == {None}


def test_the_queue_is_by_age_and_costs_the_same_for_many(make: Make, count_queries: Any) -> None:
    scene = Scene(make)
    scene.report()
    with count_queries() as few:
        queries.waiting_reports(make.actor(scene.moderator))
    for _ in range(10):
        scene.id = text_in(make, scene.issue, "comment", scene.author).id
        db.session.commit()
        scene.report()

    with count_queries() as many:
        lines = queries.waiting_reports(make.actor(scene.moderator))

    assert len(lines) == 11
    assert [line.since for line in lines] == sorted(line.since for line in lines)
    assert len(many) == len(few)


@pytest.fixture
def freeze_days(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Go so many days on from the real today."""
    real = clock.now

    def go(days: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=days))

    return go


def test_a_report_that_nobody_can_decide_is_told_to_who_can_appoint_somebody(make: Make) -> None:
    scene = Scene(make, "summary")
    for one in db.session.scalars(select(Scope).where(Scope.kind == ScopeKind.MODERATOR)):
        one.valid_to = clock.today() - timedelta(days=1)
    administrator = make.scope(ScopeKind.ADMINISTRATOR)
    db.session.commit()

    scene.report()

    assert told(EventKind.TEXT_REPORTED) == {administrator.id}


def test_a_moderator_who_reports_is_not_asked_to_decide(make: Make) -> None:
    scene = Scene(make)

    scene.report(by=make.scope(ScopeKind.MODERATOR, person=scene.member))

    assert told(EventKind.TEXT_REPORTED) == {scene.moderator.id, scene.coordinator.id}
