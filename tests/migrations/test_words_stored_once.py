"""Copies of what people wrote become keys to where it stands, the right one of several equal ones, and come back."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app.database import db
from tests.migrations.test_moved_dates import AT, DAY, MIGRATIONS, chain, database, rows

BEFORE = "0006"
OWED = {"started_on": DAY, "due": DAY, "original_due": DAY, "offered": False, "awaits_date": False}


@pytest.fixture
def before(tmp_path, monkeypatch):
    yield from database(tmp_path, monkeypatch, revision=BEFORE)


def at(minutes):
    return AT + timedelta(minutes=minutes)


class Story:
    """An issue of a council at the revision before, and rows on it."""

    def __init__(self, add):
        self.add = add
        self.office, self.council, self.person, self.issue = chain(add)

    def owed(self, kind, *, after=0, **given):
        given = {"state": "running", "round": 1, "office_id": self.office, **OWED, **given}
        return self.add("follow_up", kind=kind, issue_id=self.issue, created_at=at(after), **given)

    def said(self, row, text, *, after=0, **given):
        given = {"turn": 1, "version": 1, "label": "both", "stance": "follows_up", **given}
        return self.add("answer", follow_up_id=row, text=text, at=at(after), person_id=self.person, **given)

    def act(self, kind, text, *, after=0, **given):
        event = self.add("event", kind=kind, at=at(after), issue_id=self.issue, actor_id=self.person, **given)
        if text:
            self.add("act_reason", event_id=event, issue_id=self.issue, text=text)
        return event

    def claim(self, row, text, **given):
        return self.add("claim", follow_up_id=row, what_changed=text, person_id=self.person, at=AT, **given)


def words(row_id):
    columns = "what, words_answer_id, words_claim_id, words_reason_id, words_follow_up_id"
    return rows(f"SELECT {columns} FROM follow_up WHERE id = {row_id}")[0]


def test_a_copy_points_at_the_latest_of_equal_answers_before_it_and_at_its_newest_version(before):
    story = Story(before)
    first = story.owed("answer")
    other = story.owed("answer")
    story.said(other, "Ja.", after=1, stance="sent_on")
    story.said(first, "Ja.", after=1, stance="asks_back")
    story.said(first, "Ja.", after=2, stance="sent_on", turn=2)
    right = story.said(first, "Ja.", after=3, stance="sent_on", turn=3)
    offer = story.owed("answer", after=4, parent_id=first, what="Ja.", hidden_at=at(9))
    story.said(first, "Ja.", after=5, stance="sent_on", turn=4)
    story.said(first, "Hvilke dager?", after=6, stance="asks_back", turn=5)
    newest = story.said(first, "Hvilke uker?", after=8, stance="asks_back", turn=5, version=2)
    asked = story.owed("clarification", after=7, parent_id=first, what="Hvilke dager?", council_id=None)
    own = story.owed("answer", after=7, parent_id=first, what="Ja.", person_id=story.person)
    lost = story.owed("clarification", after=7, parent_id=first, what="Ingen har sagt dette.")

    upgrade(directory=MIGRATIONS)

    assert words(offer) == (None, right, None, None, None)
    assert rows(f"SELECT id FROM follow_up WHERE id = {offer} AND hidden_at IS NOT NULL") == []
    assert words(asked) == (None, newest, None, None, None)
    assert words(own) == ("Ja.", None, None, None, None)
    assert words(lost) == ("Ingen har sagt dette.", None, None, None, None)

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    copies = rows(f"SELECT what FROM follow_up WHERE id IN ({offer}, {asked}) ORDER BY id")
    assert copies == [("Ja.",), ("Hvilke uker?",)]
    upgrade(directory=MIGRATIONS)


def test_claims_reasons_and_what_is_owed_again_become_keys(before):
    story = Story(before)
    action = story.owed("action", what="Ny rampe.", state="done", ended_at=AT)
    story.claim(action, "Ny rampe.", round=2)
    first = story.claim(action, "Ny rampe.", round=1)
    raised = [story.owed("raise_reply", what="Likt overalt.", council_id=story.council, office_id=None) for _ in "ab"]
    reasons = [
        story.act("issue_raised", "Likt overalt.", after=number, subject="follow_up", subject_id=row)
        for number, row in enumerate(raised)
    ]
    fell = {"state": "dropped", "drop_reason": "closed", "ended_at": AT}
    asked = {"what": "Det svarer ikke.", "person_id": story.person, "round": 2}
    root = story.owed("answer", **asked, **fell)
    again = story.owed("answer", parent_id=root, **asked, **fell)
    third = story.owed("answer", parent_id=again, **asked)
    reported = story.owed("answer", parent_id=root, **asked, hidden_at=AT)
    told = {"state": "waiting", "reason": "threat", "at": AT, "issue_id": story.issue}
    told |= {"person_id": story.person, "council_id": story.council}
    before("report", subject="follow_up", subject_id=reported, **told)

    upgrade(directory=MIGRATIONS)

    assert words(action) == (None, None, first, None, None)
    assert [words(row) for row in raised] == [(None, None, None, reason, None) for reason in reasons]
    assert [words(row) for row in (again, third)] == [(None, None, None, None, root)] * 2
    assert words(root) == words(reported) == ("Det svarer ikke.", None, None, None, None)
    assert rows(f"SELECT id FROM follow_up WHERE person_id IS NULL AND id IN ({again}, {third})") != []

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    copies = rows(f"SELECT what, person_id FROM follow_up WHERE id IN ({again}, {third})")
    assert copies == [("Det svarer ikke.", story.person)] * 2
    upgrade(directory=MIGRATIONS)


@pytest.mark.parametrize("ended_by", ["the act", "a verdict", "nothing known"])
def test_an_ending_points_at_the_act_or_the_verdict_with_whose_words_it_ended(before, ended_by):
    story = Story(before)
    story.act("send_on_declined", "Ferdig.")
    story.act("issue_closed", "Ferdig.", after=1)  # closed once before, in the same words
    action = story.owed("action", what="Rampe", person_id=story.person)
    judged = {"verdict": "confirmed", "verdict_text": "Ferdig.", "verdict_at": at(2)}
    claim = None if ended_by == "nothing known" else story.claim(action, "Rampe", round=1, **judged)
    last = story.act("issue_closed", "Ferdig." if ended_by == "the act" else None, after=3)
    with db.engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE issue SET state = 'closed', outcome = 'noted', outcome_text = 'Ferdig.', closed_at = :at"),
            {"at": at(3)},
        )

    upgrade(directory=MIGRATIONS)

    expected = {
        "the act": (None, last, None),
        "a verdict": (None, None, claim),
        "nothing known": ("Ferdig.", None, None),
    }
    assert rows("SELECT outcome_text, outcome_reason_id, outcome_claim_id FROM issue") == [expected[ended_by]]

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert rows("SELECT outcome_text FROM issue") == [("Ferdig.",)]
    upgrade(directory=MIGRATIONS)


def test_yeses_lose_the_words_that_stand_elsewhere_and_count_as_before(before):
    story = Story(before)
    asked = story.owed("answer", council_id=story.council, office_id=None)
    story.said(asked, "Nei.", stance="does_not_follow_up", reason="Nei.", unit="Nav Hjelpemidler")
    story.said(asked, "Nei.", stance="does_not_follow_up", reason="Nei.", turn=2)
    public = {"title": "Åpent", "text": "Kort tid.", "outcome_text": None}
    written = datetime(2026, 3, 2, 9, 30, 0, 123456, tzinfo=UTC)
    story.add("public_version", issue_id=story.issue, written_at=written, written_by_id=story.person, **public)
    closing = {"outcome": "noted", "text": "Takk.", "early_reason": "Haster."}
    given = {"subject": "issue", "subject_id": story.issue, "council_id": story.council}
    given |= {"person_id": story.person, "way": "pressed", "at": AT}
    yeses = {
        name: story.add("assent", act=act, details=details, spent_at=spent, **given)
        for name, act, details, spent in (
            ("spent", "close", closing, AT),
            ("waits", "close", closing, None),
            ("public", "approve_public", public, None),
            ("approved", "approve_public", public, AT),
        )
    }

    upgrade(directory=MIGRATIONS)

    details = {name: details_of(row) for name, row in yeses.items()}
    wording = {"wording": written.isoformat()}
    assert details == {"spent": {"outcome": "noted"}, "waits": closing, "public": wording, "approved": {}}
    fingerprint = sha256(json.dumps(wording, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    assert rows(f"SELECT fingerprint FROM assent WHERE id = {yeses['public']}") == [(fingerprint,)]
    assert rows("SELECT reason FROM answer ORDER BY turn") == [("",), ("Nei.",)]

    downgrade(directory=MIGRATIONS, revision=BEFORE)
    assert details_of(yeses["public"]) == public
    assert rows("SELECT reason FROM answer ORDER BY turn") == [("Nei.",), ("Nei.",)]
    upgrade(directory=MIGRATIONS)


def details_of(assent_id):
    found = rows(f"SELECT details FROM assent WHERE id = {assent_id}")[0][0]
    return json.loads(found) if isinstance(found, str) else found
