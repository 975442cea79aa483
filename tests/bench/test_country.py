"""The whole country as rows: it must be a country that the services could have made, and be found by its pages."""

import re
from collections import defaultdict

import pytest
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from app.core.roles import OfficeRoleKind, ScopeKind
from app.database import db, next_number, transaction
from app.models.councils import Council, CouncilLevel, OfficeRole, Scope
from app.models.followups import FollowUp
from app.models.issues import Issue
from app.models.people import Person
from app.models.states import LIVE, IssueState, state_from_follow_ups
from app.search import matching
from bench.__main__ import main
from bench.country import loading
from bench.pages import AGENT, pages
from bench.plain import make_plain
from bench.server import HOST
from tests.conftest import empty_tables

ISSUES = 300
SHOWN = re.compile(r"\d{4}-\d{4,}")  # references of issues


@pytest.fixture
def registers(app, clean):
    result = app.test_cli_runner().invoke(args=["import-registers"])
    assert result.exit_code == 0, result.output


@pytest.fixture
def country(registers):
    return loading.load(ISSUES, show=False)


def demand(app, *args: str) -> Result:
    house = ScriptInfo(create_app=lambda: app)
    return CliRunner().invoke(main, ["country", *args], obj=house)


def count(*conditions) -> int:
    return db.session.scalar(select(func.count()).where(*conditions))


def test_every_office_has_a_council_under_its_region_and_somebody_who_answers(country):
    assert count(Council.level == CouncilLevel.OFFICE, Council.parent_id.is_not(None)) == 248
    assert count(Council.level == CouncilLevel.REGION) == 12
    assert count(OfficeRole.kind == OfficeRoleKind.DIRECTOR) == 248
    assert count(OfficeRole.kind == OfficeRoleKind.MUNICIPAL_DIRECTOR) == 357
    assert count(Scope.kind == ScopeKind.COORDINATOR) == 15
    assert 2800 < count(Person.id > 0) < 3200


def test_the_state_of_every_issue_is_the_one_that_follows_from_what_is_owed(country):
    owed = defaultdict(list)
    for row in db.session.scalars(select(FollowUp)):
        owed[row.issue_id].append(row)

    issues = db.session.scalars(select(Issue)).all()

    assert len(issues) == ISSUES
    for issue in issues:
        if issue.state is IssueState.CLOSED:
            assert not [row for row in owed[issue.id] if row.state in LIVE], issue.reference
        elif issue.state is not IssueState.HELD:
            assert issue.state is state_from_follow_ups(owed[issue.id]), issue.reference


def test_nothing_happens_before_it_can_or_after_today(country):
    loaded_at = db.session.scalar(select(func.max(Council.updated_at)))

    for issue in db.session.scalars(select(Issue)):
        later = [at for at in (issue.sent_at, issue.closed_at, issue.public_at, issue.changed_at) if at]
        assert all(issue.posted_at <= at <= loaded_at for at in later), issue.reference


def test_references_run_on_where_the_country_ends(country):
    newest = db.session.scalars(select(Issue).order_by(Issue.year.desc(), Issue.number.desc()).limit(1)).one()

    with transaction():
        following = next_number(f"issue:{newest.year}")

    assert following == newest.number + 1


def test_new_rows_get_ids_of_their_own_after_the_country(country, make):
    person = make.person()

    assert person.id > country["person"]


def test_issues_are_found_by_their_words(country):
    issue = db.session.scalars(select(Issue).order_by(Issue.id).limit(1)).one()

    found = db.session.scalars(select(Issue.id).where(matching(issue.title))).all()

    assert issue.id in found


def test_the_same_seed_gives_the_same_country(app, registers):
    stories = []
    for _ in range(2):
        loading.load(40, show=False)
        issues = select(Issue.reference, Issue.title, Council.slug).join(Issue.council).order_by(Issue.id)
        stories.append(db.session.execute(issues).all())
        db.session.remove()
        empty_tables()
        app.test_cli_runner().invoke(args=["import-registers"])

    assert stories[0] == stories[1]


def test_the_country_is_refused_without_registers_and_where_councils_are(app, clean, make):
    assert "import-registers" in demand(app).output
    make.council()
    db.session.commit()

    result = demand(app, "--issues", "10")

    assert result.exit_code == 1
    assert "registers alone" in result.output
    assert count(Issue.id > 0) == 0


def test_every_page_that_is_measured_answers(app, country):
    for page in pages(db.engine):
        headers = {"User-Agent": AGENT, **({"Cookie": page.cookie} if page.cookie else {})}

        answer = app.test_client(use_cookies=False).get(page.path, headers=headers, environ_base={"REMOTE_ADDR": HOST})

        assert answer.status_code == 200, page.name


def test_every_plain_page_answers_with_issues_of_the_measured_one(app, country):
    plain = make_plain(db.engine).test_client()
    for page in pages(db.engine):
        headers = {"User-Agent": AGENT, **({"Cookie": page.cookie} if page.cookie else {})}
        client = app.test_client(use_cookies=False)
        measured = client.get(page.path, headers=headers, environ_base={"REMOTE_ADDR": HOST}).get_data(as_text=True)

        answer = plain.get(f"/{page.plain}")

        assert answer.status_code == 200, page.name
        shown = set(SHOWN.findall(answer.get_data(as_text=True)))
        asked = set(SHOWN.findall(measured))
        assert shown & asked or not (shown and asked), page.name
