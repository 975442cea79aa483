"""The words of letters: no word of a dialect that only the house speaks, and the matter told apart in the subject."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import clock
from app.core.actor import ANYONE
from app.core.roles import OfficeRoleKind
from app.models.notices import EventKind
from app.models.people import Locale
from app.models.states import FollowUpKind
from app.notices.commands.outbox import deliver_due
from app.notices.kinds import reminders
from app.notices.kinds.happening import Letter
from app.notices.kinds.table import HAPPENINGS, ROOMS
from app.notices.words.names import council_in_text
from app.notices.words.notice_text import IN_OFFICE, WHY

TEMPLATES = Path(__file__).parents[2] / "templates"
NOT_SAID = re.compile(
    r"\bplass(en|er)?\b|\bfør(t|e|er)\b|\bgrunn(en)?\b|\bløft|utvalget over|\bfase\b|\bordningen\b|\barbeideren\b"
    r"|\ber over\b|\bstyr\b|ja-et|blir bedt om|\blukk|\bsitter\b|finn ut nå",
    re.IGNORECASE,
)


def all_letters() -> Iterator[Letter]:
    yield from (one.letter for one in HAPPENINGS.values())
    for room in (*ROOMS, reminders):
        yield from (value for value in vars(room).values() if isinstance(value, Letter))
    for kind in FollowUpKind:
        for step in (-5, 5):
            yield from (reminders.reminder_letter(kind, step=step, offered=offered) for offered in (False, True))


def test_no_letter_uses_a_word_that_only_this_house_uses():
    said = {str(text) for one in all_letters() for text in vars(one).values() if not isinstance(text, bool)}
    said |= {str(text) for text in (*WHY.values(), IN_OFFICE)}

    assert sorted(text for text in said if NOT_SAID.search(text)) == []


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("emails/*/*")), ids=lambda path: "/".join(path.parts[-2:]))
def test_no_template_of_a_letter_does_either(path):
    said = re.findall(r'_\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))

    assert [text for text in said if NOT_SAID.search(text)] == []


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
