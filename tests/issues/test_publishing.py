"""Public words: those that stand are read until newer ones have both yeses."""

import pytest

from app.assents.service import assents
from app.core.errors import Conflict, Denied
from app.database import db, transaction
from app.issues.service import public_version
from app.models.issues import PublicProposal, PublicVersion


@pytest.fixture
def published(make, visit):
    """An issue whose words everybody reads, with its author and leader."""
    council = make.council()
    author, leader = make.representative(council), make.leader(council)
    issue = make.issue(council, author=author)
    with transaction():
        version = public_version.propose_public_words(
            make.actor(leader), issue, title="Åpningstid", text="Kort åpningstid."
        )
    with transaction():
        public_version.consent_to_public_words(make.actor(author), issue, version)
        public_version.approve_public_words(make.actor(leader), issue, version)
    return issue, author, leader


NEW = {"title": "Åpningstid", "text": "Kort åpningstid.", "outcome_text": "Nå er det åpent til 18."}


def test_the_words_that_stand_are_read_until_the_new_ones_have_both_yeses(make, visit, published):
    issue, author, leader = published
    page = f"/innspill/{issue.reference}/offentlig"
    read = []

    for who, step, form in ((leader, "", NEW), (author, "/ja", {}), (leader, "/godkjenn", {})):
        read.append("åpent til 18" in visit(None).get(f"/offentlig/{issue.reference}").text)
        assert visit(who).post(page + step, form).status_code == 303

    assert read == [False, False, False]
    assert "åpent til 18" in visit(None).get(f"/offentlig/{issue.reference}").text
    assert db.session.get(PublicProposal, issue.id) is None


def test_new_words_need_the_authors_yes_although_the_old_ones_have_it(make, published):
    issue, _author, leader = published
    with transaction():
        words = public_version.propose_public_words(
            make.actor(leader), issue, title="Åpningstid", text="Noe helt annet."
        )

    with pytest.raises(Conflict), transaction():
        public_version.approve_public_words(make.actor(leader), issue, words)

    assert db.session.get(PublicVersion, issue.id).text == "Kort åpningstid."


def test_the_author_says_no_to_new_words_and_the_old_ones_stand(make, visit, published):
    issue, author, leader = published
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Noe helt annet.")

    assert visit(author).post(f"/innspill/{issue.reference}/offentlig/avsla").status_code == 303

    assert "sa nei" in visit(leader).get(f"/innspill/{issue.reference}/offentlig").text
    assert "Kort åpningstid." in visit(None).get(f"/offentlig/{issue.reference}").text


def test_nobody_else_says_no_for_the_author(make, published):
    issue, _author, leader = published
    with transaction():
        words = public_version.propose_public_words(
            make.actor(leader), issue, title="Åpningstid", text="Noe helt annet."
        )

    with pytest.raises(Denied), transaction():
        public_version.decline_public_words(make.actor(leader), issue, words)


def test_what_is_taken_down_takes_the_proposed_words_along(make, published):
    issue, author, leader = published
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Noe helt annet.")

    with transaction():
        public_version.withdraw_consent(make.actor(author), issue, db.session.get(PublicVersion, issue.id))

    assert not issue.is_public
    assert db.session.get(PublicProposal, issue.id) is None


def test_a_yes_to_earlier_words_waits_for_nobody(make):
    council = make.council()
    author, one = make.representative(council), make.representative(council)
    issue = make.issue(council, author=author)
    with transaction():
        words = public_version.propose_public_words(
            make.actor(author), issue, title="Åpningstid", text="Kort åpningstid."
        )
    with transaction():
        public_version.consent_to_public_words(make.actor(author), issue, words)
        assert not public_version.approve_public_words(make.actor(one), issue, words)

    with transaction():
        public_version.propose_public_words(make.actor(author), issue, title="Åpningstid", text="Noe helt annet.")

    assert assents.waiting_yeses(issue) == []


def test_words_of_a_hidden_issue_are_neither_shown_nor_approved(make, visit, published):
    issue, author, leader = published
    with transaction():
        public_version.propose_public_words(make.actor(leader), issue, title="Åpningstid", text="Noe helt annet.")
        issue.hidden_at = issue.posted_at

    assert visit(leader).get(f"/innspill/{issue.reference}/offentlig").status_code == 302
    for step in ("ja", "avsla", "godkjenn"):
        refused = visit(author if step != "godkjenn" else leader).post(f"/innspill/{issue.reference}/offentlig/{step}")
        assert (refused.status_code, "En moderator har skjult innspillet" in refused.text) == (409, True)
    assert "Noe helt annet." not in visit(author).get(f"/innspill/{issue.reference}/offentlig").text
