"""A letter says which matter it is about, and which part its reader has in it."""

import pytest

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import OfficeRoleKind
from app.models.notices import EventKind
from app.models.people import Locale
from app.notices.commands.outbox import deliver_due
from app.notices.words.names import council_in_text


def test_two_letters_of_the_same_kind_have_two_subjects(make, postman, tell):
    council = make.council()
    director = make.director(make.office_of(council))
    issues = make.issue(council), make.issue(council)
    for issue in issues:
        tell(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=make.owed(issue))

    deliver_due()

    subjects = [mail["Subject"] for mail in postman.to(director)]
    assert len(set(subjects)) == 2
    assert all(issue.reference in " ".join(subjects) for issue in issues)


@pytest.mark.parametrize(
    ("locale", "why"),
    [(Locale.NB, "Du får denne fordi du er Nav-leder i Nav Skien."), (Locale.NN, "fordi du er Nav-leder i Nav Skien.")],
)
def test_a_letter_says_which_part_the_reader_has(make, postman, tell, locale, why):
    council = make.council(office=make.office(name="Nav Skien"), name="Brukerutvalget i Nav Skien")
    director = make.director(make.office_of(council), OfficeRoleKind.DIRECTOR, locale=locale)
    leader = make.leader(council)
    issue = make.issue(council)
    tell(EventKind.ISSUE_SENT, ANYONE, issue=issue, about=make.owed(issue))
    tell(EventKind.EXTENSION_ASKED, ANYONE, issue=issue, about=make.owed(issue, asked_due=clock.today()))

    deliver_due()

    assert why in postman.to(director)[0].get_body(("plain",)).get_content()
    assert "du er med i brukerutvalget i Nav Skien." in postman.to(leader)[0].get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("name", "within"),
    [
        ("Brukerutvalget i Nav Skien", "brukerutvalget i Nav Skien"),
        ("Ungdomsrådet i Nav Skien", "ungdomsrådet i Nav Skien"),
        ("FFO-utvalget i Skien", "FFO-utvalget i Skien"),
        ("Nav Skien brukerutvalg", "Nav Skien brukerutvalg"),
    ],
)
def test_a_council_is_called_by_its_noun_within_a_sentence(name, within):
    assert council_in_text(name) == within


def test_a_dark_screen_keeps_its_own_style_and_the_rest_stands_beside_its_words(make, postman, tell):
    council = make.council()
    leader, issue = make.leader(council), make.issue(council)
    tell(EventKind.EXTENSION_ASKED, ANYONE, issue=issue, about=make.owed(issue, asked_due=clock.today()))

    deliver_due()

    html = postman.to(leader)[0].get_body(("html",)).get_content()
    assert html.count("<style") == 1
    assert "@media (prefers-color-scheme: dark)" in html
    assert '<h1 style="' in html
